//! An object that a generated function has opened, and the writes to its record.

use super::cursor::Position;
use super::write::{self, get, is_incomplete, overflow, set};
use crate::json::record::{HEADER, Header};
use crate::json::schema::{Member, Schema};

/// An open object: its opening bracket was consumed.
// All other state is in the record: registers would not hold it for each level of nesting.
#[derive(Clone, Copy)]
pub struct Object {
    /// The position of its record: the first word.
    pub(crate) record: u32,
    /// The number of open containers, including this one.
    pub(crate) depth: u32,
}

impl Object {
    /// Opens an object whose bracket was consumed, with a record of `len` words.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn open(
        words: &mut [u32],
        here: &mut Position,
        len: usize,
        depth: u32,
    ) -> Option<Object> {
        let record = here.top;
        if words.get(record as usize..record as usize + len).is_none() {
            return overflow(words, here.at as usize);
        }
        let object = Object { record, depth };
        object.record(words, len).fill(0);
        set(object.record(words, len), 1, here.quote);
        here.top += len as u32;
        Some(object)
    }

    /// Returns the words of the record, whose length is `len`.
    // The same range as in `open`, so that the compiler checks its bounds only there.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(super) fn record(self, words: &mut [u32], len: usize) -> &mut [u32] {
        words.get_mut(self.record as usize..self.record as usize + len).unwrap_or_default()
    }

    /// Sets the slot of a member with a number below [`crate::json::record::SLOTS`].
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn set(self, words: &mut [u32], len: usize, number: u8, slot: u32) {
        set(self.record(words, len), HEADER + usize::from(number), slot);
    }

    /// Adds flags to the header.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn flag(self, words: &mut [u32], len: usize, flags: u32) {
        if flags != 0 {
            let record = self.record(words, len);
            let all = get(record, 0) | flags;
            set(record, 0, all);
        }
    }

    /// Links an item to the list, behind `last`, which is the list itself for the first item.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(super) fn add(self, words: &mut [u32], last: u32, item: u32) {
        set(words, last as usize + 2, item / 4);
        let header = self.record(words, HEADER);
        let count = get(header, 3) + 1;
        set(header, 3, count);
    }

    /// Propagates the flags of a member's container to this object.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn inherit(
        self,
        words: &mut [u32],
        len: usize,
        inner: u32,
        member: &'static Member,
    ) {
        if member.below(Header::FLAGS) != 0 {
            let flags = get(words, inner as usize);
            self.flag(words, len, member.below(flags));
        }
    }

    /// Returns true if the object has no slots and no rare members.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn is_bare(self, words: &mut [u32], len: usize) -> bool {
        write::is_bare(self.record(words, len))
    }

    /// Closes the object: flags a missing required member.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn close(self, words: &mut [u32], schema: &'static Schema) {
        if is_incomplete(self.record(words, schema.words), 0, schema) {
            self.flag(words, schema.words, Header::INCOMPLETE);
        }
    }
}
