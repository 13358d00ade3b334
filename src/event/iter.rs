//! The walk over a payload that finds the items.

use super::about::claims;
use super::{DEEPEST, Event};
use crate::fields::{Contact, Kind, Value};
use crate::json::doc::{Doc, Entry as Word, Shape};
use crate::json::keyed::Keyed;
use crate::json::schema::Schema;
use crate::json::span::Span;
use crate::json::{ItemError, Obj, View};
use crate::payload::{Change, Changes, Entries, Entry, Payload};

/// Every item of every change of a payload; see [`Payload::events`].
///
/// An item of the wrong shape is an error of its own, and so are an entry, a change or a value; the
/// next one follows. Every change shows at least once: one without items as [`Item::Value`](crate::Item::Value).
#[derive(Clone)]
pub struct Events<'a> {
    entries: Entries<'a>,
    entry: Option<(Entry<'a>, Changes<'a>)>,
    change: Option<InChange<'a>>,
}

impl<'a> Events<'a> {
    pub(crate) fn new(payload: Payload<'a>) -> Self {
        Events { entries: payload.entries(), entry: None, change: None }
    }
}

impl<'a> Iterator for Events<'a> {
    type Item = Result<Event<'a>, ItemError<'a>>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(inside) = &mut self.change {
                if let Some(found) = inside.next() {
                    return Some(found);
                }
                self.change = None;
            }
            if let Some((entry, changes)) = &mut self.entry {
                if let Some(change) = changes.next() {
                    let error = change.error();
                    self.change = Some(InChange::new(*entry, change, error.is_some()));
                    if let Some(error) = error {
                        return Some(Err(error));
                    }
                    continue;
                }
                self.entry = None;
            }
            let entry = self.entries.next()?;
            self.entry = Some((entry, entry.changes()));
            if let Some(error) = entry.error() {
                return Some(Err(error));
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
}

/// Where the iterator stands in an object that holds items.
#[derive(Clone, Copy)]
struct Holder {
    schema: &'static Schema,
    node: u32,
    /// The members that are still to come.
    members: Span,
    /// The items that are still to come of the member at hand, and what they are.
    items: Span,
    kind: Kind,
    /// Whether it is the value.
    is_value: bool,
    /// Whether there is more than items and their context.
    more: bool,
    /// Whether an event has shown what the object is, or, of a value, an error.
    shown: bool,
    /// The node of the member at hand, if it is a list.
    list: u32,
}

impl Holder {
    #[inline]
    fn new(obj: Obj<'_>, schema: &'static Schema, is_value: bool) -> Self {
        let Obj { doc, node } = obj;
        Holder {
            schema,
            node,
            members: if schema.holds_items() { doc.member_span(node) } else { Span::default() },
            items: Span::default(),
            kind: Kind::Value,
            is_value,
            more: doc.info(node).has_unnamed(),
            shown: false,
            list: 0,
        }
    }
}

type Found<'a> = Result<Event<'a>, ItemError<'a>>;

impl<'a> InChange<'a> {
    #[inline]
    fn new(entry: Entry<'a>, change: Change<'a>, is_wrong: bool) -> Self {
        let doc = change.doc();
        let known = change.known();
        let node = known.map_or(doc.root, |(_, obj)| obj.node);
        let event = Event {
            doc,
            entry: entry.place(),
            change: change.place(),
            field: known.map(|(field, _)| field),
            kind: Kind::Value,
            above: [Kind::Value; DEEPEST],
            value: node,
            holders: [0; DEEPEST],
            item: node,
        };
        let holder = match known {
            Some((field, obj)) => Holder::new(obj, field.schema(), true),
            None => Holder::new(Obj { doc, node }, Contact::schema(), true),
        };
        // What is wrong with the value may be said already, as the error of the change.
        let value_due = !is_wrong || !matches!(change.value(), Value::Malformed(_));
        InChange { event, holder, outer: [const { None }; DEEPEST], depth: 0, value_due }
    }

    #[inline]
    fn next(&mut self) -> Option<Found<'a>> {
        loop {
            if let Some(word) = self.holder.items.next_word(self.event.doc) {
                if let Some(found) = self.item(word) {
                    // An error does not tell what its item stands in.
                    self.holder.shown |= found.is_ok() || self.depth == 0;
                    return Some(found);
                }
            } else if let Some(word) = self.holder.members.next_word(self.event.doc) {
                if let Some(error) = self.holder.member(self.event.doc, word) {
                    self.holder.shown |= self.depth == 0;
                    return Some(Err(error));
                }
            } else if self.depth > 0 {
                if let Some(event) = self.leave() {
                    return Some(Ok(event));
                }
            } else if core::mem::take(&mut self.value_due) {
                return self.value();
            } else {
                return None;
            }
        }
    }

    /// The item that a word stands for; none when it is entered, or has nothing to show.
    #[inline]
    fn item(&mut self, word: Word) -> Option<Found<'a>> {
        let (kind, doc) = (self.holder.kind, self.event.doc);
        if word.shape() != Shape::Object {
            return Some(Err(ItemError::stray(doc, word)));
        }
        let obj = Obj { doc, node: word.at() };
        let schema = kind.schema()?;
        if schema.holds_items() && self.depth < DEEPEST {
            self.enter(kind, obj, schema);
            return None;
        }
        if let Some(error) = obj.error(schema) {
            return Some(Err(error));
        }
        if kind == Kind::Contact
            && let Some(contacts) = Keyed::at(doc, self.holder.list, schema)
            && claims(Obj { doc, node: self.holder.node }, self.holder.schema, contacts, obj)
        {
            return None;
        }
        Some(Ok(Event { kind, item: obj.node, ..self.event }))
    }

    /// Goes into an object that holds items.
    fn enter(&mut self, kind: Kind, obj: Obj<'a>, schema: &'static Schema) {
        let outer = core::mem::replace(&mut self.holder, Holder::new(obj, schema, false));
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
                Value::Malformed(error) => Some(Err(error)),
                _ => Some(Ok(self.event)),
            };
        }
        (self.holder.more || !self.holder.shown).then_some(Ok(self.event))
    }
}

impl Holder {
    /// Passes a member. One that holds items makes them come next; one of the wrong type is an error.
    #[inline]
    fn member<'a>(&mut self, doc: &'a Doc<'a>, word: Word) -> Option<ItemError<'a>> {
        let member = self.schema.member(word.number())?;
        if let Some(kind) = Kind::of(member.items)
            && let Some(items) = items(Obj { doc, node: self.node }, word)
        {
            (self.kind, self.items, self.list) = (kind, items, word.at());
            return None;
        }
        if word.is_misfit() {
            return Some(ItemError::in_member(doc, word, self.schema));
        }
        // What stands beside items shows with each of them, but for members of a value.
        let has_unknown = || Obj { doc, node: self.node }.has_unknown_in(word, member);
        self.more |= (self.is_value && !member.is_context) || has_unknown();
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
