//! The kernel for every machine: eight words of eight bytes, plain integer arithmetic.

use super::drive::{Block, Escapes, Specials, drive};
use super::unescape::{Stretch, stretch_by_words};
use super::{Facts, Index, Template};
use core::mem::MaybeUninit;

pub(super) fn scan(body: &[u8], index: &mut Index) -> Facts {
    #[expect(unsafe_code, reason = "the trait is unsafe for the sake of other instruction sets")]
    // SAFETY: `Words` uses no instruction beyond the baseline.
    unsafe {
        drive::<Words>(body, index)
    }
}

/// [`Template::matches`].
pub(super) fn matches(
    template: &Template,
    body: &[u8],
    start: usize,
    marks: &[u32],
) -> Option<usize> {
    #[expect(unsafe_code, reason = "the trait is unsafe for the sake of other instruction sets")]
    // SAFETY: `Words` uses no instruction beyond the baseline.
    unsafe {
        template.matches::<Words>(body, start, marks)
    }
}

/// [`super::Scanner::unescape`].
pub(super) fn unescape(spelled: &[u8], out: &mut [MaybeUninit<u8>]) -> usize {
    #[expect(unsafe_code, reason = "the trait is unsafe for the sake of other instruction sets")]
    // SAFETY: `Words` uses no instruction beyond the baseline.
    unsafe {
        super::unescape::unescape::<Words>(spelled, out)
    }
}

/// 64 bytes as little-endian words, whatever the machine's order.
#[derive(Clone, Copy)]
struct Words([u64; 8]);

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGHS: u64 = 0x8080_8080_8080_8080;

impl Words {
    /// One bit a byte from a test that sets the high bit of each byte of its answer.
    #[inline(always)]
    fn mask(self, test: impl Fn(u64) -> u64) -> u64 {
        let mut mask = 0;
        for (i, &word) in self.0.iter().enumerate() {
            mask |= gather(test(word)) << (8 * i);
        }
        mask
    }
}

/// The eight high bits, side by side.
#[inline(always)]
fn gather(word: u64) -> u64 {
    // They meet in the highest byte, and no two products in one bit.
    (word >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56
}

/// The high bit of each byte that equals `byte`; exact for every byte.
#[inline(always)]
fn equal(word: u64, byte: u8) -> u64 {
    let x = word ^ (ONES * u64::from(byte));
    !(((x & !HIGHS) + !HIGHS) | x) & HIGHS
}

/// The high bit of each byte that lies in `low..=high`, both below 0x80.
#[inline(always)]
fn between(word: u64, low: u8, high: u8) -> u64 {
    let seven = word & !HIGHS;
    let at_least = seven + ONES * u64::from(0x80 - low);
    let above = seven + ONES * u64::from(0x7F - high);
    at_least & !above & !word & HIGHS
}

#[expect(unsafe_code, reason = "the trait is unsafe for the sake of other instruction sets")]
impl Block for Words {
    #[inline(always)]
    unsafe fn load(bytes: &[u8; 64]) -> Self {
        let (words, _) = bytes.as_chunks::<8>();
        let mut block = [0; 8];
        for (to, from) in block.iter_mut().zip(words) {
            *to = u64::from_le_bytes(*from);
        }
        Words(block)
    }

    #[inline(always)]
    unsafe fn is_plain(self) -> bool {
        // Borrows run into the bytes above, but only from a byte that is special itself.
        let special = |word: u64| {
            let backslash = word ^ (ONES * u64::from(b'\\'));
            word | word.wrapping_sub(ONES * 0x20) | backslash.wrapping_sub(ONES)
        };
        self.0.iter().fold(0, |all, &word| all | special(word)) & HIGHS == 0
    }

    #[inline(always)]
    unsafe fn quotes(self) -> u64 {
        self.mask(|word| equal(word, b'"'))
    }

    #[inline(always)]
    unsafe fn specials(self) -> Specials {
        Specials {
            backslash: self.mask(|word| equal(word, b'\\')),
            control: self.mask(|word| between(word, 0, 0x1F)),
            high: self.mask(|word| word & HIGHS),
        }
    }

    #[inline(always)]
    unsafe fn escapes(self) -> Escapes {
        Escapes {
            simple: self.mask(|word| {
                equal(word, b'"')
                    | equal(word, b'\\')
                    | equal(word, b'/')
                    | equal(word, b'b')
                    | equal(word, b'f')
                    | equal(word, b'n')
                    | equal(word, b'r')
                    | equal(word, b't')
            }),
            unicode: self.mask(|word| equal(word, b'u')),
            hex: self.mask(|word| {
                between(word, b'0', b'9') | between(word, b'a', b'f') | between(word, b'A', b'F')
            }),
        }
    }

    #[inline(always)]
    unsafe fn differ(text: &[u8; 32], literal: &[u8; 32]) -> u32 {
        // Most pieces fill less than half of their window: words that agree cost one look.
        let ((text, _), (literal, _)) = (text.as_chunks::<8>(), literal.as_chunks::<8>());
        let mut mask = 0;
        for (i, (text, literal)) in text.iter().zip(literal).enumerate() {
            let differ = u64::from_le_bytes(*text) ^ u64::from_le_bytes(*literal);
            if differ != 0 {
                mask |= (gather(!equal(differ, 0) & HIGHS) as u32) << (8 * i);
            }
        }
        mask
    }

    #[inline(always)]
    unsafe fn digits(text: &[u8; 32]) -> u32 {
        let (words, _) = text.as_chunks::<8>();
        words.iter().enumerate().fold(0, |mask, (i, word)| {
            mask | (gather(between(u64::from_le_bytes(*word), b'0', b'9')) as u32) << (8 * i)
        })
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
impl Stretch for Words {
    #[inline(always)]
    unsafe fn stretch(text: &[u8], out: &mut [MaybeUninit<u8>]) -> (usize, usize) {
        stretch_by_words(text, out)
    }
}
