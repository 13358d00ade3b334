//! A record: its bytes, its place, and what it decodes to.

use super::frame::Frame;
use crate::decoder::{Decoder, Located};
use crate::error::{Error, ErrorKind};
use crate::payload::Payload;
use core::fmt;

/// A record as it came, not decoded.
#[derive(Clone, Copy)]
pub struct RawRecord<'a> {
    bytes: &'a [u8],
    frame: Frame,
}

impl<'a> RawRecord<'a> {
    /// A record of that frame, of which these bytes are held.
    pub(crate) fn new(bytes: &'a [u8], frame: Frame) -> RawRecord<'a> {
        RawRecord { bytes, frame }
    }

    /// A record of that frame, of whose first bytes, and maybe more, so many are held as the limit allows.
    #[inline]
    pub(super) fn within_limit(bytes: &'a [u8], frame: Frame, limit: usize) -> RawRecord<'a> {
        let len = frame.len.min(limit as u64) as usize;
        RawRecord { bytes: bytes.get(..len).unwrap_or(bytes), frame }
    }

    /// The bytes, without the line end. Of a record beyond the limit its first ones, as many as the limit
    /// allows: see [`RawRecord::is_whole`].
    pub fn bytes(self) -> &'a [u8] {
        self.bytes
    }

    /// Where it begins, in bytes from the start of the stream.
    pub fn offset(self) -> u64 {
        self.frame.offset
    }

    /// The line that it begins in, from 1.
    pub fn line(self) -> u64 {
        self.frame.line
    }

    /// Its length in bytes, held or not.
    #[expect(clippy::len_without_is_empty, reason = "a record has a byte at least")]
    pub fn len(self) -> u64 {
        self.frame.len
    }

    /// Whether all its bytes are held; if not, it is longer than the limit.
    pub fn is_whole(self) -> bool {
        self.bytes.len() as u64 == self.frame.len
    }

    /// Decodes it. A record that is not whole is refused as [too large](ErrorKind::BodyTooLarge).
    #[inline]
    pub fn decode(self, decoder: &'a mut Decoder) -> Record<'a> {
        self.decode_located(decoder, None)
    }

    /// Decodes it, by the decoder that may have located its contents.
    #[inline(always)]
    pub(super) fn decode_located(
        self,
        decoder: &'a mut Decoder,
        located: Option<Located>,
    ) -> Record<'a> {
        let payload = if self.is_whole() {
            decoder.decode_located(self.bytes, located)
        } else {
            Err(Error::new(ErrorKind::BodyTooLarge, self.bytes.len()))
        };
        Record { raw: self, payload }
    }
}

impl fmt::Debug for RawRecord<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Its text is personal data.
        f.debug_struct("RawRecord").field("frame", &self.frame).finish_non_exhaustive()
    }
}

/// A record and what it decodes to: a payload, or why it was refused.
#[derive(Clone, Copy, Debug)]
pub struct Record<'a> {
    raw: RawRecord<'a>,
    payload: Result<Payload<'a>, Error>,
}

impl<'a> Record<'a> {
    /// What it holds.
    ///
    /// # Errors
    ///
    /// The record was refused as a whole; [`Record::bytes`] is what to keep of it.
    #[inline]
    pub fn payload(self) -> Result<Payload<'a>, RecordError> {
        self.payload.map_err(|error| RecordError { error, frame: self.raw.frame })
    }

    /// See [`RawRecord::bytes`].
    pub fn bytes(self) -> &'a [u8] {
        self.raw.bytes
    }

    /// See [`RawRecord::offset`].
    pub fn offset(self) -> u64 {
        self.raw.offset()
    }

    /// See [`RawRecord::line`].
    pub fn line(self) -> u64 {
        self.raw.line()
    }

    /// The record as it came.
    pub fn raw(self) -> RawRecord<'a> {
        self.raw
    }
}

/// Why a record was refused, and where it stands.
///
/// Like [`Error`] it holds no text of the record; that is [`Record::bytes`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct RecordError {
    error: Error,
    frame: Frame,
}

impl RecordError {
    /// What is wrong; its offset counts from the start of the record.
    pub fn error(self) -> Error {
        self.error
    }

    /// What is wrong.
    pub fn kind(self) -> ErrorKind {
        self.error.kind()
    }

    /// Where the record begins, in bytes from the start of the stream.
    pub fn offset(self) -> u64 {
        self.frame.offset
    }

    /// The line that the record begins in, from 1.
    pub fn line(self) -> u64 {
        self.frame.line
    }

    /// The record's length in bytes, held or not.
    #[expect(clippy::len_without_is_empty, reason = "a record has a byte at least")]
    pub fn len(self) -> u64 {
        self.frame.len
    }
}

impl fmt::Display for RecordError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Frame { offset, len, line } = self.frame;
        write!(f, "record of {len} bytes at byte {offset}, line {line}: {}", self.error)
    }
}

impl core::error::Error for RecordError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        Some(&self.error)
    }
}
