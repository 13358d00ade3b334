//! Templates: a few vector compares verify that a text has the structure of an earlier one.
//!
//! Texts from one serializer mostly differ only in strings and digits. A template has all other
//! bytes: one literal for each gap between two strings that may differ. The quote offsets of a new
//! text locate its gaps, whatever its strings contain, so all compares are independent of each
//! other.
//!
//! Distances between quotes are not compared. The bytes behind the closing quote of a string equal
//! the literal's, and so do the quotes among them, up to the opening quote of the next string. That
//! string's closing quote is the next quote offset, wherever it is.
//!
//! ```text
//! {"from":"12025550143","id":"wamid.A","timestamp":"1750101000","errors":[{"code":131026}]}
//! ^------^           ^-----^       ^------------^            ^-----------------------------^
//!                                                                        digits: any digits
//! ```

use super::drive::Block;
use super::offset_of;
use alloc::vec::Vec;

/// The number of bytes in a piece.
const WINDOW: usize = 32;

/// The maximum number of pieces of a template.
const MAX_PIECES: usize = 64;

/// The structure of an earlier text.
#[derive(Debug, Default)]
pub struct Template {
    /// The gaps, each cut into pieces, in the order of the text.
    pieces: Vec<Piece>,
    /// The number of pieces of the first gap, which starts with the text instead of a quote.
    head: usize,
    /// The quote at the start of the last gap, and the length of that gap.
    last: (u16, u16),
    /// The number of quotes in the text.
    span: usize,
    /// The depth of the text.
    depth: usize,
    /// The number of open containers, while learning.
    open: usize,
}

/// Up to 32 bytes of a gap. A gap reaches from the closing quote of a string to the opening quote
/// of the next one, inclusive; the first gap starts with the text, the last one ends with it.
///
/// Quotes are numbered from the last one before the text.
#[derive(Debug)]
struct Piece {
    /// The required bytes; 0 for digits, and outside of the piece.
    literal: [u8; WINDOW],
    /// The bytes that may be any digit, and those of them that may not be `0`.
    digits: u32,
    leading: u32,
    /// The quote at the start of the gap.
    from: u16,
    /// The distance from that quote to the literal. At the end of the text it may be negative: the
    /// piece is then the end of the literal, so that one load never reaches beyond the body.
    offset: i16,
}

impl Template {
    /// The maximum memory in bytes.
    pub(crate) const MOST: usize = MAX_PIECES * size_of::<Piece>();

    /// Creates a template with memory for any text that can be learned, if the system has it.
    pub fn with_capacity() -> Option<Template> {
        let mut template = Template::default();
        template.pieces.try_reserve_exact(MAX_PIECES).ok()?;
        Some(template)
    }

    /// Learns `text`: a well-formed JSON text without white space around it, or a part of one that
    /// starts and ends between tokens. Returns false if the text is too large, or if a key has
    /// escapes.
    ///
    /// `start` is its offset in the body, and `quotes` are the quote offsets of the body, from the
    /// last one before the text to the last one in it. `is_fixed` selects strings, by the number of
    /// their opening quote in `quotes`, that must be equal in all matching texts.
    pub fn learn(
        &mut self,
        text: &[u8],
        start: usize,
        quotes: &[u32],
        is_fixed: impl Fn(usize) -> bool,
    ) -> bool {
        self.pieces.clear();
        if self.pieces.try_reserve_exact(MAX_PIECES).is_err() {
            return false;
        }
        (self.depth, self.open, self.head) = (0, 0, 0);
        self.span = quotes.len() - 1;
        if self.span > usize::from(u16::MAX) {
            return false;
        }
        let offset = |quote: u32| offset_of(quote).wrapping_sub(start);
        let mut gap = Gap { from: 0, is_last: false };
        let mut from = 0;
        for (open, pair) in (1u16..).step_by(2).zip(quotes.get(1..).unwrap_or_default().chunks(2)) {
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
        // Escapes in keys and fixed strings are rare, and would hide quotes from this loop.
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
            // The last window of the text ends with it; all others start with their part.
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
                // The gap starts with the closing quote of a string, or with the text.
                if byte == b'"' && here > 0 {
                    in_key = !in_key;
                }
                match byte {
                    b'{' | b'[' if !in_key => {
                        self.open += 1;
                        self.depth = self.depth.max(self.open);
                    }
                    // A part of a text may close containers that it did not open.
                    b'}' | b']' if !in_key => self.open = self.open.saturating_sub(1),
                    _ => {}
                }
                number = if in_key { Number::None } else { number.next(byte) };
                let next = literal.get(here + 1).copied().unwrap_or(0);
                match number {
                    // No other digit may replace a leading `0`.
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

    /// Calls `with` for each byte between the strings of a body that matches as a whole: its
    /// offset, true if it may be any digit, and true if that excludes `0`. Returns the end of the
    /// text.
    pub(super) fn visit_bytes(
        &self,
        quotes: &[u32],
        with: &mut impl FnMut(usize, bool, bool),
    ) -> usize {
        for piece in &self.pieces {
            let from = quotes.get(usize::from(piece.from)).map_or(0, |&quote| offset_of(quote));
            let at = from.wrapping_add_signed(isize::from(piece.offset));
            for (byte, &literal) in piece.literal.iter().enumerate() {
                let bit = |mask: u32| mask >> byte & 1 == 1;
                if literal != 0 || bit(piece.digits) {
                    with(at.wrapping_add(byte), bit(piece.digits), bit(piece.leading));
                }
            }
        }
        let (from, len) = self.last;
        quotes.get(usize::from(from)).map_or(0, |&quote| offset_of(quote)) + usize::from(len)
    }

    /// Returns the number of quotes in a matching text.
    #[inline]
    pub fn span(&self) -> usize {
        self.span
    }

    /// Returns the depth of a matching text.
    #[inline]
    pub fn depth(&self) -> usize {
        self.depth
    }

    /// Returns the bytes of memory held.
    pub fn capacity(&self) -> usize {
        self.pieces.capacity() * size_of::<Piece>()
    }

    /// Returns the end of the text at `start` of `body`, if the text matches.
    ///
    /// `quotes` are the quote offsets from the last one before `start` on.
    ///
    /// # Safety
    ///
    /// The CPU must have the instructions that `B` uses.
    #[inline(always)]
    #[expect(unsafe_code, reason = "the kernel that the caller chose; quotes that `learn` counted")]
    pub(super) unsafe fn matches<B: Block>(
        &self,
        body: &[u8],
        start: usize,
        quotes: &[u32],
    ) -> Option<usize> {
        let quotes = quotes.get(..=self.span)?;
        // SAFETY: `learn` numbers quotes within the span, so that many are there.
        let quote = |number: u16| offset_of(unsafe { *quotes.get_unchecked(usize::from(number)) });
        let (head, rest) = self.pieces.split_at_checked(self.head)?;
        // Backwards: texts of other structures often start alike, but end differently.
        for piece in rest.iter().rev() {
            // SAFETY: the caller vouches for the CPU.
            if !unsafe { piece.agrees::<B>(body, quote(piece.from)) } {
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
        let from = if from == 0 { start } else { quote(from) };
        Some(from + usize::from(len))
    }
}

/// The gap that is learned: the quote at its start, and true if the text ends with it.
#[derive(Clone, Copy)]
struct Gap {
    from: u16,
    is_last: bool,
}

impl Piece {
    /// Returns true if the bytes of the gap that starts at `from` match the piece.
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

    /// Compares like [`Piece::agrees`] if 32 bytes would reach beyond the start or end of the body.
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

/// The state of a number, at a byte between strings.
#[derive(Clone, Copy)]
enum Number {
    /// Not in a number.
    None,
    /// The first digit.
    Lead,
    /// A later digit.
    Digit,
    /// The sign, point or exponent letter.
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
