//! The log on standard error, bounded, since senders can cause events of it at will.

use crate::metrics::Metrics;
use std::collections::HashMap;
use std::io::{self, IsTerminal};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};
use tracing::callsite::Identifier;
use tracing::level_filters::LevelFilter;
use tracing::subscriber::{SetGlobalDefaultError, set_global_default};
use tracing::{Event, Level, Metadata, Subscriber};
use tracing_subscriber::Layer as _;
use tracing_subscriber::layer::{Context, Filter, SubscriberExt};
use tracing_subscriber::{Registry, fmt};

/// The least time between two events of one call site.
const PAUSE: Duration = Duration::from_secs(10);

/// Writes the events of the process to standard error: from level INFO, and from DEBUG for
/// `wabahook`, which refuses requests; each call site at most once in ten seconds.
///
/// # Errors
///
/// The process has a subscriber already.
pub fn init(metrics: &Metrics) -> Result<(), SetGlobalDefaultError> {
    let layer = fmt::layer()
        .with_writer(io::stderr)
        .with_ansi(io::stderr().is_terminal())
        // They would be printed to standard error, which is what failed, by a macro that panics.
        .log_internal_errors(false);
    let sparing = Sparing { last: Mutex::default(), metrics: metrics.clone() };
    set_global_default(Registry::default().with(layer.with_filter(sparing)))
}

/// A filter that passes one event in ten seconds of each call site, and counts the others.
struct Sparing {
    last: Mutex<HashMap<Identifier, Instant>>,
    metrics: Metrics,
}

impl<S: Subscriber> Filter<S> for Sparing {
    fn enabled(&self, metadata: &Metadata<'_>, _: &Context<'_, S>) -> bool {
        let is_ours = metadata.target().starts_with("wabahook");
        *metadata.level() <= if is_ours { Level::DEBUG } else { Level::INFO }
    }

    fn event_enabled(&self, event: &Event<'_>, _: &Context<'_, S>) -> bool {
        let now = Instant::now();
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let last = last.entry(event.metadata().callsite());
        let mut is_due = false;
        let last = last.or_insert_with(|| {
            is_due = true;
            now
        });
        if is_due || now.duration_since(*last) >= PAUSE {
            *last = now;
            return true;
        }
        self.metrics.log_events_left_out.increment(1);
        false
    }

    fn max_level_hint(&self) -> Option<LevelFilter> {
        Some(LevelFilter::DEBUG)
    }
}
