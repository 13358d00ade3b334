//! A body, and the record that it comes from.

use wabahook::unwrap::Found;

/// One body and where it came from.
pub(crate) struct Body<'a> {
    /// The file, fit for a terminal.
    pub(crate) name: &'a str,
    /// The line that it begins in, from 1.
    pub(crate) line: u64,
    /// The record's bytes; of one beyond the limit only enough of them to have it refused.
    pub(crate) bytes: &'a [u8],
    /// Length of the body in bytes, held or not.
    pub(crate) len: u64,
    /// The offset of the record in its file, uncompressed.
    #[cfg(feature = "parquet")]
    pub(crate) offset: u64,
    /// The place of its batch among all.
    pub(crate) batch: u64,
    /// The origin of the body within the record, if it was unwrapped.
    pub(crate) found: Option<Found<'a>>,
}
