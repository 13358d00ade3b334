//! Where no such instruction is known.

/// Leaves it to the CPU.
#[inline(always)]
pub(super) fn fetch(_: *const u8, _: usize) {}
