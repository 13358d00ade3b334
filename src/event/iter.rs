//! The walk over a payload that finds the items.

use super::{DEEPEST, Event, is_elsewhere};
use crate::fields::{Contact, Item, Kind, Value};
use crate::json::doc::{Entry as Word, Shape};
use crate::json::keyed::Keyed;
use crate::json::schema::Schema;
use crate::json::{ItemError, Items, Obj, View};
use crate::payload::{Change, Changes, Entries, Entry, Payload};

/// Every item of every change of a payload; see [`Payload::events`].
///
/// An item of the wrong shape is an error of its own, and so are an entry, a change or a value; the
/// next one follows. Every change shows at least once: one without items as [`Item::Value`].
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
                    self.change = Some(InChange::new(*entry, change));
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
    /// The change itself is wrong, and that has not been said.
    error: Option<ItemError<'a>>,
    /// The object in which the iterator stands, and those around it, from the value down.
    holder: Holder<'a>,
    outer: [Option<Holder<'a>>; DEEPEST],
    /// How many there are around it.
    depth: usize,
    /// Whether the value itself is still to show, if it has to.
    value_due: bool,
}

/// Where the iterator stands in an object that holds items.
#[derive(Clone)]
struct Holder<'a> {
    obj: Obj<'a>,
    schema: &'static Schema,
    /// The members that are still to come.
    members: core::slice::Iter<'a, u64>,
    /// The items that are still to come of the member at hand, and what they are.
    items: core::slice::Iter<'a, u64>,
    kind: Kind,
    /// Whether an event has shown what the object is, or, of a value, an error.
    shown: bool,
}

impl<'a> Holder<'a> {
    #[inline]
    fn new(obj: Obj<'a>, schema: &'static Schema) -> Self {
        let members = if schema.holds_items { obj.doc.named(obj.node) } else { &[] };
        let (members, items) = (members.iter(), [].iter());
        Holder { obj, schema, members, items, kind: Kind::Value, shown: false }
    }
}

type Found<'a> = Result<Event<'a>, ItemError<'a>>;

impl<'a> InChange<'a> {
    #[inline]
    fn new(entry: Entry<'a>, change: Change<'a>) -> Self {
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
            Some((field, obj)) => Holder::new(obj, field.schema()),
            None => Holder::new(Obj { doc, node }, Contact::schema()),
        };
        let error = change.error();
        // What is wrong with the value may be said already, as the error of the change.
        let said = error.is_some() && matches!(change.value(), Value::Malformed(_));
        let outer = [const { None }; DEEPEST];
        InChange { event, error, holder, outer, depth: 0, value_due: !said }
    }

    #[inline]
    fn next(&mut self) -> Option<Found<'a>> {
        if let Some(error) = self.error.take() {
            return Some(Err(error));
        }
        loop {
            if let Some(&word) = self.holder.items.next() {
                if let Some(found) = self.item(Word(word)) {
                    // An error does not tell what its item stands in.
                    self.holder.shown |= found.is_ok() || self.depth == 0;
                    return Some(found);
                }
            } else if let Some(&word) = self.holder.members.next() {
                if let Some(error) = self.holder.member(Word(word)) {
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
        if schema.holds_items && self.depth < DEEPEST {
            self.enter(kind, obj, schema);
            return None;
        }
        if let Some(error) = obj.error(schema) {
            return Some(Err(error));
        }
        if kind == Kind::Contact && claims(self.holder.obj, self.holder.schema, obj) {
            return None;
        }
        Some(Ok(Event { kind, item: obj.node, ..self.event }))
    }

    /// Goes into an object that holds items.
    fn enter(&mut self, kind: Kind, obj: Obj<'a>, schema: &'static Schema) {
        let outer = core::mem::replace(&mut self.holder, Holder::new(obj, schema));
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
        let more = !left.shown || left.obj.has_unknown(left.schema);
        more.then_some(Event { kind, item: left.obj.node, ..self.event })
    }

    /// The value itself, when its items do not show all of it, or there were none.
    fn value(&mut self) -> Option<Found<'a>> {
        if self.event.field.is_none() {
            return match self.event.value() {
                Value::Malformed(error) => Some(Err(error)),
                _ => Some(Ok(self.event)),
            };
        }
        let Holder { obj, schema, shown, .. } = self.holder;
        let is_rest = |word: Word| !word.is_misfit() && !is_elsewhere(Kind::Value, schema, word);
        let more = !shown || obj.entries().any(is_rest) || obj.has_unknown(schema);
        more.then_some(Ok(self.event))
    }
}

impl<'a> Holder<'a> {
    /// Passes a member. One that holds items makes them come next; one of the wrong type is an error.
    #[inline]
    fn member(&mut self, word: Word) -> Option<ItemError<'a>> {
        let member = self.schema.member(word.number())?;
        if let Some(kind) = Kind::of(member.items) {
            match word.shape() {
                Shape::List => {
                    self.items = self.obj.doc.items(word.at()).iter();
                    self.kind = kind;
                    return None;
                }
                Shape::Object => {
                    self.items = self.obj.alone(word).iter();
                    self.kind = kind;
                    return None;
                }
                Shape::Str | Shape::Other => {}
            }
        }
        word.is_misfit().then(|| ItemError::in_member(self.obj.doc, word, self.schema))
    }
}

/// The contacts that an object holds.
pub(super) fn contacts<'a>(obj: Obj<'a>, schema: &'static Schema) -> Option<Keyed<'a>> {
    let mut members = (0u8..).zip(schema.members);
    let (number, _) = members.find(|(_, member)| member.items == Kind::Contact as u8)?;
    let contacts: Items<'a, Contact<'a>> = obj.list(number, schema);
    Keyed::of(contacts)
}

/// Whether the event of some item of the holder shows the contact.
fn claims<'a>(holder: Obj<'a>, schema: &'static Schema, contact: Obj<'a>) -> bool {
    let Some(contacts) = contacts(holder, schema) else { return false };
    if contacts.is_short() {
        return any_item((holder, schema), None, &mut |mut users| {
            let found = Iterator::find_map(&mut users, |id| contacts.find(id));
            found.is_some_and(|found| found.node == contact.node)
        });
    }
    contacts.mark_all(|mark| {
        any_item((holder, schema), None, &mut |mut users| {
            Iterator::any(&mut users, &mut *mark);
            false
        });
    });
    contacts.is_marked(contact)
}

/// A list of the objects that an item stands in, the innermost first.
struct Above<'s, 'a> {
    item: Item<'a>,
    next: Option<&'s Above<'s, 'a>>,
}

/// Whether `wanted` says so of the ids of the users of some item of the holder, in [`Event::users`]' order.
fn any_item<'a>(
    (holder, schema): (Obj<'a>, &'static Schema),
    above: Option<&Above<'_, 'a>>,
    wanted: &mut dyn FnMut(&mut dyn Iterator<Item = &'a str>) -> bool,
) -> bool {
    for word in holder.entries() {
        let kind = schema.member(word.number()).and_then(|member| Kind::of(member.items));
        // Contacts are what is asked for.
        let Some(kind) = kind.filter(|kind| *kind != Kind::Contact) else { continue };
        let Some(schema) = kind.schema() else { continue };
        let items = match word.shape() {
            Shape::List => holder.doc.items(word.at()),
            Shape::Object => holder.alone(word),
            Shape::Str | Shape::Other => &[],
        };
        for word in items.iter().map(|&word| Word(word)).filter(|w| w.shape() == Shape::Object) {
            let obj = holder.part(word);
            let Some(item) = kind.item(obj) else { continue };
            let found = if schema.holds_items {
                any_item((obj, schema), Some(&Above { item, next: above }), wanted)
            } else {
                let above = core::iter::successors(above, |above| above.next);
                let mut users = item.users().chain(above.flat_map(|above| above.item.users()));
                obj.error(schema).is_none() && wanted(&mut users)
            };
            if found {
                return true;
            }
        }
    }
    false
}
