//! The tables of the vocabulary: a body for each entry, and the files generated from them.
//!
//! `WABAHOOK_BLESS=1 cargo test --test vocabulary` rewrites `docs/VOCABULARY.md`, the table of
//! fields in `README.md` and the words of `fuzz/json.dict`.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod checks;
#[path = "vocabulary/coverage.rs"]
mod coverage;
#[path = "vocabulary/page.rs"]
mod page;

use checks::written::is_true as is_written;

/// Each field, member and discriminant value occurs in a valid body.
#[test]
fn every_entry_has_a_body() {
    let missing = coverage::missing();
    assert!(
        missing.is_empty(),
        "{} entries of the tables have no body; write these, then bless:\n{}",
        missing.len(),
        missing.join("\n"),
    );
}

/// The page equals what the tables generate.
#[test]
fn the_page_is_true() {
    is_true("docs/VOCABULARY.md", |_| page::page());
}

/// The README's table of fields does too.
#[test]
fn the_readme_is_true() {
    is_true("README.md", |written| between(written, page::FROM, page::TO, &page::fields()));
}

/// The words of the fuzzers' dictionary, before those of the grammar, do too.
#[test]
fn the_dictionary_is_true() {
    is_true("fuzz/json.dict", |written| {
        between(written, "wire.\n\n", "\n# grammar", &page::dictionary())
    });
}

fn is_true(name: &str, expected: impl Fn(&str) -> String) {
    is_written(name, "vocabulary", expected);
}

/// Returns `text` with the part between two markers, which must exist, replaced by `inside`.
fn between(text: &str, from: &str, to: &str, inside: &str) -> String {
    let start = text.find(from).unwrap() + from.len();
    let end = start + text[start..].find(to).unwrap();
    [&text[..start], inside, &text[end..]].concat()
}
