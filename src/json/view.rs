//! Objects, their members, and lists of them, as callers hold them.

use super::doc::{Doc, Entry, Shape, UNNAMED};
use super::path::Path;
use super::schema::Schema;
use super::span::Span;
use super::table::Table;
use super::{ItemError, JsonText, Number, Raw, Str, Texts};
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
    /// Shows what every accessor answers.
    #[doc(hidden)]
    fn look(self, eye: &mut impl Eye<'a>);

    /// The object as it came.
    fn raw(self) -> Raw<'a> {
        self.obj().raw()
    }

    /// The members that this view does not name, in the order of the document.
    fn unknown(self) -> Unknown<'a> {
        self.obj().unknown(!0)
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
pub trait Eye<'a> {
    fn text(&mut self, keys: Keys, answer: Option<&'a str>);
    /// `name` returns the name of a text, whichever spelling of it came.
    fn set(&mut self, keys: Keys, answer: Option<&'a str>, name: fn(&'a str) -> &'a str);
    fn number(&mut self, keys: Keys, answer: Option<Number<'a>>);
    fn timestamp(&mut self, keys: Keys, answer: Option<&'a str>);
    fn boolean(&mut self, keys: Keys, answer: Option<bool>);
    fn object<V: View<'a> + fmt::Debug>(&mut self, keys: Keys, answer: Option<V>);
    fn list<V: View<'a> + fmt::Debug>(&mut self, keys: Keys, answer: Items<'a, V>);
    /// A list, or one object in its place.
    fn some<V: View<'a> + fmt::Debug>(&mut self, keys: Keys, answer: Items<'a, V>);
    fn texts<T: From<&'a str> + AsRef<str>>(&mut self, keys: Keys, answer: Texts<'a, T>);
    fn json(&mut self, keys: Keys, answer: Option<JsonText<'a>>);
    fn raw(&mut self, keys: Keys, answer: Option<Raw<'a>>);
}

type Keys = &'static [&'static str];

/// A node that is an object.
#[derive(Clone, Copy)]
pub struct Obj<'a> {
    pub(crate) doc: &'a Doc<'a>,
    pub(crate) node: u32,
}

impl<'a> Obj<'a> {
    #[inline(always)]
    pub(crate) fn find(self, number: u8) -> Option<Entry> {
        self.doc.find(self.node, number)
    }

    /// A string; a number or a boolean as spelled.
    #[inline(always)]
    pub(crate) fn text(self, number: u8) -> Option<&'a str> {
        self.doc.text_or_else(self.node, number, |entry| self.scalar(entry))
    }

    /// A number or a word as spelled; `null` is none.
    #[inline(never)]
    fn scalar(self, entry: Entry) -> Option<&'a str> {
        if entry.is_null() || entry.is_misfit() {
            return None;
        }
        Some(self.value(entry).json())
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

    /// The object that a member is.
    #[inline]
    pub(crate) fn object_at(self, number: u8) -> Option<Obj<'a>> {
        let entry = self.find(number)?;
        (entry.shape() == Shape::Object).then(|| Obj { doc: self.doc, node: entry.at() })
    }

    #[inline]
    pub(crate) fn list<V: View<'a>>(self, number: u8, schema: &'static Schema) -> Items<'a, V> {
        Items::new(self, self.find(number), schema)
    }

    pub(crate) fn texts<T>(self, number: u8, schema: &'static Schema) -> Texts<'a, T> {
        Texts::new(self.raw_member(number), schema, number)
    }

    pub(crate) fn raw_member(self, number: u8) -> Option<Raw<'a>> {
        let entry = self.find(number)?;
        (!entry.is_null()).then(|| self.value(entry))
    }

    /// The value of a member, of whatever type it is.
    pub(crate) fn value(self, entry: Entry) -> Raw<'a> {
        let (at, quote) = self.doc.value_of(entry);
        Raw::new(self.doc, at, quote)
    }

    /// The key of a member as it was spelled.
    pub(crate) fn key(self, entry: Entry) -> Str<'a> {
        Str::new(self.doc, self.doc.key_mark(entry))
    }

    pub(crate) fn raw(self) -> Raw<'a> {
        let (at, quote) = self.doc.bracket(self.node);
        Raw::new(self.doc, at, quote)
    }

    #[inline]
    pub(crate) fn start(self) -> usize {
        self.doc.offset(self.doc.start(self.node))
    }

    /// The members that came and are not among `named`, one bit for each of the schema's.
    pub(crate) fn unknown(self, named: u64) -> Unknown<'a> {
        Unknown {
            obj: self,
            named: self.doc.named(self.node),
            unnamed: self.doc.unnamed(self.node),
            mask: named,
        }
    }

    pub(crate) fn entries(self) -> impl Iterator<Item = Entry> + 'a {
        self.doc.named(self.node).iter().map(|&word| Entry(word))
    }
}

/// The items of an array of objects, in the order of the document; empty when it is absent.
///
/// An item of the wrong shape is an error of its own; the next one follows. So is the whole, once,
/// when it is not an array.
#[derive(Clone)]
pub struct Items<'a, V> {
    doc: &'a Doc<'a>,
    /// The node of the array, if there is one.
    node: Option<u32>,
    items: Span,
    /// The error of a list that is none.
    misfit: Option<ItemError<'a>>,
    view: core::marker::PhantomData<fn() -> V>,
}

impl<'a, V: View<'a>> Items<'a, V> {
    #[inline(always)]
    fn new(obj: Obj<'a>, entry: Option<Entry>, schema: &'static Schema) -> Self {
        let mut items = Items::empty(obj.doc);
        match entry {
            Some(entry) if entry.shape() == Shape::List => {
                items.node = Some(entry.at());
                items.items = obj.doc.item_span(entry.at());
            }
            Some(entry) => items.other(obj, entry, schema),
            None => {}
        }
        items
    }

    /// A member that is no array.
    #[cold]
    fn other(&mut self, obj: Obj<'a>, entry: Entry, schema: &'static Schema) {
        if entry.shape() == Shape::Object {
            // One object in the place of a list: its own word is the only item.
            self.items = self.doc.alone(obj.node, entry);
        } else if entry.is_misfit() {
            self.misfit = Some(ItemError::in_member(self.doc, entry, schema));
        }
    }

    #[inline]
    pub(crate) fn empty(doc: &'a Doc<'a>) -> Self {
        let view = core::marker::PhantomData;
        Items { doc, node: None, items: Span::default(), misfit: None, view }
    }

    /// The node of the array.
    pub(crate) fn node(&self) -> Option<(&'a Doc<'a>, u32)> {
        Some((self.doc, self.node?))
    }

    /// Where the words of the items stand, whatever is wrong with them.
    #[inline(always)]
    pub(crate) fn span(&self) -> Span {
        self.items
    }

    /// The item that a word of an array's node stands for.
    #[inline(always)]
    fn item(doc: &'a Doc<'a>, word: Entry) -> Result<V, ItemError<'a>> {
        if word.shape() == Shape::Object {
            let obj = Obj { doc, node: word.at() };
            return match obj.error(V::schema()) {
                None => Ok(V::from_obj(obj)),
                Some(error) => Err(error),
            };
        }
        Err(ItemError::stray(doc, word))
    }
}

impl<'a, V: View<'a>> Iterator for Items<'a, V> {
    type Item = Result<V, ItemError<'a>>;

    #[inline(always)]
    fn next(&mut self) -> Option<Self::Item> {
        match self.items.next_word(self.doc) {
            Some(word) => Some(Self::item(self.doc, word)),
            None => self.misfit.take().map(Err),
        }
    }

    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        let len = self.items.left() + usize::from(self.misfit.is_some());
        (len, Some(len))
    }

    #[inline]
    fn nth(&mut self, n: usize) -> Option<Self::Item> {
        if self.items.pass(n) { self.next() } else { None }
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
pub struct Unknown<'a> {
    obj: Obj<'a>,
    named: &'a [u64],
    unnamed: &'a [u64],
    /// One bit for each member of the schema that the view does name.
    mask: u64,
}

impl<'a> Iterator for Unknown<'a> {
    type Item = (Str<'a>, Raw<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        // Members of the schema that the view has no accessor for, then those of no schema.
        while let [first, rest @ ..] = self.named {
            self.named = rest;
            let entry = Entry(*first);
            if self.mask >> entry.number() & 1 == 0 {
                return Some((self.obj.key(entry), self.obj.value(entry)));
            }
        }
        let (first, rest) = self.unnamed.split_first()?;
        self.unnamed = rest;
        let entry = Entry(*first);
        debug_assert_eq!(entry.number(), UNNAMED);
        Some((self.obj.key(entry), self.obj.value(entry)))
    }
}

impl fmt::Debug for Unknown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.clone()).finish()
    }
}

/// `Debug` of a view: its name, then the named members that came.
pub(crate) fn debug(
    obj: Obj<'_>,
    schema: &'static Schema,
    f: &mut fmt::Formatter<'_>,
) -> fmt::Result {
    let mut out = f.debug_struct(schema.name);
    for entry in obj.entries() {
        if let Some(member) = schema.member(entry.number()) {
            out.field(member.name, &obj.value(entry));
        }
    }
    out.finish()
}
