//! Where something was found, as `file:line:column: what (path)`.

use crate::body::Body;
use std::fmt;
use wabahook::Error;
use wabahook::unwrap::UnwrapError;

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
