//! Records on their way from the thread that reads to one that decodes, and what is said of them on the
//! way to the one that writes.

use crate::body::Body;
use crate::said::Said;
use std::io::{self, Read};
use std::mem::{replace, take};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender};
use wabahook::stream::RawRecord;

/// Some records of one file, in order.
#[derive(Default)]
pub(crate) struct Batch {
    /// The place of the batch among all.
    pub(crate) number: u64,
    name: Arc<str>,
    bytes: Vec<u8>,
    records: Vec<Place>,
    /// Why the file could not be read, or not any further.
    pub(crate) complaint: Option<String>,
    pub(crate) said: Said,
}

/// Where a record lies, in its batch and in its file.
struct Place {
    start: usize,
    end: usize,
    len: u64,
    offset: u64,
    line: u64,
}

/// A buffer longer than this is not kept.
const KEPT: usize = 1 << 20;

/// A byte order mark.
const MARK: &[u8] = b"\xEF\xBB\xBF";

impl Batch {
    pub(crate) fn len(&self) -> usize {
        self.records.len()
    }

    pub(crate) fn body(&self, number: usize) -> Option<Body<'_>> {
        let place = self.records.get(number)?;
        let bytes = self.bytes.get(place.start..place.end)?;
        Some(Body {
            name: &self.name,
            line: place.line,
            bytes,
            len: place.len,
            #[cfg(feature = "parquet")]
            offset: place.offset,
            batch: self.number,
            found: None,
        })
    }

    /// Where a record begins in its file.
    pub(crate) fn offset(&self, number: usize) -> u64 {
        self.records.get(number).map_or(0, |place| place.offset)
    }

    pub(crate) fn push(&mut self, record: RawRecord<'_>) {
        let start = self.bytes.len();
        self.bytes.extend_from_slice(record.bytes());
        let (end, len) = (self.bytes.len(), record.len());
        let (offset, line) = (record.offset(), record.line());
        self.records.push(Place { start, end, len, offset, line });
    }

    /// Takes all that a reader has as one record; how much that is.
    pub(crate) fn take_whole(&mut self, reader: &mut dyn Read) -> io::Result<u64> {
        let start = self.bytes.len();
        let read = reader.read_to_end(&mut self.bytes)?;
        // A byte order mark at the start of a file belongs to no body.
        let marked = self.bytes.get(start..).is_some_and(|text| text.starts_with(MARK));
        let mark = if marked { MARK.len() } else { 0 };
        let (start, end, len) = (start + mark, self.bytes.len(), (read - mark) as u64);
        self.records.push(Place { start, end, len, offset: mark as u64, line: 1 });
        Ok(read as u64)
    }

    /// Says of the last record that it goes on, but is not held.
    pub(crate) fn lengthen(&mut self, by: u64) {
        if let Some(last) = self.records.last_mut() {
            last.len += by;
        }
    }

    /// Makes it empty, for the next use of its memory.
    pub(crate) fn clear(&mut self) {
        for buffer in [&mut self.bytes, &mut self.said.out, &mut self.said.err] {
            buffer.clear();
            buffer.shrink_to(KEPT);
        }
        self.records.clear();
        self.said.refused.clear();
        #[cfg(feature = "parquet")]
        self.said.tables.clear();
        (self.complaint, self.said.found) = (None, false);
    }
}

/// Where batches come from, empty, and where they go to.
pub(crate) struct Batches {
    empty: Receiver<Batch>,
    full: Sender<Option<Batch>>,
    current: Batch,
    number: u64,
}

impl Batches {
    pub(crate) fn new(empty: Receiver<Batch>, full: Sender<Option<Batch>>) -> Batches {
        Batches { empty, full, current: Batch::default(), number: 0 }
    }

    /// The batch to be filled.
    pub(crate) fn current(&mut self) -> &mut Batch {
        &mut self.current
    }

    /// Sends the batch, if there is something in it, and begins one of the same file. `None`: nobody wants it.
    pub(crate) fn send(&mut self) -> Option<()> {
        if self.current.records.is_empty() && self.current.complaint.is_none() {
            return Some(());
        }
        let name = self.current.name.clone();
        let next = self.empty.recv().ok()?;
        let full = replace(&mut self.current, next);
        self.current.name = name;
        self.number += 1;
        self.current.number = self.number;
        self.full.send(Some(full)).ok()
    }

    /// The same, of another file.
    pub(crate) fn begin(&mut self, name: &Arc<str>) -> Option<()> {
        self.send()?;
        self.current.name = name.clone();
        take(&mut self.current.complaint);
        Some(())
    }
}
