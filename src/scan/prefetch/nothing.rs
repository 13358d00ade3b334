//! A stub for architectures without a known prefetch instruction.

/// Does nothing.
#[inline(always)]
pub(super) fn fetch(_: *const u8, _: usize) {}
