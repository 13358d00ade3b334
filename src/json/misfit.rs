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
    doc: &'a Doc<'a>,
    /// Of the object, or of the one that the member belongs to.
    schema: Option<&'static Schema>,
    /// The item, or what it hangs on: see [`Item`].
    word: Entry,
    item: Item,
}

/// What the item is that something is wrong with. What exactly, is found when it is asked for.
#[derive(Clone, Copy)]
enum Item {
    /// An item of a list that is not an object: the word is its own.
    Stray,
    /// An object, which the word leads to.
    Object,
    /// The value of a member, whose word it is.
    Member,
    /// The value of a change, which the word leads to, under the number that the word has.
    Value,
    /// An item of a list of texts, the member of that number; the word is not an entry but where it
    /// stands. With the offset of the list, if it is one, and the item's index: finding that again
    /// costs linear time.
    Text { number: u8, list: u32, index: u32 },
}

/// In place of a list's offset where a text stands alone; bodies are below 2^30.
const NO_LIST: u32 = u32::MAX;

/// What was wrong with an item, and where.
#[derive(Clone, Copy)]
struct Fault {
    what: What,
    at: usize,
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

/// The kinds of [`ItemError`]. A new type in the tables may bring new ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
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
    /// The value of a change, its member of that number, is absent or no object.
    #[cold]
    pub(crate) fn no_value(change: Obj<'a>, number: u8) -> Self {
        let word = Entry::member(change.node, Shape::Object, number);
        ItemError { doc: change.doc, schema: None, word, item: Item::Value }
    }

    /// An item that is not an object.
    #[cold]
    pub(crate) fn stray(doc: &'a Doc<'a>, word: Entry) -> Self {
        ItemError { doc, schema: None, word, item: Item::Stray }
    }

    /// A member of an object of `schema` is a misfit, or something inside of it is; its value counts as
    /// the item.
    #[cold]
    pub(crate) fn in_member(doc: &'a Doc<'a>, word: Entry, schema: &'static Schema) -> Self {
        ItemError { doc, schema: Some(schema), word, item: Item::Member }
    }

    /// An item of a list of texts that is none; the list is the member of that number.
    #[cold]
    pub(super) fn no_text(
        item: Raw<'a>,
        schema: &'static Schema,
        number: u8,
        place: Option<(usize, u32)>,
    ) -> Self {
        let (doc, schema, word) = (item.doc(), Some(schema), Entry(item.to_word()));
        let (list, index) = place.map_or((NO_LIST, 0), |(list, index)| (list as u32, index));
        ItemError { doc, schema, word, item: Item::Text { number, list, index } }
    }

    /// What was wrong.
    pub fn kind(&self) -> ItemErrorKind {
        let Fault { what, name, .. } = self.fault();
        match what {
            What::NotAnObject => ItemErrorKind::NotAnObject,
            What::Missing => ItemErrorKind::MissingMember { name },
            What::Wrong(expected) => ItemErrorKind::WrongType { name, expected: expected.words() },
        }
    }

    /// Where, in bytes from the start of the body: the offending value, or the object that lacks one.
    pub fn offset(&self) -> usize {
        self.fault().at
    }

    /// The JSON path of the offending value, or of the object that lacks one.
    pub fn path(&self) -> Path<'a> {
        match self.item {
            Item::Text { list, index, .. } if list != NO_LIST => {
                Path::to_item(self.doc, list as usize, index)
            }
            _ => Path::to(self.doc, self.offset()),
        }
    }

    /// The item as it came; for the value of a change that has none, the change.
    pub fn raw(&self) -> Raw<'a> {
        let doc = self.doc;
        let (at, quote) = match self.item {
            Item::Text { .. } => return Raw::from_word(doc, self.word.0),
            Item::Stray => doc.value_of_item(self.word),
            Item::Object => doc.bracket(self.word.at()),
            Item::Member => doc.value_of(self.word),
            Item::Value => match doc.find(self.word.at(), self.word.number()) {
                Some(value) => doc.value_of(value),
                None => doc.bracket(self.word.at()),
            },
        };
        Raw::new(doc, at, quote)
    }

    fn fault(&self) -> Fault {
        let obj = Obj { doc: self.doc, node: self.word.at() };
        let not_an_object = || Fault { what: What::NotAnObject, at: self.raw().offset(), name: "" };
        match (self.item, self.schema) {
            (Item::Object, Some(schema)) => obj.fault(schema, true),
            (Item::Member, Some(schema)) => match schema.member(self.word.number()) {
                Some(member) => obj.fault_in_member(self.word, member),
                None => not_an_object(),
            },
            (Item::Text { number, .. }, Some(schema)) => {
                let name = schema.member(number).map_or("", |member| member.name);
                Fault { what: What::Wrong(Expected::Texts), at: self.raw().offset(), name }
            }
            (Item::Value, _) => {
                let there = obj.find(self.word.number()).is_some_and(|value| !value.is_null());
                let what = if there { What::Wrong(Expected::Object) } else { What::Missing };
                Fault { what, at: self.raw().offset(), name: "value" }
            }
            _ => not_an_object(),
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
    /// What is wrong with the object itself, below its lists.
    #[inline(always)]
    pub(crate) fn error(self, schema: &'static Schema) -> Option<ItemError<'a>> {
        if self.doc.info(self.node).is_good() { None } else { Some(self.explain(schema)) }
    }

    #[cold]
    fn explain(self, schema: &'static Schema) -> ItemError<'a> {
        let word = Entry::member(self.node, Shape::Object, 0);
        ItemError { doc: self.doc, schema: Some(schema), word, item: Item::Object }
    }

    /// What is wrong. Recurses no deeper than the decoder's limit.
    fn fault(self, schema: &'static Schema, whole: bool) -> Fault {
        let at = self.start();
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
                Fault { what, at, name: member.name }
            }
        }
    }
}
