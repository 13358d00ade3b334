//! Views: each accessor against the raw object, each path against the path from the root, each item
//! exactly once.

use super::accessors::{
    Accessed, Discard, check_content, check_error, check_value, reads_as_object, show, skim,
};
use super::oracle::{self, Node};
use super::{decoders, events, malformed};
use std::collections::BTreeMap;
use std::fmt::Write;
use wabahook::{Change, Entry, Envelope, JsonType, Limits, Payload, Raw, Value};

/// Checks every accessor of everything.
pub(crate) fn check_views(body: &[u8]) {
    for mut decoder in decoders(body, Limits::new()) {
        let Ok(payload) = decoder.decode(body) else { return };
        compare(body, payload);
    }
}

/// Checks every accessor of a payload and compares it with its body.
fn compare(body: &[u8], payload: Payload<'_>) {
    read_payload(payload);

    let text = oracle::parse(body).expect("serde_json accepts it");
    unknown(payload);
    let paths = paths(&text);
    // The path of a replaced member is searched from the root, which is linear each time.
    if text.len() < 1 << 16 || !oracle::has_duplicates(text.trim_ascii()) {
        check_paths(payload.raw(), &paths);
    }
    events::check(payload, &text, &paths);
    malformed::check(payload);
}

/// Members that the envelope does not name are unknown, even if another envelope names them.
fn unknown(payload: Payload<'_>) {
    const WEBHOOK: &[&str] = &["object", "entry"];
    const ENTRY: &[&str] = &["id", "time", "changes"];
    const CHANGE: &[&str] = &["field", "value"];
    let named = match payload.envelope() {
        Envelope::Webhook => WEBHOOK,
        Envelope::Entry => ENTRY,
        _ => CHANGE,
    };
    let mut here = BTreeMap::new();
    let raw = payload.raw();
    for (key, value) in raw.members().filter(|(key, _)| !named.contains(&key.to_str())) {
        // The last member counts if some envelope names it, otherwise every one does.
        let is_named = [WEBHOOK, ENTRY, CHANGE].concat().contains(&key.to_str());
        let again = if is_named { 0 } else { value.offset() };
        here.insert((key.to_str(), again), value.json().as_ptr());
    }
    let mut expected: Vec<_> = here.into_iter().map(|((key, _), value)| (key, value)).collect();
    let listed = payload.unknown().map(|(key, value)| (key.to_str(), value.json().as_ptr()));
    let mut listed: Vec<_> = listed.collect();
    let mut visited = Vec::new();
    payload.visit_unknown(&mut |raw| visited.push(raw.json().as_ptr()));
    assert!(listed.iter().all(|(_, value)| visited.contains(value)));
    listed.sort_unstable();
    expected.sort_unstable();
    assert_eq!(listed, expected, "the unknown members of the root");
}

/// Reads everything, and allocates nothing unless it fails.
pub(crate) fn read_payload(payload: Payload<'_>) {
    show(&payload);
    skim(payload.raw());
    payload.object().check(payload.raw().get("object"));
    payload.unknown().for_each(|(_, raw)| skim(raw));
    payload.visit_unknown(&mut skim);
    for entry in payload.entries() {
        read_entry(entry);
        for change in entry.changes() {
            read_change(change);
            read_value(change.value());
        }
    }
    for event in payload.events() {
        events::read(&event);
    }
}

fn read_entry(entry: Entry<'_>) {
    let raw = entry.raw();
    write!(Discard, "{}", entry.path()).expect("writing cannot fail");
    match entry.error() {
        Some(error) => check_error(&error),
        None if raw.get("field").is_none() => {
            entry.id().check(raw.get("id"));
            entry.time().check(raw.get("time"));
            let changes = raw.get("changes").map_or(0, |changes| changes.items().count());
            assert_eq!(entry.changes().count(), changes);
        }
        None => {}
    }
    entry.unknown().for_each(|(_, raw)| skim(raw));
}

fn read_change(change: Change<'_>) {
    write!(Discard, "{}", change.path()).expect("writing cannot fail");
    match change.error() {
        Some(error) => check_error(&error),
        None => change.field().check(change.raw().get("field")),
    }
    change.unknown().for_each(|(_, raw)| skim(raw));
    // The raw value, or the change itself if it is malformed or has no value.
    let value = change.raw().get("value").filter(|_| change.raw().json_type() == JsonType::Object);
    let expected = value.unwrap_or(change.raw());
    assert_eq!(change.value().raw().offset(), expected.offset());
}

fn read_value(value: Value<'_>) {
    show(&value);
    check_value(value);
    match value {
        Value::Messages(view) => {
            assert_eq!(value.contacts().len(), view.contacts().len());
            view.messages().flatten().for_each(check_content);
        }
        Value::Unknown(raw) => skim(raw),
        Value::Malformed(error) => check_error(&error),
        _ => {}
    }
    // Fields without a business number have no metadata.
    let key = if matches!(value, Value::MessagingHandovers(_)) { "recipient" } else { "metadata" };
    let metadata = value.raw().get(key).filter(|&raw| reads_as_object(raw));
    if let Some(answer) = value.metadata() {
        assert_eq!(Some(answer.raw().offset()), metadata.map(Raw::offset));
    }
}

/// The path of every value of a text, by the value's offset.
pub(crate) type Paths = BTreeMap<usize, String>;

fn paths(text: &str) -> Paths {
    let mut paths = Paths::new();
    collect(text, text.trim_ascii(), String::new(), &mut paths);
    paths
}

fn collect(text: &str, value: &str, path: String, paths: &mut Paths) {
    let root = paths.is_empty();
    paths.insert(oracle::offset(text, value), path.clone());
    match oracle::open(value) {
        Node::Object(members) => {
            for (key, value) in members {
                // An empty path need not be the root's: keys may be empty.
                let dot = if root { "" } else { "." };
                collect(text, value, format!("{path}{dot}{}", shown(&key)), paths);
            }
        }
        Node::Array(items) => {
            for (place, value) in items.into_iter().enumerate() {
                collect(text, value, format!("{path}[{place}]"), paths);
            }
        }
        Node::String(_) | Node::Other(_) => {}
    }
}

/// Returns a key as paths print it: in one line, and cut.
fn shown(key: &str) -> String {
    let printed = |char: char| match char {
        '"' | '\'' => char.to_string(),
        _ => char.escape_debug().to_string(),
    };
    let rest = if key.chars().count() > 64 { "…" } else { "" };
    key.chars().take(64).map(printed).collect::<String>() + rest
}

/// The path of everything below `raw` is the expected one.
fn check_paths(raw: Raw<'_>, paths: &Paths) {
    let (path, expected) = (raw.path().to_string(), paths.get(&raw.offset()).unwrap());
    match path.strip_suffix('…').filter(|_| expected.len() > 1024) {
        Some(cut) => assert!((1000..=1024).contains(&cut.len()) && expected.starts_with(cut)),
        None => assert_eq!(&path, expected),
    }
    raw.members().for_each(|(_, value)| check_paths(value, paths));
    raw.items().for_each(|value| check_paths(value, paths));
}
