//! Strings, as spelled and decoded.
//!
//! A string without a backslash is a slice of the body. One with escapes is decoded on its first
//! read, into a buffer as long as the body, at the string's own offset: decoding never lengthens a
//! string, so the ranges are disjoint. Later reads return the same slice. Memory is bounded by the
//! body, however often strings are read, and several threads may read views at once.
//!
//! This file may be unsafe. Its invariants:
//!
//! 1. `Doc::body` is the text that was indexed; each quote offset is that of a quote, which is
//!    ASCII, and strings are numbered by their opening quote, which is odd. So two strings with
//!    different numbers have disjoint ranges of bytes, and each has a state of its own,
//!    `states[number / 2]`.
//! 2. The bytes of a string's range in the buffer are written only by the thread that moved its
//!    state from `FRESH` to `BUSY`, before it moves it on, and never again; they are read only
//!    after the state was seen to be beyond `BUSY`.

#![expect(unsafe_code, reason = "one buffer for all meanings, written through shared references")]

use crate::memory::{BudgetExceeded, MemoryBudget};
use crate::scan::Scanner;
use alloc::string::String;
use bumpalo::Bump;
use core::alloc::Layout;
use core::marker::PhantomData;
use core::mem::MaybeUninit;
use core::ptr::NonNull;
use core::sync::atomic::{AtomicU32, Ordering};

/// Not decoded yet.
const FRESH: u32 = 0;
/// A thread is decoding it.
const BUSY: u32 = 1;
/// Decoded; the state minus this is the length.
const DONE: u32 = 2;

/// The decoded strings of a body.
#[derive(Debug)]
pub(crate) struct Strings<'a> {
    /// A buffer as long as the body, first uninitialized; dangling if the body has no backslash.
    buffer: NonNull<u8>,
    len: usize,
    states: &'a [AtomicU32],
    scanner: Scanner,
    borrows: PhantomData<&'a mut [MaybeUninit<u8>]>,
}

// SAFETY: invariant 2: the buffer is shared as with a `Once` for each string.
unsafe impl Send for Strings<'_> {}
// SAFETY: as above.
unsafe impl Sync for Strings<'_> {}

impl<'a> Strings<'a> {
    /// Creates the strings of a body without backslashes: none needs decoding.
    pub(crate) fn plain(scanner: Scanner) -> Strings<'a> {
        Strings { buffer: NonNull::dangling(), len: 0, states: &[], scanner, borrows: PhantomData }
    }

    /// Creates the strings of a body of `len` bytes with `quotes` quotes, in memory of `arena`.
    // Inlined: passing the result through memory costs more than the rest.
    #[inline(always)]
    pub(crate) fn escaped(
        len: usize,
        quotes: usize,
        arena: &'a Bump,
        scanner: Scanner,
    ) -> Strings<'a> {
        let states = arena.alloc_slice_fill_with(quotes.div_ceil(2), |_| AtomicU32::new(FRESH));
        let Ok(layout) = Layout::array::<u8>(len) else {
            return Strings::plain(scanner); // no slice is longer than a layout may be
        };
        Strings { buffer: arena.alloc_layout(layout), len, states, scanner, borrows: PhantomData }
    }

    /// Returns the decoded string with the opening quote `open`, which is spelled in the range
    /// `from..to` of `body`.
    #[inline]
    pub(crate) fn meaning(&self, body: &'a str, open: u32, from: usize, to: usize) -> &'a str {
        let spelled = body.get(from..to).unwrap_or_default();
        // Reached only with a string of another body: the spelling is a safe answer.
        let Some(state) = self.states.get(open as usize / 2) else {
            return spelled;
        };
        if to > self.len {
            return spelled;
        }
        let mut seen = state.load(Ordering::Acquire);
        loop {
            match seen {
                FRESH => {}
                BUSY => {
                    core::hint::spin_loop();
                    seen = state.load(Ordering::Acquire);
                    continue;
                }
                // SAFETY: the state was seen to be beyond `BUSY`, and says the length.
                done => return unsafe { self.written(from, done) },
            }
            match state.compare_exchange(FRESH, BUSY, Ordering::Acquire, Ordering::Acquire) {
                Ok(_) => {
                    // SAFETY: the range lies within the buffer, as was just checked, and by
                    // invariants 1 and 2 no other thread reads or writes it now.
                    let out = unsafe {
                        let to = self.buffer.as_ptr().add(from).cast::<MaybeUninit<u8>>();
                        core::slice::from_raw_parts_mut(to, spelled.len())
                    };
                    let text = body.as_bytes().get(from..).unwrap_or_default();
                    let done = DONE + self.scanner.unescape(text, spelled.len(), out) as u32;
                    state.store(done, Ordering::Release);
                    // SAFETY: it was written just now.
                    return unsafe { self.written(from, done) };
                }
                Err(other) => seen = other,
            }
        }
    }

    /// Returns the decoded string that is spelled at `from`.
    ///
    /// # Safety
    ///
    /// `done` was seen as the string's state, or this thread made it so, and is beyond `BUSY`.
    #[inline(always)]
    unsafe fn written(&self, from: usize, done: u32) -> &'a str {
        let len = (done - DONE) as usize;
        // SAFETY: by invariant 2 the first `len` bytes of the range were written before the state
        // that was seen, by `unescape`, which writes whole pieces of a `str` and whole characters:
        // they are UTF-8. Nobody writes them again while `'a` lasts, for which the buffer is
        // borrowed.
        unsafe {
            let at = self.buffer.as_ptr().add(from);
            core::str::from_utf8_unchecked(core::slice::from_raw_parts(at, len))
        }
    }
}

/// Returns the text between the quotes at `open` and `close`; empty if the range is invalid.
#[inline]
pub(crate) fn between_quotes(body: &str, open: usize, close: usize) -> &str {
    let bytes = body.as_bytes().get(open + 1..close).unwrap_or_default();
    // SAFETY: invariant 1: both ends are next to ASCII bytes of a text, so the part between is one.
    unsafe { core::str::from_utf8_unchecked(bytes) }
}

/// Replaces `out` with the decoded string that is spelled in that range of `body`.
///
/// `body` passed [`Scanner::scan`], and the range is that between two quotes.
pub(crate) fn unescape_into(
    scanner: Scanner,
    body: &str,
    (from, to): (usize, usize),
    budget: &mut MemoryBudget,
    out: &mut String,
) -> Result<(), BudgetExceeded> {
    out.clear();
    let text = body.get(from..to).and_then(|_| body.as_bytes().get(from..)).unwrap_or_default();
    let len = (to - from).min(text.len());
    let mut bytes = core::mem::take(out).into_bytes();
    let has_room = budget.reserve(&mut bytes, len);
    if has_room.is_ok() {
        let len = scanner.unescape(text, len, bytes.spare_capacity_mut());
        // SAFETY: so many bytes were written just now, into the spare capacity of an empty vector.
        unsafe { bytes.set_len(len) };
    }
    // SAFETY: `unescape` writes whole pieces of a `str` and whole characters; else there is
    // nothing.
    *out = unsafe { String::from_utf8_unchecked(bytes) };
    has_room
}

/// Returns `body` as a `str`.
///
/// # Safety
///
/// It was proven to be UTF-8.
#[inline]
pub(crate) unsafe fn body_as_str(body: &[u8]) -> &str {
    // SAFETY: by the contract.
    unsafe { core::str::from_utf8_unchecked(body) }
}
