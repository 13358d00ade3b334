//! The building blocks of generated functions, which expect the usual members of an object.
//!
//! `schema!` generates a function for each table with members marked as `usual`. The function
//! compares the bytes at the cursor with the next usual member as a whole literal: key, colon and
//! first byte of the value. One well-predicted branch checks the grammar and finds the slot.
//! Any other member goes to [`unexpected`], which looks it up; then the usual ones are tried again.
//! The records equal those of [`super::looked_up`], word for word.

use super::cursor::{Body, Packed, Position};
use super::generated::Generated;
use super::object::Object;
use super::parser::{Frame, Parser};
use super::write::{self, get, set};
use crate::json::record::{HEADER, Header, INDEXED, Slot, SlotKind};
use crate::json::schema::{Schema, class, unknown_below};
use crate::json::space::skip_space;
use crate::scan::offset_of;

/// The deepest nesting of containers that generated functions open.
pub(crate) const DEPTH: usize = 16;

/// The position behind an object; `None` if parsing failed.
pub(crate) type Parsed = Option<Position>;

/// Frees the slots of an object that has neither slots nor rare members, behind its bracket.
#[cold]
#[inline(never)]
pub(crate) fn close_bare<'b>(
    parser: &Parser<'_, 'b>,
    words: &mut [u32],
    here: Position,
    object: Object,
    schema: &'static Schema,
) -> Position {
    let (record, mut top) = (object.record as usize, here.top as usize);
    let first = get(words, record + 1) as usize;
    let distance = || {
        // An empty object has only white space between its brackets.
        let before = parser.body.bytes.get(..here.at as usize - 1).unwrap_or_default();
        before.trim_ascii_end().len() - 1 - parser.body.quote(first - 1)
    };
    let empty = (here.quote as usize == first).then(distance);
    let flags = write::close_bare(words, &mut top, record, schema, empty);
    object.flag(words, HEADER, flags);
    Position { top: top as u32, ..here }
}

// Out-of-line functions take and return positions by value: a variable whose address escapes does
// not stay in a register.

/// Skips white space. Returns the offset and the byte behind it; byte 0 at the end.
#[cold]
#[inline(never)]
fn after_space(bytes: &[u8], at: u32) -> (u32, u8) {
    let at = skip_space(bytes, at as usize);
    (at as u32, bytes.get(at).copied().unwrap_or(0))
}

/// Consumes a comma or the closing bracket `end`. Returns true for a comma.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) fn has_next(body: Body<'_>, here: &mut Position, end: u8) -> Option<bool> {
    let byte = body.byte(here.at as usize);
    if byte == b',' {
        here.at += 1;
        return Some(true);
    }
    if byte == end {
        here.at += 1;
        return Some(false);
    }
    let (at, byte) = after_space(body.bytes, here.at);
    here.at = at + 1;
    (byte == b',' || byte == end).then_some(byte == b',')
}

/// The next sixteen bytes: most literals fit into them.
#[derive(Clone, Copy)]
pub(crate) struct Head([u64; 2]);

/// The length of a [`Head`], in bytes.
const HEAD: usize = size_of::<Head>();

/// Returns the next bytes. Near the end of the body they are zeros, which match no literal.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) fn head(body: Body<'_>, here: Position) -> Head {
    let rest = body.bytes.get(here.at as usize..).unwrap_or_default();
    let both = rest.first_chunk::<HEAD>().map_or(0, |bytes| u128::from_le_bytes(*bytes));
    Head([both as u64, (both >> 64) as u64])
}

/// Consumes `literal` if it is next. `head` holds the next bytes of the body.
// An absent member costs one compare with a register.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) fn eat<const N: usize>(
    body: Body<'_>,
    here: &mut Position,
    head: Head,
    literal: &[u8; N],
) -> bool {
    let Head([first, second]) = head;
    if !starts_with(first, literal) {
        return false;
    }
    if N > 8 && !starts_with(second, literal.get(8..).unwrap_or_default()) {
        return false;
    }
    let at = here.at as usize;
    let rest = literal.get(HEAD..).unwrap_or_default();
    if N > HEAD && body.bytes.get(at + HEAD..at + N) != Some(rest) {
        return false;
    }
    here.at += N as u32;
    true
}

/// Returns true if `bytes`, little-endian, start with the first eight bytes of a literal.
#[cfg_attr(not(debug_assertions), inline(always))]
fn starts_with(bytes: u64, literal: &[u8]) -> bool {
    let len = literal.len().min(8);
    let word = literal.iter().take(len).rev().fold(0, |word, &byte| word << 8 | u64::from(byte));
    (bytes ^ word) << (8 * (8 - len) as u32) == 0
}

/// Skips the rest of a string whose key and opening quote were consumed, and returns its slot.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) fn string(body: Body<'_>, here: &mut Position) -> Option<u32> {
    let key = here.quote as usize;
    here.at = offset_of(*body.quotes.get(key + 3)?) as u32 + 1;
    here.quote += 4;
    Some(Slot::of_key(key, SlotKind::String))
}

/// Skips a string, a positive integer or a boolean whose key and colon were consumed, and returns
/// its slot. Returns `None` for any other value, and skips nothing.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) fn scalar(body: Body<'_>, here: &mut Position, accepts: u8) -> Option<u32> {
    let (bytes, at) = (body.bytes, here.at as usize);
    let byte = body.byte(at);
    if byte == b'"' {
        here.at += 1;
        return string(body, here);
    }
    let rest = bytes.get(at..)?;
    let len = match byte {
        b'1'..=b'9' if accepts & class::NUMBER != 0 => {
            rest.iter().take_while(|byte| byte.is_ascii_digit()).count()
        }
        b't' if accepts & class::BOOL != 0 && rest.starts_with(b"true") => 4,
        b'f' if accepts & class::BOOL != 0 && rest.starts_with(b"false") => 5,
        _ => return None,
    };
    if !matches!(rest.get(len), Some(b',' | b'}')) {
        return None;
    }
    let key = here.quote as usize;
    here.at += len as u32;
    here.quote += 2;
    Some(Slot::of_key(key, SlotKind::Scalar))
}

/// The distance of a list's bracket from the quote before, in `"key":[`.
const BRACKET: usize = 2;

/// Parses a list whose opening bracket was consumed.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) fn list<'b, V: Generated>(
    parser: &mut Parser<'_, 'b>,
    body: Body<'b>,
    words: &mut [u32],
    mut here: Position,
    depth: u32,
) -> Parsed {
    let schema = V::schema();
    let list = Object::open(words, &mut here, HEADER, depth)?;
    list.flag(words, HEADER, const { Header::of_list(BRACKET) });
    let mut last = list.record;
    let mut more = true;
    if body.byte(here.at as usize) != b'{' {
        let (at, byte) = after_space(body.bytes, here.at);
        more = byte != b']';
        here.at = at + u32::from(!more);
    }
    while more {
        if body.byte(here.at as usize) == b'{' && body.byte(here.at as usize + 1) == b'"' {
            let item = here.top;
            list.add(words, last, item);
            last = item;
            here = object_item::<V>(parser, words, here.pack(), depth + 1).unpack()?;
            if get(words, item as usize) & (Header::UNKNOWN | Header::UNKNOWN_BELOW) != 0 {
                list.flag(words, HEADER, Header::UNKNOWN_BELOW);
            }
        } else {
            (here, last) = other_item(parser, words, here, list, last, schema)?;
        }
        more = has_next(body, &mut here, b']')?;
    }
    if get(list.record(words, HEADER), 3) as usize > INDEXED {
        here.top = end_list(parser, words, here.top, list.record, schema)?;
    }
    Some(here)
}

/// Writes the index of a list. Returns the first word behind it.
#[inline(never)]
fn end_list(
    parser: &mut Parser<'_, '_>,
    words: &mut [u32],
    top: u32,
    list: u32,
    schema: &'static Schema,
) -> Option<u32> {
    let (mut top, count) = (top as usize, get(words, list as usize + 3));
    let tables = parser.tables;
    parser.tables += write::end_list(words, &mut top, list as usize, count, schema, tables)?;
    Some(top as u32)
}

/// Parses an object that is an item of a list.
// Not inlined: together with its caller it would need too many registers.
#[inline(never)]
fn object_item<'b, V: Generated>(
    parser: &mut Parser<'_, 'b>,
    words: &mut [u32],
    Packed(at_and_quote, top): Packed,
    depth: u32,
) -> Packed {
    object::<V>(parser, words, Packed(at_and_quote + 1, top), depth)
}

/// Parses an object whose opening bracket was consumed.
// One copy for all members of that type; the compiler inlines it if there is only one.
#[inline]
pub(crate) fn object<'b, V: Generated>(
    parser: &mut Parser<'_, 'b>,
    words: &mut [u32],
    here: Packed,
    depth: u32,
) -> Packed {
    let mut parse = || {
        let mut here = here.unpack()?;
        let object = Object::open(words, &mut here, V::WORDS, depth)?;
        V::members(parser, parser.body, words, here, object)
    };
    parse().map_or(Packed::NONE, Position::pack)
}

/// Parses items until the next one starts with `{"`: non-objects, empty objects, and items behind
/// white space. Returns the position and the record of the last item.
#[cold]
#[inline(never)]
fn other_item<'b>(
    parser: &mut Parser<'_, 'b>,
    words: &mut [u32],
    here: Position,
    list: Object,
    last: u32,
    schema: &'static Schema,
) -> Option<(Position, u32)> {
    let mut here = parser.body.cursor(here);
    let mut frame = Frame::of_list(words, list, last, schema);
    loop {
        if let Some(opening) = parser.one_item(words, &mut here, &mut frame)? {
            let item = parser.open(words, &mut here, opening, frame.depth)?;
            frame.add(words, item.record);
            here = parser.run(words, here, item)?;
            frame.flags |= unknown_below(get(words, item.record as usize));
        }
        match here.body.bytes.get(here.at..here.at + 3) {
            Some(b",{\"") | None => break,
            Some([b',', ..]) => here.at += 1,
            Some(_) => break,
        }
    }
    set(words, list.record as usize, frame.flags);
    set(words, list.record as usize + 3, frame.count);
    Some((here.position(), frame.last))
}

/// Returns true if a key starts here.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) fn is_key(body: Body<'_>, here: Position) -> bool {
    body.byte(here.at as usize) == b'"'
}

/// Parses a member by lookup: out of order, unknown, or of an unexpected type.
#[inline(never)]
pub(crate) fn unexpected<'b>(
    parser: &mut Parser<'_, 'b>,
    words: &mut [u32],
    here: Packed,
    object: Object,
    schema: &'static Schema,
) -> Packed {
    let mut parse = || {
        let (mut frame, mut here) =
            (Frame::of(words, object, schema), parser.body.cursor(here.unpack()?));
        if let Some(opening) = parser.member(words, &mut here, &mut frame)? {
            (here, frame) = parser.container(words, here, frame, opening)?;
        }
        set(words, object.record as usize, frame.flags);
        Some(here.position())
    };
    parse().map_or(Packed::NONE, Position::pack)
}

/// Parses the next member if white space precedes it. Returns false if the object is empty; its
/// closing bracket is then consumed.
#[cold]
#[inline(never)]
pub(crate) fn spaced<'b>(
    parser: &mut Parser<'_, 'b>,
    words: &mut [u32],
    mut here: Position,
    object: Object,
    schema: &'static Schema,
) -> Option<(Position, bool)> {
    let (at, byte) = after_space(parser.body.bytes, here.at);
    here.at = at;
    if byte == b'}' {
        let before = parser.body.bytes.get(..at as usize)?.trim_ascii_end();
        here.at += 1;
        return before.ends_with(b"{").then_some((here, false));
    }
    Some((unexpected(parser, words, here.pack(), object, schema).unpack()?, true))
}

/// Parses the members of an open object, all by lookup.
#[inline(never)]
pub(crate) fn members<'b>(
    parser: &mut Parser<'_, 'b>,
    words: &mut [u32],
    here: Position,
    object: Object,
    schema: &'static Schema,
) -> Parsed {
    let mut frame = Frame::of(words, object, schema);
    frame.start = here.at - 1;
    Some(parser.run(words, parser.body.cursor(here), frame)?.position())
}

/// Parses the variant of an object again if the wrong field was assumed.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) fn resolve<'b>(
    parser: &mut Parser<'_, 'b>,
    words: &mut [u32],
    here: Position,
    object: Object,
    schema: &'static Schema,
) -> Parsed {
    match &schema.variant {
        Some(variant) if !parser.is_as_assumed(words, object.record as usize, variant) => {
            resolve_late(parser, words, here, object, schema)
        }
        _ => Some(here),
    }
}

#[inline(never)]
fn resolve_late<'b>(
    parser: &mut Parser<'_, 'b>,
    words: &mut [u32],
    here: Position,
    object: Object,
    schema: &'static Schema,
) -> Parsed {
    let (mut frame, mut here) = (Frame::of(words, object, schema), parser.body.cursor(here));
    if let Some(variant) = &schema.variant {
        (here, frame) = parser.resolve(words, here, frame, variant)?;
    }
    set(words, object.record as usize, frame.flags);
    Some(here.position())
}

/// Returns the slot of an object that is opened next.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) fn object_slot(here: Position) -> u32 {
    Slot::of_record(here.top as usize, SlotKind::Object)
}

/// Returns the slot of a list that is opened next.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) fn list_slot(here: Position) -> u32 {
    Slot::of_record(here.top as usize, SlotKind::List)
}

/// Parses the value of a change, an object whose opening bracket was consumed, as that field.
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) fn value<'b, V: Generated>(
    field: u8,
    parser: &mut Parser<'_, 'b>,
    body: Body<'b>,
    words: &mut [u32],
    mut here: Position,
    depth: u32,
) -> Parsed {
    let value = Object::open(words, &mut here, V::WORDS, depth)?;
    value.flag(words, V::WORDS, Header::of_field(field));
    V::members(parser, body, words, here, value)
}

/// Parses a value like [`value`], out of line: for fields rarer than messages.
#[inline(never)]
pub(crate) fn other_value<'b, V: Generated>(
    field: u8,
    parser: &mut Parser<'_, 'b>,
    words: &mut [u32],
    here: Position,
    depth: u32,
) -> Parsed {
    value::<V>(field, parser, parser.body, words, here, depth)
}

/// Skips a value whose field is assumed to be unknown, and returns its slot.
#[cold]
#[inline(never)]
pub(crate) fn unassumed(
    parser: &Parser<'_, '_>,
    here: Position,
    depth: u32,
) -> Option<(Position, u32)> {
    let (key, mut here) = (here.quote as usize, parser.body.cursor(here));
    here.quote += 2;
    here.value(b'{', depth as usize)?;
    Some((here.position(), Slot::of_key(key, SlotKind::Container)))
}
