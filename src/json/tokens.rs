//! A body as a row of tokens: strings by their marks, everything else byte by byte.

use super::check::{self, MAX_DEPTH};
use super::doc::Pos;
use super::schema::{Member, Schema};
use super::unescape::short;
use crate::room::NoRoom;
use crate::scan::{ESCAPED, place};

/// The body is not well formed, or there was no room for what is in it.
pub(crate) struct Rejected;

impl From<NoRoom> for Rejected {
    fn from(_: NoRoom) -> Rejected {
        Rejected
    }
}

pub(super) type Walked<T = ()> = Result<T, Rejected>;

/// A body to walk.
#[derive(Clone, Copy)]
pub(crate) struct Body<'b> {
    pub(crate) bytes: &'b [u8],
    /// The index of it, which had no flaw.
    pub(crate) marks: &'b [u32],
    pub(crate) max_depth: usize,
}

/// A place in a body, and the way on from there.
// Small and `Copy`: a loop works on one of its own, which is in registers, and not on the walker's.
#[derive(Clone, Copy)]
pub(super) struct Tokens<'b> {
    pub(super) body: Body<'b>,
    pub(super) at: usize,
    /// The number of the next quote.
    pub(super) quote: usize,
}

impl Body<'_> {
    /// What stands between the quotes of the string whose opening one has that number.
    #[inline(always)]
    pub(super) fn spelled(&self, open: usize) -> Option<&[u8]> {
        let (from, to) = (*self.marks.get(open)?, *self.marks.get(open + 1)?);
        self.bytes.get(place(from) + 1..place(to))
    }

    /// The member whose key has its opening quote under that number.
    #[inline(always)]
    pub(super) fn find(&self, schema: &'static Schema, key: usize) -> Option<&'static Member> {
        let &[open, close] = self.marks.get(key..)?.first_chunk()?;
        let found = schema.find(self.bytes, place(open) + 1, place(close));
        // Escapes in keys do not happen, and are legal.
        if close & ESCAPED == 0 { found } else { self.find_escaped(schema, key) }
    }

    #[cold]
    #[inline(never)]
    fn find_escaped(&self, schema: &'static Schema, key: usize) -> Option<&'static Member> {
        // What the escapes of two bytes mean is in no name, see `super::lookup::build`.
        let mut spelled = self.spelled(key)?.iter().skip_while(|&&byte| byte != b'\\').skip(1);
        spelled.next().filter(|&&byte| byte == b'u')?;
        self.short(key, |key| schema.find(key.as_bytes(), 0, key.len()))
    }

    /// Calls `with` with what the string with that opening quote means, if it is short.
    pub(super) fn short<T>(&self, open: usize, with: impl FnOnce(&str) -> Option<T>) -> Option<T> {
        let spelled = self.spelled(open)?;
        if self.marks.get(open + 1)? & ESCAPED != 0 {
            return short(spelled, with);
        }
        with(core::str::from_utf8(spelled).ok()?)
    }

    /// A container that begins there with that byte, for its grammar only; the place behind it, and the quote.
    #[inline(never)]
    fn container(
        &self,
        at: usize,
        quote: usize,
        mut byte: u8,
        around: usize,
    ) -> Walked<(usize, usize)> {
        let mut here = Tokens { body: *self, at, quote };
        let mut arrays = [0u64; MAX_DEPTH / 64];
        let mut depth = around;
        loop {
            // The bracket of a container, and then what is in it, up to the next one inside of it.
            let bits = arrays.get_mut(depth / 64).filter(|_| depth < self.max_depth);
            let Some(bits) = bits else { return Err(Rejected) };
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
                        return Ok((here.at, here.quote));
                    }
                    let bits = arrays.get((depth - 1) / 64).copied().unwrap_or(0);
                    is_array = bits >> ((depth - 1) % 64) & 1 == 1;
                }
                first = false;
            }
        }
    }
}

impl<'b> Tokens<'b> {
    pub(super) fn new(body: Body<'b>) -> Tokens<'b> {
        Tokens { body, at: 0, quote: 1 }
    }

    /// Returns true if the body is one value of any type, and white space.
    pub(super) fn is_one_value(mut self) -> bool {
        let first = self.space();
        if self.value(first, 0).is_err() {
            return false;
        }
        self.space();
        self.at == self.body.bytes.len()
    }

    /// Passes white space; the byte behind it, 0 at the end (and nowhere else legal).
    #[inline(always)]
    pub(super) fn space(&mut self) -> u8 {
        match self.body.bytes.get(self.at) {
            Some(&byte) if byte > b' ' => byte,
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

    /// Passes what stands before the first, or the next, member or item of a container that ends with
    /// `end`, or passes that; whether there is one.
    #[inline(always)]
    pub(super) fn has_next(&mut self, first: bool, end: u8) -> Walked<bool> {
        let byte = self.space();
        if byte == end {
            self.at += 1;
            return Ok(false);
        }
        if !first {
            if byte != b',' {
                return Err(Rejected);
            }
            self.at += 1;
        }
        Ok(true)
    }

    /// A key and its colon; the first byte of the value.
    #[inline(always)]
    pub(super) fn key(&mut self) -> Walked<u8> {
        if self.string().is_err() {
            self.spaces();
            self.string()?;
        }
        match self.body.bytes.get(self.at..self.at + 2) {
            Some(&[b':', first]) if first > b' ' => {
                self.at += 1;
                Ok(first)
            }
            _ => self.colon(),
        }
    }

    /// A colon with white space around it, and the byte behind.
    #[inline(always)]
    fn colon(&mut self) -> Walked<u8> {
        if self.spaces() != b':' {
            return Err(Rejected);
        }
        self.at += 1;
        Ok(self.spaces())
    }

    /// The string that begins here.
    #[inline(always)]
    fn string(&mut self) -> Walked {
        match self.body.marks.get(self.quote..) {
            // A quote that the index took for escaped is one that a backslash precedes outside of
            // strings: not the next mark, and refused.
            Some(&[open, close, ..]) if open as usize == self.at => {
                self.at = place(close) + 1;
                self.quote += 2;
                Ok(())
            }
            _ => Err(Rejected),
        }
    }

    /// Any value, for its grammar only; `depth` containers stand around it.
    #[inline(always)]
    pub(super) fn value(&mut self, byte: u8, depth: usize) -> Walked {
        match byte {
            b'{' | b'[' => {
                (self.at, self.quote) = self.body.container(self.at, self.quote, byte, depth)?;
                Ok(())
            }
            _ => self.leaf(byte),
        }
    }

    /// A string, a number or a word that begins with that byte.
    #[inline(always)]
    fn leaf(&mut self, byte: u8) -> Walked {
        self.at = match byte {
            b'"' => return self.string(),
            b'0'..=b'9' => digits(self.body.bytes, self.at, byte)?,
            _ => scalar(self.body.bytes, self.at, byte)?,
        };
        Ok(())
    }

    /// Here, told from the last mark.
    #[inline(always)]
    pub(super) fn pos(&self) -> Pos {
        let mark = self.quote - 1;
        let before = self.body.marks.get(mark).map_or(0, |&mark| place(mark));
        Pos { mark: mark as u32, delta: (self.at - before) as u32 }
    }
}

/// A number or a word that begins with that byte; where it ends.
#[inline]
fn scalar(bytes: &[u8], at: usize, byte: u8) -> Walked<usize> {
    let word: &[u8] = match byte {
        b't' => b"true",
        b'f' => b"false",
        b'n' => b"null",
        _ => return check::number(bytes, at).map_err(|_| Rejected),
    };
    let rest = bytes.get(at..).unwrap_or_default();
    if rest.starts_with(word) { Ok(at + word.len()) } else { Err(Rejected) }
}

/// A number that begins with that digit: nearly all have digits only, and end a member or an item.
#[inline(always)]
fn digits(bytes: &[u8], start: usize, first: u8) -> Walked<usize> {
    let mut at = start + 1;
    while first != b'0'
        && let Some(b'0'..=b'9') = bytes.get(at)
    {
        at += 1;
    }
    match bytes.get(at) {
        Some(b',' | b'}' | b']') => Ok(at),
        _ => scalar(bytes, start, first),
    }
}
