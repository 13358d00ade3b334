//! Nested texts: the outer one, and the contents of strings in it.

use super::error::UnwrapErrorKind;
use crate::error::ErrorKind;
use crate::json::any::index_text;
use crate::json::doc::Doc;
use crate::json::reference::check;
use crate::json::unescape_into;
use crate::limits::Limits;
use crate::memory::MemoryBudget;
use crate::scan::{Index, Scanner};
use alloc::string::String;
use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

/// The maximum number of nested strings: SQS, SNS and End User Messaging are three.
pub(super) const STRINGS: usize = 3;

const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// The texts, in reused memory.
#[derive(Debug)]
pub(super) struct Texts {
    levels: [Text; STRINGS + 1],
    /// A base64 string that contained escapes.
    spelled: String,
    scanner: Scanner,
}

/// A text; for the outer text, only the index.
#[derive(Debug, Default)]
struct Text {
    text: String,
    /// The offset of its JSON.
    start: usize,
    index: Index,
}

/// The error of a text that could not be opened.
pub(super) struct Closed {
    pub(super) kind: UnwrapErrorKind,
    /// The offset in the text.
    pub(super) at: usize,
}

impl Texts {
    pub(super) fn new(scanner: Scanner) -> Texts {
        Texts { levels: Default::default(), spelled: String::new(), scanner }
    }

    /// Returns the text at a level; level 0 is the `outer` text.
    pub(super) fn text<'t>(&'t self, outer: &'t str, level: usize) -> &'t str {
        match level {
            0 => outer,
            _ => self.levels.get(level).map_or("", |text| &text.text),
        }
    }

    /// Returns the offset of the JSON in the text at a level.
    pub(super) fn start(&self, level: usize) -> usize {
        self.levels.get(level).map_or(0, |text| text.start)
    }

    /// Returns the document of the text at a level, which must be open.
    pub(super) fn doc<'t>(&'t self, outer: &'t str, level: usize) -> Option<Doc<'t>> {
        let index = &self.levels.get(level)?.index;
        let text = self.text(outer, level).get(self.start(level)..)?;
        Some(Doc::of_text(text, index, self.scanner))
    }

    /// Opens the outer text, whose JSON begins at `start`.
    pub(super) fn open_outer<'t>(
        &mut self,
        outer: &'t [u8],
        start: usize,
        limits: Limits,
        budget: &mut MemoryBudget,
    ) -> Result<&'t str, Closed> {
        let scanner = self.scanner;
        let [text, ..] = &mut self.levels;
        text.start = 0;
        let json = outer.get(start..).unwrap_or_default();
        index(scanner, json, limits, &mut text.index, budget)
    }

    /// Opens the text at a level from `start` on; offsets of errors are relative to the whole text.
    pub(super) fn open(
        &mut self,
        level: usize,
        start: usize,
        limits: Limits,
        budget: &mut MemoryBudget,
    ) -> Result<(), Closed> {
        let scanner = self.scanner;
        let Some(text) = self.levels.get_mut(level) else { return Err(Closed::too_deep()) };
        text.start = start;
        let json = text.text.as_bytes().get(start..).unwrap_or_default();
        match index(scanner, json, limits, &mut text.index, budget) {
            Ok(_) => Ok(()),
            Err(Closed { kind, at }) => {
                text.start = 0;
                Err(Closed { kind, at: start + at })
            }
        }
    }

    /// Decodes a string of the text at a level into the text of the next level. `string` gives its
    /// range between two quotes.
    pub(super) fn enter(
        &mut self,
        outer: &str,
        level: usize,
        string: Spelled,
        budget: &mut MemoryBudget,
    ) -> Result<(), Closed> {
        let Texts { levels, spelled, scanner } = self;
        let (below, above) = levels.split_at_mut((level + 1).min(STRINGS + 1));
        let [next, ..] = above else { return Err(Closed::too_deep()) };
        let source = match below {
            [_] => outer,
            [.., text] => text.text.get(text.start..).unwrap_or_default(),
            [] => "",
        };
        next.start = 0;
        let range = (string.from, string.to);
        if !string.is_base64 {
            return unescape_into(*scanner, source, range, budget, &mut next.text)
                .map_err(|_| Closed::out_of_memory());
        }
        let base64 = if string.is_escaped {
            unescape_into(*scanner, source, range, budget, spelled)
                .map_err(|_| Closed::out_of_memory())?;
            spelled.as_str()
        } else {
            source.get(string.from..string.to).unwrap_or_default()
        };
        decode_base64(base64, budget, &mut next.text)
    }

    pub(super) fn scanner(&self) -> Scanner {
        self.scanner
    }

    /// Returns the memory held, in bytes.
    pub(super) fn capacity(&self) -> usize {
        let of = |text: &Text| text.text.capacity() + text.index.capacity();
        self.levels.iter().map(of).sum::<usize>() + self.spelled.capacity()
    }
}

/// A string of a text: the bytes between its quotes.
#[derive(Clone, Copy)]
pub(super) struct Spelled {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) is_escaped: bool,
    pub(super) is_base64: bool,
}

impl Closed {
    fn too_deep() -> Closed {
        Closed { kind: UnwrapErrorKind::TooDeep, at: 0 }
    }

    pub(super) fn out_of_memory() -> Closed {
        Closed { kind: UnwrapErrorKind::MemoryLimit, at: 0 }
    }

    /// Returns the reason why a text was rejected.
    #[cold]
    fn of(json: &[u8], limits: Limits, budget: &mut MemoryBudget) -> Closed {
        if budget.was_exceeded() {
            return Closed::out_of_memory();
        }
        match check(json, limits.max_depth()) {
            // A well-formed text was rejected for its length.
            Ok(()) => Closed { kind: UnwrapErrorKind::Malformed(ErrorKind::BodyTooLarge), at: 0 },
            Err(error) => {
                Closed { kind: UnwrapErrorKind::Malformed(error.kind()), at: error.offset() }
            }
        }
    }
}

/// Checks and indexes a JSON text of any root.
fn index<'t>(
    scanner: Scanner,
    json: &'t [u8],
    limits: Limits,
    index: &mut Index,
    budget: &mut MemoryBudget,
) -> Result<&'t str, Closed> {
    // Clears the flag of an earlier string that was too long to copy.
    budget.was_exceeded();
    index_text(scanner, json, limits.max_depth(), index, budget)
        .map_err(|_| Closed::of(json, limits, budget))
}

/// Decodes base64 into `out`, with or without padding.
fn decode_base64(base64: &str, budget: &mut MemoryBudget, out: &mut String) -> Result<(), Closed> {
    out.clear();
    let mut bytes = core::mem::take(out).into_bytes();
    let len = base64::decoded_len_estimate(base64.len());
    let decoded =
        budget.reserve(&mut bytes, len).map_err(|_| Closed::out_of_memory()).and_then(|()| {
            bytes.resize(len, 0);
            let len = BASE64.decode_slice(base64, &mut bytes);
            len.map_err(|_| Closed { kind: UnwrapErrorKind::InvalidBase64, at: 0 })
        });
    bytes.truncate(*decoded.as_ref().unwrap_or(&0));
    match String::from_utf8(bytes) {
        Ok(text) => *out = text,
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            // Keeps the allocation for reuse.
            let mut bytes = error.into_bytes();
            bytes.clear();
            *out = String::from_utf8(bytes).unwrap_or_default();
            return Err(Closed { kind: UnwrapErrorKind::Malformed(ErrorKind::InvalidUtf8), at });
        }
    }
    decoded.map(|_| ())
}
