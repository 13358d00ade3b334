//! Why a body was not found where one was expected.

use super::path::Path;
use crate::error::ErrorKind;
use alloc::string::String;
use core::fmt;

/// Why a wrapping, or one record of it, gave no body.
///
/// It says what and where, and holds no text of the wrapping.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnwrapError {
    kind: UnwrapErrorKind,
    offset: usize,
    inner: Option<usize>,
    path: String,
}

/// The kinds of [`UnwrapError`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum UnwrapErrorKind {
    /// The value is neither a body nor a known wrapping of one.
    NotABody,
    /// A key or an index of the caller's path does not exist.
    Missing,
    /// The value is of a type that leads nowhere.
    WrongType,
    /// The string holds no JSON text.
    Malformed(ErrorKind),
    /// The string is not base64.
    InvalidBase64,
    /// More than three strings within one another, or more than 32 steps.
    TooDeep,
    /// Unwrapping takes more memory than [`Limits`](crate::Limits) allow, or than the system has.
    MemoryLimit,
}

impl UnwrapErrorKind {
    /// Returns the name in lower case: `not_a_body`.
    pub fn name(self) -> &'static str {
        match self {
            UnwrapErrorKind::NotABody => "not_a_body",
            UnwrapErrorKind::Missing => "missing",
            UnwrapErrorKind::WrongType => "wrong_type",
            UnwrapErrorKind::Malformed(kind) => kind.name(),
            UnwrapErrorKind::InvalidBase64 => "invalid_base64",
            UnwrapErrorKind::TooDeep => "too_deep",
            UnwrapErrorKind::MemoryLimit => "memory_limit",
        }
    }
}

impl fmt::Display for UnwrapErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            UnwrapErrorKind::NotABody => f.write_str("neither a body nor a known wrapping"),
            UnwrapErrorKind::Missing => f.write_str("no value at the path"),
            UnwrapErrorKind::WrongType => f.write_str("expected a string, an object or an array"),
            UnwrapErrorKind::Malformed(kind) => fmt::Display::fmt(kind, f),
            UnwrapErrorKind::InvalidBase64 => f.write_str("invalid base64"),
            UnwrapErrorKind::TooDeep => f.write_str("wrapped deeper than the limit"),
            UnwrapErrorKind::MemoryLimit => fmt::Display::fmt(&ErrorKind::MemoryLimit, f),
        }
    }
}

impl UnwrapError {
    #[cold]
    pub(super) fn new(
        kind: UnwrapErrorKind,
        offset: usize,
        inner: Option<usize>,
        path: Path<'_>,
    ) -> UnwrapError {
        let mut text = Fallible(String::new());
        // Without memory for it the path ends early.
        let _ = fmt::Write::write_fmt(&mut text, format_args!("{path}"));
        UnwrapError { kind, offset, inner, path: text.0 }
    }

    /// What was wrong.
    pub fn kind(&self) -> UnwrapErrorKind {
        self.kind
    }

    /// The path to where it ended: `Records[3].body`.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Where that is in the outer text: the offset of the value, or of the outermost string around
    /// it.
    pub fn offset(&self) -> usize {
        self.offset
    }

    /// The offset in the text that the innermost string holds, if the path led into one.
    pub fn inner_offset(&self) -> Option<usize> {
        self.inner
    }
}

impl fmt::Display for UnwrapError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.kind)?;
        if !self.path.is_empty() {
            write!(f, " in `{}`", self.path)?;
        }
        match self.inner {
            Some(inner) => write!(f, " (byte {inner} of the string at byte {})", self.offset),
            None => write!(f, " at byte {}", self.offset),
        }
    }
}

impl core::error::Error for UnwrapError {}

/// Text that is cut where memory ends.
struct Fallible(String);

impl fmt::Write for Fallible {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0.try_reserve(text.len()).map_err(|_| fmt::Error)?;
        self.0.push_str(text);
        Ok(())
    }
}
