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
            // What stands in a string has no line of its own: the string's has to do.
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

/// Turns offsets of one body into lines and columns, in linear time for ascending offsets.
pub(crate) struct Places<'a> {
    body: &'a Body<'a>,
    offset: usize,
    line: u64,
    column: usize,
}

impl<'a> Places<'a> {
    pub(crate) fn new(body: &'a Body<'a>) -> Places<'a> {
        Places { body, offset: 0, line: body.line, column: 1 }
    }

    /// The line of output about a finding.
    pub(crate) fn line(&mut self, finding: &Finding) -> String {
        if finding.offset < self.offset {
            *self = Places::new(self.body);
        }
        // Counted from the last place on, not from the start again.
        let since = self.body.bytes.get(self.offset..).unwrap_or_default();
        match line_column(since, finding.offset - self.offset) {
            (1, columns) => self.column += columns - 1,
            (lines, column) => {
                (self.line, self.column) = (self.line + lines as u64 - 1, column);
            }
        }
        self.offset = finding.offset;
        let mut out = format!("{}:{}:{}: {}", self.body.name, self.line, self.column, finding.what);
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
    writeln!(said.err, "{}", Places::new(body).line(&Finding::refusal(body, error)))
}
