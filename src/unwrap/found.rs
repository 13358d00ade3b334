//! A body that was found, and where.

use super::path::Path;
use crate::error::Wrapping;
use core::fmt;

/// A body out of its wrapping, for [`Decoder::decode`](crate::Decoder::decode).
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
    /// The offset in the outer text, of the source or of the outermost string around it.
    pub(super) outer: usize,
    /// The offset of the source in the text that the innermost string holds.
    pub(super) inner: Option<usize>,
    /// Bytes written before the source; 0 if the body is the source.
    pub(super) added: usize,
    /// Length of the source in bytes.
    pub(super) len: usize,
}

impl<'a> Found<'a> {
    /// Returns the body: a slice of the outer text, or of the unwrapper's memory.
    ///
    /// A value without its envelope is written as a change: `{"field":"messages","value":…}`.
    pub fn body(self) -> &'a [u8] {
        self.body
    }

    /// Returns the path from the outer text to the body, empty if nothing is around it.
    pub fn path(self) -> Path<'a> {
        self.path
    }

    /// Returns the wrappings, the outermost first; none for a body as it comes from Meta.
    pub fn wrappings(self) -> &'a [Wrapping] {
        self.wrappings
    }

    /// Returns whether the body is the outer text as a whole, bare.
    pub fn is_bare(self) -> bool {
        self.wrappings.is_empty()
    }

    /// Returns where an offset of the body is in the outer text; for a body out of a string the
    /// offset of the outermost string.
    pub fn outer_offset(self, offset: usize) -> usize {
        match self.origin.inner {
            Some(_) => self.origin.outer,
            None => self.origin.outer + self.origin.source(offset),
        }
    }

    /// Returns where an offset of the body is in the text that the innermost string holds, for a
    /// body out of a string.
    pub fn inner_offset(self, offset: usize) -> Option<usize> {
        Some(self.origin.inner? + self.origin.source(offset))
    }
}

impl Origin {
    /// Returns the offset in the source of an offset in the body.
    fn source(self, offset: usize) -> usize {
        offset.saturating_sub(self.added).min(self.len)
    }
}

impl fmt::Debug for Found<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Its text is personal data.
        f.debug_struct("Found")
            .field("len", &self.body.len())
            .field("path", &self.path)
            .field("wrappings", &self.wrappings)
            .finish_non_exhaustive()
    }
}
