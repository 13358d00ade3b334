//! Set-associative replacement: maps a key to the entries to try, most recently used first.

use super::ENTRIES;

const VACANT: u8 = u8::MAX;

/// Sets of entries. An entry is in at most one set.
#[derive(Debug)]
pub(super) struct Sets<const WAYS: usize> {
    sets: [[u8; WAYS]; ENTRIES],
    /// The number of entries ever used.
    used: usize,
    /// The entry to replace next.
    victim: usize,
}

impl<const WAYS: usize> Default for Sets<WAYS> {
    fn default() -> Sets<WAYS> {
        Sets { sets: [[VACANT; WAYS]; ENTRIES], used: 0, victim: 0 }
    }
}

impl<const WAYS: usize> Sets<WAYS> {
    /// Returns the `way`-th entry of a key's set; `None` behind the last.
    #[inline(always)]
    pub(super) fn entry(&self, key: usize, way: usize) -> Option<usize> {
        let entry = *self.sets.get(key % ENTRIES)?.get(way)?;
        (entry != VACANT).then_some(usize::from(entry))
    }

    /// Moves a matching entry to the front of its set.
    #[inline(always)]
    pub(super) fn used(&mut self, key: usize, way: usize) {
        if way > 0
            && let Some(tried) =
                self.sets.get_mut(key % ENTRIES).and_then(|set| set.get_mut(..=way))
        {
            tried.rotate_right(1);
        }
    }

    /// Returns an entry that is in no set, for a new body of that key.
    pub(super) fn vacate(&mut self, key: usize) -> usize {
        // A full set evicts its least recently used entry; a full cache evicts round-robin.
        let entry = match self.entry(key, WAYS - 1) {
            Some(entry) => entry,
            None if self.used < ENTRIES => {
                self.used += 1;
                return self.used - 1;
            }
            None => {
                self.victim = (self.victim + 1) % ENTRIES;
                self.victim
            }
        };
        for set in &mut self.sets {
            let kept = set.iter().copied().filter(|&way| usize::from(way) != entry);
            let mut ways = [VACANT; WAYS];
            for (to, from) in ways.iter_mut().zip(kept) {
                *to = from;
            }
            *set = ways;
        }
        entry
    }

    /// Puts an entry at the front of a key's set.
    pub(super) fn add(&mut self, key: usize, entry: usize) {
        if let Some(set) = self.sets.get_mut(key % ENTRIES) {
            set.rotate_right(1);
            set[0] = entry as u8;
        }
    }
}
