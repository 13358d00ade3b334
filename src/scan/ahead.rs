//! Prefetching of bodies.
//!
//! A body of half a kilobyte that is not in the CPU's cache takes longer to fetch than to read, and
//! is too short for the CPU to predict the next access.

use super::prefetch::fetch;

/// The maximum number of bytes to prefetch: for longer bodies, the CPU predicts as well.
const MOST: usize = 1024;

/// The maximum distance, in bytes, of two consecutive bodies: a line's end, or a comma.
const GAP: usize = 8;

/// The distance, in bytes, between a body and the memory that is prefetched while it is read: a
/// fetch takes longer than reading one body.
const LEAD: usize = 1536;

/// The state of a reader of consecutive bodies: the end of the last one.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Ahead {
    /// The address behind the last body. It is never read from.
    end: usize,
}

impl Ahead {
    /// Prefetches `body`. If it follows the last one directly, prefetches as many bytes further on
    /// instead, where the next bodies are likely to be.
    #[inline(always)]
    pub(crate) fn fetch(&mut self, body: &[u8]) {
        let (at, len) = (body.as_ptr(), body.len());
        let is_next = at.addr().wrapping_sub(self.end) <= GAP;
        self.end = at.addr() + len;
        let from = if is_next { at.wrapping_add(len + LEAD) } else { at };
        fetch(from, len.min(MOST));
    }
}

/// Prefetches the first `BYTES` bytes, a multiple of 256, of a slice that is read soon.
#[inline(always)]
pub(crate) fn ask_for<const BYTES: usize, T>(what: &[T]) {
    fetch(what.as_ptr().cast(), BYTES - 256);
}
