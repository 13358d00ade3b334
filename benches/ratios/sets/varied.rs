//! Bodies of new structures: an undocumented member at a random place of the item.

use super::{Dice, mixed};

/// Returns a body of `mixed` with a member of a random key in the message, status or preference.
///
/// Keys are part of a body's structure, so every body has its own structure.
pub(super) fn varied(dice: &mut Dice) -> String {
    let body = mixed(dice);
    let places = places(&body);
    let place = dice.pick(&places);
    let member = format!("\"{}\":{},", key(dice), value(dice));
    [&body[..place], &member, &body[place..]].concat()
}

/// Returns the offsets at which a member of the item, or of an object in it, begins.
fn places(body: &str) -> Vec<usize> {
    const LISTS: [&str; 3] = ["\"messages\":[", "\"statuses\":[", "\"user_preferences\":["];
    let item = LISTS.iter().find_map(|list| Some(body.find(list)? + list.len())).unwrap_or(0);
    let (mut places, mut open) = (Vec::new(), Vec::new());
    let (mut in_string, mut escaped) = (false, false);
    for (at, byte) in body.bytes().enumerate().skip(item) {
        match byte {
            b'"' if !escaped => in_string = !in_string,
            _ if in_string => {}
            b'{' | b'[' => open.push(byte),
            b'}' | b']' => drop(open.pop()),
            _ => {}
        }
        let begins = matches!(byte, b'{' | b',') && open.last() == Some(&b'{');
        if begins && !in_string {
            places.push(at + 1);
        }
        escaped = byte == b'\\' && !escaped;
        if open.is_empty() {
            break;
        }
    }
    places
}

/// Returns an undocumented key, long enough never to occur twice.
fn key(dice: &mut Dice) -> String {
    let len = 8 + dice.below(9);
    (0..len).map(|_| char::from(dice.pick(b"abcdefghijklmnopqrstuvwxyz_"))).collect()
}

fn value(dice: &mut Dice) -> String {
    match dice.below(6) {
        0 => "true".to_owned(),
        1 => "null".to_owned(),
        2 => dice.digits(6),
        3 => format!("[\"{}\",{}]", key(dice), dice.digits(3)),
        4 => format!("{{\"{}\":\"{}\"}}", key(dice), key(dice)),
        _ => format!("\"{}\"", key(dice)),
    }
}
