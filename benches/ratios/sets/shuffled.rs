//! Bodies with the members of every object in random order, so that expecting an order is useless.

use super::Dice;

/// Returns compact bodies with their members shuffled, at every level.
pub(super) fn all(bodies: &[Vec<u8>]) -> Vec<Vec<u8>> {
    let mut dice = Dice(0x5EED);
    bodies.iter().map(|body| shuffled(body, &mut dice)).collect()
}

fn shuffled(body: &[u8], dice: &mut Dice) -> Vec<u8> {
    let (first, inside, last) = match body {
        [b'{', inside @ .., b'}'] => (b'{', inside, b'}'),
        [b'[', inside @ .., b']'] => (b'[', inside, b']'),
        _ => return body.to_vec(),
    };
    let mut parts: Vec<Vec<u8>> = split(inside)
        .into_iter()
        .map(|part| {
            // A key and its colon stay before the value.
            let value = if first == b'{' { key_len(part) } else { 0 };
            let (key, value) = part.split_at(value);
            [key, &shuffled(value, dice)].concat()
        })
        .collect();
    if first == b'{' {
        for at in (1..parts.len()).rev() {
            parts.swap(at, dice.below(at as u64 + 1) as usize);
        }
    }
    [&[first][..], &parts.join(&b','), &[last]].concat()
}

/// Splits the inside of a container at its commas.
fn split(inside: &[u8]) -> Vec<&[u8]> {
    let (mut parts, mut start, mut depth) = (Vec::new(), 0, 0);
    let (mut in_string, mut escaped) = (false, false);
    for (at, &byte) in inside.iter().enumerate() {
        match byte {
            b'"' if !escaped => in_string = !in_string,
            _ if in_string => {}
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth -= 1,
            b',' if depth == 0 => {
                parts.push(&inside[start..at]);
                start = at + 1;
            }
            _ => {}
        }
        escaped = byte == b'\\' && !escaped;
    }
    if !inside.is_empty() {
        parts.push(&inside[start..]);
    }
    parts
}

/// Returns the length of a member's key with its colon. No key of the sets has escapes.
fn key_len(member: &[u8]) -> usize {
    member.windows(2).position(|two| two == b"\":").map_or(0, |at| at + 2)
}
