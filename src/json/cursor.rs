//! Stepping over values of a body that passed the door.
//!
//! Nothing is checked here: it was. A string is passed in one step, because the index knows its end.

use super::record::Doc;

/// The first place from `at` on that is not white space.
#[inline]
pub(crate) fn skip_space(body: &[u8], mut at: usize) -> usize {
    while let Some(b' ' | b'\n' | b'\r' | b'\t') = body.get(at) {
        at += 1;
    }
    at
}

/// The first place from `at` on that cannot belong to a number or a word.
pub(crate) fn skip_scalar(body: &[u8], mut at: usize) -> usize {
    while let Some(b'0'..=b'9' | b'-' | b'+' | b'.' | b'a'..=b'z' | b'E') = body.get(at) {
        at += 1;
    }
    at
}

/// From the first byte of a value to the place behind it.
///
/// `quote` is the number of the first quote at or after `at`; the answer has the number of the first
/// one behind the value.
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
