//! What an escaped string means.
//!
//! Everything here reads strings that passed the door: each backslash begins a good escape. A
//! surrogate that has no partner means U+FFFD.

use core::mem::MaybeUninit;
use memchr::memchr;

/// A stretch of a string: bytes as they stand, or one escaped character.
pub(crate) enum Piece<'a> {
    Plain(&'a [u8]),
    Char(char),
}

/// The pieces of a spelled string, in order.
pub(crate) struct Pieces<'a> {
    rest: &'a [u8],
}

impl<'a> Pieces<'a> {
    pub(crate) fn new(spelled: &'a [u8]) -> Self {
        Pieces { rest: spelled }
    }
}

impl<'a> Iterator for Pieces<'a> {
    type Item = Piece<'a>;

    #[inline]
    fn next(&mut self) -> Option<Piece<'a>> {
        match *self.rest {
            [] => None,
            [b'\\', b'u', ref digits @ ..] => {
                let (char, rest) = unicode(digits);
                self.rest = rest;
                Some(Piece::Char(char))
            }
            [b'\\', escape, ref rest @ ..] => {
                self.rest = rest;
                Some(Piece::Char(match escape {
                    b'b' => '\u{8}',
                    b'f' => '\u{c}',
                    b'n' => '\n',
                    b'r' => '\r',
                    b't' => '\t',
                    other => char::from(other),
                }))
            }
            _ => {
                let end = memchr(b'\\', self.rest).unwrap_or(self.rest.len());
                // At least one byte, so that the iterator ends even on a lone backslash.
                let (plain, rest) = self.rest.split_at(end.max(1).min(self.rest.len()));
                self.rest = rest;
                Some(Piece::Plain(plain))
            }
        }
    }
}

/// The character that four hex digits mean, or eight with `\u` between them, and what follows.
#[inline]
fn unicode(digits: &[u8]) -> (char, &[u8]) {
    let (first, rest) = hex4(digits);
    match first {
        0xD800..=0xDBFF => {
            if let [b'\\', b'u', low @ ..] = rest {
                let (second, after) = hex4(low);
                if let 0xDC00..=0xDFFF = second {
                    let code = 0x1_0000 + ((first - 0xD800) << 10) + (second - 0xDC00);
                    return (char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER), after);
                }
            }
            (char::REPLACEMENT_CHARACTER, rest)
        }
        code => (char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER), rest),
    }
}

#[inline]
fn hex4(digits: &[u8]) -> (u32, &[u8]) {
    let Some((four, rest)) = digits.split_first_chunk::<4>() else {
        return (0xFFFD, &[]);
    };
    (four.iter().fold(0, |code, &digit| (code << 4) | hex(digit)), rest)
}

/// The value of a hex digit; that it is one was proven at the door.
#[inline]
fn hex(digit: u8) -> u32 {
    let digit = u32::from(digit);
    (digit & 0xF) + 9 * (digit >> 6)
}

/// Writes what `spelled` means into `out`, and returns how many bytes that is.
///
/// The meaning is never longer than the spelling: with `out` of that length nothing is cut off.
#[inline]
pub(crate) fn unescape_into(spelled: &[u8], out: &mut [MaybeUninit<u8>]) -> usize {
    let mut len = 0;
    let mut utf8 = [0; 4];
    for piece in Pieces::new(spelled) {
        let bytes = match piece {
            Piece::Plain(bytes) => bytes,
            Piece::Char(char) => char.encode_utf8(&mut utf8).as_bytes(),
        };
        let Some(to) = out.get_mut(len..len + bytes.len()) else {
            break;
        };
        for (to, &from) in to.iter_mut().zip(bytes) {
            to.write(from);
        }
        len += bytes.len();
    }
    len
}

/// Whether `spelled` means `text`, without writing it out.
pub(crate) fn key_matches(spelled: &[u8], text: &str) -> bool {
    let mut text = text.as_bytes();
    let mut utf8 = [0; 4];
    for piece in Pieces::new(spelled) {
        let bytes = match piece {
            Piece::Plain(bytes) => bytes,
            Piece::Char(char) => char.encode_utf8(&mut utf8).as_bytes(),
        };
        match text.strip_prefix(bytes) {
            Some(rest) => text = rest,
            None => return false,
        }
    }
    text.is_empty()
}

/// Calls `with` with what `spelled` means, when that is at most 64 bytes long.
pub(crate) fn short<T>(spelled: &[u8], with: impl FnOnce(&str) -> Option<T>) -> Option<T> {
    let mut buffer = [0; 64];
    let mut len = 0;
    let mut utf8 = [0; 4];
    for piece in Pieces::new(spelled) {
        let bytes = match piece {
            Piece::Plain(bytes) => bytes,
            Piece::Char(char) => char.encode_utf8(&mut utf8).as_bytes(),
        };
        buffer.get_mut(len..len + bytes.len())?.copy_from_slice(bytes);
        len += bytes.len();
    }
    with(core::str::from_utf8(buffer.get(..len)?).ok()?)
}
