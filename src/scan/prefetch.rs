//! The prefetch instruction.

use core::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};

/// Prefetches `len` bytes and up to 256 more. A hint: for any address, it has no visible effect.
#[inline(always)]
pub(super) fn fetch(at: *const u8, len: usize) {
    let mut from = 0;
    while from <= len {
        for line in 0..4 {
            #[expect(unsafe_code, reason = "an intrinsic")]
            // SAFETY: every x86-64 has the instruction, and it reads nothing.
            unsafe {
                _mm_prefetch::<_MM_HINT_T0>(at.wrapping_add(from + 64 * line).cast());
            }
        }
        from += 256;
    }
}
