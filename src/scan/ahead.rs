//! Asking for memory before it is read.
//!
//! A body of half a kilobyte that is not in the cache costs more to fetch than to read, and too little
//! is read of it for the CPU to guess what comes next.

use super::prefetch::fetch;

/// How many bytes are asked for at most: of what is longer, the CPU's own guess is as good.
const MOST: usize = 1024;

/// How far apart two bodies may be that lie one behind the other: a line's end, or a comma.
const GAP: usize = 8;

/// How far behind a body the memory is that is asked for while it is read: memory takes longer to come
/// than one body to be read.
const LEAD: usize = 1536;

/// Who reads one body after the other, and knows where the last one lay.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Ahead {
    /// Where it ended. Nothing is read there.
    end: usize,
}

impl Ahead {
    /// Asks for `body`; or, when it lies behind the last one, for as much further on, where the bodies
    /// after it are likely to be.
    #[inline(always)]
    pub(crate) fn fetch(&mut self, body: &[u8]) {
        let (at, len) = (body.as_ptr(), body.len());
        let is_next = at.addr().wrapping_sub(self.end) <= GAP;
        self.end = at.addr() + len;
        let from = if is_next { at.wrapping_add(len + LEAD) } else { at };
        fetch(from, len.min(MOST));
    }
}

/// Asks for the first `BYTES`, a multiple of 256, of what will be read soon: when it is used, it is there.
#[inline(always)]
pub(crate) fn ask_for<const BYTES: usize, T>(what: &[T]) {
    fetch(what.as_ptr().cast(), BYTES - 256);
}
