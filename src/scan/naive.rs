//! The reference of the index: byte by byte, in document order.
//!
//! Only for tests and fuzzing: every kernel must return the same quote offsets and body flags.

use super::{BodyFlags, ESCAPED};
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

/// The result of [`scan`].
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// 0, then the offset of each unescaped quote, with [`ESCAPED`] if a backslash is before it.
    pub quotes: Vec<u32>,
    /// The body flags.
    pub flags: BodyFlags,
}

/// Indexes `body`, byte by byte.
pub fn scan(body: &[u8]) -> Found {
    let mut found = Found { quotes: vec![0], flags: BodyFlags::default() };
    let mut flag = 0;
    let mut escaped = false;
    let mut digits_due = 0;
    for (at, &byte) in body.iter().enumerate() {
        let in_string = found.quotes.len().is_multiple_of(2);
        if byte == b'\\' {
            flag = ESCAPED;
            found.flags.backslash = true;
        }
        found.flags.non_ascii |= byte > 0x7F;
        found.flags.invalid |= in_string && byte < 0x20;
        if digits_due > 0 {
            digits_due -= 1;
            found.flags.invalid |= !byte.is_ascii_hexdigit();
        }
        if escaped {
            escaped = false;
            match byte {
                b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => {}
                b'u' => (digits_due, found.flags.unicode) = (4, true),
                _ => found.flags.invalid = true,
            }
        } else if byte == b'\\' {
            escaped = true;
        } else if byte == b'"' {
            found.quotes.push(at as u32 | flag);
            flag = 0;
        }
    }
    found.flags.invalid |= escaped || digits_due > 0 || found.quotes.len().is_multiple_of(2);
    found
}

/// Decodes a well-formed string.
pub fn unescape(spelled: &str) -> String {
    let mut units = Vec::new();
    let mut chars = spelled.chars();
    while let Some(char) = chars.next() {
        let meant = match char {
            '\\' => match chars.next() {
                Some('b') => '\u{8}',
                Some('f') => '\u{c}',
                Some('n') => '\n',
                Some('r') => '\r',
                Some('t') => '\t',
                Some('u') => {
                    let digits: String = chars.by_ref().take(4).collect();
                    units.push(u16::from_str_radix(&digits, 16).unwrap_or(0xFFFD));
                    continue;
                }
                Some(other) => other,
                None => continue,
            },
            plain => plain,
        };
        units.extend_from_slice(meant.encode_utf16(&mut [0; 2]));
    }
    String::from_utf16_lossy(&units)
}
