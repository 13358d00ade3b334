//! Shared buffers that texts are viewed in, and a count of the bytes that were copied instead.

use arrow_buffer::Buffer;

/// The longest part of a buffer that views can address.
const MAX_LEN: usize = (u32::MAX - 1) as usize;

/// A part of a shared buffer, from the start of some body on.
#[derive(Clone, Debug)]
pub(super) struct Window {
    buffer: Buffer,
    /// The offset of the part in the whole.
    start: usize,
}

impl Window {
    /// Returns the part that starts at an offset of the whole.
    pub(super) fn at(whole: &Buffer, start: usize) -> Window {
        let len = whole.len().saturating_sub(start).min(MAX_LEN);
        Window { buffer: whole.slice_with_length(start.min(whole.len()), len), start }
    }

    /// Returns true if a range of the whole lies in this part.
    pub(super) fn covers(&self, start: usize, len: usize) -> bool {
        start >= self.start && start + len <= self.start + self.buffer.len()
    }

    pub(super) fn id(&self) -> u64 {
        self.start as u64
    }

    pub(super) fn buffer(&self) -> Buffer {
        self.buffer.clone()
    }
}

/// The destination of texts.
#[derive(Debug)]
pub(super) struct Sink<'w> {
    pub(super) window: Option<&'w Window>,
    /// Bytes copied since the batch began.
    pub(super) copied: usize,
}

impl<'w> Sink<'w> {
    /// Returns the window that a text lies in, and its offset there.
    #[inline]
    pub(super) fn find(&self, text: &str) -> Option<(&'w Window, u32)> {
        let window = self.window?;
        let bytes = window.buffer.as_slice();
        let offset = text.as_ptr().addr().checked_sub(bytes.as_ptr().addr())?;
        let is_within = offset.checked_add(text.len())? <= bytes.len();
        is_within.then_some((window, offset as u32))
    }
}
