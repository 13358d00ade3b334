//! Text inside of a JSON string.

use alloc::string::String;
use core::fmt::{self, Write};

/// Returns a writer that escapes what JSON does not allow in a string.
pub(super) fn escape(out: &mut String) -> Escape<'_> {
    Escape(out)
}

pub(super) struct Escape<'o>(&'o mut String);

impl Write for Escape<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for char in text.chars() {
            match char {
                '"' => self.0.push_str("\\\""),
                '\\' => self.0.push_str("\\\\"),
                '\0'..='\x1F' => write!(self.0, "\\u{:04x}", u32::from(char))?,
                _ => self.0.push(char),
            }
        }
        Ok(())
    }
}
