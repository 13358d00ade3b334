//! `check`: what is malformed and where, and, if asked, what is new.

use crate::body::Body;
use crate::enum_values;
use crate::finding::{Finding, Refusal};
use crate::said::Said;
use crate::task::Task;
use crate::text::name;
use crate::unknown::{Finder, What};
use std::io::{self, Write};
use wabahook::{ItemError, Payload, Product, Value};

pub(crate) struct Check {
    strict: bool,
    finder: Finder,
    /// Of the body at hand.
    findings: Vec<Finding>,
}

impl Check {
    pub(crate) fn new(strict: bool) -> Self {
        Check { strict, finder: Finder::with_empty_arrays(), findings: Vec::new() }
    }

    /// Fields, types and keys that no view knows.
    fn note_unknown(&mut self, body: &Body<'_>, payload: Payload<'_>) {
        for change in payload.entries().flat_map(|entry| entry.changes()) {
            if let Value::Unknown(_) = change.value() {
                let field = change.raw().get("field").unwrap_or(change.raw());
                let what = match change.field() {
                    Some(field) => format!("unknown field `{}`", name(field)),
                    None => "missing member `field`".to_owned(),
                };
                let path = field.path().to_string();
                self.findings.push(Finding::new(body, field.offset(), what, path));
            }
        }
        for event in payload.events().flatten() {
            enum_values::visit(&event, &mut |value| {
                if !value.known {
                    let (offset, path) = (value.offset(), value.path());
                    self.findings.push(Finding::new(body, offset, value.complaint(), path));
                }
            });
        }
        let findings = &mut self.findings;
        self.finder.visit(payload, &mut |unknown| {
            if !unknown.is_value_of_field() {
                let what = match unknown.what {
                    What::Key => "unknown key",
                    What::EmptyArray => "empty array in place of an object",
                };
                let (offset, what) = (unknown.value.offset(), what.to_owned());
                findings.push(Finding::new(body, offset, what, unknown.path()));
            }
        });
    }

    /// Prints the findings of a body, in the order of their places.
    fn print(&mut self, body: &Body<'_>, said: &mut Said) -> io::Result<()> {
        said.found |= !self.findings.is_empty();
        self.findings.sort_by_key(|finding| finding.offset);
        for finding in self.findings.drain(..) {
            writeln!(said.out, "{}", said.position.report(body, &finding))?;
        }
        Ok(())
    }
}

impl Task for Check {
    fn payload(
        &mut self,
        body: &Body<'_>,
        payload: Payload<'_>,
        said: &mut Said,
    ) -> io::Result<()> {
        if let Some(product) = payload.product()
            && !product.is_whatsapp()
        {
            let object = payload.raw().get("object").unwrap_or(payload.raw());
            let what = format!("a body of another product: `{}`", name(product.as_str()));
            let path = object.path().to_string();
            self.findings.push(Finding::new(body, object.offset(), what, path));
        }
        let findings = &mut self.findings;
        let mut found = |error: ItemError<'_>| {
            let (what, path) = (error.kind().to_string(), error.path().to_string());
            findings.push(Finding::new(body, error.offset(), what, path));
        };
        for event in payload.events() {
            match event {
                Ok(event) => event.visit_errors(&mut found),
                Err(error) => found(error.error()),
            }
        }
        if self.strict && payload.product().is_none_or(Product::is_whatsapp) {
            self.note_unknown(body, payload);
        }
        self.print(body, said)
    }

    fn refused(&mut self, body: &Body<'_>, error: &Refusal, said: &mut Said) -> io::Result<()> {
        self.findings.push(Finding::refusal(body, error));
        self.print(body, said)
    }

    fn merge(&mut self, _: Self) {}

    fn finish(self, _: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }
}
