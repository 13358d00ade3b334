//! The output of a task for a batch of records.

use crate::body::Body;
use crate::finding::{Finding, Refusal};
use crate::text::clean;
use std::io::{self, Write};
use wabahook::line_column;

/// What a task says of a batch.
#[derive(Default)]
pub(crate) struct Said {
    /// For standard output.
    pub(crate) out: Vec<u8>,
    /// For standard error, by lines.
    pub(crate) err: Vec<u8>,
    /// The refused records, by number, and why.
    pub(crate) refused: Vec<(usize, String)>,
    /// Whether the exit code should tell of it.
    pub(crate) found: bool,
    /// The position of the last finding in the current record.
    pub(crate) position: Position,
    /// For the file of an export.
    #[cfg(feature = "parquet")]
    pub(crate) tables: Vec<arrow_array::RecordBatch>,
}

/// A position in a record, which the next one is counted from: linear time for ascending offsets.
#[derive(Clone, Copy, Default)]
pub(crate) struct Position {
    offset: usize,
    /// Line breaks before it.
    lines: u64,
    /// Bytes before it in its line.
    columns: usize,
}

impl Position {
    /// Moves on to a finding and returns its line of output.
    pub(crate) fn report(&mut self, body: &Body<'_>, finding: &Finding) -> String {
        if finding.offset < self.offset {
            *self = Position::default();
        }
        let since = body.bytes.get(self.offset..).unwrap_or_default();
        match line_column(since, finding.offset - self.offset) {
            (1, column) => self.columns += column - 1,
            (line, column) => {
                (self.lines, self.columns) = (self.lines + line as u64 - 1, column - 1);
            }
        }
        self.offset = finding.offset;
        let (line, column) = (body.line + self.lines, self.columns + 1);
        let mut out = format!("{}:{line}:{column}: {}", body.name, finding.what);
        if !finding.path.is_empty() {
            out.push_str(&format!(" ({})", clean(&finding.path)));
        }
        out
    }
}

/// Says on standard error why a body gives no output.
pub(crate) fn say_refused(body: &Body<'_>, error: &Refusal, said: &mut Said) -> io::Result<()> {
    said.found = true;
    // Without the name of the tool: editors and terminals know `file:line:column:` at the start.
    writeln!(said.err, "{}", said.position.report(body, &Finding::refusal(body, error)))
}
