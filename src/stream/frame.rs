//! Positions of records in their stream.

/// The framing of a stream: how its records follow one another. Other framings may follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Framing {
    /// One a line (NDJSON, JSON Lines).
    ///
    /// A line ends with `\n`; a `\r` before it belongs to the end. The last line needs none. Lines of
    /// nothing but spaces, tabs and `\r` are skipped.
    #[default]
    Lines,
    /// JSON texts one after another, however printed, with white space, record separators (U+001E, RFC
    /// 7464) or nothing between them.
    ///
    /// A text ends where its brackets balance. One that is broken (a record separator anywhere, a line
    /// end in a string, an opening bracket behind neither `[`, `:` nor `,`) ends there, and the next
    /// begins. What is no text, like a closing bracket too many, is a record up to white space, a
    /// separator, a quote or an opening bracket.
    ///
    /// A text that was cut off behind `[`, `:` or `,` takes the next one with it, and no more. One that
    /// was cut off in a string takes what comes before the next line end or separator; between texts
    /// there should be one.
    Concatenated,
}

/// Where a record lies in its stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Frame {
    pub(super) offset: u64,
    pub(super) len: u64,
    pub(super) line: u64,
}

impl Frame {
    /// Where the record begins, in bytes from the start of the stream.
    pub fn offset(self) -> u64 {
        self.offset
    }

    /// Its length in bytes, without the line end.
    #[expect(clippy::len_without_is_empty, reason = "a record has a byte at least")]
    pub fn len(self) -> u64 {
        self.len
    }

    /// The line that it begins in, from 1.
    pub fn line(self) -> u64 {
        self.line
    }
}

/// A place in a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) offset: u64,
    pub(super) line: u64,
}

impl Place {
    pub(super) const START: Place = Place { offset: 0, line: 1 };
}
