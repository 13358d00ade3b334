//! The end of an object or array in a stream: its closing bracket, or the byte that shows that it
//! was cut off.
//!
//! Only brackets and strings are checked: a text that ends at the right offset may be invalid.
//!
//! ```text
//! for each block of 64 bytes:
//!     in_string = parity of the unescaped quotes
//!     breaks    = record separators, and line ends in strings
//!     opening   = '{' or '[' and not in_string
//!     closing   = '}' or ']' and not in_string
//!     count brackets, one by one only if there are so many closing ones that the depth may reach 0
//! ```
//!
//! [`Container::step`] is the reference; [`Container::pass`] does the same with blocks.

use super::drive::{Block, below, escaped};

/// The separator of texts by RFC 7464, which no JSON text contains.
pub(crate) const SEPARATOR: u8 = 0x1E;

/// The state of an object or array whose end was not found yet.
#[derive(Clone, Debug)]
pub(crate) struct Container {
    /// The number of open brackets.
    depth: u64,
    in_string: bool,
    /// True if the next byte is behind an unescaped backslash.
    escaped: bool,
    /// True if an opening bracket may follow the last byte that is not white space.
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

/// The result of skipping a part of a container.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Passed {
    /// The number of bytes skipped, including the closing bracket.
    pub(crate) len: usize,
    /// The number of line ends among them.
    pub(crate) lines: u64,
    /// True if the container ends there.
    pub(crate) ended: bool,
}

impl Container {
    /// Creates the state behind the opening bracket `first`.
    pub(crate) fn new(first: u8) -> Container {
        Container { depth: 1, in_string: false, escaped: false, may_open: first == b'[' }
    }

    /// Processes one byte. Returns the end if it was found.
    pub(crate) fn step(&mut self, byte: u8) -> Option<End> {
        // Outside of strings a backslash is invalid, but escapes a quote all the same.
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

    /// Skips blocks up to the one in which the container ends.
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

    /// Processes one block. Returns the number of line ends before the end, and the end if found.
    ///
    /// # Safety
    ///
    /// The same as for [`Container::pass`].
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

    /// Returns true if an opening bracket may be at `place` in a block, outside of strings.
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

/// Returns true if an opening bracket may follow `byte`, with or without white space.
fn opens_behind(byte: u8) -> bool {
    matches!(byte, b'[' | b':' | b',')
}
