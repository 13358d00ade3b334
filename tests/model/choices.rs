//! Choices made by the bytes of an input, one after the other.
//!
//! A mutation of the input changes a few choices, so that fuzzers explore neighbours and proptest
//! shrinks. Zero, and the end of the input, select the plain and small option, so generation ends.

/// The remaining bytes.
#[derive(Clone, Debug)]
pub(crate) struct Choices<'b>(pub(crate) &'b [u8]);

impl<'b> Choices<'b> {
    /// Returns a number below `end`, which must not be 0, from as many bytes as it needs.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        let (mut number, mut most) = (0, end - 1);
        while most > 0 {
            number = number << 8 | usize::from(self.byte());
            most >>= 8;
        }
        number % end
    }

    fn byte(&mut self) -> u8 {
        let Some((&byte, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        byte
    }

    /// Returns the next bytes, at most `most`.
    pub(crate) fn bytes(&mut self, most: usize) -> &'b [u8] {
        let (bytes, rest) = self.0.split_at(most.min(self.0.len()));
        self.0 = rest;
        bytes
    }

    /// Returns true once in `n` calls, on average.
    pub(crate) fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == n - 1
    }

    /// Returns one of the options, which must not be empty; the first is the plain one.
    pub(crate) fn pick<'t, T>(&mut self, from: &'t [T]) -> &'t T {
        &from[self.below(from.len())]
    }

    /// Returns `least` to `most` items. A choice precedes each, so inserting one keeps the others.
    pub(crate) fn some<T>(
        &mut self,
        least: usize,
        most: usize,
        mut item: impl FnMut(&mut Self) -> T,
    ) -> Vec<T> {
        let mut items = Vec::new();
        while items.len() < least || (items.len() < most && self.below(8) > 1) {
            items.push(item(self));
        }
        items
    }

    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        for place in (1..items.len()).rev() {
            items.swap(place, place - self.below(place + 1));
        }
    }
}
