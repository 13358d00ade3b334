//! Errors of items, computed when they are asked for.

use super::doc::Doc;
use super::path::Path;
use super::record::{Header, Slot, SlotKind};
use super::schema::{Expected, Member, Schema, Type};
use super::{Obj, Raw};
use core::fmt;

/// An item of the wrong shape: the kind of error, its location, and the item's raw JSON.
///
/// Its message has no values of the body; [`ItemError::raw`] has them.
#[derive(Clone, Copy)]
pub struct ItemError<'a> {
    doc: &'a Doc<'a>,
    item: Item<'a>,
}

/// The malformed item. The error in it is computed on demand.
#[derive(Clone, Copy)]
enum Item<'a> {
    /// A value in a list that is not an object, by its record.
    NonObject(u32),
    /// An object of that schema, by its record.
    Object(u32, &'static Schema),
    /// The value of a member of an object of that schema.
    Member(Slot, &'static Schema),
    /// The value of a change, by the record of the change and the member number of the value.
    Value(u32, u8),
    /// An item of a list of strings, the list's member number, and the list's offset with the index
    /// of the item, which would take linear time to find.
    Text { raw: Raw<'a>, schema: &'static Schema, number: u8, list: Option<(u32, u32)> },
}

/// An error in an item, and its offset.
#[derive(Clone, Copy)]
struct Fault {
    what: What,
    at: usize,
    /// The key of the member concerned; empty if there is none.
    name: &'static str,
}

#[derive(Clone, Copy)]
enum What {
    NotAnObject,
    Missing,
    /// The value should be of this type.
    Wrong(Expected),
}

/// The kinds of [`ItemError`]. A new type in the tables may bring new ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ItemErrorKind {
    /// The item is not an object.
    NotAnObject,
    /// A required member is absent or `null`.
    MissingMember {
        /// Its key.
        name: &'static str,
    },
    /// A member has a type that cannot be read as the documented one.
    WrongType {
        /// Its key.
        name: &'static str,
        /// The documented type, with its article: `a string`.
        expected: &'static str,
    },
}

impl ItemErrorKind {
    /// Returns the name of the kind in lower case, as the corpus and the tool spell it.
    pub fn name(self) -> &'static str {
        match self {
            ItemErrorKind::NotAnObject => "not_an_object",
            ItemErrorKind::MissingMember { .. } => "missing_member",
            ItemErrorKind::WrongType { .. } => "wrong_type",
        }
    }
}

impl<'a> ItemError<'a> {
    /// Reports that the value of a change, its member of that number, is absent or not an object.
    #[cold]
    pub(crate) fn no_value(change: Obj<'a>, number: u8) -> Self {
        ItemError { doc: change.doc, item: Item::Value(change.record, number) }
    }

    /// Reports that a value in a list is not an object.
    #[cold]
    pub(crate) fn non_object(doc: &'a Doc<'a>, record: u32) -> Self {
        ItemError { doc, item: Item::NonObject(record) }
    }

    /// Reports that a member of an object of `schema`, or a value in it, has the wrong type. The
    /// member's value is the item.
    #[cold]
    pub(crate) fn in_member(doc: &'a Doc<'a>, slot: Slot, schema: &'static Schema) -> Self {
        ItemError { doc, item: Item::Member(slot, schema) }
    }

    /// Reports that an item of a list of strings has another type. The list is the member of that
    /// number; `list` has its offset and the index of the item.
    #[cold]
    pub(super) fn no_text(
        raw: Raw<'a>,
        schema: &'static Schema,
        number: u8,
        list: Option<(usize, u32)>,
    ) -> Self {
        let list = list.map(|(list, index)| (list as u32, index));
        ItemError { doc: raw.doc(), item: Item::Text { raw, schema, number, list } }
    }

    /// Returns the kind of the error.
    pub fn kind(&self) -> ItemErrorKind {
        let Fault { what, name, .. } = self.fault();
        match what {
            What::NotAnObject => ItemErrorKind::NotAnObject,
            What::Missing => ItemErrorKind::MissingMember { name },
            What::Wrong(expected) => ItemErrorKind::WrongType { name, expected: expected.words() },
        }
    }

    /// Returns the offset in the body of the offending value, or of the object that lacks one.
    pub fn offset(&self) -> usize {
        self.fault().at
    }

    /// Returns the JSON path of the offending value, or of the object that lacks one.
    pub fn path(&self) -> Path<'a> {
        match self.item {
            Item::Text { list: Some((list, index)), .. } => {
                Path::to_item(self.doc, list as usize, index)
            }
            _ => Path::to(self.doc, self.offset()),
        }
    }

    /// Returns the raw JSON of the item; for a change without a value, of the change.
    pub fn raw(&self) -> Raw<'a> {
        match self.item {
            Item::Text { raw, .. } => raw,
            Item::NonObject(record) | Item::Object(record, _) => Raw::record(self.doc, record),
            Item::Member(slot, _) => self.raw_value(slot),
            Item::Value(change, number) => {
                let change = Obj::new(self.doc, change);
                let value = change.find(number);
                if value.is_absent() { change.raw() } else { change.value(value) }
            }
        }
    }

    fn raw_value(&self, slot: Slot) -> Raw<'a> {
        let (at, quote) = self.doc.value(slot);
        Raw::new(self.doc, at, quote)
    }

    fn fault(&self) -> Fault {
        let not_an_object = || Fault { what: What::NotAnObject, at: self.raw().offset(), name: "" };
        match self.item {
            Item::NonObject(_) => not_an_object(),
            Item::Object(record, schema) => {
                let fault = Obj::new(self.doc, record).fault(schema, true);
                fault.unwrap_or_else(not_an_object)
            }
            Item::Member(slot, schema) => match schema.member(slot.number) {
                Some(member) => fault_in_member(self.doc, slot, member),
                None => not_an_object(),
            },
            Item::Text { raw, schema, number, .. } => {
                let name = schema.member(number).map_or("", |member| member.name);
                Fault { what: What::Wrong(Expected::Strings), at: raw.offset(), name }
            }
            Item::Value(change, number) => {
                let value = Obj::new(self.doc, change).find(number);
                let is_there = !value.is_absent() && !value.is_null();
                let what = if is_there { What::Wrong(Expected::Object) } else { What::Missing };
                Fault { what, at: self.raw().offset(), name: "value" }
            }
        }
    }
}

impl fmt::Display for ItemErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            ItemErrorKind::NotAnObject => f.write_str("expected an object"),
            ItemErrorKind::MissingMember { name } => write!(f, "missing member `{name}`"),
            ItemErrorKind::WrongType { name, expected } => {
                write!(f, "member `{name}` should be {expected}")
            }
        }
    }
}

impl fmt::Display for ItemError<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at byte {} ({})", self.kind(), self.offset(), self.path())
    }
}

impl fmt::Debug for ItemError<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ItemError")
            .field("kind", &self.kind())
            .field("offset", &self.offset())
            .field("path", &format_args!("{}", self.path()))
            .finish()
    }
}

impl core::error::Error for ItemError<'_> {}

impl<'a> Obj<'a> {
    /// Returns the error of the object itself; items of its lists have their own.
    #[inline(always)]
    pub(crate) fn error(self, schema: &'static Schema) -> Option<ItemError<'a>> {
        if self.header().has(Header::MISMATCH | Header::INCOMPLETE) {
            self.explain(schema)
        } else {
            None
        }
    }

    /// Returns true if [`Obj::error`] returns `None`.
    #[inline(always)]
    pub(crate) fn is_valid(self, schema: &'static Schema) -> bool {
        self.error(schema).is_none()
    }

    #[cold]
    #[inline(never)]
    fn explain(self, schema: &'static Schema) -> Option<ItemError<'a>> {
        let item = Item::Object(self.record, schema);
        self.fault(schema, true).map(|_| ItemError { doc: self.doc, item })
    }

    /// Returns true if a member has the wrong type, or an object in it is malformed.
    pub(crate) fn is_mismatch(self, slot: Slot, schema: &'static Schema) -> bool {
        match slot.kind() {
            SlotKind::Mismatch => true,
            SlotKind::Object => schema.member(slot.number).is_some_and(|member| {
                self.header_of(slot).has(member.counts())
                    && fault_in_part(self.doc, slot, member).is_some()
            }),
            _ => false,
        }
    }

    fn header_of(self, slot: Slot) -> Header {
        self.doc.header(slot.record())
    }

    /// Returns the first error; if `whole` is false, required members may be missing.
    // A loop over nested objects, which may be deep; the tables bound the depth of all others.
    fn fault(self, schema: &'static Schema, whole: bool) -> Option<Fault> {
        let (mut obj, mut schema, mut whole) = (self, schema, whole);
        // The error behind the nested object, which counts only if that has none.
        let mut behind = None;
        loop {
            let missing = obj.missing(schema).filter(|_| whole);
            if missing.is_some() || !obj.header().has(Header::MISMATCH) {
                return missing.or(behind);
            }
            let mut nested = None;
            for slot in obj.members(schema) {
                let Some(member) = schema.member(slot.number) else { continue };
                let is_object = slot.kind() == SlotKind::Object;
                if let Some(of) = member.kind.of_nested().filter(|_| is_object && nested.is_none())
                {
                    nested = Some((obj.part(slot), of(), matches!(member.kind, Type::Object(_))));
                    continue;
                }
                let fault = match slot.kind() {
                    SlotKind::Mismatch => Some(fault_in_member(obj.doc, slot, member)),
                    SlotKind::Object => fault_in_part(obj.doc, slot, member),
                    _ => None,
                };
                if fault.is_some() {
                    if nested.is_none() {
                        return fault;
                    }
                    behind = fault;
                    break;
                }
            }
            let Some(next) = nested else { return behind };
            (obj, schema, whole) = next;
        }
    }

    /// Returns the first required member that is missing.
    fn missing(self, schema: &'static Schema) -> Option<Fault> {
        if !self.header().has(Header::INCOMPLETE) {
            return None;
        }
        let is_missing = |&(number, _): &(u8, &Member)| {
            schema.required >> number & 1 == 1 && {
                let slot = self.find(number);
                slot.is_absent() || slot.is_null()
            }
        };
        let (_, member) = (0u8..).zip(schema.members).find(is_missing)?;
        Some(Fault { what: What::Missing, at: self.start(), name: member.name })
    }
}

/// Returns the error of a member's object, if it makes the outer object malformed.
fn fault_in_part(doc: &Doc<'_>, slot: Slot, member: &Member) -> Option<Fault> {
    let obj = Obj::new(doc, slot.record());
    match member.kind {
        Type::Object(schema) => obj.fault(schema(), true),
        Type::Part(schema) => obj.fault(schema(), false),
        _ => None,
    }
}

fn fault_in_member(doc: &Doc<'_>, slot: Slot, member: &Member) -> Fault {
    let in_part = || (slot.kind() == SlotKind::Object).then(|| fault_in_part(doc, slot, member));
    in_part().flatten().unwrap_or_else(|| {
        let (at, _) = doc.value(slot);
        Fault { what: What::Wrong(member.kind.expected()), at, name: member.name }
    })
}
