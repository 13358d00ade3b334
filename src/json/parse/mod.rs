//! The parser: one pass over an indexed body that checks its grammar and writes its records.
//!
//! The index ([`crate::scan`]) has the offset of each quote, and all strings in it are valid. So
//! the parser skips a string in one step and reads only the few bytes between strings.
//!
//! [`Memory::parse`] calls the function that `schema!` generated for the root's table, which calls
//! those for inner objects. A status, `{"id":"wamid.A","status":"read"}`, is parsed like this:
//!
//! 1. [`expected::list`] sees `{"`, links the next free words to the list as its next item, and
//!    consumes the bracket.
//! 2. [`object::Object::open`] clears these words: a header and a slot for each member.
//! 3. The generated function for statuses compares the next bytes with `"id":"`, the start of the
//!    first usual member: [`expected::eat`].
//! 4. They match. [`expected::string`] moves the cursor behind the closing quote, and the slot of
//!    `id` becomes *string, key at quote n*: quotes n + 2 and n + 3 delimit the value.
//! 5. [`expected::has_next`] consumes the comma. Steps 3 and 4 repeat for the next usual members;
//!    one that is absent costs a compare. If none of them matches, [`expected::unexpected`] looks
//!    the key up.
//! 6. At `}`, [`object::Object::close`] sets a flag in the header if a required member is missing.
//!
//! Modules:
//!
//! - [`cursor`]: a position in the body, and the tokens behind it;
//! - [`parser`]: the state of the parser, with its stack of open containers;
//! - [`object`], [`mod@write`]: writing records;
//! - [`expected`]: the building blocks of the generated functions;
//! - [`looked_up`]: a loop that looks up each key: the fallback, and the reference in tests;
//! - [`variant`]: values whose schema depends on another member.
//!
//! If parsing fails, the parser reports only that the body is invalid or that memory ran out.
//! [`super::reference`] determines the error and its offset.

pub(crate) mod cursor;
pub(crate) mod expected;
mod generated;
mod looked_up;
pub(crate) mod object;
mod parser;
mod variant;
pub(crate) mod write;

use super::record::ZEROS;
use super::reference::MAX_DEPTH;
use crate::memory::{BudgetExceeded, MemoryBudget};
use alloc::vec::Vec;
pub(crate) use cursor::{Body, Cursor, Position};
use expected::DEPTH;
pub(crate) use generated::Generated;
use object::Object;
use parser::Frame;
pub(crate) use parser::Parser;

/// The memory of the parser.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    /// Initialized in full; words behind the records of the last body are unused.
    words: Vec<u32>,
    /// The stack of open containers, without the innermost.
    frames: Vec<Frame>,
}

/// The result of parsing a body.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Parsed {
    /// The number of words in use.
    pub(crate) top: usize,
    /// The number of words needed for the tables of long keyed lists.
    pub(crate) tables: usize,
}

/// Selects the implementation of the parser. The records are the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// Generated functions, where a table has one.
    Expected,
    /// Only the loop over tables.
    LookedUp,
}

/// The reason that parsing failed.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Failure {
    /// The body is not well formed, or nested too deeply.
    Invalid,
    /// The budget has not enough memory for the records.
    Memory,
}

impl From<BudgetExceeded> for Failure {
    fn from(_: BudgetExceeded) -> Failure {
        Failure::Memory
    }
}

/// The maximum number of words: ids of records have 29 bits, and each stands for four words.
const MAX_WORDS: u64 = 1 << 31;

/// The maximum number of words for a byte of a body: 5 for an item `1,`, parsed twice.
const MAX_PER_BYTE: u64 = 6;

/// Returns the initial number of words for a body of `len` bytes.
fn usual(len: usize) -> usize {
    512.max(len / 4)
}

impl Memory {
    /// Parses a body, whose root must be an object. The record of the root is [`ROOT`].
    ///
    /// # Errors
    ///
    /// [`Failure::Memory`] does not imply that the body is well formed.
    pub(crate) fn parse<V: Generated>(
        &mut self,
        body: Body<'_>,
        way: Way,
        budget: &mut MemoryBudget,
    ) -> Result<Parsed, Failure> {
        let body = Body { max_depth: body.max_depth.min(MAX_DEPTH), ..body };
        self.frames.clear();
        budget.reserve(&mut self.frames, body.max_depth)?;
        if self.words.len() < usual(body.bytes.len()) {
            budget.enlarge(&mut self.words, usual(body.bytes.len()), ZEROS)?;
        }
        loop {
            let (words, frames) = (self.words.as_mut_slice(), &mut self.frames);
            frames.clear();
            let mut parser = Parser::new(body, frames);
            if let Some(top) = parser.root::<V>(words, way == Way::Expected) {
                return Ok(Parsed { top, tables: parser.tables });
            }
            let Some(at) = write::take_overflow(words) else { return Err(Failure::Invalid) };
            // Extrapolate from the bytes parsed so far, with a third for indexes; at least double.
            let (len, body_len) = (words.len() as u64, body.bytes.len() as u64);
            let predicted = (len * body_len).checked_div(at as u64).unwrap_or(0) * 4 / 3;
            let wanted = predicted.min(MAX_PER_BYTE * body_len).max(2 * len).min(MAX_WORDS);
            budget.enlarge(&mut self.words, wanted as usize, len as usize)?;
        }
    }

    /// Returns the records of the last body.
    #[inline]
    pub(crate) fn records(&self) -> &[u32] {
        &self.words
    }

    /// Returns the bytes of memory held.
    pub(crate) fn capacity(&self) -> usize {
        self.words.capacity() * size_of::<u32>() + self.frames.capacity() * size_of::<Frame>()
    }

    /// Releases the memory beyond the usual need of bodies of `len` bytes.
    pub(crate) fn shrink_to(&mut self, len: usize) {
        self.words.truncate(usual(len));
        self.words.shrink_to_fit();
        self.frames = Vec::new();
    }
}

/// The id of the root's record.
pub(crate) const ROOT: u32 = (ZEROS / 4) as u32;

impl Parser<'_, '_> {
    /// Parses the whole body, and returns the number of words in use.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn root<V: Generated>(&mut self, words: &mut [u32], expected: bool) -> Option<usize> {
        let mut here = Cursor::new(self.body, write::word_of(ROOT));
        if here.space() != b'{' || self.body.max_depth == 0 {
            return None;
        }
        here.at += 1;
        let mut at = here.position();
        let root = Object::open(words, &mut at, V::WORDS, 1)?;
        let here = if expected && self.body.max_depth >= DEPTH {
            V::members(self, self.body, words, at, root)?
        } else {
            expected::members(self, words, at, root, V::schema())?
        };
        let mut here = self.body.cursor(here);
        here.space();
        (here.at == self.body.bytes.len()).then_some(here.top)
    }
}
