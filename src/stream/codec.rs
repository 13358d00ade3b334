//! Records as frames of `tokio`.

use super::frame::{Frame, Framing};
use super::framer::Framer;
use super::record::{RawRecord, Record};
use crate::decoder::Decoder;
use crate::limits::Limits;
use bytes::{Buf, Bytes, BytesMut};
use std::io;

/// Cuts an asynchronous stream into records: a [`tokio_util::codec::Decoder`].
///
/// Records are not decoded here: that is for whoever takes them, with a [`Decoder`] of their own. One
/// beyond the limit is a record too, of which the first bytes are held; to decode it gives the error. An
/// error of this decoder would end the stream, so it has none: errors are those of the transport.
///
/// ```
/// use tokio_stream::StreamExt;
/// use tokio_util::codec::FramedRead;
/// use wabahook::{Decoder, Limits};
/// use wabahook::stream::{Framing, codec::RecordDecoder};
///
/// # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
/// let socket = &b"{\"entry\":[]}{\"entry\":[]}"[..];
/// let mut records = FramedRead::new(socket, RecordDecoder::new(Framing::Concatenated, Limits::new()));
/// let mut decoder = Decoder::new();
/// while let Some(record) = records.next().await {
///     let record = record?;
///     assert!(record.decode(&mut decoder).payload().is_ok());
/// }
/// # Ok::<(), std::io::Error>(())
/// # })?;
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct RecordDecoder {
    framer: Framer,
    limit: usize,
    /// How much of the source the framer has seen.
    seen: usize,
    /// The offset in the stream of the source's first byte, if nothing was left out since.
    base: u64,
}

/// A record in memory of its own, shared and not copied when cloned.
#[derive(Clone)]
pub struct OwnedRecord {
    bytes: Bytes,
    frame: Frame,
}

impl OwnedRecord {
    /// The record, borrowed.
    pub fn as_raw(&self) -> RawRecord<'_> {
        RawRecord::new(&self.bytes, self.frame)
    }

    /// Decodes it: see [`RawRecord::decode`].
    pub fn decode<'a>(&'a self, decoder: &'a mut Decoder) -> Record<'a> {
        self.as_raw().decode(decoder)
    }

    /// The bytes: see [`RawRecord::bytes`].
    pub fn into_bytes(self) -> Bytes {
        self.bytes
    }
}

impl core::fmt::Debug for OwnedRecord {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        self.as_raw().fmt(f)
    }
}

impl RecordDecoder {
    /// At the start of a stream. Of the limits only the length matters here.
    pub fn new(framing: Framing, limits: Limits) -> RecordDecoder {
        let limit = limits.max_body_len();
        RecordDecoder { framer: Framer::new(framing), limit, seen: 0, base: 0 }
    }

    /// Where the byte at an offset of the stream lies in the source.
    fn place(&self, offset: u64) -> usize {
        offset.saturating_sub(self.base) as usize
    }

    /// Takes a record off the source, which it ends in what was seen of.
    fn take(&mut self, source: &mut BytesMut, frame: Frame) -> OwnedRecord {
        let start = self.place(frame.offset);
        let mut bytes = source.split_to(self.seen);
        bytes.advance(start);
        bytes.truncate(frame.len.min(self.limit as u64) as usize);
        self.base += self.seen as u64;
        self.seen = 0;
        OwnedRecord { bytes: bytes.freeze(), frame }
    }

    /// Leaves in the source what is unfinished, as far as the limit allows.
    fn keep(&mut self, source: &mut BytesMut) {
        let start = self.framer.unfinished().map_or(source.len(), |offset| self.place(offset));
        source.advance(start);
        self.base += start as u64;
        if source.len() > self.limit + 1 {
            self.base += (source.len() - self.limit) as u64;
            source.truncate(self.limit);
        }
        self.seen = source.len();
    }
}

impl tokio_util::codec::Decoder for RecordDecoder {
    type Item = OwnedRecord;
    type Error = io::Error;

    fn decode(&mut self, source: &mut BytesMut) -> io::Result<Option<OwnedRecord>> {
        let mut unseen = source.get(self.seen..).unwrap_or_default();
        let frame = self.framer.feed(&mut unseen);
        self.seen = source.len() - unseen.len();
        if frame.is_none() {
            self.keep(source);
        }
        Ok(frame.map(|frame| self.take(source, frame)))
    }

    fn decode_eof(&mut self, source: &mut BytesMut) -> io::Result<Option<OwnedRecord>> {
        if let Some(record) = self.decode(source)? {
            return Ok(Some(record));
        }
        Ok(self.framer.finish().map(|frame| self.take(source, frame)))
    }
}
