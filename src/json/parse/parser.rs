//! The state of the parser: the body, and its open containers.

use super::cursor::Body;
use super::object::Object;
use super::write::{add_item, get};
use crate::json::schema::{Schema, unknown_below};
use alloc::vec::Vec;

/// An open container.
// Small and `Copy`: the loop keeps the innermost one in registers.
#[derive(Clone, Copy, Debug)]
pub(super) struct Frame {
    /// The table of the object, or of the list's items.
    pub(super) schema: &'static Schema,
    /// The position of its record: the first word.
    pub(super) record: u32,
    /// The flags of its header.
    pub(super) flags: u32,
    /// The offset of its bracket.
    pub(super) start: u32,
    /// For a list: the first word of the last item's record, and the number of items.
    pub(super) last: u32,
    pub(super) count: u32,
    /// The number of open containers, including this one.
    pub(super) depth: u32,
    pub(super) is_list: bool,
    /// Its member number in the parent; [`ITEM`] for an item.
    pub(super) number: u8,
}

/// A container to open.
#[derive(Clone, Copy)]
pub(super) struct Opening {
    pub(super) schema: &'static Schema,
    pub(super) is_list: bool,
    pub(super) number: u8,
    /// For a variant: the number of the field that it is parsed as. Otherwise 0.
    pub(super) field: u8,
}

/// The `number` of a container that is not a member.
pub(super) const ITEM: u8 = u8::MAX;

/// The state of the parser, except the position.
pub struct Parser<'p, 'b> {
    pub(super) body: Body<'b>,
    pub(super) frames: &'p mut Vec<Frame>,
    /// The field assumed for the value of a change; kept for the next change.
    pub(super) assumed: Option<Assumed>,
    /// The number of words needed for the tables of long keyed lists.
    pub(super) tables: usize,
}

/// A field assumed for a value before the value's own `field` is parsed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Assumed {
    /// The number of the field; 0 for an unknown one.
    pub(super) field: u8,
    /// The opening quote of the string that names it, if a string of the body does.
    pub(super) discriminant: Option<usize>,
}

impl<'p, 'b> Parser<'p, 'b> {
    pub(super) fn new(body: Body<'b>, frames: &'p mut Vec<Frame>) -> Parser<'p, 'b> {
        Parser { body, frames, assumed: None, tables: 0 }
    }
}

impl Frame {
    /// Returns the frame of an object that a generated function has opened.
    pub(super) fn of(words: &[u32], object: Object, schema: &'static Schema) -> Frame {
        let flags = get(words, object.record as usize);
        let Object { record, depth } = object;
        let (start, last, count, is_list, number) = (0, 0, 0, false, ITEM);
        Frame { schema, record, flags, start, last, count, depth, is_list, number }
    }

    /// Returns the frame of a list that a generated function has opened.
    pub(super) fn of_list(
        words: &[u32],
        list: Object,
        last: u32,
        schema: &'static Schema,
    ) -> Frame {
        let count = get(words, list.record as usize + 3);
        Frame { last, count, is_list: true, ..Frame::of(words, list, schema) }
    }

    /// Adds an item to a list.
    #[inline(always)]
    pub(super) fn add(&mut self, words: &mut [u32], record: u32) {
        add_item(words, self.record as usize, self.last as usize, record as usize);
        self.last = record;
        self.count += 1;
    }

    /// Propagates the flags of an inner container, the member of that number, to this one.
    #[inline(always)]
    pub(super) fn note(&mut self, flags: u32, number: u8) {
        let below = match self.schema.member(number).filter(|_| !self.is_list) {
            Some(member) => member.below(flags),
            None => unknown_below(flags),
        };
        self.flags |= below;
    }
}
