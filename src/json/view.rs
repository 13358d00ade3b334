//! Views of objects, and lists of them.

use super::doc::{Doc, ItemIds};
use super::object::Obj;
use super::parse::Generated;
use super::path::Path;
use super::record::{Header, Slot, SlotKind};
use super::schema::Schema;
use super::table::Table;
use super::{EmbeddedJson, ItemError, Number, Raw, RawMembers, Str, StringItems};
use core::fmt;

/// A typed view of an object of the body, as described by a table.
///
/// Views are small and `Copy`; any number of them can be held while the body and the decoder live.
pub trait View<'a>: Copy + Generated {
    #[doc(hidden)]
    fn from_obj(obj: Obj<'a>) -> Self;
    #[doc(hidden)]
    fn obj(self) -> Obj<'a>;
    /// The keys of the members that the view names, as on the wire.
    #[doc(hidden)]
    fn keys() -> &'static [&'static str];
    /// Returns the table for readers.
    #[doc(hidden)]
    fn table() -> Table;
    /// Calls the visitor with the answer of each accessor.
    #[doc(hidden)]
    fn accept(self, visitor: &mut impl Visitor<'a>);

    /// Returns the raw JSON of the object.
    fn raw(self) -> Raw<'a> {
        self.obj().raw()
    }

    /// Returns the members that this view does not name, in document order.
    fn unknown(self) -> UnknownMembers<'a> {
        self.obj().unknown(Self::schema(), !0)
    }

    /// Returns the path of the object in the body, like `entry[0].changes[0].value.messages[3]`.
    fn path(self) -> Path<'a> {
        let obj = self.obj();
        Path::to(obj.doc, obj.start())
    }
}

/// A visitor of the answers of all accessors of a view, for tests that must not omit one.
///
/// Each answer comes with the keys that the accessor reads, in order of preference; `part.key` for
/// the key of a part. The answer of an absent required member is an empty value.
#[doc(hidden)]
pub trait Visitor<'a> {
    fn text(&mut self, keys: Keys, answer: Option<&'a str>);
    /// `name` returns the name of a text, for any spelling of it.
    fn enum_value(&mut self, keys: Keys, answer: Option<&'a str>, name: fn(&'a str) -> &'a str);
    fn number(&mut self, keys: Keys, answer: Option<Number<'a>>);
    fn timestamp(&mut self, keys: Keys, answer: Option<&'a str>);
    fn boolean(&mut self, keys: Keys, answer: Option<bool>);
    fn object<V: View<'a> + fmt::Debug>(&mut self, keys: Keys, answer: Option<V>);
    fn list<V: View<'a> + fmt::Debug>(&mut self, keys: Keys, answer: Items<'a, V>);
    /// Visits a list, or one object in its place.
    fn one_or_many<V: View<'a> + fmt::Debug>(&mut self, keys: Keys, answer: Items<'a, V>);
    fn strings<T: From<&'a str> + AsRef<str>>(&mut self, keys: Keys, answer: StringItems<'a, T>);
    fn json(&mut self, keys: Keys, answer: Option<EmbeddedJson<'a>>);
    fn raw(&mut self, keys: Keys, answer: Option<Raw<'a>>);
}

type Keys = &'static [&'static str];

impl<'a> Obj<'a> {
    #[inline]
    pub(crate) fn object<V: View<'a>>(self, number: u8) -> Option<V> {
        self.object_at(number).map(V::from_obj)
    }

    #[inline]
    pub(crate) fn list<V: View<'a>>(self, number: u8, schema: &'static Schema) -> Items<'a, V> {
        Items::new(self, self.find(number), schema)
    }

    pub(crate) fn strings<T>(self, number: u8, schema: &'static Schema) -> StringItems<'a, T> {
        StringItems::new(self.raw_member(number), schema, number)
    }

    /// Returns the present members that are not in `named`, one bit for each of the schema's.
    pub(crate) fn unknown(self, schema: &'static Schema, named: u64) -> UnknownMembers<'a> {
        let any = self.header().has(Header::UNKNOWN)
            || named != !0 && self.members_in(schema, !named).next().is_some();
        let members = any.then(|| self.raw().members());
        UnknownMembers { obj: self, schema, named, members }
    }
}

/// The items of an array of objects, in document order; empty if the array is absent.
///
/// An item of the wrong shape is an error; the iterator continues behind it. If the value is not an
/// array, the only item is an error.
#[derive(Clone)]
pub struct Items<'a, V> {
    doc: &'a Doc<'a>,
    /// The id of the list's record, if there is one.
    list: Option<u32>,
    items: ItemIds,
    /// The error of a member that is not a list.
    mismatch: Option<ItemError<'a>>,
    view: core::marker::PhantomData<fn() -> V>,
}

impl<'a, V: View<'a>> Items<'a, V> {
    #[inline(always)]
    fn new(obj: Obj<'a>, slot: Slot, schema: &'static Schema) -> Self {
        let mut items = Items::empty(obj.doc);
        match slot.kind() {
            SlotKind::List => {
                items.list = Some(slot.record());
                items.items = ItemIds::of(obj.doc, slot.record());
            }
            // One object in the place of a list.
            SlotKind::Object => items.items = ItemIds::one(slot.record()),
            SlotKind::Mismatch => {
                items.mismatch = Some(ItemError::in_member(obj.doc, slot, schema));
            }
            _ => {}
        }
        items
    }

    #[inline]
    pub(crate) fn empty(doc: &'a Doc<'a>) -> Self {
        let view = core::marker::PhantomData;
        Items { doc, list: None, items: ItemIds::default(), mismatch: None, view }
    }

    /// Returns the document and the record of the list.
    pub(crate) fn list(&self) -> Option<(&'a Doc<'a>, u32)> {
        Some((self.doc, self.list?))
    }

    /// Returns the ids of all items, malformed or not.
    #[inline(always)]
    pub(crate) fn ids(&self) -> ItemIds {
        self.items
    }

    #[inline(always)]
    fn item(doc: &'a Doc<'a>, record: u32) -> Result<V, ItemError<'a>> {
        if !doc.header(record).is_object() {
            return Err(ItemError::non_object(doc, record));
        }
        let obj = Obj::new(doc, record);
        match obj.error(V::schema()) {
            None => Ok(V::from_obj(obj)),
            Some(error) => Err(error),
        }
    }
}

impl<'a, V: View<'a>> Iterator for Items<'a, V> {
    type Item = Result<V, ItemError<'a>>;

    #[inline(always)]
    fn next(&mut self) -> Option<Self::Item> {
        match self.items.next(self.doc) {
            Some(record) => Some(Self::item(self.doc, record)),
            None => self.mismatch.take().map(Err),
        }
    }

    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        let len = self.items.left() + usize::from(self.mismatch.is_some());
        (len, Some(len))
    }

    #[inline]
    fn nth(&mut self, n: usize) -> Option<Self::Item> {
        if self.items.pass(self.doc, n) { self.next() } else { None }
    }
}

impl<'a, V: View<'a> + fmt::Debug> fmt::Debug for Items<'a, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.clone()).finish()
    }
}

impl<'a, V: View<'a>> ExactSizeIterator for Items<'a, V> {}
impl<'a, V: View<'a>> core::iter::FusedIterator for Items<'a, V> {}

/// The members that a view does not name, in document order.
#[derive(Clone)]
pub struct UnknownMembers<'a> {
    obj: Obj<'a>,
    schema: &'static Schema,
    /// One bit for each member of the schema that the view names.
    named: u64,
    /// All members; `None` if all are named.
    members: Option<RawMembers<'a>>,
}

impl<'a> Iterator for UnknownMembers<'a> {
    type Item = (Str<'a>, Raw<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        let UnknownMembers { obj, schema, named, .. } = *self;
        self.members.as_mut()?.find(|(key, _)| match key.member(schema) {
            None => true,
            // The last duplicate counts.
            Some(member) if named >> member.number & 1 == 0 => {
                obj.doc.key(obj.find(member.number)) == key.open()
            }
            Some(_) => false,
        })
    }
}

impl fmt::Debug for UnknownMembers<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.clone()).finish()
    }
}

/// Writes the `Debug` output of a view: its name, and the present members that it names.
pub(crate) fn debug(
    obj: Obj<'_>,
    schema: &'static Schema,
    f: &mut fmt::Formatter<'_>,
) -> fmt::Result {
    let mut out = f.debug_struct(schema.name);
    for slot in obj.members(schema) {
        if let Some(member) = schema.member(slot.number) {
            out.field(member.name, &obj.value(slot));
        }
    }
    out.finish()
}
