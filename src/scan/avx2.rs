//! The kernel for x86-64 with AVX2: two vectors of 32 bytes.

use super::cpu::cpu;
use super::drive::{Block, Escapes, Specials, drive};
use super::unescape::{Stretch, stretch_by_words, unescape};
use super::{Facts, Index, Template};
use core::arch::x86_64::*;
use core::mem::MaybeUninit;

cpu!(Pair: "avx2", "bmi1", "popcnt", "pclmulqdq");

#[derive(Clone, Copy)]
struct Pair(__m256i, __m256i);

impl Pair {
    /// One bit a byte: set where `a` and `b` agree, of both halves.
    #[inline]
    #[target_feature(enable = "avx2")]
    fn equal(self, byte: u8) -> u64 {
        let byte = _mm256_set1_epi8(byte.cast_signed());
        movemask(_mm256_cmpeq_epi8(self.0, byte), _mm256_cmpeq_epi8(self.1, byte))
    }
}

#[inline]
#[target_feature(enable = "avx2")]
fn movemask(low: __m256i, high: __m256i) -> u64 {
    let low = _mm256_movemask_epi8(low).cast_unsigned();
    let high = _mm256_movemask_epi8(high).cast_unsigned();
    u64::from(low) | (u64::from(high) << 32)
}

// The classes of `classify`: a byte belongs to a class when both its halves do.
const QUOTE_SLASH: i8 = 1; // 0x22 0x2F
const BACKSLASH: i8 = 2; // 0x5C
const B_F_N: i8 = 4; // 0x62 0x66 0x6E
const R_T: i8 = 8; // 0x72 0x74
const U: i8 = 16; // 0x75
const DIGIT: i8 = 32; // 0x30..=0x39
const LETTER: i8 = 64; // 0x41..=0x46, 0x61..=0x66

#[inline]
#[target_feature(enable = "avx2")]
fn classify(bytes: __m256i) -> __m256i {
    #[rustfmt::skip]
    let low = _mm_setr_epi8(
        DIGIT,
        DIGIT | LETTER,
        DIGIT | LETTER | QUOTE_SLASH | B_F_N | R_T,
        DIGIT | LETTER,
        DIGIT | LETTER | R_T,
        DIGIT | LETTER | U,
        DIGIT | LETTER | B_F_N,
        DIGIT, DIGIT, DIGIT,
        0, 0, BACKSLASH, 0, B_F_N, QUOTE_SLASH,
    );
    #[rustfmt::skip]
    let high = _mm_setr_epi8(
        0, 0, QUOTE_SLASH, DIGIT, LETTER, BACKSLASH, LETTER | B_F_N, R_T | U,
        0, 0, 0, 0, 0, 0, 0, 0,
    );
    let nibble = _mm256_set1_epi8(0x0F);
    let by_low =
        _mm256_shuffle_epi8(_mm256_broadcastsi128_si256(low), _mm256_and_si256(bytes, nibble));
    let by_high = _mm256_shuffle_epi8(
        _mm256_broadcastsi128_si256(high),
        _mm256_and_si256(_mm256_srli_epi16::<4>(bytes), nibble),
    );
    _mm256_and_si256(by_low, by_high)
}

#[expect(unsafe_code, reason = "vector loads; functions for an instruction set")]
impl Block for Pair {
    #[inline(always)]
    unsafe fn load(bytes: &[u8; 64]) -> Self {
        let at = bytes.as_ptr();
        // SAFETY: both loads lie within the 64 bytes; the CPU has AVX2 by the contract of the trait.
        unsafe { Pair(_mm256_loadu_si256(at.cast()), _mm256_loadu_si256(at.add(32).cast())) }
    }

    #[inline(always)]
    unsafe fn is_plain(self) -> bool {
        // SAFETY: by the contract of the trait.
        unsafe {
            // As signed numbers, the bytes beyond ASCII are below the control characters.
            let limit = _mm256_set1_epi8(0x20);
            let backslash = _mm256_set1_epi8(b'\\'.cast_signed());
            let special = |half: __m256i| {
                _mm256_or_si256(_mm256_cmpgt_epi8(limit, half), _mm256_cmpeq_epi8(half, backslash))
            };
            _mm256_movemask_epi8(_mm256_or_si256(special(self.0), special(self.1))) == 0
        }
    }

    #[inline(always)]
    unsafe fn quotes(self) -> u64 {
        // SAFETY: by the contract of the trait.
        unsafe { self.equal(b'"') }
    }

    #[inline(always)]
    unsafe fn specials(self) -> Specials {
        // SAFETY: by the contract of the trait.
        unsafe {
            // A byte is at most 0x1F when the smaller of the two is the byte itself.
            let limit = _mm256_set1_epi8(0x1F);
            let control = |half: __m256i| _mm256_cmpeq_epi8(_mm256_min_epu8(half, limit), half);
            Specials {
                backslash: self.equal(b'\\'),
                control: movemask(control(self.0), control(self.1)),
                high: movemask(self.0, self.1),
            }
        }
    }

    #[inline(always)]
    unsafe fn escapes(self) -> Escapes {
        // SAFETY: by the contract of the trait.
        unsafe {
            let (low, high) = (classify(self.0), classify(self.1));
            // The bytes that belong to none of the classes, inverted.
            let any = |classes: i8| {
                let zero = _mm256_setzero_si256();
                let wanted = _mm256_set1_epi8(classes);
                !movemask(
                    _mm256_cmpeq_epi8(_mm256_and_si256(low, wanted), zero),
                    _mm256_cmpeq_epi8(_mm256_and_si256(high, wanted), zero),
                )
            };
            Escapes {
                simple: any(QUOTE_SLASH | BACKSLASH | B_F_N | R_T),
                unicode: any(U),
                hex: any(DIGIT | LETTER),
            }
        }
    }

    #[inline(always)]
    unsafe fn differ(text: &[u8; 32], literal: &[u8; 32]) -> u32 {
        // SAFETY: by the contract of the trait.
        unsafe { differ(text, literal) }
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
    unsafe fn positions(mut mask: u64, base: u32, out: &mut [u32; 64]) {
        // Eight at a time, whether they are there or not: what is too much is overwritten later.
        let mut eight = |out: &mut [u32; 8]| {
            for to in out {
                *to = base.wrapping_add(mask.trailing_zeros());
                mask &= mask.wrapping_sub(1);
            }
            mask != 0
        };
        let ([first, second, more @ ..], _) = out.as_chunks_mut::<8>() else { return };
        if eight(first) && eight(second) {
            for group in more {
                if !eight(group) {
                    break;
                }
            }
        }
    }
}

#[expect(unsafe_code, reason = "the trait is unsafe for the sake of other instruction sets")]
impl Stretch for Pair {
    #[inline(always)]
    unsafe fn stretch(text: &[u8], out: &mut [MaybeUninit<u8>]) -> (usize, usize) {
        stretch_by_words(text, out)
    }
}

/// The product of `mask` and all ones without carries: bit i is the parity of bits 0 to i.
#[inline]
#[target_feature(enable = "pclmulqdq,sse2")]
pub(super) fn carryless_ones(mask: u64) -> u64 {
    let product =
        _mm_clmulepi64_si128::<0>(_mm_set_epi64x(0, mask.cast_signed()), _mm_set1_epi8(-1));
    _mm_cvtsi128_si64(product).cast_unsigned()
}

/// One bit for each byte in which the two differ.
#[inline]
#[target_feature(enable = "avx2")]
pub(super) fn differ(text: &[u8; 32], literal: &[u8; 32]) -> u32 {
    let equal = _mm256_cmpeq_epi8(load(text), load(literal));
    !_mm256_movemask_epi8(equal).cast_unsigned()
}

/// One bit for each digit.
#[inline]
#[target_feature(enable = "avx2")]
pub(super) fn digits(text: &[u8; 32]) -> u32 {
    let above = _mm256_sub_epi8(load(text), _mm256_set1_epi8(b'0'.cast_signed()));
    let is_digit = _mm256_cmpeq_epi8(_mm256_min_epu8(above, _mm256_set1_epi8(9)), above);
    _mm256_movemask_epi8(is_digit).cast_unsigned()
}

#[inline]
#[target_feature(enable = "avx2")]
#[expect(unsafe_code, reason = "a vector load")]
fn load(bytes: &[u8; 32]) -> __m256i {
    // SAFETY: the load is the array.
    unsafe { _mm256_loadu_si256(bytes.as_ptr().cast()) }
}
