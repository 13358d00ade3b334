//! Records and payloads out of bytes that lie in memory.

use super::frame::{Frame, Framing, Place};
use super::framer::Framer;
use super::guess::Guess;
use super::record::{RawRecord, Record};
use crate::decoder::Decoder;
use core::borrow::BorrowMut;

/// The records of a slice, decoded one after the other.
///
/// The slice may be a mapped file; what changes under a map is undefined behaviour of the map, which this
/// crate cannot know of.
///
/// ```
/// use wabahook::stream::{Framing, payloads};
/// let log = b"{\"entry\":[]} {\"entry\":[]}";
/// let mut payloads = payloads(log, Framing::Concatenated);
/// while let Some(record) = payloads.next_record() {
///     assert!(record.payload().is_ok());
/// }
/// ```
pub fn payloads(bytes: &[u8], framing: Framing) -> Payloads<'_> {
    records(bytes, framing).decode_with(Decoder::new())
}

/// The records of a slice, not decoded.
///
/// They are slices of it, as long as they are: a decoder refuses those beyond its limit.
pub fn records(bytes: &[u8], framing: Framing) -> Records<'_> {
    Part { bytes, framing, place: Place::START }.records()
}

/// Cuts a slice into about `n` parts of about the same length, at ends of records.
///
/// Each part is cut when it is asked for: lines are counted then, and texts looked at as a whole.
///
/// ```
/// use wabahook::stream::{Framing, split};
/// let log = b"{\"a\":1}\n{\"b\":2}\n{\"c\":3}\n";
/// let parts: Vec<_> = split(log, Framing::Lines, 2).collect();
/// assert_eq!(parts.iter().map(|part| part.bytes().len()).collect::<Vec<_>>(), [16, 8]);
/// assert_eq!(parts[1].records().next().unwrap().line(), 3);
/// ```
pub fn split(bytes: &[u8], framing: Framing, n: usize) -> Parts<'_> {
    let len = bytes.len().div_ceil(n.max(1)).max(1);
    Parts { rest: bytes, len, framing, framer: Framer::new(framing) }
}

/// The parts of a slice: see [`split`].
#[derive(Clone, Debug)]
pub struct Parts<'a> {
    rest: &'a [u8],
    /// The least length of a part, but for the last.
    len: usize,
    framing: Framing,
    /// At the start of the rest.
    framer: Framer,
}

impl<'a> Iterator for Parts<'a> {
    type Item = Part<'a>;

    fn next(&mut self) -> Option<Part<'a>> {
        if self.rest.is_empty() {
            return None;
        }
        let place = Place { offset: self.framer.offset(), line: self.framer.line() };
        let (bytes, rest) = self.rest.split_at(match self.framing {
            Framing::Lines => self.end_of_lines(),
            Framing::Concatenated => self.end_of_texts(),
        });
        self.rest = rest;
        if self.framing == Framing::Lines {
            let lines = memchr::memchr_iter(b'\n', bytes).count() as u64;
            let (offset, line) = (place.offset + bytes.len() as u64, place.line + lines);
            self.framer = Framer::at(self.framing, Place { offset, line });
        }
        Some(Part { bytes, framing: self.framing, place })
    }
}

impl Parts<'_> {
    /// Where the line ends that holds the last byte of the least length.
    fn end_of_lines(&self) -> usize {
        let tail = self.rest.get(self.len - 1..).unwrap_or_default();
        memchr::memchr(b'\n', tail).map_or(self.rest.len(), |end| self.len + end)
    }

    /// Where the text ends that reaches the least length.
    fn end_of_texts(&mut self) -> usize {
        let mut unseen = self.rest;
        while self.framer.feed(&mut unseen).is_some() {
            let seen = self.rest.len() - unseen.len();
            if seen >= self.len {
                return seen;
            }
        }
        self.rest.len()
    }
}

/// A part of a slice, of whole records.
#[derive(Clone, Copy)]
pub struct Part<'a> {
    bytes: &'a [u8],
    framing: Framing,
    place: Place,
}

impl<'a> Part<'a> {
    /// The part as it came.
    pub fn bytes(self) -> &'a [u8] {
        self.bytes
    }

    /// Where it begins, in bytes from the start of the whole.
    pub fn offset(self) -> u64 {
        self.place.offset
    }

    /// The line that it begins in, from 1.
    pub fn line(self) -> u64 {
        self.place.line
    }

    /// Its records; their offsets and lines are those in the whole.
    pub fn records(self) -> Records<'a> {
        let Part { bytes, framing, place } = self;
        Records { bytes, start: place.offset, rest: bytes, framer: Framer::at(framing, place) }
    }
}

impl core::fmt::Debug for Part<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Part").field("len", &self.bytes.len()).field("place", &self.place).finish()
    }
}

/// The records of a slice, not decoded: see [`records`].
#[derive(Clone)]
pub struct Records<'a> {
    bytes: &'a [u8],
    /// The offset of its first byte in the whole.
    start: u64,
    rest: &'a [u8],
    framer: Framer,
}

impl<'a> Records<'a> {
    /// The same, decoded by a decoder, or by a mutable reference to one.
    pub fn decode_with<D: BorrowMut<Decoder>>(self, decoder: D) -> Payloads<'a, D> {
        Payloads { records: self, decoder, guess: Guess::new() }
    }

    #[inline(always)]
    fn record(&self, frame: Frame) -> RawRecord<'a> {
        let start = (frame.offset - self.start) as usize;
        let bytes = self.bytes.get(start..start + frame.len as usize).unwrap_or_default();
        RawRecord::new(bytes, frame)
    }
}

impl<'a> Iterator for Records<'a> {
    type Item = RawRecord<'a>;

    #[inline]
    fn next(&mut self) -> Option<RawRecord<'a>> {
        let frame = self.framer.feed(&mut self.rest).or_else(|| self.framer.finish())?;
        Some(self.record(frame))
    }
}

impl core::iter::FusedIterator for Records<'_> {}

impl core::fmt::Debug for Records<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Records").field("framer", &self.framer).finish_non_exhaustive()
    }
}

/// The records of a slice, decoded: see [`payloads`].
///
/// A lending iterator, as each record borrows the decoder as well.
#[derive(Debug)]
pub struct Payloads<'a, D = Decoder> {
    records: Records<'a>,
    decoder: D,
    guess: Guess,
}

impl<D: BorrowMut<Decoder>> Payloads<'_, D> {
    /// The next record, `None` at the end.
    #[inline]
    pub fn next_record(&mut self) -> Option<Record<'_>> {
        let decoder = self.decoder.borrow_mut();
        let Records { framer, rest, .. } = &mut self.records;
        let (frame, located) = match self.guess.feed(framer, rest, decoder) {
            Some(found) => found,
            None => (framer.finish()?, None),
        };
        Some(self.records.record(frame).decode_located(decoder, located))
    }
}
