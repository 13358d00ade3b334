//! JSON texts of any root without a schema: validated as a whole, then read as `Raw`.

use super::decoded::Strings;
use super::doc::Doc;
use super::parse::{Body, Cursor, Failure};
use super::reference::MAX_DEPTH;
use crate::memory::MemoryBudget;
use crate::scan::{Index, MAX_LEN, Scanner};

/// Validates and indexes one JSON text in UTF-8.
///
/// # Errors
///
/// If the text is invalid, is nested deeper than `max_depth`, or exceeds the memory budget.
pub(crate) fn index_text<'t>(
    scanner: Scanner,
    bytes: &'t [u8],
    max_depth: usize,
    index: &mut Index,
    budget: &mut MemoryBudget,
) -> Result<&'t str, Failure> {
    if bytes.len() > MAX_LEN || scanner.scan_within(bytes, index, budget).invalid {
        return Err(Failure::Invalid);
    }
    let text = simdutf8::basic::from_utf8(bytes).map_err(|_| Failure::Invalid)?;
    let body = Body { bytes, quotes: index.quotes(), max_depth: max_depth.min(MAX_DEPTH) };
    if Cursor::new(body, 0).is_one_value() { Ok(text) } else { Err(Failure::Invalid) }
}

impl<'a> Doc<'a> {
    /// Returns the document of a text that [`index_text`] accepted.
    pub(crate) fn of_text(body: &'a str, index: &'a Index, scanner: Scanner) -> Doc<'a> {
        let strings = Strings::plain(scanner);
        let quotes = index.quotes();
        Doc { body, quotes, records: &[], strings, root: 0, schema: None, tables: &[], seed: 0 }
    }
}
