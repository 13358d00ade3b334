//! Everything that can be held: each accessor against the object as it came, each path against the
//! way from the root, each item delivered once.

use super::accessors::{
    Nowhere, Seen, look_at_value, reads_as_object, see_content, see_error, show, skim,
};
use super::oracle::{self, Node};
use super::{decoders, events, malformed};
use std::collections::BTreeMap;
use std::fmt::Write;
use wabahook::{Change, Entry, Envelope, JsonType, Limits, Payload, Raw, Value};

/// Walks every accessor of everything.
pub(crate) fn check_views(body: &[u8]) {
    for mut decoder in decoders(body, Limits::new()) {
        let Ok(payload) = decoder.decode(body) else { return };
        compare(body, payload);
    }
}

/// Walks every accessor of a payload and compares it with its body.
fn compare(body: &[u8], payload: Payload<'_>) {
    see_payload(payload);

    let text = oracle::parse(body).expect("serde_json accepts it");
    unknown(payload);
    let ways = ways(&text);
    // Past what a later member of the same name replaced, a path is looked for from the root, by itself.
    if text.len() < 1 << 16 || !oracle::has_duplicates(text.trim_ascii()) {
        paths(payload.raw(), &ways);
    }
    events::check(payload, &text, &ways);
    malformed::check(payload);
}

/// What the envelope does not name is listed, also where another envelope does.
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
        // Of what any envelope names the last counts; of all else each does.
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

/// Sees everything, and allocates nothing as long as nothing is wrong.
pub(crate) fn see_payload(payload: Payload<'_>) {
    show(&payload);
    skim(payload.raw());
    payload.object().see(payload.raw().get("object"));
    payload.unknown().for_each(|(_, raw)| skim(raw));
    payload.visit_unknown(&mut skim);
    for entry in payload.entries() {
        see_entry(entry);
        for change in entry.changes() {
            see_change(change);
            see_value(change.value());
        }
    }
    for event in payload.events() {
        events::see(&event);
    }
}

fn see_entry(entry: Entry<'_>) {
    let raw = entry.raw();
    write!(Nowhere, "{}", entry.path()).expect("writing cannot fail");
    match entry.error() {
        Some(error) => see_error(&error),
        None if raw.get("field").is_none() => {
            entry.id().see(raw.get("id"));
            entry.time().see(raw.get("time"));
            let changes = raw.get("changes").map_or(0, |changes| changes.items().count());
            assert_eq!(entry.changes().count(), changes);
        }
        None => {}
    }
    entry.unknown().for_each(|(_, raw)| skim(raw));
}

fn see_change(change: Change<'_>) {
    write!(Nowhere, "{}", change.path()).expect("writing cannot fail");
    match change.error() {
        Some(error) => see_error(&error),
        None => change.field().see(change.raw().get("field")),
    }
    change.unknown().for_each(|(_, raw)| skim(raw));
    // The value is what came; of a change that is wrong, or has none, the change itself.
    let value = change.raw().get("value").filter(|_| change.raw().json_type() == JsonType::Object);
    let came = value.unwrap_or(change.raw());
    assert_eq!(change.value().raw().offset(), came.offset());
}

fn see_value(value: Value<'_>) {
    show(&value);
    look_at_value(value);
    match value {
        Value::Messages(view) => {
            assert_eq!(value.contacts().len(), view.contacts().len());
            view.messages().flatten().for_each(see_content);
        }
        Value::Unknown(raw) => skim(raw),
        Value::Malformed(error) => see_error(&error),
        _ => {}
    }
    // Fields that have no business number answer none.
    let key = if matches!(value, Value::MessagingHandovers(_)) { "recipient" } else { "metadata" };
    let metadata = value.raw().get(key).filter(|&raw| reads_as_object(raw));
    if let Some(answer) = value.metadata() {
        assert_eq!(Some(answer.raw().offset()), metadata.map(Raw::offset));
    }
}

/// The path of every value of a text, by the offset at which it begins.
pub(crate) type Ways = BTreeMap<usize, String>;

fn ways(text: &str) -> Ways {
    let mut ways = Ways::new();
    collect(text, text.trim_ascii(), String::new(), &mut ways);
    ways
}

fn collect(text: &str, value: &str, way: String, ways: &mut Ways) {
    let root = ways.is_empty();
    ways.insert(oracle::offset(text, value), way.clone());
    match oracle::open(value) {
        Node::Object(members) => {
            for (key, value) in members {
                // An empty way need not be the root's: a key may be empty, too.
                let dot = if root { "" } else { "." };
                collect(text, value, format!("{way}{dot}{}", shown(&key)), ways);
            }
        }
        Node::Array(items) => {
            for (place, value) in items.into_iter().enumerate() {
                collect(text, value, format!("{way}[{place}]"), ways);
            }
        }
        Node::String(_) | Node::Other(_) => {}
    }
}

/// A key as paths have it: in one line, and not too long.
fn shown(key: &str) -> String {
    let printed = |char: char| match char {
        '"' | '\'' => char.to_string(),
        _ => char.escape_debug().to_string(),
    };
    let rest = if key.chars().count() > 64 { "…" } else { "" };
    key.chars().take(64).map(printed).collect::<String>() + rest
}

/// The path of everything below `raw` is the way to it.
fn paths(raw: Raw<'_>, ways: &Ways) {
    let (path, way) = (raw.path().to_string(), ways.get(&raw.offset()).unwrap());
    match path.strip_suffix('…').filter(|_| way.len() > 1024) {
        Some(cut) => assert!((1000..=1024).contains(&cut.len()) && way.starts_with(cut)),
        None => assert_eq!(&path, way),
    }
    raw.members().for_each(|(_, value)| paths(value, ways));
    raw.items().for_each(|value| paths(value, ways));
}
