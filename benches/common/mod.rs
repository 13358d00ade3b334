//! What the bench `decode` is made of: inputs, tasks, and one file for each competitor.
//!
//! Every competitor does every task on every body, in its own idiom. The strings that a task meets go
//! to a [`Sink`]: to a list, to compare the competitors before anything is timed, or to a [`Fold`],
//! which touches each of them and costs little.

pub(crate) mod corpus;
mod node;
pub(crate) mod serde_value;
pub(crate) mod simd_tape;
pub(crate) mod views;

/// What is timed.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Task {
    /// Prove the body well formed, and hold what it takes to read it.
    Check,
    /// The business phone number's id, the kind and the id of each item.
    Route,
    /// The documented strings of each item; [`node::visit`] has the list.
    Visit,
}

impl Task {
    pub(crate) const ALL: [Task; 3] = [Task::Check, Task::Route, Task::Visit];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Task::Check => "check",
            Task::Route => "route",
            Task::Visit => "visit",
        }
    }

    /// Does the task on one body.
    #[inline]
    pub(crate) fn run(self, competitor: &mut impl Competitor, body: &[u8], sink: &mut impl Sink) {
        match self {
            Task::Check => sink.number(competitor.check(body).then_some(1)),
            Task::Route => competitor.route(body, sink),
            Task::Visit => competitor.visit(body, sink),
        }
    }
}

/// Somebody who can read webhooks.
pub(crate) trait Competitor {
    fn name(&self) -> String;
    /// Whether the body is well formed.
    fn check(&mut self, body: &[u8]) -> bool;
    fn route(&mut self, body: &[u8], sink: &mut impl Sink);
    fn visit(&mut self, body: &[u8], sink: &mut impl Sink);
}

/// Where the strings go. What is absent counts as nothing.
pub(crate) trait Sink {
    fn text(&mut self, text: Option<&str>);
    fn number(&mut self, number: Option<i64>);
}

/// Everything, to compare.
impl Sink for Vec<String> {
    fn text(&mut self, text: Option<&str>) {
        self.extend(text.map(|text| format!("{text:?}")));
    }

    fn number(&mut self, number: Option<i64>) {
        self.extend(number.map(|number| number.to_string()));
    }
}

/// A digest of the length and of both ends of each string.
#[derive(Default)]
pub(crate) struct Fold(pub(crate) u64);

impl Fold {
    #[inline]
    fn word(&mut self, word: u64) {
        self.0 = self.0.rotate_left(7) ^ word.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    }
}

impl Sink for Fold {
    #[inline]
    fn text(&mut self, text: Option<&str>) {
        let Some(bytes) = text.map(str::as_bytes) else { return };
        let ends = match (bytes.first_chunk(), bytes.last_chunk()) {
            (Some(head), Some(tail)) => u64::from_le_bytes(*head) ^ u64::from_be_bytes(*tail),
            _ => bytes.iter().fold(0, |word, &byte| word << 8 | u64::from(byte)),
        };
        self.word(ends ^ bytes.len() as u64);
    }

    #[inline]
    fn number(&mut self, number: Option<i64>) {
        if let Some(number) = number {
            self.word(number.cast_unsigned());
        }
    }
}
