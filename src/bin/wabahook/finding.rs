//! Where something was found, as `file:line:column: what (path)`.

use crate::batch::{Body, Said};
use crate::text::clean;
use std::fmt;
use std::io::{self, Write};
use wabahook::unwrap::UnwrapError;
use wabahook::{Error, line_column};

/// A place in a body and what is to be said about it.
pub(crate) struct Finding {
    pub(crate) offset: usize,
    pub(crate) what: String,
    /// The JSON path; empty for the body as a whole.
    pub(crate) path: String,
}

impl Finding {
    /// A finding at an offset of a body, and a path in it.
    pub(crate) fn new(body: &Body<'_>, offset: usize, mut what: String, path: String) -> Finding {
        let Some(found) = body.found else { return Finding { offset, what, path } };
        if let Some(inner) = found.inner_offset(offset) {
            // Reported at the string: text inside of it has no line number.
            what = format!("{what} at byte {inner} of the string");
        }
        let outer = found.path();
        let path = match (outer.is_empty(), path.is_empty()) {
            (true, _) => path,
            (false, true) => outer.to_string(),
            (false, false) => format!("{outer}: {path}"),
        };
        Finding { offset: found.outer_offset(offset), what, path }
    }

    /// Why a record gives no body.
    pub(crate) fn refusal(body: &Body<'_>, refusal: &Refusal) -> Finding {
        match refusal {
            Refusal::Body(error) => {
                let (what, path) = (error.kind().to_string(), error.path().to_owned());
                Finding::new(body, error.offset(), what, path)
            }
            Refusal::Wrapping(error) => {
                let mut what = error.kind().to_string();
                if let Some(inner) = error.inner_offset() {
                    what = format!("{what} at byte {inner} of the string");
                }
                Finding { offset: error.offset(), what, path: error.path().to_owned() }
            }
        }
    }
}

/// Why a record gives no body.
pub(crate) enum Refusal {
    /// The decoder refused the body.
    Body(Error),
    /// The wrapping leads to none.
    Wrapping(UnwrapError),
}

impl Refusal {
    /// The name of its kind.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Refusal::Body(error) => error.kind().name(),
            Refusal::Wrapping(error) => error.kind().name(),
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refusal::Body(error) => fmt::Display::fmt(error, f),
            Refusal::Wrapping(error) => fmt::Display::fmt(error, f),
        }
    }
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
    /// Moves on to a finding and returns the line of output about it.
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
