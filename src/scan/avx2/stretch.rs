//! Decoding of runs of `\uXXXX`, 32 bytes of the spelling at a time. The kernel for AVX-512 does
//! the same with masks, and explains the steps.

use super::Pair;
use crate::scan::unescape::Stretch;
use core::arch::x86_64::*;
use core::mem::MaybeUninit;

/// The number of bytes in a block, and of those behind it that are read.
const BLOCK: usize = 32;
const AHEAD: usize = 4;

/// The state that a block passes to the next: its escapes, as masks of their backslashes (all;
/// those with two bytes of UTF-8 or one; those with one), and the values of its digits.
#[derive(Clone, Copy)]
struct Before {
    all: __m256i,
    two: __m256i,
    one: __m256i,
    digit: __m256i,
}

/// The result of a block.
struct Block {
    /// The decoded bytes, with gaps.
    meant: __m256i,
    /// The bytes to keep, as a mask.
    kept: u32,
    /// The backslashes of escapes that end the run, as a mask.
    end: u32,
}

#[expect(unsafe_code, reason = "functions for an instruction set")]
impl Stretch for Pair {
    #[inline(always)]
    unsafe fn stretch(text: &[u8], len: usize, out: &mut [MaybeUninit<u8>]) -> (usize, usize) {
        // SAFETY: by the contract of the trait.
        unsafe { stretch(text, len, out) }
    }
}

#[inline]
#[target_feature(enable = "avx2,bmi1,popcnt")]
fn stretch(text: &[u8], len: usize, out: &mut [MaybeUninit<u8>]) -> (usize, usize) {
    let (mut read, mut written) = (0, 0);
    let none = _mm256_setzero_si256();
    let mut before = Before { all: none, two: none, one: none, digit: none };
    while read < len
        && let (Some(rest), Some(free)) = (text.get(read..), out.get_mut(written..))
    {
        let mut padded = [0; BLOCK + AHEAD];
        let bytes = rest.first_chunk().unwrap_or_else(|| {
            for (to, from) in padded.iter_mut().zip(rest) {
                *to = *from;
            }
            &padded
        });
        let block = block(bytes, &mut before);
        let (mut passed, mut kept) = (BLOCK, block.kept);
        // A branch, so that the next load does not wait for this block.
        if block.end != 0 || len - read < BLOCK {
            passed = (len - read).min(block.end.trailing_zeros() as usize);
            kept &= (!0u32).checked_shr(32 - passed as u32).unwrap_or(0);
        }
        let count = kept.count_ones() as usize;
        if let Some(free) = free.first_chunk_mut() {
            pack(block.meant, kept, free);
        } else {
            let mut packed = [MaybeUninit::uninit(); BLOCK];
            pack(block.meant, kept, &mut packed);
            for (to, from) in free.iter_mut().zip(packed).take(count) {
                *to = from;
            }
        }
        (read, written) = (read + passed, written + count);
        if block.end != 0 {
            break;
        }
    }
    (read, written)
}

/// Decodes the first 32 of these bytes.
#[inline]
#[target_feature(enable = "avx2")]
#[expect(unsafe_code, reason = "vector loads")]
fn block(text: &[u8; BLOCK + AHEAD], before: &mut Before) -> Block {
    // SAFETY: all loads, at 0 to 4, are of 32 of the 36 bytes.
    let [bytes, first, second, third, fourth] =
        [0, 1, 2, 3, 4].map(|at| unsafe { _mm256_loadu_si256(text.as_ptr().add(at).cast()) });
    let same = |byte: u8| _mm256_set1_epi8(byte.cast_signed());
    let is = |bytes: __m256i, byte: u8| _mm256_cmpeq_epi8(bytes, same(byte));
    let and = |a: __m256i, b: __m256i| _mm256_and_si256(a, b);
    let or = |a: __m256i, b: __m256i| _mm256_or_si256(a, b);

    // Find the escapes, and their lengths in UTF-8, by the digits' bytes.
    let backslash = is(bytes, b'\\');
    let all = and(backslash, is(first, b'u'));
    let below_8 = |bytes: __m256i| _mm256_cmpgt_epi8(same(b'8'), bytes);
    let surrogate = _mm256_andnot_si256(below_8(third), and(all, is(or(second, same(0x20)), b'd')));
    let two = and(all, and(is(second, b'0'), below_8(third)));
    let one = and(two, and(is(third, b'0'), below_8(fourth)));
    let end = or(_mm256_andnot_si256(all, backslash), surrogate);
    let end = _mm256_movemask_epi8(end).cast_unsigned();

    let digit = value(bytes);
    let next = value(first);
    // The previous block's upper half and this one's lower half: byte shifts stay in a half.
    let joined = |before: __m256i, now: __m256i| _mm256_permute2x128_si256::<0x21>(before, now);
    let all_joined = joined(before.all, all);
    let two_joined = joined(before.two, two);
    let one_joined = joined(before.one, one);
    let last = _mm256_alignr_epi8::<15>(digit, joined(before.digit, digit));
    *before = Before { all, two, one, digit };
    let (all_1, all_2) =
        (_mm256_alignr_epi8::<15>(all, all_joined), _mm256_alignr_epi8::<14>(all, all_joined));
    let (all_3, all_4, all_5) = (
        _mm256_alignr_epi8::<13>(all, all_joined),
        _mm256_alignr_epi8::<12>(all, all_joined),
        _mm256_alignr_epi8::<11>(all, all_joined),
    );
    let (two_2, two_3) =
        (_mm256_alignr_epi8::<14>(two, two_joined), _mm256_alignr_epi8::<13>(two, two_joined));
    let (one_3, one_5) =
        (_mm256_alignr_epi8::<13>(one, one_joined), _mm256_alignr_epi8::<11>(one, one_joined));
    let dropped = or(or(all, all_1), or(or(two_2, one_3), all_4));

    let middle = or(_mm256_slli_epi16::<2>(digit), and(_mm256_srli_epi16::<2>(next), same(3)));
    // 110….. for two bytes, 10…… in the middle of three.
    let middle = or(middle, or(same(0x80), and(two_3, same(0x40))));
    let whole = or(_mm256_slli_epi16::<4>(last), digit);
    let low = or(and(whole, same(0x3F)), same(0x80));
    let low = _mm256_blendv_epi8(low, whole, one_5);
    let meant = _mm256_blendv_epi8(bytes, or(digit, same(0xE0)), all_2);
    let meant = _mm256_blendv_epi8(meant, middle, all_3);
    let meant = _mm256_blendv_epi8(meant, low, all_5);
    Block { meant, kept: !_mm256_movemask_epi8(dropped).cast_unsigned(), end }
}

/// Returns the values of hex digits: the low four bits, plus nine for a letter.
#[inline]
#[target_feature(enable = "avx2")]
fn value(bytes: __m256i) -> __m256i {
    let letter = _mm256_cmpgt_epi8(bytes, _mm256_set1_epi8(b'9'.cast_signed()));
    _mm256_add_epi8(
        _mm256_and_si256(bytes, _mm256_set1_epi8(0x0F)),
        _mm256_and_si256(letter, _mm256_set1_epi8(9)),
    )
}

/// Writes the kept bytes without gaps. Bytes of `out` behind them are unspecified.
#[inline]
#[target_feature(enable = "avx2,popcnt")]
#[expect(unsafe_code, reason = "vector loads and stores")]
fn pack(bytes: __m256i, kept: u32, out: &mut [MaybeUninit<u8>; BLOCK]) {
    let (low, high) = (_mm256_castsi256_si128(bytes), _mm256_extracti128_si256::<1>(bytes));
    let eights = [low, _mm_unpackhi_epi64(low, low), high, _mm_unpackhi_epi64(high, high)];
    let mut at = 0;
    for (place, eight) in eights.into_iter().enumerate() {
        let kept = (kept >> (8 * place)) as u8;
        // SAFETY: the table has a line of 8 bytes for every byte; before each store at most 8 bytes
        // were counted for each of the groups before, so 8 are left of the 32.
        unsafe {
            let line = _mm_loadl_epi64(PACKED.as_ptr().add(usize::from(kept)).cast());
            let packed = _mm_shuffle_epi8(eight, line);
            _mm_storel_epi64(out.as_mut_ptr().add(at).cast(), packed);
        }
        at += kept.count_ones() as usize;
    }
}

/// Shuffles of eight bytes: each line has the positions of its number's set bits, lowest first.
static PACKED: [[u8; 8]; 256] = {
    let mut lines = [[0x80; 8]; 256];
    let mut kept = 0;
    while kept < 256 {
        let (mut place, mut to) = (0, 0);
        while place < 8 {
            if kept >> place & 1 == 1 {
                lines[kept][to] = place as u8;
                to += 1;
            }
            place += 1;
        }
        kept += 1;
    }
    lines
};
