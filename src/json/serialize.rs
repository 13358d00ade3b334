//! Serialization of views and raw values with `serde`: the names and types of the wire.

use super::doc::{Doc, ItemIds};
use super::object::Obj;
use super::record::{Slot, SlotKind};
use super::schema::{Member, Schema, Type};
use super::space::skip_space;
use super::{ItemError, JsonType, Number, Raw, Str};
use core::cell::Cell;
use serde::ser::{Error, Serialize, SerializeMap, SerializeSeq, Serializer};

/// The deepest nesting that is serialized, counted from the requested value. Serializing recurses:
/// with `serde_json` a level takes 2.1 KiB of stack without optimization.
const MAX_LEVELS: usize = 128;

/// Returns the level of a container inside `level` others, or an error if it is too deep.
fn enter<E: Error>(level: usize) -> Result<usize, E> {
    if level < MAX_LEVELS {
        Ok(level + 1)
    } else {
        Err(E::custom(format_args!("nested deeper than {MAX_LEVELS} levels")))
    }
}

/// Serializes the members that a view names, in document order, without unknown members.
pub(crate) fn serialize<S: Serializer>(
    obj: Obj<'_>,
    schema: &'static Schema,
    to: S,
) -> Result<S::Ok, S::Error> {
    serialize_object(obj, schema, &|_, _| true, 0, to)
}

/// Serializes those of the named members for which `wanted` returns true.
pub(crate) fn serialize_some<S: Serializer>(
    obj: Obj<'_>,
    schema: &'static Schema,
    wanted: &dyn Fn(Slot, &Member) -> bool,
    to: S,
) -> Result<S::Ok, S::Error> {
    serialize_object(obj, schema, wanted, 0, to)
}

/// Serializes an object inside `level` containers, like [`serialize_some`].
fn serialize_object<S: Serializer>(
    obj: Obj<'_>,
    schema: &'static Schema,
    wanted: &dyn Fn(Slot, &Member) -> bool,
    level: usize,
    to: S,
) -> Result<S::Ok, S::Error> {
    let level = enter(level)?;
    let mut map = to.serialize_map(None)?;
    for slot in obj.members(schema) {
        if let Some(member) = schema.member(slot.number)
            && wanted(slot, member)
        {
            map.serialize_entry(member.name, &Named { obj, slot, expected: member.kind, level })?;
        }
    }
    map.end()
}

/// The value of a member with a schema.
struct Named<'a> {
    obj: Obj<'a>,
    slot: Slot,
    expected: Type,
    level: usize,
}

impl Serialize for Named<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let Named { obj, slot, level, .. } = *self;
        if let (SlotKind::Object, Some(of)) = (slot.kind(), self.expected.of_object()) {
            return serialize_object(obj.part(slot), of(), &|_, _| true, level, to);
        }
        if let (SlotKind::List, Some(of)) = (slot.kind(), self.expected.of_items()) {
            let level = enter(level)?;
            let mut items = ItemIds::of(obj.doc, slot.record());
            let mut seq = to.serialize_seq(Some(items.left()))?;
            while let Some(record) = items.next(obj.doc) {
                seq.serialize_element(&Item { doc: obj.doc, record, schema: of(), level })?;
            }
            return seq.end();
        }
        serialize_raw(obj.value(slot), level, to)
    }
}

/// An item of a list with a schema; one that is not an object is serialized as raw JSON.
struct Item<'a> {
    doc: &'a Doc<'a>,
    record: u32,
    schema: &'static Schema,
    level: usize,
}

impl Serialize for Item<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        if self.doc.header(self.record).is_object() {
            let obj = Obj::new(self.doc, self.record);
            return serialize_object(obj, self.schema, &|_, _| true, self.level, to);
        }
        serialize_raw(Raw::record(self.doc, self.record), self.level, to)
    }
}

impl Serialize for Raw<'_> {
    /// Serializes the value in one pass.
    ///
    /// Fails if it is nested deeper than 128 levels.
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        serialize_raw(*self, 0, to)
    }
}

fn serialize_raw<S: Serializer>(raw: Raw<'_>, level: usize, to: S) -> Result<S::Ok, S::Error> {
    let (at, quote) = (Cell::new(raw.offset()), Cell::new(raw.quote()));
    Next { cursor: &Cursor { doc: raw.doc(), at, quote }, level }.serialize(to)
}

/// A position in a body that nested values share, so that each byte is read once.
struct Cursor<'a> {
    doc: &'a Doc<'a>,
    at: Cell<usize>,
    quote: Cell<u32>,
}

impl<'a> Cursor<'a> {
    /// Skips white space and `byte`, if that is next. Returns true if it was.
    fn pass(&self, byte: u8) -> bool {
        let body = self.doc.body.as_bytes();
        let at = skip_space(body, self.at.get());
        let there = body.get(at) == Some(&byte);
        self.at.set(skip_space(body, at + usize::from(there)));
        there
    }

    /// Returns the string at the cursor, and skips it.
    fn string(&self) -> Str<'a> {
        let open = self.quote.get();
        self.quote.set(open + 2);
        self.at.set(self.doc.quote(open + 1) + 1);
        Str::new(self.doc, open)
    }
}

/// The value at the cursor, inside `level` containers.
struct Next<'c, 'a> {
    cursor: &'c Cursor<'a>,
    level: usize,
}

impl Serialize for Next<'_, '_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let cursor = self.cursor;
        let raw = Raw::new(cursor.doc, cursor.at.get(), cursor.quote.get());
        match raw.json_type() {
            JsonType::String => to.serialize_str(cursor.string().to_str()),
            JsonType::Object => {
                let inside = Next { cursor, level: enter(self.level)? };
                let mut map = to.serialize_map(None)?;
                cursor.pass(b'{');
                while !cursor.pass(b'}') {
                    let key = cursor.string();
                    cursor.pass(b':');
                    map.serialize_entry(key.to_str(), &inside)?;
                    cursor.pass(b',');
                }
                map.end()
            }
            JsonType::Array => {
                let inside = Next { cursor, level: enter(self.level)? };
                let mut seq = to.serialize_seq(None)?;
                cursor.pass(b'[');
                while !cursor.pass(b']') {
                    seq.serialize_element(&inside)?;
                    cursor.pass(b',');
                }
                seq.end()
            }
            JsonType::Null | JsonType::Bool | JsonType::Number => {
                let spelled = raw.json();
                cursor.at.set(cursor.at.get() + spelled.len());
                match spelled {
                    "null" => to.serialize_unit(),
                    "true" => to.serialize_bool(true),
                    "false" => to.serialize_bool(false),
                    number => Number::new(number).serialize(to),
                }
            }
        }
    }
}

impl Serialize for Number<'_> {
    /// Serializes the number as the first of `u64`, `i64`, `f64` that can represent it. Integers
    /// beyond 64 bits and numbers beyond an `f64` are serialized as strings, so that no digit is
    /// lost.
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        if self.as_str() == "-0" {
            to.serialize_f64(-0.0)
        } else if let Ok(value) = self.to_u64() {
            to.serialize_u64(value)
        } else if let Ok(value) = self.to_i64() {
            to.serialize_i64(value)
        } else if let (Err(super::NumberError::NotAnInteger), Ok(value)) =
            (self.to_i64(), self.to_f64())
        {
            to.serialize_f64(value)
        } else {
            to.serialize_str(self.as_str())
        }
    }
}

impl Serialize for Str<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.to_str())
    }
}

impl Serialize for ItemError<'_> {
    /// Serializes path and kind; the bytes are in [`ItemError::raw`].
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut map = to.serialize_map(Some(2))?;
        map.serialize_entry("path", &format_args!("{}", self.path()))?;
        map.serialize_entry("error", &format_args!("{}", self.kind()))?;
        map.end()
    }
}
