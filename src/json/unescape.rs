//! What an escaped string means.
//!
//! Everything here reads strings that passed the door: each backslash begins a good escape. A
//! surrogate that has no partner means U+FFFD.

use core::mem::MaybeUninit;
use memchr::memchr;

/// A stretch of a string: bytes as they stand, or one escaped character.
pub(crate) enum Piece<'a> {
    Plain(&'a [u8]),
    Char(char),
}

/// The pieces of a spelled string, in order.
pub(crate) struct Pieces<'a> {
    rest: &'a [u8],
}

impl<'a> Pieces<'a> {
    pub(crate) fn new(spelled: &'a [u8]) -> Self {
        Pieces { rest: spelled }
    }
}

impl<'a> Iterator for Pieces<'a> {
    type Item = Piece<'a>;

    #[inline]
    fn next(&mut self) -> Option<Piece<'a>> {
        match *self.rest {
            [] => None,
            [b'\\', b'u', ref digits @ ..] => {
                let (char, rest) = unicode(digits);
                self.rest = rest;
                Some(Piece::Char(char))
            }
            [b'\\', escape, ref rest @ ..] => {
                self.rest = rest;
                Some(Piece::Char(simple(escape)))
            }
            _ => {
                let end = memchr(b'\\', self.rest).unwrap_or(self.rest.len());
                // At least one byte, so that the iterator ends even on a lone backslash.
                let (plain, rest) = self.rest.split_at(end.max(1).min(self.rest.len()));
                self.rest = rest;
                Some(Piece::Plain(plain))
            }
        }
    }
}

/// The character that four hex digits mean, or eight with `\u` between them, and what follows.
#[inline]
fn unicode(digits: &[u8]) -> (char, &[u8]) {
    let Some((first, rest)) = digits.split_first_chunk() else {
        return (char::REPLACEMENT_CHARACTER, &[]);
    };
    let first = hex4(*first);
    if let 0xD800..=0xDBFF = first
        && let [b'\\', b'u', low @ ..] = rest
        && let Some((second, after)) = low.split_first_chunk()
        && let second @ 0xDC00..=0xDFFF = hex4(*second)
    {
        let code = 0x1_0000 + ((first - 0xD800) << 10) + (second - 0xDC00);
        return (char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER), after);
    }
    (char::from_u32(first).unwrap_or(char::REPLACEMENT_CHARACTER), rest)
}

/// The number that four hex digits are; that they are was proven at the door.
#[inline]
fn hex4(digits: [u8; 4]) -> u32 {
    // Each digit in its byte, then pairs in every second byte, then both pairs.
    let word = u32::from_le_bytes(digits);
    let nibbles = (word & 0x0F0F_0F0F) + ((word >> 6) & 0x0101_0101) * 9;
    let pairs = (nibbles << 4) | (nibbles >> 8);
    ((pairs & 0xFF) << 8) | ((pairs >> 16) & 0xFF)
}

/// The character that a backslash and this byte mean.
#[inline]
fn simple(escape: u8) -> char {
    match escape {
        b'b' => '\u{8}',
        b'f' => '\u{c}',
        b'n' => '\n',
        b'r' => '\r',
        b't' => '\t',
        other => char::from(other),
    }
}

/// Writes what `spelled` means into `out`, which is as long, and returns how many bytes that is.
///
/// [`Pieces`] is the plain way to say the same. Here bytes are moved eight at a time, and four hex
/// digits are read as one word; since the meaning is never longer than the spelling, there is always
/// room for a few bytes too many.
#[inline]
pub(crate) fn unescape_into(spelled: &[u8], out: &mut [MaybeUninit<u8>]) -> usize {
    let (mut from, mut to) = (0, 0);
    while let Some(&byte) = spelled.get(from) {
        if byte != b'\\' {
            let len = plain(spelled.get(from..).unwrap_or_default(), out, to);
            from += len;
            to += len;
            continue;
        }
        let (more_from, more_to) = run(spelled.get(from..).unwrap_or_default(), out, to);
        from += more_from;
        to += more_to;
        match spelled.get(from..) {
            Some([b'\\', b'u', digits @ ..]) => {
                let (char, rest) = unicode(digits);
                from = spelled.len() - rest.len();
                to += put(char, out, to);
            }
            Some([b'\\', escape, ..]) => {
                from += 2;
                to += put(simple(*escape), out, to);
            }
            Some([b'\\']) => break, // not behind the door
            _ => {}
        }
    }
    to
}

/// Reads escapes of four hex digits as long as they come, but for surrogates: scripts other than Latin
/// are long runs of them. Returns how many bytes were read and written.
#[inline]
fn run(text: &[u8], out: &mut [MaybeUninit<u8>], to: usize) -> (usize, usize) {
    let out = out.get_mut(to..).unwrap_or_default();
    let (mut read, mut written) = (0, 0);
    while let Some(&[b'\\', b'u', a, b, c, d]) = text.get(read..).and_then(<[u8]>::first_chunk) {
        let code = hex4([a, b, c, d]);
        let room = out.get_mut(written..).and_then(<[_]>::first_chunk_mut::<4>);
        let (Some(room), false) = (room, matches!(code, 0xD800..=0xDFFF)) else { break };
        let (bytes, len) = utf8(code);
        *room = bytes.map(MaybeUninit::new);
        read += 6;
        written += len;
    }
    (read, written)
}

/// Copies the bytes before the next backslash, and returns how many they are.
#[inline]
fn plain(text: &[u8], out: &mut [MaybeUninit<u8>], to: usize) -> usize {
    const ONES: u64 = 0x0101_0101_0101_0101;
    let out = out.get_mut(to..).unwrap_or_default();
    let mut len = 0;
    let (words, _) = text.as_chunks::<8>();
    for (word, room) in words.iter().zip(out.as_chunks_mut::<8>().0) {
        *room = word.map(MaybeUninit::new);
        let difference = u64::from_le_bytes(*word) ^ (ONES * u64::from(b'\\'));
        // Borrows run upward: the lowest flag is exact, and only that one is asked for.
        let zero = difference.wrapping_sub(ONES) & !difference & (ONES << 7);
        if zero != 0 {
            return len + zero.trailing_zeros() as usize / 8;
        }
        len += 8;
    }
    let rest = text.iter().zip(out).skip(len);
    len + rest.take_while(|(byte, _)| **byte != b'\\').map(|(&byte, to)| to.write(byte)).count()
}

/// Writes a character, and returns how many bytes it takes.
#[inline]
fn put(char: char, out: &mut [MaybeUninit<u8>], to: usize) -> usize {
    let (bytes, len) = utf8(u32::from(char));
    let room = out.get_mut(to..).unwrap_or_default();
    for (room, byte) in room.iter_mut().zip(bytes).take(len) {
        room.write(byte);
    }
    len
}

/// The bytes of the character with that code, and how many of the four count.
#[inline]
fn utf8(code: u32) -> ([u8; 4], usize) {
    let low = |shift: u32| (code >> shift) as u8 & 0x3F | 0x80;
    match code {
        0..0x80 => ([code as u8, 0, 0, 0], 1),
        0x80..0x800 => ([(code >> 6) as u8 | 0xC0, low(0), 0, 0], 2),
        0x800..0x1_0000 => ([(code >> 12) as u8 | 0xE0, low(6), low(0), 0], 3),
        _ => ([(code >> 18) as u8 | 0xF0, low(12), low(6), low(0)], 4),
    }
}

/// Whether `spelled` means `text`, without writing it out.
pub(crate) fn key_matches(spelled: &[u8], text: &str) -> bool {
    let mut text = text.as_bytes();
    let mut utf8 = [0; 4];
    for piece in Pieces::new(spelled) {
        let bytes = match piece {
            Piece::Plain(bytes) => bytes,
            Piece::Char(char) => char.encode_utf8(&mut utf8).as_bytes(),
        };
        match text.strip_prefix(bytes) {
            Some(rest) => text = rest,
            None => return false,
        }
    }
    text.is_empty()
}

/// Calls `with` with what `spelled` means, when that is at most 64 bytes long.
pub(crate) fn short<T>(spelled: &[u8], with: impl FnOnce(&str) -> Option<T>) -> Option<T> {
    let mut buffer = [0; 64];
    let mut len = 0;
    let mut utf8 = [0; 4];
    for piece in Pieces::new(spelled) {
        let bytes = match piece {
            Piece::Plain(bytes) => bytes,
            Piece::Char(char) => char.encode_utf8(&mut utf8).as_bytes(),
        };
        buffer.get_mut(len..len + bytes.len())?.copy_from_slice(bytes);
        len += bytes.len();
    }
    with(core::str::from_utf8(buffer.get(..len)?).ok()?)
}
