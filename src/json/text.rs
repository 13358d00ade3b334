//! A string of the body.

use super::doc::Doc;
use super::parse::Body;
use super::schema::{Member, Schema};
use super::unescape::{Pieces, key_matches};
use core::fmt;

/// A JSON string of the body: a key or a value.
///
/// Comparisons use the decoded characters, without decoding the string first. The lifetime is that
/// of the body and the decoder.
#[derive(Clone, Copy)]
pub struct Str<'a> {
    doc: &'a Doc<'a>,
    open: u32,
}

impl<'a> Str<'a> {
    pub(crate) fn new(doc: &'a Doc<'a>, open: u32) -> Str<'a> {
        Str { doc, open }
    }

    /// Returns the number of its opening quote.
    pub(crate) fn open(self) -> u32 {
        self.open
    }

    /// Returns the member of a table whose key is this string.
    pub(crate) fn member(self, schema: &'static Schema) -> Option<&'static Member> {
        let body = Body { bytes: self.doc.body.as_bytes(), quotes: self.doc.quotes, max_depth: 0 };
        body.find(schema, self.open as usize)
    }

    /// Returns the decoded string: a slice of the body, or of the decoder's arena if it has
    /// escapes.
    ///
    /// An escaped surrogate without its partner is decoded as U+FFFD.
    #[inline]
    pub fn to_str(self) -> &'a str {
        self.doc.text(self.open)
    }

    /// Returns the bytes between the quotes, escapes included.
    #[inline]
    pub fn as_spelled(self) -> &'a str {
        self.doc.spelled(self.open)
    }

    /// Returns true if the spelling has an escape.
    #[inline]
    pub fn is_escaped(self) -> bool {
        self.doc.is_escaped(self.open)
    }

    /// Returns the decoded characters, without decoding the string as a whole.
    pub fn chars(self) -> impl Iterator<Item = char> + 'a {
        Pieces::new(self.as_spelled().as_bytes()).flat_map(|piece| {
            let (plain, char) = match piece {
                super::unescape::Piece::Plain(plain) => (plain, None),
                super::unescape::Piece::Char(char) => ("".as_bytes(), Some(char)),
            };
            core::str::from_utf8(plain).unwrap_or_default().chars().chain(char)
        })
    }
}

impl PartialEq<str> for Str<'_> {
    #[inline]
    fn eq(&self, other: &str) -> bool {
        let spelled = self.as_spelled();
        if self.is_escaped() { key_matches(spelled.as_bytes(), other) } else { spelled == other }
    }
}

impl PartialEq<&str> for Str<'_> {
    #[inline]
    fn eq(&self, other: &&str) -> bool {
        *self == **other
    }
}

impl PartialEq for Str<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.chars().eq(other.chars())
    }
}

impl Eq for Str<'_> {}

impl fmt::Display for Str<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.to_str())
    }
}

impl fmt::Debug for Str<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.to_str(), f)
    }
}
