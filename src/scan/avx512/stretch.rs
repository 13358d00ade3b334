//! Decoding of runs of `\uXXXX`, 64 bytes of the spelling at a time.
//!
//! The bytes of an escape in UTF-8 replace its digits at offsets 2, 3 and 5; the rest is dropped.
//!
//! ```text
//! offset in the escape    0  1  2         3                5
//! spelled                 \  u  a         b         c      d          four digits
//! three bytes                   1110aaaa  10bbbbcc         10ccdddd
//! two bytes                               110bbbcc         10ccdddd
//! one byte                                                 ccccdddd
//! ```
//!
//! Blocks are at fixed offsets, so that the next one is loaded while this one is processed. Masks
//! carry the escapes of a block over to the next.

use super::Whole;
use crate::scan::unescape::Stretch;
use core::arch::x86_64::*;
use core::mem::MaybeUninit;

/// The state that a block passes to the next, as masks: bytes to drop; and bytes at the distance in
/// the name behind backslashes of escapes (all; those with two bytes of UTF-8 or one; with one).
#[derive(Clone, Copy, Default)]
struct Carried {
    dropped: u64,
    all_2: u64,
    all_3: u64,
    two_3: u64,
    all_5: u64,
    one_5: u64,
}

/// The result of a block.
struct Block {
    /// The decoded bytes, with gaps.
    meant: __m512i,
    /// The bytes to keep, as a mask.
    kept: u64,
    /// The backslashes of escapes that end the run, as a mask.
    end: u64,
}

#[expect(unsafe_code, reason = "vector loads and stores; functions for an instruction set")]
impl Stretch for Whole {
    #[inline(always)]
    unsafe fn stretch(text: &[u8], len: usize, out: &mut [MaybeUninit<u8>]) -> (usize, usize) {
        let (mut read, mut written) = (0, 0);
        let mut before = Carried::default();
        // No byte precedes the first one.
        let mut has_last = !1;
        while read < len
            && let (Some(rest), Some(out)) = (text.get(read..), out.get_mut(written..))
        {
            let at = rest.as_ptr().cast::<i8>();
            // SAFETY: the loads at 0 to 4 are of the rest of the text, by its length or by masks;
            // the one at -1 is masked where nothing was read before. A block writes at most as many
            // bytes as it reads, for which `out` has room; where it has less than 64, a mask limits
            // the store to these bytes. The rest by the contract of the trait.
            unsafe {
                let (bytes, there) = if rest.len() >= 64 + AHEAD {
                    ([0, 1, 2, 3, 4].map(|by| _mm512_loadu_si512(at.add(by).cast())), !0)
                } else {
                    let there = |by: usize| below(rest.len().saturating_sub(by));
                    let load = |by| _mm512_maskz_loadu_epi8(there(by), at.wrapping_add(by));
                    ([0, 1, 2, 3, 4].map(load), there(0))
                };
                let last = _mm512_maskz_loadu_epi8(there & has_last, at.wrapping_sub(1));
                let block = block(bytes, last, &mut before);
                let (mut passed, mut kept) = (64, block.kept);
                // A branch, so that the next load does not wait for this block.
                if block.end != 0 || len - read < 64 {
                    passed = (len - read).min(block.end.trailing_zeros() as usize);
                    kept &= below(passed);
                }
                let packed = _mm512_maskz_compress_epi8(kept, block.meant);
                let count = kept.count_ones() as usize;
                let to = out.as_mut_ptr().cast::<i8>();
                if out.len() >= 64 {
                    _mm512_storeu_si512(to.cast(), packed);
                } else {
                    _mm512_mask_storeu_epi8(to, below(count), packed);
                }
                (read, written, has_last) = (read + passed, written + count, !0);
                if block.end != 0 {
                    break;
                }
            }
        }
        (read, written)
    }
}

/// The number of bytes behind a block that are read.
const AHEAD: usize = 4;

/// Decodes 64 bytes. `bytes` are these, and those one to four bytes further on; `last` are those
/// one byte before.
#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn block(bytes: [__m512i; 1 + AHEAD], last: __m512i, before: &mut Carried) -> Block {
    let same = |byte: u8| _mm512_set1_epi8(byte.cast_signed());
    let [bytes, first, second, third, fourth] = bytes;

    // Find the escapes, and their lengths in UTF-8, by the digits' bytes.
    let backslash = _mm512_cmpeq_epi8_mask(bytes, same(b'\\'));
    let all = _mm512_mask_cmpeq_epi8_mask(backslash, first, same(b'u'));
    let lower = _mm512_or_si512(second, same(0x20));
    let d = _mm512_mask_cmpeq_epi8_mask(all, lower, same(b'd'));
    let surrogate = _mm512_mask_cmpge_epu8_mask(d, third, same(b'8'));
    let two = _mm512_mask_cmpeq_epi8_mask(all, second, same(b'0'));
    let two = _mm512_mask_cmplt_epu8_mask(two, third, same(b'8'));
    let one = _mm512_mask_cmpeq_epi8_mask(two, third, same(b'0'));
    let one = _mm512_mask_cmplt_epu8_mask(one, fourth, same(b'8'));
    let end = (backslash & !all) | surrogate;

    // Masks at those distances behind the backslashes of this block and the previous one.
    let Carried { dropped, all_2, all_3, two_3, all_5, one_5 } = *before;
    let dropped = dropped | all | all << 1 | two << 2 | one << 3 | all << 4;
    *before = Carried {
        dropped: all >> 63 | two >> 62 | one >> 61 | all >> 60,
        all_2: all >> 62,
        all_3: all >> 61,
        two_3: two >> 61,
        all_5: all >> 59,
        one_5: one >> 59,
    };

    let [last, digit, next] = [last, bytes, first].map(|bytes| value(bytes));
    let middle = _mm512_or_si512(
        _mm512_slli_epi16::<2>(digit),
        _mm512_and_si512(_mm512_srli_epi16::<2>(next), same(3)),
    );
    let whole = _mm512_or_si512(_mm512_slli_epi16::<4>(last), digit);
    let low = _mm512_or_si512(_mm512_and_si512(whole, same(0x3F)), same(0x80));
    // Dropped bytes may have any value.
    let meant = _mm512_mask_mov_epi8(bytes, all << 2 | all_2, _mm512_or_si512(digit, same(0xE0)));
    let meant = _mm512_mask_mov_epi8(meant, all << 3 | all_3, _mm512_or_si512(middle, same(0x80)));
    let meant = _mm512_mask_mov_epi8(meant, two << 3 | two_3, _mm512_or_si512(middle, same(0xC0)));
    let meant = _mm512_mask_mov_epi8(meant, all << 5 | all_5, low);
    let meant = _mm512_mask_mov_epi8(meant, one << 5 | one_5, whole);
    Block { meant, kept: !dropped, end }
}

/// Returns a mask of the `count` lowest bits; of all from 64 on.
#[inline(always)]
fn below(count: usize) -> u64 {
    if count >= 64 { !0 } else { !(!0 << count) }
}

/// Returns the values of hex digits: the low four bits, plus nine for a letter.
#[inline]
#[target_feature(enable = "avx512bw")]
fn value(bytes: __m512i) -> __m512i {
    let half = _mm512_and_si512(bytes, _mm512_set1_epi8(0x0F));
    let letter = _mm512_test_epi8_mask(bytes, _mm512_set1_epi8(0x40));
    _mm512_mask_add_epi8(half, letter, half, _mm512_set1_epi8(9))
}
