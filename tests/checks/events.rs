//! Events: every item of every value once, in order, with its own context.

use super::accessors::{Discard, check_error, reads_as_object, show, skim};
use super::views::Paths;
use super::{keys, tables};
use std::fmt::Write;
use wabahook::twin::Table;
use wabahook::{Event, EventError, Item, JsonType, Payload, Raw, Value};

/// Most contacts of a value for which the reference search runs, as it is linear per item.
const MAX_SEARCHED: usize = 64;

/// Reads everything that an event offers.
pub(crate) fn read(event: &Result<Event<'_>, EventError<'_>>) {
    let event = match event {
        Ok(event) => event,
        Err(error) => {
            show(error);
            show(&(error.item_kind(), error.entry_id(), error.entry_time(), error.field()));
            write!(Discard, "{} {error}", error.dedupe_key()).expect("writing cannot fail");
            return check_error(&error.error());
        }
    };
    show(&event.item());
    write!(Discard, "{} {}", event.path(), event.dedupe_key()).expect("writing cannot fail");
    show(&(event.kind(), event.entry_id(), event.entry_time(), event.field(), event.routing_key()));
    show(&event.contact());
    event.rest().for_each(|(_, raw)| skim(raw));
    event.visit_unknown(&mut skim);
    event.visit_errors(&mut |error| check_error(&error));
    event.visit_enum_values(&mut |value| {
        show(&(value, value.enum_name(), value.is_known(), value.is_discriminant()));
        assert_eq!(value.raw().as_text(), Some(value.as_str()));
    });
}

/// Compares the events of a payload with the text that it was decoded from.
pub(crate) fn check(payload: Payload<'_>, text: &str, paths: &Paths) {
    let mut last: Option<(usize, usize)> = None;
    // The first few only: each prints the whole of its value.
    payload.events().take(8).for_each(|event| show(&event));
    for event in payload.events() {
        let path = match &event {
            Ok(event) => (event.path().to_string(), event.item().raw().offset()),
            Err(error) => (error.path().to_string(), error.offset()),
        };
        assert_eq!(Some(&path.0), paths.get(&path.1), "the path of an event at {}", path.1);
        let Ok(event) = event else { continue };
        // Containers of items follow their items, if they are events at all.
        let holds_items = || tables::of_kind(event.kind()).is_some_and(tables::holds_items);
        let is_container =
            matches!(event.item(), Item::Change(_) | Item::Entry(_) | Item::Payload(_));
        if !matches!(event.item(), Item::Value(_)) && !holds_items() && !is_container {
            let place = (event.change().raw().offset(), event.item().raw().offset());
            assert!(last < Some(place), "{} comes too late", event.path());
            last = Some(place);
        }
        context(&event);
        keys::check(&event);
        if event.value().contacts().len() <= MAX_SEARCHED {
            contact(&event);
        }
        #[cfg(feature = "serde")]
        super::scalars::check(&event, text);
    }
    all_delivered(payload);
    #[cfg(feature = "serde")]
    super::scalars::check_payload(payload, text);
    let _ = text;
    let mut events = payload.events();
    events.by_ref().for_each(drop);
    assert!(events.next().is_none() && events.next().is_none(), "fused");
}

/// Checks an item's context and routing key.
fn context(event: &Event<'_>) {
    let raw = event.item().raw();
    assert_eq!(event.raw().offset(), raw.offset());
    let number = event.value().phone_number_id();
    let metadata = event.metadata().and_then(|metadata| metadata.phone_number_id());
    assert!(metadata.is_none() || metadata == number);
    assert_eq!(event.routing_key(), number.or(event.entry_id()));
    assert_eq!(event.field(), event.change().field());
    assert_eq!(event.entry_id(), event.entry().id());
}

/// The contact of an item is the one at the item's own index if it has an id of the item or its
/// thread, otherwise the first that has.
fn contact(event: &Event<'_>) {
    let found = event.contact().map(|contact| contact.raw().offset());
    let item = event.item().raw();
    if let Item::Contact(_) = event.item() {
        return assert_eq!(found, Some(item.offset()));
    }
    let mut ids = Vec::new();
    if let Some(table) = tables::of_kind(event.kind()) {
        users(table, item, &mut ids);
    }
    if let (Some(thread), Some(table)) = (event.thread(), tables::of_kind("history_thread")) {
        users(table, thread.raw(), &mut ids);
    }
    let value = event.value().raw();
    let contacts = match event.path().to_string().contains(".value.standby") {
        true => value.get("standby").and_then(|standby| standby.get("contacts")),
        false => value.get("contacts"),
    };
    // The last index of the path.
    let path = event.path().to_string();
    let place = path.rsplit('[').next().and_then(|end| end.strip_suffix(']')?.parse().ok());
    let find = |id: &str| {
        let known = |contact: &Raw<'_>| {
            let by = |key| contact.get(key).and_then(Raw::as_text) == Some(id);
            by("wa_id") || by("user_id")
        };
        let mut contacts = contacts.into_iter().flat_map(Raw::items);
        let own = place.and_then(|place: usize| contacts.clone().nth(place));
        own.filter(&known).or_else(|| contacts.find(known))
    };
    let expected = ids.into_iter().find_map(find);
    assert_eq!(found, expected.map(Raw::offset), "the contact of {}: {item}", event.path());
}

/// Collects the user ids of an object, in the order of its table.
fn users<'a>(table: Table, raw: Raw<'a>, ids: &mut Vec<&'a str>) {
    for row in table.rows.iter().filter(|row| row.word == "user") {
        match (row.of, raw.get(row.keys[0])) {
            (Some(of), Some(object)) => users(of(), object, ids),
            (None, Some(id)) => ids.extend(id.as_text()),
            (_, None) => {}
        }
    }
}

/// Every item of every list of a known value is an event or an error.
fn all_delivered(payload: Payload<'_>) {
    let mut reported: Vec<usize> = Vec::new();
    for event in payload.events() {
        reported.push(match event {
            Ok(event) => event.item().raw().offset(),
            Err(error) => error.raw().offset(),
        });
    }
    reported.sort_unstable();
    for (entry, change) in
        payload.entries().flat_map(|entry| entry.changes().map(move |change| (entry, change)))
    {
        let value = change.value();
        let table = change.field().and_then(tables::of_field).filter(|&table| {
            tables::holds_items(table) && !matches!(value, Value::Malformed(_) | Value::Unknown(_))
        });
        match table {
            Some(table) => items_are_reported(table, value.raw(), &reported),
            None => {
                let entry = entry.raw().offset();
                let places = [value.raw().offset(), change.raw().offset(), entry];
                let is_reported = places.iter().any(|place| reported.binary_search(place).is_ok());
                assert!(is_reported, "{} is lost", change.path());
            }
        }
    }
}

fn items_are_reported(table: Table, holder: Raw<'_>, reported: &[usize]) {
    let is_reported = |raw: Raw<'_>| reported.binary_search(&raw.offset()).is_ok();
    for (row, of) in tables::items(table) {
        let Some(member) = holder.get(row.keys[0]) else { continue };
        // Contacts are reported with the items that they belong to.
        let is_contact = of.name == "Contact";
        let kind = match row.word {
            "object" if reads_as_object(member) => JsonType::Object,
            _ => member.json_type(),
        };
        if !tables::is_elsewhere(table, true, row.keys[0], kind) {
            assert!(member.is_null() || is_reported(member), "{} is lost", member.path());
            continue;
        }
        let alone = (kind == JsonType::Object).then_some(member);
        for item in member.items().chain(alone).filter(|_| !is_contact) {
            if tables::holds_items(of) && item.json_type() == JsonType::Object {
                items_are_reported(of, item, reported);
                let end = item.offset() + item.json().len();
                let inside = |&place: &usize| (item.offset()..end).contains(&place);
                assert!(reported.iter().any(inside), "{} is lost", item.path());
            } else {
                assert!(is_reported(item), "{} is lost", item.path());
            }
        }
    }
}
