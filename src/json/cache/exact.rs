//! Exact templates: cached bodies that also match in the length of every string, so that their
//! quotes are known without indexing.
//!
//! Most statuses qualify, because their strings have fixed lengths. Text messages do not, so a body
//! is learned only if its quotes repeat, at most once in 4096 hits when the budget is spent.

use super::sets::Sets;
use super::templates::{Hit, Templates};
use super::{ENTRIES, LearnBudget, fold};
use crate::json::parse::Body;
use crate::scan::{ExactTemplate, Scanner, ask_for};
use alloc::vec::Vec;

/// The number of entries tried for each body.
const WAYS: usize = 4;

/// The number of hashes of bodies that occurred once.
const SEEN_ONCE: usize = 4 * ENTRIES;

/// The cached exact templates.
#[derive(Debug)]
pub(crate) struct ExactTemplates {
    entries: Vec<Entry>,
    /// The entries by the length of the body.
    sets: Sets<WAYS>,
    seen_once: [u32; SEEN_ONCE],
}

#[derive(Debug)]
struct Entry {
    exact: ExactTemplate,
    /// The template; `None` until the entry is first used.
    template: Option<Hit>,
    /// True if the body has no line end.
    is_one_line: bool,
}

/// A body that matches an entry.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ExactHit {
    entry: u32,
    template: Hit,
}

impl ExactHit {
    #[inline(always)]
    pub(crate) fn template(self) -> Hit {
        self.template
    }
}

impl Default for ExactTemplates {
    fn default() -> ExactTemplates {
        ExactTemplates { entries: Vec::new(), sets: Sets::default(), seen_once: [0; SEEN_ONCE] }
    }
}

impl ExactTemplates {
    /// The maximum memory in bytes.
    pub(super) const MAX_BYTES: usize = ENTRIES * (size_of::<Entry>() + ExactTemplate::MOST);

    /// Returns the bytes of memory held.
    pub(super) fn capacity(&self) -> usize {
        let exact = self.entries.iter().map(|entry| entry.exact.capacity());
        self.entries.capacity() * size_of::<Entry>() + exact.sum::<usize>()
    }

    /// Reserves all memory at once: a warm decoder allocates nothing.
    pub(super) fn prepare(&mut self) {
        if self.entries.is_empty() {
            self.entries = entries().unwrap_or_default();
        }
    }

    /// Returns the exact template that a body matches.
    #[inline]
    pub(super) fn find(
        &mut self,
        scanner: Scanner,
        body: &[u8],
        templates: &Templates,
    ) -> Option<ExactHit> {
        for way in 0..WAYS {
            let place = self.sets.entry(body.len(), way)?;
            let entry = self.entries.get(place)?;
            // The template may have been replaced since.
            let Some(template) = entry.template.filter(|&hit| templates.is_current(hit)) else {
                continue;
            };
            if entry.exact.body_len() != body.len() {
                continue;
            }
            // Prefetch: with many entries, these lines are no longer in the CPU's cache.
            ask_for::<256, _>(entry.exact.quotes());
            ask_for::<512, _>(templates.records(template));
            if !scanner.fits(&entry.exact, body) {
                continue;
            }
            self.sets.used(body.len(), way);
            return Some(ExactHit { entry: place as u32, template });
        }
        None
    }

    /// Returns true if the bodies that an entry matches have no line end.
    #[inline(always)]
    pub(super) fn is_one_line(&self, hit: ExactHit) -> bool {
        self.entries.get(hit.entry as usize).is_some_and(|entry| entry.is_one_line)
    }

    /// Returns the quote offsets of a hit, and true if its body has a backslash.
    #[inline(always)]
    pub(super) fn quotes(&self, hit: ExactHit) -> (&[u32], bool) {
        let entry = self.entries.get(hit.entry as usize);
        entry.map_or((&[], false), |entry| (entry.exact.quotes(), entry.exact.has_backslash()))
    }

    /// Notes a body that matches a template, and learns it on its second occurrence.
    #[inline]
    pub(super) fn note(
        &mut self,
        body: Body<'_>,
        template: Hit,
        templates: &Templates,
        budget: &mut LearnBudget,
    ) {
        if body.bytes.len() > crate::scan::exact_template::MAX_LEN {
            return;
        }
        // The sum changes if the length of any string changes.
        let sum = body.quotes.iter().fold(0u32, |sum, &quote| sum.wrapping_add(quote));
        let hash = fold(sum, body.bytes.len() as u32) | 1;
        let Some(seen) = self.seen_once.get_mut(hash as usize >> 8 & (SEEN_ONCE - 1)) else {
            return;
        };
        if *seen == hash {
            self.learn(body, template, templates, budget);
        } else {
            *seen = hash;
        }
    }

    /// Returns true if a body differs from a cached one only in the positions of its escapes, as
    /// with hashes in base64: the next body has them elsewhere again.
    fn differs_inside(&self, body: Body<'_>, template: Hit) -> bool {
        let len = body.bytes.len();
        (0..WAYS).map_while(|way| self.sets.entry(len, way)).any(|place| {
            self.entries.get(place).is_some_and(|entry| {
                let exact = &entry.exact;
                entry.template == Some(template)
                    && exact.body_len() == len
                    && exact.quotes() == body.quotes
            })
        })
    }

    #[inline(never)]
    fn learn(&mut self, body: Body<'_>, hit: Hit, templates: &Templates, budget: &mut LearnBudget) {
        let Body { bytes, quotes, .. } = body;
        if self.differs_inside(body, hit) || !budget.pay(LearnBudget::EXACT) {
            return;
        }
        if !ExactTemplate::is_regular(bytes, quotes) {
            return;
        }
        self.prepare();
        if self.entries.is_empty() {
            return;
        }
        let place = self.sets.vacate(bytes.len());
        let Some(entry) = self.entries.get_mut(place) else { return };
        entry.template = Some(hit);
        entry.is_one_line = !bytes.contains(&b'\n');
        let Some(template) = templates.template(hit) else { return };
        if entry.exact.learn(template, bytes, quotes) {
            self.sets.add(bytes.len(), place);
        }
    }
}

/// Returns all entries, if the system has the memory. Otherwise nothing is cached.
#[cold]
fn entries() -> Option<Vec<Entry>> {
    let mut entries = Vec::new();
    entries.try_reserve_exact(ENTRIES).ok()?;
    for _ in 0..ENTRIES {
        entries.push(Entry {
            exact: ExactTemplate::with_capacity()?,
            template: None,
            is_one_line: false,
        });
    }
    Some(entries)
}
