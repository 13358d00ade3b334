//! A digest of everything that was read: competitors must agree on it before they are timed.

/// A cheap hash of strings and numbers, sensitive to order and content.
///
/// Each object has its own digest and the digests are added, so that competitors can read objects
/// in document order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Digest(u64);

impl Digest {
    #[inline(always)]
    fn mix(&mut self, word: u64) {
        self.0 = (self.0.rotate_left(5) ^ word).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    }

    #[inline(always)]
    pub(crate) fn number(&mut self, number: u64) {
        self.mix(number);
    }

    /// Adds the digest of an object whose members `read` reads.
    #[inline(always)]
    pub(crate) fn object(&mut self, read: impl FnOnce(&mut Digest)) {
        let mut object = Digest::default();
        read(&mut object);
        self.add(object.0);
    }

    /// Adds the sum of the digests of objects.
    #[inline(always)]
    pub(crate) fn add(&mut self, sum: u64) {
        self.0 = self.0.wrapping_add(sum);
    }

    /// Adds the length and both ends of a string.
    #[inline(always)]
    pub(crate) fn text(&mut self, text: &str) {
        let bytes = text.as_bytes();
        let len = bytes.len();
        let ends = if let (Some(first), Some(last)) =
            (bytes.first_chunk::<8>(), bytes.last_chunk::<8>())
        {
            u64::from_le_bytes(*first) ^ u64::from_le_bytes(*last).rotate_left(32)
        } else if let (Some(first), Some(last)) =
            (bytes.first_chunk::<4>(), bytes.last_chunk::<4>())
        {
            u64::from(u32::from_le_bytes(*first)) | u64::from(u32::from_le_bytes(*last)) << 32
        } else {
            bytes.iter().fold(0, |all, &byte| all << 8 | u64::from(byte))
        };
        self.mix(ends ^ (len as u64) << 56);
    }

    #[inline(always)]
    pub(crate) fn maybe(&mut self, text: Option<&str>) {
        match text {
            Some(text) => self.text(text),
            None => self.mix(1),
        }
    }

    pub(crate) fn value(self) -> u64 {
        self.0
    }
}
