//! The parser: one pass over an indexed body that proves its grammar and writes its records.
//!
//! The index ([`crate::scan`]) knows where every string ends and that each is well formed, so a string
//! is passed in one step. The bytes between strings are few, and they are the grammar.
//!
//! - [`cursor`]: a position, and the tokens from there on;
//! - [`expected`]: functions that expect the usual members of an object;
//! - [`looked_up`]: the loop over tables, which looks each key up: the twin of these functions;
//! - [`mod@write`]: how records are written;
//! - [`variant`]: values that another member gives their schema.
//!
//! The parser says only that a body is not well formed, or that the records did not fit. What is wrong,
//! and where, [`super::reference`] finds.

pub(crate) mod cursor;
pub(crate) mod expected;
mod looked_up;
mod variant;
pub(crate) mod write;

use super::record::ZEROS;
use super::reference::MAX_DEPTH;
use super::view::View;
use crate::memory::{BudgetExceeded, MemoryBudget};
use alloc::vec::Vec;
pub(crate) use cursor::{Body, Cursor, Position};
use looked_up::Frame;
pub(crate) use looked_up::Parser;

/// The memory of the parser.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    /// All of it counts as records; what is behind those of the last body is unused.
    words: Vec<u32>,
    /// The open containers but the innermost.
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

/// Which code parses a body. The records are the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// The generated functions where there are some.
    Expected,
    /// Only the loop over tables.
    LookedUp,
}

/// Why a body has no records.
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

/// Words for a body of that length, before it is known how many it needs.
fn usual(len: usize) -> usize {
    512.max(len / 4)
}

impl Memory {
    /// Parses a body whose root must be an object, which has the record [`ROOT`].
    ///
    /// # Errors
    ///
    /// Without the records the body may still be well formed: that is not asked where memory is short.
    pub(crate) fn parse<'a, V: View<'a>>(
        &mut self,
        body: Body<'_>,
        way: Way,
        budget: &mut MemoryBudget,
    ) -> Result<Parsed, Failure> {
        let body = Body { max_depth: body.max_depth.min(MAX_DEPTH), ..body };
        self.frames.clear();
        budget.reserve(&mut self.frames, body.max_depth)?;
        if self.words.len() < usual(body.bytes.len()) {
            budget.enlarge(&mut self.words, usual(body.bytes.len()), 0)?;
        }
        loop {
            let (words, frames) = (self.words.as_mut_slice(), &mut self.frames);
            frames.clear();
            let mut parser = Parser::new(body, frames);
            if let Some(top) = parser.root::<V>(words, way == Way::Expected) {
                return Ok(Parsed { top, tables: parser.tables });
            }
            let Some(at) = write::take_overflow(words) else { return Err(Failure::Invalid) };
            // What the body so far predicts, and the index of a long list; at least twice as many.
            let len = words.len();
            let predicted = (len as u64 * body.bytes.len() as u64).checked_div(at as u64);
            let wanted =
                predicted.map_or(0, |all| usize::try_from(all + all / 3).unwrap_or(usize::MAX));
            budget.enlarge(&mut self.words, wanted.max(2 * len), len)?;
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
