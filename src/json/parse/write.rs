//! Writing records, whose format is in [`crate::json::record`].
//!
//! A function that runs out of words returns `None` and notes that in the first two words, which
//! are zero otherwise; see [`take_overflow`].

use crate::json::record::{HEADER, Header, INDEXED, SLOTS, Slot, SlotKind, ZEROS, key_table};
use crate::json::schema::Schema;

/// The first word after an overflow. The second is the offset in the body; 0 if it is unknown.
const OVERFLOW: u32 = 1;

/// Returns the offset in the body at which the words ran out, if they did, and resets the note.
pub(super) fn take_overflow(words: &mut [u32]) -> Option<usize> {
    let [overflow, at] = words.first_chunk_mut()?;
    let (overflow, at) = (core::mem::take(overflow), core::mem::take(at));
    (overflow == OVERFLOW).then_some(at as usize)
}

#[cold]
#[inline(never)]
pub(super) fn overflow<T>(words: &mut [u32], at: usize) -> Option<T> {
    if let Some(first) = words.first_chunk_mut() {
        *first = [OVERFLOW, at as u32];
    }
    None
}

/// Clears `len` words at `at`. `here` is the offset in the body.
#[inline(always)]
pub(super) fn clear(words: &mut [u32], at: usize, len: usize, here: usize) -> Option<()> {
    match words.get_mut(at..at + len) {
        Some(record) => {
            record.fill(0);
            Some(())
        }
        None => overflow(words, here),
    }
}

/// Clears a record of `len` words at `at`, like [`clear`].
#[inline(always)]
pub(super) fn clear_record(words: &mut [u32], at: usize, len: usize, here: usize) -> Option<()> {
    // Words behind a record are unused, and a constant length is cheaper than the exact one.
    match words.get_mut(at..).unwrap_or_default().first_chunk_mut::<ZEROS>() {
        Some(record) => {
            record.fill(0);
            Some(())
        }
        None => clear(words, at, len, here),
    }
}

#[inline(always)]
pub(super) fn get(words: &[u32], at: usize) -> u32 {
    words.get(at).copied().unwrap_or(0)
}

#[inline(always)]
pub(super) fn set(words: &mut [u32], at: usize, value: u32) {
    if let Some(word) = words.get_mut(at) {
        *word = value;
    }
}

/// Returns the position of a record, the index of its first word, by its id.
#[inline(always)]
pub(crate) fn word_of(id: u32) -> usize {
    id as usize * 4
}

/// Sets the slot of the member with that number in the record at `record`. Returns the next
/// free word.
#[inline(always)]
pub(super) fn set_slot(
    words: &mut [u32],
    top: usize,
    record: usize,
    number: u8,
    slot: u32,
) -> Option<usize> {
    if usize::from(number) < SLOTS {
        set(words, record + HEADER + usize::from(number), slot);
        return Some(top);
    }
    set_rare(words, top, record, number, slot)
}

/// Returns the slot of the member with that number in the record at `record`.
pub(crate) fn slot(words: &[u32], record: usize, number: u8) -> Slot {
    let word = if usize::from(number) < SLOTS {
        get(words, record + HEADER + usize::from(number))
    } else {
        find_rare(words, record, number).map_or(0, |at| get(words, at + 1))
    };
    Slot { word, number }
}

fn find_rare(words: &[u32], record: usize, number: u8) -> Option<usize> {
    let mut at = word_of(get(words, record + 3));
    while at != 0 {
        if get(words, at) == u32::from(number) {
            return Some(at);
        }
        at = word_of(get(words, at + 2));
    }
    None
}

#[inline(never)]
fn set_rare(words: &mut [u32], top: usize, record: usize, number: u8, slot: u32) -> Option<usize> {
    if let Some(at) = find_rare(words, record, number) {
        set(words, at + 1, slot);
        return Some(top);
    }
    let next = get(words, record + 3);
    let Some(member) = words.get_mut(top..top + HEADER) else { return overflow(words, 0) };
    member.copy_from_slice(&[u32::from(number), slot, next, 0]);
    set(words, record + 3, (top / 4) as u32);
    Some(top + HEADER)
}

/// Returns true if a required member has no slot.
#[inline(always)]
pub(super) fn is_incomplete(words: &[u32], record: usize, schema: &Schema) -> bool {
    let (mut left, mut missing) = (schema.required, false);
    while left != 0 {
        missing |= get(words, record + HEADER + left.trailing_zeros() as usize) == 0;
        left &= left - 1;
    }
    missing
}

/// Links a record behind the item at `last`, or as the first of its list if `last` is 0.
#[inline(always)]
pub(super) fn add_item(words: &mut [u32], list: usize, last: usize, record: usize) {
    let from = if last == 0 { list } else { last };
    set(words, from + 2, (record / 4) as u32);
}

/// Writes the record of an object `{}`. `distance` is that of its bracket from the quote before.
#[inline(always)]
pub(super) fn empty_object(
    words: &mut [u32],
    at: usize,
    quote: usize,
    distance: usize,
    schema: &Schema,
    here: usize,
) -> Option<()> {
    let incomplete = if schema.required == 0 { 0 } else { Header::INCOMPLETE };
    let flags = Header::BARE | Header::EMPTY | incomplete;
    match words.get_mut(at..at + HEADER) {
        Some(record) => {
            record.copy_from_slice(&[flags, quote as u32, 0, distance as u32]);
            Some(())
        }
        None => overflow(words, here),
    }
}

/// Returns true if an object has no slots and no rare members.
#[inline(always)]
pub(super) fn is_bare(record: &[u32]) -> bool {
    let (header, slots) = record.split_at_checked(HEADER).unwrap_or_default();
    slots.iter().fold(0, |any, slot| any | slot) == 0 && header.last() == Some(&0)
}

/// Frees the slots of a bare object, and returns header flags. For an object without members,
/// `empty` is the distance of its bracket from the quote before.
#[inline]
pub(super) fn close_bare(
    words: &mut [u32],
    top: &mut usize,
    record: usize,
    schema: &Schema,
    empty: Option<usize>,
) -> u32 {
    if *top == record + schema.words {
        *top = record + HEADER;
    }
    let Some(distance) = empty else { return Header::BARE };
    set(words, record + 3, distance as u32);
    Header::BARE | Header::EMPTY
}

/// Closes a list. Returns the length of its table of keys, whose words start at `tables`.
#[inline(always)]
pub(super) fn end_list(
    words: &mut [u32],
    top: &mut usize,
    list: usize,
    count: u32,
    schema: &Schema,
    tables: usize,
) -> Option<usize> {
    set(words, list + 3, count);
    if count as usize <= INDEXED {
        return Some(0);
    }
    let table;
    (*top, table) = index(words, *top, list, count as usize, schema, tables)?;
    Some(table)
}

#[inline(never)]
fn index(
    words: &mut [u32],
    at: usize,
    list: usize,
    count: usize,
    schema: &Schema,
    tables: usize,
) -> Option<(usize, usize)> {
    let len = HEADER + count.next_multiple_of(4);
    clear(words, at, len, 0)?;
    let mut item = get(words, list + 2);
    let mut keys = 0;
    for place in 0..count {
        set(words, at + HEADER + place, item);
        if let Some(known_by) = schema.keys {
            keys += count_keys(words, word_of(item), known_by);
        }
        item = get(words, word_of(item) + 2);
    }
    let table = if schema.keys.is_some() { key_table(count, keys) } else { 0 };
    set(words, at, tables as u32);
    set(words, at + 1, table as u32);
    set(words, list + 2, (at / 4) as u32);
    Some((at + len, table))
}

/// Returns the number of members `keys` that an item has.
fn count_keys(words: &[u32], item: usize, keys: [u8; 2]) -> usize {
    let header = Header(get(words, item));
    if !header.is_object() || header.has(Header::BARE) {
        return 0;
    }
    keys.into_iter().filter(|&key| !slot(words, item, key).is_absent()).count()
}

/// Returns the slot kind of a value without a record.
#[inline(always)]
pub(super) fn kind_of(class: u8, accepts: u8) -> SlotKind {
    use crate::json::schema::class::{BOOL, NULL, NUMBER, STRING};
    if class & accepts == 0 {
        return SlotKind::Mismatch;
    }
    match class {
        STRING => SlotKind::String,
        NUMBER | BOOL => SlotKind::Scalar,
        NULL => SlotKind::Null,
        _ => SlotKind::Container,
    }
}

/// Calls `found` with the position of each object in a list, except bare ones.
pub(crate) fn visit_items(words: &[u32], list: usize, mut found: impl FnMut(usize)) {
    let (count, mut next) = (get(words, list + 3), get(words, list + 2));
    if count as usize > INDEXED {
        next = get(words, word_of(next) + HEADER);
    }
    for _ in 0..count {
        let item = word_of(next);
        let header = Header(get(words, item));
        if header.is_object() && !header.has(Header::BARE) {
            found(item);
        }
        next = get(words, item + 2);
    }
}
