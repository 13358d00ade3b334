//! Exact templates: cached bodies that also match in the length of every string, so that their
//! quotes are known without indexing.
//!
//! Most statuses qualify, because their values have fixed lengths. Text messages do not, so a body
//! is learned only when its quotes repeat, at most once in 4096 hits when the budget is spent.

use super::sets::Sets;
use super::templates::{Hit, Templates};
use super::{ENTRIES, LearnBudget, fold};
use crate::json::parse::Body;
use crate::scan::{Layout, Scanner, ask_for};
use alloc::vec::Vec;

/// Entries tried per body.
const WAYS: usize = 4;

/// Hashes of bodies that were seen once.
const SEEN_ONCE: usize = 4 * ENTRIES;

/// The cached bodies.
#[derive(Debug)]
pub(crate) struct ExactTemplates {
    entries: Vec<Entry>,
    /// By the length of a body.
    sets: Sets<WAYS>,
    seen_once: [u32; SEEN_ONCE],
}

#[derive(Debug)]
struct Entry {
    layout: Layout,
    /// The template; `None` until the entry is first used.
    template: Option<Hit>,
    /// There is no line end in the body.
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
    /// Bytes of memory held at most.
    pub(super) const MAX_BYTES: usize = ENTRIES * (size_of::<Entry>() + Layout::MOST);

    /// Bytes of memory held.
    pub(super) fn capacity(&self) -> usize {
        let layouts = self.entries.iter().map(|entry| entry.layout.capacity());
        self.entries.capacity() * size_of::<Entry>() + layouts.sum::<usize>()
    }

    /// Reserves all memory at once: a warm decoder allocates nothing.
    pub(super) fn prepare(&mut self) {
        if self.entries.is_empty() {
            self.entries = entries().unwrap_or_default();
        }
    }

    /// Returns the entry that a body matches.
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
            if entry.layout.body_len() != body.len() {
                continue;
            }
            // Prefetch: with many entries, these lines have left the CPU's cache.
            ask_for::<256, _>(entry.layout.marks());
            ask_for::<512, _>(templates.records(template));
            if !scanner.fits(&entry.layout, body) {
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

    /// The quotes of a hit, and whether it has a backslash.
    #[inline(always)]
    pub(super) fn quotes(&self, hit: ExactHit) -> (&[u32], bool) {
        let entry = self.entries.get(hit.entry as usize);
        entry.map_or((&[], false), |entry| (entry.layout.marks(), entry.layout.has_backslash()))
    }

    /// Notes a body that matches a template, and learns it if it was seen before.
    #[inline]
    pub(super) fn note(
        &mut self,
        body: Body<'_>,
        template: Hit,
        templates: &Templates,
        budget: &mut LearnBudget,
    ) {
        if body.bytes.len() > crate::scan::layout::MAX_LEN {
            return;
        }
        // The sum changes if any string has another length.
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

    /// Returns true if a body differs from a cached one only in where its strings have escapes: like a
    /// hash in base64, of which the next one has them elsewhere again.
    fn differs_inside(&self, body: Body<'_>, template: Hit) -> bool {
        let len = body.bytes.len();
        (0..WAYS).map_while(|way| self.sets.entry(len, way)).any(|place| {
            self.entries.get(place).is_some_and(|entry| {
                let layout = &entry.layout;
                entry.template == Some(template)
                    && layout.body_len() == len
                    && layout.marks() == body.quotes
            })
        })
    }

    #[inline(never)]
    fn learn(&mut self, body: Body<'_>, hit: Hit, templates: &Templates, budget: &mut LearnBudget) {
        let Body { bytes, quotes, .. } = body;
        if self.differs_inside(body, hit) || !budget.pay(LearnBudget::EXACT) {
            return;
        }
        if !Layout::is_regular(bytes, quotes) {
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
        if entry.layout.learn(template, bytes, quotes) {
            self.sets.add(bytes.len(), place);
        }
    }
}

/// All entries, if the system has the memory: without it nothing is cached.
#[cold]
fn entries() -> Option<Vec<Entry>> {
    let mut entries = Vec::new();
    entries.try_reserve_exact(ENTRIES).ok()?;
    for _ in 0..ENTRIES {
        entries.push(Entry { layout: Layout::with_room()?, template: None, is_one_line: false });
    }
    Some(entries)
}
