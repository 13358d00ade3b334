//! Which of a few remembered things to try for a key, the last used first: a set-associative memory of
//! slots, without what is in them.

/// How many slots there are, and how many sets of ways to them.
pub(super) const SLOTS: usize = 64;

const VACANT: u8 = u8::MAX;

/// Each slot stands in one set at most.
#[derive(Debug)]
pub(super) struct Ways<const N: usize> {
    sets: [[u8; N]; SLOTS],
    /// How many slots were given out.
    given: usize,
    /// The slot to give up next.
    victim: usize,
}

impl<const N: usize> Default for Ways<N> {
    fn default() -> Ways<N> {
        Ways { sets: [[VACANT; N]; SLOTS], given: 0, victim: 0 }
    }
}

impl<const N: usize> Ways<N> {
    /// The slot that is the `way`-th to try; none behind the last.
    #[inline(always)]
    pub(super) fn slot(&self, key: usize, way: usize) -> Option<usize> {
        let slot = *self.sets.get(key % SLOTS)?.get(way)?;
        (slot != VACANT).then_some(usize::from(slot))
    }

    /// That one was of use: it is the first to try from now on.
    #[inline(always)]
    pub(super) fn used(&mut self, key: usize, way: usize) {
        if way > 0
            && let Some(tried) = self.sets.get_mut(key % SLOTS).and_then(|set| set.get_mut(..=way))
        {
            tried.rotate_right(1);
        }
    }

    /// A slot that no set names, for something new of that key.
    pub(super) fn vacate(&mut self, key: usize) -> usize {
        // The least used way of the set makes room; a full memory gives up slots in turn.
        let slot = match self.slot(key, N - 1) {
            Some(slot) => slot,
            None if self.given < SLOTS => {
                self.given += 1;
                return self.given - 1;
            }
            None => {
                self.victim = (self.victim + 1) % SLOTS;
                self.victim
            }
        };
        for set in &mut self.sets {
            let kept = set.iter().copied().filter(|&way| usize::from(way) != slot);
            let mut ways = [VACANT; N];
            for (to, from) in ways.iter_mut().zip(kept) {
                *to = from;
            }
            *set = ways;
        }
        slot
    }

    /// The slot is the first to try for the key.
    pub(super) fn add(&mut self, key: usize, slot: usize) {
        if let Some(set) = self.sets.get_mut(key % SLOTS) {
            set.rotate_right(1);
            set[0] = slot as u8;
        }
    }
}
