//! The specification of the index: one byte after the other, in the order of reading.
//!
//! Not used outside of tests and fuzzing, where every kernel must give the same marks and
//! the same facts.

use super::{ESCAPED, Facts};
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

/// What [`scan`] finds: the marks (sentinel first) and the facts.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// 0, then the place of each unescaped quote, and whether a backslash stands before it.
    pub marks: Vec<u32>,
    /// What is true of the whole.
    pub facts: Facts,
}

/// Indexes `body` in the plainest way.
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

/// What a well-formed string means that is spelled like this.
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
