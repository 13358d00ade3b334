//! `simd-json`'s tape, buffers and tape reused. It parses in place, so the copy of the body is part of it.

use super::node::{self, Node};
use super::{Competitor, Sink};
use simd_json::prelude::*;
use simd_json::tape::Value;
use simd_json::{Buffers, INPUT_PADDING, Tape, fill_tape_padded};

#[derive(Default)]
pub(crate) struct SimdTape {
    copy: Vec<u8>,
    buffers: Buffers,
    tape: Vec<simd_json::Node<'static>>,
}

impl SimdTape {
    #[inline]
    fn parse(&mut self, body: &[u8], read: impl FnOnce(Value<'_, '_>)) -> bool {
        self.copy.clear();
        self.copy.extend_from_slice(body);
        self.copy.resize(body.len() + INPUT_PADDING, 0);
        let mut tape = Tape(std::mem::take(&mut self.tape)).reset();
        let parsed = fill_tape_padded(&mut self.copy, body.len(), &mut self.buffers, &mut tape);
        if parsed.is_ok() {
            read(tape.as_value());
        }
        self.tape = tape.reset().0;
        parsed.is_ok()
    }
}

impl Competitor for SimdTape {
    fn name(&self) -> String {
        "simd_json_tape".into()
    }

    fn check(&mut self, body: &[u8]) -> bool {
        self.parse(body, |_| {})
    }

    fn route(&mut self, body: &[u8], sink: &mut impl Sink) {
        self.parse(body, |root| node::route(root, sink));
    }

    fn visit(&mut self, body: &[u8], sink: &mut impl Sink) {
        self.parse(body, |root| node::visit(root, sink));
    }
}

impl Node for Value<'_, '_> {
    /// One pass over the object: looking up each name by itself would search it anew.
    #[inline]
    fn members<const N: usize>(self, names: [&str; N]) -> [Option<Self>; N] {
        let mut found = [None; N];
        if let Some(object) = self.as_object() {
            for (key, value) in &object {
                let place = names.iter().position(|name| *name == key);
                if let Some(slot) = place.and_then(|place| found.get_mut(place)) {
                    *slot = Some(value);
                }
            }
        }
        found
    }

    #[inline]
    fn items(self) -> impl Iterator<Item = Self> {
        self.as_array().into_iter().flat_map(|array| array.iter())
    }

    #[inline]
    fn text(&self) -> Option<&str> {
        self.as_str()
    }

    #[inline]
    fn integer(&self) -> Option<i64> {
        self.as_i64()
    }
}
