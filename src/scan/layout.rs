//! A whole body remembered with its length and its strings' lengths: then the marks need no search.
//!
//! Bodies of one sender often differ in nothing but what the strings hold: ids, times and numbers have
//! fixed lengths. Such a body is known when its bytes between strings are those of the remembered one,
//! its digits are digits, its escapes are the same, and no string holds a quote, a control character or
//! anything beyond ASCII. Its marks are the remembered ones, then, and it has the same [`Template`].

use super::drive::Block;
use super::{ESCAPED, Template};
use alloc::vec::Vec;

/// The longest body that is remembered.
pub(crate) const MAX_LEN: usize = 1536;

/// The most marks that it may have.
const MAX_MARKS: usize = 256;

/// The most digits between strings that it may have.
const MAX_DIGITS: usize = 64;

/// A remembered body.
#[derive(Debug, Default)]
pub struct Layout {
    /// 64 bytes each. The last part lies at its end, over the one before.
    parts: Vec<Part>,
    digits: Vec<Digit>,
    marks: Vec<u32>,
    has_backslash: bool,
    len: usize,
}

/// The bytes that must be there; 0 for what may be anything that a string is made of.
#[derive(Debug)]
#[repr(align(64))]
struct Part([u8; 64]);

/// A digit between strings.
#[derive(Clone, Copy, Debug)]
struct Digit {
    at: u16,
    /// `1` for the first of several, else `0`.
    least: u8,
}

impl Layout {
    /// Bytes of memory held at most.
    pub(crate) const MOST: usize = (MAX_LEN / 64 + 1) * size_of::<Part>()
        + MAX_DIGITS * size_of::<Digit>()
        + MAX_MARKS * size_of::<u32>();

    /// With room for any body that can be remembered, if the system has it.
    pub fn with_room() -> Option<Layout> {
        let mut layout = Layout::default();
        layout.parts.try_reserve_exact(MAX_LEN / 64 + 1).ok()?;
        layout.digits.try_reserve_exact(MAX_DIGITS).ok()?;
        layout.marks.try_reserve_exact(MAX_MARKS).ok()?;
        Some(layout)
    }

    /// Whether a well-formed body can be remembered: it is short, its escapes are of two bytes, and it
    /// has neither control characters nor anything beyond ASCII.
    pub fn is_regular(body: &[u8], marks: &[u32]) -> bool {
        (64..=MAX_LEN).contains(&body.len())
            && marks.len() <= MAX_MARKS
            && body.is_ascii()
            && memchr::memmem::find(body, b"\\u").is_none()
    }

    /// Remembers `body`, which [is regular](Layout::is_regular) and which `template` knows as a whole;
    /// `marks` are its marks. Returns whether it can be: it may have 64 digits between its strings.
    pub fn learn(&mut self, template: &Template, body: &[u8], marks: &[u32]) -> bool {
        self.len = body.len();
        self.marks.clear();
        self.marks.extend_from_slice(marks);
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
        let end = template.visit_bytes(marks, &mut |at, is_digit, is_leading| match is_digit {
            false => set(at),
            true if digits.len() == MAX_DIGITS => too_many = true,
            true => {
                let least = if is_leading { b'1' } else { b'0' };
                digits.push(Digit { at: at as u16, least });
            }
        });
        // White space behind the text is not the template's matter, but it must stay what it is.
        (end..body.len()).for_each(&mut set);
        // Each backslash, and what it escapes.
        let mut escaped = false;
        for (at, &byte) in body.iter().enumerate() {
            let is_backslash = byte == b'\\';
            if escaped || is_backslash {
                set(at);
            }
            escaped = is_backslash && !escaped;
        }
        self.has_backslash = marks.iter().any(|mark| mark & ESCAPED != 0);
        if too_many {
            self.len = 0;
            self.parts.clear();
            self.digits.clear();
        }
        !too_many
    }

    /// The length of the body.
    #[inline]
    pub fn body_len(&self) -> usize {
        self.len
    }

    /// Its marks, and those of every body that [matches](super::Scanner::fits).
    #[inline]
    pub fn marks(&self) -> &[u32] {
        &self.marks
    }

    /// Whether the body has a backslash.
    #[inline]
    pub fn has_backslash(&self) -> bool {
        self.has_backslash
    }

    /// Bytes of memory held.
    pub fn capacity(&self) -> usize {
        self.parts.capacity() * size_of::<Part>()
            + self.digits.capacity() * size_of::<Digit>()
            + self.marks.capacity() * size_of::<u32>()
    }

    /// Whether `body` has this layout.
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
            // The end by itself: what all bodies of a sender have in common stands at their beginning.
            let mut wrong = B::load(end).misfits(B::load(&last.0));
            if !wrong.is_zero() {
                return false;
            }
            for (part, bytes) in self.parts.iter().zip(body.as_chunks().0) {
                wrong = wrong.or(B::load(bytes).misfits(B::load(&part.0)));
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
