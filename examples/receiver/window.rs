//! What came lately, so that it is written once.

use crate::log::Log;
use serde::Deserialize;
use std::borrow::Cow;
use std::collections::{HashSet, VecDeque};
use std::hash::{BuildHasher, RandomState};
use std::io;

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

/// Returns a window with the keys of the lines at the end of a log.
pub(crate) fn seeded(log: &mut Log, keys: &Keys, most: usize) -> io::Result<Window> {
    #[derive(Deserialize)]
    struct Line<'a> {
        #[serde(borrow)]
        dedupe_key: Cow<'a, str>,
    }
    /// More than most lines have.
    const LINE: u64 = 1 << 10;

    let mut window = Window::new(most);
    log.tail((most as u64).saturating_mul(LINE).min(1 << 30), |line| {
        if let Ok(line) = serde_json::from_slice::<Line<'_>>(line) {
            window.insert(keys.key(&line.dedupe_key));
            window.trim();
        }
    })?;
    Ok(window)
}
