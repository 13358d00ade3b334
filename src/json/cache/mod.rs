//! A cache of parsed bodies: a body of a known structure reuses the records of an earlier one.
//!
//! Bodies from one sender share structure; only digits and string values change. Records hold
//! quote numbers instead of offsets ([`super::record`]), so they stay valid. A few vector compares
//! verify the structure:
//!
//! - [`templates`]: everything but digits and string values matches. Skips the parser.
//! - [`exact`]: the strings also have the same lengths. Skips the index, too.
//! - [`sets`]: selects the entries to try for a body.
//!
//! Learning takes longer than parsing, so a body is learned on the second occurrence of its
//! structure, and learning is rate-limited ([`LearnBudget`]): traffic without repetition is parsed.

pub(crate) mod exact;
mod sets;
pub(crate) mod templates;

use super::parse::Body;
use super::schema::Schema;
use crate::scan::Scanner;
use exact::{ExactHit, ExactTemplates};
use templates::{Hit, Templates};

/// The number of entries of either kind.
const ENTRIES: usize = 64;

/// The cached bodies.
#[derive(Debug, Default)]
pub(crate) struct BodyCache {
    templates: Templates,
    exact: ExactTemplates,
    budget: LearnBudget,
}

impl BodyCache {
    /// The maximum memory in bytes.
    pub(crate) const MAX_BYTES: usize = Templates::MAX_BYTES + ExactTemplates::MAX_BYTES;

    /// Returns the exact template that the body matches.
    #[inline(always)]
    pub(crate) fn find_exact(
        &mut self,
        scanner: Scanner,
        body: &[u8],
        max_depth: usize,
    ) -> Option<ExactHit> {
        let hit = self.exact.find(scanner, body, &self.templates)?;
        self.budget.earn();
        (self.templates.depth(hit.template()) <= max_depth).then_some(hit)
    }

    /// Returns the template that an indexed body matches. `is_plain` is true if the body has
    /// neither bytes above 0x7F nor escapes `\u`.
    #[inline(always)]
    pub(crate) fn find(&mut self, scanner: Scanner, body: Body<'_>, is_plain: bool) -> Option<Hit> {
        let hit = self.templates.find(scanner, body)?;
        self.budget.earn();
        if is_plain {
            self.exact.note(body, hit, &self.templates, &mut self.budget);
        }
        Some(hit)
    }

    /// Learns a parsed body on the second occurrence of its structure. `root` is the schema of its
    /// root.
    #[inline]
    pub(crate) fn note(&mut self, body: Body<'_>, records: &[u32], root: &'static Schema) {
        self.templates.note(body, records, root, &mut self.budget);
        self.exact.prepare();
    }

    /// Returns the records of a hit.
    #[inline(always)]
    pub(crate) fn records(&self, hit: Hit) -> &[u32] {
        self.templates.records(hit)
    }

    /// Returns the quote offsets of an exact hit, and true if its body has a backslash.
    #[inline(always)]
    pub(crate) fn quotes(&self, hit: ExactHit) -> (&[u32], bool) {
        self.exact.quotes(hit)
    }

    /// Returns true if a body of an exact hit has no line end.
    #[inline(always)]
    pub(crate) fn is_one_line(&self, hit: ExactHit) -> bool {
        self.exact.is_one_line(hit)
    }

    /// Returns the bytes of memory held.
    pub(crate) fn capacity(&self) -> usize {
        self.templates.capacity() + self.exact.capacity()
    }

    /// Frees the larger part of the memory.
    pub(crate) fn shrink(&mut self) {
        self.exact = ExactTemplates::default();
    }
}

/// A rate limit of learning: each hit earns 1, up to the cost of 64 exact templates.
#[derive(Debug)]
struct LearnBudget {
    credit: u32,
}

impl LearnBudget {
    /// Costs of learning a template and an exact one, in hits: enough to amortize the work.
    const TEMPLATE: u32 = 1024;
    const EXACT: u32 = 4096;
    const MAX: u32 = ENTRIES as u32 * Self::EXACT;

    #[inline(always)]
    fn earn(&mut self) {
        self.credit = (self.credit + 1).min(Self::MAX);
    }

    /// Pays `price`. Returns false if the credit is too low.
    fn pay(&mut self, price: u32) -> bool {
        let left = self.credit.checked_sub(price);
        self.credit = left.unwrap_or(self.credit);
        left.is_some()
    }
}

impl Default for LearnBudget {
    fn default() -> LearnBudget {
        LearnBudget { credit: Self::MAX }
    }
}

/// Mixes a number into a hash of a body's structure.
#[inline]
fn fold(hash: u32, number: u32) -> u32 {
    (hash ^ number).wrapping_mul(0x9E37_79B1).rotate_left(13)
}
