//! Exact templates: the lengths of strings match too, so that the quote offsets are known.
//!
//! Bodies of one sender often differ only in the contents of strings: ids, times and numbers have
//! fixed lengths. A body matches if its bytes between strings equal those of the earlier body, its
//! digits are digits, its escapes are the same, and no string has a quote, a control character or a
//! byte beyond ASCII. It then has the same quote offsets, and the same [`Template`].

use super::drive::Block;
use super::{ESCAPED, Template};
use alloc::vec::Vec;

/// The longest body that can be learned, in bytes.
pub(crate) const MAX_LEN: usize = 1536;

/// The maximum number of quote offsets of such a body.
const MAX_QUOTES: usize = 256;

/// The maximum number of digits between the strings of such a body.
const MAX_DIGITS: usize = 64;

/// The structure of an earlier body, with the lengths of its strings.
#[derive(Debug, Default)]
pub struct ExactTemplate {
    /// Parts of 64 bytes. The last one covers the end of the body, and may overlap the one before.
    parts: Vec<Part>,
    digits: Vec<Digit>,
    quotes: Vec<u32>,
    has_backslash: bool,
    len: usize,
}

/// The required bytes; 0 for a byte that may be anything allowed in a string without escapes.
#[derive(Debug)]
#[repr(align(64))]
struct Part([u8; 64]);

/// A digit between strings.
#[derive(Clone, Copy, Debug)]
struct Digit {
    at: u16,
    /// `1` for the first of several digits, otherwise `0`.
    least: u8,
}

impl ExactTemplate {
    /// The maximum memory in bytes.
    pub(crate) const MOST: usize = (MAX_LEN / 64 + 1) * size_of::<Part>()
        + MAX_DIGITS * size_of::<Digit>()
        + MAX_QUOTES * size_of::<u32>();

    /// Creates a exact with memory for any body that can be learned, if the system has it.
    pub fn with_capacity() -> Option<ExactTemplate> {
        let mut exact = ExactTemplate::default();
        exact.parts.try_reserve_exact(MAX_LEN / 64 + 1).ok()?;
        exact.digits.try_reserve_exact(MAX_DIGITS).ok()?;
        exact.quotes.try_reserve_exact(MAX_QUOTES).ok()?;
        Some(exact)
    }

    /// Returns true if a well-formed body can be learned: it is short, has only escapes of two
    /// bytes, and is ASCII.
    pub fn is_regular(body: &[u8], quotes: &[u32]) -> bool {
        (64..=MAX_LEN).contains(&body.len())
            && quotes.len() <= MAX_QUOTES
            && body.is_ascii()
            && memchr::memmem::find(body, b"\\u").is_none()
    }

    /// Learns `body`, which [is regular](ExactTemplate::is_regular) and matches `template` as a whole;
    /// `quotes` are its quote offsets. Returns false for more than 64 digits between strings.
    pub fn learn(&mut self, template: &Template, body: &[u8], quotes: &[u32]) -> bool {
        self.len = body.len();
        self.quotes.clear();
        self.quotes.extend_from_slice(quotes);
        self.digits.clear();
        self.parts.clear();
        let (wholes, tail) = body.as_chunks::<64>();
        let count = wholes.len() + usize::from(!tail.is_empty());
        self.parts.extend((0..count).map(|_| Part([0; 64])));
        let (parts, digits) = (&mut self.parts, &mut self.digits);
        let last_at = body.len() - 64;
        let mut set = |at: usize| {
            let Some(&byte) = body.get(at) else { return };
            let in_whole = (at < wholes.len() * 64).then_some((at / 64, at % 64));
            let in_last = (at >= last_at).then(|| (count - 1, at - last_at));
            for (part, place) in in_whole.into_iter().chain(in_last) {
                if let Some(to) = parts.get_mut(part).and_then(|part| part.0.get_mut(place)) {
                    *to = byte;
                }
            }
        };
        let mut too_many = false;
        let end = template.visit_bytes(quotes, &mut |at, is_digit, is_leading| match is_digit {
            false => set(at),
            true if digits.len() == MAX_DIGITS => too_many = true,
            true => {
                let least = if is_leading { b'1' } else { b'0' };
                digits.push(Digit { at: at as u16, least });
            }
        });
        // The template ignores white space behind the text, but here it must be equal.
        (end..body.len()).for_each(&mut set);
        // Each backslash, and the byte that it escapes.
        let mut escaped = false;
        for (at, &byte) in body.iter().enumerate() {
            let is_backslash = byte == b'\\';
            if escaped || is_backslash {
                set(at);
            }
            escaped = is_backslash && !escaped;
        }
        self.has_backslash = quotes.iter().any(|quote| quote & ESCAPED != 0);
        if too_many {
            self.len = 0;
            self.parts.clear();
            self.digits.clear();
        }
        !too_many
    }

    /// Returns the length of the body.
    #[inline]
    pub fn body_len(&self) -> usize {
        self.len
    }

    /// Returns the quote offsets, also of every body that [matches](super::Scanner::fits).
    #[inline]
    pub fn quotes(&self) -> &[u32] {
        &self.quotes
    }

    /// Returns true if the body has a backslash.
    #[inline]
    pub fn has_backslash(&self) -> bool {
        self.has_backslash
    }

    /// Returns the bytes of memory held.
    pub fn capacity(&self) -> usize {
        self.parts.capacity() * size_of::<Part>()
            + self.digits.capacity() * size_of::<Digit>()
            + self.quotes.capacity() * size_of::<u32>()
    }

    /// Returns true if `body` matches.
    ///
    /// # Safety
    ///
    /// The CPU must have the instructions that `B` uses.
    #[inline(always)]
    #[expect(unsafe_code, reason = "calls the functions of the kernel that the caller chose")]
    pub(super) unsafe fn fits<B: Block>(&self, body: &[u8]) -> bool {
        if body.len() != self.len {
            return false;
        }
        let (Some(last), Some(end)) = (self.parts.last(), body.last_chunk()) else { return false };
        // SAFETY: the caller vouches for the CPU.
        unsafe {
            // The end first: bodies of one sender mostly start alike.
            let mut wrong = B::load(end).mismatch(B::load(&last.0));
            if !wrong.is_zero() {
                return false;
            }
            for (part, bytes) in self.parts.iter().zip(body.as_chunks().0) {
                wrong = wrong.or(B::load(bytes).mismatch(B::load(&part.0)));
            }
            wrong.is_zero() && self.digits.iter().all(|digit| digit.is_in(body))
        }
    }
}

impl Digit {
    #[inline]
    fn is_in(self, body: &[u8]) -> bool {
        body.get(usize::from(self.at)).is_some_and(|byte| (self.least..=b'9').contains(byte))
    }
}
