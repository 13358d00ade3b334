//! Batches out of chunks that somebody else reads.

use super::batches::Batches;
use crate::error::Error;
use crate::payload::Payload;
use crate::stream::{ChunkReader, Framing};
use alloc::sync::Arc;
use arrow_array::RecordBatch;
use arrow_schema::{ArrowError, SchemaRef};
use core::fmt;

/// Makes batches of chunks that are pushed, in any cut, as the decoders of `arrow-json` and `arrow-csv` do.
///
/// ```
/// use wabahook::arrow::{ReaderBuilder, Table};
/// let mut decoder = ReaderBuilder::new(Table::EVENTS).with_batch_size(2).build_decoder()?;
/// let mut rows = Vec::new();
/// for mut chunk in [&b"{\"entry\":[]}\n{\"entry\":[]}\n{\"en"[..], b"try\":[]}"] {
///     loop {
///         let taken = decoder.decode(chunk)?;
///         chunk = &chunk[taken..];
///         if chunk.is_empty() {
///             break;
///         }
///         rows.extend(decoder.flush()?.map(|batch| batch.num_rows())); // a batch is full
///     }
/// }
/// decoder.finish();
/// while let Some(batch) = decoder.flush()? {
///     rows.push(batch.num_rows());
/// }
/// assert_eq!(rows.iter().sum::<usize>(), 3);
/// # Ok::<(), arrow_schema::ArrowError>(())
/// ```
pub struct Decoder {
    chunks: ChunkReader,
    batches: Batches,
}

impl Decoder {
    pub(super) fn new(framing: Framing, batches: Batches) -> Decoder {
        Decoder { chunks: ChunkReader::new(framing, batches.limits()), batches }
    }

    /// Returns the schema of the batches.
    pub fn schema(&self) -> SchemaRef {
        self.batches.plan().schema().clone()
    }

    /// Takes bytes, and returns how many: fewer than all where a batch is full, which is to be flushed.
    ///
    /// # Errors
    ///
    /// None at present. A refused body or a malformed item is none.
    pub fn decode(&mut self, bytes: &[u8]) -> Result<usize, ArrowError> {
        let Decoder { chunks, batches } = self;
        let mut rest = bytes;
        while !batches.is_full() {
            match chunks.feed(&mut rest) {
                Some(record) => batches.push(record, None),
                None => break,
            }
        }
        Ok(bytes.len() - rest.len())
    }

    /// Takes the end of the input: the last line needs no line end.
    pub fn finish(&mut self) {
        let Decoder { chunks, batches } = self;
        chunks.finish(|record| batches.push(record, None));
    }

    /// Takes one body that was decoded elsewhere. Its rows have no `offset`.
    ///
    /// # Errors
    ///
    /// None at present.
    ///
    /// ```
    /// use wabahook::arrow::{ReaderBuilder, Table};
    /// let mut batches = ReaderBuilder::new(Table::EVENTS).build_decoder()?;
    /// let mut decoder = wabahook::Decoder::new();
    /// for body in [r#"{"entry":[{"id":"1"}]}"#, r#"{"entry":[{"id":"2"}]}"#] {
    ///     batches.append(&decoder.decode(body.as_bytes())?)?;
    /// }
    /// assert_eq!(batches.flush()?.unwrap().num_rows(), 2);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn append(&mut self, payload: &Payload<'_>) -> Result<(), ArrowError> {
        self.batches.push_payload(*payload, None)
    }

    /// Takes one body that was decoded elsewhere, and began at that offset of its source.
    ///
    /// # Errors
    ///
    /// None at present.
    pub fn append_at(&mut self, payload: &Payload<'_>, offset: u64) -> Result<(), ArrowError> {
        self.batches.push_payload(*payload, Some(offset))
    }

    /// Takes a body that was refused elsewhere: a row of `events`, of the kind `refused`.
    pub fn append_refused(&mut self, error: Error, offset: Option<u64>) {
        self.batches.push_refused(error, offset);
    }

    /// Sets the text of the column `source` for the bodies to come.
    pub fn set_source(&mut self, name: impl Into<Arc<str>>) {
        self.batches.set_source(Some(name.into()));
    }

    /// Returns true if a batch is full, which is to be flushed.
    pub fn is_full(&self) -> bool {
        self.batches.is_full()
    }

    /// Returns the next batch, full or not; none if there are no rows.
    ///
    /// An unfinished record stays.
    ///
    /// # Errors
    ///
    /// None at present: columns and schema are made of one plan.
    pub fn flush(&mut self) -> Result<Option<RecordBatch>, ArrowError> {
        self.batches.take(true)
    }
}

impl fmt::Debug for Decoder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let table = self.batches.plan().table();
        f.debug_struct("Decoder").field("table", &table).finish_non_exhaustive()
    }
}
