//! The reference of the index: byte by byte, in document order.
//!
//! Only for tests and fuzzing: every kernel must return the same quote offsets and body flags.

use super::{ESCAPED, Facts};
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

/// The result of [`scan`].
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// 0, then the offset of each unescaped quote, with [`ESCAPED`] if a backslash is before it.
    pub marks: Vec<u32>,
    /// The body flags.
    pub facts: Facts,
}

/// Indexes `body`, byte by byte.
pub fn scan(body: &[u8]) -> Found {
    let mut found = Found { marks: vec![0], facts: Facts::default() };
    let mut flag = 0;
    let mut escaped = false;
    let mut digits_due = 0;
    for (at, &byte) in body.iter().enumerate() {
        let in_string = found.marks.len().is_multiple_of(2);
        if byte == b'\\' {
            flag = ESCAPED;
            found.facts.backslash = true;
        }
        found.facts.non_ascii |= byte > 0x7F;
        found.facts.flawed |= in_string && byte < 0x20;
        if digits_due > 0 {
            digits_due -= 1;
            found.facts.flawed |= !byte.is_ascii_hexdigit();
        }
        if escaped {
            escaped = false;
            match byte {
                b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => {}
                b'u' => (digits_due, found.facts.unicode) = (4, true),
                _ => found.facts.flawed = true,
            }
        } else if byte == b'\\' {
            escaped = true;
        } else if byte == b'"' {
            found.marks.push(at as u32 | flag);
            flag = 0;
        }
    }
    found.facts.flawed |= escaped || digits_due > 0 || found.marks.len().is_multiple_of(2);
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
