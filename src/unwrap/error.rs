//! Errors of unwrapping.

use super::path::Path;
use crate::error::ErrorKind;
use alloc::string::String;
use core::fmt;

/// The error of a wrapping, or of one record in it, without a body.
///
/// It contains a kind and a position, but no text of the wrapping.
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
    /// A key or index of the caller's road does not exist.
    Missing,
    /// The value has a type that cannot contain a body.
    WrongType,
    /// The string does not contain valid JSON.
    Malformed(ErrorKind),
    /// The string is not base64.
    InvalidBase64,
    /// More than three nested strings, or more than 32 steps.
    TooDeep,
    /// Unwrapping needs more memory than [`Limits`](crate::Limits) allow, or than is available.
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
        // Without memory for it, the path is truncated.
        let _ = fmt::Write::write_fmt(&mut text, format_args!("{path}"));
        UnwrapError { kind, offset, inner, path: text.0 }
    }

    /// Returns the kind of error.
    pub fn kind(&self) -> UnwrapErrorKind {
        self.kind
    }

    /// Returns the path to the failed value: `Records[3].body`.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Returns the offset in the outer text of the failed value, or of the outermost string around
    /// it.
    pub fn offset(&self) -> usize {
        self.offset
    }

    /// Returns the offset in the text of the innermost string, if the path led into one.
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

/// A string that is truncated if memory runs out.
struct Fallible(String);

impl fmt::Write for Fallible {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0.try_reserve(text.len()).map_err(|_| fmt::Error)?;
        self.0.push_str(text);
        Ok(())
    }
}
