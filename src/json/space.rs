//! Skips white space and scalars between the strings of a checked body.

/// Returns the offset of the first byte at or after `at` that is not white space.
#[inline]
pub(crate) fn skip_space(body: &[u8], mut at: usize) -> usize {
    while let Some(b' ' | b'\n' | b'\r' | b'\t') = body.get(at) {
        at += 1;
    }
    at
}

/// Returns the offset of the first byte at or after `at` that cannot belong to a number, `true`,
/// `false` or `null`.
pub(crate) fn skip_scalar(body: &[u8], mut at: usize) -> usize {
    while let Some(b'0'..=b'9' | b'-' | b'+' | b'.' | b'a'..=b'z' | b'E') = body.get(at) {
        at += 1;
    }
    at
}
