//! JSON paths of values, computed when they are printed.

use super::doc::{Doc, ItemIds};
use super::object::Obj;
use super::record::{Slot, SlotKind};
use super::schema::Schema;
use super::skip::skip_value;
use super::{JsonType, Raw, Str};
use core::cmp::Ordering;
use core::fmt::{self, Write};

/// The JSON path of a value: `entry[0].changes[0].value.messages[3]`; empty for the root.
///
/// Creating one costs nothing. Printing it searches from the root down for the value's offset. For
/// an unknown member that takes linear time.
///
/// The keys are those of the body. Unknown ones are text of the sender, so a path is printed in one
/// line and is short: control characters, other invisible ones and backslashes are printed as
/// escapes, and a key is cut behind 64 characters with `…`. A whole path is cut behind 1,024 bytes
/// in the same way.
#[derive(Clone, Copy)]
pub struct Path<'a> {
    doc: &'a Doc<'a>,
    /// The record of the object that the path starts from, and its schema; `None` for the root.
    from: Option<(u32, &'static Schema)>,
    target: usize,
    /// The index of an item in the array at `target`, if the path is that of the item.
    index: Option<u32>,
}

impl<'a> Path<'a> {
    pub(crate) fn to(doc: &'a Doc<'a>, target: usize) -> Path<'a> {
        Path { doc, from: doc.schema.map(|schema| (doc.root, schema)), target, index: None }
    }

    /// Returns the path of an item of an array without a schema, by its index.
    pub(super) fn to_item(doc: &'a Doc<'a>, array: usize, index: u32) -> Path<'a> {
        Path { index: Some(index), ..Path::to(doc, array) }
    }

    /// Returns the rest of the path, from an object that contains the value.
    #[cfg(any(feature = "serde", feature = "arrow"))]
    pub(crate) fn below(self, above: Obj<'a>, schema: &'static Schema) -> Path<'a> {
        Path { from: Some((above.record, schema)), ..self }
    }

    /// Writes the path from an object with a schema to the target. Returns false if it does not
    /// lead there: the target is in an unknown member, or in one that a later duplicate replaced.
    fn write_known(
        self,
        from: (u32, &'static Schema),
        f: &mut Short<'_, '_>,
    ) -> Result<bool, fmt::Error> {
        let (mut obj, mut schema, mut dot) = (Obj::new(self.doc, from.0), from.1, "");
        let quote = self.doc.first_quote(self.target);
        loop {
            match self.doc.compare_start(obj.record, self.target, quote) {
                Ordering::Less => {}
                order => return Ok(order.is_eq()),
            }
            let is_before = |slot: &Slot| self.doc.compare_value(*slot, self.target, quote).is_le();
            let Some(slot) = obj.members(schema).take_while(is_before).last() else {
                return Ok(false);
            };
            f.key(dot, obj.key(slot))?;
            dot = ".";
            let Some(member) = schema.member(slot.number) else { return Ok(false) };
            match slot.kind() {
                SlotKind::Object => {
                    let of = match member.kind.of_object() {
                        Some(of) => Some(of()),
                        None => schema.chosen(self.doc.header(slot.record()).field()),
                    };
                    let Some(of) = of else { return Ok(false) };
                    (obj, schema) = (obj.part(slot), of);
                }
                SlotKind::List => {
                    let Some((place, item)) = self.item_with_target(slot.record(), quote) else {
                        return Ok(obj.value(slot).offset() == self.target); // the array itself
                    };
                    write!(f, "[{place}]")?;
                    let of = member.kind.of_items().filter(|_| self.doc.header(item).is_object());
                    let Some(of) = of else {
                        return self.write_raw(Raw::record(self.doc, item), dot, f);
                    };
                    (obj, schema) = (Obj::new(self.doc, item), of());
                }
                _ => return self.write_raw(obj.value(slot), dot, f),
            }
        }
    }

    /// Returns the last item of a list that starts at or before the target, with its index.
    fn item_with_target(self, list: u32, quote: u32) -> Option<(usize, u32)> {
        let doc = self.doc;
        let is_before = |&item: &u32| doc.compare_start(item, self.target, quote).is_le();
        if let Some(items) = doc.indexed(list) {
            let place = items.partition_point(is_before).checked_sub(1)?;
            return Some((place, *items.get(place)?));
        }
        let mut items = ItemIds::of(doc, list);
        let items = core::iter::from_fn(|| items.next(doc));
        items.enumerate().take_while(|(_, item)| is_before(item)).last()
    }

    /// Writes the path from a value without a record to the target. Returns true if it leads there.
    fn write_raw(
        self,
        mut raw: Raw<'a>,
        dot: &str,
        f: &mut Short<'_, '_>,
    ) -> Result<bool, fmt::Error> {
        let mut dot = dot;
        while raw.offset() < self.target {
            let holds = |value: &Raw<'a>| {
                let (end, _) = skip_value(self.doc, value.offset(), value.quote());
                value.offset() <= self.target && self.target < end
            };
            match raw.json_type() {
                JsonType::Object => {
                    let Some((key, value)) = raw.members().find(|(_, value)| holds(value)) else {
                        return Ok(false);
                    };
                    f.key(dot, key)?;
                    raw = value;
                }
                JsonType::Array => {
                    let Some((place, value)) =
                        raw.items().enumerate().find(|(_, value)| holds(value))
                    else {
                        return Ok(false);
                    };
                    write!(f, "[{place}]")?;
                    raw = value;
                }
                JsonType::Null | JsonType::Bool | JsonType::Number | JsonType::String => {
                    return Ok(false);
                }
            }
            dot = ".";
        }
        Ok(raw.offset() == self.target)
    }
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut nowhere = Short { to: None, left: usize::MAX, cut: false };
        let from = match self.from {
            Some(from) if self.write_known(from, &mut nowhere)? => Some(from),
            _ => None,
        };
        let mut short = Short { to: Some(f), left: LONGEST, cut: false };
        let printed = match from {
            Some(from) => self.write_known(from, &mut short),
            // Search all members, replaced or not.
            None => {
                let start = self.from.map(|(record, _)| Raw::record(self.doc, record));
                self.write_raw(start.unwrap_or(Raw::root(self.doc)), "", &mut short)
            }
        };
        let printed = match (printed, self.index) {
            (Ok(_), Some(index)) => write!(short, "[{index}]").map(|()| true),
            (printed, _) => printed,
        };
        match printed {
            // The rest is cut.
            Err(fmt::Error) if short.cut => f.write_char('…'),
            printed => printed.map(drop),
        }
    }
}

/// The longest path that is printed, in bytes, and the longest key, in characters.
const LONGEST: usize = 1024;
const LONGEST_KEY: usize = 64;

/// A writer that ends with an ellipsis behind `left` bytes, or prints nothing.
struct Short<'f, 'b> {
    to: Option<&'f mut fmt::Formatter<'b>>,
    left: usize,
    /// True if text was cut.
    cut: bool,
}

impl Short<'_, '_> {
    fn key(&mut self, dot: &str, key: Str<'_>) -> fmt::Result {
        if self.to.is_none() {
            return Ok(());
        }
        self.write_str(dot)?;
        let is_plain = |byte: &u8| matches!(byte, b' '..=b'~') && *byte != b'\\';
        let text = key.as_spelled();
        let fits = text.len() <= LONGEST_KEY.min(self.left);
        if fits && text.as_bytes().iter().all(is_plain) {
            return self.write_str(text);
        }
        for (place, char) in key.chars().enumerate() {
            if place == LONGEST_KEY {
                return self.write_char('…');
            }
            match char {
                '"' | '\'' => self.write_char(char)?,
                _ => write!(self, "{}", char.escape_debug())?,
            }
        }
        Ok(())
    }
}

impl Write for Short<'_, '_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let Some(left) = self.left.checked_sub(text.len()) else {
            self.cut = true;
            return Err(fmt::Error);
        };
        self.left = left;
        self.to.as_mut().map_or(Ok(()), |to| to.write_str(text))
    }
}

impl fmt::Debug for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
