//! Whom an item is about: the contact of an event, and the contacts that no event shows.

use super::Event;
use super::iter::items;
use crate::fields::{Contact, Kind};
use crate::json::doc::{Entry as Word, Shape};
use crate::json::keyed::{Keyed, is_known_by};
use crate::json::schema::Schema;
use crate::json::span::Span;
use crate::json::{Items, Obj, View};

impl<'a> Event<'a> {
    /// The contact whom the item is about, found by `wa_id` or `user_id`.
    ///
    /// Of several contacts of one id it is the one at the item's own place, the n-th for the n-th message,
    /// else the first.
    ///
    /// However many contacts and items a value has, looking up all of them costs linear time.
    pub fn contact(&self) -> Option<Contact<'a>> {
        let item = self.known()?;
        if self.kind == Kind::Contact {
            return Some(Contact::from_obj(item.0));
        }
        let value = self.field.map(|field| (self.object(self.value), field.schema()));
        let hint = self.index as usize;
        let above = || {
            let holders = self.holders().filter_map(|(kind, obj)| Some((obj, kind.schema()?)));
            holders.chain(value)
        };
        above().find_map(|(holder, schema)| {
            let contacts = contacts(holder, schema)?;
            let mut places = core::iter::once(item).chain(above());
            let found = |(obj, schema)| first_user(obj, schema, &mut |id| contacts.find(id, hint));
            places.find_map(found).map(Contact::from_obj)
        })
    }
}

/// What `find` finds for the first id of a user in an object that it finds something for. Recurses no deeper
/// than the tables.
#[inline]
fn first_user<'a, T>(
    obj: Obj<'a>,
    schema: &'static Schema,
    find: &mut impl FnMut(&'a str) -> Option<T>,
) -> Option<T> {
    for number in numbers(schema.users) {
        let Some(word) = obj.find(number) else { continue };
        let found = if word.shape() == Shape::Object {
            let of = schema.member(number).and_then(|member| member.kind.of_object());
            of.and_then(|of| in_object(obj.part(word), of(), find))
        } else {
            obj.text(number).and_then(&mut *find)
        };
        if found.is_some() {
            return found;
        }
    }
    None
}

/// The numbers of the members of a set.
#[inline]
fn numbers(mut set: u64) -> impl Iterator<Item = u8> {
    core::iter::from_fn(move || {
        let number = set.trailing_zeros() as u8;
        (set != 0).then(|| {
            set &= set - 1;
            number
        })
    })
}

#[cold]
#[inline(never)]
fn in_object<'a, T>(
    obj: Obj<'a>,
    schema: &'static Schema,
    find: &mut impl FnMut(&'a str) -> Option<T>,
) -> Option<T> {
    first_user(obj, schema, find)
}

/// The contacts that an object holds.
fn contacts<'a>(obj: Obj<'a>, schema: &'static Schema) -> Option<Keyed<'a>> {
    let mut members = (0u8..).zip(schema.members);
    let (number, _) = members.find(|(_, member)| member.items == Kind::Contact as u8)?;
    let contacts: Items<'a, Contact<'a>> = obj.list(number, schema);
    Keyed::of(contacts)
}

/// Who asks whether the event of some item shows a contact.
#[derive(Clone, Copy)]
pub(super) struct Claim<'a> {
    /// The object that holds the contact and the items.
    pub(super) holder: Obj<'a>,
    pub(super) schema: &'static Schema,
    /// The node of the list of contacts, and how they are known.
    pub(super) contacts: u32,
    pub(super) keys: [u8; 2],
    pub(super) contact: Obj<'a>,
    /// The contact's place among the contacts.
    pub(super) place: usize,
}

/// Whether the event of some item of the holder shows the contact, one of its own.
#[inline]
pub(super) fn claims(claim: Claim<'_>) -> bool {
    is_paired(claim) || is_claimed(claim)
}

/// Whether the item at the contact's place names it first: so it is nearly always.
#[inline]
fn is_paired(claim: Claim<'_>) -> bool {
    let Claim { holder, schema, keys, contact, place, .. } = claim;
    partners(holder, schema).any(|(mut items, of)| {
        items.pass(place)
            && items
                .next_word(holder.doc)
                .is_some_and(|item| names(holder, item, of, contact, keys))
    })
}

/// Whether that is so of each of the `contacts`, all of them good, with the items of one list.
#[inline]
pub(super) fn are_paired(holder: Obj<'_>, schema: &'static Schema, contacts: Span) -> bool {
    let of_contacts = Contact::schema();
    let Some(keys) = of_contacts.keys else { return false };
    let doc = holder.doc;
    partners(holder, schema).any(|(mut items, of)| {
        let mut contacts = contacts;
        while let Some(word) = contacts.next_word(doc) {
            let Some(item) = items.next_word(doc) else { return false };
            let is_paired = word.shape() == Shape::Object && {
                let contact = holder.part(word);
                contact.error(of_contacts).is_none() && names(holder, item, of, contact, keys)
            };
            if !is_paired {
                return false;
            }
        }
        true
    })
}

/// The lists of items that may name contacts, and what the items are.
#[inline]
fn partners<'a>(
    holder: Obj<'a>,
    schema: &'static Schema,
) -> impl Iterator<Item = (Span, &'static Schema)> + 'a {
    numbers(schema.holders).filter_map(move |number| {
        let word = holder.find(number)?;
        // Contacts are what is asked for.
        let kind = Kind::of(schema.member(number)?.items).filter(|kind| *kind != Kind::Contact)?;
        let of = kind.schema().filter(|of| !of.holds_items() && of.users != 0)?;
        Some((items(holder, word)?, of))
    })
}

/// Whether an item that stands there is good, and names the contact first.
#[inline]
fn names(
    holder: Obj<'_>,
    item: Word,
    of: &'static Schema,
    contact: Obj<'_>,
    keys: [u8; 2],
) -> bool {
    item.shape() == Shape::Object && {
        let (item, user) = (holder.part(item), of.users.trailing_zeros() as u8);
        item.error(of).is_none() && item.text(user).is_some_and(|id| is_known_by(contact, keys, id))
    }
}

/// Whether some item of the holder names the contact, at any place.
#[inline(never)]
fn is_claimed(claim: Claim<'_>) -> bool {
    let Claim { holder, schema, contacts, keys, place, .. } = claim;
    let contacts = Keyed::at(holder.doc, contacts, keys);
    let holder = Place { obj: holder, schema, above: None };
    let named = |obj, schema, above: &Place<'_, '_>, index| {
        first_in(obj, schema, above, &mut |id| contacts.place(id, index))
    };
    if contacts.is_short() {
        return any_item(holder, &mut |obj, schema, above, index| {
            named(obj, schema, above, index) == Some(place)
        });
    }
    contacts.mark_all(|mark| {
        any_item(holder, &mut |obj, schema, above, index| {
            if let Some(place) = named(obj, schema, above, index) {
                mark(place);
            }
            false
        });
    });
    contacts.is_marked(place)
}

/// An object with its schema, and those that it stands in, the innermost first.
#[derive(Clone, Copy)]
struct Place<'s, 'a> {
    obj: Obj<'a>,
    schema: &'static Schema,
    above: Option<&'s Place<'s, 'a>>,
}

/// As [`first_user`]: of an object, then of what it stands in.
#[inline]
fn first_in<'a, T>(
    obj: Obj<'a>,
    schema: &'static Schema,
    above: &Place<'_, 'a>,
    find: &mut impl FnMut(&'a str) -> Option<T>,
) -> Option<T> {
    first_user(obj, schema, find).or_else(|| {
        let mut above = core::iter::successors(Some(above), |place| place.above);
        above.find_map(|place| first_user(place.obj, place.schema, find))
    })
}

/// Whether `wanted` says so of some good item of the holder that holds no others; it is told the item's
/// place in its list.
fn any_item<'a>(
    holder: Place<'_, 'a>,
    wanted: &mut impl FnMut(Obj<'a>, &'static Schema, &Place<'_, 'a>, usize) -> bool,
) -> bool {
    let Place { obj, schema, .. } = holder;
    let doc = obj.doc;
    for number in numbers(schema.holders) {
        let Some(word) = obj.find(number) else { continue };
        let kind = schema.member(number).and_then(|member| Kind::of(member.items));
        // Contacts are what is asked for.
        let Some(kind) = kind.filter(|kind| *kind != Kind::Contact) else { continue };
        let (Some(schema), Some(mut items)) = (kind.schema(), items(obj, word)) else { continue };
        let mut next = 0;
        while let Some(word) = items.next_word(doc) {
            let index = next;
            next += 1;
            if word.shape() != Shape::Object {
                continue;
            }
            let obj = Obj { doc, node: word.at() };
            let found = if schema.holds_items() {
                any_inside(Place { obj, schema, above: Some(&holder) }, wanted)
            } else {
                obj.error(schema).is_none() && wanted(obj, schema, &holder, index)
            };
            if found {
                return true;
            }
        }
    }
    false
}

/// The same, of an item that holds others.
#[cold]
#[inline(never)]
fn any_inside<'a>(
    holder: Place<'_, 'a>,
    wanted: &mut impl FnMut(Obj<'a>, &'static Schema, &Place<'_, 'a>, usize) -> bool,
) -> bool {
    any_item(holder, wanted)
}
