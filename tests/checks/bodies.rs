//! The corpus: every body, found by walking the directory.

use std::fs;
use std::path::{Path, PathBuf};

/// A body of the corpus.
pub(crate) struct Body {
    pub(crate) path: PathBuf,
    pub(crate) bytes: Vec<u8>,
}

/// The expectation that a body's directory states.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Expected<'p> {
    /// Accepted, and every item is valid.
    Good,
    /// Accepted, and an item has an error of that kind.
    Malformed(&'p str),
    /// Rejected with an error of that kind.
    Invalid(&'p str),
    /// Rejected with that wrapping, and unwrapped by `unwrap`.
    Wrapped(&'p str),
    /// No expectation: fuzzing found it.
    Unsaid,
}

impl Body {
    /// Returns the path below `corpus/`, with `/` as the separator.
    pub(crate) fn name(&self) -> String {
        let parts = self.path.strip_prefix(root()).expect("it is below the corpus").components();
        let parts: Vec<_> = parts.map(|part| part.as_os_str().to_string_lossy()).collect();
        parts.join("/")
    }

    pub(crate) fn expected(&self) -> Expected<'_> {
        let mut folders = self.path.strip_prefix(root()).expect("it is below").iter();
        let (first, second) = (folders.next(), folders.next());
        let kind = second.and_then(|kind| kind.to_str()).unwrap_or_default();
        match first.and_then(|folder| folder.to_str()) {
            Some("invalid") => Expected::Invalid(kind),
            Some("malformed") => Expected::Malformed(kind),
            Some("wrapped") => Expected::Wrapped(kind),
            Some("regress") => Expected::Unsaid,
            _ => Expected::Good,
        }
    }
}

/// Returns the corpus directory of the crate, also from the packages below it.
pub(crate) fn root() -> PathBuf {
    let mut above = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors();
    let root = above.find(|folder| folder.join("corpus/founding").is_dir());
    root.expect("the corpus is there").join("corpus")
}

/// Returns every body of the corpus, ordered by name.
pub(crate) fn corpus() -> Vec<Body> {
    let mut bodies = Vec::new();
    let mut folders = vec![root()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("the corpus can be read") {
            let path = entry.expect("an entry can be read").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "json") {
                let bytes = fs::read(&path).expect("a body can be read");
                bodies.push(Body { path, bytes });
            }
        }
    }
    bodies.sort_by(|a, b| a.path.cmp(&b.path));
    assert!(bodies.len() > 200, "the corpus is not there");
    bodies
}

/// Returns the events of a payload, and its item errors, as lines of JSON.
#[cfg(feature = "serde")]
pub(crate) fn lines(payload: wabahook::Payload<'_>) -> Vec<String> {
    let line = |event: Result<wabahook::Event<'_>, wabahook::EventError<'_>>| match event {
        Ok(event) => serde_json::to_string(&event).expect("an event can be serialised"),
        Err(error) => serde_json::to_string(&error).expect("an error can be serialised"),
    };
    payload.events().map(line).collect()
}
