//! A parsed body: the text, its index and its records, with checked reads.

use super::decoded::{Strings, between_quotes};
use super::record::{HEADER, Header, INDEXED, Slot};
use super::schema::Schema;
use super::space::skip_space;
use crate::scan::{ESCAPED, offset_of};
use core::cmp::Ordering;
use core::sync::atomic::AtomicU32;

/// A checked body with its index and records.
#[derive(Debug)]
pub(crate) struct Doc<'a> {
    pub(crate) body: &'a str,
    /// 0, then the offset of each quote; see [`crate::scan::Index`].
    pub(crate) quotes: &'a [u32],
    pub(crate) records: &'a [u32],
    pub(crate) strings: Strings<'a>,
    /// The id of the root's record, and the root's schema; `None` for a text without records.
    pub(crate) root: u32,
    pub(crate) schema: Option<&'static Schema>,
    /// Memory for the tables of long keyed lists; see [`super::keyed`].
    pub(crate) tables: &'a [AtomicU32],
    /// The seed of the hashes in these tables.
    pub(crate) seed: u64,
}

impl<'a> Doc<'a> {
    /// Returns a word of a record; 0 if there is none.
    #[inline]
    fn at(&self, record: u32, word: usize) -> u32 {
        self.records.get(record as usize * 4 + word).copied().unwrap_or(0)
    }

    /// Returns the offset of a quote, or the body's length if there is no such quote.
    #[inline]
    pub(crate) fn quote(&self, number: u32) -> usize {
        self.quotes.get(number as usize).map_or(self.body.len(), |&quote| offset_of(quote))
    }

    /// Returns the offset of a record's value, and the number of the first quote at or behind it.
    pub(crate) fn start(&self, record: u32) -> (usize, u32) {
        let (header, first) = (self.header(record), self.at(record, 1));
        let body = self.body.as_bytes();
        let before = first.saturating_sub(1);
        if header.has(Header::EMPTY | Header::NON_OBJECT) {
            return (self.quote(before) + self.at(record, 3) as usize, first);
        }
        if header.is_object() {
            // Only white space is between the bracket and the first key.
            let spaces = body.get(..self.quote(first)).unwrap_or_default().trim_ascii_end();
            return (spaces.len().saturating_sub(1), first);
        }
        // A list is the value of a key.
        match header.distance() {
            0 => (self.behind_colon(before), first),
            distance => (self.quote(before) + distance, first),
        }
    }

    /// Returns the number of the first quote at or after an offset.
    pub(crate) fn first_quote(&self, offset: usize) -> u32 {
        let quotes = self.quotes.get(1..).unwrap_or_default();
        1 + quotes.partition_point(|&quote| offset_of(quote) < offset) as u32
    }

    /// Compares a record's start with `target`, whose first quote is `quote`. Reads white space
    /// only if both have the same first quote.
    pub(crate) fn compare_start(&self, record: u32, target: usize, quote: u32) -> Ordering {
        let first = self.at(record, 1);
        first.cmp(&quote).then_with(|| self.start(record).0.cmp(&target))
    }

    /// Compares a member's value with `target`, like [`Doc::compare_start`].
    pub(crate) fn compare_value(&self, slot: Slot, target: usize, quote: u32) -> Ordering {
        if slot.has_record() {
            return self.compare_start(slot.record(), target, quote);
        }
        let first = slot.key() + 2;
        first.cmp(&quote).then_with(|| self.value(slot).0.cmp(&target))
    }

    /// Returns the offset of the value behind the key with that closing quote.
    fn behind_colon(&self, close: u32) -> usize {
        let body = self.body.as_bytes();
        let colon = skip_space(body, self.quote(close) + 1);
        skip_space(body, colon + 1)
    }

    /// Returns the number of the opening quote of a member's key.
    #[inline]
    pub(crate) fn key(&self, slot: Slot) -> u32 {
        if slot.has_record() { self.at(slot.record(), 1).saturating_sub(2) } else { slot.key() }
    }

    /// Returns the offset of a member's value, and the number of the first quote at or after it.
    pub(crate) fn value(&self, slot: Slot) -> (usize, u32) {
        if slot.has_record() {
            return self.start(slot.record());
        }
        let close = slot.key() + 1;
        (self.behind_colon(close), close + 1)
    }

    /// Returns the rare member with that number.
    #[inline(never)]
    pub(crate) fn find_rare(&self, record: u32, number: u8) -> Slot {
        let absent = Slot { word: 0, number };
        self.rare(record).find(|slot| slot.number == number).unwrap_or(absent)
    }

    /// Returns true if an object has rare members.
    #[inline]
    pub(crate) fn has_rare(&self, record: u32) -> bool {
        !self.header(record).has(Header::BARE) && self.at(record, 3) != 0
    }

    /// Returns the rare members of an object, the last one first.
    pub(crate) fn rare(&self, record: u32) -> impl Iterator<Item = Slot> {
        let is_bare = self.header(record).has(Header::BARE);
        let mut next = if is_bare { 0 } else { self.at(record, 3) };
        core::iter::from_fn(move || {
            let at = next;
            next = self.at(at, 2);
            (at != 0).then(|| Slot { word: self.at(at, 1), number: self.at(at, 0) as u8 })
        })
    }

    /// Returns the item ids of a list that has an index.
    #[inline]
    pub(crate) fn indexed(&self, list: u32) -> Option<&'a [u32]> {
        let len = self.at(list, 3) as usize;
        if len <= INDEXED {
            return None;
        }
        let from = self.at(list, 2) as usize * 4 + HEADER;
        self.records.get(from..from + len)
    }

    /// Returns the start of a list's table in [`Doc::tables`], and its length.
    pub(crate) fn table_of(&self, list: u32) -> (usize, usize) {
        if self.at(list, 3) as usize <= INDEXED {
            return (0, 0);
        }
        let index = self.at(list, 2);
        (self.at(index, 0) as usize, self.at(index, 1) as usize)
    }

    /// Returns the bytes between a string's quotes, as spelled.
    #[inline]
    pub(crate) fn spelled(&self, open: u32) -> &'a str {
        between_quotes(self.body, self.quote(open), self.quote(open + 1))
    }

    /// Returns true if the spelling of a string has escapes.
    #[inline]
    pub(crate) fn is_escaped(&self, open: u32) -> bool {
        self.quotes.get(open as usize + 1).is_some_and(|quote| quote & ESCAPED != 0)
    }

    /// Returns the decoded string with that opening quote.
    #[inline]
    pub(crate) fn text(&self, open: u32) -> &'a str {
        if self.is_escaped(open) { self.decoded(open) } else { self.spelled(open) }
    }

    /// Returns the decoded string with that opening quote, which has escapes.
    // Out of line, because few strings have escapes.
    #[cold]
    #[inline(never)]
    pub(crate) fn decoded(&self, open: u32) -> &'a str {
        self.strings.meaning(self.body, open, self.quote(open) + 1, self.quote(open + 1))
    }
}

/// The remaining items of a list.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct ItemIds {
    /// The id of the next item's record.
    next: u32,
    left: u32,
    /// The list, if it has an index; otherwise 0.
    indexed: u32,
}

impl ItemIds {
    /// Returns a list of one object.
    #[inline]
    pub(crate) fn one(record: u32) -> ItemIds {
        ItemIds { next: record, left: 1, indexed: 0 }
    }

    /// Returns the items of a list.
    #[inline(always)]
    pub(crate) fn of(doc: &Doc<'_>, list: u32) -> ItemIds {
        let (first, left) = doc.first_and_count(list);
        if left as usize > INDEXED {
            Self::indexed(doc, list, left)
        } else {
            ItemIds { next: first, left, indexed: 0 }
        }
    }

    #[inline(never)]
    fn indexed(doc: &Doc<'_>, list: u32, left: u32) -> ItemIds {
        let next = doc.indexed(list).and_then(|items| items.first()).copied().unwrap_or(0);
        ItemIds { next, left, indexed: list }
    }

    #[inline]
    pub(crate) fn left(self) -> usize {
        self.left as usize
    }

    /// Returns the id of the next item's record.
    #[inline(always)]
    pub(crate) fn next(&mut self, doc: &Doc<'_>) -> Option<u32> {
        let record = self.next;
        self.left = self.left.checked_sub(1)?;
        self.next = doc.next_item(record);
        Some(record)
    }

    /// Skips `n` items. Returns false if there are fewer.
    pub(crate) fn pass(&mut self, doc: &Doc<'_>, n: usize) -> bool {
        if n >= self.left as usize {
            let all = n == self.left as usize;
            *self = ItemIds::default();
            return all;
        }
        self.left -= n as u32;
        match doc.indexed(self.indexed) {
            Some(items) if self.indexed != 0 => {
                let at = items.len() - self.left as usize;
                self.next = items.get(at).copied().unwrap_or(0);
            }
            _ => (0..n).for_each(|_| self.next = doc.next_item(self.next)),
        }
        true
    }
}
