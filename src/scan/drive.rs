//! What the masks of a block mean, written once for all kernels.
//!
//! ```text
//! for each block of 64 bytes:
//!     escaped = bytes that an unescaped backslash makes part of an escape
//!     quotes  = '"' and not escaped            -> marks, with a flag behind a backslash
//!     every escaped byte must be one of "\/bfnrt or u, and u be followed by four hex digits
//!     no byte below 0x20 may lie between an odd quote and the next
//! at the end: no escape may be open, and the number of quotes must be even
//! ```
//!
//! Most blocks are plain: no backslash, no control character, nothing beyond ASCII. One look tells, and
//! then there is nothing to do but to note the quotes.

use super::{ESCAPED, Facts, Index};
use crate::memory::{BudgetExceeded, MemoryBudget};
use alloc::vec::Vec;

/// Blocks between two looks at the room for marks.
const CHUNK: usize = 64;

/// What an instruction set must offer. Masks have one bit a byte, the first byte in the lowest bit.
///
/// The functions are unsafe because an implementation may use instructions beyond the baseline: the
/// caller must run on a CPU that has them.
#[expect(unsafe_code, reason = "implementations may use instructions beyond the baseline")]
pub(super) trait Block: Copy {
    unsafe fn load(bytes: &[u8; 64]) -> Self;
    /// Whether there is neither a backslash, nor a byte below 0x20, nor one above 0x7F.
    unsafe fn is_plain(self) -> bool;
    /// Where the byte is.
    unsafe fn equal(self, byte: u8) -> u64;
    /// Where bytes below 0x20 or above 0x7F are.
    unsafe fn low_or_high(self) -> u64;
    /// Where bytes above 0x7F are.
    unsafe fn high(self) -> u64;
    /// Where `{` or `[` are, and where `}` or `]` are.
    #[inline(always)]
    unsafe fn brackets(self) -> (u64, u64) {
        // SAFETY: by the contract of the trait.
        unsafe { (self.equal(b'{') | self.equal(b'['), self.equal(b'}') | self.equal(b']')) }
    }
    /// Whether at all these places there is one of `"`, `\`, `/`, `b`, `f`, `n`, `r`, `t`.
    unsafe fn are_simple(self, places: u64) -> bool;
    /// Whether at all these places there is a hex digit, of either case.
    unsafe fn are_hex(self, places: u64) -> bool;
    /// 0 where the bytes are those of `literal`, which are ASCII; where that is 0, any but quotes,
    /// backslashes, and bytes below 0x20 or above 0x7F. Anything else elsewhere.
    unsafe fn misfits(self, literal: Self) -> Self;
    /// The bits that are set in one of them.
    unsafe fn or(self, other: Self) -> Self;
    /// Whether all bytes are 0.
    unsafe fn is_zero(self) -> bool;
    /// Whether the bytes are those of `literal`, or any where that is 0.
    unsafe fn agree(text: &[u8; 32], literal: &[u8; 32]) -> bool;
    /// One bit for each digit.
    unsafe fn digits(text: &[u8; 32]) -> u32;
    /// Bit i of the answer is the parity of bits 0 to i of `mask`.
    unsafe fn prefix_xor(mask: u64) -> u64;
    /// Writes `base` plus the position of each set bit, in order; what it leaves behind them is
    /// unspecified.
    unsafe fn positions(mask: u64, base: u32, out: &mut [u32; 64]);
    /// The same, with a flag at those that are in `flagged` too.
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
) -> Result<Facts, BudgetExceeded> {
    index.len = 0;
    if index.marks.is_empty() {
        budget.push(&mut index.marks, 0)?;
    }

    let (blocks, tail) = body.as_chunks::<64>();
    let mut state = State::default();
    let mut marks = Marks { len: 1, base: 0 };
    for chunk in blocks.chunks(CHUNK) {
        let out = marks.budget(&mut index.marks, chunk.len() * 64, budget)?;
        let mut chunk = chunk.iter();
        // SAFETY: the caller vouches for the CPU.
        unsafe {
            'chunk: loop {
                // What a block has begun, the next one ends, plain or not.
                while state.is_open() {
                    let Some(bytes) = chunk.next() else { break 'chunk };
                    state.special(B::load(bytes), 0, &mut marks, out);
                }
                let block = loop {
                    let Some(bytes) = chunk.next() else { break 'chunk };
                    let block = B::load(bytes);
                    if !block.is_plain() {
                        break block;
                    }
                    marks.put::<B>(block.equal(b'"'), 0, out);
                };
                state.special(block, 0, &mut marks, out);
            }
        }
    }
    if !tail.is_empty() {
        let out = marks.budget(&mut index.marks, 64, budget)?;
        // The last 64 bytes, of which the first were seen; where there are not so many, blanks are.
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
        unsafe { state.special(B::load(bytes), seen as u32, &mut marks, out) };
    }

    index.len = marks.len;
    let unterminated = marks.len.is_multiple_of(2);
    Ok(Facts {
        backslash: state.backslash,
        unicode: state.unicode,
        non_ascii: state.high != 0,
        flawed: state.flawed || state.escape_open || state.hex_open != 0 || unterminated,
    })
}

/// Where the marks of the next block go.
struct Marks {
    /// How many there are, the sentinel included.
    len: usize,
    /// The offset of the block.
    base: u32,
}

impl Marks {
    /// The memory, with room for a mark a byte, and for the whole array that [`Block::positions`] may
    /// fill.
    #[inline(always)]
    fn budget<'m>(
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

    /// Notes the quotes of a block, with a flag at those that are in `flagged`.
    ///
    /// # Safety
    ///
    /// As [`drive`].
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

/// What one block hands to the next.
#[derive(Default)]
struct State {
    /// The last byte was an unescaped backslash.
    escape_open: bool,
    /// The first bytes of the next block that must be hex digits.
    hex_open: u64,
    /// 1 where a backslash stands behind the last quote, else 0.
    mark_open: u64,
    /// There was a backslash, and an escape in hex digits.
    backslash: bool,
    unicode: bool,
    high: u64,
    flawed: bool,
}

impl State {
    /// Whether the next block ends what another one began.
    #[inline(always)]
    fn is_open(&self) -> bool {
        self.escape_open || self.hex_open | self.mark_open != 0
    }

    /// Any block, of which the first `seen` bytes do not count.
    ///
    /// # Safety
    ///
    /// As [`drive`].
    #[inline(always)]
    #[expect(unsafe_code, reason = "calls the functions of the kernel that the caller chose")]
    unsafe fn special<B: Block>(
        &mut self,
        block: B,
        seen: u32,
        marks: &mut Marks,
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
                self.flawed |= !block.are_simple(simple << seen);
                // Where two overlap the sum is wrong only behind a byte that is no digit.
                let four = |place: u64| place.wrapping_mul(0b1111);
                let digits = four(unicode << 1) | self.hex_open;
                // An escape may be cut by the end of the body.
                self.flawed |= (escaped | digits) & !(!0 >> seen) != 0;
                self.unicode |= unicode != 0;
                self.flawed |= !block.are_hex(digits << seen);
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
            // An even length is an odd number of quotes: the block begins inside of a string.
            let inside = if marks.len.is_multiple_of(2) { !0 } else { 0 };
            // SAFETY: as above.
            let in_string = unsafe { B::prefix_xor(quotes) } ^ inside;
            self.flawed |= low_or_high & !high & in_string != 0;
            self.high |= high;
        }
        // SAFETY: as above.
        unsafe { marks.put::<B>(quotes, flagged, out) };
    }

    /// The quotes that a backslash stands before, with no other quote between.
    #[inline(always)]
    fn flagged(&mut self, quotes: u64, backslash: u64) -> u64 {
        // Between two quotes there are ones; adding a backslash carries through to the next quote.
        let (sum, over) = (!quotes).overflowing_add(backslash);
        let (sum, open) = sum.overflowing_add(self.mark_open);
        self.mark_open = u64::from(over | open);
        sum & quotes
    }
}

/// Returns the bytes that an unescaped backslash precedes; `open` if the one before the first does, which it
/// then says of the last.
#[inline(always)]
pub(super) fn escaped(backslash: u64, open: &mut bool) -> u64 {
    const EVEN: u64 = 0x5555_5555_5555_5555;
    let first = u64::from(*open);
    if backslash == 0 {
        *open = false;
        return first;
    }
    // A run of backslashes escapes every second byte after its start, itself included. Adding the
    // starts at odd positions to the runs carries through each such run and flips the parity of
    // what follows it.
    let backslash = backslash & !first;
    let follows = (backslash << 1) | first;
    let odd_starts = backslash & !EVEN & !follows;
    let (even_ends, carry) = odd_starts.overflowing_add(backslash);
    *open = carry;
    (EVEN ^ (even_ends << 1)) & follows
}

/// Returns the bits below a place, 64 at most.
#[inline(always)]
pub(super) fn below(place: usize) -> u64 {
    if place < 64 { (1 << place) - 1 } else { !0 }
}
