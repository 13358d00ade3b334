//! Whom an item is about: the contact of an event, and the contacts that no event shows.

use super::Event;
use crate::fields::{Contact, Kind};
use crate::json::doc::{Entry as Word, Shape};
use crate::json::keyed::Keyed;
use crate::json::schema::Schema;
use crate::json::{Items, Obj, View};

impl<'a> Event<'a> {
    /// The contact whom the item is about, found by `wa_id` or `user_id`.
    ///
    /// However many contacts and items a value has, looking up all of them costs linear time.
    pub fn contact(&self) -> Option<Contact<'a>> {
        let item = self.known()?;
        if self.kind == Kind::Contact {
            return Some(Contact::from_obj(item.0));
        }
        let value = self.field.map(|field| (self.object(self.value), field.schema()));
        let above = || {
            let holders = self.holders().filter_map(|(kind, obj)| Some((obj, kind.schema()?)));
            holders.chain(value)
        };
        above().find_map(|(holder, schema)| {
            let contacts = contacts(holder, schema)?;
            let mut places = core::iter::once(item).chain(above());
            let found = |(obj, schema)| first_user(obj, schema, &mut |id| contacts.find(id));
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
    let mut left = schema.users;
    while left != 0 {
        let number = left.trailing_zeros() as u8;
        left &= left - 1;
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

#[cold]
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

/// Whether the event of some item of the holder shows the contact, one of its own.
#[inline]
pub(super) fn claims<'a>(
    holder: Obj<'a>,
    schema: &'static Schema,
    contacts: Keyed<'a>,
    contact: Obj<'a>,
) -> bool {
    let holder = Place { obj: holder, schema, above: None };
    if contacts.is_short() {
        return any_item(holder, &mut |item| {
            let found = item.first_user(&mut |id| contacts.find(id));
            found.is_some_and(|found| found.node == contact.node)
        });
    }
    contacts.mark_all(|mark| {
        any_item(holder, &mut |item| {
            item.first_user(&mut |id| mark(id).then_some(()));
            false
        });
    });
    contacts.is_marked(contact)
}

/// An object with its schema, and those that it stands in, the innermost first.
#[derive(Clone, Copy)]
struct Place<'s, 'a> {
    obj: Obj<'a>,
    schema: &'static Schema,
    above: Option<&'s Place<'s, 'a>>,
}

impl<'a> Place<'_, 'a> {
    /// As [`first_user`]: of the object itself, then of what it stands in.
    #[inline]
    fn first_user<T>(&self, find: &mut impl FnMut(&'a str) -> Option<T>) -> Option<T> {
        let mut place = self;
        loop {
            if let Some(found) = first_user(place.obj, place.schema, find) {
                return Some(found);
            }
            place = place.above?;
        }
    }
}

/// Whether `wanted` says so of some good item of the holder that holds no others.
fn any_item<'a>(holder: Place<'_, 'a>, wanted: &mut impl FnMut(Place<'_, 'a>) -> bool) -> bool {
    let Place { obj, schema, .. } = holder;
    let mut left = schema.holders;
    while left != 0 {
        let number = left.trailing_zeros() as u8;
        left &= left - 1;
        let Some(word) = obj.find(number) else { continue };
        let kind = schema.member(number).and_then(|member| Kind::of(member.items));
        // Contacts are what is asked for.
        let Some(kind) = kind.filter(|kind| *kind != Kind::Contact) else { continue };
        let Some(schema) = kind.schema() else { continue };
        let items = match word.shape() {
            Shape::List => obj.doc.items(word.at()),
            Shape::Object => obj.alone(word),
            Shape::Str | Shape::Other => &[],
        };
        for word in items.iter().map(|&word| Word(word)).filter(|w| w.shape() == Shape::Object) {
            let item = Place { obj: obj.part(word), schema, above: Some(&holder) };
            let found = if schema.holds_items() {
                any_item(item, &mut *wanted)
            } else {
                item.obj.error(schema).is_none() && wanted(item)
            };
            if found {
                return true;
            }
        }
    }
    false
}
