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

/// Error: an allocation would exceed the limit, or the allocator refused it.
pub(crate) struct BudgetExceeded;

impl MemoryBudget {
    /// Creates a budget of `limit` bytes.
    pub(crate) const fn new(limit: usize) -> MemoryBudget {
        MemoryBudget { limit, held: 0, exceeded: false }
    }

    /// Reserves capacity for `more` elements.
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

    /// Appends a value.
    #[inline(always)]
    pub(crate) fn push<T>(&mut self, table: &mut Vec<T>, value: T) -> Result<(), BudgetExceeded> {
        self.reserve(table, 1)?;
        table.push(value);
        Ok(())
    }

    /// Doubles the capacity, or grows to the required capacity if that is more.
    ///
    /// Near the limit it grows by half of the remaining budget, which leaves some for other tables,
    /// but by at least an eighth of the capacity.
    #[cold]
    #[inline(never)]
    fn grow<T>(&mut self, table: &mut Vec<T>, more: usize) -> Result<(), BudgetExceeded> {
        let (old, size) = (table.capacity(), size_of::<T>().max(1));
        let least = table.len().saturating_add(more);
        let left = self.left() / size;
        let most = old.saturating_add(left);
        let step = old.min((left / 2).max(old / 8));
        let wanted = least.max(old.saturating_add(step)).min(most);
        // If the allocator refuses the preferred capacity, the required one may still succeed.
        let reserve = |to: usize| to >= least && table.try_reserve_exact(to - table.len()).is_ok();
        let grown = [wanted, least.min(most)].into_iter().any(reserve);
        self.held += (table.capacity() - old) * size;
        self.exceeded |= !grown;
        if grown { Ok(()) } else { Err(BudgetExceeded) }
    }

    /// Returns the remaining budget in bytes.
    pub(crate) fn left(&self) -> usize {
        self.limit.saturating_sub(self.held)
    }

    /// Accounts for memory that was allocated elsewhere, in place of `old` bytes.
    pub(crate) fn replace(&mut self, old: usize, new: usize) {
        self.held = (self.held + new).saturating_sub(old);
    }

    /// Returns `true` if an allocation failed since the last call.
    pub(crate) fn was_exceeded(&mut self) -> bool {
        core::mem::take(&mut self.exceeded)
    }
}
