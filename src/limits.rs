//! How large and how deep a body may be, and what it may cost.

use crate::json::reference::MAX_DEPTH;
use crate::scan::MAX_LEN;

/// The least that [`Limits::with_max_memory`] can be.
const LEAST_MEMORY: usize = 2 << 20;

/// Bytes of memory for each byte of the longest body, by default.
const USUAL_MEMORY: usize = 32;

/// How large and how deep a body may be, and how much memory decoding it may take.
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
    /// As much as the length of a body may need, if none was named.
    memory: Option<usize>,
}

impl Limits {
    /// 4 MiB, as Meta sends up to 3 MB, and 128 levels; memory that no body within these needs.
    pub const fn new() -> Limits {
        Limits { body_len: 4 << 20, depth: 128, memory: None }
    }

    /// The longest body, in bytes; at most 1 GiB less one, which is what the index can address.
    #[must_use]
    pub const fn with_max_body_len(self, bytes: usize) -> Limits {
        Limits { body_len: if bytes > MAX_LEN { MAX_LEN } else { bytes }, ..self }
    }

    /// The deepest nesting, the root being level 1; at most 1024.
    #[must_use]
    pub const fn with_max_depth(self, levels: usize) -> Limits {
        Limits { depth: if levels > MAX_DEPTH { MAX_DEPTH } else { levels }, ..self }
    }

    /// The most memory that a decoder may hold, in bytes; at least 2 MiB. By default 2 MiB, and 32 times
    /// the longest body.
    ///
    /// Meta's bodies need less than four times their length; ones that were made for it, like a
    /// list of very many empty objects, several times that. A body that needs more than this is
    /// refused with [`ErrorKind::MemoryLimit`](crate::ErrorKind::MemoryLimit). Before that the
    /// decoder gives back what it holds from other bodies, so what a new decoder accepts, any does.
    /// While a table grows, the system may hold the old one and the new one for a moment.
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

    /// The longest body that is allowed, in bytes.
    pub const fn max_body_len(self) -> usize {
        self.body_len
    }

    /// The deepest nesting that is allowed.
    pub const fn max_depth(self) -> usize {
        self.depth
    }

    /// The most memory that a decoder may hold, in bytes.
    pub const fn max_memory(self) -> usize {
        match self.memory {
            Some(bytes) => bytes,
            None => self.body_len.saturating_mul(USUAL_MEMORY).saturating_add(LEAST_MEMORY),
        }
    }
}

impl Default for Limits {
    fn default() -> Limits {
        Limits::new()
    }
}
