//! Decoding of escaped strings.
//!
//! The strings are those of checked bodies, so every escape is valid. A surrogate without a partner
//! is decoded as U+FFFD. Decoding never lengthens a string.

use core::mem::MaybeUninit;

/// The part of decoding that a kernel does with vectors.
#[expect(unsafe_code, reason = "implementations may use instructions beyond the baseline")]
pub(super) trait Stretch {
    /// Decodes the start of a string, up to the first escape of two bytes or surrogate. Returns the
    /// number of bytes read and written; at least one byte is read if the first is not a backslash.
    ///
    /// The string is the first `len` bytes of `text`; bytes behind it may be read. `out` has room
    /// for `len` bytes or more.
    ///
    /// # Safety
    ///
    /// The CPU must have the instructions of the kernel.
    unsafe fn stretch(text: &[u8], len: usize, out: &mut [MaybeUninit<u8>]) -> (usize, usize);
}

/// Decodes the string at the start of `text` into `out`, which is as long as the string, and
/// returns the decoded length.
///
/// # Safety
///
/// The CPU must have the instructions of the kernel.
#[inline(always)]
#[expect(unsafe_code, reason = "calls the function of the kernel that the caller chose")]
pub(super) unsafe fn unescape<S: Stretch>(text: &[u8], out: &mut [MaybeUninit<u8>]) -> usize {
    let len = out.len();
    let (mut from, mut to) = (0, 0);
    while from < len {
        // Writes never overtake reads: `out` has room for the rest.
        let (Some(rest), Some(free)) = (text.get(from..), out.get_mut(to..)) else { break };
        // An empty run costs as much as a long one: skip it between other escapes.
        if !begins_with_other(rest) {
            // SAFETY: the caller vouches for the CPU.
            let (read, written) = unsafe { S::stretch(rest, len - from, free) };
            from += read;
            to += written;
        }
        match text.get(from..len) {
            Some([b'\\', b'u', digits @ ..]) => {
                let (char, rest) = unicode(digits);
                from = len - rest.len();
                to += put(char, out, to);
            }
            Some([b'\\', escape, ..]) => {
                from += 2;
                to += put(simple(*escape), out, to);
            }
            Some([b'\\']) => break, // not in a checked body
            _ => {}
        }
    }
    to.min(out.len())
}

/// Returns true if the text starts with an escape of two bytes or a surrogate, which ends a run.
#[inline(always)]
fn begins_with_other(text: &[u8]) -> bool {
    match text {
        [b'\\', b'u', b'd' | b'D', third, ..] => *third >= b'8',
        [b'\\', second, ..] => *second != b'u',
        _ => false,
    }
}

/// Decodes a run of bytes in words of eight: plain bytes up to a backslash, or one escape.
#[inline]
pub(super) fn stretch_by_words(text: &[u8], out: &mut [MaybeUninit<u8>]) -> (usize, usize) {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const UNICODE: u64 = u64::from_le_bytes(*b"\\u\0\0\0\0\0\0");
    let (mut read, mut written) = (0, 0);
    while let Some(bytes) = text.get(read..).and_then(<[u8]>::first_chunk::<8>)
        && let Some(free) = out.get_mut(written..).and_then(<[_]>::first_chunk_mut::<8>)
    {
        let word = u64::from_le_bytes(*bytes);
        if word & 0xFFFF == UNICODE {
            let code = hex4((word >> 16) as u32);
            if code >> 11 == 0xD800 >> 11 {
                return (read, written);
            }
            let (utf8, len) = utf8(code);
            if let Some(free) = free.first_chunk_mut() {
                *free = utf8.map(MaybeUninit::new);
            }
            read += 6;
            written += len;
            continue;
        }
        *free = bytes.map(MaybeUninit::new);
        // Borrows run upward: the lowest flag is exact, and only that one is used.
        let difference = word ^ (ONES * u64::from(b'\\'));
        let found = difference.wrapping_sub(ONES) & !difference & (ONES << 7);
        let plain = if found == 0 { 8 } else { found.trailing_zeros() as usize / 8 };
        if plain == 0 {
            return (read, written);
        }
        read += plain;
        written += plain;
    }
    // The last few bytes, one by one.
    while let (Some(&byte), Some(free)) = (text.get(read), out.get_mut(written)) {
        if byte == b'\\' {
            break;
        }
        free.write(byte);
        (read, written) = (read + 1, written + 1);
    }
    (read, written)
}

/// Returns the character of four hex digits, or of eight with `\u` between them, and the rest.
#[inline]
pub(crate) fn unicode(digits: &[u8]) -> (char, &[u8]) {
    let Some((first, rest)) = digits.split_first_chunk() else {
        return (char::REPLACEMENT_CHARACTER, &[]);
    };
    let first = hex4(u32::from_le_bytes(*first));
    if let 0xD800..=0xDBFF = first
        && let [b'\\', b'u', low @ ..] = rest
        && let Some((second, after)) = low.split_first_chunk()
        && let second @ 0xDC00..=0xDFFF = hex4(u32::from_le_bytes(*second))
    {
        let code = 0x1_0000 + ((first - 0xD800) << 10) + (second - 0xDC00);
        return (char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER), after);
    }
    (char::from_u32(first).unwrap_or(char::REPLACEMENT_CHARACTER), rest)
}

/// Returns the value of four hex digits, the first in the lowest byte. Indexing checked that they
/// are digits.
#[inline]
fn hex4(digits: u32) -> u32 {
    // Each nibble in its byte, then pairs in every second byte, then both pairs.
    let nibbles = (digits & 0x0F0F_0F0F) + ((digits >> 6) & 0x0101_0101) * 9;
    let pairs = (nibbles << 4) | (nibbles >> 8);
    ((pairs & 0xFF) << 8) | ((pairs >> 16) & 0xFF)
}

/// Returns the character that a backslash and this byte stand for.
#[inline]
pub(crate) fn simple(escape: u8) -> char {
    match escape {
        b'b' => '\u{8}',
        b'f' => '\u{c}',
        b'n' => '\n',
        b'r' => '\r',
        b't' => '\t',
        other => char::from(other),
    }
}

/// Writes a character as UTF-8, and returns its length in bytes.
#[inline]
fn put(char: char, out: &mut [MaybeUninit<u8>], to: usize) -> usize {
    let (bytes, len) = utf8(u32::from(char));
    let free = out.get_mut(to..).unwrap_or_default();
    for (free, byte) in free.iter_mut().zip(bytes).take(len) {
        free.write(byte);
    }
    len
}

/// Returns the UTF-8 bytes of a code point, and how many of the four are used.
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
