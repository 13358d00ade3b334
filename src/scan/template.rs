//! The bytes between strings, remembered: to see in a few compares that a text has a known shape.
//!
//! What Meta's serializer writes differs from body to body in the strings and in the digits, and
//! hardly ever in anything else. A template holds everything else: one literal for each gap between
//! two strings that may differ. With the marks at hand the gaps of a new text are where the template
//! says, whatever the strings hold, so all compares are independent of each other.
//!
//! How far apart the marks are is not compared. From the closing quote of a string on, the bytes of the gap
//! are the literal's; so are the quotes in it, and with them the marks up to the opening quote of the next string.
//! Its closing quote is the mark behind that, wherever it is.
//!
//! ```text
//! {"from":"12025550143","id":"wamid.A","timestamp":"1750101000","errors":[{"code":131026}]}
//! ^------^           ^-----^       ^------------^            ^-----------------------------^
//!                                                                        digits: any digits
//! ```

use super::drive::Block;
use super::place;
use alloc::vec::Vec;

/// Bytes in a piece.
const WINDOW: usize = 32;

/// The most pieces that a template may have.
const MAX_PIECES: usize = 64;

/// A remembered text.
#[derive(Debug, Default)]
pub struct Template {
    /// The gaps, each cut into pieces, in the order of the text.
    pieces: Vec<Piece>,
    /// How many of them belong to the first gap, which begins with the text and not with a mark.
    head: usize,
    /// The mark that the last gap begins at, and the gap's length.
    last: (u16, u16),
    /// How many marks the text spans.
    span: usize,
    /// How deep the text is nested.
    depth: usize,
    /// While learning, how many containers are open.
    open: usize,
}

/// Up to 32 bytes of a gap. A gap goes from one string's closing quote to the next one's opening
/// quote, both included; the first one begins with the text, the last one ends with it.
///
/// Marks are counted from the last one before the text.
#[derive(Debug)]
struct Piece {
    /// The bytes that must be there; 0 for digits, and for what is not of the piece.
    literal: [u8; WINDOW],
    /// The bytes that may be any digit, and those of them that may not be `0`.
    digits: u32,
    leading: u32,
    /// The mark that the gap begins at.
    from: u16,
    /// How far behind that mark the literal begins; before it, maybe, where the text ends: there the
    /// literal's end is the piece, so that one load never reaches beyond the body.
    offset: i16,
}

impl Template {
    /// Bytes of memory held at most.
    pub(crate) const MOST: usize = MAX_PIECES * size_of::<Piece>();

    /// With room for any text that can be remembered, if the system has it.
    pub fn with_room() -> Option<Template> {
        let mut template = Template::default();
        template.pieces.try_reserve_exact(MAX_PIECES).ok()?;
        Some(template)
    }

    /// Remembers `text`, a well-formed JSON text (without white space around it), or a part of one that begins
    /// and ends between its tokens.
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
        if self.pieces.try_reserve_exact(MAX_PIECES).is_err() {
            return false;
        }
        (self.depth, self.open, self.head) = (0, 0, 0);
        self.span = marks.len() - 1;
        if self.span > usize::from(u16::MAX) {
            return false;
        }
        let offset = |mark: u32| place(mark).wrapping_sub(start);
        let mut gap = Gap { from: 0, is_last: false };
        let mut from = 0;
        for (open, pair) in (1u16..).step_by(2).zip(marks.get(1..).unwrap_or_default().chunks(2)) {
            let &[opening, closing] = pair else { return false };
            let (opening, closing) = (offset(opening), offset(closing));
            let after = text.get(closing + 1..).unwrap_or_default();
            let is_key = after.trim_ascii_start().first() == Some(&b':');
            if is_key || is_fixed(usize::from(open)) {
                continue;
            }
            if !self.gap(gap, text.get(from..=opening).unwrap_or_default()) {
                return false;
            }
            (gap.from, from) = (open + 1, closing);
        }
        gap.is_last = true;
        self.gap(gap, text.get(from..).unwrap_or_default())
    }

    fn gap(&mut self, gap: Gap, literal: &[u8]) -> bool {
        // An escape in a key or a fixed string: rare, and quotes could no longer be told apart here.
        let escaped = memchr::memchr(b'\\', literal).is_some();
        if escaped || self.pieces.len() + literal.len().div_ceil(WINDOW) > MAX_PIECES {
            return false;
        }
        self.last = (gap.from, literal.len() as u16);
        let mut number = Number::None;
        let mut in_key = false;
        for (at, part) in literal.chunks(WINDOW).enumerate() {
            let at = at * WINDOW;
            let ends = at + WINDOW >= literal.len();
            // The last window of the text ends with it, all others begin with their part.
            let shift = if ends && gap.is_last { WINDOW - part.len() } else { 0 };
            let mut piece = Piece {
                literal: [0; WINDOW],
                digits: 0,
                leading: 0,
                from: gap.from,
                offset: at as i16 - shift as i16,
            };
            let places = piece.literal.iter_mut().enumerate().skip(shift);
            for (here, ((place, same), &byte)) in (at..).zip(places.zip(part)) {
                // The gap begins with the quote that closes a string, or with the text.
                if byte == b'"' && here > 0 {
                    in_key = !in_key;
                }
                match byte {
                    b'{' | b'[' if !in_key => {
                        self.open += 1;
                        self.depth = self.depth.max(self.open);
                    }
                    // What begins inside of containers ends outside of them.
                    b'}' | b']' if !in_key => self.open = self.open.saturating_sub(1),
                    _ => {}
                }
                number = if in_key { Number::None } else { number.next(byte) };
                let next = literal.get(here + 1).copied().unwrap_or(0);
                match number {
                    // Nothing but `0` may stand where it does.
                    Number::Lead if byte == b'0' => *same = byte,
                    Number::Lead if next.is_ascii_digit() => {
                        piece.digits |= 1 << place;
                        piece.leading |= 1 << place;
                    }
                    Number::Lead | Number::Digit => piece.digits |= 1 << place,
                    Number::None | Number::Inside => *same = byte,
                }
            }
            self.pieces.push(piece);
        }
        if gap.from == 0 {
            self.head = self.pieces.len();
        }
        true
    }

    /// Calls `with` with each byte between strings of a body that is of this shape as a whole: where it
    /// is, whether it may be any digit, and whether any but `0`. Returns where the text ends.
    pub(super) fn visit_bytes(
        &self,
        marks: &[u32],
        with: &mut impl FnMut(usize, bool, bool),
    ) -> usize {
        for piece in &self.pieces {
            let from = marks.get(usize::from(piece.from)).map_or(0, |&mark| place(mark));
            let at = from.wrapping_add_signed(isize::from(piece.offset));
            for (byte, &literal) in piece.literal.iter().enumerate() {
                let bit = |mask: u32| mask >> byte & 1 == 1;
                if literal != 0 || bit(piece.digits) {
                    with(at.wrapping_add(byte), bit(piece.digits), bit(piece.leading));
                }
            }
        }
        let (from, len) = self.last;
        marks.get(usize::from(from)).map_or(0, |&mark| place(mark)) + usize::from(len)
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
    #[expect(unsafe_code, reason = "the kernel that the caller chose; marks that `learn` counted")]
    pub(super) unsafe fn matches<B: Block>(
        &self,
        body: &[u8],
        start: usize,
        marks: &[u32],
    ) -> Option<usize> {
        let marks = marks.get(..=self.span)?;
        // SAFETY: `learn` numbers marks within the span, so that many are there.
        let mark = |number: u16| place(unsafe { *marks.get_unchecked(usize::from(number)) });
        let (head, rest) = self.pieces.split_at_checked(self.head)?;
        // Backwards: what has another shape mostly begins alike, and ends otherwise.
        for piece in rest.iter().rev() {
            // SAFETY: the caller vouches for the CPU.
            if !unsafe { piece.agrees::<B>(body, mark(piece.from)) } {
                return None;
            }
        }
        for piece in head {
            // SAFETY: as above.
            if !unsafe { piece.agrees::<B>(body, start) } {
                return None;
            }
        }
        let (from, len) = self.last;
        let from = if from == 0 { start } else { mark(from) };
        Some(from + usize::from(len))
    }
}

/// The gap that is being learned: the mark that it begins at, and whether the text ends with it.
#[derive(Clone, Copy)]
struct Gap {
    from: u16,
    is_last: bool,
}

impl Piece {
    /// Whether the bytes of the gap that begins at `from` are the piece's.
    ///
    /// # Safety
    ///
    /// The CPU must have the instructions that `B` uses.
    #[inline(always)]
    #[expect(unsafe_code, reason = "calls the functions of the kernel that the caller chose")]
    unsafe fn agrees<B: Block>(&self, body: &[u8], from: usize) -> bool {
        let at = from.wrapping_add_signed(isize::from(self.offset));
        let Some(text) = body.get(at..).and_then(<[u8]>::first_chunk::<WINDOW>) else {
            return self.agrees_at_end(body, at);
        };
        // SAFETY: the caller vouches for the CPU.
        if !unsafe { B::agree(text, &self.literal) } {
            return false;
        }
        // SAFETY: as above.
        self.digits == 0 || self.are_digits(text, unsafe { B::digits(text) })
    }

    fn are_digits(&self, text: &[u8; WINDOW], digits: u32) -> bool {
        let is_zero = |(place, &byte): (usize, &u8)| byte == b'0' && self.leading >> place & 1 == 1;
        self.digits & !digits == 0 && (self.leading == 0 || !text.iter().enumerate().any(is_zero))
    }

    /// The same where the body does not have the 32 bytes: before its start, or behind its end.
    #[cold]
    fn agrees_at_end(&self, body: &[u8], at: usize) -> bool {
        self.literal.iter().enumerate().all(|(place, &literal)| {
            let bit = |mask: u32| mask >> place & 1 == 1;
            let here = || body.get(at.wrapping_add(place)).copied();
            if bit(self.digits) {
                let least = if bit(self.leading) { b'1' } else { b'0' };
                return here().is_some_and(|byte| (least..=b'9').contains(&byte));
            }
            literal == 0 || here() == Some(literal)
        })
    }
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
