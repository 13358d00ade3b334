//! A sink of two files: events, a line of JSON each, and dead letters.

mod lines;
mod log;
mod window;
mod writer;

pub use writer::WriterThread;

use crate::metrics::Metrics;
use crate::sink::{Outcome, Sink};
use clap::Args;
use lines::Lines;
use log::Log;
use std::io;
use std::path::PathBuf;
use std::time::Instant;
use tokio::runtime::Handle;
use wabahook::Payload;
use wabahook::axum::{Malformed, Webhook};
use window::Keys;
use writer::Writer;

/// Names of the files, and how many events are remembered.
#[derive(Clone, Debug, Args)]
pub struct FileOptions {
    /// File that events are appended to
    #[arg(long, value_name = "FILE", default_value = "events.ndjson")]
    pub out: PathBuf,
    /// File that signed, malformed bodies are appended to
    #[arg(long, value_name = "FILE", default_value = "dead-letters.ndjson")]
    pub dead_letters: PathBuf,
    /// Number of past events that are remembered, so that none is written twice
    #[arg(long, value_name = "EVENTS", default_value_t = 1_000_000)]
    pub window: usize,
}

/// A sink that appends to files. What it stored is on disk.
#[derive(Clone)]
pub struct FileSink {
    writer: Writer,
    keys: Keys,
    metrics: Metrics,
}

/// Opens both files, for no other process to write to, remembers the last events of the first, and
/// starts the thread that writes.
///
/// # Errors
///
/// A file cannot be opened or read, is no regular file, or is locked.
pub fn open(options: &FileOptions, metrics: &Metrics) -> io::Result<(FileSink, WriterThread)> {
    let keys = Keys::default();
    let mut events = Log::open(&options.out, metrics.clone())?;
    let dead_letters = Log::open(&options.dead_letters, metrics.clone())?;
    let window = window::seeded(&mut events, &keys, options.window)?;
    let (writer, thread) = writer::start(events, dead_letters, window, metrics.clone())?;
    Ok((FileSink { writer, keys, metrics: metrics.clone() }, thread))
}

impl Sink for FileSink {
    async fn webhook(&self, webhook: Webhook) -> Outcome {
        match webhook.read(|payload| self.write_pieces(payload)) {
            Ok(Ok(last)) => self.writer.events(last).await,
            Ok(Err(failed)) => failed,
            Err(_) => Outcome::Failed,
        }
    }

    async fn malformed(&self, malformed: Malformed) -> Outcome {
        match lines::dead_letter(&malformed) {
            Ok(line) => self.writer.dead_letter(line).await,
            Err(_) => Outcome::Failed,
        }
    }

    async fn reopen(&self) {
        self.writer.follow().await;
    }
}

impl FileSink {
    /// Writes the lines of a body piece by piece except for the last piece, usually the only one.
    fn write_pieces(&self, payload: Payload<'_>) -> Result<Lines, Outcome> {
        let mut events = payload.events();
        loop {
            let start = Instant::now();
            let lines = Lines::of(&mut events, &self.keys);
            self.metrics.reading.record(start.elapsed());
            let lines = lines.map_err(|_| Outcome::Failed)?;
            if lines.is_last() {
                return Ok(lines);
            }
            // The events borrow a decoder, so that this cannot be awaited.
            let write = || Handle::current().block_on(self.writer.events(lines));
            match tokio::task::block_in_place(write) {
                Outcome::Stored => {}
                failed => return Err(failed),
            }
        }
    }
}
