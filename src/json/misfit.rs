//! What is wrong with an item, found when it is asked for.

use super::doc::{Doc, Entry, Shape};
use super::path::Path;
use super::schema::{Expected, Member, Schema, Type};
use super::{Obj, Raw};
use core::fmt;

/// An item of the wrong shape: what was wrong, where, and the bytes.
///
/// Its own text holds nothing of the body's values; [`ItemError::raw`] has them.
#[derive(Clone, Copy)]
pub struct ItemError<'a> {
    item: Raw<'a>,
    fault: Fault,
}

/// What was wrong with an item, and where.
#[derive(Clone, Copy)]
struct Fault {
    what: What,
    at: u32,
    /// The member that it was, if it was one.
    name: &'static str,
}

#[derive(Clone, Copy)]
enum What {
    NotAnObject,
    Missing,
    /// Of this type it should be.
    Wrong(Expected),
}

/// The kinds of [`ItemError`]: a closed list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ItemErrorKind {
    /// The item is not an object.
    NotAnObject,
    /// A member is absent or `null` without which the item means nothing.
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
    /// The name of the kind in lower case, as the corpus and the tool spell it.
    pub fn name(self) -> &'static str {
        match self {
            ItemErrorKind::NotAnObject => "not_an_object",
            ItemErrorKind::MissingMember { .. } => "missing_member",
            ItemErrorKind::WrongType { .. } => "wrong_type",
        }
    }
}

impl<'a> ItemError<'a> {
    /// The value of a change is absent (`found` is the change then) or no object.
    #[cold]
    pub(crate) fn no_value(change: Obj<'a>, found: Raw<'a>) -> Self {
        let absent = found.offset() == change.start() || found.is_null();
        let what = if absent { What::Missing } else { What::Wrong(Expected::Object) };
        ItemError { item: found, fault: Fault { what, at: found.offset() as u32, name: "value" } }
    }

    /// An item that is not an object.
    #[cold]
    pub(crate) fn stray(doc: &'a Doc<'a>, word: Entry) -> Self {
        let (at, quote) = doc.value_of_item(word);
        let fault = Fault { what: What::NotAnObject, at: at as u32, name: "" };
        ItemError { item: Raw::new(doc, at, quote), fault }
    }

    /// A member is a misfit, or something inside of it is; its value counts as the item.
    #[cold]
    pub(crate) fn in_member(obj: Obj<'a>, entry: Entry, member: &Member) -> Self {
        ItemError { item: obj.value(entry), fault: obj.fault_in_member(entry, member) }
    }

    /// A list that is none; it counts as the item.
    #[cold]
    pub(super) fn no_list(obj: Obj<'a>, entry: Entry, name: &'static str) -> Self {
        let item = obj.value(entry);
        let what = What::Wrong(Expected::List);
        ItemError { item, fault: Fault { what, at: item.offset() as u32, name } }
    }

    /// An item of a list of texts that is none.
    #[cold]
    pub(super) fn no_text(item: Raw<'a>, name: &'static str) -> Self {
        let what = What::Wrong(Expected::Texts);
        ItemError { item, fault: Fault { what, at: item.offset() as u32, name } }
    }

    /// What was wrong.
    pub fn kind(&self) -> ItemErrorKind {
        let name = self.fault.name;
        match self.fault.what {
            What::NotAnObject => ItemErrorKind::NotAnObject,
            What::Missing => ItemErrorKind::MissingMember { name },
            What::Wrong(expected) => ItemErrorKind::WrongType { name, expected: expected.words() },
        }
    }

    /// Where, in bytes from the start of the body: the offending value, or the object that lacks one.
    pub fn offset(&self) -> usize {
        self.fault.at as usize
    }

    /// The JSON path of the offending value, or of the object that lacks one.
    pub fn path(&self) -> Path<'a> {
        Path::to(self.item.doc(), self.offset())
    }

    /// The item as it came.
    pub fn raw(&self) -> Raw<'a> {
        self.item
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
    /// What is wrong with the object itself, below its lists.
    #[inline]
    pub(crate) fn error(self, schema: &'static Schema) -> Option<ItemError<'a>> {
        if self.doc.info(self.node).is_good() { None } else { Some(self.explain(schema)) }
    }

    #[cold]
    fn explain(self, schema: &'static Schema) -> ItemError<'a> {
        ItemError { item: self.raw(), fault: self.fault(schema, true) }
    }

    /// What is wrong. Recurses no deeper than the decoder's limit.
    fn fault(self, schema: &'static Schema, whole: bool) -> Fault {
        let at = self.start() as u32;
        if whole && self.doc.info(self.node).is_incomplete() {
            let there = |number| self.find(number).is_some_and(|entry| !entry.is_null());
            let is_missing = |number: u8| schema.required >> number & 1 == 1 && !there(number);
            let missing = (0u8..).zip(schema.members).find(|&(number, _)| is_missing(number));
            return Fault { what: What::Missing, at, name: missing.map_or("", |(_, m)| m.name) };
        }
        let misfit = self.entries().find(|entry| entry.is_misfit());
        match misfit.and_then(|entry| Some((entry, schema.member(entry.number())?))) {
            Some((entry, member)) => self.fault_in_member(entry, member),
            None => Fault { what: What::NotAnObject, at, name: "" },
        }
    }

    fn fault_in_member(self, entry: Entry, member: &Member) -> Fault {
        let obj = Obj { doc: self.doc, node: entry.at() };
        match (member.kind, entry.shape()) {
            (Type::Object(schema), Shape::Object) => obj.fault(schema(), true),
            (Type::Part(schema), Shape::Object) => obj.fault(schema(), false),
            _ => {
                let (at, _) = self.doc.value_of(entry);
                let what = What::Wrong(member.kind.expected());
                Fault { what, at: at as u32, name: member.name }
            }
        }
    }
}
