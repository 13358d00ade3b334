//! Lookups of list items by an id, with one index for each long list, built on the first lookup.
//!
//! Usually the caller's hint is right: the n-th message is from the n-th contact. Otherwise a short
//! list is searched linearly. For a longer one the decoder reserves memory, which the first lookup
//! fills: an open-addressing table with a slot for each id, hashed with a seed that no sender
//! knows. Several threads may look up at once.

use super::doc::{Doc, ItemIds};
use super::lookup::Spelling;
use super::object::Obj;
use super::record::bits;
use super::view::{Items, View};
use core::sync::atomic::{AtomicU32, Ordering};

// The states of a table.
const EMPTY: u32 = 0;
const BUSY: u32 = 1;
const BUILT: u32 = 2;
const MARKED: u32 = 3;

/// A list with the members by which its items are looked up.
#[derive(Clone, Copy)]
pub(crate) struct Keyed<'a> {
    doc: &'a Doc<'a>,
    /// The record of the list.
    list: u32,
    len: usize,
    keys: [u8; 2],
    /// The hash table; empty for a short list.
    table: &'a [AtomicU32],
}

impl<'a> Keyed<'a> {
    /// Returns the keyed list of `items`, if its schema has keys.
    pub(crate) fn of<V: View<'a>>(items: Items<'a, V>) -> Option<Keyed<'a>> {
        let (doc, list) = items.list()?;
        Some(Keyed::at(doc, list, V::schema().keys?))
    }

    /// Returns the keyed list with that record, whose items are looked up by those members.
    pub(crate) fn at(doc: &'a Doc<'a>, list: u32, keys: [u8; 2]) -> Keyed<'a> {
        let (table, len) = doc.table_of(list);
        let table = doc.tables.get(table..table + len).unwrap_or_default();
        let (_, len) = doc.first_and_count(list);
        Keyed { doc, list, len: len as usize, keys, table }
    }

    /// Returns the item with that id: the one at index `hint` if it matches, otherwise the first.
    #[inline]
    pub(crate) fn find(self, id: &str, hint: usize) -> Option<Obj<'a>> {
        self.object(self.place(id, hint)?)
    }

    /// Returns the index of the item with that id, like [`Keyed::find`].
    #[inline]
    pub(crate) fn place(self, id: &str, hint: usize) -> Option<usize> {
        let is_known =
            |place| self.object(place).is_some_and(|obj| is_known_by(obj, self.keys, id));
        if is_known(hint) {
            return Some(hint);
        }
        if self.table.is_empty() {
            return (0..self.len).find(|&place| is_known(place));
        }
        self.look_up(id)
    }

    #[inline(never)]
    fn look_up(self, id: &str) -> Option<usize> {
        self.build();
        let found = self.probe(id).find_map(|(_, slot)| {
            if slot == 0 {
                return Some(None);
            }
            (self.id_in(slot) == Some(id)).then_some(Some(slot))
        });
        found.flatten().map(place)
    }

    /// Sets the bits of all items whose index `marks` calls back with. Later calls do nothing.
    pub(crate) fn mark_all(self, marks: impl FnOnce(&mut dyn FnMut(usize))) {
        let Some(state) = self.table.first() else { return };
        if state.load(Ordering::Acquire) == MARKED {
            return;
        }
        // Concurrent calls set the same bits.
        marks(&mut |place| {
            if let Some(word) = self.marks().get(place / 32) {
                word.fetch_or(1 << (place % 32), Ordering::Relaxed);
            }
        });
        self.build();
        state.store(MARKED, Ordering::Release);
    }

    /// Returns true if the list is searched linearly: it has no bits to set.
    pub(crate) fn is_short(self) -> bool {
        self.table.is_empty()
    }

    /// Returns true if [`Keyed::mark_all`] set the bit of that item.
    pub(crate) fn is_marked(self, place: usize) -> bool {
        let word = self.marks().get(place / 32);
        word.is_some_and(|word| word.load(Ordering::Relaxed) >> (place % 32) & 1 == 1)
    }

    fn object(self, place: usize) -> Option<Obj<'a>> {
        let record = match self.doc.indexed(self.list) {
            Some(items) => *items.get(place)?,
            None => {
                let mut items = ItemIds::of(self.doc, self.list);
                if place >= self.len || !items.pass(self.doc, place) {
                    return None;
                }
                items.next(self.doc)?
            }
        };
        self.doc.header(record).is_object().then(|| Obj::new(self.doc, record))
    }

    /// Returns the id that a slot stands for.
    fn id_in(self, slot: u32) -> Option<&'a str> {
        let key = *self.keys.get((slot as usize - 1) % 2)?;
        self.object(place(slot))?.text(key)
    }

    fn marks(self) -> &'a [AtomicU32] {
        self.table.get(1..1 + bits(self.len)).unwrap_or_default()
    }

    fn slots(self) -> &'a [AtomicU32] {
        self.table.get(1 + bits(self.len)..).unwrap_or_default()
    }

    /// Returns the slots to probe for `id`, in order.
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
        loop {
            match state.compare_exchange(EMPTY, BUSY, Ordering::Acquire, Ordering::Acquire) {
                Ok(_) => break,
                Err(BUSY) => core::hint::spin_loop(),
                Err(_) => return,
            }
        }
        for place in 0..self.len as u32 {
            for key in 0..2 {
                let slot = 1 + (2 * place + key);
                let Some(id) = self.id_in(slot) else { continue };
                // The first item with an id keeps its slot. At most half of the slots are used.
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

/// Returns true if one of the members `keys` of `obj` is `id`.
#[inline]
pub(crate) fn is_known_by(obj: Obj<'_>, keys: [u8; 2], id: &str) -> bool {
    let spelling = Spelling::of(id.as_bytes());
    // An id is short: this compare takes a few instructions, a call of the C library many.
    let is_it =
        |own: &str| Spelling::of(own.as_bytes()) == spelling && (spelling.is_whole() || own == id);
    keys.into_iter().any(|key| obj.text(key).is_some_and(is_it))
}

/// Returns the index of the item that a slot stands for.
fn place(slot: u32) -> usize {
    (slot as usize - 1) / 2
}

/// Returns a hash: 64-bit words are multiplied to 128 bits and folded.
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
