//! The example of `docs/DESIGN.md` equals the records of its body.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use wabahook::twin;

const PAGE: &str = include_str!("../docs/DESIGN.md");

/// Returns the text of the first block of that language.
fn block(language: &str, from: &'static str) -> &'static str {
    let (_, rest) = from.split_once(&format!("```{language}\n")).unwrap();
    rest.split_once("```").unwrap().0
}

#[test]
fn the_records_of_the_page_are_true() {
    let (_, example) = PAGE.split_once("## One status, byte by byte").unwrap();
    let body = block("json", example).trim();
    for expected in [true, false] {
        let words = twin::records(body.as_bytes(), 128, expected).unwrap();
        let rows = words.chunks(4).enumerate().skip(5);
        let rows: Vec<_> = rows
            .map(|(row, words)| {
                let words: Vec<_> = words.iter().map(|word| format!("{word:3x}")).collect();
                format!("{row:3}  {}", words.join(" "))
            })
            .collect();
        let page: Vec<_> = block("text", example).lines().collect();
        for (row, line) in rows.iter().zip(&page) {
            assert!(line.starts_with(row), "{row} is {line} in the page");
        }
        assert!(page.len() > 15 && page.len() <= rows.len());
    }
}
