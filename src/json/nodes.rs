//! What the walk writes: open containers, their pending words, and the nodes of closed ones.

use super::doc::{Entry, Info, Pos, Shape, UNNAMED};
use super::hot::LAST_NOTED;
use super::keyed;
use super::schema::{HOT, Member, Schema, Type};
use crate::room::{NoRoom, Room};
use alloc::vec::Vec;

/// The memory of the pass.
#[derive(Debug, Default)]
pub(crate) struct Nodes {
    pub(crate) nodes: Vec<u64>,
    /// The strings that decided what a value was walked as, by the mark of their opening quote.
    pub(super) tags: Vec<u32>,
    pub(super) pending: Vec<Entry>,
    pub(super) frames: Vec<Frame>,
    /// How many words the tables of long keyed lists take.
    pub(crate) tables: usize,
}

impl Nodes {
    /// Makes ready for the next body. What an ordinary one needs is there from the start, so that a
    /// warm decoder meets no surprise in a body that is walked where the last one was known.
    pub(super) fn clear(&mut self, room: &mut Room) -> Result<(), NoRoom> {
        self.nodes.clear();
        self.tags.clear();
        self.pending.clear();
        self.frames.clear();
        self.tables = 0;
        room.reserve(&mut self.nodes, 512)?;
        room.reserve(&mut self.tags, 16)?;
        room.reserve(&mut self.pending, 256)?;
        room.reserve(&mut self.frames, 32)
    }

    /// Bytes of memory held.
    pub(crate) fn capacity(&self) -> usize {
        (self.nodes.capacity() + self.pending.capacity()) * size_of::<u64>()
            + self.tags.capacity() * size_of::<u32>()
            + self.frames.capacity() * size_of::<Frame>()
    }

    /// Gives memory back down to what a body of `len` bytes usually needs.
    pub(crate) fn shrink_to(&mut self, len: usize) {
        self.nodes.clear();
        self.nodes.shrink_to(len / 8);
        self.pending.clear();
        self.pending.shrink_to(len / 8);
        self.tags.clear();
        self.tags.shrink_to(len / 64);
    }
}

/// An open container.
#[derive(Debug)]
pub(super) struct Frame {
    /// Of the object, or of the items of the array.
    pub(super) schema: &'static Schema,
    pub(super) array: bool,
    /// The number that the container has in its parent.
    number: u8,
    counts: Counts,
    pub(super) start: Pos,
    /// Where its pending words begin.
    pub(super) pending: usize,
    /// The node that comes next when it opens.
    pub(super) first: usize,
    pub(super) seen: Seen,
    /// What the value of [`Schema::variant`] was taken for.
    pub(super) variant: Option<&'static Schema>,
    /// The pending word of the last tag of [`Schema::variant`].
    pub(super) tag: Option<usize>,
}

/// What is wrong with an object that makes it a misfit for its parent.
#[derive(Clone, Copy, Debug)]
enum Counts {
    /// A misfit in it, or a required member that is missing.
    All,
    /// A misfit in it.
    Misfits,
    /// Nothing: what is wrong inside of it is told there.
    Nothing,
}

/// A container to open.
#[derive(Clone, Copy)]
pub(super) struct Opening {
    /// What it is, or what its items are.
    pub(super) schema: &'static Schema,
    array: bool,
    number: u8,
    counts: Counts,
}

impl Opening {
    /// As the value of a member.
    #[inline]
    pub(super) fn new(schema: &'static Schema, array: bool, member: &Member) -> Opening {
        let counts = match member.kind {
            Type::Variant | Type::Some(_) => Counts::Nothing,
            Type::Part(_) => Counts::Misfits,
            _ => Counts::All,
        };
        Opening { schema, array, number: member.number, counts }
    }

    /// The object that an item of an array is, or the root.
    #[inline]
    pub(super) fn item(schema: &'static Schema) -> Opening {
        Opening { schema, array: false, number: UNNAMED, counts: Counts::All }
    }

    /// The object of a member whose schema was decided late.
    pub(super) fn value(schema: &'static Schema, number: u8) -> Opening {
        Opening { schema, array: false, number, counts: Counts::Nothing }
    }
}

impl Frame {
    #[inline]
    pub(super) fn new(opening: Opening, start: Pos, pending: usize, first: usize) -> Frame {
        let Opening { schema, array, number, counts } = opening;
        let (seen, variant, tag) = (Seen::default(), None, None);
        Frame { schema, array, number, counts, start, pending, first, seen, variant, tag }
    }
}

/// What is known of the members of an open object so far; of the items of an array, whether they have
/// members that no schema names.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Seen {
    /// Which members were met, and which of them were not `null`.
    met: u64,
    here: u64,
    hot: u64,
    named: usize,
    pub(super) unnamed: usize,
    /// Some member was met twice.
    repeated: bool,
    misfit: bool,
    /// Some part has members that no schema names.
    in_parts: bool,
    /// Some member neither holds items nor is their context.
    beside: bool,
}

impl Seen {
    /// Notes a named member of an object; whether it is a container with members that no schema names.
    #[inline(always)]
    pub(super) fn note(&mut self, schema: &Schema, member: Entry, has_unknown: bool) {
        let number = member.number();
        let bit = 1 << number;
        self.repeated |= self.met & bit != 0;
        self.met |= bit;
        self.here |= if member.is_null() { 0 } else { bit };
        self.named += 1;
        if number < HOT && self.named <= LAST_NOTED {
            self.hot |= (self.named as u64) << (4 * number);
        }
        let is_part = matches!(member.shape(), Shape::Object | Shape::List);
        // What is of the wrong type is an error, and nothing more.
        if member.is_misfit() {
            self.misfit = true;
        } else if schema.holders & bit == 0 || !is_part {
            self.in_parts |= has_unknown;
            self.beside |= schema.contexts & bit == 0;
        }
    }
}

/// A value that was passed: a container that was closed, mostly.
#[derive(Clone, Copy)]
pub(super) struct Closed {
    /// As for its parent.
    pub(super) word: Entry,
    /// It, or an item of it, has members that no schema names.
    has_unknown: bool,
}

impl Closed {
    /// Any other value.
    pub(super) fn scalar(word: Entry) -> Closed {
        Closed { word, has_unknown: false }
    }
}

impl Nodes {
    /// Puts a value that was passed into the one on top of the stack.
    #[inline]
    pub(super) fn put(&mut self, closed: Closed, room: &mut Room) -> Result<(), NoRoom> {
        if let Some(top) = self.frames.last_mut() {
            if top.array {
                top.seen.in_parts |= closed.has_unknown;
            } else {
                top.seen.note(top.schema, closed.word, closed.has_unknown);
            }
        }
        room.push(&mut self.pending, closed.word)
    }

    /// Notes the last pending item of the array on top of the stack, which was put there as it was known.
    pub(super) fn note_known(&mut self) {
        let has_unknown = self.pending.last().is_some_and(|&item| has_unknown(&self.nodes, item));
        if let Some(top) = self.frames.last_mut() {
            top.seen.in_parts |= has_unknown;
        }
    }

    /// The node of an array whose frame was popped.
    pub(super) fn close_list(&mut self, frame: &Frame, room: &mut Room) -> Result<Closed, NoRoom> {
        let Nodes { nodes, pending, tables, .. } = self;
        let node = nodes.len() as u32;
        let items = pending.get(frame.pending..).unwrap_or_default();
        room.reserve(nodes, 3 + items.len())?;
        let mut table = 0;
        if let Some(keys) = frame.schema.keys {
            let words = keyed::words(items.len(), count_keys(nodes, items, keys));
            if words > 0 {
                table = *tables as u64 | ((words as u64) << 32);
                *tables += words;
            }
        }
        nodes.extend([frame.start.to_word(), table, items.len() as u64]);
        nodes.extend(items.iter().map(|item| item.0));
        pending.truncate(frame.pending);
        let word = Entry::member(node, Shape::List, frame.number);
        Ok(Closed { word, has_unknown: frame.seen.in_parts })
    }

    /// The node of an object whose frame was popped.
    pub(super) fn close_object(
        &mut self,
        frame: &Frame,
        room: &mut Room,
    ) -> Result<Closed, NoRoom> {
        let (schema, mut seen) = (frame.schema, frame.seen);
        // Which of several counts, or what a value is, was not known when it was noted.
        if seen.repeated || schema.variant.is_some() {
            seen = self.note_again(frame);
        }
        let Nodes { nodes, pending, .. } = self;
        let members = pending.get(frame.pending..).unwrap_or_default();
        // What is not named has a word that says how many of it there are.
        room.reserve(nodes, 4 + members.len())?;
        let node = nodes.len();
        let incomplete = schema.required & !seen.here != 0;
        let info = Info::new(seen.met, seen.named)
            .misfit_if(seen.misfit)
            .incomplete_if(incomplete)
            .unknown_if(seen.unnamed > 0, seen.in_parts)
            .beside_if(seen.beside);
        nodes.extend([frame.start.to_word(), seen.hot, info.0]);
        let words = members.iter().map(|member| member.0);
        if seen.unnamed == 0 && !seen.repeated {
            nodes.extend(words);
        } else {
            let is_named = |word: &u64| Entry(*word).number() != UNNAMED;
            nodes
                .extend(words.clone().filter(|word| is_named(word) && !Entry(*word).is_replaced()));
            if seen.unnamed > 0 {
                nodes.push(seen.unnamed as u64);
                nodes.extend(words.filter(|word| !is_named(word)));
            }
        }
        pending.truncate(frame.pending);
        let is_misfit = match frame.counts {
            Counts::All => seen.misfit || incomplete,
            Counts::Misfits => seen.misfit,
            Counts::Nothing => false,
        };
        let word = Entry::member(node as u32, Shape::Object, frame.number).misfit_if(is_misfit);
        Ok(Closed { word, has_unknown: info.has_unknown() })
    }

    /// What there is to know of the members of an object, looked at once more.
    fn note_again(&mut self, frame: &Frame) -> Seen {
        let Nodes { nodes, pending, .. } = self;
        let members = pending.get_mut(frame.pending..).unwrap_or_default();
        let Seen { unnamed, repeated, .. } = frame.seen;
        if repeated {
            keep_last(members);
        }
        let mut seen = Seen { unnamed, ..Seen::default() };
        for member in members.iter().filter(|m| m.number() != UNNAMED && !m.is_replaced()) {
            seen.note(frame.schema, *member, has_unknown(nodes, *member));
        }
        Seen { repeated, ..seen }
    }
}

/// Whether an object, or one that is an item of an array, has members that no schema names.
fn has_unknown(nodes: &[u64], part: Entry) -> bool {
    let word = |at: usize| nodes.get(at).copied().unwrap_or(0);
    let is_one = |object: Entry| Info(word(object.at() as usize + 2)).has_unknown();
    match part.shape() {
        Shape::Object => is_one(part),
        Shape::List => {
            let at = part.at() as usize;
            let items = nodes.get(at + 3..at + 3 + word(at + 2) as usize).unwrap_or_default();
            let mut items = items.iter().map(|&item| Entry(item));
            items.any(|item| item.shape() == Shape::Object && is_one(item))
        }
        Shape::Str | Shape::Other => false,
    }
}

/// Of several members of one name the last counts.
#[cold]
fn keep_last(members: &mut [Entry]) {
    let mut met = 0u64;
    for member in members.iter_mut().rev() {
        let number = member.number();
        if number == UNNAMED {
            continue;
        }
        if met >> number & 1 == 1 {
            *member = member.replaced();
        }
        met |= 1 << number;
    }
}

/// How many of `items` have how many of `keys`, at most.
fn count_keys(nodes: &[u64], items: &[Entry], keys: [u8; 2]) -> usize {
    let count = |item: &Entry| {
        let node = nodes.get(item.at() as usize..).and_then(<[u64]>::first_chunk);
        let Some(&[_, hot, info]) = node else { return 0 };
        let is_there = |key: u8| Info(info).is_crowded() || hot >> (4 * key) & 15 != 0;
        keys.iter().filter(|&&key| is_there(key)).count()
    };
    items.iter().filter(|item| item.shape() == Shape::Object).map(count).sum()
}
