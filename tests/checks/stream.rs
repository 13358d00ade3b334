//! Streams: where records end does not depend on the chunks, and equals a search in the whole.

use super::kernels::supported;
use super::random::Random;
use std::io::{self, Read};
use wabahook::stream::{
    ChunkReader, Frame, Framer, Framing, PayloadReader, RawRecord, Record, RecordReader, records,
    split,
};
use wabahook::{Decoder, Error, Limits, Payload};

pub(crate) const FRAMINGS: [Framing; 2] = [Framing::Lines, Framing::Concatenated];

/// A record: offset, length, line, and the bytes kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) offset: u64,
    pub(crate) len: u64,
    pub(crate) line: u64,
    pub(crate) bytes: Vec<u8>,
}

impl From<RawRecord<'_>> for Found {
    fn from(raw: RawRecord<'_>) -> Found {
        let (offset, len, line) = (raw.offset(), raw.len(), raw.line());
        Found { offset, len, line, bytes: raw.bytes().to_vec() }
    }
}

/// Checks every entry point that finds records, on a stream cut in several ways.
pub(crate) fn check_stream(stream: &[u8]) {
    let mut random = Random(stream.len() as u64 * 2 + 1);
    for framing in FRAMINGS {
        let expected = plain(stream, framing);
        check_nothing_lost(stream, framing, &expected);
        let found: Vec<Found> = records(stream, framing).map(Found::from).collect();
        assert_eq!(found, expected, "{framing:?}: records of {}", stream.escape_ascii());
        for n in [2, 7] {
            check_split(stream, framing, n, &expected);
        }
        check_decoded(stream, framing, &mut || random.below(200) + 1, &expected);
        for (len, limit) in [(1, 1 << 20), (63, 0), (64, 20), (1000, 100)] {
            check_cuts(stream, framing, limit, &mut || len, &expected);
        }
        for limit in [7, 300] {
            check_cuts(stream, framing, limit, &mut || random.below(80), &expected);
        }
    }
}

/// Returns the records with their bytes cut to the limit.
pub(crate) fn held(expected: &[Found], limit: usize) -> Vec<Found> {
    let cut = |found: &Found| {
        let bytes = found.bytes[..found.bytes.len().min(limit)].to_vec();
        Found { bytes, ..found.clone() }
    };
    expected.iter().map(cut).collect()
}

/// Checks framers, chunk reader and reader on chunks of the lengths that `cuts` returns.
pub(crate) fn check_cuts(
    stream: &[u8],
    framing: Framing,
    limit: usize,
    cuts: &mut dyn FnMut() -> usize,
    expected: &[Found],
) {
    let limits = Limits::new().with_max_body_len(limit);
    let expected = held(expected, limit);
    let mut framers: Vec<_> =
        supported().map(|kernel| Framer::new(framing).with_kernel(kernel)).collect();
    let mut chunk_reader = ChunkReader::new(framing, limits);
    let (mut frames, mut gathered, mut rest) = (Vec::new(), Vec::new(), stream);
    let mut lens = Vec::new();
    while !rest.is_empty() {
        let (chunk, behind) = rest.split_at(cuts().min(rest.len()));
        lens.push(chunk.len());
        assert!(lens.len() < 1000 + 20 * stream.len(), "the cuts do not get on");
        let fed = framers.iter_mut().map(|framer| {
            let (mut unseen, mut frames) = (chunk, Vec::new());
            while let Some(frame) = framer.feed(&mut unseen) {
                frames.push(frame);
            }
            frames
        });
        let mut fed: Vec<_> = fed.collect();
        let last = fed.pop().unwrap_or_default();
        for (fed, kernel) in fed.iter().zip(supported()) {
            assert_eq!(*fed, last, "{kernel:?} {lens:?}: {}", stream.escape_ascii());
        }
        frames.extend(last);
        chunk_reader.push(chunk, |raw| gathered.push(Found::from(raw)));
        rest = behind;
        let Some(framer) = framers.last() else { continue };
        assert_eq!(framer.offset(), (stream.len() - rest.len()) as u64);
        let begun = framer.unfinished();
        assert!(begun.is_none_or(|at| at < framer.offset()), "unfinished, and not begun");
        let unfinished = begun.unwrap_or(framer.offset());
        let ended = frames.last().map_or(0, |frame: &Frame| frame.offset() + frame.len());
        assert!(unfinished >= ended && unfinished <= framer.offset());
    }
    let mut framer = framers.pop().expect("the portable kernel");
    frames.extend(framer.finish());
    assert_eq!(framer.finish(), None);
    chunk_reader.finish(|raw| gathered.push(Found::from(raw)));
    chunk_reader.finish(|_| panic!("the end comes once"));
    let places: Vec<_> = frames.iter().map(|f| (f.offset(), f.len(), f.line())).collect();
    let wanted: Vec<_> = expected.iter().map(|f| (f.offset, f.len, f.line)).collect();
    assert_eq!(places, wanted, "{framing:?} {lens:?}: {}", stream.escape_ascii());
    assert_eq!(gathered, expected, "{framing:?} {lens:?}: {}", stream.escape_ascii());

    // A reader returns `Ok(0)` only at the end.
    lens.retain(|len| *len > 0);
    let most = lens.iter().copied().max().unwrap_or(1);
    let reader = Cut { rest: stream, lens: lens.iter() };
    let mut reader = RecordReader::new(reader, framing, limits).chunk_len(most);
    let mut read = Vec::new();
    while let Some(raw) = reader.next_record().expect("nothing fails") {
        read.push(Found::from(raw));
    }
    assert!(matches!(reader.next_record(), Ok(None)));
    assert_eq!(read, expected, "{framing:?} {lens:?}: {}", stream.escape_ascii());
}

/// Readers that decode find the records that there are, and give for each what a new decoder gives for it alone.
pub(crate) fn check_decoded(
    stream: &[u8],
    framing: Framing,
    cuts: &mut dyn FnMut() -> usize,
    expected: &[Found],
) {
    let told = |payload: Result<Payload<'_>, Error>| payload.map(|payload| format!("{payload:?}"));
    let alone = |found: &Found| told(Decoder::new().decode(&found.bytes));
    let expected: Vec<_> = expected.iter().map(|found| (found.clone(), alone(found))).collect();
    let decoded = |record: Record<'_>| {
        (Found::from(record.raw()), told(record.payload().map_err(|error| error.error())))
    };
    for decoder in [Decoder::new(), Decoder::new().without_cache()] {
        let mut payloads = records(stream, framing).decode_with(decoder);
        for (number, expected) in expected.iter().enumerate() {
            let record = payloads.next_record().map(decoded);
            assert_eq!(record.as_ref(), Some(expected), "{number}: {}", stream.escape_ascii());
        }
        assert!(payloads.next_record().is_none());
    }
    let mut lens = Vec::new();
    while lens.iter().sum::<usize>() < stream.len() {
        lens.push(cuts().max(1));
    }
    let reader = Cut { rest: stream, lens: lens.iter() };
    let mut reader = PayloadReader::new(reader, framing).chunk_len(1 << 12);
    for (number, expected) in expected.iter().enumerate() {
        let record = reader.next_record().expect("nothing fails").map(decoded);
        assert_eq!(record.as_ref(), Some(expected), "{number} {lens:?}: {}", stream.escape_ascii());
    }
    assert!(reader.next_record().expect("nothing fails").is_none());
}

/// A reader that returns chunks of the given lengths.
struct Cut<'s, I> {
    rest: &'s [u8],
    lens: I,
}

impl<'l, I: Iterator<Item = &'l usize>> Read for Cut<'_, I> {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        let len = self.lens.next().copied().unwrap_or(usize::MAX).min(self.rest.len());
        let (chunk, rest) = self.rest.split_at(len.min(room.len()));
        room[..chunk.len()].copy_from_slice(chunk);
        self.rest = rest;
        Ok(chunk.len())
    }
}

fn check_split(stream: &[u8], framing: Framing, n: usize, expected: &[Found]) {
    let parts: Vec<_> = split(stream, framing, n).collect();
    assert!(parts.len() <= n, "{} parts", parts.len());
    let whole: Vec<u8> = parts.iter().flat_map(|part| part.bytes()).copied().collect();
    assert_eq!(whole, stream);
    let found: Vec<Found> = parts.iter().flat_map(|part| part.records()).map(Found::from).collect();
    assert_eq!(found, expected, "{framing:?} in {n}: {}", stream.escape_ascii());
}

/// Bytes outside records are white space, separators, or a byte order mark at the start.
fn check_nothing_lost(stream: &[u8], framing: Framing, found: &[Found]) {
    let mut between = stream.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(stream);
    let mut at = (stream.len() - between.len()) as u64;
    for record in found {
        let gap = &between[..(record.offset - at) as usize];
        assert!(gap.iter().all(|byte| b" \t\r\n\x1E".contains(byte)));
        assert!(framing == Framing::Concatenated || !gap.contains(&0x1E));
        assert_eq!(record.bytes.len() as u64, record.len);
        between = &stream[(record.offset + record.len) as usize..];
        at = record.offset + record.len;
    }
    assert!(between.iter().all(|byte| b" \t\r\n\x1E".contains(byte)));
}

/// Finds the records by a search in the whole stream.
pub(crate) fn plain(stream: &[u8], framing: Framing) -> Vec<Found> {
    let start = if stream.starts_with(b"\xEF\xBB\xBF") { 3 } else { 0 };
    let ranges = match framing {
        Framing::Lines => plain_lines(stream, start),
        _ => plain_texts(stream, start),
    };
    let found = ranges.into_iter().map(|(start, end)| Found {
        offset: start as u64,
        len: (end - start) as u64,
        line: stream[..start].iter().filter(|byte| **byte == b'\n').count() as u64 + 1,
        bytes: stream[start..end].to_vec(),
    });
    found.collect()
}

fn plain_lines(stream: &[u8], mut start: usize) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    for line in stream[start..].split(|byte| *byte == b'\n') {
        let text = line.strip_suffix(b"\r").unwrap_or(line);
        if text.iter().any(|byte| !b" \t\r".contains(byte)) {
            found.push((start, start + text.len()));
        }
        start += line.len() + 1;
    }
    found
}

fn plain_texts(stream: &[u8], mut at: usize) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    while let Some(&first) = stream.get(at) {
        if b" \t\r\n\x1E".contains(&first) {
            at += 1;
            continue;
        }
        let len = match first {
            b'{' | b'[' => plain_container(&stream[at..]),
            b'"' => 1 + plain_string(&stream[at + 1..]).0,
            _ => stream[at + 1..]
                .iter()
                .position(|byte| b" \t\r\n\x1E\"{[".contains(byte))
                .map_or(stream.len() - at, |len| len + 1),
        };
        found.push((at, at + len));
        at += len;
    }
    found
}

/// Returns the length of the string that begins here, and whether it is closed. A line break or a
/// record separator ends it unclosed.
fn plain_string(text: &[u8]) -> (usize, bool) {
    let mut at = 0;
    while let Some(&byte) = text.get(at) {
        match byte {
            b'\n' | 0x1E => return (at, false),
            b'"' => return (at + 1, true),
            b'\\' if !matches!(text.get(at + 1), Some(b'\n' | 0x1E)) => at += 2,
            _ => at += 1,
        }
    }
    (text.len(), false)
}

fn plain_container(text: &[u8]) -> usize {
    let (mut depth, mut at, mut before) = (0, 0, b',');
    while let Some(&byte) = text.get(at) {
        match byte {
            0x1E => return at,
            b'"' => {
                let (len, closed) = plain_string(&text[at + 1..]);
                at += 1 + len;
                if !closed {
                    return at;
                }
                before = b'"';
                continue;
            }
            b'{' | b'[' if !b"[:,".contains(&before) => return at,
            b'{' | b'[' => depth += 1,
            b'}' | b']' => {
                depth -= 1;
                if depth == 0 {
                    return at + 1;
                }
            }
            // Outside of strings, too, a backslash escapes a quote.
            b'\\' if matches!(text.get(at + 1), Some(b'"' | b'\\')) => {
                before = b'\\';
                at += 2;
                continue;
            }
            _ => {}
        }
        if !b" \t\r\n".contains(&byte) {
            before = byte;
        }
        at += 1;
    }
    text.len()
}

/// Returns the result of decoding each record of a stream.
pub(crate) fn decoded(stream: &[u8], framing: Framing) -> Vec<Result<usize, Error>> {
    let mut decoder = Decoder::new();
    let mut uncached = Decoder::new().without_cache();
    let events = |raw: RawRecord<'_>| {
        let events = decoder.decode(raw.bytes()).map(|payload| payload.events().count());
        let same = uncached.decode(raw.bytes()).map(|payload| payload.events().count());
        assert_eq!(events, same);
        events
    };
    records(stream, framing).map(events).collect()
}
