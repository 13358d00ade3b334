//! What a table says of everything in an object: which members no schema names, which texts are of
//! open sets, and which items of its lists are malformed.

use super::doc::{Entry, Shape};
use super::schema::{Schema, Set, Type};
use super::texts::Texts;
use super::{ItemError, Kind, Obj, Raw};
use core::fmt;

/// A text of an open set, as it came: a type, a status, an event.
#[derive(Clone, Copy)]
pub struct Word<'a> {
    set: Set,
    text: &'a str,
    raw: Raw<'a>,
}

impl<'a> Word<'a> {
    /// The name of the set, like `MessageType`.
    pub fn set(self) -> &'static str {
        self.set.name
    }

    /// The text.
    pub fn as_str(self) -> &'a str {
        self.text
    }

    /// Whether it is a documented one.
    pub fn is_known(self) -> bool {
        (self.set.has)(self.text)
    }

    /// Whether the set says which other members come, as the `type` of a message does.
    pub fn is_tag(self) -> bool {
        self.set.is_tag
    }

    /// The value as it came, with its place.
    pub fn raw(self) -> Raw<'a> {
        self.raw
    }
}

impl fmt::Debug for Word<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}({:?})", self.set.name, self.text)
    }
}

impl<'a> Obj<'a> {
    /// Calls `found` with each member at any depth that no schema names, in the order of the document
    /// within each object. Without `items`, what holds items is passed over.
    pub(crate) fn visit_unknown(
        self,
        schema: &'static Schema,
        items: bool,
        found: &mut dyn FnMut(Raw<'a>),
    ) {
        self.visit_parts(schema, items, &mut |part, of| part.visit_unknown(of, items, found));
        for (_, raw) in self.unknown(!0) {
            found(raw);
        }
    }

    /// Calls `found` with each empty array, at any depth, that is read as an empty object.
    pub(crate) fn visit_empty_arrays(
        self,
        schema: &'static Schema,
        found: &mut dyn FnMut(Raw<'a>),
    ) {
        self.visit_parts(schema, true, &mut |part, of| {
            if part.raw().kind() == Kind::Array {
                found(part.raw());
            }
            part.visit_empty_arrays(of, found);
        });
    }

    /// Calls `found` with each text of an open set at any depth, except in what holds items.
    pub(crate) fn visit_words(self, schema: &'static Schema, found: &mut dyn FnMut(Word<'a>)) {
        for entry in self.entries() {
            let Some(set) = schema.member(entry.number()).and_then(|member| member.set) else {
                continue;
            };
            let value = self.value(entry);
            // One text, or a list of them.
            for raw in core::iter::once(value).chain(value.items()) {
                if let Some(text) = raw.as_text() {
                    found(Word { set, text, raw });
                }
            }
        }
        self.visit_parts(schema, false, &mut |part, of| part.visit_words(of, found));
    }

    /// Calls `found` with each malformed item of the lists in this object, at any depth.
    ///
    /// Passes over the lists whose items are events of their own, and what is in a malformed item.
    /// The error of the object itself is [`Obj::error`].
    pub(crate) fn visit_errors(
        self,
        schema: &'static Schema,
        found: &mut dyn FnMut(ItemError<'a>),
    ) {
        for entry in self.entries().filter(|entry| !entry.is_misfit()) {
            let Some(member) = schema.member(entry.number()).filter(|member| member.items == 0)
            else {
                continue;
            };
            match (entry.shape(), member.kind) {
                (Shape::Object, Type::Some(of)) => self.part(entry).visit_item_errors(of(), found),
                (Shape::Object, Type::Object(of) | Type::Part(of)) => {
                    self.part(entry).visit_errors(of(), found);
                }
                (Shape::List, Type::List(of) | Type::Some(of)) => {
                    for item in self.doc.items(entry.at()).iter().map(|&word| Entry(word)) {
                        match item.shape() {
                            Shape::Object => self.part(item).visit_item_errors(of(), found),
                            _ => found(ItemError::stray(self.doc, item)),
                        }
                    }
                }
                (_, Type::Texts) => {
                    let texts: Texts<'_> = self.texts(entry.number(), schema);
                    texts.filter_map(Result::err).for_each(&mut *found);
                }
                _ => {}
            }
        }
    }

    fn visit_item_errors(self, schema: &'static Schema, found: &mut dyn FnMut(ItemError<'a>)) {
        match self.error(schema) {
            Some(error) => found(error),
            None => self.visit_errors(schema, found),
        }
    }

    /// Calls `with` with each object that stands in this one, or in a list of it, and has a schema.
    fn visit_parts(
        self,
        schema: &'static Schema,
        items: bool,
        with: &mut dyn FnMut(Obj<'a>, &'static Schema),
    ) {
        if !schema.has_parts {
            return;
        }
        for entry in self.entries().filter(|entry| entry.shape() as u8 >= Shape::Object as u8) {
            let Some(member) = schema.member(entry.number()) else { continue };
            if member.items != 0 && !items {
                continue;
            }
            if entry.shape() == Shape::Object {
                if let Some(of) = member.kind.of_object() {
                    with(self.part(entry), of());
                }
            } else if let Some(of) = member.kind.of_items() {
                for item in self.doc.items(entry.at()).iter().map(|&word| Entry(word)) {
                    if item.shape() == Shape::Object {
                        with(self.part(item), of());
                    }
                }
            }
        }
    }

    /// The object that the word of a member or an item stands for, which says that it is one.
    #[inline]
    pub(crate) fn part(self, word: Entry) -> Obj<'a> {
        debug_assert_eq!(word.shape(), Shape::Object);
        Obj { doc: self.doc, node: word.at() }
    }
}
