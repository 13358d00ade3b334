//! An object of a parsed body.

use super::doc::{Doc, ItemIds};
use super::record::{Header, SLOTS, Slot, SlotKind};
use super::schema::Schema;
use super::{Number, Raw, Str};

/// An object with a record.
#[derive(Clone, Copy)]
pub struct Obj<'a> {
    pub(crate) doc: &'a Doc<'a>,
    /// The id of its record.
    pub(crate) record: u32,
    /// The id behind the header's words: the slots, or the document's zeros for a bare object.
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

    /// Returns a string decoded, and a number or a boolean as spelled.
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

    /// Returns the value of a member that is an object.
    #[inline]
    pub(crate) fn object_at(self, number: u8) -> Option<Obj<'a>> {
        let slot = self.find(number);
        (slot.kind() == SlotKind::Object).then(|| self.part(slot))
    }

    /// Returns the object of a slot of kind `Object`.
    #[inline]
    pub(crate) fn part(self, slot: Slot) -> Obj<'a> {
        debug_assert_eq!(slot.kind(), SlotKind::Object);
        Obj::new(self.doc, slot.record())
    }

    /// Returns the ids of a member's items; a single object in place of a list is one item.
    #[inline(always)]
    pub(crate) fn item_ids(self, slot: Slot) -> Option<ItemIds> {
        match slot.kind() {
            SlotKind::List => Some(ItemIds::of(self.doc, slot.record())),
            SlotKind::Object => Some(ItemIds::one(slot.record())),
            _ => None,
        }
    }

    pub(crate) fn raw_member(self, number: u8) -> Option<Raw<'a>> {
        let slot = self.find(number);
        (!slot.is_absent() && !slot.is_null()).then(|| self.value(slot))
    }

    /// Returns the value of a member, of any type.
    pub(crate) fn value(self, slot: Slot) -> Raw<'a> {
        let (at, quote) = self.doc.value(slot);
        Raw::new(self.doc, at, quote)
    }

    /// Returns the key of a member.
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

    /// Returns the members that the schema names, in document order.
    pub(crate) fn members(self, schema: &'static Schema) -> Members<'a> {
        self.members_in(schema, !0)
    }

    /// Returns the named members with a bit in `wanted`, in document order.
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

/// Named members of an object in document order.
#[derive(Clone)]
pub(crate) struct Members<'a> {
    obj: Obj<'a>,
    /// The remaining members with slots, one bit each.
    left: u32,
    wanted: u64,
    /// The opening quote of the last member's key.
    after: u32,
    /// True if all members have slots, and table order is document order.
    is_sorted: bool,
}

impl Iterator for Members<'_> {
    type Item = Slot;

    // Sorting would need memory. The members are few, and mostly in table order.
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
