//! Long lists whose items are looked up by an id: one index a list, built when first asked.
//!
//! A short list is searched from its start. For a longer one the decoder sets memory aside, and the
//! first search fills it: an open-addressing table with a slot for each id, which says whose it is, hashed
//! with a seed that no sender knows. Several threads may ask at once.

use super::doc::{Doc, Entry, Shape};
use super::schema::Schema;
use super::view::{Items, Obj, View};
use core::sync::atomic::{AtomicU32, Ordering};

/// Lists up to this length have no table.
const SHORT: usize = 8;

/// How many words the table of a list takes that has so many items, and so many keys among them: the
/// state, then the slots.
pub(crate) fn words(items: usize, keys: usize) -> usize {
    if items <= SHORT { 0 } else { 1 + (2 * keys).next_power_of_two() }
}

// The states of a table.
const EMPTY: u32 = 0;
const BUSY: u32 = 1;
const BUILT: u32 = 2;
const MARKED: u32 = 3;

/// In a slot: its id was marked.
const MARK: u32 = 1 << 31;

/// A list with the members that its items are known by.
#[derive(Clone, Copy)]
pub(crate) struct Keyed<'a> {
    doc: &'a Doc<'a>,
    items: &'a [u64],
    keys: [u8; 2],
    /// Empty for a short list.
    table: &'a [AtomicU32],
}

impl<'a> Keyed<'a> {
    /// The list that `items` goes through, if its items have keys.
    pub(crate) fn of<V: View<'a>>(items: Items<'a, V>) -> Option<Keyed<'a>> {
        let (doc, node) = items.node()?;
        Keyed::at(doc, node, V::schema())
    }

    /// The array of that node, if its items have keys.
    pub(crate) fn at(doc: &'a Doc<'a>, node: u32, schema: &'static Schema) -> Option<Keyed<'a>> {
        let keys = schema.keys?;
        let (table, len) = doc.table_of(node);
        let table = doc.tables.get(table..table + len).unwrap_or_default();
        Some(Keyed { doc, items: doc.items(node), keys, table })
    }

    /// The first item that is known by `id`.
    #[inline]
    pub(crate) fn find(self, id: &str) -> Option<Obj<'a>> {
        if self.table.is_empty() {
            return self.objects().find(|obj| self.is_known_by(*obj, id));
        }
        self.look_up(id)
    }

    #[inline(never)]
    fn look_up(self, id: &str) -> Option<Obj<'a>> {
        self.build();
        let (_, slot) = self.slot(id)?;
        self.object(place(slot))
    }

    /// Notes once, for all items, whether one of the ids finds them that `ids` calls back with; it is told
    /// whether an id finds any.
    pub(crate) fn mark_all(self, ids: impl FnOnce(&mut dyn FnMut(&str) -> bool)) {
        let Some(state) = self.table.first() else { return };
        self.build();
        if !claim(state, BUILT) {
            return;
        }
        ids(&mut |id| {
            let Some((at, slot)) = self.slot(id) else { return false };
            if let Some(marked) = self.slots().get(at) {
                marked.store(slot | MARK, Ordering::Relaxed);
            }
            true
        });
        state.store(MARKED, Ordering::Release);
    }

    /// Whether there is one item.
    #[inline]
    pub(crate) fn is_lone(self) -> bool {
        self.items.len() == 1
    }

    /// Whether the list is searched from its start: then nothing is marked.
    pub(crate) fn is_short(self) -> bool {
        self.table.is_empty()
    }

    /// Whether [`Keyed::mark_all`] was given an id that finds `obj`.
    pub(crate) fn is_marked(self, obj: Obj<'a>) -> bool {
        self.ids(obj).any(|id| {
            let slot = self.slot(id).map(|(_, slot)| slot).filter(|slot| slot & MARK != 0);
            // The first item of an id has it.
            slot.and_then(|slot| self.object(place(slot)))
                .is_some_and(|found| found.node == obj.node)
        })
    }

    /// Whether `obj` is known by `id`.
    #[inline]
    pub(crate) fn is_known_by(self, obj: Obj<'a>, id: &str) -> bool {
        self.ids(obj).any(|own| own == id)
    }

    #[inline(always)]
    fn ids(self, obj: Obj<'a>) -> impl Iterator<Item = &'a str> {
        self.keys.into_iter().filter_map(move |key| obj.text(key))
    }

    fn objects(self) -> impl Iterator<Item = Obj<'a>> {
        (0..self.items.len()).filter_map(move |place| self.object(place))
    }

    fn object(self, place: usize) -> Option<Obj<'a>> {
        let word = Entry(*self.items.get(place)?);
        (word.shape() == Shape::Object).then(|| Obj { doc: self.doc, node: word.at() })
    }

    /// The id that a slot is for.
    fn id_in(self, slot: u32) -> Option<&'a str> {
        let key = *self.keys.get(((slot & !MARK) as usize - 1) % 2)?;
        self.object(place(slot))?.text(key)
    }

    fn slots(self) -> &'a [AtomicU32] {
        self.table.get(1..).unwrap_or_default()
    }

    /// The slot of the item that is known by `id`, with what stands in it.
    fn slot(self, id: &str) -> Option<(usize, u32)> {
        self.probe(id).find_map(|(at, slot)| {
            if slot == 0 {
                return Some(None);
            }
            (self.id_in(slot) == Some(id)).then_some(Some((at, slot)))
        })?
    }

    /// The slots where `id` may be, in the order of looking.
    fn probe(self, id: &str) -> impl Iterator<Item = (usize, u32)> {
        let slots = self.slots();
        let mask = slots.len().wrapping_sub(1);
        let start = hash(id.as_bytes(), self.doc.seed) as usize;
        (0..slots.len()).filter_map(move |step| {
            let at = start.wrapping_add(step) & mask;
            Some((at, slots.get(at)?.load(Ordering::Relaxed)))
        })
    }

    fn build(self) {
        let Some(state) = self.table.first() else { return };
        if !claim(state, EMPTY) {
            return;
        }
        for place in 0..self.items.len() as u32 {
            for key in 0..2 {
                let slot = 1 + (2 * place + key);
                let Some(id) = self.id_in(slot) else { continue };
                // The first item of an id keeps it. The table has twice as many slots as keys.
                let free = self.probe(id).find_map(|(at, slot)| match slot {
                    0 => Some(Some(at)),
                    taken => (self.id_in(taken) == Some(id)).then_some(None),
                });
                if let Some(free) = free.flatten().and_then(|at| self.slots().get(at)) {
                    free.store(slot, Ordering::Relaxed);
                }
            }
        }
        state.store(BUILT, Ordering::Release);
    }
}

/// The item that a slot names.
fn place(slot: u32) -> usize {
    ((slot & !MARK) as usize - 1) / 2
}

/// Whether the caller is the one to do the work that `from` waits for. Waits while another does.
fn claim(state: &AtomicU32, from: u32) -> bool {
    loop {
        match state.compare_exchange(from, BUSY, Ordering::Acquire, Ordering::Acquire) {
            Ok(_) => return true,
            Err(BUSY) => core::hint::spin_loop(),
            Err(_) => return false,
        }
    }
}

/// Eight bytes at a time, multiplied into 128 bits and folded.
fn hash(bytes: &[u8], seed: u64) -> u64 {
    let fold = |a: u64, b: u64| {
        let product = u128::from(a) * u128::from(b);
        (product as u64) ^ ((product >> 64) as u64)
    };
    let (words, rest) = bytes.as_chunks::<8>();
    let mut last = [0; 8];
    for (to, from) in last.iter_mut().zip(rest) {
        *to = *from;
    }
    let mut hash = seed ^ bytes.len() as u64;
    for word in words.iter().chain([&last]) {
        hash = fold(hash ^ u64::from_le_bytes(*word), 0x9E37_79B9_7F4A_7C15 ^ seed.rotate_left(32));
    }
    fold(hash, 0xD134_2543_DE82_EF95)
}
