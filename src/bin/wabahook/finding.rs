//! Where something was found, as `file:line:column: what (path)`.

use crate::batch::{Body, Said};
use crate::text::clean;
use std::io::{self, Write};
use wabahook::{Error, line_column};

/// The member in which AWS hands out an entry, as a string.
pub(crate) const WRAPPER: &str = "whatsAppWebhookEntry";

/// A place in a body and what is to be said about it.
pub(crate) struct Finding {
    pub(crate) offset: usize,
    pub(crate) what: String,
    /// The JSON path; empty for the body as a whole.
    pub(crate) path: String,
}

impl Finding {
    /// Why a body was refused.
    pub(crate) fn refusal(body: &Body<'_>, error: Error) -> Finding {
        let (at, path) = (error.offset(), error.path());
        let said = error.to_string();
        // The place comes first on the line and the path last.
        let what = said.strip_suffix(&format!(" at byte {at}")).unwrap_or(&said);
        let what = what.strip_suffix(&format!(" in `{path}`")).unwrap_or(what);
        if path == WRAPPER {
            // The offset is one of the string's meaning.
            let key = memchr::memmem::find(body.bytes, WRAPPER.as_bytes()).unwrap_or(0);
            let offset = key.saturating_sub(1);
            let what = format!("{what} at byte {at} of the string");
            return Finding { offset, what, path: path.to_owned() };
        }
        Finding { offset: at, what: what.to_owned(), path: path.to_owned() }
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
pub(crate) fn say_refused(body: &Body<'_>, error: Error, said: &mut Said) -> io::Result<()> {
    said.found = true;
    // Without the name of the tool: editors and terminals know `file:line:column:` at the start.
    writeln!(said.err, "{}", Places::new(body).line(&Finding::refusal(body, error)))
}
