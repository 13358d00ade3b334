//! Texts of any root, without a schema: checked as a whole, then stepped through as `Raw`.

use super::Strings;
use super::check::MAX_DEPTH;
use super::doc::Doc;
use super::tokens::{Body, Rejected, Tokens};
use crate::room::Room;
use crate::scan::{Index, MAX_LEN, Scanner};

/// Checks that `bytes` are one JSON text in UTF-8 and indexes it.
///
/// # Errors
///
/// When they are not, are nested deeper than `max_depth`, or the room was short.
pub(crate) fn index_text<'t>(
    scanner: Scanner,
    bytes: &'t [u8],
    max_depth: usize,
    index: &mut Index,
    room: &mut Room,
) -> Result<&'t str, Rejected> {
    if bytes.len() > MAX_LEN || scanner.scan_within(bytes, index, room).flawed {
        return Err(Rejected);
    }
    let text = simdutf8::basic::from_utf8(bytes).map_err(|_| Rejected)?;
    let body = Body { bytes, marks: index.marks(), max_depth: max_depth.min(MAX_DEPTH) };
    if Tokens::new(body).is_one_value() { Ok(text) } else { Err(Rejected) }
}

impl<'a> Doc<'a> {
    /// The document of a text that [`index_text`] accepted: its values, keys and spellings.
    pub(crate) fn of_text(body: &'a str, index: &'a Index, scanner: Scanner) -> Doc<'a> {
        let strings = Strings::plain(scanner);
        Doc { body, marks: index.marks(), nodes: &[], strings, root: 0, tables: &[], seed: 0 }
    }
}
