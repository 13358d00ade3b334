//! Counts by name.

use crate::text::name;
use std::collections::HashMap;

/// The number of occurrences of each name.
#[derive(Default)]
pub(crate) struct Tally {
    /// The first few names, in the order of their first occurrence: nearly all lookups end here,
    /// and comparing a few names takes less time than hashing one.
    few: Vec<(Box<str>, Count)>,
    /// All other names.
    more: HashMap<Box<str>, Count>,
}

/// Names compared before one is hashed.
const FEW: usize = 8;

pub(crate) struct Count {
    pub(crate) times: u64,
    pub(crate) known: bool,
}

impl Tally {
    /// Counts one occurrence.
    pub(crate) fn add(&mut self, text: &str, known: bool) {
        let once = Count { times: 1, known };
        match self.get_mut(text) {
            Some(count) => count.add(&once),
            // Nothing to clean in a name that is known.
            None if known => self.add_count(text.into(), once),
            None => self.add_count(name(text).into(), once),
        }
    }

    fn get_mut(&mut self, name: &str) -> Option<&mut Count> {
        match self.few.iter_mut().find(|(few, _)| **few == *name) {
            Some((_, count)) => Some(count),
            None if self.more.is_empty() => None,
            None => self.more.get_mut(name),
        }
    }

    fn add_count(&mut self, name: Box<str>, more: Count) {
        if let Some(count) = self.get_mut(&name) {
            count.add(&more);
        } else if self.few.len() < FEW {
            self.few.push((name, more));
        } else {
            self.more.insert(name, more);
        }
    }

    /// Adds the counts of another tally.
    pub(crate) fn merge(&mut self, other: Tally) {
        for (name, count) in other.few.into_iter().chain(other.more) {
            self.add_count(name, count);
        }
    }

    fn counts(&self) -> impl Iterator<Item = (&str, &Count)> {
        let few = self.few.iter().map(|(name, count)| (&**name, count));
        few.chain(self.more.iter().map(|(name, count)| (&**name, count)))
    }

    pub(crate) fn total(&self) -> u64 {
        self.counts().map(|(_, count)| count.times).sum()
    }

    pub(crate) fn unknown(&self) -> u64 {
        self.counts().filter(|(_, count)| !count.known).map(|(_, count)| count.times).sum()
    }

    /// Returns all names, the most frequent first, then by name.
    pub(crate) fn rows(&self) -> Vec<(&str, &Count)> {
        let mut rows: Vec<_> = self.counts().collect();
        rows.sort_by(|(a_name, a), (b_name, b)| b.times.cmp(&a.times).then(a_name.cmp(b_name)));
        rows
    }
}

impl Count {
    fn add(&mut self, other: &Count) {
        self.times += other.times;
        self.known &= other.known;
    }
}
