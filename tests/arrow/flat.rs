//! The row of an event, read from its JSON key by key: no table of the vocabulary is asked.

use super::cells::float;
use std::collections::BTreeMap;
use wabahook::fields::{Contact, GroupEvent};
use wabahook::{Event, EventError, Item, Payload, Raw};

/// The values of a row by column; columns that are not in it are null.
pub(crate) type Row = BTreeMap<&'static str, String>;

pub(crate) fn expected(payload: Payload<'_>, offset: Option<u64>) -> Vec<Row> {
    payload
        .events()
        .map(|event| {
            let mut row = match event {
                Ok(event) => of_event(&event),
                Err(error) => of_error(&error),
            };
            put(&mut row, "offset", offset.map(|offset| offset.to_string()));
            put(&mut row, "object", payload.object());
            row
        })
        .collect()
}

fn put(row: &mut Row, name: &'static str, value: Option<impl Into<String>>) {
    if let Some(value) = value {
        row.insert(name, value.into());
    }
}

/// The value below those keys; none for `null`.
fn at<'a>(raw: Raw<'a>, path: &str) -> Option<Raw<'a>> {
    let found = path.split('.').try_fold(raw, |raw, key| raw.get(key))?;
    (!found.is_null()).then_some(found)
}

fn text<'a>(raw: Raw<'a>, path: &str) -> Option<&'a str> {
    at(raw, path)?.as_text()
}

/// The first of those that is there.
fn first<'a>(raw: Raw<'a>, paths: &[&str]) -> Option<&'a str> {
    paths.iter().find_map(|path| text(raw, path))
}

/// Microseconds.
pub(crate) fn time(spelled: &str) -> Option<String> {
    let digits = spelled.strip_prefix('-').unwrap_or(spelled);
    let is_integer = digits.bytes().all(|byte| byte.is_ascii_digit()) && !digits.is_empty();
    let is_json = digits == "0" || !digits.starts_with('0');
    let number: i128 = spelled.parse().ok().filter(|_| is_integer && is_json)?;
    let scale = match number.abs() {
        ..100_000_000_000 => 1_000_000,
        100_000_000_000..100_000_000_000_000 => 1000,
        _ => return None,
    };
    Some((number * scale).to_string())
}

pub(crate) fn number(spelled: &str) -> Option<f64> {
    let is_json = serde_json::from_str::<&serde_json::value::RawValue>(spelled).is_ok();
    spelled
        .trim()
        .parse()
        .ok()
        .filter(|value: &f64| is_json && value.is_finite() && spelled == spelled.trim())
}

fn of_error(error: &EventError<'_>) -> Row {
    let mut row = Row::new();
    put(&mut row, "entry_id", error.entry_id());
    put(&mut row, "entry_time", error.entry_time().and_then(|it| time(it.as_str())));
    put(&mut row, "field", error.field());
    put(&mut row, "phone_number_id", error.value().phone_number_id());
    let metadata = error.metadata();
    put(&mut row, "display_phone_number", metadata.and_then(|it| it.display_phone_number()));
    put(&mut row, "kind", Some("malformed"));
    put(&mut row, "item_kind", Some(error.item_kind()));
    put(&mut row, "path", Some(error.path().to_string()));
    put(&mut row, "error", Some(error.error().kind().to_string()));
    put(&mut row, "dedupe_key", Some(error.dedupe_key().to_string()));
    put(&mut row, "dedupe_hash", Some(format!("{:032x}", error.dedupe_key().to_u128())));
    put(&mut row, "item", Some(error.raw().json()));
    row
}

fn of_event(event: &Event<'_>) -> Row {
    let mut row = Row::new();
    put(&mut row, "entry_id", event.entry_id());
    put(&mut row, "entry_time", event.entry_time().and_then(|it| time(it.as_str())));
    put(&mut row, "field", event.field());
    put(&mut row, "phone_number_id", event.value().phone_number_id());
    let metadata = event.metadata();
    put(&mut row, "display_phone_number", metadata.and_then(|it| it.display_phone_number()));
    put(&mut row, "kind", Some(event.kind()));
    put(&mut row, "path", Some(event.path().to_string()));
    put(&mut row, "dedupe_key", Some(event.dedupe_key().to_string()));
    put(&mut row, "dedupe_hash", Some(format!("{:032x}", event.dedupe_key().to_u128())));
    put(&mut row, "item", Some(event.raw().json()));
    let mut malformed = Vec::new();
    event.visit_errors(&mut |error| {
        malformed.push(serde_json::json!({
            "path": error.path().to_string(),
            "error": error.kind().to_string(),
        }));
    });
    if !malformed.is_empty() {
        let items = malformed
            .iter()
            .map(|it| format!("{{\"path\":{},\"error\":{}}}", it["path"], it["error"]));
        put(&mut row, "malformed", Some(format!("[{}]", items.collect::<Vec<_>>().join(","))));
    }
    let item = event.raw();
    let contact = event.contact().map(Contact::raw);
    match event.item() {
        Item::Message(_) => message(&mut row, item, ("from", "from_user_id")),
        Item::Echo(_) => message(&mut row, item, ("to", "to_user_id")),
        Item::HistoryMessage(_) => {
            put(&mut row, "status", text(item, "history_context.status"));
            message(&mut row, item, ("", ""));
            history(&mut row, event);
        }
        Item::Status(_) => status(&mut row, item),
        Item::Call(_) => call(&mut row, item),
        Item::CallStatus(_) => {
            same(&mut row, item, &["id", "status", "type"]);
            put(&mut row, "to", text(item, "recipient_id"));
            user(&mut row, text(item, "recipient_id"), text(item, "recipient_user_id"));
        }
        Item::StandbyEcho(_) => standby_echo(&mut row, item),
        Item::AutomaticEvent(_) => {
            put(&mut row, "id", text(item, "id"));
            put(&mut row, "type", text(item, "event_name"));
        }
        Item::UserPreference(_) => {
            put(&mut row, "type", text(item, "category"));
            put(&mut row, "status", text(item, "value"));
            put(&mut row, "text", text(item, "detail"));
            user(&mut row, text(item, "wa_id"), text(item, "user_id"));
        }
        Item::UserAction(_) => put(&mut row, "type", text(item, "action_type")),
        Item::UserIdUpdate(_) => {
            put(&mut row, "text", text(item, "detail"));
            user(&mut row, text(item, "wa_id"), text(item, "user_id.current"));
        }
        Item::GroupUpdate(_) => {
            same(&mut row, item, &["username", "group_id"]);
            put(&mut row, "type", text(item, "type").map(|it| GroupEvent::new(it).as_str()));
            errors(&mut row, item);
            user(&mut row, text(item, "wa_id"), text(item, "user_id"));
        }
        Item::StateSync(_) => {
            put(&mut row, "type", text(item, "type"));
            put(&mut row, "status", text(item, "action"));
            put(&mut row, "contact_name", text(item, "contact.full_name"));
            put(&mut row, "username", text(item, "contact.username"));
            user(&mut row, text(item, "contact.phone_number"), text(item, "contact.user_id"));
        }
        Item::Contact(_) => user(&mut row, text(item, "wa_id"), text(item, "user_id")),
        Item::Error(_) => error(&mut row, item),
        _ => {}
    }
    let spelled = match event.item() {
        Item::StateSync(_) => text(item, "metadata.timestamp"),
        Item::Value(_)
        | Item::Change(_)
        | Item::Entry(_)
        | Item::Payload(_)
        | Item::Contact(_)
        | Item::Error(_)
        | Item::HistoryChunk(_)
        | Item::HistoryThread(_)
        | Item::Standby(_) => None,
        _ => text(item, "timestamp"),
    };
    put(&mut row, "timestamp", spelled.and_then(time));
    from_contact(&mut row, event, contact);
    row
}

/// What the contact adds, and the key of the conversation.
fn from_contact(row: &mut Row, event: &Event<'_>, contact: Option<Raw<'_>>) {
    let number = row.remove("user number");
    if let Some(contact) = contact {
        if !row.contains_key("user_id") {
            put(row, "user_id", text(contact, "user_id"));
        }
        if !matches!(event.item(), Item::StateSync(_)) {
            put(row, "contact_name", text(contact, "profile.name"));
        }
        if !matches!(event.item(), Item::StateSync(_) | Item::GroupUpdate(_)) {
            put(row, "username", text(contact, "profile.username"));
        }
    }
    if !row.contains_key("username")
        && !matches!(event.item(), Item::StateSync(_) | Item::GroupUpdate(_))
    {
        let thread = event.thread().map(|thread| thread.raw());
        put(row, "username", thread.and_then(|it| text(it, "context.username")));
    }
    let number = number.or_else(|| contact.and_then(|it| text(it, "wa_id")).map(str::to_owned));
    let other = row.get("group_id").cloned().or(number).or_else(|| row.get("user_id").cloned());
    if let (Some(business), Some(other)) = (event.value().phone_number_id(), other) {
        row.insert("conversation_key", format!("{business}:{other}"));
    }
}

fn user(row: &mut Row, number: Option<&str>, id: Option<&str>) {
    put(row, "user number", number);
    put(row, "user_id", id);
}

/// Columns that are called like the members.
fn same(row: &mut Row, item: Raw<'_>, keys: &[&'static str]) {
    for key in keys {
        put(row, key, text(item, key));
    }
}

fn message(row: &mut Row, item: Raw<'_>, (number, id): (&str, &str)) {
    same(row, item, &["id", "from", "to", "type", "group_id"]);
    if !number.is_empty() {
        user(row, text(item, number), text(item, id));
    }
    errors(row, item);
    let kind = text(item, "type").unwrap_or_default();
    let about = match kind {
        "reaction" => text(item, "reaction.message_id"),
        "edit" => text(item, "edit.original_message_id"),
        "revoke" => text(item, "revoke.original_message_id"),
        "pin" => text(item, "pin.message_id"),
        _ => None,
    };
    put(row, "context_id", about.or(text(item, "context.id")));
    let reply = match kind {
        "button" => text(item, "button.payload"),
        "interactive" => first(item, &["interactive.button_reply.id", "interactive.list_reply.id"]),
        _ => None,
    };
    put(row, "reply_id", reply);
    let mut newest = item;
    while text(newest, "type") == Some("edit")
        && let Some(edited) = at(newest, "edit.message")
        && edited.json_type() == wabahook::JsonType::Object
    {
        newest = edited;
    }
    content(row, newest);
}

/// What depends on the type of a message.
fn content(row: &mut Row, item: Raw<'_>) {
    let kind = text(item, "type").unwrap_or_default();
    let read = match kind {
        "text" => text(item, "text.body"),
        "button" => text(item, "button.text"),
        "interactive" => first(
            item,
            &[
                "interactive.button_reply.title",
                "interactive.list_reply.title",
                "interactive.nfm_reply.body",
            ],
        ),
        "reaction" => text(item, "reaction.emoji"),
        "location" => first(item, &["location.name", "location.address"]),
        "order" => text(item, "order.text"),
        "system" => text(item, "system.body"),
        "contacts" => card(item),
        "image" | "audio" | "document" | "video" | "sticker" | "voice" => {
            let media = at(item, kind);
            for (column, key) in [
                ("media_id", "id"),
                ("mime_type", "mime_type"),
                ("sha256", "sha256"),
                ("filename", "filename"),
            ] {
                put(row, column, media.and_then(|it| text(it, key)));
            }
            media.and_then(|it| text(it, "caption"))
        }
        _ => None,
    };
    put(row, "text", read);
    if kind == "location" {
        for key in ["latitude", "longitude"] {
            let value = at(item, "location").and_then(|it| text(it, key)).and_then(number);
            put(row, key, value.map(float));
        }
    }
}

/// The name of the first contact card that is not malformed.
fn card(item: Raw<'_>) -> Option<&str> {
    let mut bad = Vec::new();
    let payload_items = at(item, "contacts")?.items();
    for raw in payload_items {
        if raw.json_type() == wabahook::JsonType::Object {
            bad.push(raw);
        }
    }
    text(*bad.first()?, "name.formatted_name")
}

fn history(row: &mut Row, event: &Event<'_>) {
    let item = event.raw();
    if let Some(thread) = event.thread() {
        let thread = thread.raw();
        user(row, first(thread, &["id", "context.wa_id"]), text(thread, "context.user_id"));
        return;
    }
    let own = event.metadata().and_then(|it| it.display_phone_number());
    let own = own.map(|it| it.chars().filter(char::is_ascii_digit).collect::<String>());
    let from_me = match text(item, "history_context.from_me") {
        Some("true") => true,
        Some("false") => false,
        _ => own.is_some_and(|own| text(item, "from") == Some(&own)),
    };
    let (number, id) = if from_me { ("to", "to_user_id") } else { ("from", "from_user_id") };
    user(row, text(item, number), text(item, id));
}

fn status(row: &mut Row, item: Raw<'_>) {
    same(row, item, &["id", "status", "type"]);
    put(row, "to", text(item, "recipient_id"));
    user(row, text(item, "recipient_id"), text(item, "recipient_user_id"));
    let ranks =
        [("sent", "1"), ("delivered", "2"), ("read", "3"), ("played", "4"), ("failed", "9")];
    let rank = ranks.iter().find(|(name, _)| text(item, "status") == Some(name));
    put(row, "status_rank", rank.map(|(_, rank)| *rank));
    if text(item, "recipient_type") == Some("group") {
        put(row, "group_id", text(item, "recipient_id"));
    }
    put(row, "participant", first(item, &["recipient_participant_id", "participant_recipient_id"]));
    put(row, "conversation_id", text(item, "conversation.id"));
    put(row, "conversation_origin", text(item, "conversation.origin.type"));
    let is_object = |raw: &Raw<'_>| {
        matches!(raw.json_type(), wabahook::JsonType::Object | wabahook::JsonType::Array)
    };
    let pricing = at(item, "pricing").filter(is_object).or(at(item, "conversation.pricing"));
    if let Some(pricing) = pricing {
        let billable = text(pricing, "billable").filter(|it| matches!(*it, "true" | "false"));
        put(row, "billable", billable);
        put(row, "pricing_model", text(pricing, "pricing_model"));
        put(row, "pricing_category", text(pricing, "category"));
        put(row, "pricing_type", text(pricing, "type"));
    }
    errors(row, item);
}

fn call(row: &mut Row, item: Raw<'_>) {
    same(row, item, &["id", "from", "to", "status"]);
    put(row, "type", text(item, "event"));
    match text(item, "direction") {
        Some("BUSINESS_INITIATED") => user(row, text(item, "to"), text(item, "to_user_id")),
        Some("USER_INITIATED") => user(row, text(item, "from"), text(item, "from_user_id")),
        _ => {}
    }
    errors(row, item);
}

fn standby_echo(row: &mut Row, item: Raw<'_>) {
    put(row, "id", text(item, "id"));
    let Some(message) = at(item, "message") else { return };
    same(row, message, &["to", "type"]);
    if text(message, "recipient_type") == Some("group") {
        put(row, "group_id", text(message, "to"));
    }
    user(row, text(message, "to"), text(message, "recipient"));
    let kind = text(message, "type").unwrap_or_default();
    let about = match kind {
        "reaction" => text(message, "reaction.message_id"),
        "pin" => text(message, "pin.message_id"),
        _ => None,
    };
    put(row, "context_id", text(message, "context.message_id").or(about));
    match kind {
        "interactive" => put(row, "text", text(message, "interactive.body.text")),
        "order" | "system" | "button" | "voice" => {}
        _ => {
            content(row, message);
            // Files that an app sent have neither.
            row.remove("mime_type");
            row.remove("sha256");
        }
    }
}

/// The first error that has a code.
fn errors(row: &mut Row, item: Raw<'_>) {
    let Some(errors) = at(item, "errors") else { return };
    let is_good = |raw: &Raw<'_>| {
        let texts = ["title", "message", "href", "details"];
        let is_text = |key| at(*raw, key).is_none_or(|it| it.as_text().is_some());
        let code = at(*raw, "code").map(Raw::json_type);
        let data = at(*raw, "error_data");
        let is_data = data.is_none_or(|it| match it.json_type() {
            wabahook::JsonType::Object => at(it, "details").is_none_or(|it| it.as_text().is_some()),
            wabahook::JsonType::Array => it.items().next().is_none(),
            _ => false,
        });
        matches!(code, Some(wabahook::JsonType::String | wabahook::JsonType::Number))
            && texts.into_iter().all(is_text)
            && is_data
    };
    if let Some(first) = errors.items().find(is_good) {
        error(row, first);
    }
}

fn error(row: &mut Row, item: Raw<'_>) {
    let code = text(item, "code").and_then(|code| code.parse::<i64>().ok());
    let is_json = text(item, "code").is_some_and(|code| number(code).is_some());
    put(row, "error_code", code.filter(|_| is_json).map(|code| code.to_string()));
    put(row, "error_title", text(item, "title"));
    put(row, "error_details", first(item, &["error_data.details", "details"]));
}
