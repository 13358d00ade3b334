//! The reads that every accessor makes, without bounds checks.
//!
//! A member is found by one shift and one load, its string by two loads. With checks these are twice
//! the instructions, and a tenth of the time of a whole visit. So this file may be unsafe; it has four
//! functions, which rely on what [`super::walk`] and [`super::shapes`] leave behind:
//!
//! 1. A node's number comes from the root of the same document or from one of its words, never from
//!    anywhere else. It is followed by the rest of the node: the bracket, the hot word and the info of
//!    an object, then as many words as it has named members; the bracket, the table and the length of
//!    a list, then as many words.
//! 2. The hot word's place of a member is how many words behind the info the member's word stands, counted
//!    from 1; 0 for one that is absent or does not stand among the first 15.
//! 3. The word of a member that is a string tells the mark of its key's opening quote. The key's
//!    closing quote and the string's two are the marks behind it.
//! 4. The places of marks ascend, and each is that of a quote in the body, but for the first, which is 0.
//!    The mark of an opening quote is its place: between strings there is no backslash.
//! 5. The places that a span goes through are those of words that stand behind the third one of a node of
//!    the document whose words it is asked for.
//!
//! Tests and fuzzers run with the assertions that are written beside each read.

#![expect(unsafe_code, reason = "see above: checks here cost a tenth of every visit")]

use super::doc::{Doc, Entry, Info, Shape};
use super::schema::HOT;
use crate::scan::{ESCAPED, place};

/// The last place that four bits can note.
pub(super) const LAST_NOTED: usize = 15;

impl<'a> Doc<'a> {
    /// The member with that number, if the object has it.
    #[inline(always)]
    pub(crate) fn find(&self, node: u32, number: u8) -> Option<Entry> {
        if number < HOT {
            match self.noted(node, number) {
                (0, info) if !Info(info).is_crowded() => return None,
                (0, _) => {}
                (_, word) => return Some(Entry(word)),
            }
        }
        self.search(node, number)
    }

    /// What the member with that number means, if the object has it and it is a string; else what `other`
    /// makes of it.
    ///
    /// Most reads are of strings that are there, and ask one thing only: an info reads like the word of a
    /// number ([`Info`]).
    #[inline(always)]
    pub(crate) fn text_or_else(
        &self,
        node: u32,
        number: u8,
        other: impl FnOnce(Entry) -> Option<&'a str>,
    ) -> Option<&'a str> {
        if number < HOT {
            let (place, word) = self.noted(node, number);
            if Entry(word).shape() == Shape::Str {
                return Some(self.text_of(Entry(word)));
            }
            if place == 0 && !Info(word).is_crowded() {
                return None;
            }
        }
        let entry = self.find(node, number)?;
        if entry.shape() == Shape::Str { Some(self.text_of(entry)) } else { other(entry) }
    }

    /// The place that the hot word notes for a member, and the word that stands there: for 0 the info.
    #[inline(always)]
    fn noted(&self, node: u32, number: u8) -> (usize, u64) {
        let node = node as usize;
        debug_assert!(node + 2 < self.nodes.len() && number < HOT);
        // SAFETY: invariant 1: three words at least.
        let hot = unsafe { *self.nodes.get_unchecked(node + 1) };
        let place = (hot >> (4 * number)) as usize & 15;
        debug_assert!(node + 2 + place < self.nodes.len());
        // SAFETY: invariant 2.
        (place, unsafe { *self.nodes.get_unchecked(node + 2 + place) })
    }

    /// The third word of a node: an object's info, or how many items a list has.
    #[inline(always)]
    pub(super) fn third(&self, node: u32) -> u64 {
        let at = node as usize + 2;
        debug_assert!(at < self.nodes.len());
        // SAFETY: invariant 1: three words at least.
        unsafe { *self.nodes.get_unchecked(at) }
    }

    /// The word at a place of a [`super::span::Span`].
    #[inline(always)]
    pub(crate) fn word(&self, place: u32) -> Entry {
        debug_assert!((place as usize) < self.nodes.len());
        // SAFETY: invariant 5.
        Entry(unsafe { *self.nodes.get_unchecked(place as usize) })
    }

    /// The same for a member whose place is not noted.
    #[inline(never)]
    fn search(&self, node: u32, number: u8) -> Option<Entry> {
        if number >= HOT && !self.info(node).may_have(number) {
            return None;
        }
        self.named(node).iter().map(|&word| Entry(word)).find(|entry| entry.number() == number)
    }

    /// What a member that is a string means.
    #[inline(always)]
    pub(crate) fn text_of(&self, member: Entry) -> &'a str {
        let open = member.at() as usize + 2;
        debug_assert!(member.shape() == Shape::Str && open + 1 < self.marks.len());
        // SAFETY: invariant 3: both marks are there.
        let (opening, closing) =
            unsafe { (*self.marks.get_unchecked(open), *self.marks.get_unchecked(open + 1)) };
        // An opening quote has no flag, and a closing one without it is its place.
        let from = opening as usize + 1;
        debug_assert!(self.body.get(from..place(closing)).is_some());
        if closing & ESCAPED != 0 {
            return self.meaning(open as u32);
        }
        // SAFETY: invariant 4: the range lies within the body, and begins and ends beside quotes, which
        // are characters of their own.
        unsafe { self.body.get_unchecked(from..closing as usize) }
    }
}
