//! Objects, their members, and lists of them, as callers hold them.

use super::parse::expected::Object;
use super::parse::{Body, Parser, Position};
use super::path::Path;
use super::record::{Doc, Header, ItemIds, SLOTS, Slot, SlotKind};
use super::schema::Schema;
use super::table::Table;
use super::{EmbeddedJson, ItemError, Number, Raw, RawMembers, Str, StringItems};
use core::fmt;

/// An object that a table describes, over the body that it came in.
///
/// Views are small and `Copy`; any number of them may be held as long as the body and the decoder are.
pub trait View<'a>: Copy {
    #[doc(hidden)]
    fn schema() -> &'static Schema;
    #[doc(hidden)]
    fn from_obj(obj: Obj<'a>) -> Self;
    #[doc(hidden)]
    fn obj(self) -> Obj<'a>;
    /// The keys of the members that the view names, as on the wire.
    #[doc(hidden)]
    fn keys() -> &'static [&'static str];
    /// The table, for people.
    #[doc(hidden)]
    fn table() -> Table;
    /// The words of its record.
    #[doc(hidden)]
    const WORDS: usize;
    /// Parses an object whose bracket was passed, expecting its usual members.
    #[doc(hidden)]
    fn members<'b>(
        parser: &mut Parser<'_, 'b>,
        body: Body<'b>,
        words: &mut [u32],
        here: Position,
        object: Object,
    ) -> Option<Position>;
    /// Shows what every accessor answers.
    #[doc(hidden)]
    fn accept(self, visitor: &mut impl Visitor<'a>);

    /// The object as it came.
    fn raw(self) -> Raw<'a> {
        self.obj().raw()
    }

    /// The members that this view does not name, in the order of the document.
    fn unknown(self) -> UnknownMembers<'a> {
        self.obj().unknown(Self::schema(), !0)
    }

    /// Where the object stands in the body, like `entry[0].changes[0].value.messages[3]`.
    fn path(self) -> Path<'a> {
        let obj = self.obj();
        Path::to(obj.doc, obj.start())
    }
}

/// Who is shown what every accessor of a view answers: for tests that must not miss one.
///
/// Each answer comes with the keys that the accessor reads, `part.key` for that of a part: the
/// first that is there counts. A required member that is absent answers with nothing in it.
#[doc(hidden)]
pub trait Visitor<'a> {
    fn text(&mut self, keys: Keys, answer: Option<&'a str>);
    /// `name` returns the name of a text, whichever spelling of it came.
    fn enum_value(&mut self, keys: Keys, answer: Option<&'a str>, name: fn(&'a str) -> &'a str);
    fn number(&mut self, keys: Keys, answer: Option<Number<'a>>);
    fn timestamp(&mut self, keys: Keys, answer: Option<&'a str>);
    fn boolean(&mut self, keys: Keys, answer: Option<bool>);
    fn object<V: View<'a> + fmt::Debug>(&mut self, keys: Keys, answer: Option<V>);
    fn list<V: View<'a> + fmt::Debug>(&mut self, keys: Keys, answer: Items<'a, V>);
    /// A list, or one object in its place.
    fn one_or_many<V: View<'a> + fmt::Debug>(&mut self, keys: Keys, answer: Items<'a, V>);
    fn strings<T: From<&'a str> + AsRef<str>>(&mut self, keys: Keys, answer: StringItems<'a, T>);
    fn json(&mut self, keys: Keys, answer: Option<EmbeddedJson<'a>>);
    fn raw(&mut self, keys: Keys, answer: Option<Raw<'a>>);
}

type Keys = &'static [&'static str];

/// An object with a record.
#[derive(Clone, Copy)]
pub struct Obj<'a> {
    pub(crate) doc: &'a Doc<'a>,
    /// The id of its record.
    pub(crate) record: u32,
    /// The id of what is behind the header: its slots, or the zeros of the document.
    pub(super) slots: u32,
}

impl<'a> Obj<'a> {
    #[inline(always)]
    pub(crate) fn new(doc: &'a Doc<'a>, record: u32) -> Obj<'a> {
        let slots = if doc.header(record).has(Header::BARE) { 0 } else { record + 1 };
        Obj { doc, record, slots }
    }

    #[inline(always)]
    pub(crate) fn header(self) -> Header {
        self.doc.header(self.record)
    }

    /// Returns a string decoded; a number or a boolean as spelled.
    #[inline(always)]
    pub(crate) fn text(self, number: u8) -> Option<&'a str> {
        let slot = self.find(number);
        match slot.kind() {
            SlotKind::String => Some(self.string(slot)),
            SlotKind::Scalar => self.scalar(slot),
            _ => None,
        }
    }

    #[cold]
    #[inline(never)]
    fn scalar(self, slot: Slot) -> Option<&'a str> {
        Some(self.value(slot).json())
    }

    #[inline]
    pub(crate) fn number(self, number: u8) -> Option<Number<'a>> {
        self.text(number).map(Number::new)
    }

    #[inline]
    pub(crate) fn boolean(self, number: u8) -> Option<bool> {
        match self.text(number)? {
            "true" => Some(true),
            "false" => Some(false),
            _ => None,
        }
    }

    #[inline]
    pub(crate) fn object<V: View<'a>>(self, number: u8) -> Option<V> {
        self.object_at(number).map(V::from_obj)
    }

    /// Returns the object that a member is.
    #[inline]
    pub(crate) fn object_at(self, number: u8) -> Option<Obj<'a>> {
        let slot = self.find(number);
        (slot.kind() == SlotKind::Object).then(|| self.part(slot))
    }

    /// Returns the object of a slot of that kind.
    #[inline]
    pub(crate) fn part(self, slot: Slot) -> Obj<'a> {
        debug_assert_eq!(slot.kind(), SlotKind::Object);
        Obj::new(self.doc, slot.record())
    }

    #[inline]
    pub(crate) fn list<V: View<'a>>(self, number: u8, schema: &'static Schema) -> Items<'a, V> {
        Items::new(self, self.find(number), schema)
    }

    /// Returns the ids of the items that a member holds, if it is a list or one object in its place.
    #[inline(always)]
    pub(crate) fn item_ids(self, slot: Slot) -> Option<ItemIds> {
        match slot.kind() {
            SlotKind::List => Some(ItemIds::of(self.doc, slot.record())),
            SlotKind::Object => Some(ItemIds::one(slot.record())),
            _ => None,
        }
    }

    pub(crate) fn strings<T>(self, number: u8, schema: &'static Schema) -> StringItems<'a, T> {
        StringItems::new(self.raw_member(number), schema, number)
    }

    pub(crate) fn raw_member(self, number: u8) -> Option<Raw<'a>> {
        let slot = self.find(number);
        (!slot.is_absent() && !slot.is_null()).then(|| self.value(slot))
    }

    /// Returns the value of a member, of whatever type it is.
    pub(crate) fn value(self, slot: Slot) -> Raw<'a> {
        let (at, quote) = self.doc.value(slot);
        Raw::new(self.doc, at, quote)
    }

    /// Returns the key of a member as it was spelled.
    pub(crate) fn key(self, slot: Slot) -> Str<'a> {
        Str::new(self.doc, self.doc.key(slot))
    }

    pub(crate) fn raw(self) -> Raw<'a> {
        Raw::record(self.doc, self.record)
    }

    #[inline]
    pub(crate) fn start(self) -> usize {
        self.doc.start(self.record).0
    }

    /// Returns the members that came and are not among `named`, one bit for each of the schema's.
    pub(crate) fn unknown(self, schema: &'static Schema, named: u64) -> UnknownMembers<'a> {
        let all = named == !0 && !self.header().has(Header::UNKNOWN);
        let members = (!all).then(|| self.raw().members());
        UnknownMembers { obj: self, schema, named, members }
    }

    /// Returns the named members in the order of the document.
    pub(crate) fn members(self, schema: &'static Schema) -> Members<'a> {
        self.members_in(schema, !0)
    }

    /// Returns those of the named members that have a bit in `wanted`.
    pub(crate) fn members_in(self, schema: &'static Schema, wanted: u64) -> Members<'a> {
        let slots = schema.members.len().min(SLOTS) as u32;
        let mut members = Members { obj: self, left: 0, wanted, after: 0, is_sorted: true };
        let mut numbers = wanted & ((1 << slots) - 1);
        while numbers != 0 {
            let slot = self.find(numbers.trailing_zeros() as u8);
            numbers &= numbers - 1;
            if !slot.is_absent() {
                members.left |= 1 << slot.number;
                let key = self.doc.key(slot);
                members.is_sorted &= key > members.after;
                members.after = key;
            }
        }
        members.is_sorted &= schema.members.len() <= SLOTS || !self.doc.has_rare(self.record);
        members.after = 0;
        members
    }
}

/// Named members of an object in the order of the document.
#[derive(Clone)]
pub(crate) struct Members<'a> {
    obj: Obj<'a>,
    /// The members with slots that are still to come, one bit each.
    left: u32,
    wanted: u64,
    /// The key of the last one.
    after: u32,
    /// All have slots, in the order of the document.
    is_sorted: bool,
}

impl Iterator for Members<'_> {
    type Item = Slot;

    // Sorting them would take memory for all: they are few, and mostly in the order of their table.
    fn next(&mut self) -> Option<Slot> {
        if self.is_sorted {
            let number = self.left.trailing_zeros() as u8;
            self.left &= self.left.checked_sub(1)?;
            return Some(self.obj.find(number));
        }
        self.next_unsorted()
    }
}

impl Members<'_> {
    #[inline(never)]
    fn next_unsorted(&mut self) -> Option<Slot> {
        let (obj, doc, wanted) = (self.obj, self.obj.doc, self.wanted);
        let mut next: Option<(u32, Slot)> = None;
        let mut left = self.left;
        while left != 0 {
            let slot = obj.find(left.trailing_zeros() as u8);
            left &= left - 1;
            let key = doc.key(slot);
            if next.is_none_or(|(first, _)| key < first) {
                next = Some((key, slot));
            }
        }
        for slot in doc.rare(obj.record).filter(|slot| wanted >> slot.number & 1 == 1) {
            let key = doc.key(slot);
            if key > self.after && next.is_none_or(|(first, _)| key < first) {
                next = Some((key, slot));
            }
        }
        let (key, slot) = next?;
        self.after = key;
        if usize::from(slot.number) < SLOTS {
            self.left &= !(1 << slot.number);
        }
        Some(slot)
    }
}

/// The items of an array of objects, in the order of the document; empty when it is absent.
///
/// An item of the wrong shape is an error of its own; the next one follows. So is the whole, once,
/// when it is not an array.
#[derive(Clone)]
pub struct Items<'a, V> {
    doc: &'a Doc<'a>,
    /// The id of the list's record, if there is one.
    list: Option<u32>,
    items: ItemIds,
    /// The error of a member that is no list.
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

    /// The record of the list.
    pub(crate) fn list(&self) -> Option<(&'a Doc<'a>, u32)> {
        Some((self.doc, self.list?))
    }

    /// The ids of all items, malformed or not.
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

/// The members that a view does not name, in the order of the document.
#[derive(Clone)]
pub struct UnknownMembers<'a> {
    obj: Obj<'a>,
    schema: &'static Schema,
    /// One bit for each member of the schema that the view names.
    named: u64,
    /// All members; nothing if all are named.
    members: Option<RawMembers<'a>>,
}

impl<'a> Iterator for UnknownMembers<'a> {
    type Item = (Str<'a>, Raw<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        let UnknownMembers { obj, schema, named, .. } = *self;
        self.members.as_mut()?.find(|(key, _)| match key.member(schema) {
            None => true,
            // The last of several counts.
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

/// Writes the `Debug` of a view: its name, and the named members that came.
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
