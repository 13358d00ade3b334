//! The framing of JSON texts that follow one another.
//!
//! Nothing is checked that does not help to find the end: a text that ends in the right place may be
//! malformed, and the decoder reports it.

use super::frame::{Frame, Place};
use crate::scan::container::{Container, End, SEPARATOR, is_space};
use crate::scan::{Kernel, Scanner};

#[derive(Clone, Debug)]
pub(super) struct Concatenated {
    scanner: Scanner,
    within: Within,
    /// Where the text begins.
    start: Place,
}

/// What the next byte belongs to.
#[derive(Clone, Debug)]
enum Within {
    /// Nothing: white space and separators between texts.
    Between,
    /// An object or array.
    Container(Container),
    /// A string that is a text by itself; the flag is set behind a backslash that is not escaped itself.
    String { escaped: bool },
    /// A number or literal that is a text by itself, or no text.
    Word,
}

impl Concatenated {
    pub(super) fn new(kernel: Kernel) -> Concatenated {
        let (scanner, within) = (Scanner::new(kernel), Within::Between);
        Concatenated { scanner, within, start: Place::START }
    }

    pub(super) fn set_kernel(&mut self, kernel: Kernel) {
        self.scanner = Scanner::new(kernel);
    }

    /// Takes bytes off `chunk` up to the next end of a text.
    #[inline(never)]
    pub(super) fn feed(&mut self, at: &mut Place, chunk: &mut &[u8]) -> Option<Frame> {
        loop {
            if let Within::Container(container) = &mut self.within {
                let passed = self.scanner.pass(container, chunk);
                at.offset += passed.len as u64;
                at.line += passed.lines;
                *chunk = chunk.get(passed.len..).unwrap_or_default();
                if passed.ended {
                    return Some(self.end(*at));
                }
            }
            // Behind the last whole block, or at the start of a text.
            loop {
                let (&byte, rest) = chunk.split_first()?;
                let end = self.step(byte, *at);
                if end != Some(End::Before) {
                    at.offset += 1;
                    at.line += u64::from(byte == b'\n');
                    *chunk = rest;
                }
                if end.is_some() {
                    return Some(self.end(*at));
                }
                if matches!(self.within, Within::Container(_)) && chunk.len() >= 64 {
                    break;
                }
            }
        }
    }

    /// Returns true if no text has begun.
    #[inline(always)]
    pub(super) fn is_between(&self) -> bool {
        matches!(self.within, Within::Between)
    }

    pub(super) fn finish(&mut self, at: Place) -> Option<Frame> {
        (!self.is_between()).then(|| self.end(at))
    }

    pub(super) fn unfinished(&self) -> Option<u64> {
        (!self.is_between()).then_some(self.start.offset)
    }

    /// Ends the text before `at`.
    fn end(&mut self, at: Place) -> Frame {
        let Place { offset, line } = self.start;
        self.within = Within::Between;
        Frame { offset, len: at.offset - offset, line }
    }

    /// Takes one byte. Returns the end of the text if it is there.
    fn step(&mut self, byte: u8, at: Place) -> Option<End> {
        match &mut self.within {
            Within::Between => {
                if !is_gap(byte) {
                    self.start = at;
                    self.within = Within::of(byte);
                }
                None
            }
            Within::Container(container) => container.step(byte),
            Within::Word => {
                let ends = is_gap(byte) || matches!(byte, b'"' | b'{' | b'[');
                ends.then_some(End::Before)
            }
            Within::String { escaped } => {
                let was_escaped = core::mem::take(escaped);
                match byte {
                    b'\n' | SEPARATOR => return Some(End::Before),
                    b'"' if !was_escaped => return Some(End::Behind),
                    b'\\' => *escaped = !was_escaped,
                    _ => {}
                }
                None
            }
        }
    }
}

impl Within {
    /// The text that begins with that byte.
    fn of(first: u8) -> Within {
        match first {
            b'{' | b'[' => Within::Container(Container::new(first)),
            b'"' => Within::String { escaped: false },
            _ => Within::Word,
        }
    }
}

/// Returns true if the byte may stand between texts.
#[inline(always)]
pub(super) fn is_gap(byte: u8) -> bool {
    is_space(byte) || byte == SEPARATOR
}
