//! Where a value stands in its document, told when somebody asks.

use super::cursor::skip_value;
use super::doc::{Doc, Entry, Shape};
use super::view::Obj;
use super::{Kind, Raw, Str};
use core::fmt::{self, Write};

/// The JSON path of a value: `entry[0].changes[0].value.messages[3]`; empty for the root.
///
/// Costs nothing until it is printed: then it is found from the root down, by the value's offset.
///
/// The keys are the body's own. Those of documented members are Meta's words; any other is the sender's
/// text, so it is printed in one line and short: control characters, other invisible ones and backslashes
/// as escapes, and at most 64 characters of a key, the rest as `…`. A path as a whole is cut behind 1,024
/// bytes in the same way.
#[derive(Clone, Copy)]
pub struct Path<'a> {
    doc: &'a Doc<'a>,
    /// The node of the object that the path begins in.
    from: u32,
    target: usize,
    /// The index of an item in the array at `target`, if that is where the path leads.
    index: Option<u32>,
}

impl<'a> Path<'a> {
    pub(crate) fn to(doc: &'a Doc<'a>, target: usize) -> Path<'a> {
        Path { doc, from: doc.root, target, index: None }
    }

    /// The path of an item of an array without a schema, whose index is known.
    pub(super) fn to_item(doc: &'a Doc<'a>, array: usize, index: u32) -> Path<'a> {
        Path { index: Some(index), ..Path::to(doc, array) }
    }

    /// The rest of the way, from an object that the value stands in.
    #[cfg(feature = "serde")]
    pub(crate) fn below(self, above: Obj<'a>) -> Path<'a> {
        Path { from: above.node, ..self }
    }

    /// Prints the way from a known object down to the target; whether it led there. It does not where a
    /// later member of the same name replaced the one that the target is in.
    fn way_in_object(self, node: u32, f: &mut Short<'_, '_>) -> Result<bool, fmt::Error> {
        let (mut obj, mut dot) = (Obj { doc: self.doc, node }, "");
        while obj.start() < self.target {
            let Some((entry, value)) = self.member_with_target(obj) else {
                return Ok(false);
            };
            f.key(dot, obj.key(entry))?;
            dot = ".";
            match entry.shape() {
                Shape::Object => obj.node = entry.at(),
                Shape::List => {
                    let items = self.doc.items(entry.at());
                    let start = |&word: &u64| self.doc.value_of_item(Entry(word)).0;
                    let after = items.partition_point(|word| start(word) <= self.target);
                    let Some((place, &word)) =
                        after.checked_sub(1).and_then(|i| Some((i, items.get(i)?)))
                    else {
                        return Ok(value.offset() == self.target); // the array itself
                    };
                    write!(f, "[{place}]")?;
                    let item = Entry(word);
                    if item.shape() != Shape::Object {
                        return self.way_in_raw(Raw::item(self.doc, item), dot, f);
                    }
                    obj.node = item.at();
                }
                Shape::Str | Shape::Other => return self.way_in_raw(value, dot, f),
            }
        }
        Ok(obj.start() == self.target)
    }

    /// The last member that begins at or before the target.
    fn member_with_target(self, obj: Obj<'a>) -> Option<(Entry, Raw<'a>)> {
        let last = |words: &[u64]| {
            let offset = |&word: &u64| self.doc.value_of(Entry(word)).0;
            let after = words.partition_point(|word| offset(word) <= self.target);
            words.get(after.checked_sub(1)?).map(|&word| (Entry(word), obj.value(Entry(word))))
        };
        let named = last(self.doc.named(obj.node));
        let unnamed = last(self.doc.unnamed(obj.node));
        named.into_iter().chain(unnamed).max_by_key(|(_, value)| value.offset())
    }

    /// Prints the way from a value without a node down to the target; whether it led there.
    fn way_in_raw(
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
            match raw.kind() {
                Kind::Object => {
                    let Some((key, value)) = raw.members().find(|(_, value)| holds(value)) else {
                        return Ok(false);
                    };
                    f.key(dot, key)?;
                    raw = value;
                }
                Kind::Array => {
                    let Some((place, value)) =
                        raw.items().enumerate().find(|(_, value)| holds(value))
                    else {
                        return Ok(false);
                    };
                    write!(f, "[{place}]")?;
                    raw = value;
                }
                Kind::Null | Kind::Bool | Kind::Number | Kind::String => return Ok(false),
            }
            dot = ".";
        }
        Ok(raw.offset() == self.target)
    }
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut nowhere = Short { to: None, left: usize::MAX, cut: false };
        let is_there = self.way_in_object(self.from, &mut nowhere)?;
        let mut short = Short { to: Some(f), left: LONGEST, cut: false };
        let printed = if is_there {
            self.way_in_object(self.from, &mut short)
        } else {
            // Through every member, replaced or not.
            let (at, quote) = self.doc.bracket(self.from);
            self.way_in_raw(Raw::new(self.doc, at, quote), "", &mut short)
        };
        let printed = match (printed, self.index) {
            (Ok(_), Some(index)) => write!(short, "[{index}]").map(|()| true),
            (printed, _) => printed,
        };
        match printed {
            // The rest is not wanted.
            Err(fmt::Error) if short.cut => f.write_char('…'),
            printed => printed.map(drop),
        }
    }
}

/// Bytes of a path, and characters of a key, that are printed at most.
const LONGEST: usize = 1024;
const LONGEST_KEY: usize = 64;

/// Prints no more than so many bytes, and then an ellipsis; or nothing at all.
struct Short<'f, 'b> {
    to: Option<&'f mut fmt::Formatter<'b>>,
    left: usize,
    /// There was more.
    cut: bool,
}

impl Short<'_, '_> {
    fn key(&mut self, dot: &str, key: Str<'_>) -> fmt::Result {
        if self.to.is_none() {
            return Ok(());
        }
        self.write_str(dot)?;
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
