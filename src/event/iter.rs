//! The walk over a payload that finds the items.

use super::Item;
use super::{Event, is_elsewhere};
use crate::fields::{Contact, Value};
use crate::json::doc::{Entry as Word, Shape};
use crate::json::keyed::Keyed;
use crate::json::schema::{Schema, Type};
use crate::json::{ItemError, Obj, View};
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

/// Where the iterator stands in a change.
#[derive(Clone)]
struct InChange<'a> {
    change: Change<'a>,
    value: Value<'a>,
    /// The change itself is wrong, and that has not been said.
    error: Option<ItemError<'a>>,
    /// The members of the value that are still to come.
    members: core::slice::Iter<'a, u64>,
    /// The list in which the iterator stands, with the schema of its items.
    list: Option<(core::slice::Iter<'a, u64>, &'static Schema)>,
    /// Whether something of the value has shown.
    shown: bool,
    /// Whether the value itself is still to show, if it has to.
    value_due: bool,
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
            if let (Some((entry, _)), Some(inside)) = (&self.entry, &mut self.change) {
                match inside.next() {
                    Some(Ok(item)) => {
                        let (change, value) = (inside.change, inside.value);
                        return Some(Ok(Event { entry: *entry, change, value, item }));
                    }
                    Some(Err(error)) => return Some(Err(error)),
                    None => self.change = None,
                }
            }
            if let Some((_, changes)) = &mut self.entry {
                if let Some(change) = changes.next() {
                    self.change = Some(InChange::new(change));
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

impl<'a> InChange<'a> {
    #[inline]
    fn new(change: Change<'a>) -> Self {
        let value = change.value();
        let members = value.obj().map_or(&[][..], |(obj, _)| obj.doc.named(obj.node)).iter();
        let error = change.error();
        InChange { change, value, error, members, list: None, shown: false, value_due: true }
    }

    #[inline]
    fn next(&mut self) -> Option<Result<Item<'a>, ItemError<'a>>> {
        if let Some(error) = self.error.take() {
            return Some(Err(error));
        }
        let Some((obj, schema)) = self.value.obj() else {
            return self.value_without_view();
        };
        loop {
            if let Some((words, of)) = &mut self.list {
                for &word in words {
                    let found = item(obj, Word(word), of);
                    if let Ok(Item::Contact(contact)) = found
                        && self.value.claims(contact)
                    {
                        continue;
                    }
                    self.shown = true;
                    return Some(found);
                }
                self.list = None;
            }
            let Some(&word) = self.members.next() else { break };
            let word = Word(word);
            let Some(member) = schema.member(word.number()) else { continue };
            if word.is_misfit() {
                self.shown = true;
                return Some(Err(ItemError::in_member(obj.doc, word, schema)));
            }
            if let (Type::List(of), Shape::List) = (member.kind, word.shape())
                && Item::is_item(of())
            {
                self.list = Some((obj.doc.items(word.at()).iter(), of()));
            }
        }
        self.value_itself(obj, schema)
    }

    /// A value that nobody knows, or that is none.
    fn value_without_view(&mut self) -> Option<Result<Item<'a>, ItemError<'a>>> {
        if !core::mem::take(&mut self.value_due) {
            return None;
        }
        match self.value {
            // Said already, as the error of the change.
            Value::Malformed(_) if self.change.error().is_some() => None,
            Value::Malformed(error) => Some(Err(error)),
            value => Some(Ok(Item::Value(value))),
        }
    }

    /// The value, when its items do not show all of it, or there were none.
    fn value_itself(
        &mut self,
        obj: Obj<'a>,
        schema: &'static Schema,
    ) -> Option<Result<Item<'a>, ItemError<'a>>> {
        if !core::mem::take(&mut self.value_due) {
            return None;
        }
        let rest = obj.entries().any(|word| !word.is_misfit() && !is_elsewhere(schema, word));
        let more = rest || !self.shown || obj.has_unknown(schema);
        more.then_some(Ok(Item::Value(self.value)))
    }
}

/// The item that a word of a list stands for.
#[inline]
fn item<'a>(obj: Obj<'a>, word: Word, schema: &'static Schema) -> Result<Item<'a>, ItemError<'a>> {
    if word.shape() != Shape::Object {
        return Err(ItemError::stray(obj.doc, word));
    }
    let obj = Obj { doc: obj.doc, node: word.at() };
    match obj.error(schema) {
        Some(error) => Err(error),
        None => Item::of(schema, obj).ok_or_else(|| ItemError::stray(obj.doc, word)),
    }
}

impl<'a> Value<'a> {
    /// The contact that is known by `id`, its `wa_id` or its `user_id`.
    ///
    /// Looking up every contact of a value costs linear time, whatever their order.
    pub fn contact(&self, id: &str) -> Option<Contact<'a>> {
        self.contacts_by_id()?.find(id).map(Contact::from_obj)
    }

    pub(super) fn contacts_by_id(&self) -> Option<Keyed<'a>> {
        Keyed::of(self.contacts())
    }

    /// Whether some item of the value is about the contact.
    fn claims(&self, contact: Contact<'a>) -> bool {
        let Some(contacts) = self.contacts_by_id() else { return false };
        if contacts.is_short() {
            return self.any_user(|id| contacts.is_known_by(contact.obj(), id));
        }
        contacts.mark_all(|mark| {
            self.any_user(|id| {
                mark(id);
                false
            });
        });
        contacts.is_marked(contact.obj())
    }

    /// Whether `wanted` says so of the id of some user whom an item is about.
    fn any_user(&self, mut wanted: impl FnMut(&'a str) -> bool) -> bool {
        let Some((obj, schema)) = self.obj() else { return false };
        for list in obj.entries().filter(|word| word.shape() == Shape::List) {
            let Some(Type::List(of)) = schema.member(list.number()).map(|member| member.kind)
            else {
                continue;
            };
            let of = of();
            // Contacts name no users but themselves.
            if core::ptr::eq(of, Contact::schema()) {
                continue;
            }
            for word in obj.doc.items(list.at()).iter().map(|&word| Word(word)) {
                if word.shape() == Shape::Object
                    && let Some(item) = Item::of(of, Obj { doc: obj.doc, node: word.at() })
                    && item.users().any(&mut wanted)
                {
                    return true;
                }
            }
        }
        false
    }
}
