//! The flat view: every item of every value once, in order, with its own context.

use super::look::{Nowhere, see_error, show, skim};
use super::views::Ways;
use std::fmt::Write;
use wabahook::{DedupeKey, Event, Item, ItemError, Kind, Payload, Raw, Value};

/// The lists of a value whose items are events.
const LISTS: [&str; 5] = ["messages", "statuses", "errors", "user_actions", "user_preferences"];
/// How many contacts are searched the plain way, for each item.
const FEW: usize = 64;

/// Sees everything of an event.
pub(crate) fn see(event: &Result<Event<'_>, ItemError<'_>>) {
    let event = match event {
        Ok(event) => event,
        Err(error) => return see_error(error),
    };
    show(&event.item());
    write!(Nowhere, "{} {}", event.path(), event.dedupe_key()).expect("writing cannot fail");
    show(&(event.kind(), event.entry_id(), event.time(), event.field(), event.routing_key()));
    show(&event.contact());
    event.rest().for_each(|(_, raw)| skim(raw));
    event.visit_unknown(&mut skim);
}

/// Holds the events of a payload against the text that it was decoded from.
pub(crate) fn check(payload: Payload<'_>, text: &str, ways: &Ways) {
    let mut last: Option<(usize, usize)> = None;
    // Each of them shows the whole of its value.
    payload.events().take(8).for_each(|event| show(&event));
    for event in payload.events() {
        let way = match &event {
            Ok(event) => (event.path().to_string(), event.item().raw().offset()),
            Err(error) => (error.path().to_string(), error.offset()),
        };
        assert_eq!(Some(&way.0), ways.get(&way.1), "the path of an event at {}", way.1);
        let Ok(event) = event else { continue };
        if !matches!(event.item(), Item::Value(_)) {
            let place = (event.change().raw().offset(), event.item().raw().offset());
            assert!(last < Some(place), "{} comes too late", event.path());
            last = Some(place);
        }
        keys(&event);
        if event.value().contacts().len() <= FEW {
            contact(&event);
        }
        #[cfg(feature = "serde")]
        super::scalars::check(&event, text);
    }
    all_delivered(payload);
    let _ = text;
    let mut events = payload.events();
    events.by_ref().for_each(drop);
    assert!(events.next().is_none() && events.next().is_none(), "fused");
}

/// What an item is known and routed by.
fn keys(event: &Event<'_>) {
    let raw = event.item().raw();
    let text = |key: &str| raw.get(key).and_then(Raw::as_text).unwrap_or_default();
    match (event.item(), event.dedupe_key()) {
        (Item::Message(_), DedupeKey::Id(id)) => assert_eq!(id, text("id")),
        (Item::Status(_), DedupeKey::IdAnd(id, status)) => {
            assert_eq!((id, status), (text("id"), text("status")));
        }
        (Item::Message(_) | Item::Status(_), key) => panic!("{key} for {}", event.kind()),
        (_, DedupeKey::Hash(_)) => {
            assert_eq!(event.dedupe_key().to_string().len(), "fnv1a:".len() + 32);
        }
        (_, key) => panic!("{key} for {}", event.kind()),
    }
    let metadata = event.metadata().and_then(|metadata| metadata.phone_number_id());
    assert_eq!(event.routing_key(), metadata.or(event.entry_id()));
    assert_eq!(event.field(), event.change().field());
    assert_eq!(event.entry_id(), event.entry().id());
}

/// The contact of an item is the first one that has one of its ids.
fn contact(event: &Event<'_>) {
    let ids: &[&str] = match event.item() {
        Item::Message(_) => &["from", "from_user_id", "to", "to_user_id"],
        Item::Status(_) => &[
            "recipient_id",
            "recipient_user_id",
            "recipient_participant_id",
            "participant_recipient_id",
            "recipient_participant_user_id",
        ],
        Item::UserPreference(_) => &["wa_id", "user_id"],
        Item::Contact(contact) => {
            let found = event.contact().map(|contact| contact.raw().offset());
            return assert_eq!(found, Some(contact.raw().offset()));
        }
        _ => return assert!(event.contact().is_none()),
    };
    let raw = event.item().raw();
    let has = |key: &str| raw.get(key).and_then(Raw::as_text);
    let ids = ids.iter().filter(|&&key| {
        // The elder spelling counts only where the other is absent.
        key != "participant_recipient_id" || has("recipient_participant_id").is_none()
    });
    let contacts = event.value().raw().get("contacts");
    let find = |id: &str| {
        let known = |contact: &Raw<'_>| {
            let by = |key| contact.get(key).and_then(Raw::as_text) == Some(id);
            by("wa_id") || by("user_id")
        };
        contacts.into_iter().flat_map(Raw::items).find(known)
    };
    let expected = ids.filter_map(|key| has(key)).find_map(find);
    assert_eq!(event.contact().map(|c| c.raw().offset()), expected.map(Raw::offset));
}

/// Every item of every list of a known value is an event, or an error.
fn all_delivered(payload: Payload<'_>) {
    let mut told: Vec<usize> = Vec::new();
    for event in payload.events() {
        told.push(match event {
            Ok(event) => event.item().raw().offset(),
            Err(error) => error.raw().offset(),
        });
    }
    told.sort_unstable();
    let is_told = |raw: Raw<'_>| told.binary_search(&raw.offset()).is_ok();
    for change in payload.entries().flat_map(|entry| entry.changes()) {
        let value = change.value();
        let lists = match value {
            Value::Messages(_) => &LISTS[..4],
            Value::UserPreferences(_) => &LISTS[4..],
            value => {
                assert!(is_told(value.raw()) || is_told(change.raw()), "{} is lost", change.path());
                continue;
            }
        };
        for list in lists.iter().filter_map(|name| value.raw().get(name)) {
            assert!(list.items().all(is_told), "an item of {} is lost", list.path());
            let fits = matches!(list.kind(), Kind::Array | Kind::Null);
            assert!(fits || is_told(list), "{} is lost", list.path());
        }
    }
}
