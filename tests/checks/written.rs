//! Files that are written from the code by a test.

use super::bodies::root;
use std::fs;

/// Holds a file of the repository to its expected text, made from the present one. With
/// `WABAHOOK_BLESS=1` in the environment, writes it instead.
pub(crate) fn is_true(name: &str, test: &str, expected: impl Fn(&str) -> String) {
    let path = root().with_file_name(name);
    let written = fs::read_to_string(&path).unwrap_or_default();
    let expected = expected(&written);
    if std::env::var_os("WABAHOOK_BLESS").is_some_and(|value| value == "1") {
        return fs::write(&path, expected).unwrap();
    }
    assert!(
        written == expected,
        "{name} is not what the code says; run\n    \
        WABAHOOK_BLESS=1 cargo test --all-features --test {test}\nand read the diff",
    );
}
