//! The tables of the vocabulary: a body for each entry, and the page that lists them.
//!
//! `WABAHOOK_BLESS=1 cargo test --test vocabulary` writes `docs/VOCABULARY.md` anew.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod checks;
#[path = "vocabulary/coverage.rs"]
mod coverage;
#[path = "vocabulary/page.rs"]
mod page;

use std::path::Path;

/// Each field, each member, and each word that says which members come, is met in a body that is good.
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

/// The page says what the tables say.
#[test]
fn the_page_is_true() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/VOCABULARY.md");
    let page = page::page();
    if std::env::var_os("WABAHOOK_BLESS").is_some_and(|value| value == "1") {
        std::fs::write(&path, &page).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        written == page,
        "docs/VOCABULARY.md is not what the tables say; run\n    \
        WABAHOOK_BLESS=1 cargo test --test vocabulary\nand read the diff",
    );
}
