//! Readers that take compression off, told by the first bytes, whatever the name.

use std::io::{self, BufRead, BufReader, Chain, Cursor, Read};

use flate2::bufread::MultiGzDecoder;
use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};

const GZIP: &[u8] = b"\x1F\x8B";
const ZSTD: &[u8] = b"\x28\xB5\x2F\xFD";
/// Behind the first byte of a `zstd` frame that is to be skipped: some writers begin with one.
const SKIPPABLE: &[u8] = b"\x2A\x4D\x18";

/// A reader whose first bytes were looked at.
pub(crate) type Peeked<R> = Chain<Cursor<Vec<u8>>, R>;

/// Reads until `enough` of the first bytes are there, or the end comes.
pub(crate) fn peek<R: Read>(
    mut reader: R,
    most: usize,
    mut enough: impl FnMut(&[u8]) -> bool,
) -> io::Result<(Vec<u8>, R)> {
    let (mut head, mut len) = (vec![0; most], 0);
    while len < most {
        match reader.read(head.get_mut(len..).unwrap_or_default()) {
            Ok(0) => break,
            Ok(read) => {
                len += read;
                if enough(head.get(..len).unwrap_or_default()) {
                    break;
                }
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    head.truncate(len);
    Ok((head, reader))
}

/// What a reader's bytes are, uncompressed.
pub(crate) fn unpack<'r>(reader: impl Read + 'r) -> io::Result<Box<dyn Read + 'r>> {
    // A live pipe may have no more than a few bytes to give.
    let may_be_more =
        |head: &[u8]| head.len() < ZSTD.len() && matches!(head, [0x1F | 0x28 | 0x50..=0x5F, ..]);
    let (head, reader) = peek(reader, ZSTD.len(), |head| !may_be_more(head))?;
    let is_gzip = head.starts_with(GZIP);
    let is_zstd = head == ZSTD
        || matches!(head.split_first(), Some((0x50..=0x5F, rest)) if rest == SKIPPABLE);
    let whole = Cursor::new(head).chain(reader);
    Ok(if is_gzip {
        Box::new(MultiGzDecoder::new(BufReader::with_capacity(1 << 16, whole)))
    } else if is_zstd {
        Box::new(Zstd::new(BufReader::with_capacity(1 << 16, whole)))
    } else {
        Box::new(whole)
    })
}

/// The frames of a `zstd` file, one after another.
struct Zstd<R> {
    source: R,
    decoder: FrameDecoder,
    in_frame: bool,
}

impl<R: BufRead> Zstd<R> {
    fn new(source: R) -> Zstd<R> {
        Zstd { source, decoder: FrameDecoder::new(), in_frame: false }
    }

    /// Begins the next frame; whether there is one.
    fn begin(&mut self) -> io::Result<bool> {
        while !self.source.fill_buf()?.is_empty() {
            match self.decoder.reset(&mut self.source) {
                Ok(()) => return Ok(true),
                Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame {
                    length,
                    ..
                })) => {
                    io::copy(&mut self.source.by_ref().take(length.into()), &mut io::sink())?;
                }
                Err(error) => return Err(io::Error::other(error)),
            }
        }
        Ok(false)
    }

    fn check(&self) -> io::Result<()> {
        match (self.decoder.get_checksum_from_data(), self.decoder.get_calculated_checksum()) {
            (Some(said), Some(is)) if said != is => {
                Err(io::Error::new(io::ErrorKind::InvalidData, "zstd: wrong checksum"))
            }
            _ => Ok(()),
        }
    }
}

impl<R: BufRead> Read for Zstd<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            if !self.in_frame && !self.begin()? {
                return Ok(0);
            }
            self.in_frame = true;
            while self.decoder.can_collect() == 0 && !self.decoder.is_finished() {
                let one = BlockDecodingStrategy::UptoBlocks(1);
                self.decoder.decode_blocks(&mut self.source, one).map_err(io::Error::other)?;
            }
            let read = self.decoder.read(buffer)?;
            if read > 0 || buffer.is_empty() {
                return Ok(read);
            }
            self.check()?;
            self.in_frame = false;
        }
    }
}
