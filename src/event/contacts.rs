//! Contact lookup: the contact of an event, and the contacts that no event refers to.

use super::Event;
use crate::fields::{Contact, Kind};
use crate::json::doc::ItemIds;
use crate::json::keyed::{Keyed, is_known_by};
use crate::json::parse::Generated;
use crate::json::record::SlotKind;
use crate::json::schema::Schema;
use crate::json::{Items, Obj, View};

impl<'a> Event<'a> {
    /// Returns the contact that the item refers to, looked up by `wa_id` or `user_id`.
    ///
    /// If several contacts share the id, returns the one at the item's own index, otherwise the
    /// first. For a contact event, returns that contact.
    ///
    /// Looking up the contacts of all items of a value takes linear time in total.
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

/// Returns the first result of `find` for the user ids in an object. Recursion is bounded by the
/// depth of the tables.
#[inline]
fn first_user<'a, T>(
    obj: Obj<'a>,
    schema: &'static Schema,
    find: &mut impl FnMut(&'a str) -> Option<T>,
) -> Option<T> {
    for number in numbers(schema.users) {
        let slot = obj.find(number);
        let found = if slot.kind() == SlotKind::Object {
            let of = schema.member(number).and_then(|member| member.kind.of_object());
            of.and_then(|of| in_object(obj.part(slot), of(), find))
        } else {
            obj.text(number).and_then(&mut *find)
        };
        if found.is_some() {
            return found;
        }
    }
    None
}

/// Returns the numbers of the set bits.
#[inline]
pub(super) fn numbers(mut set: u64) -> impl Iterator<Item = u8> {
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

/// Returns the contacts list of an object.
fn contacts<'a>(obj: Obj<'a>, schema: &'static Schema) -> Option<Keyed<'a>> {
    let mut members = (0u8..).zip(schema.members);
    let (number, _) = members.find(|(_, member)| member.items == Kind::Contact as u8)?;
    let contacts: Items<'a, Contact<'a>> = obj.list(number, schema);
    Keyed::of(contacts)
}

/// Returns `true` if each contact is valid and the item at its index refers to it first. This is
/// the usual case: the events of the items then cover all contacts.
#[inline]
pub(super) fn are_referenced(holder: Obj<'_>, schema: &'static Schema, contacts: ItemIds) -> bool {
    let (doc, of_contacts) = (holder.doc, Contact::schema());
    let Some(keys) = of_contacts.keys else { return false };
    item_lists(holder, schema).any(|(mut items, of)| {
        let mut contacts = contacts;
        while let Some(contact) = contacts.next(doc) {
            let Some(item) = items.next(doc) else { return false };
            if !doc.header(contact).is_object() || !doc.header(item).is_object() {
                return false;
            }
            let (contact, item) = (Obj::new(doc, contact), Obj::new(doc, item));
            let user = of.users.trailing_zeros() as u8;
            let is_named = contact.is_valid(of_contacts)
                && item.is_valid(of)
                && item.text(user).is_some_and(|id| is_known_by(contact, keys, id));
            if !is_named {
                return false;
            }
        }
        true
    })
}

/// Returns the lists of an object whose items may refer to contacts, with the schema of the items.
#[inline]
fn item_lists<'a>(
    holder: Obj<'a>,
    schema: &'static Schema,
) -> impl Iterator<Item = (ItemIds, &'static Schema)> + 'a {
    numbers(schema.holders).filter_map(move |number| {
        let items = holder.item_ids(holder.find(number))?;
        // Contacts do not refer to contacts.
        let kind = Kind::of(schema.member(number)?.items).filter(|kind| *kind != Kind::Contact)?;
        let of = kind.schema().filter(|of| !of.holds_items() && of.users != 0)?;
        Some((items, of))
    })
}

/// Returns `true` if an item of the holder refers to the contact at `place` in its contacts, a list
/// with the record `list`.
#[inline(never)]
pub(super) fn is_referenced(
    holder: Obj<'_>,
    schema: &'static Schema,
    list: u32,
    place: usize,
) -> bool {
    let Some(keys) = Contact::schema().keys else { return false };
    let contacts = Keyed::at(holder.doc, list, keys);
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

/// An object with its schema and its enclosing objects, innermost first.
#[derive(Clone, Copy)]
struct Place<'s, 'a> {
    obj: Obj<'a>,
    schema: &'static Schema,
    above: Option<&'s Place<'s, 'a>>,
}

/// Calls [`first_user`] for an object, then for its enclosing objects.
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

/// Returns `true` if `wanted` accepts a valid item of the holder that contains no other items. The
/// last argument of `wanted` is the index of the item in its list.
fn any_item<'a>(
    holder: Place<'_, 'a>,
    wanted: &mut impl FnMut(Obj<'a>, &'static Schema, &Place<'_, 'a>, usize) -> bool,
) -> bool {
    let Place { obj, schema, .. } = holder;
    let doc = obj.doc;
    for number in numbers(schema.holders) {
        let kind = schema.member(number).and_then(|member| Kind::of(member.items));
        // Contacts do not refer to contacts.
        let Some(kind) = kind.filter(|kind| *kind != Kind::Contact) else { continue };
        let (Some(schema), Some(mut items)) = (kind.schema(), obj.item_ids(obj.find(number)))
        else {
            continue;
        };
        let mut next = 0;
        while let Some(record) = items.next(doc) {
            let index = next;
            next += 1;
            if !doc.header(record).is_object() {
                continue;
            }
            let obj = Obj::new(doc, record);
            let found = if schema.holds_items() {
                any_inside(Place { obj, schema, above: Some(&holder) }, wanted)
            } else {
                obj.is_valid(schema) && wanted(obj, schema, &holder, index)
            };
            if found {
                return true;
            }
        }
    }
    false
}

/// Calls [`any_item`] for an item that contains other items.
#[cold]
#[inline(never)]
fn any_inside<'a>(
    holder: Place<'_, 'a>,
    wanted: &mut impl FnMut(Obj<'a>, &'static Schema, &Place<'_, 'a>, usize) -> bool,
) -> bool {
    any_item(holder, wanted)
}
