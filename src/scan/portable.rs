//! The kernel for all CPUs: plain loops over 64 bytes, no intrinsics.

use super::container::{Container, Passed};
use super::drive::{Block, drive};
use super::unescape::{Stretch, stretch_by_words};
use super::{BodyFlags, ExactTemplate, Index, Template};
use crate::memory::{BudgetExceeded, MemoryBudget};
use core::mem::MaybeUninit;

pub(super) fn scan(
    body: &[u8],
    index: &mut Index,
    budget: &mut MemoryBudget,
) -> Result<BodyFlags, BudgetExceeded> {
    #[expect(unsafe_code, reason = "the trait is unsafe for the sake of other instruction sets")]
    // SAFETY: `Bytes` uses no instruction beyond the baseline.
    unsafe {
        drive::<Bytes>(body, index, budget)
    }
}

/// The entry point of [`Template::matches`].
pub(super) fn matches(
    template: &Template,
    body: &[u8],
    start: usize,
    quotes: &[u32],
) -> Option<usize> {
    #[expect(unsafe_code, reason = "the trait is unsafe for the sake of other instruction sets")]
    // SAFETY: `Bytes` uses no instruction beyond the baseline.
    unsafe {
        template.matches::<Bytes>(body, start, quotes)
    }
}

/// The entry point of [`super::Scanner::fits`].
pub(super) fn fits(exact: &ExactTemplate, body: &[u8]) -> bool {
    #[expect(unsafe_code, reason = "the trait is unsafe for the sake of other instruction sets")]
    // SAFETY: `Bytes` uses no instruction beyond the baseline.
    unsafe {
        exact.fits::<Bytes>(body)
    }
}

/// The entry point of [`Container::pass`].
pub(super) fn pass(container: &mut Container, blocks: &[[u8; 64]]) -> Passed {
    #[expect(unsafe_code, reason = "the trait is unsafe for the sake of other instruction sets")]
    // SAFETY: `Bytes` uses no instruction beyond the baseline.
    unsafe {
        container.pass::<Bytes>(blocks)
    }
}

/// The entry point of [`super::Scanner::unescape`].
pub(super) fn unescape(text: &[u8], out: &mut [MaybeUninit<u8>]) -> usize {
    #[expect(unsafe_code, reason = "the trait is unsafe for the sake of other instruction sets")]
    // SAFETY: `Bytes` uses no instruction beyond the baseline.
    unsafe {
        super::unescape::unescape::<Bytes>(text, out)
    }
}

/// A block of 64 bytes. Its loops are written so that compilers vectorize them for any CPU.
#[derive(Clone, Copy)]
struct Bytes([u8; 64]);

impl Bytes {
    /// Returns the mask of the bytes for which the test holds.
    #[inline(always)]
    fn mask(self, test: impl Fn(u8) -> bool) -> u64 {
        gather(&self.0.map(|byte| if test(byte) { 0x80 } else { 0 }))
    }

    /// Returns true if the test holds for a byte.
    #[inline(always)]
    fn any(self, test: impl Fn(u8) -> bool) -> bool {
        self.0.iter().fold(false, |any, &byte| any | test(byte))
    }
}

#[inline(always)]
fn is_low_or_high(byte: u8) -> bool {
    !(0x20..0x80).contains(&byte)
}

/// Returns the highest bits of all bytes, of which no other bit may be set.
#[inline(always)]
fn gather(flags: &[u8]) -> u64 {
    let (words, _) = flags.as_chunks::<8>();
    let words = words.iter().map(|word| bits(u64::from_le_bytes(*word))).enumerate();
    words.fold(0, |mask, (i, bits)| mask | bits << (8 * i))
}

/// Returns the highest bits of eight bytes, the first in the lowest bit.
#[inline(always)]
fn bits(flags: u64) -> u64 {
    // The products meet in the highest byte, no two of them in one bit.
    (flags >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56
}

#[expect(unsafe_code, reason = "the trait is unsafe for the sake of other instruction sets")]
impl Block for Bytes {
    #[inline(always)]
    unsafe fn load(bytes: &[u8; 64]) -> Self {
        Bytes(*bytes)
    }

    #[inline(always)]
    unsafe fn is_plain(self) -> bool {
        !self.any(|byte| is_low_or_high(byte) | (byte == b'\\'))
    }

    #[inline(always)]
    unsafe fn equal(self, byte: u8) -> u64 {
        self.mask(|here| here == byte)
    }

    #[inline(always)]
    unsafe fn brackets(self) -> (u64, u64) {
        // `{` and `[`, like `}` and `]`, differ in one bit.
        (self.mask(|byte| byte | 0x20 == b'{'), self.mask(|byte| byte | 0x20 == b'}'))
    }

    #[inline(always)]
    unsafe fn low_or_high(self) -> u64 {
        if !self.any(is_low_or_high) {
            return 0;
        }
        self.mask(is_low_or_high)
    }

    #[inline(always)]
    unsafe fn high(self) -> u64 {
        self.mask(|byte| byte > 0x7F)
    }

    #[inline(always)]
    unsafe fn are_simple(self, mut places: u64) -> bool {
        // They are few: one by one is fastest.
        while places != 0 {
            let byte = self.0.get(places.trailing_zeros() as usize);
            if !matches!(byte, Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't')) {
                return false;
            }
            places &= places - 1;
        }
        true
    }

    #[inline(always)]
    unsafe fn are_hex(self, places: u64) -> bool {
        let digit = |byte: u8| byte.wrapping_sub(b'0') < 10;
        let letter = |byte: u8| (byte | 0x20).wrapping_sub(b'a') < 6;
        places & !self.mask(|byte| digit(byte) | letter(byte)) == 0
    }

    #[inline(always)]
    unsafe fn mismatch(self, literal: Self) -> Self {
        let is_special = |byte| (byte == b'"') | (byte == b'\\') | is_low_or_high(byte);
        Bytes(core::array::from_fn(|at| {
            let (byte, literal) = (self.0[at], literal.0[at]);
            let special = if is_special(byte) { 0xFF } else { 0 };
            let free = if literal == 0 { 0xFF } else { 0 };
            special & free | (byte ^ literal) & !free
        }))
    }

    #[inline(always)]
    unsafe fn or(self, other: Self) -> Self {
        Bytes(core::array::from_fn(|at| self.0[at] | other.0[at]))
    }

    #[inline(always)]
    unsafe fn is_zero(self) -> bool {
        self.0.iter().fold(0, |any, &byte| any | byte) == 0
    }

    #[inline(always)]
    unsafe fn agree(text: &[u8; 32], literal: &[u8; 32]) -> bool {
        text.iter().zip(literal).fold(0, |differ, (byte, &literal)| {
            differ | if literal == 0 { 0 } else { byte ^ literal }
        }) == 0
    }

    #[inline(always)]
    unsafe fn digits(text: &[u8; 32]) -> u32 {
        gather(&text.map(|byte| if byte.is_ascii_digit() { 0x80 } else { 0 })) as u32
    }

    #[inline(always)]
    unsafe fn prefix_xor(mask: u64) -> u64 {
        let mut parity = mask;
        for shift in [1, 2, 4, 8, 16, 32] {
            parity ^= parity << shift;
        }
        parity
    }

    #[inline(always)]
    unsafe fn positions(mut mask: u64, base: u32, out: &mut [u32; 64]) {
        for to in out {
            if mask == 0 {
                break;
            }
            *to = base + mask.trailing_zeros();
            mask &= mask - 1;
        }
    }
}

#[expect(unsafe_code, reason = "the trait is unsafe for the sake of other instruction sets")]
impl Stretch for Bytes {
    #[inline(always)]
    unsafe fn stretch(text: &[u8], len: usize, out: &mut [MaybeUninit<u8>]) -> (usize, usize) {
        stretch_by_words(text.get(..len).unwrap_or_default(), out)
    }
}
