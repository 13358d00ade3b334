//! `check`: what is malformed and where, and, if asked, what is new.

use crate::finding::{Finding, Places, WRAPPER};
use crate::input::Body;
use crate::task::Task;
use crate::text::name;
use crate::unknown::Finder;
use crate::words;
use std::io::{self, Write};
use wabahook::{Envelope, Error, Payload, Value};

pub(crate) struct Check<W> {
    out: W,
    strict: bool,
    finder: Finder,
    /// Of the body at hand.
    findings: Vec<Finding>,
    found: bool,
}

impl<W: Write> Check<W> {
    pub(crate) fn new(out: W, strict: bool) -> Self {
        Check { out, strict, finder: Finder::default(), findings: Vec::new(), found: false }
    }

    /// Fields, types and keys that no view knows.
    fn note_unknown(&mut self, payload: Payload<'_>, outer: Option<usize>) {
        let at = |offset| outer.unwrap_or(offset);
        for change in payload.entries().flat_map(|entry| entry.changes()) {
            if let Value::Unknown(_) = change.value() {
                let field = change.raw().get("field").unwrap_or(change.raw());
                let what = match change.field() {
                    Some(field) => format!("unknown field `{}`", name(field)),
                    None => "missing member `field`".to_owned(),
                };
                let path = field.path().to_string();
                self.findings.push(Finding { offset: at(field.offset()), what, path });
            }
        }
        for event in payload.events().flatten() {
            words::visit(&event, &mut |word| {
                if !word.known {
                    let (offset, path) = (at(word.offset()), word.path());
                    self.findings.push(Finding { offset, what: word.complaint(), path });
                }
            });
        }
        let findings = &mut self.findings;
        self.finder.visit(payload, &mut |unknown| {
            if !unknown.is_value_of_field() {
                let offset = unknown.value.offset();
                let offset = if unknown.is_outer { offset } else { at(offset) };
                let what = "unknown key".to_owned();
                findings.push(Finding { offset, what, path: unknown.path() });
            }
        });
    }

    /// Prints the findings of a body, in the order of their places.
    fn print(&mut self, body: &Body<'_>) -> io::Result<()> {
        self.found |= !self.findings.is_empty();
        self.findings.sort_by_key(|finding| finding.offset);
        let mut places = Places::new(body);
        for finding in self.findings.drain(..) {
            writeln!(self.out, "{}", places.line(&finding))?;
        }
        Ok(())
    }
}

impl<W: Write> Task for Check<W> {
    fn payload(&mut self, body: &Body<'_>, payload: Payload<'_>) -> io::Result<()> {
        // What stands in a string has no line of its own: the string's has to do.
        let outer = (payload.envelope() == Envelope::Aws)
            .then(|| payload.outer().and_then(|outer| outer.get(WRAPPER)))
            .flatten()
            .map(|string| string.offset());
        for error in payload.events().filter_map(Result::err) {
            let offset = outer.unwrap_or(error.offset());
            let (what, path) = (error.kind().to_string(), error.path().to_string());
            self.findings.push(Finding { offset, what, path });
        }
        if self.strict {
            self.note_unknown(payload, outer);
        }
        self.print(body)
    }

    fn refused(&mut self, body: &Body<'_>, error: Error) -> io::Result<()> {
        self.findings.push(Finding::refusal(body, error));
        self.print(body)
    }

    fn idle(&mut self) -> io::Result<()> {
        self.out.flush()
    }

    fn finish(mut self) -> io::Result<bool> {
        self.out.flush()?;
        Ok(self.found)
    }
}
