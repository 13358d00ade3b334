//! What came lately, so that it is written once.

use super::log::Log;
use memchr::memmem::Finder;
use serde::Deserialize;
use std::borrow::Cow;
use std::collections::{HashSet, VecDeque};
use std::hash::{BuildHasher, RandomState};
use std::io;
use std::ops::ControlFlow;

/// What an event is known by: 128 bits of two hashes that senders cannot foresee.
pub(crate) type Key = [u64; 2];

/// Makes keys of what events are known by.
#[derive(Clone, Default)]
pub(crate) struct Keys([RandomState; 2]);

impl Keys {
    pub(crate) fn key(&self, name: &str) -> Key {
        let [a, b] = &self.0;
        [a.hash_one(name), b.hash_one(name)]
    }
}

/// The keys of the last so many events.
pub(crate) struct Window {
    keys: HashSet<Key>,
    order: VecDeque<Key>,
    most: usize,
}

impl Window {
    pub(crate) fn new(most: usize) -> Window {
        Window { keys: HashSet::new(), order: VecDeque::new(), most }
    }

    /// Whether the key is new; it is not any more.
    pub(crate) fn insert(&mut self, key: Key) -> bool {
        let new = self.keys.insert(key);
        if new {
            self.order.push_back(key);
        }
        new
    }

    /// Forgets the newest ones: they were not written after all.
    pub(crate) fn forget_newest(&mut self, count: usize) {
        for _ in 0..count {
            let Some(key) = self.order.pop_back() else { return };
            self.keys.remove(&key);
        }
    }

    /// Forgets the oldest ones that are too many.
    pub(crate) fn trim(&mut self) {
        while self.order.len() > self.most {
            let Some(key) = self.order.pop_front() else { return };
            self.keys.remove(&key);
        }
    }
}

/// Returns a window with the keys of the last lines of a log and of its rotated files, read
/// backwards until it is full.
pub(crate) fn seeded(log: &mut Log, keys: &Keys, most: usize) -> io::Result<Window> {
    let finder = Finder::new(NAME);
    let mut newest = Vec::new();
    if most > 0 {
        log.lines_backwards(|line| {
            newest.extend(dedupe_key(line, &finder).map(|name| keys.key(&name)));
            if newest.len() < most { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        })?;
    }
    let mut window = Window::new(most);
    for key in newest.into_iter().rev() {
        window.insert(key);
    }
    Ok(window)
}

/// The member as lines have it. In a string its quotes would be escaped.
const NAME: &str = "\"dedupe_key\":";

/// Returns the key of a whole line, without parsing the rest of it.
fn dedupe_key<'a>(line: &'a [u8], finder: &Finder<'_>) -> Option<Cow<'a, str>> {
    #[derive(Deserialize)]
    struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

    // A power failure may leave zeros in a line that was not on disk yet.
    let is_whole = line.ends_with(b"}") && memchr::memchr(0, line).is_none();
    let at = is_whole.then(|| finder.find(line))?? + NAME.len();
    let mut text = serde_json::Deserializer::from_slice(line.get(at..)?);
    Text::deserialize(&mut text).ok().map(|text| text.0)
}
