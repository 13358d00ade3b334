//! Limits on the length and depth of a body, and on memory.

use crate::json::reference::MAX_DEPTH;
use crate::scan::MAX_LEN;

/// The minimum of [`Limits::with_max_memory`].
const LEAST_MEMORY: usize = 2 << 20;

/// The default memory limit per byte of the maximum body length.
const USUAL_MEMORY: usize = 32;

/// Bodies up to this length fit into [`LEAST_MEMORY`].
const SHORT: usize = 16 << 10;

/// Limits on the length and nesting depth of a body, and on the memory for decoding it.
///
/// ```
/// use wabahook::{Decoder, ErrorKind, Limits};
/// let mut decoder = Decoder::with_limits(Limits::new().with_max_body_len(10));
/// let error = decoder.decode(br#"{"entry": []}"#).unwrap_err();
/// assert_eq!((error.kind(), error.offset()), (ErrorKind::BodyTooLarge, 10));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Limits {
    body_len: usize,
    depth: usize,
    /// The default depends on the maximum length of a body.
    memory: Option<usize>,
}

impl Limits {
    /// Returns the defaults: 4 MiB (Meta sends up to 3 MB), 128 levels, and more memory than any
    /// such body needs.
    pub const fn new() -> Limits {
        Limits { body_len: 4 << 20, depth: 128, memory: None }
    }

    /// Sets the maximum length of a body in bytes, at most 1 GiB less one, the limit of the index.
    #[must_use]
    pub const fn with_max_body_len(self, bytes: usize) -> Limits {
        Limits { body_len: if bytes > MAX_LEN { MAX_LEN } else { bytes }, ..self }
    }

    /// Sets the maximum nesting depth; the root is level 1. At most 1024.
    #[must_use]
    pub const fn with_max_depth(self, levels: usize) -> Limits {
        Limits { depth: if levels > MAX_DEPTH { MAX_DEPTH } else { levels }, ..self }
    }

    /// Sets the maximum memory of a decoder in bytes, at least 2 MiB. The default is 2 MiB plus 32
    /// times the maximum body length.
    ///
    /// Meta's bodies need less than four times their length; crafted ones, such as a list of very
    /// many empty objects, several times that. A body that needs more than the limit is rejected
    /// with [`ErrorKind::MemoryLimit`](crate::ErrorKind::MemoryLimit). Before that the decoder
    /// frees all memory held for other bodies, so that a reused decoder accepts the same bodies as
    /// a new one. While a table grows, the old and the new allocation may briefly exist together.
    ///
    /// ```
    /// use wabahook::{Decoder, ErrorKind, Limits};
    /// let items = "{},".repeat(500_000);
    /// let body = format!(r#"{{"entry":[{items}{{}}]}}"#);
    /// assert!(Decoder::new().decode(body.as_bytes()).is_ok());
    /// let mut decoder = Decoder::with_limits(Limits::new().with_max_memory(8 << 20));
    /// let error = decoder.decode(body.as_bytes()).unwrap_err();
    /// assert_eq!(error.kind(), ErrorKind::MemoryLimit);
    /// assert!(decoder.capacity() <= 8 << 20);
    /// ```
    #[must_use]
    pub const fn with_max_memory(self, bytes: usize) -> Limits {
        let bytes = if bytes < LEAST_MEMORY { LEAST_MEMORY } else { bytes };
        Limits { memory: Some(bytes), ..self }
    }

    /// Returns the maximum length of a body in bytes.
    pub const fn max_body_len(self) -> usize {
        self.body_len
    }

    /// Returns the maximum nesting depth.
    pub const fn max_depth(self) -> usize {
        self.depth
    }

    /// Returns the maximum memory of a decoder in bytes.
    pub const fn max_memory(self) -> usize {
        match self.memory {
            Some(bytes) => bytes,
            None => self.body_len.saturating_mul(USUAL_MEMORY).saturating_add(LEAST_MEMORY),
        }
    }

    /// Returns the length up to which every body fits into the memory limit, whatever memory is held
    /// for other bodies.
    pub(crate) const fn always_fits(self) -> usize {
        let len = (self.max_memory() - LEAST_MEMORY) / USUAL_MEMORY;
        if len < SHORT { SHORT } else { len }
    }
}

impl Default for Limits {
    fn default() -> Limits {
        Limits::new()
    }
}
