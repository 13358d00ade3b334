//! Records and payloads out of a reader.

use super::frame::{Frame, Framing};
use super::framer::Framer;
use super::guess::Guess;
use super::record::{RawRecord, Record};
use crate::decoder::Decoder;
use crate::limits::Limits;
use alloc::vec::Vec;
use std::io::{self, ErrorKind, Read};

/// How much is asked of a reader at a time: much for a system call, little for a cache.
const CHUNK: usize = 1 << 18;

/// Records out of a reader, not decoded: a lending iterator, as each lies in the reader's own buffer.
///
/// [`PayloadReader`] is the same with a decoder. Memory is bounded by the limit on a record and one
/// chunk (256 KiB).
#[derive(Debug)]
pub struct RecordReader<R> {
    reader: R,
    framer: Framer,
    limit: usize,
    /// How much is asked of the reader at a time.
    chunk: usize,
    buffer: Vec<u8>,
    /// How much of the buffer holds bytes of the stream.
    filled: usize,
    /// How much of that the framer has seen.
    seen: usize,
    /// The offset in the stream of the buffer's first byte, if nothing was left out since.
    base: u64,
    ended: bool,
}

impl<R: Read> RecordReader<R> {
    /// Reads from the start of a stream. Of the limits only the length matters here.
    pub fn new(reader: R, framing: Framing, limits: Limits) -> RecordReader<R> {
        RecordReader {
            reader,
            framer: Framer::new(framing),
            limit: limits.max_body_len(),
            chunk: CHUNK,
            buffer: Vec::new(),
            filled: 0,
            seen: 0,
            base: 0,
            ended: false,
        }
    }

    /// Asks the reader for that many bytes at a time; 256 KiB if nothing is said.
    #[must_use]
    pub fn chunk_len(self, bytes: usize) -> RecordReader<R> {
        RecordReader { chunk: bytes.max(1), ..self }
    }

    /// The next record, `None` at the end; see [`PayloadReader::next_record`].
    ///
    /// # Errors
    ///
    /// What the reader says, but for [`Interrupted`](ErrorKind::Interrupted).
    #[inline]
    pub fn next_record(&mut self) -> io::Result<Option<RawRecord<'_>>> {
        let found = self.next_frame(|framer, unseen| framer.feed(unseen))?;
        let last = found.or_else(|| self.framer.finish());
        Ok(last.map(|frame| self.record(frame)))
    }

    /// Fills the buffer until a record ends in it.
    #[inline(always)]
    fn next_frame<T>(
        &mut self,
        mut feed: impl FnMut(&mut Framer, &mut &[u8]) -> Option<T>,
    ) -> io::Result<Option<T>> {
        loop {
            let frame = self.frame(&mut feed);
            if frame.is_some() || !self.fill()? {
                return Ok(frame);
            }
        }
    }

    /// The next record if it was read as a whole already; never waits for the reader.
    #[inline]
    pub fn next_buffered(&mut self) -> Option<RawRecord<'_>> {
        self.frame(|framer, unseen| framer.feed(unseen)).map(|frame| self.record(frame))
    }

    /// How far the records handed out reach, in bytes from the start of the stream.
    ///
    /// Who goes on from there later, with a new reader, loses and repeats nothing.
    pub fn offset(&self) -> u64 {
        self.framer.unfinished().unwrap_or(self.framer.offset())
    }

    /// The reader.
    pub fn get_ref(&self) -> &R {
        &self.reader
    }

    /// The reader. To read from it loses bytes.
    pub fn get_mut(&mut self) -> &mut R {
        &mut self.reader
    }

    /// The reader; what was read ahead is lost.
    pub fn into_inner(self) -> R {
        self.reader
    }

    /// The next end of a record in the buffer.
    #[inline(always)]
    fn frame<T>(&mut self, feed: impl FnOnce(&mut Framer, &mut &[u8]) -> Option<T>) -> Option<T> {
        let mut unseen = self.buffer.get(self.seen..self.filled)?;
        let frame = feed(&mut self.framer, &mut unseen);
        self.seen = self.filled - unseen.len();
        frame
    }

    /// The record of a frame. One that was passed over stands at the front of the buffer.
    #[inline]
    fn record(&self, frame: Frame) -> RawRecord<'_> {
        let start = self.place(frame.offset);
        RawRecord::within_limit(self.buffer.get(start..).unwrap_or_default(), frame, self.limit)
    }

    /// Where the byte at an offset of the stream lies in the buffer.
    fn place(&self, offset: u64) -> usize {
        offset.saturating_sub(self.base) as usize
    }

    /// Reads more; whether there was more.
    #[cold]
    fn fill(&mut self) -> io::Result<bool> {
        if self.ended {
            return Ok(false);
        }
        self.make_room();
        let end = self.buffer.len().min(self.filled + self.chunk);
        let buffer = self.buffer.get_mut(self.filled..end).unwrap_or_default();
        let read = loop {
            match self.reader.read(buffer) {
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                read => break read?,
            }
        };
        if read > buffer.len() {
            let what = "the reader claims to have read more than its buffer holds";
            return Err(io::Error::new(ErrorKind::InvalidData, what));
        }
        self.filled += read;
        self.ended = read == 0;
        Ok(read > 0)
    }

    /// Makes room behind what is unfinished, the whole buffer having been seen.
    ///
    /// What is kept is moved to the front if that is less than what was used up, or to avoid growing:
    /// a byte is moved twice at most.
    fn make_room(&mut self) {
        let start = self.framer.unfinished().map_or(self.filled, |offset| self.place(offset));
        let kept = self.filled - start;
        if kept > self.limit + 1 {
            // Too long, even if the last byte is the `\r` of a line's end: its first bytes will do.
            if start > 0 {
                self.buffer.copy_within(start..start + self.limit, 0);
            }
            self.base += (self.filled - self.limit) as u64;
            self.filled = self.limit;
        } else if start > 0 && (kept <= start || self.filled == self.buffer.len()) {
            self.buffer.copy_within(start..self.filled, 0);
            self.base += start as u64;
            self.filled = kept;
        }
        if self.filled == self.buffer.len() {
            let most = self.limit + 2 + self.chunk;
            let len = (2 * self.buffer.len()).clamp(self.chunk, most);
            self.buffer.reserve_exact(len - self.filled);
            self.buffer.resize(len, 0);
        }
        self.seen = self.filled;
    }
}

/// Payloads out of a reader: a file, a pipe, a socket.
///
/// A lending iterator: each record borrows the buffer that it was read into and the decoder, without a
/// copy, and must be gone before the next is asked for. [`Iterator`] cannot say that, so it is a `while
/// let`. Once warm nothing is allocated, and memory is bounded by the limit on a record, one chunk (256
/// KiB), and what the [decoder](Decoder::capacity) holds.
///
/// ```no_run
/// use wabahook::stream::{Framing, PayloadReader};
/// let mut reader = PayloadReader::new(std::fs::File::open("log.ndjson")?, Framing::Lines);
/// while let Some(record) = reader.next_record()? {
///     match record.payload() {
///         Ok(payload) => println!("{} events", payload.events().count()),
///         Err(error) => eprintln!("{error}"), // record.bytes() for whoever looks into it later
///     }
/// }
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug)]
pub struct PayloadReader<R> {
    records: RecordReader<R>,
    decoder: Decoder,
    guess: Guess,
}

impl<R: Read> PayloadReader<R> {
    /// Reads from the start of a stream, with the default [`Limits`].
    pub fn new(reader: R, framing: Framing) -> PayloadReader<R> {
        PayloadReader::with_decoder(reader, framing, Decoder::new())
    }

    /// Reads with a decoder of yours, within its limits.
    pub fn with_decoder(reader: R, framing: Framing, decoder: Decoder) -> PayloadReader<R> {
        let records = RecordReader::new(reader, framing, decoder.limits());
        PayloadReader { records, decoder, guess: Guess::new() }
    }

    /// Asks the reader for that many bytes at a time; 256 KiB if nothing is said.
    #[must_use]
    pub fn chunk_len(self, bytes: usize) -> PayloadReader<R> {
        PayloadReader { records: self.records.chunk_len(bytes), ..self }
    }

    /// The next record, `None` at the end and from then on.
    ///
    /// A record that is refused is a record too: its [`payload`](Record::payload) is the error. One
    /// beyond the limit is passed over without being held, but for its first bytes.
    ///
    /// # Errors
    ///
    /// What the reader says, but for [`Interrupted`](ErrorKind::Interrupted), which is tried again.
    /// Nothing is lost: after [`WouldBlock`](ErrorKind::WouldBlock) and the like, call again. The first
    /// `Ok(0)` is the end.
    #[inline]
    pub fn next_record(&mut self) -> io::Result<Option<Record<'_>>> {
        let PayloadReader { records, decoder, guess } = self;
        let found = records.next_frame(|framer, unseen| guess.feed(framer, unseen, decoder))?;
        let last = found.or_else(|| Some((records.framer.finish()?, None)));
        Ok(last.map(|(frame, located)| records.record(frame).decode_located(decoder, located)))
    }

    /// The next record if it was read as a whole already; never waits for the reader.
    ///
    /// For those who have something to flush before they wait.
    #[inline]
    pub fn next_buffered(&mut self) -> Option<Record<'_>> {
        let PayloadReader { records, decoder, guess } = self;
        let (frame, located) =
            records.frame(|framer, unseen| guess.feed(framer, unseen, decoder))?;
        Some(records.record(frame).decode_located(decoder, located))
    }

    /// How far the records handed out reach; see [`RecordReader::offset`].
    pub fn offset(&self) -> u64 {
        self.records.offset()
    }

    /// The reader.
    pub fn get_ref(&self) -> &R {
        &self.records.reader
    }

    /// The reader. To read from it loses bytes.
    pub fn get_mut(&mut self) -> &mut R {
        &mut self.records.reader
    }

    /// The reader and the decoder; what was read ahead is lost.
    pub fn into_parts(self) -> (R, Decoder) {
        (self.records.reader, self.decoder)
    }
}
