//! The reads that every accessor makes, without bounds checks.
//!
//! A member is found by one shift and one load, its string by two loads. With checks these are twice
//! the instructions, and a tenth of the time of a whole visit. So this file may be unsafe; it has three
//! functions, which rely on what [`super::walk`] and [`super::shapes`] leave behind:
//!
//! 1. A node's number comes from the root of the same document or from one of its words, never from
//!    anywhere else. It is followed by the rest of the node: the bracket, the hot word and the info of
//!    an object, then as many words as it has named members.
//! 2. The hot word's place of a member is 0 (absent), [`SEARCH`], or how many words behind the info the
//!    member's word stands, counted from 1.
//! 3. The word of a member that is a string tells the mark of its key's opening quote. The key's
//!    closing quote and the string's two are the marks behind it.
//! 4. The places of marks ascend, and each is that of a quote in the body, but for the first, which is 0.
//!    The mark of an opening quote is its place: between strings there is no backslash.
//!
//! Tests and fuzzers run with the assertions that are written beside each read.

#![expect(unsafe_code, reason = "see above: checks here cost a tenth of every visit")]

use super::doc::{Doc, Entry, Shape};
use super::schema::HOT;
use crate::scan::{ESCAPED, place};

/// In the hot word, the four bits of a member whose place must be searched for.
pub(super) const SEARCH: u64 = 15;

impl<'a> Doc<'a> {
    /// The member with that number, if the object has it.
    #[inline(always)]
    pub(crate) fn find(&self, node: u32, number: u8) -> Option<Entry> {
        let node_at = node as usize;
        debug_assert!(node_at + 2 < self.nodes.len());
        if number < HOT {
            // SAFETY: invariant 1: three words at least.
            let hot = unsafe { *self.nodes.get_unchecked(node_at + 1) };
            match (hot >> (4 * number)) & 15 {
                0 => return None,
                SEARCH => {}
                place => {
                    let place = node_at + 2 + place as usize;
                    debug_assert!(place < self.nodes.len());
                    // SAFETY: invariant 2.
                    return Some(Entry(unsafe { *self.nodes.get_unchecked(place) }));
                }
            }
        }
        self.search(node, number)
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
