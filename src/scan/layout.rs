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
pub(crate) const MAX_LEN: usize = 1024;

/// The most marks that it may have.
const MAX_MARKS: usize = 256;

/// A remembered body.
#[derive(Debug, Default)]
pub struct Layout {
    parts: Vec<Part>,
    marks: Vec<u32>,
    has_backslash: bool,
    len: usize,
}

/// 64 bytes of it. The last part lies at its end, over the one before.
#[derive(Debug)]
struct Part {
    literal: [u8; 64],
    /// The bytes that must be the literal's.
    same: u64,
    /// The bytes that may be any digit, and those of them that may not be `0`.
    digits: u64,
    leading: u64,
}

impl Layout {
    /// With room for any body that can be remembered, if the system has it.
    pub fn with_room() -> Option<Layout> {
        let mut layout = Layout::default();
        layout.parts.try_reserve_exact(MAX_LEN / 64 + 1).ok()?;
        layout.marks.try_reserve_exact(MAX_MARKS).ok()?;
        Some(layout)
    }

    /// Whether a well-formed body can be remembered: it is short, its escapes are of two bytes, and it
    /// has neither control characters nor anything beyond ASCII.
    pub fn is_regular(body: &[u8], marks: &[u32]) -> bool {
        (64..=MAX_LEN).contains(&body.len())
            && marks.len() <= MAX_MARKS
            && body.iter().all(|byte| (0x20..0x80).contains(byte))
            && memchr::memmem::find(body, b"\\u").is_none()
    }

    /// Remembers `body`, which [is regular](Layout::is_regular) and which `template` knows as a whole;
    /// `marks` are its marks.
    pub fn learn(&mut self, template: &Template, body: &[u8], marks: &[u32]) {
        self.len = body.len();
        self.marks.clear();
        self.marks.extend_from_slice(marks);
        self.parts.clear();
        let (wholes, tail) = body.as_chunks();
        let last = body.last_chunk().filter(|_| !tail.is_empty());
        self.parts.extend(wholes.iter().chain(last).map(|&literal| Part {
            literal,
            same: 0,
            digits: 0,
            leading: 0,
        }));
        let last_at = body.len() - 64;
        let (parts, count) = (&mut self.parts, wholes.len());
        let mut note = |at: usize, is_digit: bool, is_leading: bool| {
            let in_whole = (at / 64 < count).then_some((at / 64, at % 64));
            let in_last = (last.is_some() && at >= last_at).then(|| (count, at - last_at));
            for (part, place) in in_whole.into_iter().chain(in_last) {
                let Some(part) = parts.get_mut(part) else { continue };
                let bit = 1 << place;
                part.digits |= if is_digit { bit } else { 0 };
                part.leading |= if is_leading { bit } else { 0 };
                part.same |= if is_digit { 0 } else { bit };
            }
        };
        let end = template.visit_bytes(marks, &mut note);
        // White space behind the text is not the template's matter, but it must stay what it is.
        for at in end..body.len() {
            note(at, false, false);
        }
        // Each backslash, and what it escapes.
        let mut escaped = false;
        for (at, &byte) in body.iter().enumerate() {
            let is_backslash = byte == b'\\';
            if escaped || is_backslash {
                note(at, false, false);
            }
            escaped = is_backslash && !escaped;
        }
        self.has_backslash = marks.iter().any(|mark| mark & ESCAPED != 0);
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
        self.parts.capacity() * size_of::<Part>() + self.marks.capacity() * size_of::<u32>()
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
        let (wholes, tail) = body.as_chunks();
        let last = body.last_chunk().filter(|_| !tail.is_empty());
        // Backwards: what all bodies of a sender have in common stands at their beginning.
        let parts = self.parts.iter().rev();
        parts.zip(last.into_iter().chain(wholes.iter().rev())).all(|(part, bytes)| {
            // SAFETY: the caller vouches for the CPU.
            let same = unsafe { B::load(bytes).fits(B::load(&part.literal), part.same) };
            same && (part.digits == 0 || part.are_digits(bytes))
        })
    }
}

impl Part {
    #[inline]
    fn are_digits(&self, bytes: &[u8; 64]) -> bool {
        let mut digits = self.digits;
        while digits != 0 {
            let place = digits.trailing_zeros();
            let least = if self.leading >> place & 1 == 1 { b'1' } else { b'0' };
            match bytes.get(place as usize) {
                Some(byte) if (least..=b'9').contains(byte) => digits &= digits - 1,
                _ => return false,
            }
        }
        true
    }
}
