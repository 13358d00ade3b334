//! Webhooks as a model: members left out, repeated, shuffled, misspelled and of the wrong type.
//!
//! The model knows a small part of the vocabulary, in a table of its own, and says from it which items
//! are good and what they read as.

use super::json::{self, Json};
use crate::checks::wire::wire;
use proptest::prelude::*;
use wabahook::{Decoder, Item, Payload};

/// What a member should be.
#[derive(Clone, Copy, Debug)]
enum Kind {
    Text,
    Number,
    Object(&'static [Member]),
    List(&'static [Member]),
}

/// Name, kind, and whether the object means nothing without it.
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

/// Whether a value of that kind is what the documentation says, or readable as it.
fn fits(kind: Kind, value: &Json) -> bool {
    match (kind, value) {
        (_, Json::Null) => true,
        (Kind::Text, value) => value.text().is_some(),
        (Kind::Number, value) => matches!(value, Json::Number(_) | Json::Str(_)),
        (Kind::Object(members), Json::Object(_)) => is_good(members, value),
        (Kind::List(_), Json::Array(_)) => true, // what is wrong inside is an error there
        _ => false,
    }
}

/// Whether an object of those members is a good item.
fn is_good(members: &[Member], item: &Json) -> bool {
    matches!(item, Json::Object(_))
        && members.iter().all(|&(name, kind, required)| match item.get(name) {
            Some(value) => fits(kind, value),
            None => !required,
        })
}

/// An object of some of those members, in any order, some twice, some of any type, among others.
fn object(members: &'static [Member]) -> BoxedStrategy<Json> {
    let known = prop::sample::subsequence(members, 0..=members.len());
    let known = prop_oneof![3 => Just(members.to_vec()), 1 => known];
    let known = known.prop_flat_map(|members| {
        members
            .into_iter()
            .map(|(name, kind, _)| (Just(name.to_owned()), value(kind)))
            .collect::<Vec<_>>()
    });
    let again = prop::sample::select(members)
        .prop_flat_map(|(name, kind, _)| (Just(name.to_owned()), value(kind)));
    let others = prop_oneof![
        4 => Just(Vec::new()),
        1 => prop::collection::vec(prop_oneof![("x_[a-z]{0,9}", foreign()), again], 1..4),
    ];
    (known, others)
        .prop_map(|(known, others)| [known, others].concat())
        .prop_shuffle()
        .prop_map(Json::Object)
        .boxed()
}

/// Anything, with keys that the vocabulary does not have: the model knows only a part of it.
fn foreign() -> BoxedStrategy<Json> {
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
    json::anything().prop_map(rename).boxed()
}

/// A value of that kind, and now and then of another.
fn value(kind: Kind) -> BoxedStrategy<Json> {
    let good = match kind {
        Kind::Text => prop_oneof![6 => json::text().prop_map(Json::Str), 1 => json::number().prop_map(Json::Number)].boxed(),
        Kind::Number => prop_oneof![json::number().prop_map(Json::Number), json::number().prop_map(Json::Str)].boxed(),
        Kind::Object(members) => object(members),
        Kind::List(members) => list(members, 3),
    };
    prop_oneof![40 => good, 1 => foreign()].boxed()
}

fn list(members: &'static [Member], most: usize) -> BoxedStrategy<Json> {
    let item = prop_oneof![15 => object(members), 1 => foreign()];
    prop::collection::vec(item, 0..=most).prop_map(Json::Array).boxed()
}

/// A webhook whose field is `messages`: entries of changes, and in each value some of the lists.
pub(crate) fn webhook() -> impl Strategy<Value = Json> {
    let named = |name: &str, value: BoxedStrategy<Json>| {
        let name = name.to_owned();
        value.prop_map(move |value| (name.clone(), value))
    };
    let members = vec![
        named("metadata", object(METADATA)),
        named("contacts", list(CONTACT, 12)),
        named("messages", list(MESSAGE, 4)),
        named("statuses", list(STATUS, 3)),
        named("errors", list(ERROR, 2)),
    ];
    let value = (members, 1usize..=5).prop_map(|(members, most)| members[5 - most..].to_vec());
    let change = value.prop_shuffle().prop_flat_map(|value| {
        let value = ("value".to_owned(), Json::Object(value));
        let field = ("field".to_owned(), Json::Str("messages".to_owned()));
        Just(vec![value, field]).prop_shuffle().prop_map(Json::Object)
    });
    let entry = prop::collection::vec(change, 1..3).prop_flat_map(|changes| {
        let id = ("id".to_owned(), Json::Str("102".to_owned()));
        let members = vec![id, ("changes".to_owned(), Json::Array(changes))];
        Just(members).prop_shuffle().prop_map(Json::Object)
    });
    prop::collection::vec(entry, 1..3).prop_map(|entries| {
        let object = Json::Str("whatsapp_business_account".to_owned());
        let entry = Json::Array(entries);
        Json::Object(vec![("object".to_owned(), object), ("entry".to_owned(), entry)])
    })
}

/// What the model says of an event: its kind, and what it reads as; none for an error.
type Told = Option<(&'static str, Vec<Option<String>>)>;

/// The events of a payload are those of its model, in its order.
pub(crate) fn assert_events(webhook: &Json, payload: Payload<'_>) {
    let mut expected: Vec<Told> = Vec::new();
    let list = |parent: &Json, name| parent.get(name).map_or(Vec::new(), |l| l.items().to_vec());
    for change in list(webhook, "entry").iter().flat_map(|entry| list(entry, "changes")) {
        let Some(Json::Object(members)) = change.get("value") else { continue };
        for (name, items) in members {
            for item in items.items() {
                expected.extend(match &**name {
                    "messages" => Some(told("message", MESSAGE, item)),
                    "statuses" => Some(told("status", STATUS, item)),
                    "errors" => Some(told("error", ERROR, item)),
                    _ => None,
                });
            }
        }
    }
    let events = payload.events().map(|event| event.ok().map(|event| event.item()));
    // Contacts are errors or claimed or not: `checks::events` tells. Values show what is left.
    let found: Vec<Told> = events.filter_map(|item| item.map_or(Some(None), read)).collect();
    let errors = |all: &[Told]| all.iter().filter(|told| told.is_none()).count();
    assert!(errors(&found) >= errors(&expected), "an error is missing");
    let good = |all: Vec<Told>| all.into_iter().flatten().collect::<Vec<_>>();
    assert_eq!(good(found), good(expected));
}

fn told(kind: &'static str, members: &[Member], item: &Json) -> Told {
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

/// The same, read from the views; nothing for items that are not in the model.
fn read(item: Item<'_>) -> Option<Told> {
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

/// A webhook, however spelled, reads as its model says.
pub(crate) fn check(webhook: &Json, spelling: u64) {
    let plain = format!("{webhook:?}");
    for body in [plain.clone(), wire(&plain), webhook.print(spelling)] {
        let mut decoder = Decoder::new();
        let payload = decoder.decode(body.as_bytes());
        assert!(payload.is_ok(), "{payload:?} of {body}");
        let Ok(payload) = payload else { return };
        webhook.assert_read(payload.raw());
        assert_events(webhook, payload);
    }
}
