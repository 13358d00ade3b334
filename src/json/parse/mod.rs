//! The parser: one pass over an indexed body that proves its grammar and writes its records.
//!
//! The index ([`crate::scan`]) knows where every string ends and that each is well formed, so a string
//! is passed in one step. The bytes between strings are few, and they are the grammar.
//!
//! - [`cursor`]: a position, and the tokens from there on;
//! - [`parser`]: the open containers;
//! - [`object`], [`mod@write`]: records, as they are written;
//! - [`expected`]: functions that expect the usual members of an object;
//! - [`looked_up`]: a loop that looks up every key: the fallback, and the reference for tests;
//! - [`variant`]: values whose schema depends on another member.
//!
//! The parser reports only that a body is invalid or that memory ran out. [`super::reference`]
//! finds the error and its offset.

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

/// What was written for a body.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Parsed {
    /// The words in use.
    pub(crate) top: usize,
    /// Words that the tables of long keyed lists take.
    pub(crate) tables: usize,
}

/// Selects the implementation of the parser. The records are the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// The generated functions where there are some.
    Expected,
    /// Only the loop over tables.
    LookedUp,
}

/// The reason that parsing failed.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Failure {
    /// It is not well formed, or nested too deeply.
    Invalid,
    /// There was not enough memory for them.
    Memory,
}

impl From<BudgetExceeded> for Failure {
    fn from(_: BudgetExceeded) -> Failure {
        Failure::Memory
    }
}

/// Ids of records have 29 bits.
const MAX_WORDS: u64 = 1 << 31;

/// The most words that a byte of a body needs: 5 for an item `1,`, parsed twice.
const MAX_PER_BYTE: u64 = 6;

/// Returns the initial number of words for a body of `len` bytes.
fn usual(len: usize) -> usize {
    512.max(len / 4)
}

impl Memory {
    /// Parses a body whose root must be an object, which has the record [`ROOT`].
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

    /// The records of the last body.
    #[inline]
    pub(crate) fn records(&self) -> &[u32] {
        &self.words
    }

    /// Bytes of memory held.
    pub(crate) fn capacity(&self) -> usize {
        self.words.capacity() * size_of::<u32>() + self.frames.capacity() * size_of::<Frame>()
    }

    /// Gives back the memory beyond what bodies of `len` bytes usually need.
    pub(crate) fn shrink_to(&mut self, len: usize) {
        self.words.truncate(usual(len));
        self.words.shrink_to_fit();
        self.frames = Vec::new();
    }
}

/// The id of the root's record.
pub(crate) const ROOT: u32 = (ZEROS / 4) as u32;

impl Parser<'_, '_> {
    /// Parses the whole body. Returns the number of words in use.
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
