//! A cursor over a body: skips strings by their quotes, and reads all other bytes one by one.

use crate::json::reference::{self, MAX_DEPTH};
use crate::json::schema::{Member, Schema};
use crate::json::unescape::short;
use crate::scan::{ESCAPED, offset_of};

/// A body to parse.
#[derive(Clone, Copy)]
pub struct Body<'b> {
    pub(crate) bytes: &'b [u8],
    /// 0, then the offset of each quote. All strings are well formed.
    pub(crate) quotes: &'b [u32],
    pub(crate) max_depth: usize,
}

/// A cursor: a position and its body.
// Small and `Copy`: loops keep a copy in registers.
#[derive(Clone, Copy)]
pub(crate) struct Cursor<'b> {
    pub(crate) body: Body<'b>,
    pub(crate) at: usize,
    /// The number of the next quote.
    pub(crate) quote: usize,
    /// The next free word of the records.
    pub(crate) top: usize,
}

/// A position without its body: all state that changes while a generated function runs.
// 32 bits each: `usize` sums need no overflow checks.
#[derive(Clone, Copy)]
pub struct Position {
    pub(crate) at: u32,
    /// The number of the next quote.
    pub(crate) quote: u32,
    /// The next free word of the records.
    pub(crate) top: u32,
}

/// An optional [`Position`] in two registers: offset and quote; the next free word, 0 for `None`.
#[derive(Clone, Copy)]
pub(crate) struct Packed(pub(super) u64, pub(super) u32);

impl Packed {
    pub(crate) const NONE: Packed = Packed(0, 0);

    #[inline(always)]
    pub(crate) fn unpack(self) -> Option<Position> {
        let Packed(both, top) = self;
        (top != 0).then_some(Position { at: both as u32, quote: (both >> 32) as u32, top })
    }
}

impl Position {
    #[inline(always)]
    pub(crate) fn pack(self) -> Packed {
        Packed(u64::from(self.at) | u64::from(self.quote) << 32, self.top)
    }
}

impl<'b> Body<'b> {
    #[inline(always)]
    pub(crate) fn cursor(self, here: Position) -> Cursor<'b> {
        let [at, quote, top] = [here.at, here.quote, here.top].map(|part| part as usize);
        Cursor { body: self, at, quote, top }
    }
}

impl Body<'_> {
    /// Returns the byte at an offset; 0 behind the end.
    #[inline(always)]
    pub(crate) fn byte(self, at: usize) -> u8 {
        self.bytes.get(at).copied().unwrap_or(0)
    }

    /// Returns the bytes between the quotes of the string with that opening quote.
    #[inline(always)]
    pub(crate) fn spelled(&self, open: usize) -> Option<&[u8]> {
        let (from, to) = (*self.quotes.get(open)?, *self.quotes.get(open + 1)?);
        self.bytes.get(offset_of(from) + 1..offset_of(to))
    }

    /// Returns the member of a table whose key has that opening quote, if the table has it.
    #[inline(always)]
    pub(crate) fn find(&self, schema: &'static Schema, key: usize) -> Option<&'static Member> {
        let &[open, close] = self.quotes.get(key..)?.first_chunk()?;
        let found = schema.find(self.bytes, offset_of(open) + 1, offset_of(close));
        // Meta does not escape keys, but JSON permits it.
        if close & ESCAPED == 0 { found } else { self.find_escaped(schema, key) }
    }

    #[cold]
    #[inline(never)]
    fn find_escaped(&self, schema: &'static Schema, key: usize) -> Option<&'static Member> {
        // Names have only ASCII letters, digits and `_` (`json::lookup`): only `\u` can spell them.
        let mut spelled = self.spelled(key)?.iter().skip_while(|&&byte| byte != b'\\').skip(1);
        spelled.next().filter(|&&byte| byte == b'u')?;
        self.short(key, |key| schema.find(key, 0, key.len()))
    }

    /// Calls `with` with the decoded string with that opening quote. Returns `None` if it
    /// has escapes and is longer than 64 bytes.
    pub(crate) fn short<T>(&self, open: usize, with: impl FnOnce(&[u8]) -> Option<T>) -> Option<T> {
        let spelled = self.spelled(open)?;
        if self.quotes.get(open + 1)? & ESCAPED != 0 {
            return short(spelled, with);
        }
        with(spelled)
    }

    /// Returns the offset of the quote with that number; 0 if there is none.
    #[inline(always)]
    pub(crate) fn quote(&self, number: usize) -> usize {
        self.quotes.get(number).map_or(0, |&quote| offset_of(quote))
    }
}

impl<'b> Cursor<'b> {
    pub(crate) fn new(body: Body<'b>, top: usize) -> Cursor<'b> {
        Cursor { body, at: 0, quote: 1, top }
    }

    #[inline(always)]
    pub(crate) fn position(self) -> Position {
        let [at, quote, top] = [self.at, self.quote, self.top].map(|part| part as u32);
        Position { at, quote, top }
    }

    /// Skips white space, and returns the byte behind it; 0 at the end.
    #[inline(always)]
    pub(crate) fn space(&mut self) -> u8 {
        match self.body.byte(self.at) {
            byte if byte > b' ' => byte,
            _ => self.spaces(),
        }
    }

    #[inline(always)]
    fn spaces(&mut self) -> u8 {
        loop {
            match self.body.bytes.get(self.at) {
                Some(b' ' | b'\n' | b'\r' | b'\t') => self.at += 1,
                Some(&byte) => return byte,
                None => return 0,
            }
        }
    }

    /// Consumes the comma before the next member or item, or the closing bracket `end`. Returns
    /// true if another member or item follows.
    #[inline(always)]
    pub(crate) fn has_next(&mut self, first: bool, end: u8) -> Option<bool> {
        let byte = self.space();
        if byte == end {
            self.at += 1;
            return Some(false);
        }
        if !first {
            if byte != b',' {
                return None;
            }
            self.at += 1;
        }
        Some(true)
    }

    /// Skips a key and its colon, and returns the first byte of the value.
    #[inline(always)]
    pub(crate) fn key(&mut self) -> Option<u8> {
        if self.string().is_none() {
            self.spaces();
            self.string()?;
        }
        match self.body.bytes.get(self.at..self.at + 2) {
            Some(&[b':', first]) if first > b' ' => {
                self.at += 1;
                Some(first)
            }
            _ => self.colon(),
        }
    }

    /// Skips a colon with white space around it, and returns the byte behind.
    #[inline(always)]
    fn colon(&mut self) -> Option<u8> {
        if self.spaces() != b':' {
            return None;
        }
        self.at += 1;
        Some(self.spaces())
    }

    /// Skips the string that starts here.
    #[inline(always)]
    pub(crate) fn string(&mut self) -> Option<()> {
        match self.body.quotes.get(self.quote..) {
            // A backslash outside strings hides a quote from the index or sets its flag: no match.
            Some(&[open, close, ..]) if open as usize == self.at => {
                self.at = offset_of(close) + 1;
                self.quote += 2;
                Some(())
            }
            _ => None,
        }
    }

    /// Skips a value inside `depth` containers, checking only its grammar.
    #[inline(always)]
    pub(crate) fn value(&mut self, byte: u8, depth: usize) -> Option<()> {
        match byte {
            b'{' | b'[' => {
                (self.at, self.quote) = container(*self, byte, depth)?;
                Some(())
            }
            _ => self.leaf(byte),
        }
    }

    /// Skips a string, a number, `true`, `false` or `null` that starts with `byte`.
    #[inline(always)]
    pub(crate) fn leaf(&mut self, byte: u8) -> Option<()> {
        self.at = match byte {
            b'"' => return self.string(),
            b'0'..=b'9' => digits(self.body.bytes, self.at, byte)?,
            _ => scalar(self.body.bytes, self.at, byte)?,
        };
        Some(())
    }

    /// Skips one value of any type and white space around it. Returns true if the body ends there.
    pub(crate) fn is_one_value(mut self) -> bool {
        let first = self.space();
        if self.value(first, 0).is_none() {
            return false;
        }
        self.space();
        self.at == self.body.bytes.len()
    }
}

/// Skips a container that starts with `byte`. Returns the offset and the next quote behind it.
#[inline(never)]
fn container(mut here: Cursor<'_>, mut byte: u8, around: usize) -> Option<(usize, usize)> {
    let mut arrays = [0u64; MAX_DEPTH / 64];
    let mut depth = around;
    loop {
        // One iteration for each opening bracket.
        let bits = arrays.get_mut(depth / 64).filter(|_| depth < here.body.max_depth)?;
        let mut is_array = byte == b'[';
        *bits = *bits & !(1 << (depth % 64)) | u64::from(is_array) << (depth % 64);
        depth += 1;
        here.at += 1;
        let mut first = true;
        loop {
            if here.has_next(first, if is_array { b']' } else { b'}' })? {
                byte = if is_array { here.space() } else { here.key()? };
                if matches!(byte, b'{' | b'[') {
                    break;
                }
                here.leaf(byte)?;
            } else {
                depth -= 1;
                if depth == around {
                    return Some((here.at, here.quote));
                }
                let bits = arrays.get((depth - 1) / 64).copied().unwrap_or(0);
                is_array = bits >> ((depth - 1) % 64) & 1 == 1;
            }
            first = false;
        }
    }
}

/// Returns the offset behind a number, `true`, `false` or `null` that starts with `byte`.
#[inline]
fn scalar(bytes: &[u8], at: usize, byte: u8) -> Option<usize> {
    let word: &[u8] = match byte {
        b't' => b"true",
        b'f' => b"false",
        b'n' => b"null",
        _ => return reference::number(bytes, at).ok(),
    };
    let rest = bytes.get(at..).unwrap_or_default();
    rest.starts_with(word).then_some(at + word.len())
}

/// Returns the offset behind a number that starts with the digit `first`.
// Nearly all numbers have only digits, and a comma or bracket follows.
#[inline(always)]
fn digits(bytes: &[u8], start: usize, first: u8) -> Option<usize> {
    let mut at = start + 1;
    while first != b'0'
        && let Some(b'0'..=b'9') = bytes.get(at)
    {
        at += 1;
    }
    match bytes.get(at) {
        Some(b',' | b'}' | b']') => Some(at),
        _ => scalar(bytes, start, first),
    }
}
