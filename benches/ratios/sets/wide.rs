//! The corpus: everything that is documented, in wire spelling.

#[allow(
    clippy::duplicate_mod,
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "the tests' module, which may panic"
)]
#[path = "../../../tests/checks/wire.rs"]
mod wire;

use std::fs;
use std::path::{Path, PathBuf};
use wabahook::Decoder;

/// Returns every body of the corpus that the crate and `simd-json` accept, compact.
///
/// `simd-json` rejects numbers beyond 64 bits and unpaired surrogates.
pub(super) fn wide() -> Vec<Vec<u8>> {
    let mut files = Vec::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    find(&root, &mut files);
    files.sort();
    let bodies = files.iter().filter_map(|file| {
        let text = fs::read_to_string(file).ok()?;
        Decoder::new().decode(text.as_bytes()).ok()?;
        let body = wire::wire(&text).into_bytes();
        simd_json::to_tape(&mut body.clone()).ok()?;
        Some(body)
    });
    bodies.collect()
}

fn find(folder: &Path, files: &mut Vec<PathBuf>) {
    for path in fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()) {
        if path.is_dir() {
            find(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "json") {
            files.push(path);
        }
    }
}
