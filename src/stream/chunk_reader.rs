//! Records out of chunks that somebody else reads.

use super::frame::Framing;
use super::framer::Framer;
use super::record::RawRecord;
use crate::limits::Limits;
use alloc::vec::Vec;

/// Makes whole records of chunks that are pushed, in any cut.
///
/// A record within one chunk is handed out of it, without a copy. Of one that goes on in the next chunk
/// the bytes are held until then: never more than one record, and never more of it than the limit and
/// the `\r` of its line end.
///
/// ```
/// use wabahook::{Decoder, Limits, stream::{Framing, ChunkReader}};
/// let (mut decoder, mut good) = (Decoder::new(), 0);
/// let mut reader = ChunkReader::new(Framing::Concatenated, Limits::new());
/// for chunk in [&b"{\"entry\":[]}{\"en"[..], b"try\":[]}"] {
///     reader.push(chunk, |record| good += usize::from(record.decode(&mut decoder).payload().is_ok()));
/// }
/// reader.finish(|_| unreachable!("nothing is left"));
/// assert_eq!(good, 2);
/// ```
#[derive(Clone, Debug)]
pub struct ChunkReader {
    framer: Framer,
    limit: usize,
    /// The first bytes of the unfinished record.
    held: Vec<u8>,
    /// The record that was held is handed out.
    is_out: bool,
}

impl ChunkReader {
    /// At the start of a stream. Only the length of the limits matters here.
    pub fn new(framing: Framing, limits: Limits) -> ChunkReader {
        ChunkReader {
            framer: Framer::new(framing),
            limit: limits.max_body_len(),
            held: Vec::new(),
            is_out: false,
        }
    }

    /// Takes the next bytes, and calls `each` with every record that ends in them.
    pub fn push(&mut self, mut chunk: &[u8], mut each: impl FnMut(RawRecord<'_>)) {
        while let Some(record) = self.feed(&mut chunk) {
            each(record);
        }
    }

    /// Takes the next bytes off `chunk`, up to the end of a record, and returns that.
    ///
    /// `None` when all were taken and no record ends in them.
    pub fn feed<'g, 'c: 'g>(&'g mut self, chunk: &mut &'c [u8]) -> Option<RawRecord<'g>> {
        if core::mem::take(&mut self.is_out) {
            self.held.clear();
        }
        let (before, all) = (self.framer.offset(), *chunk);
        let within = |offset: u64| offset.checked_sub(before).map(|at| at as usize);
        let Some(frame) = self.framer.feed(chunk) else {
            self.keep(all, before);
            return None;
        };
        let end = within(frame.offset + frame.len).unwrap_or(0);
        let bytes = match within(frame.offset) {
            Some(start) => all.get(start..end).unwrap_or_default(),
            None => {
                self.hold(all.get(..end).unwrap_or_default());
                &self.held
            }
        };
        self.is_out = true;
        Some(RawRecord::within_limit(bytes, frame, self.limit))
    }

    /// Holds what is unfinished at the end of a chunk that began at that offset.
    fn keep(&mut self, chunk: &[u8], before: u64) {
        match self.framer.unfinished().map(|offset| offset.checked_sub(before)) {
            None => self.held.clear(),
            Some(None) => self.hold(chunk),
            Some(Some(start)) => {
                self.held.clear();
                self.hold(chunk.get(start as usize..).unwrap_or_default());
            }
        }
    }

    /// The end of the stream: calls `last` with the record that it ends, if one is unfinished.
    pub fn finish(&mut self, last: impl FnOnce(RawRecord<'_>)) {
        if core::mem::take(&mut self.is_out) {
            self.held.clear();
        }
        if let Some(frame) = self.framer.finish() {
            last(RawRecord::within_limit(&self.held, frame, self.limit));
        }
        self.held.clear();
    }

    /// Holds more of the unfinished record, as far as the limit allows.
    fn hold(&mut self, bytes: &[u8]) {
        // With the `\r` that may turn out to belong to the line's end.
        let left = (self.limit + 1).saturating_sub(self.held.len());
        self.held.extend_from_slice(bytes.get(..left).unwrap_or(bytes));
    }
}
