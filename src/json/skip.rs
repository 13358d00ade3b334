//! Skips values of checked bodies: a string in one step, because the index has its end.

use super::doc::Doc;
use super::space::skip_scalar;

/// Returns the offset behind the value at `at`, and the number of the first quote behind it.
/// `quote` is the number of the first quote at or after `at`.
pub(crate) fn skip_value(doc: &Doc<'_>, at: usize, quote: u32) -> (usize, u32) {
    let body = doc.body.as_bytes();
    match body.get(at) {
        Some(b'"') => (doc.quote(quote + 1) + 1, quote + 2),
        Some(b'{' | b'[') => skip_container(doc, at, quote),
        _ => (skip_scalar(body, at), quote),
    }
}

fn skip_container(doc: &Doc<'_>, mut at: usize, mut quote: u32) -> (usize, u32) {
    let body = doc.body.as_bytes();
    let mut depth = 0usize;
    loop {
        // Between two strings only brackets matter.
        let end = doc.quote(quote);
        while at < end {
            match body.get(at) {
                Some(b'{' | b'[') => depth += 1,
                Some(b'}' | b']') => {
                    depth -= 1;
                    if depth == 0 {
                        return (at + 1, quote);
                    }
                }
                _ => {}
            }
            at += 1;
        }
        if end >= body.len() {
            return (body.len(), quote);
        }
        at = doc.quote(quote + 1) + 1;
        quote += 2;
    }
}
