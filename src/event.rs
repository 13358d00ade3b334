//! The flat view: each item of each change, with its context.

mod contacts;
mod error;
mod iter;
mod key;
#[cfg(feature = "serde")]
mod line;
mod shown;

pub use error::EventError;
pub use iter::Events;
pub use key::DedupeKey;

use crate::fields::{
    Contact, Field, HistoryChunk, HistoryThread, Item, Kind, Metadata, Timestamp, Value,
};
use crate::json::doc::Doc;
use crate::json::keyed::Keyed;
use crate::json::schema::Schema;
use crate::json::{EnumValue, ItemError, Obj, Path, Raw, Str, View};
use crate::payload::{Change, Entry, Payload, Place};
use core::fmt;

/// The maximum number of objects between a value and its items.
const DEEPEST: usize = 2;

/// An item with its context.
///
/// ```
/// let body = br#"{"object":"whatsapp_business_account","entry":[{"id":"102","changes":[{"value":
///     {"metadata":{"display_phone_number":"12025550100","phone_number_id":"106"},
///     "statuses":[{"id":"wamid.A","status":"read","timestamp":"1750101000"}]},
///     "field":"messages"}]}]}"#;
/// let mut decoder = wabahook::Decoder::new();
/// let event = decoder.decode(body)?.events().flatten().next().unwrap();
/// assert_eq!(event.kind(), "status");
/// assert_eq!(event.path().to_string(), "entry[0].changes[0].value.statuses[0]");
/// assert_eq!(event.dedupe_key().to_string(), "status:106:wamid.A:read");
/// assert_eq!(event.routing_key(), Some("106"));
/// # Ok::<(), wabahook::Error>(())
/// ```
// Holds positions instead of views: events are copied several times before they are read.
#[derive(Clone, Copy)]
pub struct Event<'a> {
    doc: &'a Doc<'a>,
    entry: Place,
    change: Place,
    /// The field of the value, if it has a view.
    field: Option<Field>,
    kind: Kind,
    /// The kinds of the objects between the value and the item, outermost first; `Value` if none.
    above: [Kind; DEEPEST],
    /// The records of the value, the objects in between, and the item.
    value: u32,
    holders: [u32; DEEPEST],
    item: u32,
    /// The index of the item in its list.
    index: u32,
}

const _: () = assert!(size_of::<Event<'_>>() <= 48);

impl<'a> Event<'a> {
    /// Returns the entry that contains the item; an empty one for [`Item::Payload`].
    pub fn entry(&self) -> Entry<'a> {
        Entry::at(self.doc, self.entry)
    }

    /// Returns the id of the entry.
    #[inline]
    pub fn entry_id(&self) -> Option<&'a str> {
        self.entry().id()
    }

    /// Returns the time of the entry; only present in management fields.
    #[inline]
    pub fn entry_time(&self) -> Option<Timestamp<'a>> {
        self.entry().time()
    }

    /// Returns the change that contains the item; an empty one for [`Item::Payload`] and
    /// [`Item::Entry`].
    pub fn change(&self) -> Change<'a> {
        Change::at(self.doc, self.change)
    }

    /// Returns the field of the change.
    #[inline]
    pub fn field(&self) -> Option<&'a str> {
        self.change().field()
    }

    /// Returns the value that contains the item.
    #[inline]
    pub fn value(&self) -> Value<'a> {
        match self.field {
            Some(field) => field.value(self.object(self.value)),
            None => self.change().value(),
        }
    }

    /// Returns the business phone number.
    #[inline]
    pub fn metadata(&self) -> Option<Metadata<'a>> {
        self.field?.metadata(self.object(self.value))
    }

    /// Returns the item.
    #[inline]
    pub fn item(&self) -> Item<'a> {
        match self.kind.item(self.object(self.item)) {
            Some(item) => item,
            None => self.value_or_above(),
        }
    }

    #[cold]
    fn value_or_above(&self) -> Item<'a> {
        match self.kind {
            Kind::Payload => Item::Payload(self.object(self.doc.root).raw()),
            Kind::Entry => Item::Entry(self.entry().raw()),
            Kind::Change => Item::Change(self.change().raw()),
            _ => Item::Value(self.value()),
        }
    }

    /// Returns the kind of the item in snake case: `message`, `status`, `call`, `history_message`.
    ///
    /// The kind of a value is its field, or `value` without one. Events above values have the kinds
    /// `change`, `entry` and `payload`.
    pub fn kind(&self) -> &'a str {
        self.kind.name().or(self.field()).unwrap_or("value")
    }

    /// Returns the path of the item in the body: `entry[0].changes[0].value.messages[3]`.
    pub fn path(&self) -> Path<'a> {
        self.raw().path()
    }

    /// Returns the raw JSON of the item.
    pub fn raw(&self) -> Raw<'a> {
        match self.field {
            Some(_) if self.kind != Kind::Change => self.object(self.item).raw(),
            _ => self.value_or_above().raw(),
        }
    }

    /// Returns the thread of a history message, which identifies the user.
    pub fn thread(&self) -> Option<HistoryThread<'a>> {
        self.holder(Kind::HistoryThread).map(HistoryThread::from_obj)
    }

    /// Returns the chunk of the history that contains the item: its phase and position.
    pub fn history(&self) -> Option<HistoryChunk<'a>> {
        self.holder(Kind::HistoryChunk).map(HistoryChunk::from_obj)
    }

    /// Returns the deduplication key of the item.
    #[inline]
    pub fn dedupe_key(&self) -> DedupeKey<'a> {
        DedupeKey::of(self)
    }

    /// Returns the routing key: the id of the business phone number, otherwise the id of the entry.
    #[inline]
    pub fn routing_key(&self) -> Option<&'a str> {
        self.value().phone_number_id().or(self.entry_id())
    }

    /// Returns the named members of an item that contains other items, such as [`Item::Value`].
    ///
    /// Omits members covered by other events: items are events of their own; metadata and product
    /// are context. Empty for an item without nested items.
    pub fn rest(&self) -> impl Iterator<Item = (Str<'a>, Raw<'a>)> + 'a {
        let shown = self.shown().filter(|shown| shown.is_holder());
        shown.into_iter().flat_map(|shown| {
            shown.named().map(move |slot| (shown.obj.key(slot), shown.obj.value(slot)))
        })
    }

    /// Calls `found` with each unknown member of the item, at any depth.
    ///
    /// For an item that contains other items, these are only the members that no other event
    /// covers.
    pub fn visit_unknown(&self, found: &mut dyn FnMut(Raw<'a>)) {
        match self.shown() {
            Some(shown) => shown.obj.visit_unknown(shown.schema, false, found),
            None => self.visit_unknown_above(&mut |_, raw| found(raw)),
        }
    }

    /// Calls `found` with each malformed item in the lists of this item, at any depth, such as the
    /// products of an order or the errors of a status.
    ///
    /// [`Payload::events`] yields the errors of malformed items that would be events of their own.
    ///
    /// ```
    /// let body = br#"{"field":"messages","value":{"statuses":[{"id":"wamid.A","status":"failed",
    ///     "errors":[{"code":131026},{"title":"no code"},7]}]}}"#;
    /// let mut decoder = wabahook::Decoder::new();
    /// let event = decoder.decode(body)?.events().flatten().next().unwrap();
    /// let mut paths = Vec::new();
    /// event.visit_errors(&mut |error| paths.push(error.path().to_string()));
    /// assert_eq!(paths, ["value.statuses[0].errors[1]", "value.statuses[0].errors[2]"]);
    /// # Ok::<(), wabahook::Error>(())
    /// ```
    pub fn visit_errors(&self, found: &mut dyn FnMut(ItemError<'a>)) {
        if let Some((obj, schema)) = self.known() {
            obj.visit_errors(schema, found);
        }
    }

    /// Calls `found` with each value of an open enum in the item, at any depth, known or unknown:
    /// its type, its status and the like.
    pub fn visit_enum_values(&self, found: &mut dyn FnMut(EnumValue<'a>)) {
        if let Some((obj, schema)) = self.known() {
            obj.visit_enum_values(schema, found);
        }
    }

    #[inline]
    fn object(&self, record: u32) -> Obj<'a> {
        Obj::new(self.doc, record)
    }

    /// Returns the object of the item and its schema, or `None` for a value without a view and for
    /// the levels above values.
    pub(crate) fn known(&self) -> Option<(Obj<'a>, &'static Schema)> {
        let schema = match self.kind {
            Kind::Value => self.field?.schema(),
            kind => kind.schema()?,
        };
        Some((self.object(self.item), schema))
    }

    /// Calls `found` with the unknown members of an entry, change or payload that is an event.
    fn visit_unknown_above(&self, found: &mut dyn FnMut(Str<'a>, Raw<'a>)) {
        let mut found = |(key, raw)| found(key, raw);
        match self.kind {
            Kind::Entry if self.entry().is_foreign() => {}
            Kind::Entry => self.entry().unknown().for_each(found),
            Kind::Change => self.change().unknown().for_each(found),
            Kind::Payload => {
                Payload::of(self.doc).into_iter().for_each(|it| it.unknown().for_each(&mut found));
            }
            _ => {}
        }
    }

    /// Returns the objects between the value and the item, innermost first.
    fn holders(&self) -> impl Iterator<Item = (Kind, Obj<'a>)> + 'a {
        let event = *self;
        let holders = self.above.into_iter().zip(self.holders).rev();
        holders
            .filter(|(kind, _)| *kind != Kind::Value)
            .map(move |(kind, record)| (kind, event.object(record)))
    }

    fn holder(&self, wanted: Kind) -> Option<Obj<'a>> {
        self.holders().find(|(kind, _)| *kind == wanted).map(|(_, obj)| obj)
    }
}

impl fmt::Debug for Event<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Event")
            .field("entry", &self.entry_id())
            .field("entry_time", &self.entry_time())
            .field("field", &self.field())
            .field("metadata", &self.metadata())
            .field("kind", &self.kind())
            .field("path", &self.path())
            .field("item", &self.item())
            .finish()
    }
}

impl<'a> Payload<'a> {
    /// Returns each item of each change, with its context, in document order.
    ///
    /// Every body has at least one event: unknown members outside items, an entry without changes,
    /// and a body without entries have events of their own.
    #[inline]
    pub fn events(self) -> Events<'a> {
        Events::new(self)
    }

    /// Calls `found` with each unknown member of the body, at any depth, and with the value of each
    /// field without a view.
    pub fn visit_unknown(self, found: &mut dyn FnMut(Raw<'a>)) {
        self.unknown().for_each(|(_, raw)| found(raw));
        for entry in self.entries() {
            entry.unknown().for_each(|(_, raw)| found(raw));
            entry.changes().for_each(|change| change.visit_unknown(found));
        }
    }

    /// Calls `found` with each empty array in place of an object, at any depth.
    ///
    /// Such an array is read as an empty object, because relays written in PHP encode `{}` as `[]`.
    pub fn visit_empty_arrays(self, found: &mut dyn FnMut(Raw<'a>)) {
        for change in self.entries().flat_map(|entry| entry.changes()) {
            if let Some((field, obj)) = change.object() {
                obj.visit_empty_arrays(field.schema(), found);
            }
        }
    }
}

impl<'a> Change<'a> {
    fn visit_unknown(self, found: &mut dyn FnMut(Raw<'a>)) {
        self.unknown().for_each(|(_, raw)| found(raw));
        match self.object() {
            Some((field, obj)) => obj.visit_unknown(field.schema(), true, found),
            None => {
                if let Value::Unknown(raw) = self.value() {
                    found(raw);
                }
            }
        }
    }
}

impl<'a> Value<'a> {
    /// Returns the contact with this `wa_id` or `user_id`.
    ///
    /// Looking up every contact of a value takes linear time in total, in any order.
    pub fn contact(&self, id: &str) -> Option<Contact<'a>> {
        Keyed::of(self.contacts())?.find(id, usize::MAX).map(Contact::from_obj)
    }
}
