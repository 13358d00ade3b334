//! The kernel for x86-64 with AVX-512: one vector of 64 bytes, with native masks.

mod stretch;

use super::avx2::{agree, carryless_ones, digits};
use super::container::{Container, Passed};
use super::cpu::cpu;
use super::drive::{Block, drive};
use super::unescape::unescape;
use super::{BodyFlags, ESCAPED, ExactTemplate, Index, Template};
use crate::memory::{BudgetExceeded, MemoryBudget};
use core::arch::x86_64::*;
use core::mem::MaybeUninit;

// AVX2 for the functions of that kernel: hypervisors may mask any feature.
cpu!(
    Whole: "avx512f", "avx512bw", "avx512vbmi", "avx512vbmi2", "avx2", "bmi1", "bmi2", "popcnt",
    "pclmulqdq"
);

#[derive(Clone, Copy)]
struct Whole(__m512i);

/// The class bits of each ASCII byte.
static CLASSES: [u8; 128] = {
    let mut table = [0; 128];
    let mut byte = 0;
    while byte < 128 {
        let b = byte as u8;
        if matches!(b, b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') {
            table[byte] |= SIMPLE;
        }
        if b.is_ascii_hexdigit() {
            table[byte] |= HEX;
        }
        byte += 1;
    }
    table
};
const SIMPLE: u8 = 1;
const HEX: u8 = 2;

/// Nonzero for the ASCII bytes that a string cannot contain unescaped, and for backslashes.
static SPECIAL: [u8; 128] = {
    let mut table = [0; 128];
    let mut byte = 0;
    while byte < 128 {
        if matches!(byte as u8, ..b' ' | b'"' | b'\\') {
            table[byte] = 1;
        }
        byte += 1;
    }
    table
};

/// 0, 1, 2 … 63.
static STEPS: [u8; 64] = {
    let mut steps = [0; 64];
    let mut i = 0;
    while i < 64 {
        steps[i] = i as u8;
        i += 1;
    }
    steps
};

/// Returns a vector of 16 times `number`.
#[inline]
#[target_feature(enable = "avx512f")]
fn same(number: u32) -> __m512i {
    _mm512_set1_epi32(number.cast_signed())
}

impl Whole {
    /// Returns true if all bytes at `places` have that class.
    #[inline]
    #[target_feature(enable = "avx512f,avx512bw,avx512vbmi")]
    #[expect(unsafe_code, reason = "vector loads")]
    fn are(self, class: u8, places: u64) -> bool {
        // SAFETY: both halves of the table are 64 bytes.
        let (low, high) = unsafe {
            let low = CLASSES.as_ptr();
            (_mm512_loadu_si512(low.cast()), _mm512_loadu_si512(low.add(64).cast()))
        };
        let classes = _mm512_permutex2var_epi8(low, self.0, high);
        let are = _mm512_test_epi8_mask(classes, _mm512_set1_epi8(class.cast_signed()));
        // The lookup ignores the highest bit.
        places & !(are & !_mm512_movepi8_mask(self.0)) == 0
    }
}

#[expect(unsafe_code, reason = "vector loads and stores; functions for an instruction set")]
impl Block for Whole {
    #[inline(always)]
    unsafe fn load(bytes: &[u8; 64]) -> Self {
        // SAFETY: the load is the array; the CPU has AVX-512 by the contract of the trait.
        unsafe { Whole(_mm512_loadu_si512(bytes.as_ptr().cast())) }
    }

    #[inline(always)]
    unsafe fn is_plain(self) -> bool {
        // SAFETY: by the contract of the trait.
        unsafe { self.low_or_high() | self.equal(b'\\') == 0 }
    }

    #[inline(always)]
    unsafe fn equal(self, byte: u8) -> u64 {
        // SAFETY: by the contract of the trait.
        unsafe { _mm512_cmpeq_epi8_mask(self.0, _mm512_set1_epi8(byte.cast_signed())) }
    }

    #[inline(always)]
    unsafe fn low_or_high(self) -> u64 {
        // SAFETY: by the contract of the trait.
        // As signed numbers, high bytes are below the low ones.
        unsafe { _mm512_cmplt_epi8_mask(self.0, _mm512_set1_epi8(0x20)) }
    }

    #[inline(always)]
    unsafe fn high(self) -> u64 {
        // SAFETY: by the contract of the trait.
        unsafe { _mm512_movepi8_mask(self.0) }
    }

    #[inline(always)]
    unsafe fn are_simple(self, places: u64) -> bool {
        // SAFETY: by the contract of the trait.
        unsafe { self.are(SIMPLE, places) }
    }

    #[inline(always)]
    unsafe fn are_hex(self, places: u64) -> bool {
        // SAFETY: by the contract of the trait.
        unsafe { self.are(HEX, places) }
    }

    #[inline(always)]
    unsafe fn mismatch(self, literal: Self) -> Self {
        // SAFETY: by the contract of the trait; both halves of the table are 64 bytes.
        unsafe {
            let low = SPECIAL.as_ptr();
            let (low, high) =
                (_mm512_loadu_si512(low.cast()), _mm512_loadu_si512(low.add(64).cast()));
            let special = _mm512_permutex2var_epi8(low, self.0, high);
            let fixed = _mm512_test_epi8_mask(literal.0, literal.0);
            let wrong = _mm512_mask_sub_epi8(special, fixed, self.0, literal.0);
            // The lookup ignores the highest bit, which no literal has.
            const A_OR_B_AND_C: i32 = 0xF8;
            let highest = _mm512_set1_epi8(i8::MIN);
            Whole(_mm512_ternarylogic_epi32::<A_OR_B_AND_C>(wrong, self.0, highest))
        }
    }

    #[inline(always)]
    unsafe fn or(self, other: Self) -> Self {
        // SAFETY: by the contract of the trait.
        unsafe { Whole(_mm512_or_si512(self.0, other.0)) }
    }

    #[inline(always)]
    unsafe fn is_zero(self) -> bool {
        // SAFETY: by the contract of the trait.
        unsafe { _mm512_test_epi8_mask(self.0, self.0) == 0 }
    }

    #[inline(always)]
    unsafe fn agree(text: &[u8; 32], literal: &[u8; 32]) -> bool {
        // SAFETY: by the contract of the trait.
        unsafe { agree(text, literal) }
    }

    #[inline(always)]
    unsafe fn digits(text: &[u8; 32]) -> u32 {
        // SAFETY: by the contract of the trait.
        unsafe { digits(text) }
    }

    #[inline(always)]
    unsafe fn prefix_xor(mask: u64) -> u64 {
        // SAFETY: by the contract of the trait.
        unsafe { carryless_ones(mask) }
    }

    #[inline(always)]
    unsafe fn positions(mask: u64, base: u32, out: &mut [u32; 64]) {
        // SAFETY: by the contract of the trait.
        unsafe { Self::flagged_positions(mask, 0, base, out) }
    }

    #[inline(always)]
    unsafe fn flagged_positions(mask: u64, flagged: u64, base: u32, out: &mut [u32; 64]) {
        // SAFETY: each store is 16 of the array's 64 numbers; the rest by the contract of the
        // trait.
        unsafe {
            let steps = _mm512_loadu_si512(STEPS.as_ptr().cast());
            let packed = _mm512_maskz_compress_epi8(mask, steps);
            let flagged = _pext_u64(flagged, mask);
            let (base, flag) = (same(base), same(ESCAPED));
            let at = out.as_mut_ptr();
            let wide = |packed: __m128i, flagged: u64| {
                let wide = _mm512_add_epi32(_mm512_cvtepu8_epi32(packed), base);
                _mm512_mask_or_epi32(wide, flagged as u16, wide, flag)
            };
            let count = mask.count_ones();
            _mm512_storeu_si512(at.cast(), wide(_mm512_castsi512_si128(packed), flagged));
            if count > 16 {
                let next = _mm512_extracti32x4_epi32::<1>(packed);
                _mm512_storeu_si512(at.add(16).cast(), wide(next, flagged >> 16));
                if count > 32 {
                    let next = _mm512_extracti32x4_epi32::<2>(packed);
                    _mm512_storeu_si512(at.add(32).cast(), wide(next, flagged >> 32));
                    let next = _mm512_extracti32x4_epi32::<3>(packed);
                    _mm512_storeu_si512(at.add(48).cast(), wide(next, flagged >> 48));
                }
            }
        }
    }
}
