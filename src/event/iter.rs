//! Iteration over the items of a payload.

use super::contacts::{are_referenced, is_referenced, numbers};
use super::{DEEPEST, Event, EventError};
use crate::fields::{Contact, Kind, Value};
use crate::json::doc::{Doc, ItemIds};
use crate::json::parse::Generated;
use crate::json::record::{Header, Slot};
use crate::json::schema::Schema;
use crate::json::{ItemError, Obj};
use crate::payload::{Change, Changes, Entries, Entry, Payload};

/// An iterator over each item of each change of a payload; see [`Payload::events`].
///
/// A malformed item, entry, change or value is an error of its own, with its context; iteration
/// continues behind it. Each change, entry and body yields at least one event: a change without
/// items is an [`Item::Value`](crate::Item::Value).
#[derive(Clone)]
pub struct Events<'a> {
    payload: Payload<'a>,
    entries: Entries<'a>,
    /// The current entry, and its remaining changes.
    entry: Entry<'a>,
    changes: Changes<'a>,
    change: InChange<'a>,
    /// Entry event pending: no event of its changes covers all of the current entry.
    entry_due: bool,
    /// The number of pending payload events: its error and its own event.
    payload_due: u8,
    has_entries: bool,
}

impl<'a> Events<'a> {
    #[inline(always)]
    pub(crate) fn new(payload: Payload<'a>) -> Self {
        let (entry, changes) = Entry::missing(payload.doc());
        let entries = payload.entries();
        Events {
            payload,
            payload_due: if payload.is_shown_by(&entries) { 0 } else { 2 },
            entries,
            entry,
            changes,
            change: InChange::none(payload.doc()),
            entry_due: false,
            has_entries: false,
        }
    }

    /// Starts the next entry.
    #[inline(always)]
    fn begin_entry(&mut self, entry: Entry<'a>) -> Option<EventError<'a>> {
        self.has_entries = true;
        self.entry = entry;
        // An entry of another product is one event, whatever it contains.
        if !entry.is_foreign() {
            self.changes = entry.changes();
        }
        let error = entry.error();
        self.entry_due = error.is_none() && entry.has_more(&self.changes);
        error.map(|error| EventError { event: self.above(Kind::Entry), error, list: "" })
    }

    /// Returns the event of the current entry or of the payload.
    #[cold]
    fn above(&self, kind: Kind) -> Event<'a> {
        let payload = self.payload;
        let entry = if kind == Kind::Entry { self.entry } else { Entry::missing(payload.doc()).0 };
        let (place, change) = (entry.place(), entry.place_of_no_change());
        Event { kind, entry: place, change, ..InChange::none(payload.doc()).event }
    }

    /// Returns the error of the payload, then its event if it has no entries, or has unknown
    /// members.
    #[cold]
    fn payload(&mut self) -> Option<Result<Event<'a>, EventError<'a>>> {
        self.payload_due -= 1;
        let event = self.above(Kind::Payload);
        if self.payload_due > 0 {
            let error = self.payload.error()?;
            return Some(Err(EventError { event, error, list: "object" }));
        }
        let is_shown = self.has_entries && self.payload.unknown().next().is_none();
        (!is_shown).then_some(Ok(event))
    }
}

impl<'a> Iterator for Events<'a> {
    type Item = Result<Event<'a>, EventError<'a>>;

    // Without inlining each event is passed through memory, which takes longer than finding it.
    #[inline(always)]
    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(found) = self.change.next() {
                return Some(found);
            }
            if let Some(change) = self.changes.next() {
                if let Some(error) = self.change.begin(self.entry, change) {
                    return Some(Err(error));
                }
                continue;
            }
            if core::mem::take(&mut self.entry_due) {
                return Some(Ok(self.above(Kind::Entry)));
            }
            match self.entries.next() {
                Some(entry) => {
                    if let Some(error) = self.begin_entry(entry) {
                        return Some(Err(error));
                    }
                }
                None if self.payload_due > 0 => {
                    if let Some(found) = self.payload() {
                        return Some(found);
                    }
                }
                None => return None,
            }
        }
    }
}

impl core::iter::FusedIterator for Events<'_> {}

/// The state of the iteration within a change.
#[derive(Clone)]
struct InChange<'a> {
    /// The event of the value; events of its items differ only in the item.
    event: Event<'a>,
    /// The object being iterated, and its enclosing objects from the value down.
    holder: Holder,
    outer: [Option<Holder>; DEEPEST],
    /// The number of enclosing objects.
    depth: usize,
    /// Value event pending, if one is required.
    value_due: bool,
    /// Change event pending: the change has unknown members.
    change_due: bool,
}

/// The state of the iteration within an object that contains items.
#[derive(Clone, Copy)]
struct Holder {
    schema: &'static Schema,
    record: u32,
    /// The pending members, one bit each: those that hold items, or are mismatches.
    members: u64,
    /// The pending items of the current member, the index of the next one, and their kind.
    items: ItemIds,
    index: u32,
    kind: Kind,
    /// Has members besides items; for a value, besides items and context.
    more: bool,
    /// Set once an event, or for a value an error, has covered the object.
    shown: bool,
    /// The record of the current member, and its name.
    list: u32,
    name: &'static str,
}

impl Holder {
    /// Starts the iteration over an object.
    #[inline(always)]
    fn enter(&mut self, obj: Obj<'_>, schema: &'static Schema, is_value: bool) {
        let header = obj.header();
        (self.schema, self.record, self.items) = (schema, obj.record, ItemIds::default());
        self.members = if schema.holds_items() { with_items(obj, schema) } else { 0 };
        self.shown = false;
        self.more = header.has(Header::UNKNOWN)
            || (header.has(Header::UNKNOWN_BELOW) && has_unknown(obj, schema))
            || (is_value && header.has(Header::BESIDE) && has_more(obj, schema));
    }
}

/// Returns the members of an object that hold items or are mismatches.
#[inline(always)]
fn with_items(obj: Obj<'_>, schema: &'static Schema) -> u64 {
    let has_items = |&number: &u8| obj.find(number).has_record();
    let held = numbers(schema.holders).filter(has_items).fold(0, |all, number| all | 1 << number);
    if obj.header().has(Header::MISMATCH) { held | mismatches(obj, schema) } else { held }
}

#[cold]
fn mismatches(obj: Obj<'_>, schema: &'static Schema) -> u64 {
    let wrong = obj.members(schema).filter(|slot| obj.is_mismatch(*slot, schema));
    wrong.fold(0, |all, slot| all | 1 << slot.number)
}

/// Returns `true` if an object has unknown members, at any depth above items and malformed objects.
#[cold]
fn has_unknown(obj: Obj<'_>, schema: &'static Schema) -> bool {
    obj.any_unknown(schema)
}

/// Returns `true` if a value with items has a member that neither holds items nor is their context.
#[cold]
fn has_more(obj: Obj<'_>, schema: &'static Schema) -> bool {
    obj.members(schema).any(|slot| {
        let member = schema.member(slot.number);
        let is_beside = member.is_some_and(|member| schema.beside(member, slot.word) != 0);
        is_beside && !obj.is_mismatch(slot, schema)
    })
}

type Found<'a> = Result<Event<'a>, EventError<'a>>;

impl<'a> InChange<'a> {
    /// Returns a state without pending events.
    #[inline(always)]
    fn none(doc: &'a Doc<'a>) -> Self {
        let (entry, _) = Entry::missing(doc);
        let event = Event {
            doc,
            entry: entry.place(),
            change: entry.place(),
            field: None,
            kind: Kind::Value,
            above: [Kind::Value; DEEPEST],
            value: doc.root,
            holders: [0; DEEPEST],
            item: doc.root,
            index: 0,
        };
        let holder = Holder {
            schema: Contact::schema(),
            record: doc.root,
            members: 0,
            items: ItemIds::default(),
            index: 0,
            kind: Kind::Value,
            more: false,
            shown: false,
            list: 0,
            name: "",
        };
        let outer = [const { None }; DEEPEST];
        InChange { event, holder, outer, depth: 0, value_due: false, change_due: false }
    }

    /// Starts the next change; the previous one must have no pending events.
    #[inline(always)]
    fn begin(&mut self, entry: Entry<'a>, change: Change<'a>) -> Option<EventError<'a>> {
        let known = change.known();
        self.event.entry = entry.place();
        self.event.change = change.place();
        self.event.field = known.map(|(field, _)| field);
        if let Some((field, obj)) = known {
            (self.event.value, self.event.item) = (obj.record, obj.record);
            self.holder.enter(obj, field.schema(), true);
        }
        let error = change.error();
        // The error of the change may already report a malformed value.
        self.value_due = error.is_none() || !matches!(change.value(), Value::Malformed(_));
        self.change_due = error.is_none() && change.has_more();
        let event = self.event;
        let error = error?;
        Some(EventError { event: Event { kind: Kind::Change, ..event }, error, list: "" })
    }

    #[inline(always)]
    fn next(&mut self) -> Option<Found<'a>> {
        loop {
            if let Some(record) = self.holder.items.next(self.event.doc) {
                if let Some(found) = self.item(record) {
                    // An error of an item does not cover the enclosing object.
                    self.holder.shown |= found.is_ok() || self.depth == 0;
                    return Some(found);
                }
            } else if self.holder.members != 0 {
                if let Some((kind, list, error)) = self.holder.pass_members(self.event.doc) {
                    self.holder.shown |= self.depth == 0;
                    return Some(Err(self.error(kind, list, error)));
                }
            } else if self.depth > 0 {
                if let Some(event) = self.leave() {
                    return Some(Ok(event));
                }
            } else if core::mem::take(&mut self.value_due) {
                if let Some(found) = self.value() {
                    return Some(found);
                }
            } else if core::mem::take(&mut self.change_due) {
                return Some(Ok(Event { kind: Kind::Change, ..self.event }));
            } else {
                return None;
            }
        }
    }

    /// Returns the item with this record, or `None` if it is entered or has no event of its own.
    #[inline(always)]
    fn item(&mut self, record: u32) -> Option<Found<'a>> {
        let (kind, doc, index) = (self.holder.kind, self.event.doc, self.holder.index);
        self.holder.index += 1;
        let obj = Obj::new(doc, record);
        if !obj.header().is_object() {
            let error = ItemError::non_object(doc, record);
            return Some(Err(self.error(Some(kind), self.holder.name, error)));
        }
        let schema = kind.schema()?;
        if schema.holds_items() && self.depth < DEEPEST {
            self.enter(kind, obj, schema);
            return None;
        }
        if let Some(error) = obj.error(schema) {
            return Some(Err(self.error(Some(kind), self.holder.name, error)));
        }
        if kind == Kind::Contact {
            let holder = Obj::new(doc, self.holder.record);
            if is_referenced(holder, self.holder.schema, self.holder.list, index as usize) {
                return None;
            }
        }
        Some(Ok(Event { kind, item: record, index, ..self.event }))
    }

    /// Returns an error with its context; without a kind, it is an error of the holder itself.
    #[cold]
    fn error(
        &self,
        kind: Option<Kind>,
        list: &'static str,
        error: ItemError<'a>,
    ) -> EventError<'a> {
        let holder = self.depth.checked_sub(1).and_then(|depth| self.event.above.get(depth));
        let kind = kind.or(holder.copied()).unwrap_or(Kind::Value);
        let event = Event { kind, item: self.holder.record, ..self.event };
        EventError { event, error, list }
    }

    /// Enters an object that contains items.
    fn enter(&mut self, kind: Kind, obj: Obj<'a>, schema: &'static Schema) {
        let outer = self.holder;
        self.holder.enter(obj, schema, false);
        // The caller has checked the depth.
        if let (Some(above), Some(record), Some(place)) = (
            self.event.above.get_mut(self.depth),
            self.event.holders.get_mut(self.depth),
            self.outer.get_mut(self.depth),
        ) {
            (*above, *record, *place) = (kind, obj.record, Some(outer));
            self.depth += 1;
        }
    }

    /// Leaves the object, and returns its event if its items do not cover it.
    fn leave(&mut self) -> Option<Event<'a>> {
        self.depth -= 1;
        let outer = self.outer.get_mut(self.depth)?.take()?;
        let above = self.event.above.get_mut(self.depth)?;
        let kind = core::mem::replace(above, Kind::Value);
        let left = core::mem::replace(&mut self.holder, outer);
        self.holder.shown = true;
        (left.more || !left.shown).then_some(Event { kind, item: left.record, ..self.event })
    }

    /// Returns the event of the value if its items do not cover it.
    fn value(&mut self) -> Option<Found<'a>> {
        if self.event.field.is_none() {
            return match self.event.value() {
                Value::Malformed(error) => {
                    // The error of a missing value covers the whole change.
                    let is_change = error.raw().offset() == self.event.change().raw().offset();
                    self.change_due &= !is_change;
                    Some(Err(EventError { event: self.event, error, list: "" }))
                }
                _ => Some(Ok(self.event)),
            };
        }
        (self.holder.more || !self.holder.shown).then_some(Ok(self.event))
    }
}

impl Holder {
    /// Advances to the next member that holds items, or returns the error of a mismatch before it.
    #[inline]
    fn pass_members<'a>(
        &mut self,
        doc: &'a Doc<'a>,
    ) -> Option<(Option<Kind>, &'static str, ItemError<'a>)> {
        let obj = Obj::new(doc, self.record);
        while self.members != 0 {
            let slot = self.next_member(obj);
            let member = self.schema.member(slot.number)?;
            let kind = Kind::of(member.items);
            let Some((kind, items)) = kind.and_then(|kind| Some((kind, obj.item_ids(slot)?)))
            else {
                let error = ItemError::in_member(doc, slot, self.schema);
                return Some((kind, member.name, error));
            };
            if kind == Kind::Contact && are_referenced(obj, self.schema, items) {
                continue;
            }
            (self.kind, self.items, self.index) = (kind, items, 0);
            (self.list, self.name) = (slot.record(), member.name);
            return None;
        }
        None
    }

    /// Removes the next member in document order.
    #[inline(always)]
    fn next_member(&mut self, obj: Obj<'_>) -> Slot {
        let mut next = obj.find(self.members.trailing_zeros() as u8);
        if self.members & (self.members - 1) != 0 {
            let others = numbers(self.members).map(|number| obj.find(number));
            next = others.min_by_key(|&slot| obj.doc.key(slot)).unwrap_or(next);
        }
        self.members &= !(1 << next.number);
        next
    }
}
