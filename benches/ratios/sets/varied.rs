//! Bodies of shapes that nobody met before: a member more than is documented, at any place of the item.

use super::{Dice, mixed};

/// As `mixed`, with a member of a random key somewhere in the message, status or preference.
///
/// A key is part of a body's shape, so every body has a shape of its own.
pub(super) fn varied(dice: &mut Dice) -> String {
    let body = mixed(dice);
    let places = places(&body);
    let place = dice.pick(&places);
    let member = format!("\"{}\":{},", key(dice), value(dice));
    [&body[..place], &member, &body[place..]].concat()
}

/// Where a member of the item, or of an object in it, begins.
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

/// Too long to be met twice, and none that is documented.
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
