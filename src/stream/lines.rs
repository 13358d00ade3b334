//! The framing of lines.

use super::frame::{Frame, Place};

/// The line at hand.
#[derive(Clone, Debug)]
pub(super) struct Lines {
    /// Where it begins.
    start: u64,
    /// It has nothing but white space so far.
    blank: bool,
    /// The last byte looked at is a `\r`.
    cr: bool,
}

impl Lines {
    pub(super) fn new(at: Place) -> Lines {
        Lines { start: at.offset, blank: true, cr: false }
    }

    #[inline(always)]
    pub(super) fn feed(&mut self, at: &mut Place, chunk: &mut &[u8]) -> Option<Frame> {
        // A line that begins here, without white space in front: nearly every one.
        if at.offset == self.start && chunk.first().is_some_and(|first| *first > b' ') {
            let Some(end) = memchr::memchr(b'\n', chunk) else {
                self.blank = false;
                self.goes_on(at, chunk);
                return None;
            };
            let (line, rest) = chunk.split_at_checked(end).unwrap_or_default();
            let len = end - usize::from(line.last() == Some(&b'\r'));
            let frame = Frame { offset: at.offset, len: len as u64, line: at.line };
            *chunk = rest.get(1..).unwrap_or_default();
            *at = Place { offset: at.offset + end as u64 + 1, line: at.line + 1 };
            self.start = at.offset;
            return Some(frame);
        }
        self.feed_slowly(at, chunk)
    }

    /// What [`Lines::feed`] means.
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
                self.goes_on(at, chunk);
                return None;
            };
            let before = end.checked_sub(1).and_then(|before| chunk.get(before));
            let cr = before.map_or(self.cr, |&byte| byte == b'\r');
            let (was, blank) = (*at, self.blank);
            let len = was.offset + end as u64 - self.start - u64::from(cr);
            let frame = Frame { offset: self.start, len, line: was.line };
            *chunk = chunk.get(end + 1..).unwrap_or_default();
            *at = Place { offset: was.offset + end as u64 + 1, line: was.line + 1 };
            *self = Lines::new(*at);
            if !blank {
                return Some(frame);
            }
        }
        None
    }

    /// The line goes on behind the chunk.
    fn goes_on(&mut self, at: &mut Place, chunk: &mut &[u8]) {
        self.cr = chunk.last() == Some(&b'\r');
        at.offset += chunk.len() as u64;
        *chunk = &[];
    }

    pub(super) fn finish(&mut self, at: Place) -> Option<Frame> {
        let Lines { start, blank, cr } = core::mem::replace(self, Lines::new(at));
        let len = at.offset - start - u64::from(cr);
        (!blank).then_some(Frame { offset: start, len, line: at.line })
    }

    pub(super) fn unfinished(&self, at: Place) -> Option<u64> {
        (at.offset > self.start).then_some(self.start)
    }
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r')
}
