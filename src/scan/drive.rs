//! The index loop, for all kernels: interprets the masks of a block.
//!
//! ```text
//! for each block of 64 bytes:
//!     escaped = bytes that an unescaped backslash makes part of an escape
//!     quotes  = '"' and not escaped            -> quote offsets, with a flag behind a backslash
//!     every escaped byte must be one of "\/bfnrt or u, and u be followed by four hex digits
//!     no byte below 0x20 may lie between an odd quote and the next
//! at the end: no escape may be open, and the number of quotes must be even
//! ```
//!
//! Most blocks are plain: they have no backslash, no control character, and no byte beyond ASCII.
//! One test finds that out, and then only the quotes are stored.

use super::{BodyFlags, ESCAPED, Index};
use crate::memory::{BudgetExceeded, MemoryBudget};
use alloc::vec::Vec;

/// The number of blocks between two checks of the memory for quote offsets.
const CHUNK: usize = 64;

/// The interface of an instruction set. Masks have one bit for each byte, the first is the lowest.
///
/// The functions are unsafe because an implementation may use instructions beyond the baseline: the
/// caller must run on a CPU that has them.
#[expect(unsafe_code, reason = "implementations may use instructions beyond the baseline")]
pub(super) trait Block: Copy {
    unsafe fn load(bytes: &[u8; 64]) -> Self;
    /// Returns true if there is no backslash, no byte below 0x20, and none above 0x7F.
    unsafe fn is_plain(self) -> bool;
    /// Returns the mask of the bytes that equal `byte`.
    unsafe fn equal(self, byte: u8) -> u64;
    /// Returns the mask of the bytes below 0x20 or above 0x7F.
    unsafe fn low_or_high(self) -> u64;
    /// Returns the mask of the bytes above 0x7F.
    unsafe fn high(self) -> u64;
    /// Returns the masks of opening brackets, `{` and `[`, and of closing ones, `}` and `]`.
    #[inline(always)]
    unsafe fn brackets(self) -> (u64, u64) {
        // SAFETY: by the contract of the trait.
        unsafe { (self.equal(b'{') | self.equal(b'['), self.equal(b'}') | self.equal(b']')) }
    }
    /// Returns true if all bytes at `places` are one of `"`, `\`, `/`, `b`, `f`, `n`, `r`, `t`.
    unsafe fn are_simple(self, places: u64) -> bool;
    /// Returns true if all bytes at `places` are hex digits, of either case.
    unsafe fn are_hex(self, places: u64) -> bool;
    /// Returns 0 for each matching byte. It matches if it equals the byte of `literal`, which is
    /// ASCII; or if that is 0 and it is no quote, no backslash, and not below 0x20 or above 0x7F.
    /// Mismatches give any other value.
    unsafe fn mismatch(self, literal: Self) -> Self;
    /// Returns the bitwise or.
    unsafe fn or(self, other: Self) -> Self;
    /// Returns true if all bytes are 0.
    unsafe fn is_zero(self) -> bool;
    /// Returns true if all bytes equal those of `literal`, except where `literal` is 0.
    unsafe fn agree(text: &[u8; 32], literal: &[u8; 32]) -> bool;
    /// Returns the mask of the digits.
    unsafe fn digits(text: &[u8; 32]) -> u32;
    /// Returns for each bit i the parity of bits 0 to i of `mask`.
    unsafe fn prefix_xor(mask: u64) -> u64;
    /// Writes `base` plus the position of each set bit, in order. Words of `out` behind them are
    /// unspecified.
    unsafe fn positions(mask: u64, base: u32, out: &mut [u32; 64]);
    /// Writes positions like [`Block::positions`], with a flag at those that are also in `flagged`.
    #[inline(always)]
    unsafe fn flagged_positions(mask: u64, mut flagged: u64, base: u32, out: &mut [u32; 64]) {
        // SAFETY: by the contract of the trait.
        unsafe { Self::positions(mask, base, out) };
        while flagged != 0 {
            let before = mask & (flagged ^ (flagged - 1)) >> 1;
            if let Some(position) = out.get_mut(before.count_ones() as usize) {
                *position |= ESCAPED;
            }
            flagged &= flagged - 1;
        }
    }
}

/// Indexes `body` with blocks of type `B`.
///
/// # Safety
///
/// The CPU must have the instructions that `B` uses.
#[inline(always)]
#[expect(unsafe_code, reason = "calls the functions of the kernel that the caller chose")]
pub(super) unsafe fn drive<B: Block>(
    body: &[u8],
    index: &mut Index,
    budget: &mut MemoryBudget,
) -> Result<BodyFlags, BudgetExceeded> {
    index.len = 0;
    if index.quotes.is_empty() {
        budget.push(&mut index.quotes, 0)?;
    }

    let (blocks, tail) = body.as_chunks::<64>();
    let mut state = State::default();
    let mut offsets = QuoteOffsets { len: 1, base: 0 };
    for chunk in blocks.chunks(CHUNK) {
        let out = offsets.reserve(&mut index.quotes, chunk.len() * 64, budget)?;
        let mut chunk = chunk.iter();
        // SAFETY: the caller vouches for the CPU.
        unsafe {
            'chunk: loop {
                // A block that continues the state of the previous one may look plain.
                while state.is_open() {
                    let Some(bytes) = chunk.next() else { break 'chunk };
                    state.special(B::load(bytes), 0, &mut offsets, out);
                }
                let block = loop {
                    let Some(bytes) = chunk.next() else { break 'chunk };
                    let block = B::load(bytes);
                    if !block.is_plain() {
                        break block;
                    }
                    offsets.put::<B>(block.equal(b'"'), 0, out);
                };
                state.special(block, 0, &mut offsets, out);
            }
        }
    }
    if !tail.is_empty() {
        let out = offsets.reserve(&mut index.quotes, 64, budget)?;
        // Load the last 64 bytes, of which the first were seen; pad a shorter body with blanks.
        let mut padded = [b' '; 64];
        let (bytes, seen) = match body.last_chunk() {
            Some(last) => (last, 64 - tail.len()),
            None => {
                for (to, from) in padded.iter_mut().zip(tail) {
                    *to = *from;
                }
                (&padded, 0)
            }
        };
        // SAFETY: the caller vouches for the CPU.
        unsafe { state.special(B::load(bytes), seen as u32, &mut offsets, out) };
    }

    index.len = offsets.len;
    let unterminated = offsets.len.is_multiple_of(2);
    Ok(BodyFlags {
        backslash: state.backslash,
        unicode: state.unicode,
        non_ascii: state.high != 0,
        invalid: state.invalid || state.escape_open || state.hex_open != 0 || unterminated,
    })
}

/// The output position of quote offsets.
struct QuoteOffsets {
    /// The number of quote offsets so far, including the sentinel.
    len: usize,
    /// The offset of the block.
    base: u32,
}

impl QuoteOffsets {
    /// Returns the memory, grown for one quote offset for each of `bytes`, and for the whole array
    /// that [`Block::positions`] may fill.
    #[inline(always)]
    fn reserve<'m>(
        &self,
        memory: &'m mut Vec<u32>,
        bytes: usize,
        budget: &mut MemoryBudget,
    ) -> Result<&'m mut [u32], BudgetExceeded> {
        let wanted = self.len + bytes + 64;
        if memory.len() < wanted {
            budget.reserve(memory, wanted - memory.len())?;
            memory.resize(memory.capacity(), 0);
        }
        Ok(memory)
    }

    /// Stores the quotes of a block, with a flag at those that are in `flagged`.
    ///
    /// # Safety
    ///
    /// The same as for [`drive`].
    #[inline(always)]
    #[expect(unsafe_code, reason = "calls the functions of the kernel that the caller chose")]
    unsafe fn put<B: Block>(&mut self, quotes: u64, flagged: u64, out: &mut [u32]) {
        if let Some(out) = out.get_mut(self.len..).and_then(<[u32]>::first_chunk_mut) {
            // SAFETY: the caller vouches for the CPU.
            unsafe { B::flagged_positions(quotes, flagged, self.base, out) };
        }
        self.len += quotes.count_ones() as usize;
        self.base += 64;
    }
}

/// The state that one block passes to the next.
#[derive(Default)]
struct State {
    /// The last byte was an unescaped backslash.
    escape_open: bool,
    /// The first bytes of the next block that must be hex digits, as a mask.
    hex_open: u64,
    /// 1 if a backslash is behind the last quote, otherwise 0.
    flag_open: u64,
    /// True if there was a backslash, and an escape in hex digits.
    backslash: bool,
    unicode: bool,
    high: u64,
    invalid: bool,
}

impl State {
    /// Returns true if the next block continues an escape, or a string with a backslash.
    #[inline(always)]
    fn is_open(&self) -> bool {
        self.escape_open || self.hex_open | self.flag_open != 0
    }

    /// Processes any block. Its first `seen` bytes were processed before.
    ///
    /// # Safety
    ///
    /// The same as for [`drive`].
    #[inline(always)]
    #[expect(unsafe_code, reason = "calls the functions of the kernel that the caller chose")]
    unsafe fn special<B: Block>(
        &mut self,
        block: B,
        seen: u32,
        offsets: &mut QuoteOffsets,
        out: &mut [u32],
    ) {
        // SAFETY: the caller vouches for the CPU.
        let is = |byte| unsafe { block.equal(byte) } >> seen;
        let (mut quotes, backslash) = (is(b'"'), is(b'\\'));
        let mut flagged = 0;
        if backslash != 0 || self.is_open() {
            let escaped = escaped(backslash, &mut self.escape_open);
            quotes &= !escaped;
            // SAFETY: as above.
            unsafe {
                let unicode = escaped & is(b'u');
                let simple = escaped & !unicode;
                self.invalid |= !block.are_simple(simple << seen);
                // If two overlap, the sum is wrong only behind a byte that is not a digit.
                let four = |place: u64| place.wrapping_mul(0b1111);
                let digits = four(unicode << 1) | self.hex_open;
                // The end of the body may cut an escape.
                self.invalid |= (escaped | digits) & !(!0 >> seen) != 0;
                self.unicode |= unicode != 0;
                self.invalid |= !block.are_hex(digits << seen);
                self.hex_open = four(unicode >> 60) >> 3;
            }
            flagged = self.flagged(quotes, backslash);
            self.backslash |= backslash != 0;
        }
        // SAFETY: as above.
        let low_or_high = unsafe { block.low_or_high() } >> seen;
        if low_or_high != 0 {
            // SAFETY: as above.
            let high = unsafe { block.high() } >> seen;
            // An even length is an odd number of quotes: the block starts inside a string.
            let inside = if offsets.len.is_multiple_of(2) { !0 } else { 0 };
            // SAFETY: as above.
            let in_string = unsafe { B::prefix_xor(quotes) } ^ inside;
            self.invalid |= low_or_high & !high & in_string != 0;
            self.high |= high;
        }
        // SAFETY: as above.
        unsafe { offsets.put::<B>(quotes, flagged, out) };
    }

    /// Returns the quotes with a backslash between the previous quote and them.
    #[inline(always)]
    fn flagged(&mut self, quotes: u64, backslash: u64) -> u64 {
        // Bits between two quotes are ones; adding a backslash carries through to the next quote.
        let (sum, over) = (!quotes).overflowing_add(backslash);
        let (sum, open) = sum.overflowing_add(self.flag_open);
        self.flag_open = u64::from(over | open);
        sum & quotes
    }
}

/// Returns the bytes that an unescaped backslash precedes. `open` is true if one precedes the first
/// byte; it is set to true if the last byte is one.
#[inline(always)]
pub(super) fn escaped(backslash: u64, open: &mut bool) -> u64 {
    const EVEN: u64 = 0x5555_5555_5555_5555;
    let first = u64::from(*open);
    if backslash == 0 {
        *open = false;
        return first;
    }
    // A run of backslashes escapes the bytes at odd distances behind its start. Adding starts at
    // odd positions carries through their runs, and flips the parity of the bytes behind.
    let backslash = backslash & !first;
    let follows = (backslash << 1) | first;
    let odd_starts = backslash & !EVEN & !follows;
    let (even_ends, carry) = odd_starts.overflowing_add(backslash);
    *open = carry;
    (EVEN ^ (even_ends << 1)) & follows
}

/// Returns a mask of the bits below `place`; of all from 64 on.
#[inline(always)]
pub(super) fn below(place: usize) -> u64 {
    if place < 64 { (1 << place) - 1 } else { !0 }
}
