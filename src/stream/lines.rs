//! The framing of lines.

use super::frame::{Frame, Place};

/// The line that is being read.
#[derive(Clone, Debug)]
pub(super) struct Lines {
    /// The number of its bytes seen so far.
    seen: u64,
    /// It has nothing but white space so far.
    blank: bool,
    /// The last byte looked at is a `\r`.
    cr: bool,
}

impl Lines {
    pub(super) fn new() -> Lines {
        Lines { seen: 0, blank: true, cr: false }
    }

    #[inline(always)]
    pub(super) fn feed(&mut self, at: &mut Place, chunk: &mut &[u8]) -> Option<Frame> {
        // A line that begins here, without white space in front: nearly every one.
        if self.seen == 0
            && chunk.first().is_some_and(|first| *first > b' ')
            && let Some(end) = memchr::memchr(b'\n', chunk)
            && let Some((line, rest)) = chunk.split_at_checked(end)
        {
            let len = end - usize::from(line.last() == Some(&b'\r'));
            let frame = Frame { offset: at.offset, len: len as u64, line: at.line };
            *chunk = rest.get(1..).unwrap_or_default();
            *at = Place { offset: at.offset + end as u64 + 1, line: at.line + 1 };
            return Some(frame);
        }
        self.feed_slowly(at, chunk)
    }

    /// The specification of [`Lines::feed`].
    #[cold]
    fn feed_slowly(&mut self, at: &mut Place, chunk: &mut &[u8]) -> Option<Frame> {
        while !chunk.is_empty() {
            let mut text = 0;
            if self.blank {
                text = chunk.iter().position(|byte| !is_blank(*byte)).unwrap_or(chunk.len());
                self.blank = matches!(chunk.get(text), None | Some(b'\n'));
            }
            let tail = chunk.get(text..).unwrap_or_default();
            let Some(end) = memchr::memchr(b'\n', tail).map(|end| text + end) else {
                self.cr = chunk.last() == Some(&b'\r');
                self.seen += chunk.len() as u64;
                at.offset += chunk.len() as u64;
                *chunk = &[];
                return None;
            };
            let before = end.checked_sub(1).and_then(|before| chunk.get(before));
            let cr = before.map_or(self.cr, |&byte| byte == b'\r');
            let (offset, len) = (at.offset - self.seen, self.seen + end as u64 - u64::from(cr));
            let frame = Frame { offset, len, line: at.line };
            let blank = self.blank;
            *chunk = chunk.get(end + 1..).unwrap_or_default();
            *at = Place { offset: at.offset + end as u64 + 1, line: at.line + 1 };
            *self = Lines::new();
            if !blank {
                return Some(frame);
            }
        }
        None
    }

    pub(super) fn finish(&mut self, at: Place) -> Option<Frame> {
        let Lines { seen, blank, cr } = core::mem::replace(self, Lines::new());
        let (offset, len) = (at.offset - seen, seen - u64::from(cr));
        (!blank).then_some(Frame { offset, len, line: at.line })
    }

    pub(super) fn unfinished(&self, at: Place) -> Option<u64> {
        (self.seen > 0).then_some(at.offset - self.seen)
    }
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r')
}
