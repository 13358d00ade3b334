//! Choices made by the bytes of an input, one after the other.
//!
//! Who mutates the input changes a choice here and there: a fuzzer looks for what is near, and proptest
//! shrinks. Zero chooses what is plain and small, and so does the end of the input: choosing always ends.

/// The bytes that are left to choose with.
#[derive(Clone, Debug)]
pub(crate) struct Choices<'b>(pub(crate) &'b [u8]);

impl<'b> Choices<'b> {
    /// A number below `end`, which is not 0: of as many bytes as it takes.
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

    /// The next bytes, at most so many.
    pub(crate) fn bytes(&mut self, most: usize) -> &'b [u8] {
        let (bytes, rest) = self.0.split_at(most.min(self.0.len()));
        self.0 = rest;
        bytes
    }

    /// True once in `n` times.
    pub(crate) fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == n - 1
    }

    /// One of them, which are not none; the first is the plain one.
    pub(crate) fn pick<'t, T>(&mut self, from: &'t [T]) -> &'t T {
        &from[self.below(from.len())]
    }

    /// `least` to `most` things. Each is asked for anew, so that one put in leaves the others alone.
    pub(crate) fn some<T>(
        &mut self,
        least: usize,
        most: usize,
        mut thing: impl FnMut(&mut Self) -> T,
    ) -> Vec<T> {
        let mut things = Vec::new();
        while things.len() < least || (things.len() < most && self.below(8) > 1) {
            things.push(thing(self));
        }
        things
    }

    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        for place in (1..items.len()).rev() {
            items.swap(place, place - self.below(place + 1));
        }
    }
}
