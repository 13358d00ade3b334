//! What the masks of a block mean, written once for all kernels.
//!
//! ```text
//! for each block of 64 bytes:
//!     escaped = bytes that an unescaped backslash makes part of an escape
//!     quotes  = '"' and not escaped            -> marks
//!     every escaped byte must be one of "\/bfnrt or u, and u be followed by four hex digits
//!     no byte below 0x20 may lie between an odd quote and the next
//! at the end: no escape may be open, and the number of quotes must be even
//! ```
//!
//! A block without backslash and control character, the usual one, costs one mask, one look and the
//! marks.

use super::{Facts, Index};

/// Bytes between two looks at the room for marks.
const CHUNK: usize = 4096;

/// One bit for each byte of a block, the first byte in the lowest bit.
#[derive(Default)]
pub(super) struct Specials {
    pub(super) backslash: u64,
    /// Below 0x20.
    pub(super) control: u64,
    /// Above 0x7F.
    pub(super) high: u64,
}

/// The classes that an escape asks for.
pub(super) struct Escapes {
    /// One of `"`, `\`, `/`, `b`, `f`, `n`, `r`, `t`.
    pub(super) simple: u64,
    /// `u`.
    pub(super) unicode: u64,
    /// `0-9`, `a-f`, `A-F`.
    pub(super) hex: u64,
}

/// What an instruction set must offer.
///
/// The functions are unsafe because an implementation may use instructions beyond the baseline: the
/// caller must run on a CPU that has them.
#[expect(unsafe_code, reason = "implementations may use instructions beyond the baseline")]
pub(super) trait Block: Copy {
    /// A whole block.
    unsafe fn load(bytes: &[u8; 64]) -> Self;
    /// The last bytes of a body, fewer than 64, filled up with spaces.
    unsafe fn load_tail(bytes: &[u8]) -> Self;
    /// One bit for each quote, escaped or not.
    unsafe fn quotes(self) -> u64;
    /// What else matters; in most blocks there is none, which one look must tell.
    unsafe fn specials(self) -> Specials;
    unsafe fn escapes(self) -> Escapes;
    /// One bit for each byte in which the two differ.
    unsafe fn differ(text: &[u8; 32], literal: &[u8; 32]) -> u32;
    /// One bit for each digit.
    unsafe fn digits(text: &[u8; 32]) -> u32;
    /// Bit i of the answer is the parity of bits 0 to i of `mask`.
    unsafe fn prefix_xor(mask: u64) -> u64;
    /// Writes `base` plus the position of each set bit, in order; what it leaves behind them is
    /// unspecified.
    unsafe fn positions(mask: u64, base: u32, out: &mut [u32; 64]);
}

/// Indexes `body` with blocks of type `B`.
///
/// # Safety
///
/// The CPU must have the instructions that `B` uses.
#[inline(always)]
#[expect(unsafe_code, reason = "calls the functions of the kernel that the caller chose")]
pub(super) unsafe fn drive<B: Block>(body: &[u8], index: &mut Index) -> Facts {
    let words = body.len().div_ceil(64);
    if index.backslashes.len() < words {
        index.backslashes.resize(words, 0);
    }
    if index.marks.is_empty() {
        index.marks.push(0);
    }

    let mut state = State { len: 1, ..State::default() };
    let mut base = 0;
    let (chunks, mut words) = (body.chunks(CHUNK), index.backslashes.iter_mut());
    for chunk in chunks {
        // Room for a mark a byte, and for the whole array that `positions` may fill.
        let room = state.len + chunk.len() + 64;
        if index.marks.len() < room {
            index.marks.resize(room.max(index.marks.len() * 2), 0);
        }
        let marks = index.marks.as_mut_slice();
        let (blocks, tail) = chunk.as_chunks::<64>();
        for (bytes, word) in blocks.iter().zip(words.by_ref()) {
            // SAFETY: the caller vouches for the CPU.
            unsafe { state.block(B::load(bytes), base, marks, word) };
            base += 64;
        }
        if !tail.is_empty()
            && let Some(word) = words.next()
        {
            // SAFETY: as above.
            unsafe { state.block(B::load_tail(tail), base, marks, word) };
        }
    }

    index.len = state.len;
    let unterminated = state.len.is_multiple_of(2);
    Facts {
        backslash: state.backslashes != 0,
        non_ascii: state.high != 0,
        flawed: state.flaws != 0 || state.escape_open || state.hex_open != 0 || unterminated,
    }
}

/// What one block hands to the next.
#[derive(Default)]
struct State {
    /// How many marks there are, the sentinel included.
    len: usize,
    /// The last byte was an unescaped backslash.
    escape_open: bool,
    /// The first bytes of the next block that must be hex digits.
    hex_open: u64,
    backslashes: u64,
    high: u64,
    flaws: u64,
}

impl State {
    /// # Safety
    ///
    /// As [`drive`].
    #[inline(always)]
    #[expect(unsafe_code, reason = "calls the functions of the kernel that the caller chose")]
    unsafe fn block<B: Block>(&mut self, block: B, base: u32, marks: &mut [u32], word: &mut u64) {
        // SAFETY: the caller vouches for the CPU.
        let (mut quotes, masks) = unsafe { (block.quotes(), block.specials()) };
        if masks.backslash != 0 || self.escape_open || self.hex_open != 0 {
            let escaped = self.escaped(masks.backslash);
            quotes &= !escaped;
            // SAFETY: as above.
            let escapes = unsafe { block.escapes() };
            let unicode = escaped & escapes.unicode;
            let digits = (unicode << 1) | (unicode << 2) | (unicode << 3) | (unicode << 4);
            self.flaws |= escaped & !(escapes.simple | escapes.unicode);
            self.flaws |= (digits | self.hex_open) & !escapes.hex;
            self.hex_open = (unicode >> 63) | (unicode >> 62) | (unicode >> 61) | (unicode >> 60);
            self.backslashes |= masks.backslash;
        }
        if masks.control != 0 {
            // An even length is an odd number of quotes: the block begins inside of a string.
            let inside = if self.len.is_multiple_of(2) { !0 } else { 0 };
            // SAFETY: as above.
            self.flaws |= masks.control & (unsafe { B::prefix_xor(quotes) } ^ inside);
        }
        self.high |= masks.high;

        *word = masks.backslash;
        if let Some(out) = marks.get_mut(self.len..).and_then(<[u32]>::first_chunk_mut) {
            // SAFETY: as above.
            unsafe { B::positions(quotes, base, out) };
        }
        self.len += quotes.count_ones() as usize;
    }

    /// The bytes that an unescaped backslash precedes.
    #[inline(always)]
    fn escaped(&mut self, backslash: u64) -> u64 {
        const EVEN: u64 = 0x5555_5555_5555_5555;
        let open = u64::from(self.escape_open);
        if backslash == 0 {
            self.escape_open = false;
            return open;
        }
        // A run of backslashes escapes every second byte after its start, itself included. Adding the
        // starts at odd positions to the runs carries through each such run and flips the parity of
        // what follows it.
        let backslash = backslash & !open;
        let follows = (backslash << 1) | open;
        let odd_starts = backslash & !EVEN & !follows;
        let (even_ends, carry) = odd_starts.overflowing_add(backslash);
        self.escape_open = carry;
        (EVEN ^ (even_ends << 1)) & follows
    }
}
