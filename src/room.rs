//! Memory: whatever grows with a body grows through here, within a limit and without aborting.

use alloc::vec::Vec;

/// How much memory is held, and how much may be.
#[derive(Debug)]
pub(crate) struct Room {
    limit: usize,
    held: usize,
    /// Some table did not get what it asked for.
    short: bool,
}

/// There is no more room: the limit is met, or the system has none.
pub(crate) struct NoRoom;

impl Room {
    /// For so many bytes.
    pub(crate) const fn new(limit: usize) -> Room {
        Room { limit, held: 0, short: false }
    }

    /// Sees to it that the table has room for `more`.
    #[inline(always)]
    pub(crate) fn reserve<T>(&mut self, table: &mut Vec<T>, more: usize) -> Result<(), NoRoom> {
        if table.capacity() - table.len() < more { self.grow(table, more) } else { Ok(()) }
    }

    /// Adds to the table.
    #[inline(always)]
    pub(crate) fn push<T>(&mut self, table: &mut Vec<T>, value: T) -> Result<(), NoRoom> {
        self.reserve(table, 1)?;
        table.push(value);
        Ok(())
    }

    /// Twice what there is, or what is needed if that is more; less, if the limit leaves less: half of that, so that other
    /// tables have some, but no little steps.
    #[cold]
    #[inline(never)]
    fn grow<T>(&mut self, table: &mut Vec<T>, more: usize) -> Result<(), NoRoom> {
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
        self.short |= !grown;
        if grown { Ok(()) } else { Err(NoRoom) }
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
    pub(crate) fn was_short(&mut self) -> bool {
        core::mem::take(&mut self.short)
    }
}
