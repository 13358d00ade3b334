//! The corpus: every body, found by walking the folder.

use std::fs;
use std::path::{Path, PathBuf};

/// A body of the corpus.
pub(crate) struct Body {
    pub(crate) path: PathBuf,
    pub(crate) bytes: Vec<u8>,
}

/// What a body's folder says about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Expected<'p> {
    /// It is read, and every item is good.
    Good,
    /// It is read, and an item has an error of that kind.
    Malformed(&'p str),
    /// It is refused with an error of that kind.
    Invalid(&'p str),
    /// It is refused as wrapped so, and unwrapped by `unwrap`.
    Wrapped(&'p str),
    /// Nothing: fuzzing found it.
    Unsaid,
}

impl Body {
    /// The path below `corpus/`, with `/`.
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

/// The folder of the corpus: that of the crate, also for the packages below it.
pub(crate) fn root() -> PathBuf {
    let mut above = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors();
    let root = above.find(|folder| folder.join("corpus/founding").is_dir());
    root.expect("the corpus is there").join("corpus")
}

/// Every body of the corpus, in the order of their names.
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

/// The events of a payload, and its item errors, as lines of JSON.
#[cfg(feature = "serde")]
pub(crate) fn lines(payload: wabahook::Payload<'_>) -> Vec<String> {
    let line = |event: Result<wabahook::Event<'_>, wabahook::EventError<'_>>| match event {
        Ok(event) => serde_json::to_string(&event).expect("an event can be serialised"),
        Err(error) => serde_json::to_string(&error).expect("an error can be serialised"),
    };
    payload.events().map(line).collect()
}
