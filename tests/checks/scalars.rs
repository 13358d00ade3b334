//! Completeness: `item` and `unknown` of an event's line hold every scalar of the item.

use super::oracle::{self, Node};
use super::tables;
use serde_json::Value as Json;
use wabahook::{Event, Item, JsonType, Payload, Value};

/// Compares the line of an event with the item in the text.
pub(crate) fn check(event: &Event<'_>, text: &str) {
    let raw = event.item().raw();
    let source = &text[raw.offset()..raw.offset() + raw.json().len()];
    let line = serde_json::to_string(event).expect("an event can be serialised");
    let line = oracle::parse(line.as_bytes()).expect("a line is JSON");
    assert_eq!(string(&line, "path").as_deref(), Some(&*event.path().to_string()));
    assert_eq!(string(&line, "kind").as_deref(), Some(event.kind()));
    assert_eq!(string(&line, "field").as_deref(), event.field());
    if oracle::has_duplicates(source) {
        return; // the replaced member is not shown
    }

    let (mut held, mut expected) = (Vec::new(), Vec::new());
    for part in ["item", "unknown"] {
        oracle::last(&line, part).into_iter().for_each(|part| scalars(part, &mut held));
    }
    // A container shows everything that no other event does, or all of it.
    if let Item::Change(_) | Item::Entry(_) | Item::Payload(_) = event.item() {
        scalars(source, &mut expected);
        assert!(held.iter().all(|held| expected.contains(held)), "{line} of {source}");
        return;
    }
    let (table, is_value) = match event.item() {
        Item::Value(Value::Unknown(_)) => (None, true),
        Item::Value(_) => (event.field().and_then(tables::of_field), true),
        _ => (tables::of_kind(event.kind()), false),
    };
    match table.filter(|&table| tables::holds_items(table)) {
        Some(table) => {
            let members = match oracle::open(source) {
                Node::Object(members) => members,
                Node::Array(items) if items.is_empty() => Vec::new(),
                _ => panic!("not an object"),
            };
            for (key, member) in members {
                if !tables::is_elsewhere(table, is_value, &key, kind(member)) {
                    scalars(member, &mut expected);
                }
            }
            // The context is shown where it is undocumented, so its scalars may appear as well.
            for scalar in &expected {
                let found = held.iter().position(|held| held == scalar);
                held.swap_remove(found.unwrap_or_else(|| panic!("{scalar} is lost: {line}")));
            }
            scalars(source, &mut expected);
            held.retain(|held| !expected.contains(held));
            expected.clear();
        }
        _ => scalars(source, &mut expected),
    }
    held.sort_unstable();
    expected.sort_unstable();
    assert_eq!(held, expected, "{}: {line}", event.path());
}

fn kind(json: &str) -> JsonType {
    match oracle::open(json) {
        Node::Object(_) => JsonType::Object,
        Node::Array(_) => JsonType::Array,
        Node::String(_) => JsonType::String,
        Node::Other(_) => JsonType::Number,
    }
}

/// Every scalar of a body is in the line of some event, except those that identify WhatsApp.
pub(crate) fn check_payload(payload: Payload<'_>, text: &str) {
    if oracle::has_duplicates(text.trim()) {
        return; // the replaced member is not shown
    }
    let mut held = vec!["whatsapp_business_account".to_owned(), "whatsapp".to_owned()];
    let lines = super::bodies::lines(payload);
    assert!(!lines.is_empty(), "nothing is left of {text}");
    for line in lines {
        let line = oracle::parse(line.as_bytes()).expect("a line is JSON");
        scalars(line.trim(), &mut held);
    }
    held.sort_unstable();
    let (mut expected, mut spelled) = (Vec::new(), Vec::new());
    scalars(text.trim(), &mut expected);
    spellings(text.trim(), &mut spelled);
    let is_held = |scalar: &String| held.binary_search(scalar).is_ok();
    for (scalar, spelled) in expected.iter().zip(&spelled) {
        // `null` as entries or changes equals absence. A number in the context becomes a string.
        let is_shown = scalar == "null" || is_held(scalar) || is_held(spelled);
        assert!(is_shown, "{scalar} is lost");
    }
}

fn string(line: &str, key: &str) -> Option<String> {
    match oracle::open(oracle::last(line, key)?) {
        Node::String(text) => Some(text),
        _ => None,
    }
}

/// Collects every scalar of a value; numbers as a line spells them.
fn scalars(value: &str, into: &mut Vec<String>) {
    match oracle::open(value) {
        Node::Object(members) => members.into_iter().for_each(|(_, value)| scalars(value, into)),
        Node::Array(items) => items.into_iter().for_each(|value| scalars(value, into)),
        Node::String(text) => into.push(text),
        Node::Other(spelled) => into.push(match serde_json::from_str::<Json>(spelled) {
            // Integers beyond 64 bits become a string with every digit.
            Ok(Json::Number(number)) if number.is_f64() && is_integer(spelled) => {
                spelled.to_owned()
            }
            Ok(Json::Number(number)) if number.is_f64() => {
                spelled.parse::<f64>().expect("it is a number").to_string()
            }
            Ok(json) => json.to_string(),
            Err(_) => spelled.to_owned(), // beyond an f64
        }),
    }
}

/// Collects every scalar of a value, in the same order; numbers as spelled.
fn spellings(value: &str, into: &mut Vec<String>) {
    match oracle::open(value) {
        Node::Object(members) => members.into_iter().for_each(|(_, value)| spellings(value, into)),
        Node::Array(items) => items.into_iter().for_each(|value| spellings(value, into)),
        Node::String(text) => into.push(text),
        Node::Other(spelled) => into.push(spelled.to_owned()),
    }
}

fn is_integer(spelled: &str) -> bool {
    !spelled.contains(['.', 'e', 'E'])
}
