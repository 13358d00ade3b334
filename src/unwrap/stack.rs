//! A small stack without heap memory.

/// A stack of at most `N` values.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stack<T, const N: usize> {
    values: [T; N],
    len: usize,
}

impl<T: Copy, const N: usize> Stack<T, N> {
    /// Creates an empty stack; `filler` is never read.
    pub(super) fn new(filler: T) -> Stack<T, N> {
        Stack { values: [filler; N], len: 0 }
    }

    /// Pushes a value; returns `None` if the stack is full.
    pub(super) fn push(&mut self, value: T) -> Option<()> {
        *self.values.get_mut(self.len)? = value;
        self.len += 1;
        Some(())
    }

    pub(super) fn truncate(&mut self, len: usize) {
        self.len = self.len.min(len);
    }

    pub(super) fn len(&self) -> usize {
        self.len
    }

    pub(super) fn as_slice(&self) -> &[T] {
        self.values.get(..self.len).unwrap_or_default()
    }

    pub(super) fn last_mut(&mut self) -> Option<&mut T> {
        self.values.get_mut(self.len.checked_sub(1)?)
    }
}
