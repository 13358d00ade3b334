//! Strings: as spelled, and as meant.
//!
//! A string without a backslash is a slice of the body. What an escaped one means is written, the
//! first time that it is read, into a buffer beside the body, at the string's own offset: the meaning
//! is never longer than the spelling, so every string has its place and no two share one. Reading
//! again gives the same slice. Memory is bounded by the body, whatever is read how often, and views may
//! be read from several threads at once.
//!
//! This file may be unsafe. Its invariants:
//!
//! 1. `Doc::body` is the text that was indexed; marks lie on quotes, which are ASCII, and strings are
//!    numbered by the mark of their opening quote, which is odd. So two strings with different numbers
//!    have disjoint ranges of bytes, and each has a state of its own, `states[number / 2]`.
//! 2. The bytes of a string's range in the buffer are written only by the thread that moved its state
//!    from `FRESH` to `BUSY`, before it moves it on, and never again; they are read only after the
//!    state was seen to be beyond `BUSY`.

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

/// Nobody has read the string.
const FRESH: u32 = 0;
/// Somebody is writing its meaning.
const BUSY: u32 = 1;
/// Written; its length is the state less this.
const DONE: u32 = 2;

/// The meanings of a body's escaped strings.
#[derive(Debug)]
pub(crate) struct Strings<'a> {
    /// As long as the body, unwritten at first; dangling when there is no backslash.
    buffer: NonNull<u8>,
    len: usize,
    states: &'a [AtomicU32],
    scanner: Scanner,
    borrows: PhantomData<&'a mut [MaybeUninit<u8>]>,
}

// SAFETY: invariant 2: the buffer is shared the way a `Once` a string would share it.
unsafe impl Send for Strings<'_> {}
// SAFETY: as above.
unsafe impl Sync for Strings<'_> {}

impl<'a> Strings<'a> {
    /// Of a body without backslashes: every string means what it spells.
    pub(crate) fn plain(scanner: Scanner) -> Strings<'a> {
        Strings { buffer: NonNull::dangling(), len: 0, states: &[], scanner, borrows: PhantomData }
    }

    /// Of a body of `len` bytes with so many marks; the memory comes from `arena`.
    // Inlined, as going through memory costs more than all the rest of it.
    #[inline(always)]
    pub(crate) fn escaped(
        len: usize,
        marks: usize,
        arena: &'a Bump,
        scanner: Scanner,
    ) -> Strings<'a> {
        let states = arena.alloc_slice_fill_with(marks.div_ceil(2), |_| AtomicU32::new(FRESH));
        let Ok(layout) = Layout::array::<u8>(len) else {
            return Strings::plain(scanner); // no slice is longer than a layout may be
        };
        Strings { buffer: arena.alloc_layout(layout), len, states, scanner, borrows: PhantomData }
    }

    /// What the escaped string with the opening quote `open` means that is spelled in that range of
    /// `body`, which lies within it.
    #[inline]
    pub(crate) fn meaning(&self, body: &'a str, open: u32, from: usize, to: usize) -> &'a str {
        let spelled = body.get(from..to).unwrap_or_default();
        // Not reached with another body's strings; if it were, the spelling is the answer.
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
                    // SAFETY: the range lies within the buffer, as was just asked, and by invariants
                    // 1 and 2 nobody else reads or writes it now.
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

    /// The meaning of the string spelled at `from`.
    ///
    /// # Safety
    ///
    /// `done` was seen as the string's state, or this thread made it so, and is beyond `BUSY`.
    #[inline(always)]
    unsafe fn written(&self, from: usize, done: u32) -> &'a str {
        let len = (done - DONE) as usize;
        // SAFETY: by invariant 2 the first `len` bytes of the range were written before the state that
        // was seen, by `unescape`, which writes whole pieces of a `str` and whole characters: they are
        // UTF-8. Nobody writes them again while `'a` lasts, for which the buffer is borrowed.
        unsafe {
            let at = self.buffer.as_ptr().add(from);
            core::str::from_utf8_unchecked(core::slice::from_raw_parts(at, len))
        }
    }
}

/// The text between the quotes at `open` and `close` of a body; empty if they are none.
#[inline]
pub(crate) fn between_quotes(body: &str, open: usize, close: usize) -> &str {
    let bytes = body.as_bytes().get(open + 1..close).unwrap_or_default();
    // SAFETY: invariant 1: both ends are next to ASCII bytes of a text, so the part between is one.
    unsafe { core::str::from_utf8_unchecked(bytes) }
}

/// Writes the meaning of the string spelled in that range of `body` into `out`, in place of what it
/// held.
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

/// `body` as text.
///
/// # Safety
///
/// It was proven to be UTF-8.
#[inline]
pub(crate) unsafe fn body_as_str(body: &[u8]) -> &str {
    // SAFETY: by the contract.
    unsafe { core::str::from_utf8_unchecked(body) }
}
