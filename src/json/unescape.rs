//! What an escaped string means.
//!
//! Everything here reads strings of checked bodies: each backslash begins a good escape. A
//! surrogate that has no partner means U+FFFD.

use crate::scan::unescape::{simple, unicode};
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
                Some(Piece::Char(simple(escape)))
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
