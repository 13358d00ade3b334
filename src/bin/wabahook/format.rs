//! How bodies stand in a file: by its name, or by its first line.

use crate::unpack::{Peeked, peek};
use std::io::{self, Cursor, Read};
use std::path::Path;
use wabahook::stream::{Framer, Framing};

/// How bodies stand in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Format {
    /// One body, in any layout
    Json,
    /// One body a line; blank lines are skipped
    Lines,
    /// Bodies one after another, in any layout
    Concatenated,
}

/// What a name says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Named {
    Format(Format),
    /// A log: its first line has to tell.
    Log,
}

/// What a file is by its name, if it is one that folders are walked for.
///
/// Numbers and dates that rotation adds, and the endings of compression, do not count:
/// `hooks.ndjson.3.gz`, `hooks.log-20260131.zst`.
pub(crate) fn by_name(path: &Path) -> Option<Named> {
    // Bytes, as names are on Unix: a stem in another encoding does not hide the ending.
    let name = path.file_name()?.as_encoded_bytes();
    let (stem, endings) = split_once(name, b'.')?;
    if stem.is_empty() {
        return None;
    }
    for ending in endings.rsplit(|&byte| byte == b'.') {
        let is_date = |text: &[u8]| {
            text.iter().all(|byte| matches!(byte, b'0'..=b'9' | b'-' | b'_' | b'T' | b'Z'))
        };
        let ending = match split_once(ending, b'-') {
            Some((name, date)) if is_date(date) => name,
            _ => ending,
        };
        match ending.to_ascii_lowercase().as_slice() {
            b"json" => return Some(Named::Format(Format::Json)),
            b"ndjson" | b"jsonl" => return Some(Named::Format(Format::Lines)),
            b"log" => return Some(Named::Log),
            b"gz" | b"zst" => {}
            _ if is_date(ending) => {}
            _ => return None,
        }
    }
    None
}

/// Splits bytes at the first `separator`.
fn split_once(bytes: &[u8], separator: u8) -> Option<(&[u8], &[u8])> {
    let at = bytes.iter().position(|&byte| byte == separator)?;
    let (before, after) = bytes.split_at(at);
    Some((before, after.get(1..)?))
}

/// How much of a stream is looked at to tell its framing.
const ROOM: usize = 1 << 16;

/// Looks at the first line, or the first 64 KiB, of a stream that does not say what it is.
pub(crate) fn sniff<R: Read>(reader: R) -> io::Result<(Framing, Peeked<R>)> {
    let mut looked_at = 0;
    let has_a_line = |head: &[u8]| {
        let fresh = head.get(looked_at..).unwrap_or_default();
        looked_at = head.len();
        fresh.contains(&b'\n') && text_of(head).contains(&b'\n')
    };
    let (head, reader) = peek(reader, ROOM, has_a_line)?;
    Ok((framing_of(&head), Cursor::new(head).chain(reader)))
}

/// What a stream begins with, but for a byte order mark and white space.
fn text_of(head: &[u8]) -> &[u8] {
    head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head).trim_ascii_start()
}

/// Returns true if a line begins like a list of objects, arrays or strings.
fn is_list(line: &[u8]) -> bool {
    let first = line.get(1..).and_then(|inside| inside.trim_ascii_start().first());
    matches!(first, None | Some(b'{' | b'[' | b'"' | b']'))
}

/// Lines, unless the first one begins like a text and is not one: a separator, two texts, or one that
/// goes on in the next line.
fn framing_of(head: &[u8]) -> Framing {
    let head = text_of(head);
    let line = head.split(|byte| *byte == b'\n').next().unwrap_or(head).trim_ascii_end();
    let mut rest = match line.first() {
        Some(b'{') => line,
        // A time in brackets is no list of bodies.
        Some(b'[') if is_list(line) => line,
        Some(0x1E) => return Framing::Concatenated,
        _ => return Framing::Lines,
    };
    let ended = Framer::new(Framing::Concatenated).feed(&mut rest).is_some();
    match (ended, rest.trim_ascii_start().first(), line.last()) {
        (true, Some(b'{' | b'[' | 0x1E), _) => Framing::Concatenated,
        // Printers break lines there; what breaks elsewhere was cut off.
        (false, _, Some(b'{' | b'[' | b',')) if line.len() < head.len() => Framing::Concatenated,
        _ => Framing::Lines,
    }
}
