//! Webhooks as a model: members missing, repeated, shuffled, misspelled and of the wrong type.
//!
//! The model has its own table of a small part of the vocabulary, and predicts from it which items
//! are valid and how they read.

use super::choices::Choices;
use super::json::{self, Json};
use wabahook::{Item, Payload};

/// The documented type of a member.
#[derive(Clone, Copy, Debug)]
enum Kind {
    Text,
    Number,
    Object(&'static [Member]),
    List(&'static [Member]),
}

/// Name, type, and whether the member is required.
type Member = (&'static str, Kind, bool);

const TEXT: &[Member] = &[("body", Kind::Text, true)];
const MEDIA: &[Member] = &[("id", Kind::Text, false), ("mime_type", Kind::Text, false)];
const CONTEXT: &[Member] = &[("from", Kind::Text, false), ("id", Kind::Text, false)];
const ERROR: &[Member] = &[("code", Kind::Number, true), ("title", Kind::Text, false)];
const MESSAGE: &[Member] = &[
    ("from", Kind::Text, false),
    ("id", Kind::Text, true),
    ("timestamp", Kind::Number, false),
    ("type", Kind::Text, false),
    ("text", Kind::Object(TEXT), false),
    ("image", Kind::Object(MEDIA), false),
    ("context", Kind::Object(CONTEXT), false),
    ("errors", Kind::List(ERROR), false),
];
const STATUS: &[Member] = &[
    ("id", Kind::Text, true),
    ("status", Kind::Text, true),
    ("recipient_id", Kind::Text, false),
    ("errors", Kind::List(ERROR), false),
];
const METADATA: &[Member] =
    &[("display_phone_number", Kind::Text, false), ("phone_number_id", Kind::Text, false)];
const CONTACT: &[Member] = &[("wa_id", Kind::Text, false), ("user_id", Kind::Text, false)];

/// Returns true if a value has that type, or is read as having it.
fn fits(kind: Kind, value: &Json) -> bool {
    match (kind, value) {
        (_, Json::Null) => true,
        (Kind::Text, value) => value.text().is_some(),
        (Kind::Number, value) => matches!(value, Json::Number(_) | Json::Str(_)),
        (Kind::Object(members), Json::Object(_)) => is_good(members, value),
        (Kind::Object(members), Json::Array(items)) if items.is_empty() => {
            is_good(members, &Json::Object(Vec::new()))
        }
        (Kind::List(_), Json::Array(_)) => true, // an error inside belongs to the item
        _ => false,
    }
}

/// Returns true if an object of those members is a valid item.
fn is_good(members: &[Member], item: &Json) -> bool {
    matches!(item, Json::Object(_))
        && members.iter().all(|&(name, kind, required)| match item.get(name) {
            Some(value) => fits(kind, value),
            None => !required,
        })
}

/// Returns an object of those members, shuffled, with some missing, repeated, wrong or unknown.
fn object(members: &[Member], choices: &mut Choices<'_>) -> Json {
    let all = !choices.one_in(4);
    let mut object = Vec::new();
    for member in members {
        if all || choices.one_in(2) {
            object.push(nearly(member, choices));
        }
    }
    if choices.one_in(5) {
        object.extend(choices.some(1, 3, |choices| match choices.one_in(2) {
            true => nearly(choices.pick(members), choices),
            false => (format!("x_{}", json::text(choices)), foreign(choices)),
        }));
    }
    choices.shuffle(&mut object);
    Json::Object(object)
}

/// Returns a member, rarely of the wrong type.
fn nearly(&(name, kind, _): &Member, choices: &mut Choices<'_>) -> (String, Json) {
    let value = match kind {
        _ if choices.one_in(41) => foreign(choices),
        Kind::Text if choices.one_in(7) => Json::Number(json::number(choices)),
        Kind::Text => Json::Str(json::text(choices)),
        Kind::Number if choices.one_in(2) => Json::Str(json::number(choices)),
        Kind::Number => Json::Number(json::number(choices)),
        Kind::Object(_) if choices.one_in(23) => Json::Array(Vec::new()),
        Kind::Object(members) => object(members, choices),
        Kind::List(members) => list(members, 3, choices),
    };
    (name.to_owned(), value)
}

fn list(members: &[Member], most: usize, choices: &mut Choices<'_>) -> Json {
    let item = |choices: &mut Choices<'_>| match choices.one_in(16) {
        true => foreign(choices),
        false => object(members, choices),
    };
    Json::Array(choices.some(0, most, item))
}

/// Returns any JSON with unknown keys only, as the model has only a part of the vocabulary.
fn foreign(choices: &mut Choices<'_>) -> Json {
    fn rename(json: Json) -> Json {
        match json {
            Json::Object(members) => {
                let renamed = |(key, value)| (format!("x_{key}"), rename(value));
                Json::Object(members.into_iter().map(renamed).collect())
            }
            Json::Array(items) => Json::Array(items.into_iter().map(rename).collect()),
            other => other,
        }
    }
    rename(json::anything(choices, 4))
}

/// Returns a webhook of the field `messages`: entries of changes, and some lists in each value.
pub(crate) fn webhook(choices: &mut Choices<'_>) -> Json {
    let text = |text: &str| Json::Str(text.to_owned());
    let entries = choices.some(1, 2, |choices| {
        let changes = choices.some(1, 2, |choices| {
            let mut change = vec![("value", value(choices)), ("field", text("messages"))];
            choices.shuffle(&mut change);
            named(change)
        });
        let mut entry = vec![("id", text("102")), ("changes", Json::Array(changes))];
        choices.shuffle(&mut entry);
        named(entry)
    });
    named(vec![("object", text("whatsapp_business_account")), ("entry", Json::Array(entries))])
}

fn value(choices: &mut Choices<'_>) -> Json {
    type Part = fn(&mut Choices<'_>) -> Json;
    const PARTS: [(&str, Part); 5] = [
        ("messages", |choices| list(MESSAGE, 4, choices)),
        ("statuses", |choices| list(STATUS, 3, choices)),
        ("metadata", |choices| object(METADATA, choices)),
        ("contacts", |choices| list(CONTACT, 12, choices)),
        ("errors", |choices| list(ERROR, 2, choices)),
    ];
    let mut members = Vec::new();
    for (name, part) in PARTS {
        if !choices.one_in(3) {
            members.push((name, part(choices)));
        }
    }
    choices.shuffle(&mut members);
    named(members)
}

fn named(members: Vec<(&str, Json)>) -> Json {
    Json::Object(members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

/// An event's kind and values, as the model predicts them; `None` for an error.
type Reading = Option<(&'static str, Vec<Option<String>>)>;

/// Asserts that the events of a payload are those of its model, in order.
pub(crate) fn assert_events(webhook: &Json, payload: Payload<'_>) {
    let mut expected: Vec<Reading> = Vec::new();
    let list = |parent: &Json, name| parent.get(name).map_or(Vec::new(), |l| l.items().to_vec());
    for change in list(webhook, "entry").iter().flat_map(|entry| list(entry, "changes")) {
        let Some(Json::Object(members)) = change.get("value") else { continue };
        for (name, items) in members {
            for item in items.items() {
                expected.extend(match &**name {
                    "messages" => Some(reading("message", MESSAGE, item)),
                    "statuses" => Some(reading("status", STATUS, item)),
                    "errors" => Some(reading("error", ERROR, item)),
                    _ => None,
                });
            }
        }
    }
    let events = payload.events().map(|event| event.ok().map(|event| event.item()));
    // `checks::events` checks contacts, and values hold only the unknown members.
    let found: Vec<Reading> = events.filter_map(|item| item.map_or(Some(None), read)).collect();
    let errors = |all: &[Reading]| all.iter().filter(|reading| reading.is_none()).count();
    assert!(errors(&found) >= errors(&expected), "an error is missing");
    let good = |all: Vec<Reading>| all.into_iter().flatten().collect::<Vec<_>>();
    assert_eq!(good(found), good(expected));
}

fn reading(kind: &'static str, members: &[Member], item: &Json) -> Reading {
    let texts = |names: &[&str]| {
        names.iter().map(|name| item.get(name).and_then(Json::text)).collect::<Vec<_>>()
    };
    let mut read = match kind {
        "message" => texts(&["id", "from", "timestamp", "type"]),
        "status" => texts(&["id", "status", "recipient_id"]),
        _ => texts(&["code", "title"]),
    };
    if kind == "message" {
        read.push(item.get("text").and_then(|text| text.get("body")).and_then(Json::text));
        read.push(item.get("image").and_then(|image| image.get("id")).and_then(Json::text));
    }
    is_good(members, item).then_some((kind, read))
}

/// Returns the reading of a view; `None` for items that are not in the model.
fn read(item: Item<'_>) -> Option<Reading> {
    let text = |text: Option<&str>| text.map(str::to_owned);
    let read = match item {
        Item::Message(m) => vec![
            text(Some(m.id())),
            text(m.from()),
            text(m.timestamp().map(|time| time.as_str())),
            text(m.kind().map(|kind| kind.as_str())),
            text(m.text().map(|content| content.body())),
            text(m.image().and_then(|image| image.id())),
        ],
        Item::Status(s) => {
            vec![text(Some(s.id())), text(Some(s.status().as_str())), text(s.recipient_id())]
        }
        Item::Error(e) => vec![text(Some(e.code().as_str())), text(e.title())],
        _ => return None,
    };
    let kind = match item {
        Item::Message(_) => "message",
        Item::Status(_) => "status",
        _ => "error",
    };
    Some(Some((kind, read)))
}

/// Asserts that the webhook of those choices reads as its model in every spelling.
pub(crate) fn check(choices: &[u8]) {
    let webhook = webhook(&mut Choices(choices));
    super::check_spellings(&webhook, choices, |payload| assert_events(&webhook, payload));
}
