//! Templates: cached bodies that match on everything but digits and string values.

use super::sets::Sets;
use super::{ENTRIES, LearnBudget, fold};
use crate::json::parse::write::{slot, visit_items, word_of};
use crate::json::parse::{Body, ROOT};
use crate::json::record::SlotKind;
use crate::json::schema::{Schema, Type};
use crate::scan::{Scanner, Template};
use alloc::vec::Vec;

/// The number of entries tried for each body.
const WAYS: usize = 16;

/// The limits of cached bodies: bytes of the body, words of its records, and fields in it.
const MAX_LEN: usize = 16 << 10;
const MAX_WORDS: usize = 1024;
const MAX_FIELDS: usize = 16;

/// A rate limit of compares that fail: a miss costs 2, each body refunds 1, a hit as much as eight
/// misses. Traffic that resembles many entries and matches none then costs one compare in two
/// bodies.
#[derive(Debug)]
struct ProbeBudget {
    left: u32,
}

impl ProbeBudget {
    const MISS: u32 = 2;
    const HIT: u32 = 8 * Self::MISS;
    const ALL_WAYS: u32 = WAYS as u32 * Self::MISS;
    const MAX: u32 = 16 * Self::ALL_WAYS;

    /// Returns the number of entries that may be tried for a body.
    #[inline(always)]
    fn ways(&mut self) -> usize {
        let ways = match self.left {
            0 => 0,
            1..Self::ALL_WAYS => 1,
            _ => WAYS,
        };
        self.left = (self.left + 1).min(Self::MAX);
        ways
    }

    #[inline(always)]
    fn miss(&mut self) {
        self.left = self.left.saturating_sub(Self::MISS);
    }

    #[inline(always)]
    fn hit(&mut self) {
        self.left = (self.left + Self::HIT).min(Self::MAX);
    }
}

/// The cached templates.
#[derive(Debug)]
pub(crate) struct Templates {
    entries: Vec<Entry>,
    /// The entries by the number of quotes.
    sets: Sets<WAYS>,
    /// Hashes of the bodies parsed last, the latest first.
    seen_once: [u32; ENTRIES],
    budget: ProbeBudget,
}

#[derive(Debug)]
struct Entry {
    template: Template,
    /// The number of quotes of a matching body.
    quotes: usize,
    records: Vec<u32>,
    /// The opening quotes of discriminants, the strings that decided how the body was parsed.
    fields: Vec<u32>,
    /// Incremented when the entry is replaced.
    generation: u32,
}

/// A body that matches an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Hit {
    entry: u32,
    generation: u32,
}

impl Default for Templates {
    fn default() -> Templates {
        let budget = ProbeBudget { left: ProbeBudget::MAX };
        Templates { entries: Vec::new(), sets: Sets::default(), seen_once: [0; ENTRIES], budget }
    }
}

impl Templates {
    /// The maximum memory in bytes.
    pub(super) const MAX_BYTES: usize = ENTRIES
        * (size_of::<Entry>() + Template::MOST + (MAX_WORDS + MAX_FIELDS) * size_of::<u32>());

    /// Returns the bytes of memory held.
    pub(super) fn capacity(&self) -> usize {
        let words = |entry: &Entry| (entry.records.capacity() + entry.fields.capacity()) * 4;
        let entries = self.entries.iter().map(|entry| entry.template.capacity() + words(entry));
        self.entries.capacity() * size_of::<Entry>() + entries.sum::<usize>()
    }

    /// Returns the entry that a body matches. White space may follow the matching part.
    #[inline]
    pub(super) fn find(&mut self, scanner: Scanner, body: Body<'_>) -> Option<Hit> {
        let key = body.quotes.len();
        for way in 0..self.budget.ways() {
            let place = self.sets.entry(key, way)?;
            let entry = self.entries.get(place)?;
            if entry.quotes != key || entry.template.depth() > body.max_depth {
                continue;
            }
            let end = scanner.matches(&entry.template, body.bytes, 0, body.quotes);
            let Some(end) = end.filter(|&end| is_space(body.bytes.get(end..))) else {
                self.budget.miss();
                continue;
            };
            debug_assert!(end <= body.bytes.len());
            let generation = entry.generation;
            self.sets.used(key, way);
            self.budget.hit();
            return Some(Hit { entry: place as u32, generation });
        }
        None
    }

    fn entry(&self, hit: Hit) -> Option<&Entry> {
        self.entries.get(hit.entry as usize)
    }

    /// Returns the records of a hit.
    #[inline(always)]
    pub(super) fn records(&self, hit: Hit) -> &[u32] {
        self.entry(hit).map_or(&[], |entry| &entry.records)
    }

    /// Returns true if the entry was not replaced since the hit.
    #[inline]
    pub(super) fn is_current(&self, hit: Hit) -> bool {
        self.entry(hit).is_some_and(|entry| entry.generation == hit.generation)
    }

    /// Returns the depth of the body of a hit.
    #[inline]
    pub(super) fn depth(&self, hit: Hit) -> usize {
        self.entry(hit).map_or(0, |entry| entry.template.depth())
    }

    /// Returns the template of a hit, which must be current.
    pub(super) fn template(&self, hit: Hit) -> Option<&Template> {
        self.entry(hit).map(|entry| &entry.template)
    }

    /// Learns a parsed body on the second occurrence of its structure.
    #[inline]
    pub(super) fn note(
        &mut self,
        body: Body<'_>,
        records: &[u32],
        root: &'static Schema,
        budget: &mut LearnBudget,
    ) {
        let starts = body.bytes.first() == Some(&b'{') && body.quotes.len() > 1;
        if !starts || records.len() > MAX_WORDS || body.bytes.len() > MAX_LEN {
            return;
        }
        let hash = hash(body.quotes.len(), records);
        if self.seen_once.contains(&hash) {
            if budget.pay(LearnBudget::TEMPLATE) {
                self.learn(body, records, root);
            }
            return;
        }
        self.seen_once.rotate_right(1);
        self.seen_once[0] = hash;
        // Reserve memory ahead of use: a warm decoder allocates nothing.
        self.add_entry();
    }

    #[inline(never)]
    fn learn(&mut self, body: Body<'_>, records: &[u32], root: &'static Schema) {
        let key = body.quotes.len();
        let place = self.sets.vacate(key);
        if place == self.entries.len() {
            self.add_entry();
        }
        let Some(entry) = self.entries.get_mut(place) else { return };
        entry.generation = entry.generation.wrapping_add(1);
        entry.quotes = key;
        entry.records.clear();
        entry.records.extend_from_slice(records);
        entry.fields.clear();
        let mut are_few = true;
        visit_tags(records, word_of(ROOT), root, &mut |open| {
            are_few &= entry.fields.len() < MAX_FIELDS;
            if are_few {
                entry.fields.push(open);
            }
        });
        entry.fields.sort_unstable();
        let is_fixed = |open: usize| entry.fields.binary_search(&(open as u32)).is_ok();
        let text = body.bytes.trim_ascii_end();
        if are_few && entry.template.learn(text, 0, body.quotes, is_fixed) {
            self.sets.add(key, place);
        }
    }

    /// Adds an entry, up to the maximum. Without memory nothing is cached, which is no error.
    fn add_entry(&mut self) {
        if self.entries.len() < ENTRIES
            && self.entries.try_reserve(1).is_ok()
            && let Some(entry) = Entry::with_memory()
        {
            self.entries.push(entry);
        }
    }
}

/// Returns true if all bytes are white space.
#[inline(always)]
fn is_space(bytes: Option<&[u8]>) -> bool {
    let is_space = |byte: &u8| matches!(byte, b' ' | b'\n' | b'\r' | b'\t');
    bytes.is_some_and(|bytes| bytes.iter().all(is_space))
}

/// Calls `found` with the opening quotes of the discriminants in an object, and in objects of its
/// lists.
fn visit_tags(records: &[u32], record: usize, schema: &'static Schema, found: &mut dyn FnMut(u32)) {
    if let Some(variant) = &schema.variant {
        let discriminant = slot(records, record, variant.discriminant);
        if discriminant.kind() == SlotKind::String {
            found(discriminant.string() as u32);
        }
    }
    for member in schema.members {
        let (Type::List(of), list) = (member.kind, slot(records, record, member.number)) else {
            continue;
        };
        if list.kind() == SlotKind::List {
            visit_items(records, word_of(list.record()), |item| {
                visit_tags(records, item, of(), found);
            });
        }
    }
}

/// Returns a hash of some of the records: cheap, because each parsed body pays for it.
fn hash(quotes: usize, records: &[u32]) -> u32 {
    let (len, count) = (records.len(), 16);
    let some = (0..count).map(|n| records.get(len * n / count).copied().unwrap_or(0));
    some.fold(fold(quotes as u32, len as u32), fold) | 1
}

impl Entry {
    /// Creates an entry with memory for any body that can be cached, if the system has it.
    fn with_memory() -> Option<Entry> {
        let (records, fields) = (Vec::new(), Vec::new());
        let template = Template::with_capacity()?;
        let mut entry = Entry { template, quotes: 0, records, fields, generation: 0 };
        entry.records.try_reserve_exact(MAX_WORDS).ok()?;
        entry.fields.try_reserve_exact(MAX_FIELDS).ok()?;
        Some(entry)
    }
}
