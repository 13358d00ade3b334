//! A progress bar for work that takes long, on a terminal.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// What takes less time has no bar.
const LONG: Duration = Duration::from_secs(1);

pub(crate) struct Progress {
    bar: Option<ProgressBar>,
    read: Arc<AtomicU64>,
    started: Instant,
}

impl Progress {
    /// Of reading so many bytes; not every input says how many.
    pub(crate) fn new(wanted: bool, len: Option<u64>, read: Arc<AtomicU64>) -> Progress {
        let bar = wanted.then(|| {
            let template = match len {
                Some(_) => "{bar:32} {bytes} of {total_bytes}, {bytes_per_sec}, {eta} left",
                None => "{spinner} {bytes}, {bytes_per_sec}",
            };
            let style = ProgressStyle::with_template(template);
            let bar = ProgressBar::with_draw_target(len, ProgressDrawTarget::hidden());
            bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
        });
        Progress { bar, read, started: Instant::now() }
    }

    pub(crate) fn tick(&mut self) {
        let Some(bar) = &self.bar else { return };
        if bar.is_hidden() && self.started.elapsed() > LONG {
            bar.set_draw_target(ProgressDrawTarget::stderr());
        }
        bar.set_position(self.read.load(Ordering::Relaxed));
    }

    /// Says something without the bar in between.
    pub(crate) fn aside(&self, say: impl FnOnce()) {
        match &self.bar {
            Some(bar) => bar.suspend(say),
            None => say(),
        }
    }

    pub(crate) fn end(&mut self) {
        if let Some(bar) = self.bar.take() {
            bar.finish_and_clear();
        }
    }
}
