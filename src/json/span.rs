//! Runs of words among the nodes: the members of an object, the items of an array.

use super::doc::{Doc, Entry};

/// Where the words stand that are still to come.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Span {
    next: u32,
    end: u32,
}

impl Span {
    /// How many there are.
    #[inline]
    pub(crate) fn left(self) -> usize {
        (self.end - self.next) as usize
    }

    /// Passes `n` of them; whether there were so many.
    #[inline]
    pub(crate) fn pass(&mut self, n: usize) -> bool {
        let left = self.end - self.next;
        let skip = u32::try_from(n).map_or(left, |n| n.min(left));
        self.next += skip;
        skip as usize == n
    }

    /// The next word.
    #[inline(always)]
    pub(crate) fn next_word(&mut self, doc: &Doc<'_>) -> Option<Entry> {
        self.next().map(|place| doc.word(place))
    }
}

impl Iterator for Span {
    type Item = u32;

    /// Where the next word stands.
    #[inline(always)]
    fn next(&mut self) -> Option<u32> {
        (self.next < self.end).then(|| {
            self.next += 1;
            self.next - 1
        })
    }
}

impl Doc<'_> {
    /// The items of an array's node.
    #[inline]
    pub(crate) fn item_span(&self, node: u32) -> Span {
        let next = node + 3;
        Span { next, end: next + self.third(node) as u32 }
    }

    /// The named members of an object's node.
    #[inline]
    pub(crate) fn member_span(&self, node: u32) -> Span {
        let next = node + 3;
        Span { next, end: next + self.info(node).named() as u32 }
    }

    /// One member of an object's node by itself: an object, read like the items of an array.
    #[cold]
    pub(crate) fn alone(&self, node: u32, member: Entry) -> Span {
        let place = self.named(node).iter().position(|&word| Entry(word) == member);
        let next = place.map(|place| node + 3 + place as u32);
        next.map_or_else(Span::default, |next| Span { next, end: next + 1 })
    }
}
