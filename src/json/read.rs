//! Unchecked reads for accessors.
//!
//! Finding a member takes one load, reading its string two more. Bounds checks would double the
//! instructions and cost a tenth of a visit. The unsafe code relies on these invariants of
//! [`super::parse`] and [`super::cache`]:
//!
//! 1. The id of a record comes from the root of the same document or from a word of one of its
//!    records. A record has [`HEADER`] words; that of an object which is not bare has a slot for
//!    each of the first [`SLOTS`] members of its schema, and `slots` of an [`Obj`] is where these
//!    begin. The slots of a bare one are the first words of the document, of which [`ZEROS`] are
//!    zero.
//! 2. The schema of a view is the schema that its record was parsed by, so member numbers are
//!    below the schema's number of members.
//! 3. A slot of kind `String` holds the number of its key's opening quote, `n`. Quote `n + 1`
//!    closes the key; quotes `n + 2` and `n + 3` delimit the string.
//! 4. Quote offsets ascend. Each is the offset of a quote in the body, except the first, which is
//!    0. An opening quote has no flag, because no backslash stands between strings.
//!
//! Tests and fuzzers run with debug assertions for each read.

#![expect(unsafe_code, reason = "see above: checks here cost a tenth of every visit")]

use super::doc::Doc;
use super::object::Obj;
use super::record::{HEADER, Header, SLOTS, Slot, SlotKind, ZEROS};
use crate::scan::{ESCAPED, offset_of};

impl<'a> Doc<'a> {
    /// Returns a word of a record's header.
    #[inline(always)]
    fn header_word(&self, record: u32, word: usize) -> u32 {
        let at = record as usize * 4 + word;
        debug_assert!(word < HEADER && at < self.records.len());
        // SAFETY: invariant 1: four words at least.
        unsafe { *self.records.get_unchecked(at) }
    }

    #[inline(always)]
    pub(crate) fn header(&self, record: u32) -> Header {
        Header(self.header_word(record, 0))
    }

    /// Returns the id of the next item of a list; 0 behind the last.
    #[inline(always)]
    pub(crate) fn next_item(&self, record: u32) -> u32 {
        self.header_word(record, 2)
    }

    /// Returns the id of the first item of a list, or of its index, and the number of items.
    #[inline(always)]
    pub(crate) fn first_and_count(&self, list: u32) -> (u32, u32) {
        (self.header_word(list, 2), self.header_word(list, 3))
    }
}

impl<'a> Obj<'a> {
    /// Returns the slot of the member with that number.
    #[inline(always)]
    pub(crate) fn find(self, number: u8) -> Slot {
        if usize::from(number) >= SLOTS {
            return self.doc.find_rare(self.record, number);
        }
        let at = self.slots as usize * 4 + usize::from(number);
        debug_assert!(at < self.doc.records.len() && (self.slots > 0 || at < ZEROS));
        // SAFETY: invariants 1 and 2.
        Slot { word: unsafe { *self.doc.records.get_unchecked(at) }, number }
    }

    /// Returns the decoded string of a slot of kind `String`.
    #[inline(always)]
    pub(crate) fn string(self, slot: Slot) -> &'a str {
        let (doc, open) = (self.doc, (slot.word >> 2) as usize + 3);
        debug_assert!(slot.kind() == SlotKind::String && open + 1 < doc.quotes.len());
        // SAFETY: invariant 3: both quotes exist. The shift drops the bit of `SlotKind::String`.
        let (opening, closing) =
            unsafe { (*doc.quotes.get_unchecked(open), *doc.quotes.get_unchecked(open + 1)) };
        // An opening quote has no flag, and a closing one without it is its offset.
        let from = opening as usize + 1;
        debug_assert!(doc.body.get(from..offset_of(closing)).is_some());
        if closing & ESCAPED != 0 {
            return doc.decoded(open as u32);
        }
        // SAFETY: invariant 4: the range is within the body, and its ends adjoin ASCII quotes.
        unsafe { doc.body.get_unchecked(from..closing as usize) }
    }
}
