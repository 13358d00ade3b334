//! Metrics for Prometheus. Label values come from fixed lists, never from a request.

use metrics::{Counter, Gauge, Histogram, Unit};
use metrics::{counter, describe_counter, describe_gauge, describe_histogram, gauge, histogram};
use metrics_exporter_prometheus::{BuildError, PrometheusBuilder, PrometheusHandle};
use std::ops::Deref;
use std::sync::Arc;
use std::time::Duration;
use wabahook::axum::WebhookRejection;
use wabahook::{Event, EventError, Item, SignatureError};

/// Values of the label `kind` of events. The kind of a value is its field, which is the sender's
/// text: all of them are `value`.
const KINDS: [&str; 24] = [
    "other",
    "malformed",
    "value",
    "change",
    "entry",
    "payload",
    "message",
    "status",
    "contact",
    "error",
    "user_preference",
    "user_action",
    "call",
    "call_status",
    "history_message",
    "history_chunk",
    "history_thread",
    "echo",
    "standby_echo",
    "standby",
    "state_sync",
    "user_id_update",
    "group_update",
    "automatic_event",
];

/// A value of the label `kind` of events.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EventKind(u8);

impl EventKind {
    /// Returns the kind of an event, or of an item that is malformed.
    pub fn of(event: &Result<Event<'_>, EventError<'_>>) -> EventKind {
        let name = match event {
            Err(_) => "malformed",
            Ok(event) if matches!(event.item(), Item::Value(_)) => "value",
            Ok(event) => event.kind(),
        };
        EventKind(KINDS.iter().position(|kind| *kind == name).unwrap_or(0) as u8)
    }

    /// Returns the value of the label.
    pub fn name(self) -> &'static str {
        KINDS.get(usize::from(self.0)).copied().unwrap_or("other")
    }
}

/// Values of the label `reason` of refusals.
#[derive(Clone, Copy)]
pub(crate) enum Reason {
    Unsigned,
    MalformedSignature,
    WrongSignature,
    TooLarge,
    Incomplete,
    TimedOut,
    OverBudget,
    Busy,
    Failed,
}

impl Reason {
    const NAMES: [&str; 9] = [
        "unsigned",
        "malformed_signature",
        "wrong_signature",
        "too_large",
        "incomplete",
        "timed_out",
        "over_budget",
        "busy",
        "failed",
    ];
}

/// Bounds of the buckets of the histograms, in seconds.
const BUCKETS: [f64; 10] = [1e-5, 1e-4, 5e-4, 1e-3, 5e-3, 0.01, 0.05, 0.1, 1.0, 10.0];

/// The metrics of a process. Clones share them.
#[derive(Clone)]
pub struct Metrics(Arc<Handles>);

/// Handles, so that no request looks a metric up.
pub struct Handles {
    prometheus: PrometheusHandle,
    events: [Counter; KINDS.len()],
    refused: [Counter; Reason::NAMES.len()],
    pub(crate) requests: Counter,
    pub(crate) webhooks: Counter,
    pub(crate) malformed: Counter,
    pub(crate) duplicates: Counter,
    pub(crate) torn_lines: Counter,
    pub(crate) reopened_files: Counter,
    pub(crate) log_events_left_out: Counter,
    pub(crate) connections: Gauge,
    pub(crate) reading: Histogram,
    pub(crate) commits: Histogram,
}

impl Deref for Metrics {
    type Target = Handles;

    fn deref(&self) -> &Handles {
        &self.0
    }
}

impl Metrics {
    /// Installs the recorder of the process, and registers every metric, so that all start at 0.
    ///
    /// # Errors
    ///
    /// The process has a recorder already.
    pub fn install() -> Result<Metrics, BuildError> {
        let prometheus = PrometheusBuilder::new().set_buckets(&BUCKETS)?.install_recorder()?;
        describe();
        Ok(Metrics(Arc::new(Handles {
            prometheus,
            events: KINDS.map(|kind| counter!("wabahook_events_total", "kind" => kind)),
            refused: Reason::NAMES
                .map(|reason| counter!("wabahook_refused_total", "reason" => reason)),
            requests: counter!("wabahook_requests_total"),
            webhooks: counter!("wabahook_bodies_total", "kind" => "webhook"),
            malformed: counter!("wabahook_bodies_total", "kind" => "malformed"),
            duplicates: counter!("wabahook_duplicates_total"),
            torn_lines: counter!("wabahook_torn_lines_total"),
            reopened_files: counter!("wabahook_reopened_files_total"),
            log_events_left_out: counter!("wabahook_log_events_left_out_total"),
            connections: gauge!("wabahook_connections"),
            reading: histogram!("wabahook_reading_seconds"),
            commits: histogram!("wabahook_commit_seconds"),
        })))
    }

    /// Returns all metrics in the text format of Prometheus.
    pub fn render(&self) -> String {
        self.prometheus.render()
    }

    /// Returns the metrics a line each, without buckets, and without labels that were not met.
    pub fn summary(&self) -> String {
        let rendered = self.render();
        let samples = rendered.lines().filter(|line| line.starts_with(char::is_alphabetic));
        let is_met = |line: &&str| !line.contains('{') || !line.ends_with(" 0");
        let mut lines: Vec<_> =
            samples.filter(is_met).filter(|line| !line.contains("_bucket{")).collect();
        lines.sort_unstable();
        lines.into_iter().flat_map(|line| [line, "\n"]).collect()
    }

    /// Empties the buffers of the histograms, which grow until somebody renders them.
    pub(crate) async fn keep_up(self) {
        loop {
            tokio::time::sleep(Duration::from_secs(5)).await;
            self.prometheus.run_upkeep();
        }
    }

    /// Counts events that were stored.
    pub fn count_events(&self, kind: EventKind, count: u64) {
        if let Some(counter) = self.events.get(usize::from(kind.0)) {
            counter.increment(count);
        }
    }

    pub(crate) fn count_refused(&self, reason: Reason) {
        if let Some(counter) = self.refused.get(reason as usize) {
            counter.increment(1);
        }
    }

    /// Counts a refusal by the extractor. A malformed body is none: it is counted where it is
    /// stored.
    pub(crate) fn count_refusal(&self, refusal: &WebhookRejection) {
        let reason = match refusal {
            WebhookRejection::Unauthorized(SignatureError::Missing) => Reason::Unsigned,
            WebhookRejection::Unauthorized(SignatureError::Mismatch) => Reason::WrongSignature,
            WebhookRejection::Unauthorized(_) => Reason::MalformedSignature,
            WebhookRejection::TooLarge => Reason::TooLarge,
            WebhookRejection::Malformed(..) => return,
            _ => Reason::Incomplete,
        };
        self.count_refused(reason);
    }
}

fn describe() {
    let counters = [
        ("wabahook_requests_total", "POST requests"),
        ("wabahook_bodies_total", "Signed bodies, webhooks and malformed ones"),
        ("wabahook_events_total", "Events that were stored, by kind"),
        ("wabahook_duplicates_total", "Events that were left out, as they are stored already"),
        ("wabahook_refused_total", "Requests without 200, by reason"),
        ("wabahook_torn_lines_total", "Torn lines that were ended, left by a kill or a full disk"),
        ("wabahook_reopened_files_total", "Files that were opened again after a rotation"),
        ("wabahook_log_events_left_out_total", "Events of the log that were left out"),
    ];
    for (name, text) in counters {
        describe_counter!(name, Unit::Count, text);
    }
    describe_gauge!("wabahook_connections", Unit::Count, "Open connections of senders");
    let reading = "Time of decoding one piece of a body and making its lines";
    describe_histogram!("wabahook_reading_seconds", Unit::Seconds, reading);
    let commits = "Time of one write and sync, for all bodies that waited";
    describe_histogram!("wabahook_commit_seconds", Unit::Seconds, commits);
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]

    use super::*;
    use std::collections::HashSet;
    use std::fs;
    use std::path::Path;
    use wabahook::Decoder;

    /// Every kind of item has a label value of its own, and a field of the sender has none.
    #[test]
    fn kinds_are_those_of_the_library() {
        assert_eq!(KINDS.len(), KINDS.iter().collect::<HashSet<_>>().len());
        let mut paths = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpus")];
        let mut found = [0; KINDS.len()];
        let mut decoder = Decoder::new();
        while let Some(path) = paths.pop() {
            if path.is_dir() {
                paths.extend(fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()));
            } else if path.extension().is_some_and(|extension| extension == "json") {
                let body = fs::read(path).unwrap();
                for event in decoder.decode(&body).iter().flat_map(|payload| payload.events()) {
                    found[usize::from(EventKind::of(&event).0)] += 1;
                }
            }
        }
        for (kind, found) in KINDS.iter().zip(found) {
            assert_eq!(found > 0, *kind != "other", "{kind}: {found}");
        }
    }
}
