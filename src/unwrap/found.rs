//! Unwrapped bodies and their positions.

use super::path::Path;
use crate::error::Wrapping;
use core::fmt;

/// An unwrapped body, for [`Decoder::decode`](crate::Decoder::decode).
#[derive(Clone, Copy)]
pub struct Found<'a> {
    pub(super) body: &'a [u8],
    pub(super) path: Path<'a>,
    pub(super) wrappings: &'a [Wrapping],
    pub(super) origin: Origin,
}

/// The origin of a body's bytes.
#[derive(Clone, Copy)]
pub(super) struct Origin {
    /// The offset in the outer text of the source, or of the outermost string around it.
    pub(super) outer: usize,
    /// The offset of the source in the text of the innermost string.
    pub(super) inner: Option<usize>,
    /// Bytes written before the source; 0 if the body is the source.
    pub(super) added: usize,
    /// Length of the source in bytes.
    pub(super) len: usize,
}

impl<'a> Found<'a> {
    /// Returns the body: a slice of the outer text, or of the unwrapper's memory.
    ///
    /// A value without its envelope is rewritten as a change: `{"field":"messages","value":…}`.
    pub fn body(self) -> &'a [u8] {
        self.body
    }

    /// Returns the path from the outer text to the body; empty for a bare body.
    pub fn path(self) -> Path<'a> {
        self.path
    }

    /// Returns the wrappings, outermost first; empty for a bare body.
    pub fn wrappings(self) -> &'a [Wrapping] {
        self.wrappings
    }

    /// Returns `true` if the body is bare: the outer text as a whole.
    pub fn is_bare(self) -> bool {
        self.wrappings.is_empty()
    }

    /// Converts an offset in the body to one in the outer text; for a body inside a string, returns
    /// the offset of the outermost string.
    pub fn outer_offset(self, offset: usize) -> usize {
        match self.origin.inner {
            Some(_) => self.origin.outer,
            None => self.origin.outer + self.origin.source(offset),
        }
    }

    /// Converts an offset in the body to one in the text of the innermost string, if the body is
    /// inside a string.
    pub fn inner_offset(self, offset: usize) -> Option<usize> {
        Some(self.origin.inner? + self.origin.source(offset))
    }
}

impl Origin {
    /// Converts an offset in the body to one in the source.
    fn source(self, offset: usize) -> usize {
        offset.saturating_sub(self.added).min(self.len)
    }
}

impl fmt::Debug for Found<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The body contains personal data.
        f.debug_struct("Found")
            .field("len", &self.body.len())
            .field("path", &self.path)
            .field("wrappings", &self.wrappings)
            .finish_non_exhaustive()
    }
}
