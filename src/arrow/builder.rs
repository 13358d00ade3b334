//! The choices before reading.

use super::batches::{Batches, OnMalformed, OnRefused, Options};
use super::decoder::Decoder;
use super::plan::Plan;
use super::reader::{BufferReader, Reader};
use super::{Profile, Table};
use crate::event::EventError;
use crate::limits::Limits;
use crate::stream::{Framing, Record};
use alloc::boxed::Box;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use arrow_buffer::Buffer;
use arrow_schema::ArrowError;
use core::fmt;
use std::io::BufRead;

/// Builds readers and decoders of one table.
///
/// Without further choices they read all columns of NDJSON into batches of 8192 rows.
pub struct ReaderBuilder {
    table: Table,
    profile: Profile,
    columns: Option<Vec<String>>,
    framing: Framing,
    batch_size: usize,
    limits: Limits,
    source: Option<Arc<str>>,
    on_refused: Option<OnRefused>,
    on_malformed: Option<OnMalformed>,
}

impl ReaderBuilder {
    /// Creates a builder for a table.
    pub fn new(table: Table) -> ReaderBuilder {
        ReaderBuilder {
            table,
            profile: Profile::default(),
            columns: None,
            framing: Framing::default(),
            batch_size: 8192,
            limits: Limits::new(),
            source: None,
            on_refused: None,
            on_malformed: None,
        }
    }

    /// Reads only the columns of these names, in this order.
    ///
    /// The others are not looked at. To build fails if the table has no such column.
    #[must_use]
    pub fn with_columns<N: Into<String>>(mut self, names: impl IntoIterator<Item = N>) -> Self {
        self.columns = Some(names.into_iter().map(Into::into).collect());
        self
    }

    /// Sets the profile of the types.
    #[must_use]
    pub fn with_profile(mut self, profile: Profile) -> Self {
        self.profile = profile;
        self
    }

    /// Sets how bodies follow one another.
    #[must_use]
    pub fn with_framing(mut self, framing: Framing) -> Self {
        self.framing = framing;
        self
    }

    /// Sets the most rows of a batch, at least 1.
    ///
    /// A batch ends sooner where it has copied 32 MiB of text.
    #[must_use]
    pub fn with_batch_size(mut self, rows: usize) -> Self {
        self.batch_size = rows.max(1);
        self
    }

    /// Sets the limits of the bodies.
    #[must_use]
    pub fn with_limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Sets the text of the column `source`, such as the name of the file.
    #[must_use]
    pub fn with_source(mut self, name: impl Into<Arc<str>>) -> Self {
        self.source = Some(name.into());
        self
    }

    /// Hands refused bodies to `take`. Without it each is a row of `events`, of the kind `refused`.
    ///
    /// ```
    /// use std::sync::mpsc::channel;
    /// use wabahook::arrow::{ReaderBuilder, Table};
    /// let (letters, dead) = channel();
    /// let builder = ReaderBuilder::new(Table::EVENTS)
    ///     .on_refused(move |record| drop(letters.send((record.offset(), record.bytes().to_vec()))));
    /// let rows: usize = builder.build(&b"{\"entry\":[]}\noops\n"[..])?.map(|batch| batch.unwrap().num_rows()).sum();
    /// assert_eq!((rows, dead.recv().unwrap()), (1, (13, b"oops".to_vec())));
    /// # Ok::<(), arrow_schema::ArrowError>(())
    /// ```
    #[must_use]
    pub fn on_refused(mut self, take: impl FnMut(Record<'_>) + Send + 'static) -> Self {
        self.on_refused = Some(Box::new(take));
        self
    }

    /// Hands malformed items to `take`. Without it each is a row of `events`, of the kind `malformed`.
    #[must_use]
    pub fn on_malformed(mut self, take: impl FnMut(EventError<'_>) + Send + 'static) -> Self {
        self.on_malformed = Some(Box::new(take));
        self
    }

    /// Builds a reader. Texts are copied once, into the batch.
    ///
    /// # Errors
    ///
    /// The table has no column of some name.
    pub fn build<R: BufRead>(self, reader: R) -> Result<Reader<R>, ArrowError> {
        let framing = self.framing;
        Ok(Reader::new(reader, framing, self.into_batches()?))
    }

    /// Builds a reader of a shared buffer, such as `bytes::Bytes` or a mapped file.
    ///
    /// In the default profile texts of more than 12 bytes are views into the buffer, which the batches
    /// keep alive, unless they are escaped: those are copied. Before a batch is written to a file in
    /// the format of Arrow, copy the texts out of the buffer, as `StringViewArray::gc` does: the file
    /// would hold the buffer for each column.
    ///
    /// ```
    /// use arrow_buffer::Buffer;
    /// use wabahook::arrow::{ReaderBuilder, Table};
    /// let log = Buffer::from_vec(b"{\"field\":\"new_field\",\"value\":{\"text\":\"Ana\"}}\n".to_vec());
    /// let mut reader = ReaderBuilder::new(Table::EVENTS).with_columns(["item"]).build_buffer(log.clone())?;
    /// let items = reader.next().unwrap()?.column(0).clone();
    /// assert_eq!(items.to_data().buffers()[1].as_ptr(), log.as_ptr());
    /// # Ok::<(), arrow_schema::ArrowError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The table has no column of some name.
    pub fn build_buffer(self, buffer: impl Into<Buffer>) -> Result<BufferReader, ArrowError> {
        let framing = self.framing;
        Ok(BufferReader::new(buffer.into(), framing, self.into_batches()?))
    }

    /// Builds a decoder, which is pushed chunks of bytes, or payloads.
    ///
    /// # Errors
    ///
    /// The table has no column of some name.
    pub fn build_decoder(self) -> Result<Decoder, ArrowError> {
        let framing = self.framing;
        Ok(Decoder::new(framing, self.into_batches()?))
    }

    fn into_batches(self) -> Result<Batches, ArrowError> {
        let plan = Plan::new(self.table, self.profile);
        let plan = match &self.columns {
            Some(names) => plan.project(names)?,
            None => plan,
        };
        let options = Options {
            batch_size: self.batch_size,
            limits: self.limits,
            source: self.source,
            on_refused: self.on_refused,
            on_malformed: self.on_malformed,
        };
        Ok(Batches::new(plan, options))
    }
}

impl fmt::Debug for ReaderBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReaderBuilder")
            .field("table", &self.table)
            .field("profile", &self.profile)
            .field("columns", &self.columns)
            .field("framing", &self.framing)
            .field("batch_size", &self.batch_size)
            .finish_non_exhaustive()
    }
}
