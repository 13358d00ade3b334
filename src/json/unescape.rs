//! Decoding of escaped strings, piece by piece.
//!
//! The strings are those of checked bodies, so every escape is valid. A surrogate without a partner
//! is decoded as U+FFFD.

use crate::scan::unescape::{simple, unicode};
use memchr::memchr;

/// A piece of a string: bytes without escapes, or one escaped character.
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
                Some(Piece::Char(simple(escape)))
            }
            _ => {
                let end = memchr(b'\\', self.rest).unwrap_or(self.rest.len());
                // At least one byte: the iterator must end even on a lone backslash.
                let (plain, rest) = self.rest.split_at(end.max(1).min(self.rest.len()));
                self.rest = rest;
                Some(Piece::Plain(plain))
            }
        }
    }
}

/// Returns true if `spelled` decodes to `text`, without storing the decoded string.
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

/// Calls `with` with the decoded string, if it is at most 64 bytes long.
pub(crate) fn short<T>(spelled: &[u8], with: impl FnOnce(&[u8]) -> Option<T>) -> Option<T> {
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
    with(buffer.get(..len)?)
}
