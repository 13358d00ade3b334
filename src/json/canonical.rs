//! Canonical hashes: one hash for all spellings of a value.
//!
//! They do not depend on the order of members, escapes, white space, deprecated spellings of
//! members, or members of a schema that are `null`. Numbers are hashed as spelled. The hash is
//! built from [XXH3-128](https://xxhash.com) and stable across versions.
//!
//! ```text
//! string, number, …   xxh3(text, seed = type)
//! array               fold over the items: h = xxh3(h ‖ item, seed = ARRAY)
//! object              xxh3(sum over members of xxh3(key ‖ value, seed = MEMBER), seed = OBJECT)
//! ```
//!
//! A sum needs no sorting, hence no memory. But it loses the order of two members with the same
//! key, of which the last counts. So members without a schema are folded in document order if keys
//! repeat, or if there are too many to search for repetitions.

use super::doc::ItemIds;
use super::record::{Slot, SlotKind};
use super::schema::Schema;
use super::{JsonType, Obj, Raw};
use xxhash_rust::xxh3::xxh3_128_with_seed;

/// The levels of containers that are hashed by value; deeper ones as spelled. Bounds the stack.
const MAX_LEVELS: usize = 16;

/// The maximum number of members without a schema that are checked for repeated keys.
const MAX_UNORDERED: usize = 32;

// Each type of value has its own seed, so that `"1"` and `1` differ.
const STRING: u64 = 1;
const SCALAR: u64 = 2;
const ARRAY: u64 = 3;
const MEMBER: u64 = 4;
const OBJECT: u64 = 5;
const ORDERED_OBJECT: u64 = 6;
const SPELLED: u64 = 7;

/// Odd, so that no bit of an earlier member is lost.
const MULTIPLIER: u128 = 0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835;

/// Returns the hash of a decoded string.
pub(crate) fn hash_text(text: &str) -> u128 {
    xxh3_128_with_seed(text.as_bytes(), STRING)
}

/// Returns the hash of a sequence with `next` appended.
pub(crate) fn chain(hash: u128, next: u128) -> u128 {
    pair(hash, next, ARRAY)
}

/// Returns the hash of a value's bytes, as spelled.
pub(crate) fn hash_spelled(raw: Raw<'_>) -> u128 {
    xxh3_128_with_seed(raw.json().as_bytes(), SPELLED)
}

fn pair(a: u128, b: u128, seed: u64) -> u128 {
    let mut bytes = [0; 32];
    let (first, second) = bytes.split_at_mut(16);
    first.copy_from_slice(&a.to_le_bytes());
    second.copy_from_slice(&b.to_le_bytes());
    xxh3_128_with_seed(&bytes, seed)
}

/// Hashes one object, member by member.
pub(crate) struct ObjectHash {
    /// The sum over all members.
    sum: u128,
    /// The sum over the members with a schema, and the fold over the others.
    named: u128,
    ordered: u128,
    /// The low bits of the hashes of keys without a schema.
    keys: [u32; MAX_UNORDERED],
    len: usize,
    is_ordered: bool,
    levels: usize,
}

impl ObjectHash {
    pub(crate) fn new() -> ObjectHash {
        ObjectHash::within(MAX_LEVELS)
    }

    fn within(levels: usize) -> ObjectHash {
        let keys = [0; MAX_UNORDERED];
        ObjectHash { sum: 0, named: 0, ordered: 0, keys, len: 0, is_ordered: false, levels }
    }

    /// Adds a member that the schema of its object names.
    pub(crate) fn add_named(&mut self, obj: Obj<'_>, schema: &'static Schema, slot: Slot) {
        let Some(member) = schema.member(slot.number) else { return };
        if slot.is_null() {
            return;
        }
        let levels = self.levels.saturating_sub(1);
        let value = match (slot.kind(), member.kind.of_object(), member.kind.of_items()) {
            (SlotKind::Object, Some(of), _) if levels > 0 => object(obj.part(slot), of(), levels),
            (SlotKind::List, _, Some(of)) if levels > 0 => list(obj, slot, of(), levels),
            _ => value(obj.value(slot), levels),
        };
        let name = schema.canonical_name(slot.number, |number| {
            let slot = obj.find(number);
            !slot.is_absent() && !slot.is_null() && !obj.is_mismatch(slot, schema)
        });
        let member = pair(hash_text(name), value, MEMBER);
        self.sum = self.sum.wrapping_add(member);
        self.named = self.named.wrapping_add(member);
    }

    /// Adds a member that no schema names.
    pub(crate) fn add_unknown(&mut self, key: &str, raw: Raw<'_>) {
        let key = hash_text(key);
        let short = key as u32;
        match self.keys.get(..self.len) {
            Some(keys) if !keys.contains(&short) => {
                if let Some(place) = self.keys.get_mut(self.len) {
                    *place = short;
                } else {
                    self.is_ordered = true;
                }
            }
            _ => self.is_ordered = true,
        }
        self.len += 1;
        let member = pair(key, value(raw, self.levels.saturating_sub(1)), MEMBER);
        self.sum = self.sum.wrapping_add(member);
        self.ordered = self.ordered.wrapping_mul(MULTIPLIER).wrapping_add(member);
    }

    pub(crate) fn finish(self) -> u128 {
        if self.is_ordered {
            pair(self.named, self.ordered, ORDERED_OBJECT)
        } else {
            xxh3_128_with_seed(&self.sum.to_le_bytes(), OBJECT)
        }
    }
}

/// Hashes an object with a schema.
fn object(obj: Obj<'_>, schema: &'static Schema, levels: usize) -> u128 {
    let mut hash = ObjectHash::within(levels);
    for slot in obj.members(schema) {
        hash.add_named(obj, schema, slot);
    }
    for (key, raw) in obj.unknown(schema, !0) {
        hash.add_unknown(key.to_str(), raw);
    }
    hash.finish()
}

/// Hashes a list of objects with a schema.
fn list(obj: Obj<'_>, slot: Slot, schema: &'static Schema, levels: usize) -> u128 {
    let (doc, mut items) = (obj.doc, ItemIds::of(obj.doc, slot.record()));
    let mut hash = 0;
    while let Some(item) = items.next(doc) {
        let next = if doc.header(item).is_object() {
            object(Obj::new(doc, item), schema, levels - 1)
        } else {
            value(Raw::record(doc, item), levels - 1)
        };
        hash = chain(hash, next);
    }
    hash
}

/// Hashes a value without a schema.
fn value(raw: Raw<'_>, levels: usize) -> u128 {
    match raw.json_type() {
        JsonType::String => hash_text(raw.as_str().unwrap_or_default()),
        JsonType::Array | JsonType::Object if levels == 0 => hash_spelled(raw),
        JsonType::Array => raw.items().fold(0, |hash, item| chain(hash, value(item, levels - 1))),
        JsonType::Object => {
            let mut hash = ObjectHash::within(levels);
            for (key, raw) in raw.members() {
                hash.add_unknown(key.to_str(), raw);
            }
            hash.finish()
        }
        JsonType::Null | JsonType::Bool | JsonType::Number => {
            xxh3_128_with_seed(raw.json().as_bytes(), SCALAR)
        }
    }
}
