//! The framing of JSON texts: a machine that takes a byte at a time, and its twin that takes 64.
//!
//! Nothing is checked that does not help to find the end: a text that ends in the right place may be
//! wrong all the same, and the decoder says so.
//!
//! Advice: [`Concatenated::step`] is what is meant. [`Concatenated::block`] does the same to 64 bytes of an object or
//! array at once, with one bit a byte; it stops before or behind the byte that ends the text. Chunks
//! shorter than that go byte by byte, so that a test that cuts a stream holds the two against each other.

use super::frame::{Frame, Place};

/// What separates texts by RFC 7464; no text has one anywhere.
const SEPARATOR: u8 = 0x1E;

#[derive(Clone, Debug)]
pub(super) struct Concatenated {
    within: Within,
    start: Place,
    /// How many brackets are open.
    depth: u64,
    in_string: bool,
    /// The next byte stands behind a backslash that is not escaped itself.
    escaped: bool,
    /// The last byte that is no white space may have an opening bracket behind it.
    may_open: bool,
}

/// What the next byte belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Within {
    /// Nothing: white space and separators between texts.
    Between,
    /// An object or array.
    Container,
    /// A string that is a text by itself.
    String,
    /// A number or literal that is a text by itself, or no text.
    Word,
}

/// What a byte does to the text at hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Effect {
    GoesOn,
    /// The text ends, and the byte is its last.
    EndsBehind,
    /// The text has ended before the byte.
    EndsBefore,
}
use Effect::{EndsBefore, EndsBehind, GoesOn};

impl Concatenated {
    pub(super) fn new() -> Concatenated {
        Concatenated {
            within: Within::Between,
            start: Place::START,
            depth: 0,
            in_string: false,
            escaped: false,
            may_open: false,
        }
    }

    #[inline(never)]
    pub(super) fn feed(&mut self, at: &mut Place, chunk: &mut &[u8]) -> Option<Frame> {
        while let Some((&byte, rest)) = chunk.split_first() {
            if self.within == Within::Container
                && let Some((block, rest)) = chunk.split_first_chunk::<64>()
            {
                let (effect, place) = self.block(block, at);
                if effect == GoesOn {
                    at.offset += 64;
                    *chunk = rest;
                    continue;
                }
                let taken = place + usize::from(effect == EndsBehind);
                at.offset += taken as u64;
                *chunk = chunk.get(taken..).unwrap_or_default();
                return Some(self.end(*at));
            }
            let effect = self.step(byte, *at);
            if effect == EndsBefore {
                return Some(self.end(*at));
            }
            at.offset += 1;
            at.line += u64::from(byte == b'\n');
            *chunk = rest;
            if effect == EndsBehind {
                return Some(self.end(*at));
            }
        }
        None
    }

    pub(super) fn finish(&mut self, at: Place) -> Option<Frame> {
        (self.within != Within::Between).then(|| self.end(at))
    }

    pub(super) fn unfinished(&self) -> Option<u64> {
        (self.within != Within::Between).then_some(self.start.offset)
    }

    /// The text at hand, which ends before `at`.
    fn end(&mut self, at: Place) -> Frame {
        let Place { offset, line } = self.start;
        *self = Concatenated::new();
        Frame { offset, len: at.offset - offset, line }
    }

    /// Takes one byte.
    fn step(&mut self, byte: u8, at: Place) -> Effect {
        match self.within {
            Within::Between => {
                if !is_space(byte) && byte != SEPARATOR {
                    self.begin(byte, at);
                }
                GoesOn
            }
            Within::Word => match byte {
                SEPARATOR | b'"' | b'{' | b'[' => EndsBefore,
                _ if is_space(byte) => EndsBefore,
                _ => GoesOn,
            },
            _ if byte == SEPARATOR => EndsBefore,
            _ if self.in_string => self.step_in_string(byte),
            Within::Container => self.step_in_container(byte),
            Within::String => EndsBefore,
        }
    }

    /// Takes the first byte of a text.
    fn begin(&mut self, byte: u8, at: Place) {
        let within = match byte {
            b'{' | b'[' => Within::Container,
            b'"' => Within::String,
            _ => Within::Word,
        };
        let in_string = within == Within::String;
        let depth = u64::from(within == Within::Container);
        let may_open = byte == b'[';
        *self = Concatenated { within, start: at, depth, in_string, escaped: false, may_open };
    }

    fn step_in_string(&mut self, byte: u8) -> Effect {
        let escaped = core::mem::take(&mut self.escaped);
        match byte {
            b'\n' => return EndsBefore,
            b'\\' => self.escaped = !escaped,
            b'"' if !escaped => {
                (self.in_string, self.may_open) = (false, false);
                if self.within == Within::String {
                    return EndsBehind;
                }
            }
            _ => {}
        }
        GoesOn
    }

    fn step_in_container(&mut self, byte: u8) -> Effect {
        // A backslash has no business here; blocks let it escape a quote wherever it stands.
        let escaped = core::mem::take(&mut self.escaped);
        match byte {
            b'"' if !escaped => self.in_string = true,
            b'\\' => self.escaped = !escaped,
            b'{' | b'[' if !self.may_open => return EndsBefore,
            b'{' | b'[' => self.depth += 1,
            b'}' | b']' => {
                self.depth -= 1;
                if self.depth == 0 {
                    return EndsBehind;
                }
            }
            _ => {}
        }
        self.may_open = opens_behind(byte) || (self.may_open && is_space(byte));
        GoesOn
    }

    /// Takes 64 bytes of a container: what they do to it, and which of them does.
    ///
    /// The line is counted up to there; the offset is left alone.
    #[inline]
    fn block(&mut self, block: &[u8; 64], at: &mut Place) -> (Effect, usize) {
        let quotes = mask(block, |byte| byte == b'"');
        // All that are brackets but for these bits, and a few more bytes that are none.
        let brackets = mask(block, |byte| byte | 0x26 == b'{' | 0x26);
        let (escaped, escapes_next) = escaped(mask(block, |byte| byte == b'\\'), self.escaped);
        let in_strings = prefix_xor(quotes & !escaped) ^ u64::from(self.in_string).wrapping_neg();
        let (mut newlines, mut breaks) = (0, 0);
        if has_control(block) {
            newlines = mask(block, |byte| byte == b'\n');
            breaks = newlines & in_strings | mask(block, |byte| byte == SEPARATOR);
        }
        let (mut effect, mut place) = match breaks {
            0 => (GoesOn, 64),
            _ => (EndsBefore, breaks.trailing_zeros() as usize),
        };
        let mut left = brackets & !in_strings & below(place);
        while left != 0 {
            let here = left.trailing_zeros() as usize;
            left &= left - 1;
            match block[here & 63] {
                b'{' | b'[' if !self.may_open_at(block, here) => {
                    (effect, place) = (EndsBefore, here);
                    break;
                }
                b'{' | b'[' => self.depth += 1,
                b'}' | b']' => {
                    self.depth -= 1;
                    if self.depth == 0 {
                        (effect, place) = (EndsBehind, here);
                        break;
                    }
                }
                _ => {}
            }
        }
        at.line += u64::from((newlines & below(place)).count_ones());
        if effect == GoesOn {
            self.escaped = escapes_next;
            self.in_string = in_strings >> 63 != 0;
            self.may_open = !self.in_string && self.may_open_at(block, 64);
        }
        (effect, place)
    }

    /// Whether an opening bracket may stand at a place of a block, outside of strings.
    #[inline]
    fn may_open_at(&self, block: &[u8; 64], place: usize) -> bool {
        let before = block.get(..place).unwrap_or_default();
        match before.iter().rev().find(|byte| !is_space(**byte)) {
            Some(&byte) => opens_behind(byte),
            None => self.may_open,
        }
    }
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

/// Whether an opening bracket may follow, white space aside.
fn opens_behind(byte: u8) -> bool {
    matches!(byte, b'[' | b':' | b',')
}

/// The bits below a place, 64 at most.
fn below(place: usize) -> u64 {
    if place < 64 { (1 << place) - 1 } else { u64::MAX }
}

/// Each bit becomes the parity of itself and all below: between quotes, ones.
fn prefix_xor(mut bits: u64) -> u64 {
    for shift in [1, 2, 4, 8, 16, 32] {
        bits ^= bits << shift;
    }
    bits
}

/// The bytes that stand behind a backslash that is not escaped itself, and whether the next one does.
#[inline]
fn escaped(backslashes: u64, first: bool) -> (u64, bool) {
    let mut escaped = u64::from(first);
    let mut left = backslashes & !escaped;
    while left != 0 {
        let here = left.trailing_zeros();
        if here == 63 {
            return (escaped, true);
        }
        escaped |= 2 << here;
        left &= u64::MAX << here << 1 & !escaped;
    }
    (escaped, false)
}

/// A one in each byte.
const ONES: u64 = u64::MAX / 0xFF;

/// Whether one of 64 bytes is a control character, as line ends and separators are.
#[inline(always)]
fn has_control(block: &[u8; 64]) -> bool {
    let (words, _) = block.as_chunks::<8>();
    let below_space = words.iter().fold(0, |found, word| {
        let word = u64::from_le_bytes(*word);
        // A borrow sets the high bit, in a byte that had none; it may run on into the next.
        found | (word.wrapping_sub(ONES * 0x20) & !word)
    });
    below_space & (ONES * 0x80) != 0
}

/// One bit for each of 64 bytes, set where the test holds.
///
/// Written so that compilers make vector compares of it, which need nothing of the CPU.
#[inline(always)]
fn mask(block: &[u8; 64], test: impl Fn(u8) -> bool) -> u64 {
    let held = block.map(|byte| if test(byte) { u8::MAX } else { 0 });
    let (words, _) = held.as_chunks::<8>();
    words.iter().rev().fold(0, |mask, word| {
        // One bit of each byte, another one each; the product adds them up in the highest byte.
        let bits = u64::from_le_bytes(*word) & 0x8040_2010_0804_0201;
        mask << 8 | bits.wrapping_mul(ONES) >> 56
    })
}
