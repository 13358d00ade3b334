//! The bytes between strings, remembered: to see in a few compares that a text has a known shape.
//!
//! What Meta's serializer writes differs from body to body in the strings and in the digits, and
//! hardly ever in anything else. A template holds everything else: one literal for each gap between
//! two strings that may differ. With the marks at hand the gaps of a new text are where the template
//! says, whatever the strings hold, so all compares are independent of each other.
//!
//! ```text
//! {"from":"12025550143","id":"wamid.A","timestamp":"1750101000","errors":[{"code":131026}]}
//! ^------^           ^-----^       ^------------^            ^-----------------------------^
//!                                                                        digits: any digits
//! ```

use super::drive::Block;
use alloc::vec::Vec;

/// The most pieces that a template may have.
const MAX_PIECES: usize = 48;

/// A remembered text.
#[derive(Debug, Default)]
pub struct Template {
    /// The gaps, each cut into pieces.
    pieces: Vec<Piece>,
    /// How many marks the text spans.
    span: usize,
    /// How deep the text is nested.
    depth: usize,
    /// While learning, how many containers are open.
    open: usize,
}

/// Up to 64 bytes of a gap. A gap goes from one string's closing quote to the next one's opening
/// quote, both included; the first one begins with the text, the last one ends with it.
#[derive(Debug)]
struct Piece {
    literal: [u8; 64],
    /// The bytes that must be the literal's: those of the piece, but for digits.
    same: u64,
    /// The bytes that may be any digit, and those of them that may not be `0`.
    digits: u64,
    leading: u64,
    len: u32,
    /// The mark that the gap ends with here, counted from the start of the text; [`NONE`] where the
    /// gap goes on, [`LAST`] at the end of the text.
    to: u32,
}

const NONE: u32 = u32::MAX;
const LAST: u32 = u32::MAX - 1;

impl Template {
    /// Remembers `text`, a well-formed JSON text (without white space around it).
    ///
    /// `start` is where it stands in its body, and `marks` are those of the body from the last one
    /// before it to its own last. `is_fixed` picks strings, by the number of their opening quote among
    /// `marks`, that must be the same in every text of this shape. Returns whether the text can be
    /// remembered: it must be small, and its keys without escapes.
    pub fn learn(
        &mut self,
        text: &[u8],
        start: usize,
        marks: &[u32],
        is_fixed: impl Fn(usize) -> bool,
    ) -> bool {
        self.pieces.clear();
        self.pieces.reserve(MAX_PIECES);
        (self.depth, self.open) = (0, 0);
        self.span = marks.len() - 1;
        let place = |mark: u32| (mark as usize).wrapping_sub(start);
        let mut from = 0;
        for (open, pair) in (1..).step_by(2).zip(marks.get(1..).unwrap_or_default().chunks(2)) {
            let &[opening, closing] = pair else { return false };
            let (opening, closing) = (place(opening), place(closing));
            let after = text.get(closing + 1..).unwrap_or_default();
            let is_key = after.trim_ascii_start().first() == Some(&b':');
            if is_key || is_fixed(open) {
                continue;
            }
            if !self.gap(open as u32, text.get(from..=opening).unwrap_or_default()) {
                return false;
            }
            from = closing;
        }
        self.gap(LAST, text.get(from..).unwrap_or_default())
    }

    fn gap(&mut self, to: u32, literal: &[u8]) -> bool {
        // An escape in a key or a fixed string: rare, and quotes could no longer be told apart here.
        let escaped = memchr::memchr(b'\\', literal).is_some();
        if escaped || self.pieces.len() + literal.len().div_ceil(64) > MAX_PIECES {
            return false;
        }
        let mut number = Number::None;
        let mut in_key = false;
        for (at, part) in literal.chunks(64).enumerate() {
            let ends = (at + 1) * 64 >= literal.len();
            let mut piece = Piece {
                literal: [0; 64],
                same: 0,
                digits: 0,
                leading: 0,
                len: part.len() as u32,
                to: if ends { to } else { NONE },
            };
            for (place, (copy, &byte)) in piece.literal.iter_mut().zip(part).enumerate() {
                *copy = byte;
                let here = at * 64 + place;
                // The gap begins with the quote that closes a string, or with the text.
                if byte == b'"' && here > 0 {
                    in_key = !in_key;
                }
                match byte {
                    b'{' | b'[' if !in_key => {
                        self.open += 1;
                        self.depth = self.depth.max(self.open);
                    }
                    b'}' | b']' if !in_key => self.open -= 1,
                    _ => {}
                }
                number = if in_key { Number::None } else { number.next(byte) };
                let next = literal.get(here + 1).copied().unwrap_or(0);
                match number {
                    // Nothing but `0` may stand where it does.
                    Number::Lead if byte == b'0' => piece.same |= 1 << place,
                    Number::Lead if next.is_ascii_digit() => {
                        piece.digits |= 1 << place;
                        piece.leading |= 1 << place;
                    }
                    Number::Lead | Number::Digit => piece.digits |= 1 << place,
                    Number::None | Number::Inside => piece.same |= 1 << place,
                }
            }
            self.pieces.push(piece);
        }
        true
    }

    /// How many marks a text of this shape spans.
    #[inline]
    pub fn span(&self) -> usize {
        self.span
    }

    /// How deep a text of this shape is nested.
    #[inline]
    pub fn depth(&self) -> usize {
        self.depth
    }

    /// Bytes of memory held.
    pub fn capacity(&self) -> usize {
        self.pieces.capacity() * size_of::<Piece>()
    }

    /// Whether the text that begins at `start` of `body` has this shape; if so, where it ends.
    ///
    /// `marks` are those from the last one before `start` on.
    ///
    /// # Safety
    ///
    /// The CPU must have the instructions that `B` uses.
    #[inline(always)]
    #[expect(unsafe_code, reason = "calls the functions of the kernel that the caller chose")]
    pub(super) unsafe fn matches<B: Block>(
        &self,
        body: &[u8],
        start: usize,
        marks: &[u32],
    ) -> Option<usize> {
        let marks = marks.get(..=self.span)?;
        let mut at = start;
        for piece in &self.pieces {
            let rest = body.get(at..)?;
            let len = piece.len as usize;
            // SAFETY: the caller vouches for the CPU.
            if !unsafe { B::agree(rest, &piece.literal, len, piece.same) } {
                return None;
            }
            if piece.digits != 0 && !are_digits(rest, piece.digits, piece.leading) {
                return None;
            }
            at += len;
            if piece.to < LAST {
                let &[opening, closing] = marks.get(piece.to as usize..)?.first_chunk()?;
                if at != opening as usize + 1 {
                    return None;
                }
                at = closing as usize;
            }
        }
        Some(at)
    }
}

/// Whether the bytes that `digits` names are digits, and those that `leading` names are not `0`.
#[inline]
fn are_digits(text: &[u8], mut digits: u64, leading: u64) -> bool {
    while digits != 0 {
        let place = digits.trailing_zeros();
        let least = if leading >> place & 1 == 1 { b'1' } else { b'0' };
        match text.get(place as usize) {
            Some(byte) if (least..=b'9').contains(byte) => digits &= digits - 1,
            _ => return false,
        }
    }
    true
}

/// Where in a number a byte between strings stands.
#[derive(Clone, Copy)]
enum Number {
    /// In none.
    None,
    /// Its first digit.
    Lead,
    /// A later digit.
    Digit,
    /// Its sign, point or exponent letter.
    Inside,
}

impl Number {
    fn next(self, byte: u8) -> Number {
        match (self, byte) {
            (Number::None, b'0'..=b'9') => Number::Lead,
            (Number::None, _) => Number::None,
            (_, b'0'..=b'9') => Number::Digit,
            (_, b'.' | b'e' | b'E' | b'+' | b'-') => Number::Inside,
            _ => Number::None,
        }
    }
}
