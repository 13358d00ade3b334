//! The memory for a body, and the steps from bytes to records.

use super::hint;
use crate::error::{Error, ErrorKind};
use crate::json::cache::BodyCache;
use crate::json::cache::exact::ExactHit;
use crate::json::cache::templates::Hit;
use crate::json::doc::Doc;
use crate::json::parse::{Body, Failure, Memory, Parsed, Way};
use crate::json::reference::check;
use crate::limits::Limits;
use crate::memory::MemoryBudget;
use crate::payload::{Root, root_schema};
use crate::scan::{Index, Kernel, Scanner};
use alloc::vec::Vec;
use bumpalo::Bump;
use core::sync::atomic::AtomicU32;

/// The maximum memory of the cache, which is outside the [`MemoryBudget`].
pub(super) const CACHED: usize = 640 << 10;

const _: () = assert!(BodyCache::MAX_BYTES <= CACHED);

#[derive(Debug, Default)]
pub(super) struct Scratch {
    index: Index,
    cache: BodyCache,
    memory: Memory,
    /// One chunk for the document, its decoded strings and its tables.
    pub(super) arena: Bump,
    /// The cache is neither read nor filled.
    pub(super) uncached: bool,
}

/// The location of a body's records.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Located {
    /// In the cache, with its quotes.
    Exact(ExactHit),
    /// In the cache.
    Cached(Hit),
    /// In the memory of the parser.
    Parsed(Parsed),
}

impl Scratch {
    /// Indexes `body`, finds its records, and reserves memory for its document.
    ///
    /// Inlined into `decode` with all it calls: passing their few words of results through memory
    /// took a fifth of the time of a small body.
    #[inline(always)]
    pub(super) fn prepare(
        &mut self,
        scanner: Scanner,
        limits: Limits,
        body: &[u8],
        located: Option<Located>,
        budget: &mut MemoryBudget,
    ) -> Result<Located, Error> {
        self.arena.reset();
        let located = match located {
            Some(located) => located,
            None => self.locate(scanner, limits, body, budget)?,
        };
        self.reserve_document(located, body.len(), budget)?;
        Ok(located)
    }

    #[inline(always)]
    fn locate(
        &mut self,
        scanner: Scanner,
        limits: Limits,
        body: &[u8],
        budget: &mut MemoryBudget,
    ) -> Result<Located, Error> {
        if body.len() > limits.max_body_len() {
            return Err(Error::new(ErrorKind::BodyTooLarge, limits.max_body_len()));
        }
        self.find_records(scanner, limits, body, budget).map_err(|failure| {
            let error = explain(body, limits, failure);
            budget.was_exceeded();
            hint::of_text(body, error)
        })
    }

    /// Indexes `body` and finds its records, if it is valid.
    #[inline(always)]
    fn find_records(
        &mut self,
        scanner: Scanner,
        limits: Limits,
        body: &[u8],
        budget: &mut MemoryBudget,
    ) -> Result<Located, Failure> {
        let Scratch { index, cache, memory, uncached, .. } = self;
        let max_depth = limits.max_depth();
        if !*uncached && let Some(hit) = cache.find_exact(scanner, body, max_depth) {
            return Ok(Located::Exact(hit));
        }
        let flags = scanner.scan_within(body, index, budget);
        let in_utf8 = !flags.non_ascii || simdutf8::basic::from_utf8(body).is_ok();
        let failure = if budget.was_exceeded() { Failure::Memory } else { Failure::Invalid };
        if !in_utf8 || flags.invalid {
            return Err(failure);
        }
        let indexed = Body { bytes: body, quotes: index.quotes(), max_depth };
        if !*uncached {
            let is_plain = !flags.non_ascii && !flags.unicode;
            if let Some(hit) = cache.find(scanner, indexed, is_plain) {
                return Ok(Located::Cached(hit));
            }
        }
        let parsed = memory.parse::<Root<'_>>(indexed, Way::Expected, budget)?;
        if !*uncached && parsed.tables == 0 {
            let records = memory.records().get(..parsed.top).unwrap_or_default();
            cache.note(indexed, records, root_schema());
        }
        Ok(Located::Parsed(parsed))
    }

    /// Finds the records of a text, and the number of line ends in it, if it is valid.
    #[inline(always)]
    pub(super) fn find_text(
        &mut self,
        scanner: Scanner,
        limits: Limits,
        text: &[u8],
        budget: &mut MemoryBudget,
    ) -> Option<(Located, usize)> {
        if text.len() > limits.max_body_len() {
            return None;
        }
        let located = self.find_records(scanner, limits, text, budget);
        budget.was_exceeded();
        let located = located.ok()?;
        let lines = match located {
            Located::Exact(hit) if self.cache.is_one_line(hit) => 0,
            _ => memchr::memchr_iter(b'\n', text).count(),
        };
        Some((located, lines))
    }

    /// Returns the quotes of a body, and whether a string contains escapes.
    #[inline(always)]
    pub(super) fn quotes(&self, located: Located) -> (&[u32], bool) {
        match located {
            Located::Exact(hit) => self.cache.quotes(hit),
            _ => (self.index.quotes(), self.index.has_backslash()),
        }
    }

    /// Returns the records of a body, and the size of its tables in words.
    #[inline(always)]
    pub(super) fn records(&self, located: Located) -> (&[u32], usize) {
        match located {
            Located::Exact(hit) => (self.cache.records(hit.template()), 0),
            Located::Cached(hit) => (self.cache.records(hit), 0),
            Located::Parsed(parsed) => (self.memory.records(), parsed.tables),
        }
    }

    /// Reserves one chunk in the empty arena for everything that a document of `len` bytes
    /// allocates there.
    #[inline(always)]
    fn reserve_document(
        &mut self,
        located: Located,
        len: usize,
        budget: &mut MemoryBudget,
    ) -> Result<(), Error> {
        let (_, tables) = self.records(located);
        let mut size = size_of::<Doc<'_>>() + tables * size_of::<AtomicU32>();
        if let (quotes, true) = self.quotes(located) {
            size += len + quotes.len() * size_of::<AtomicU32>();
        }
        if self.arena.chunk_capacity() < size + 64 {
            return self.enlarge_arena(size + 64, budget);
        }
        Ok(())
    }

    #[cold]
    #[inline(never)]
    fn enlarge_arena(&mut self, size: usize, budget: &mut MemoryBudget) -> Result<(), Error> {
        /// The maximum excess of a chunk over the requested size.
        const ROUNDED_UP: usize = 8 << 10;
        budget.replace(self.arena.allocated_bytes(), 0);
        self.arena = Bump::new();
        for size in [size + size / 4 + 448, size] {
            if size + ROUNDED_UP > budget.left() {
                continue;
            }
            if let Ok(larger) = Bump::try_with_capacity(size) {
                budget.replace(0, larger.allocated_bytes());
                self.arena = larger;
                return Ok(());
            }
        }
        Err(out_of_memory())
    }

    /// Frees all memory except the cache's.
    pub(super) fn forget(&mut self) {
        (self.index, self.memory, self.arena) = Default::default();
    }

    /// Frees all memory.
    pub(super) fn release(&mut self) {
        *self = Scratch { uncached: self.uncached, ..Scratch::default() };
    }

    /// Frees memory beyond the usual needs of bodies of `len` bytes.
    pub(super) fn shrink_to(&mut self, len: usize) {
        self.index.shrink_to(len);
        self.memory.shrink_to(len);
        self.cache.shrink();
        self.arena = Bump::new();
    }

    /// Returns the memory that grows with a body, in bytes.
    pub(super) fn grown(&self) -> usize {
        self.index.capacity() + self.memory.capacity() + self.arena.allocated_bytes()
    }

    /// Returns the memory of the cache, in bytes.
    pub(super) fn cached(&self) -> usize {
        self.cache.capacity()
    }
}

/// Returns the records of a body, from the generated functions or from the loop over tables, for
/// tests that compare the two.
pub fn records(body: &[u8], max_depth: usize, expected: bool) -> Option<Vec<u32>> {
    let (mut index, mut memory) = (Index::default(), Memory::default());
    let mut budget = MemoryBudget::new(usize::MAX);
    let flags = Scanner::new(Kernel::detect()).scan_within(body, &mut index, &mut budget);
    let way = if expected { Way::Expected } else { Way::LookedUp };
    let body = Body { bytes: body, quotes: index.quotes(), max_depth };
    let parsed =
        memory.parse::<Root<'_>>(body, way, &mut budget).ok().filter(|_| !flags.invalid)?;
    memory.records().get(..parsed.top).map(<[u32]>::to_vec)
}

/// Returns the error of a rejected body.
#[cold]
fn explain(body: &[u8], limits: Limits, failure: Failure) -> Error {
    match (check(body, limits.max_depth()), failure) {
        (Err(error), _) => error,
        (Ok(()), Failure::Memory) => out_of_memory(),
        (Ok(()), Failure::Invalid) => {
            debug_assert!(false, "the parser refused what the reference accepts");
            Error::new(ErrorKind::ExpectedValue, 0)
        }
    }
}

/// Returns the error for an exceeded memory budget.
fn out_of_memory() -> Error {
    Error::new(ErrorKind::MemoryLimit, 0)
}
