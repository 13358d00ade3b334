//! What happened, in numbers.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use wabahook::axum::WebhookRejection;

/// Counts since the start; printed at the end.
#[derive(Default)]
pub(crate) struct Counters {
    /// `POST`s.
    pub(crate) requests: AtomicU64,
    /// Lines that were written.
    pub(crate) events: AtomicU64,
    /// Events that had been written before.
    pub(crate) duplicates: AtomicU64,
    pub(crate) malformed: AtomicU64,
    pub(crate) unauthorized: AtomicU64,
    pub(crate) too_large: AtomicU64,
    pub(crate) incomplete: AtomicU64,
    /// Requests that were put off, because too much was waiting.
    pub(crate) busy: AtomicU64,
    /// Requests whose events could not be written.
    pub(crate) failed: AtomicU64,
    /// Halves of lines that were ended: a kill or a full disk had left them.
    pub(crate) torn: AtomicU64,
    /// Files that were opened again, as theirs had been moved or removed.
    pub(crate) reopened: AtomicU64,
    /// Writes to disk, each of all that was waiting.
    pub(crate) commits: AtomicU64,
    reading: AtomicU64,
    writing: AtomicU64,
}

pub(crate) fn count(counter: &AtomicU64, more: usize) {
    counter.fetch_add(more as u64, Ordering::Relaxed);
}

impl Counters {
    pub(crate) fn refused(&self, refusal: &WebhookRejection) {
        let counter = match refusal {
            WebhookRejection::Unauthorized(_) => &self.unauthorized,
            WebhookRejection::TooLarge => &self.too_large,
            WebhookRejection::Malformed(..) => &self.malformed,
            _ => &self.incomplete,
        };
        count(counter, 1);
    }

    /// Time spent on decoding, and on making lines.
    pub(crate) fn reading(&self, time: Duration) {
        self.reading.fetch_add(time.as_nanos() as u64, Ordering::Relaxed);
    }

    /// Time that the disk took.
    pub(crate) fn writing(&self, time: Duration) {
        self.writing.fetch_add(time.as_nanos() as u64, Ordering::Relaxed);
    }
}

impl fmt::Display for Counters {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (counter, name) in [
            (&self.requests, "requests"),
            (&self.events, "events written"),
            (&self.duplicates, "events that came again"),
            (&self.malformed, "malformed bodies"),
            (&self.unauthorized, "unauthorized"),
            (&self.too_large, "too large"),
            (&self.incomplete, "incomplete"),
            (&self.busy, "put off"),
            (&self.failed, "failed"),
            (&self.torn, "torn lines"),
            (&self.reopened, "files opened again"),
            (&self.commits, "writes to disk"),
        ] {
            writeln!(f, "{:>10}  {name}", counter.load(Ordering::Relaxed))?;
        }
        for (nanos, name) in [
            (&self.reading, "ms of decoding and making lines"),
            (&self.writing, "ms of writing to disk"),
        ] {
            writeln!(f, "{:>10.3}  {name}", nanos.load(Ordering::Relaxed) as f64 / 1e6)?;
        }
        Ok(())
    }
}
