//! From bodies to batches: fills rows, cuts batches, and goes on in a body that did not fit.

use super::plan::Plan;
use super::row::{Origin, Row, Subject};
use super::rows::Rows;
use super::window::Window;
use crate::decoder::Decoder;
use crate::error::Error;
use crate::event::EventError;
use crate::limits::Limits;
use crate::payload::Payload;
use crate::stream::{RawRecord, Record};
use alloc::boxed::Box;
use alloc::collections::VecDeque;
use alloc::sync::Arc;
use arrow_array::RecordBatch;
use arrow_buffer::Buffer;
use arrow_schema::ArrowError;

/// Batches are cut from at least so many rows: a body that does not fit is decoded once more for the
/// rest, which must not happen for every few rows.
const LEAST_ROWS: usize = 1024;

/// Takes a record that was refused.
pub(super) type OnRefused = Box<dyn FnMut(Record<'_>) + Send>;
/// Takes a malformed item.
pub(super) type OnMalformed = Box<dyn FnMut(EventError<'_>) + Send>;

/// The choices of a caller.
pub(super) struct Options {
    pub(super) batch_size: usize,
    pub(super) limits: Limits,
    pub(super) source: Option<Arc<str>>,
    pub(super) on_refused: Option<OnRefused>,
    pub(super) on_malformed: Option<OnMalformed>,
}

pub(super) struct Batches {
    rows: Rows,
    decoder: Decoder,
    options: Options,
    /// As many rows as are filled before batches are cut.
    most_rows: usize,
    ready: VecDeque<RecordBatch>,
    unfinished: Option<Unfinished>,
}

/// A body of which only the first rows fitted.
struct Unfinished {
    body: Buffer,
    offset: u64,
    window: Option<Window>,
    /// The number of events that were dealt with.
    done: usize,
}

impl Batches {
    pub(super) fn new(plan: Plan, options: Options) -> Batches {
        let batch_size = options.batch_size;
        Batches {
            rows: Rows::new(plan),
            decoder: Decoder::with_limits(options.limits),
            most_rows: batch_size * LEAST_ROWS.div_ceil(batch_size),
            options,
            ready: VecDeque::new(),
            unfinished: None,
        }
    }

    pub(super) fn plan(&self) -> &Plan {
        self.rows.plan()
    }

    pub(super) fn limits(&self) -> Limits {
        self.options.limits
    }

    pub(super) fn set_source(&mut self, source: Option<Arc<str>>) {
        self.options.source = source;
    }

    /// Returns true if a batch must be taken before the next body is pushed.
    pub(super) fn is_full(&self) -> bool {
        !self.ready.is_empty() || self.unfinished.is_some() || self.rows.is_full(self.most_rows)
    }

    /// Returns the next batch: a full one, or, to flush, what there is.
    pub(super) fn take(&mut self, flush: bool) -> Result<Option<RecordBatch>, ArrowError> {
        if self.ready.is_empty() && (self.is_full() || (flush && self.rows.len() > 0)) {
            self.cut()?;
        }
        Ok(self.ready.pop_front())
    }

    /// Makes batches of the rows, and goes on in the unfinished body.
    fn cut(&mut self) -> Result<(), ArrowError> {
        let all = self.rows.finish()?;
        let size = self.options.batch_size;
        for start in (0..all.num_rows()).step_by(size) {
            self.ready.push_back(all.slice(start, size.min(all.num_rows() - start)));
        }
        if let Some(unfinished) = self.unfinished.take() {
            self.go_on(unfinished);
        }
        Ok(())
    }

    /// Takes a record; texts are viewed in the shared buffer that it lies in, if there is one.
    pub(super) fn push(&mut self, record: RawRecord<'_>, shared: Option<(&Window, &Buffer)>) {
        let Batches { rows, decoder, options, most_rows, unfinished, .. } = self;
        let window = shared.map(|(window, _)| window);
        let decoded = record.decode(decoder);
        let offset = record.offset();
        match decoded.payload() {
            Ok(payload) => {
                let mut fill = Fill { rows, options, window, most_rows: *most_rows };
                if let Some(done) = fill.append(payload, Some(offset), 0) {
                    let body = match shared {
                        Some((_, whole)) => {
                            whole.slice_with_length(offset as usize, record.bytes().len())
                        }
                        None => Buffer::from(record.bytes()),
                    };
                    let window = window.cloned();
                    *unfinished = Some(Unfinished { body, offset, window, done });
                }
            }
            Err(error) => match &mut options.on_refused {
                Some(take) => take(decoded),
                None => self.push_refused(error.error(), Some(offset)),
            },
        }
    }

    /// Decodes a body once more, for the rows that did not fit.
    fn go_on(&mut self, mut rest: Unfinished) {
        let Batches { rows, decoder, options, most_rows, unfinished, .. } = self;
        match decoder.decode(&rest.body) {
            Ok(payload) => {
                let window = rest.window.as_ref();
                let mut fill = Fill { rows, options, window, most_rows: *most_rows };
                if let Some(done) = fill.append(payload, Some(rest.offset), rest.done) {
                    rest.done = done;
                    *unfinished = Some(rest);
                }
            }
            // Does not happen: the body was accepted before.
            Err(error) => self.push_refused(error, Some(rest.offset)),
        }
    }

    /// Takes all of a payload, however many rows it has.
    pub(super) fn push_payload(
        &mut self,
        payload: Payload<'_>,
        offset: Option<u64>,
    ) -> Result<(), ArrowError> {
        let mut done = 0;
        loop {
            let Batches { rows, options, most_rows, .. } = self;
            let mut fill = Fill { rows, options, window: None, most_rows: *most_rows };
            match fill.append(payload, offset, done) {
                Some(more) => done = more,
                None => return Ok(()),
            }
            self.cut()?;
        }
    }

    /// Takes a body that was refused.
    pub(super) fn push_refused(&mut self, error: Error, offset: Option<u64>) {
        let origin = Origin { source: self.options.source.as_deref(), offset, object: None };
        self.rows.push(&Row::new(origin, Subject::Refused(error)), None);
    }
}

/// Fills rows from one body.
struct Fill<'f> {
    rows: &'f mut Rows,
    options: &'f mut Options,
    window: Option<&'f Window>,
    most_rows: usize,
}

impl Fill<'_> {
    /// Appends the events behind the first `done` ones. Returns how many are done if the batch is full.
    fn append(&mut self, payload: Payload<'_>, offset: Option<u64>, done: usize) -> Option<usize> {
        let Fill { rows, options, window, most_rows } = self;
        let source = options.source.as_deref();
        let origin = Origin { source, offset, object: payload.object() };
        for (number, event) in payload.events().enumerate().skip(done) {
            if rows.is_full(*most_rows) {
                return Some(number);
            }
            let subject = match event {
                Ok(event) => Subject::Item(event, event.item()),
                Err(error) => match &mut options.on_malformed {
                    Some(take) => {
                        take(error);
                        continue;
                    }
                    None => Subject::Malformed(error),
                },
            };
            rows.push(&Row::new(origin, subject), *window);
        }
        None
    }
}
