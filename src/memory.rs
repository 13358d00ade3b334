//! The memory budget: allocations that grow with a body stay within a limit and never abort.

use alloc::vec::Vec;

/// Counts the bytes held against a limit.
#[derive(Debug)]
pub(crate) struct MemoryBudget {
    limit: usize,
    held: usize,
    /// An allocation failed since `was_exceeded` was last called.
    exceeded: bool,
}

/// An allocation would exceed the limit, or the allocator refused it.
pub(crate) struct BudgetExceeded;

impl MemoryBudget {
    /// Creates a budget of `limit` bytes.
    pub(crate) const fn new(limit: usize) -> MemoryBudget {
        MemoryBudget { limit, held: 0, exceeded: false }
    }

    /// Sees to it that the table has room for `more`.
    #[inline(always)]
    pub(crate) fn reserve<T>(
        &mut self,
        table: &mut Vec<T>,
        more: usize,
    ) -> Result<(), BudgetExceeded> {
        if table.capacity() - table.len() < more { self.grow(table, more) } else { Ok(()) }
    }

    /// Replaces the vector with `wanted` zeros, or with as many as the budget allows.
    ///
    /// Fails unless that is more than `least`. The old contents are discarded in any case.
    #[cold]
    #[inline(never)]
    pub(crate) fn enlarge(
        &mut self,
        table: &mut Vec<u32>,
        wanted: usize,
        least: usize,
    ) -> Result<(), BudgetExceeded> {
        let size = size_of::<u32>();
        let old = core::mem::take(table).capacity();
        self.held = self.held.saturating_sub(old * size);
        let most = self.left() / size;
        // If the budget is short, a quarter of it stays for others, unless this vector needs all.
        let share = if most - most / 4 > least { most - most / 4 } else { most };
        let wanted = if wanted <= most { wanted } else { share };
        if wanted <= least || table.try_reserve_exact(wanted).is_err() {
            self.exceeded = true;
            return Err(BudgetExceeded);
        }
        table.resize(wanted, 0);
        self.held += table.capacity() * size;
        Ok(())
    }

    /// Adds to the table.
    #[inline(always)]
    pub(crate) fn push<T>(&mut self, table: &mut Vec<T>, value: T) -> Result<(), BudgetExceeded> {
        self.reserve(table, 1)?;
        table.push(value);
        Ok(())
    }

    /// Twice what there is, or what is needed if that is more; less, if the limit leaves less: half of that, so that other
    /// tables have some, but no little steps.
    #[cold]
    #[inline(never)]
    fn grow<T>(&mut self, table: &mut Vec<T>, more: usize) -> Result<(), BudgetExceeded> {
        let (old, size) = (table.capacity(), size_of::<T>().max(1));
        let least = table.len().saturating_add(more);
        let left = self.left() / size;
        let most = old.saturating_add(left);
        let step = old.min((left / 2).max(old / 8));
        let wanted = least.max(old.saturating_add(step)).min(most);
        // Where the system does not have as much as would be well, it may have enough.
        let reserve = |to: usize| to >= least && table.try_reserve_exact(to - table.len()).is_ok();
        let grown = [wanted, least.min(most)].into_iter().any(reserve);
        self.held += (table.capacity() - old) * size;
        self.exceeded |= !grown;
        if grown { Ok(()) } else { Err(BudgetExceeded) }
    }

    /// Bytes that may still be taken.
    pub(crate) fn left(&self) -> usize {
        self.limit.saturating_sub(self.held)
    }

    /// Notes memory that others took, in the place of some that they held.
    pub(crate) fn replace(&mut self, old: usize, new: usize) {
        self.held = (self.held + new).saturating_sub(old);
    }

    /// Whether some table did not get what it asked for, since this was last asked.
    pub(crate) fn was_exceeded(&mut self) -> bool {
        core::mem::take(&mut self.exceeded)
    }
}
