//! Where records end: state, no bytes.

use super::concatenated::{Concatenated, is_gap};
use super::frame::{Frame, Framing, Place};
use super::lines::Lines;
use crate::scan::Kernel;

/// Finds where records end, in bytes that come in any cut.
///
/// It keeps state and no bytes, whoever feeds it keeps what is [unfinished](Framer::unfinished); it has
/// no limit on the length of a record. No byte is looked at twice, so that a million chunks of one byte
/// cost what one chunk of a million bytes costs, but for the calls. A byte order quote at the very start
/// of the stream belongs to no record.
///
/// ```
/// use wabahook::stream::{Framer, Framing};
/// let mut framer = Framer::new(Framing::Concatenated);
///
/// let mut chunk = &b"{\"a\":1}{\"b\":\"}"[..];
/// let first = framer.feed(&mut chunk).unwrap();
/// assert_eq!((first.offset(), first.len()), (0, 7));
/// assert_eq!(framer.feed(&mut chunk), None); // more is needed, and the chunk is empty now
/// assert_eq!(framer.unfinished(), Some(7)); // keep the bytes from here on
///
/// let second = framer.feed(&mut &b"\"}"[..]).unwrap();
/// assert_eq!((second.offset(), second.len(), second.line()), (7, 9, 1));
/// assert_eq!(framer.finish(), None);
/// ```
#[derive(Clone, Debug)]
pub struct Framer {
    at: Place,
    /// How much of a byte order quote was met at the start; its length once that is settled.
    quote: usize,
    machine: Machine,
}

#[derive(Clone, Debug)]
enum Machine {
    Lines(Lines),
    Concatenated(Concatenated),
}

const MARK: &[u8] = b"\xEF\xBB\xBF";

impl Framer {
    /// At the start of a stream.
    pub fn new(framing: Framing) -> Framer {
        Framer { quote: 0, ..Framer::at(framing, Place::START) }
    }

    /// At the end of some record within a stream.
    pub(super) fn at(framing: Framing, at: Place) -> Framer {
        let machine = match framing {
            Framing::Lines => Machine::Lines(Lines::new()),
            Framing::Concatenated => Machine::Concatenated(Concatenated::new(Kernel::detect())),
        };
        let quote = if at == Place::START { 0 } else { MARK.len() };
        Framer { at, quote, machine }
    }

    /// Uses `kernel` from now on, which has no effect within a stream of lines. For tests and measurements.
    #[must_use]
    pub fn with_kernel(mut self, kernel: Kernel) -> Framer {
        if let Machine::Concatenated(texts) = &mut self.machine {
            texts.set_kernel(kernel);
        }
        self
    }

    /// Looks at bytes that follow those looked at before, and takes them off `chunk`, up to the next end
    /// of a record.
    ///
    /// `None` when all were looked at and none ends there. Feed the same chunk until then.
    #[inline(always)]
    pub fn feed(&mut self, chunk: &mut &[u8]) -> Option<Frame> {
        if self.quote < MARK.len() {
            self.skip_mark(chunk);
        }
        self.run(chunk)
    }

    #[inline(always)]
    fn run(&mut self, chunk: &mut &[u8]) -> Option<Frame> {
        match &mut self.machine {
            Machine::Lines(lines) => lines.feed(&mut self.at, chunk),
            Machine::Concatenated(texts) => texts.feed(&mut self.at, chunk),
        }
    }

    /// Returns true if the next byte begins a concatenated text, or stands between two.
    #[inline(always)]
    pub(super) fn is_between_texts(&self) -> bool {
        match &self.machine {
            Machine::Lines(_) => false,
            Machine::Concatenated(texts) => self.quote == MARK.len() && texts.is_between(),
        }
    }

    /// Takes a text off `chunk` that begins there, of that length and number of line ends.
    #[inline(always)]
    pub(super) fn pass(&mut self, chunk: &mut &[u8], len: usize, lines: u64) -> Frame {
        let Place { offset, line } = self.at;
        *chunk = chunk.get(len..).unwrap_or_default();
        self.at = Place { offset: offset + len as u64, line: line + lines };
        Frame { offset, len: len as u64, line }
    }

    /// Takes white space and separators off `chunk`, between concatenated texts.
    #[inline(always)]
    pub(super) fn pass_gap(&mut self, chunk: &mut &[u8]) {
        while let Some((&byte, rest)) = chunk.split_first()
            && is_gap(byte)
        {
            self.at.offset += 1;
            self.at.line += u64::from(byte == b'\n');
            *chunk = rest;
        }
    }

    /// The end of the stream: the record that it ends, if one is unfinished.
    ///
    /// A text without its end is a record too; the decoder says what it lacks.
    pub fn finish(&mut self) -> Option<Frame> {
        self.settle_mark();
        match &mut self.machine {
            Machine::Lines(lines) => lines.finish(self.at),
            Machine::Concatenated(texts) => texts.finish(self.at),
        }
    }

    /// Where the record begins whose end was not met yet; the bytes from there on are needed still.
    pub fn unfinished(&self) -> Option<u64> {
        if (1..MARK.len()).contains(&self.quote) {
            return Some(0);
        }
        match &self.machine {
            Machine::Lines(lines) => lines.unfinished(self.at),
            Machine::Concatenated(texts) => texts.unfinished(),
        }
    }

    /// How many bytes of the stream were looked at.
    pub fn offset(&self) -> u64 {
        match self.quote {
            0 | 3.. => self.at.offset,
            met => met as u64,
        }
    }

    /// The line of the next byte, from 1.
    pub fn line(&self) -> u64 {
        self.at.line
    }

    /// Passes over a byte order quote at the start.
    #[cold]
    fn skip_mark(&mut self, chunk: &mut &[u8]) {
        while let Some((&first, rest)) = chunk.split_first() {
            if MARK.get(self.quote) != Some(&first) {
                return self.settle_mark();
            }
            *chunk = rest;
            self.quote += 1;
            if self.quote == MARK.len() {
                self.at.offset = MARK.len() as u64;
                return;
            }
        }
    }

    /// What began like a quote and is none begins a record.
    fn settle_mark(&mut self) {
        if self.quote < MARK.len() {
            let mut met = MARK.get(..self.quote).unwrap_or_default();
            self.quote = MARK.len();
            let ended = self.run(&mut met);
            debug_assert!(ended.is_none() && met.is_empty(), "no byte of a quote ends a record");
        }
    }
}
