//! The walk over a payload that finds the items.

use super::about::{Claim, are_paired, claims};
use super::{DEEPEST, Event, EventError};
use crate::fields::{Contact, Kind, Value};
use crate::json::doc::{Doc, Entry as Word, Shape};
use crate::json::schema::Schema;
use crate::json::span::Span;
use crate::json::{ItemError, Obj, View};
use crate::payload::{Change, Changes, Entries, Entry, Payload};

/// Every item of every change of a payload; see [`Payload::events`].
///
/// A malformed item is an error of its own, with its context, and so are an entry, a change or a
/// value; the next one follows. Every change shows at least once: one without items as
/// [`Item::Value`](crate::Item::Value). So does every entry, and every body.
#[derive(Clone)]
pub struct Events<'a> {
    payload: Payload<'a>,
    entries: Entries<'a>,
    /// The current entry, and its changes that are still to come.
    entry: Entry<'a>,
    changes: Changes<'a>,
    change: InChange<'a>,
    /// Entry event pending: no change shows all of the current entry.
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

    /// Goes to the next entry, if there is one.
    #[inline(always)]
    fn begin_entry(&mut self, entry: Entry<'a>) -> Option<EventError<'a>> {
        self.has_entries = true;
        self.entry = entry;
        // An entry of another product is one event, whatever is in it.
        if !entry.is_foreign() {
            self.changes = entry.changes();
        }
        let error = entry.error();
        self.entry_due = error.is_none() && entry.has_more(&self.changes);
        error.map(|error| EventError { event: self.above(Kind::Entry), error, list: "" })
    }

    /// The event of the current entry or of the payload.
    #[cold]
    fn above(&self, kind: Kind) -> Event<'a> {
        let payload = self.payload;
        let entry = if kind == Kind::Entry { self.entry } else { Entry::missing(payload.doc()).0 };
        let (place, change) = (entry.place(), entry.place_of_no_change());
        Event { kind, entry: place, change, ..InChange::none(payload.doc()).event }
    }

    /// The error of the payload, then its event when there was no entry, or it has members that no
    /// view names.
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

    // Where it is a call, each event goes through memory, which takes longer than finding it.
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

/// Where the iterator stands in a change.
#[derive(Clone)]
struct InChange<'a> {
    /// The event of the value itself; those of its items differ in the item.
    event: Event<'a>,
    /// The object in which the iterator stands, and those around it, from the value down.
    holder: Holder,
    outer: [Option<Holder>; DEEPEST],
    /// How many there are around it.
    depth: usize,
    /// Whether the value itself is still to show, if it has to.
    value_due: bool,
    /// Change event pending: the change has members that no view names.
    change_due: bool,
}

/// Where the iterator stands in an object that holds items.
#[derive(Clone, Copy)]
struct Holder {
    schema: &'static Schema,
    node: u32,
    /// The members that are still to come.
    members: Span,
    /// The items that are still to come of the member at hand, the place of the next one, and what they are.
    items: Span,
    index: u32,
    kind: Kind,
    /// Whether there is more than shows with the items: of a value, more than they and their context.
    more: bool,
    /// Whether an event has shown what the object is, or, of a value, an error.
    shown: bool,
    /// The node of the current member, if it is a list, and its name.
    list: u32,
    name: &'static str,
}

impl Holder {
    /// Goes to the start of an object.
    #[inline(always)]
    fn enter(&mut self, obj: Obj<'_>, schema: &'static Schema, is_value: bool) {
        let Obj { doc, node } = obj;
        let info = doc.info(node);
        (self.schema, self.node, self.items) = (schema, node, Span::default());
        self.members = if schema.holds_items() { doc.member_span(node) } else { Span::default() };
        self.more = info.has_unknown() || (is_value && info.has_more());
        self.shown = false;
    }
}

type Found<'a> = Result<Event<'a>, EventError<'a>>;

impl<'a> InChange<'a> {
    /// Nowhere: nothing is to come.
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
            node: doc.root,
            members: Span::default(),
            items: Span::default(),
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

    /// Goes to a change; all that was to come of the last one has come.
    #[inline(always)]
    fn begin(&mut self, entry: Entry<'a>, change: Change<'a>) -> Option<EventError<'a>> {
        let known = change.known();
        self.event.entry = entry.place();
        self.event.change = change.place();
        self.event.field = known.map(|(field, _)| field);
        if let Some((field, obj)) = known {
            (self.event.value, self.event.item) = (obj.node, obj.node);
            self.holder.enter(obj, field.schema(), true);
        }
        let error = change.error();
        // What is wrong with the value may be said already, as the error of the change.
        self.value_due = error.is_none() || !matches!(change.value(), Value::Malformed(_));
        self.change_due = error.is_none() && change.has_more();
        let event = self.event;
        let error = error?;
        Some(EventError { event: Event { kind: Kind::Change, ..event }, error, list: "" })
    }

    #[inline(always)]
    fn next(&mut self) -> Option<Found<'a>> {
        loop {
            if let Some(word) = self.holder.items.next_word(self.event.doc) {
                if let Some(found) = self.item(word) {
                    // An error does not tell what its item stands in.
                    self.holder.shown |= found.is_ok() || self.depth == 0;
                    return Some(found);
                }
            } else if self.holder.members.left() > 0 {
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

    /// The item that a word stands for; none when it is entered, or has nothing to show.
    #[inline(always)]
    fn item(&mut self, word: Word) -> Option<Found<'a>> {
        let (kind, doc, index) = (self.holder.kind, self.event.doc, self.holder.index);
        self.holder.index += 1;
        if word.shape() != Shape::Object {
            let error = ItemError::stray(doc, word);
            return Some(Err(self.error(Some(kind), self.holder.name, error)));
        }
        let obj = Obj { doc, node: word.at() };
        let schema = kind.schema()?;
        if schema.holds_items() && self.depth < DEEPEST {
            self.enter(kind, obj, schema);
            return None;
        }
        if let Some(error) = obj.error(schema) {
            return Some(Err(self.error(Some(kind), self.holder.name, error)));
        }
        if kind == Kind::Contact
            && let Some(keys) = schema.keys
            && claims(Claim {
                holder: Obj { doc, node: self.holder.node },
                schema: self.holder.schema,
                contacts: self.holder.list,
                keys,
                contact: obj,
                place: index as usize,
            })
        {
            return None;
        }
        Some(Ok(Event { kind, item: obj.node, index, ..self.event }))
    }

    /// An error with the context of where it is found; without a kind it is one of the holder
    /// itself.
    #[cold]
    fn error(
        &self,
        kind: Option<Kind>,
        list: &'static str,
        error: ItemError<'a>,
    ) -> EventError<'a> {
        let holder = self.depth.checked_sub(1).and_then(|depth| self.event.above.get(depth));
        let kind = kind.or(holder.copied()).unwrap_or(Kind::Value);
        let event = Event { kind, item: self.holder.node, ..self.event };
        EventError { event, error, list }
    }

    /// Goes into an object that holds items.
    fn enter(&mut self, kind: Kind, obj: Obj<'a>, schema: &'static Schema) {
        let outer = self.holder;
        self.holder.enter(obj, schema, false);
        // The caller has seen that there is room.
        if let (Some(above), Some(node), Some(place)) = (
            self.event.above.get_mut(self.depth),
            self.event.holders.get_mut(self.depth),
            self.outer.get_mut(self.depth),
        ) {
            (*above, *node, *place) = (kind, obj.node, Some(outer));
            self.depth += 1;
        }
    }

    /// Goes out of it, and shows it, when its items do not show all of it, or there were none.
    fn leave(&mut self) -> Option<Event<'a>> {
        self.depth -= 1;
        let outer = self.outer.get_mut(self.depth)?.take()?;
        let above = self.event.above.get_mut(self.depth)?;
        let kind = core::mem::replace(above, Kind::Value);
        let left = core::mem::replace(&mut self.holder, outer);
        self.holder.shown = true;
        (left.more || !left.shown).then_some(Event { kind, item: left.node, ..self.event })
    }

    /// The value itself, when its items do not show all of it, or there were none.
    fn value(&mut self) -> Option<Found<'a>> {
        if self.event.field.is_none() {
            return match self.event.value() {
                Value::Malformed(error) => {
                    // In place of a value that is absent the error shows the whole change.
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
    /// Passes members up to one that holds items, which come next, or one of the wrong type.
    #[inline]
    fn pass_members<'a>(
        &mut self,
        doc: &'a Doc<'a>,
    ) -> Option<(Option<Kind>, &'static str, ItemError<'a>)> {
        while let Some(word) = self.members.next_word(doc) {
            let number = word.number();
            if self.schema.holders >> number & 1 == 1
                && let Some(member) = self.schema.member(number)
                && let Some(kind) = Kind::of(member.items)
                && let Some(items) = items(Obj { doc, node: self.node }, word)
            {
                // The events of messages show them: so it is nearly always, and seen at one look.
                if kind == Kind::Contact
                    && are_paired(Obj { doc, node: self.node }, self.schema, items)
                {
                    continue;
                }
                (self.kind, self.items, self.index) = (kind, items, 0);
                (self.list, self.name) = (word.at(), member.name);
                return None;
            }
            if word.is_misfit() {
                let member = self.schema.member(number);
                let kind = member.and_then(|member| Kind::of(member.items));
                let name = member.map_or("", |member| member.name);
                return Some((kind, name, ItemError::in_member(doc, word, self.schema)));
            }
        }
        None
    }
}

/// The items that a member holds, whose table says so, if it is not of the wrong type.
#[inline]
pub(super) fn items(holder: Obj<'_>, member: Word) -> Option<Span> {
    match member.shape() {
        Shape::List => Some(holder.doc.item_span(member.at())),
        Shape::Object => Some(holder.doc.alone(holder.node, member)),
        Shape::Str | Shape::Other => None,
    }
}
