//! The kernel for x86-64 with AVX2: two vectors of 32 bytes.

mod stretch;

use super::container::{Container, Passed};
use super::cpu::cpu;
use super::drive::{Block, drive};
use super::unescape::unescape;
use super::{BodyFlags, ExactTemplate, Index, Template};
use crate::memory::{BudgetExceeded, MemoryBudget};
use core::arch::x86_64::*;
use core::mem::MaybeUninit;

cpu!(Pair: "avx2", "bmi1", "popcnt", "pclmulqdq");

#[derive(Clone, Copy)]
struct Pair(__m256i, __m256i);

/// Returns the highest bits of both halves, one bit for each byte.
#[inline]
#[target_feature(enable = "avx2")]
fn movemask(low: __m256i, high: __m256i) -> u64 {
    let low = _mm256_movemask_epi8(low).cast_unsigned();
    let high = _mm256_movemask_epi8(high).cast_unsigned();
    u64::from(low) | (u64::from(high) << 32)
}

/// Returns all ones for each byte that is one of `"`, `\`, `/`, `b`, `f`, `n`, `r`, `t`.
#[inline]
#[target_feature(enable = "avx2")]
fn simple(bytes: __m256i) -> __m256i {
    // A byte for each low nibble: only `b` and `r` share one.
    #[rustfmt::skip]
    let table = _mm_setr_epi8(
        1, 0, 0x62, 0, 0x74, 0, 0x66, 0, 0, 0, 0, 0, 0x5C, 0, 0x6E, 0x2F,
    );
    let found = _mm256_shuffle_epi8(_mm256_broadcastsi128_si256(table), bytes);
    let others = _mm256_or_si256(
        _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8(b'"'.cast_signed())),
        _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8(b'r'.cast_signed())),
    );
    _mm256_or_si256(_mm256_cmpeq_epi8(found, bytes), others)
}

/// Returns all ones for each byte that is a hex digit, of either case.
#[inline]
#[target_feature(enable = "avx2")]
fn hex(bytes: __m256i) -> __m256i {
    let within = |bytes: __m256i, low: u8, len: i8| {
        let above = _mm256_sub_epi8(bytes, _mm256_set1_epi8(low.cast_signed()));
        _mm256_cmpeq_epi8(_mm256_min_epu8(above, _mm256_set1_epi8(len - 1)), above)
    };
    let lower = _mm256_or_si256(bytes, _mm256_set1_epi8(0x20));
    _mm256_or_si256(within(bytes, b'0', 10), within(lower, b'a', 6))
}

/// Returns nonzero bytes for mismatches; see [`Block::mismatch`].
#[inline]
#[target_feature(enable = "avx2")]
fn differ(bytes: __m256i, literal: __m256i) -> __m256i {
    let special = _mm256_or_si256(
        _mm256_or_si256(
            _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8(b'"'.cast_signed())),
            _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8(b'\\'.cast_signed())),
        ),
        // As signed numbers, bytes beyond ASCII are below the control characters.
        _mm256_cmpgt_epi8(_mm256_set1_epi8(0x20), bytes),
    );
    let is_free = _mm256_cmpeq_epi8(literal, _mm256_setzero_si256());
    _mm256_blendv_epi8(_mm256_xor_si256(bytes, literal), special, is_free)
}

#[expect(unsafe_code, reason = "vector loads; functions for an instruction set")]
impl Block for Pair {
    #[inline(always)]
    unsafe fn load(bytes: &[u8; 64]) -> Self {
        let at = bytes.as_ptr();
        // SAFETY: both loads are within the 64 bytes; the CPU has AVX2 by the contract of the
        // trait.
        unsafe { Pair(_mm256_loadu_si256(at.cast()), _mm256_loadu_si256(at.add(32).cast())) }
    }

    #[inline(always)]
    unsafe fn is_plain(self) -> bool {
        // SAFETY: by the contract of the trait.
        unsafe {
            // As signed numbers, bytes beyond ASCII are below the control characters.
            let limit = _mm256_set1_epi8(0x20);
            let backslash = _mm256_set1_epi8(b'\\'.cast_signed());
            let special = |half: __m256i| {
                _mm256_or_si256(_mm256_cmpgt_epi8(limit, half), _mm256_cmpeq_epi8(half, backslash))
            };
            _mm256_movemask_epi8(_mm256_or_si256(special(self.0), special(self.1))) == 0
        }
    }

    #[inline(always)]
    unsafe fn equal(self, byte: u8) -> u64 {
        // SAFETY: by the contract of the trait.
        unsafe {
            let byte = _mm256_set1_epi8(byte.cast_signed());
            movemask(_mm256_cmpeq_epi8(self.0, byte), _mm256_cmpeq_epi8(self.1, byte))
        }
    }

    #[inline(always)]
    unsafe fn brackets(self) -> (u64, u64) {
        // SAFETY: by the contract of the trait.
        unsafe {
            // `{` and `[`, like `}` and `]`, differ in one bit.
            let bit = _mm256_set1_epi8(0x20);
            let both = Pair(_mm256_or_si256(self.0, bit), _mm256_or_si256(self.1, bit));
            (both.equal(b'{'), both.equal(b'}'))
        }
    }

    #[inline(always)]
    unsafe fn low_or_high(self) -> u64 {
        // SAFETY: by the contract of the trait.
        // As signed numbers, high bytes are below the low ones.
        unsafe {
            let limit = _mm256_set1_epi8(0x20);
            movemask(_mm256_cmpgt_epi8(limit, self.0), _mm256_cmpgt_epi8(limit, self.1))
        }
    }

    #[inline(always)]
    unsafe fn high(self) -> u64 {
        // SAFETY: by the contract of the trait.
        unsafe { movemask(self.0, self.1) }
    }

    #[inline(always)]
    unsafe fn are_simple(self, places: u64) -> bool {
        // SAFETY: by the contract of the trait.
        unsafe { places & !movemask(simple(self.0), simple(self.1)) == 0 }
    }

    #[inline(always)]
    unsafe fn are_hex(self, places: u64) -> bool {
        // SAFETY: by the contract of the trait.
        unsafe { places & !movemask(hex(self.0), hex(self.1)) == 0 }
    }

    #[inline(always)]
    unsafe fn mismatch(self, literal: Self) -> Self {
        // SAFETY: by the contract of the trait.
        unsafe { Pair(differ(self.0, literal.0), differ(self.1, literal.1)) }
    }

    #[inline(always)]
    unsafe fn or(self, other: Self) -> Self {
        // SAFETY: by the contract of the trait.
        unsafe { Pair(_mm256_or_si256(self.0, other.0), _mm256_or_si256(self.1, other.1)) }
    }

    #[inline(always)]
    unsafe fn is_zero(self) -> bool {
        // SAFETY: by the contract of the trait.
        unsafe {
            let any = _mm256_or_si256(self.0, self.1);
            _mm256_testz_si256(any, any) == 1
        }
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
    unsafe fn positions(mut mask: u64, base: u32, out: &mut [u32; 64]) {
        // Eight at a time, even if fewer are left: later positions overwrite the excess.
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

/// Returns the carryless product of `mask` and all ones: bit i is the parity of bits 0 to i.
#[inline]
#[target_feature(enable = "pclmulqdq,sse2")]
pub(super) fn carryless_ones(mask: u64) -> u64 {
    let product =
        _mm_clmulepi64_si128::<0>(_mm_set_epi64x(0, mask.cast_signed()), _mm_set1_epi8(-1));
    _mm_cvtsi128_si64(product).cast_unsigned()
}

/// Returns true if all bytes equal those of `literal`, except where `literal` is 0.
#[inline]
#[target_feature(enable = "avx2")]
pub(super) fn agree(text: &[u8; 32], literal: &[u8; 32]) -> bool {
    let literal = load(literal);
    let is_free = _mm256_cmpeq_epi8(literal, _mm256_setzero_si256());
    _mm256_testc_si256(is_free, _mm256_xor_si256(load(text), literal)) == 1
}

/// Returns the mask of the digits.
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
