//! Reference for the parts of a dedupe key.

use super::tables;
use std::collections::BTreeMap;
use std::fmt::Write;
use wabahook::twin::{Row, Table};
use wabahook::{Event, EventError, Item, JsonType, Raw, Value, View};

/// Objects with more unknown members than this are hashed in member order.
const MAX_UNORDERED: usize = 32;

/// The key of an event consists of exactly its parts.
pub(crate) fn check(event: &Event<'_>) {
    let (key, parts) = (event.dedupe_key().to_string(), parts(event, None));
    match id_parts(event) {
        Some(_) => assert_eq!(key, parts.join(":")),
        None => {
            let (kind, owner) = (&parts[0], &parts[1]);
            let hash = key.strip_prefix(&format!("{kind}:{owner}:hash="));
            let is_hex =
                |hash: &str| hash.len() == 32 && hash.bytes().all(|b| b.is_ascii_hexdigit());
            assert!(hash.is_some_and(is_hex), "{key}");
        }
    }
}

/// Returns the parts of an event's key, with content spelled out where the key has a hash. `other`
/// is the product of the body if that is not WhatsApp.
pub(crate) fn parts(event: &Event<'_>, other: Option<&str>) -> Vec<String> {
    let is_value = matches!(event.item(), Item::Value(_));
    let kind = if is_value { "value" } else { event.kind() };
    let mut parts = vec![kind.to_owned(), encode(event.routing_key().unwrap_or_default())];
    match id_parts(event) {
        Some(more) => parts.extend(more),
        None => {
            parts.extend(context(event.entry().raw(), event.field()));
            parts.extend([list(&event.path().to_string()), content(event, other.is_some())]);
            parts.extend(other.map(str::to_owned));
            let above = [event.history().map(View::raw), event.thread().map(View::raw)];
            for (raw, kind) in above.into_iter().zip(["history_chunk", "history_thread"]) {
                let table = tables::of_kind(kind).expect("it is a kind");
                parts.extend(raw.map(|raw| without_items(raw, table)));
            }
        }
    }
    parts
}

/// Returns the parts of a malformed item's key.
pub(crate) fn parts_of_error(error: &EventError<'_>) -> Vec<String> {
    let owner = encode(error.routing_key().unwrap_or_default());
    let mut parts = vec!["malformed".to_owned(), owner];
    parts.extend(context(error.entry().raw(), error.field()));
    let list = list(&error.raw().path().to_string());
    let kind = error.error().kind().name().to_owned();
    parts.extend([error.item_kind().to_owned(), list, kind, error.raw().json().to_owned()]);
    parts
}

fn context(entry: Raw<'_>, field: Option<&str>) -> [String; 3] {
    let text = |key| format!("{:?}", entry.get(key).and_then(Raw::as_text));
    [text("id"), text("time"), format!("{field:?}")]
}

/// Returns a path without its indexes.
fn list(path: &str) -> String {
    path.split(['[', ']']).step_by(2).collect()
}

/// Returns id, type and details of an item that has an id.
fn id_parts(event: &Event<'_>) -> Option<Vec<String>> {
    let raw = event.item().raw();
    let text = |key: &str| raw.get(key).and_then(Raw::as_text).unwrap_or_default();
    let below = |path: &[&str]| {
        let found = path.iter().try_fold(raw, |raw, key| raw.get(key).filter(|raw| !raw.is_null()));
        found.and_then(Raw::as_text)
    };
    let mut details: Vec<(&str, Option<&str>)> = Vec::new();
    let error = || {
        let errors = raw.get("errors").into_iter().flat_map(Raw::items);
        // A malformed error has no code.
        let good = |error: &Raw<'_>| {
            let fits = |(key, value): (&str, Raw<'_>)| match key {
                "code" => matches!(value.json_type(), JsonType::Number | JsonType::String),
                "error_data" => match value.json_type() {
                    JsonType::Object => value.get("details").is_none_or(is_text),
                    // Read as an empty object.
                    JsonType::Array => value.items().next().is_none(),
                    kind => kind == JsonType::Null,
                },
                "title" | "message" | "href" | "details" => is_text(value),
                _ => true,
            };
            let last = last_of_each(*error);
            last.contains_key("code") && last.into_iter().all(fits)
        };
        let mut good = errors.filter(|error| error.json_type() == JsonType::Object && good(error));
        let code = good.next().and_then(|error| error.get("code")).and_then(Raw::as_text);
        ("error", code)
    };
    let kind = match event.item() {
        Item::Message(_) | Item::Echo(_) | Item::HistoryMessage(_) => {
            let original = below(&["edit", "original_message_id"]);
            details.push(("original", original.or(below(&["revoke", "original_message_id"]))));
            details.push(error());
            text("type")
        }
        Item::Status(_) => {
            let spellings = ["recipient_participant_id", "participant_recipient_id"];
            let participant = spellings.iter().find_map(|key| raw.get(key).and_then(Raw::as_text));
            details.push(("participant", participant));
            for (name, key) in [
                ("participant_user", "recipient_participant_user_id"),
                ("participant_parent", "recipient_participant_parent_user_id"),
            ] {
                details.push((name, raw.get(key).and_then(Raw::as_text)));
            }
            details.push(error());
            for (name, key) in [
                ("attempt", "id"),
                ("gateway_attempt", "pg_transaction_id"),
                ("attempt_status", "status"),
            ] {
                details.push((name, below(&["payment", "transaction", key])));
            }
            for refund in refunds(raw) {
                for (name, key) in [("refund", "id"), ("refund_status", "status")] {
                    let text = refund.get(key).and_then(Raw::as_text);
                    details.push((name, Some(text.unwrap_or_default())));
                }
                let amount = refund.get("amount").and_then(|amount| amount.get("value"));
                let amount = amount.and_then(Raw::as_text);
                details.push(("refund_amount", Some(amount.unwrap_or_default())));
            }
            text("status")
        }
        Item::CallStatus(_) => text("status"),
        Item::Call(_) => {
            details.push(error());
            text("event")
        }
        Item::AutomaticEvent(_) => text("event_name"),
        Item::StandbyEcho(_) => below(&["message", "type"]).unwrap_or_default(),
        _ => return None,
    };
    let mut parts = vec![encode(text("id")), encode(kind)];
    for (name, value) in details {
        parts.extend(value.map(|value| format!("{name}={}", encode(value))));
    }
    Some(parts)
}

fn refunds(raw: Raw<'_>) -> Vec<Raw<'_>> {
    let object = |raw: Raw<'_>| raw.json_type() == JsonType::Object;
    let payment = raw.get("payment").filter(|payment| object(*payment));
    let transaction = payment.and_then(|payment| payment.get("transaction"));
    let lists =
        [transaction.and_then(|of| of.get("refunds")), payment.and_then(|of| of.get("refunds"))];
    let items = lists.into_iter().flatten().flat_map(Raw::items);
    items.filter(|refund| object(*refund)).collect()
}

fn is_text(raw: Raw<'_>) -> bool {
    !matches!(raw.json_type(), JsonType::Object | JsonType::Array)
}

fn last_of_each(raw: Raw<'_>) -> BTreeMap<&str, Raw<'_>> {
    raw.members().map(|(key, value)| (key.to_str(), value)).collect()
}

/// Returns the content of an event without an id: equal texts for equal events.
fn content(event: &Event<'_>, is_foreign: bool) -> String {
    let raw = event.item().raw();
    let table = match event.item() {
        Item::Value(Value::Unknown(_)) => return canonical(raw, None, &|_, _| true),
        Item::Value(_) => event.field().and_then(tables::of_field),
        Item::Change(_) => return beside(raw, &["field", "value"]),
        Item::Entry(_) if is_foreign => return canonical(raw, None, &|_, _| true),
        Item::Entry(_) => return beside(raw, &["id", "time", "changes"]),
        Item::Payload(_) => return beside(raw, &["object", "entry"]),
        _ => tables::of_kind(event.kind()),
    };
    let Some(table) = table else { return canonical(raw, None, &|_, _| true) };
    without_items(raw, table)
}

/// Returns an object without the members whose items are separate events.
fn without_items(raw: Raw<'_>, table: Table) -> String {
    canonical(raw, Some(table), &|key, kind| !tables::is_elsewhere(table, false, key, kind))
}

fn beside(raw: Raw<'_>, named: &[&str]) -> String {
    canonical(raw, None, &|key, _| !named.contains(&key))
}

/// Returns a text that is equal for all spellings of a value: members sorted, aliases resolved,
/// strings decoded.
fn canonical(
    raw: Raw<'_>,
    table: Option<Table>,
    wanted: &dyn Fn(&str, JsonType) -> bool,
) -> String {
    let all = &|_: &str, _| true;
    match raw.json_type() {
        JsonType::String => format!("{:?}", raw.as_str().unwrap_or_default()),
        JsonType::Array => {
            let items: Vec<_> = raw.items().map(|item| canonical(item, table, all)).collect();
            format!("[{}]", items.join(","))
        }
        JsonType::Object => {
            let rows = table.map_or(&[][..], |table| table.rows);
            let row = |key: &str| rows.iter().find(|row| row.keys[0] == key);
            let last = last_of_each(raw);
            let mut named: BTreeMap<&str, String> = BTreeMap::new();
            for (&key, &value) in &last {
                let Some(row) = row(key) else { continue };
                if value.is_null() || !wanted(key, value.json_type()) {
                    continue;
                }
                let of = row.of.map(|of| of());
                named.insert(current(key, rows, &last), canonical(value, of, all));
            }
            let mut unknown = Vec::new();
            for (key, value) in raw.members() {
                let key = key.to_str();
                if row(key).is_none() && wanted(key, value.json_type()) {
                    unknown.push((key, canonical(value, None, all)));
                }
            }
            let mut keys: Vec<_> = unknown.iter().map(|(key, _)| *key).collect();
            keys.sort_unstable();
            let repeats = keys.windows(2).any(|pair| pair[0] == pair[1]);
            if !repeats && unknown.len() <= MAX_UNORDERED {
                unknown.sort_unstable();
            }
            let mut text = String::new();
            let members = named.iter().map(|(key, value)| (*key, value));
            for (key, value) in members.chain(unknown.iter().map(|(key, value)| (*key, value))) {
                let _ = write!(text, "{key:?}:{value},");
            }
            format!("{{{text}}}")
        }
        JsonType::Null | JsonType::Bool | JsonType::Number => raw.json().to_owned(),
    }
}

/// Returns the current name of a member if its accessor reads this spelling of it.
fn current<'k>(key: &'k str, rows: &[Row], members: &BTreeMap<&str, Raw<'_>>) -> &'k str {
    let Some(row) = rows.iter().find(|row| row.keys.len() > 1 && row.keys.contains(&key)) else {
        return key;
    };
    let there = |key: &&&str| members.get(**key).is_some_and(|value| !value.is_null());
    let read = row.keys.iter().find(there);
    if read == Some(&key) { row.keys[0] } else { key }
}

fn encode(part: &str) -> String {
    part.chars().fold(String::new(), |mut text, char| {
        if matches!(char, ':' | '%') || char.is_ascii_control() {
            let _ = write!(text, "%{:02X}", u32::from(char));
        } else {
            text.push(char);
        }
        text
    })
}
