//! What goes wrong, on standard error, which nothing may fill.

use std::fmt;
use std::io::{self, Write};
use std::time::{Duration, Instant};

/// Says something. With standard error gone there is nobody left to tell.
pub(crate) fn say(what: impl fmt::Display) {
    let _ = writeln!(io::stderr().lock(), "{what}");
}

/// Says at most one thing in ten seconds, and how many it kept to itself.
#[derive(Default)]
pub(crate) struct Complaints {
    last: Option<Instant>,
    untold: u64,
}

const PAUSE: Duration = Duration::from_secs(10);

impl Complaints {
    pub(crate) fn say(&mut self, what: impl fmt::Display) {
        if self.last.is_some_and(|last| last.elapsed() < PAUSE) {
            self.untold += 1;
            return;
        }
        match self.untold {
            0 => say(format_args!("receiver: {what}")),
            more => say(format_args!("receiver: {what} (and {more} times before)")),
        }
        (self.last, self.untold) = (Some(Instant::now()), 0);
    }
}
