//! The end of an object or array in a stream: the bracket that closes it, or the byte that shows that it was cut off.
//!
//! Only brackets and strings are looked at: a text that ends in the right place may be malformed.
//!
//! ```text
//! for each block of 64 bytes:
//!     in_string = parity of the unescaped quotes
//!     breaks    = record separators, and line ends in strings
//!     opening   = '{' or '[' and not in_string
//!     closing   = '}' or ']' and not in_string
//!     unless so many are closing that the depth may reach 0, there is nothing to do but to count
//! ```
//!
//! [`Container::step`] is the specification; [`Container::pass`] does the same to blocks.

use super::drive::{Block, below, escaped};

/// What separates texts by RFC 7464; no text holds one.
pub(crate) const SEPARATOR: u8 = 0x1E;

/// An object or array of which not everything has been seen.
#[derive(Clone, Debug)]
pub(crate) struct Container {
    /// The number of open brackets.
    depth: u64,
    in_string: bool,
    /// The next byte stands behind a backslash that is not escaped itself.
    escaped: bool,
    /// An opening bracket may stand behind the last byte that is no white space.
    may_open: bool,
}

/// The end of a container.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// The byte closes it.
    Behind,
    /// It was cut off before the byte.
    Before,
}

/// What was passed of a container.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Passed {
    /// The number of bytes, with the one that closes it.
    pub(crate) len: usize,
    /// The number of line ends among them.
    pub(crate) lines: u64,
    /// The container ends there.
    pub(crate) ended: bool,
}

impl Container {
    /// A container that begins with that bracket.
    pub(crate) fn new(first: u8) -> Container {
        Container { depth: 1, in_string: false, escaped: false, may_open: first == b'[' }
    }

    /// Takes one byte. Returns the end if it is there.
    pub(crate) fn step(&mut self, byte: u8) -> Option<End> {
        // Outside of strings a backslash is malformed, and escapes a quote all the same.
        let escaped = core::mem::take(&mut self.escaped);
        match byte {
            SEPARATOR => return Some(End::Before),
            b'\n' if self.in_string => return Some(End::Before),
            b'\\' => self.escaped = !escaped,
            b'"' if !escaped => self.in_string = !self.in_string,
            b'{' | b'[' if !self.in_string => {
                if !self.may_open {
                    return Some(End::Before);
                }
                self.depth += 1;
            }
            b'}' | b']' if !self.in_string => {
                self.depth -= 1;
                if self.depth == 0 {
                    return Some(End::Behind);
                }
            }
            _ => {}
        }
        self.may_open =
            !self.in_string && (opens_behind(byte) || (self.may_open && is_space(byte)));
        None
    }

    /// Takes blocks up to the one in which the container ends.
    ///
    /// # Safety
    ///
    /// The CPU must have the instructions that `B` uses.
    #[inline(always)]
    #[expect(unsafe_code, reason = "calls the functions of the kernel that the caller chose")]
    pub(super) unsafe fn pass<B: Block>(&mut self, blocks: &[[u8; 64]]) -> Passed {
        let mut passed = Passed { len: 0, lines: 0, ended: false };
        for block in blocks {
            // SAFETY: the caller vouches for the CPU.
            let (lines, end) = unsafe { self.block::<B>(block) };
            passed.lines += lines;
            match end {
                None => passed.len += 64,
                Some((end, place)) => {
                    passed.len += place + usize::from(end == End::Behind);
                    passed.ended = true;
                    return passed;
                }
            }
        }
        passed
    }

    /// Takes one block. Returns the number of line ends before the end of the container, and that.
    ///
    /// # Safety
    ///
    /// As [`Container::pass`].
    #[inline(always)]
    #[expect(unsafe_code, reason = "calls the functions of the kernel that the caller chose")]
    unsafe fn block<B: Block>(&mut self, bytes: &[u8; 64]) -> (u64, Option<(End, usize)>) {
        // SAFETY: the caller vouches for the CPU.
        let block = unsafe { B::load(bytes) };
        // SAFETY: as above.
        let is = |byte| unsafe { block.equal(byte) };
        let mut quotes = is(b'"');
        let (mut newlines, mut separators) = (0, 0);
        // SAFETY: as above.
        if self.escaped || !unsafe { block.is_plain() } {
            quotes &= !escaped(is(b'\\'), &mut self.escaped);
            (newlines, separators) = (is(b'\n'), is(SEPARATOR));
        }
        // SAFETY: as above.
        let in_string = unsafe { B::prefix_xor(quotes) } ^ u64::from(self.in_string).wrapping_neg();
        // SAFETY: as above.
        let (opening, closing) = unsafe { block.brackets() };
        let (opening, closing) = (opening & !in_string, closing & !in_string);

        let breaks = newlines & in_string | separators;
        let mut end = (breaks != 0).then(|| (End::Before, breaks.trailing_zeros() as usize));
        let depth = self.depth + u64::from(opening.count_ones());
        if self.depth > u64::from(closing.count_ones()) {
            self.depth = depth - u64::from(closing.count_ones());
        } else {
            let within = below(end.map_or(64, |(_, place)| place));
            end = self.close(opening & within, closing & within).or(end);
        }
        let mut left = opening & below(end.map_or(64, |(_, place)| place));
        while left != 0 {
            let place = left.trailing_zeros() as usize;
            left &= left - 1;
            if !self.may_open_at(bytes, place) {
                end = Some((End::Before, place));
                break;
            }
        }
        let Some((_, place)) = end else {
            self.in_string = in_string >> 63 != 0;
            let last = bytes[63];
            self.may_open = opens_behind(last) || (is_space(last) && self.may_open_at(bytes, 64));
            self.may_open &= !self.in_string;
            return (u64::from(newlines.count_ones()), None);
        };
        (u64::from((newlines & below(place)).count_ones()), end)
    }

    /// Counts brackets one by one, up to the one that closes the container.
    #[inline(always)]
    fn close(&mut self, opening: u64, closing: u64) -> Option<(End, usize)> {
        let mut left = opening | closing;
        while left != 0 {
            let bit = left & left.wrapping_neg();
            left ^= bit;
            if opening & bit != 0 {
                self.depth += 1;
                continue;
            }
            self.depth -= 1;
            if self.depth == 0 {
                return Some((End::Behind, bit.trailing_zeros() as usize));
            }
        }
        None
    }

    /// Returns true if an opening bracket may stand at a place of a block, outside of strings.
    #[inline(always)]
    fn may_open_at(&self, block: &[u8; 64], place: usize) -> bool {
        let before = block.get(place.wrapping_sub(1)).copied();
        before.is_some_and(opens_behind) || self.may_open_behind_space(block, place)
    }

    #[cold]
    fn may_open_behind_space(&self, block: &[u8; 64], place: usize) -> bool {
        let before = block.get(..place).unwrap_or_default();
        let last = before.iter().rev().find(|byte| !is_space(**byte));
        last.map_or(self.may_open, |&byte| opens_behind(byte))
    }
}

pub(crate) fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

/// Returns true if an opening bracket may follow, but for white space.
fn opens_behind(byte: u8) -> bool {
    matches!(byte, b'[' | b':' | b',')
}
