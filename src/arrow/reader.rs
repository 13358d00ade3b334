//! Batches out of a reader or a shared buffer.

use super::batches::Batches;
use super::window::Window;
use crate::stream::{Framer, Framing, RawRecord, RecordReader};
use alloc::string::ToString;
use arrow_array::{RecordBatch, RecordBatchReader};
use arrow_buffer::Buffer;
use arrow_schema::{ArrowError, SchemaRef};
use core::fmt;
use std::io::{self, BufRead};

/// Reads batches from any [`BufRead`]: see [`ReaderBuilder::build`](super::ReaderBuilder::build).
///
/// A refused body or a malformed item is no error of the reader. After an error of the source, which
/// is, reading goes on where it stopped.
pub struct Reader<R> {
    records: RecordReader<R>,
    batches: Batches,
}

impl<R: BufRead> Reader<R> {
    pub(super) fn new(reader: R, framing: Framing, batches: Batches) -> Reader<R> {
        let records = RecordReader::new(reader, framing, batches.limits());
        Reader { records, batches }
    }

    /// Returns the next batch; none at the end.
    fn read(&mut self) -> Result<Option<RecordBatch>, ArrowError> {
        while !self.batches.is_full() {
            match self.records.next_record().map_err(of_source)? {
                Some(record) => self.batches.push(record, None),
                None => return self.batches.take(true),
            }
        }
        self.batches.take(false)
    }
}

fn of_source(error: io::Error) -> ArrowError {
    ArrowError::IoError(error.to_string(), error)
}

impl<R: BufRead> Iterator for Reader<R> {
    type Item = Result<RecordBatch, ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.read().transpose()
    }
}

impl<R: BufRead> RecordBatchReader for Reader<R> {
    fn schema(&self) -> SchemaRef {
        self.batches.plan().schema().clone()
    }
}

impl<R> fmt::Debug for Reader<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let table = self.batches.plan().table();
        f.debug_struct("Reader").field("table", &table).finish_non_exhaustive()
    }
}

/// Reads batches from a shared buffer: see
/// [`ReaderBuilder::build_buffer`](super::ReaderBuilder::build_buffer).
pub struct BufferReader {
    buffer: Buffer,
    framer: Framer,
    /// How much of the buffer the framer has seen.
    seen: usize,
    /// The part of the buffer that batches view.
    window: Window,
    batches: Batches,
}

impl BufferReader {
    pub(super) fn new(buffer: Buffer, framing: Framing, batches: Batches) -> BufferReader {
        let window = Window::at(&buffer, 0);
        BufferReader { buffer, framer: Framer::new(framing), seen: 0, window, batches }
    }

    fn read(&mut self) -> Result<Option<RecordBatch>, ArrowError> {
        let BufferReader { buffer, framer, seen, window, batches } = self;
        let bytes = buffer.as_slice();
        while !batches.is_full() {
            let mut unseen = bytes.get(*seen..).unwrap_or_default();
            let frame = framer.feed(&mut unseen);
            *seen = bytes.len() - unseen.len();
            let Some(frame) = frame.or_else(|| framer.finish()) else {
                return batches.take(true);
            };
            let (start, len) = (frame.offset() as usize, frame.len() as usize);
            if !window.covers(start, len) {
                *window = Window::at(buffer, start);
            }
            let body = bytes.get(start..start + len).unwrap_or_default();
            batches.push(RawRecord::new(body, frame), Some((window, buffer)));
        }
        batches.take(false)
    }
}

impl Iterator for BufferReader {
    type Item = Result<RecordBatch, ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.read().transpose()
    }
}

impl RecordBatchReader for BufferReader {
    fn schema(&self) -> SchemaRef {
        self.batches.plan().schema().clone()
    }
}

impl fmt::Debug for BufferReader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let table = self.batches.plan().table();
        f.debug_struct("BufferReader").field("table", &table).finish_non_exhaustive()
    }
}
