//! What the walk writes: open containers, their pending words, and the nodes of closed ones.

use super::doc::{Entry, Info, Pos, Shape, UNNAMED};
use super::keyed;
use super::schema::{Member, Schema, Type};
use super::seen::Seen;
use crate::room::{NoRoom, Room};
use alloc::vec::Vec;

/// The memory of the pass.
#[derive(Debug, Default)]
pub(crate) struct Nodes {
    pub(crate) nodes: Vec<u64>,
    /// The strings that decided what a value was walked as, by the mark of their opening quote.
    pub(super) tags: Vec<u32>,
    /// Words of members and items of open containers.
    pub(super) pending: Vec<u64>,
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
// Small and `Copy`: the walk has the innermost one in registers.
#[derive(Clone, Copy, Debug)]
pub(super) struct Frame {
    /// Of the object, or of the items of the array.
    pub(super) schema: &'static Schema,
    pub(super) start: Pos,
    /// As it was opened, see [`Opening`].
    how: u32,
    /// Where its pending words begin.
    pub(super) pending: u32,
    /// The node that comes next when it opens.
    pub(super) first: u32,
    /// The mark of the opening quote of the last tag of [`Schema::variant`]; 0 for none.
    pub(super) tag: u32,
    pub(super) seen: Seen,
}

/// A container to open.
#[derive(Clone, Copy)]
pub(super) struct Opening {
    /// What it is, or what its items are.
    pub(super) schema: &'static Schema,
    /// The lower half of the word that its parent gets, see [`Entry`]: the shape and the number in it. But bits
    /// 16-23 are what the value of [`Schema::variant`] was taken for, and the bits from 24 on those of the
    /// upper byte of an [`Info`] which make the object a misfit for its parent.
    how: u32,
}

impl Opening {
    const TAKEN: u32 = 16;
    const COUNTS: u32 = 24;

    fn new(schema: &'static Schema, shape: Shape, number: u8, counts: u8) -> Opening {
        let how = shape as u32 | u32::from(number) << 8 | u32::from(counts) << Self::COUNTS;
        Opening { schema, how }
    }

    /// An array that is a member's value.
    #[inline(always)]
    pub(super) fn list(schema: &'static Schema, member: &Member) -> Opening {
        Opening::new(schema, Shape::List, member.number, 0)
    }

    /// An object that is a member's value.
    #[inline(always)]
    pub(super) fn object(schema: &'static Schema, member: &Member) -> Opening {
        let counts = match member.kind {
            // What is wrong inside of it is told there.
            Type::Variant | Type::Some(_) => 0,
            Type::Part(_) => Info::IS_MISFIT,
            _ => Info::IS_MISFIT | Info::IS_INCOMPLETE,
        };
        Opening::new(schema, Shape::Object, member.number, counts)
    }

    /// The object that an item of an array is, or the root.
    #[inline(always)]
    pub(super) fn item(schema: &'static Schema) -> Opening {
        Opening::new(schema, Shape::Object, UNNAMED, Info::IS_MISFIT | Info::IS_INCOMPLETE)
    }

    /// The object of a member whose schema was decided late.
    pub(super) fn value(schema: &'static Schema, number: u8) -> Opening {
        Opening::new(schema, Shape::Object, number, 0)
    }
}

impl Frame {
    #[inline(always)]
    pub(super) fn new(opening: Opening, start: Pos, pending: usize, first: usize) -> Frame {
        let Opening { schema, how } = opening;
        let (pending, first, seen) = (pending as u32, first as u32, Seen::default());
        Frame { schema, start, how, pending, first, tag: 0, seen }
    }

    #[inline(always)]
    pub(super) fn is_array(&self) -> bool {
        self.how & 3 == Shape::List as u32
    }

    /// The number of the schema that the value of [`Schema::variant`] was taken for; 0 for none.
    pub(super) fn taken(&self) -> u8 {
        (self.how >> Opening::TAKEN) as u8
    }

    pub(super) fn take(&mut self, number: u8) {
        let mask = 0xFF << Opening::TAKEN;
        self.how = self.how & !mask | u32::from(number) << Opening::TAKEN;
    }

    /// The word for its parent.
    #[inline(always)]
    fn word(&self, node: usize) -> Entry {
        Entry((node as u64) << 32 | u64::from(self.how & 0xFFFF))
    }
}

/// A container that was closed.
#[derive(Clone, Copy)]
pub(super) struct Closed {
    /// As for its parent.
    pub(super) word: Entry,
    /// [`Info::UNKNOWN`], if it, or an item of it, has members that no schema names.
    pub(super) unknown: u64,
}

impl Closed {
    /// All but the number of its node.
    pub(super) fn kind(self) -> (u32, u64) {
        (self.word.0 as u32, self.unknown)
    }
}

impl Nodes {
    /// Notes the last pending item of the array `top`, which was put there as it was known.
    #[inline(always)]
    pub(super) fn note_known(&self, top: &mut Frame) {
        let unknown = self.pending.last().map_or(0, |&item| unknown(&self.nodes, Entry(item)));
        top.seen.note_unknown(unknown);
    }

    /// Writes the node of an array.
    #[inline(always)]
    pub(super) fn close_list(&mut self, frame: Frame, room: &mut Room) -> Result<Closed, NoRoom> {
        let Nodes { nodes, pending, tables, .. } = self;
        let node = nodes.len();
        let items = pending.get(frame.pending as usize..).unwrap_or_default();
        room.reserve(nodes, 3 + items.len())?;
        let mut table = 0;
        if let Some(keys) = frame.schema.keys
            && items.len() > keyed::SHORT
        {
            let words = keyed::words(items.len(), count_keys(nodes, items, keys));
            table = *tables as u64 | ((words as u64) << 32);
            *tables += words;
        }
        nodes.extend_from_slice(&[frame.start.to_word(), table, items.len() as u64]);
        nodes.extend_from_slice(items);
        pending.truncate(frame.pending as usize);
        Ok(Closed { word: frame.word(node), unknown: frame.seen.unknown() })
    }

    /// Writes the node of an object.
    #[inline(always)]
    pub(super) fn close_object(&mut self, frame: Frame, room: &mut Room) -> Result<Closed, NoRoom> {
        let Nodes { nodes, pending, .. } = self;
        let members = pending.get(frame.pending as usize..).unwrap_or_default();
        let closed = write_object(nodes, frame, members, room)?;
        pending.truncate(frame.pending as usize);
        Ok(closed)
    }

    /// Writes the node of an object without members; the word for its parent.
    #[inline(always)]
    pub(super) fn empty_object(
        &mut self,
        opening: Opening,
        start: Pos,
        room: &mut Room,
    ) -> Result<Entry, NoRoom> {
        let frame = Frame::new(opening, start, 0, 0);
        Ok(write_object(&mut self.nodes, frame, &[], room)?.word)
    }

    /// What there is to know of the members of an object, looked at once more: which of several counts, or
    /// what a value is, was not known when it was noted.
    #[cold]
    #[inline(never)]
    pub(super) fn note_again(&mut self, frame: &mut Frame) {
        let Nodes { nodes, pending, .. } = self;
        let members = pending.get_mut(frame.pending as usize..).unwrap_or_default();
        let mut seen = frame.seen.again(keep_last(members));
        for word in members.iter().map(|&word| Entry(word)).filter(|word| word.counts()) {
            match word.shape() {
                Shape::Object | Shape::List => {
                    let unknown = unknown(nodes, word);
                    seen.note_part(frame.schema, Closed { word, unknown });
                }
                Shape::Str | Shape::Other => {
                    seen.note_word(frame.schema, word);
                }
            }
        }
        frame.seen = seen;
    }
}

/// Adds the words of members that count: the named ones, how many others there are, and those.
#[inline(never)]
fn extend_apart(nodes: &mut Vec<u64>, members: &[u64]) {
    let is_unnamed = |word: &u64| Entry(*word).number() == UNNAMED;
    let count = members.iter().filter(|word| is_unnamed(word)).count();
    if count == members.len() {
        nodes.push(count as u64);
        nodes.extend_from_slice(members);
        return;
    }
    nodes.extend(members.iter().filter(|&&word| Entry(word).counts()));
    if count > 0 {
        nodes.push(count as u64);
        nodes.extend(members.iter().filter(|word| is_unnamed(word)));
    }
}

/// Writes the node of an object with these members.
#[inline(always)]
fn write_object(
    nodes: &mut Vec<u64>,
    frame: Frame,
    members: &[u64],
    room: &mut Room,
) -> Result<Closed, NoRoom> {
    // What is not named has a word that says how many of it there are.
    room.reserve(nodes, 4 + members.len())?;
    let node = nodes.len();
    let info = frame.seen.info(frame.schema);
    nodes.extend_from_slice(&[frame.start.to_word(), frame.seen.hot, info.0]);
    if info.has_unnamed() || frame.seen.is_repeated() {
        extend_apart(nodes, members);
    } else {
        nodes.extend_from_slice(members);
    }
    let is_misfit = (info.0 >> 56) as u8 & (frame.how >> Opening::COUNTS) as u8 != 0;
    Ok(Closed { word: frame.word(node).misfit_if(is_misfit), unknown: info.0 & Info::UNKNOWN })
}

/// [`Info::UNKNOWN`], if an object, or one that is an item of an array, has members that no schema names.
#[inline]
fn unknown(nodes: &[u64], part: Entry) -> u64 {
    let word = |at: usize| nodes.get(at).copied().unwrap_or(0);
    let of = |object: Entry| word(object.at() as usize + 2) & Info::UNKNOWN;
    match part.shape() {
        Shape::Object => of(part),
        Shape::List => {
            let at = part.at() as usize;
            let items = nodes.get(at + 3..at + 3 + word(at + 2) as usize).unwrap_or_default();
            let items = items.iter().map(|&item| Entry(item));
            items.filter(|item| item.shape() == Shape::Object).map(of).fold(0, |all, one| all | one)
        }
        Shape::Str | Shape::Other => 0,
    }
}

/// Of several members of one name the last counts; whether there are such.
fn keep_last(members: &mut [u64]) -> bool {
    let (mut met, mut repeated) = (0u64, false);
    for member in members.iter_mut().rev() {
        let number = Entry(*member).number();
        if number == UNNAMED {
            continue;
        }
        if met >> number & 1 == 1 {
            *member = Entry(*member).replaced().0;
            repeated = true;
        }
        met |= 1 << number;
    }
    repeated
}

/// How many of `items` have how many of `keys`, at most.
fn count_keys(nodes: &[u64], items: &[u64], keys: [u8; 2]) -> usize {
    let count = |item: Entry| {
        let node = nodes.get(item.at() as usize..).and_then(<[u64]>::first_chunk);
        let Some(&[_, hot, info]) = node else { return 0 };
        let is_there = |key: u8| Info(info).is_crowded() || hot >> (4 * key) & 15 != 0;
        keys.iter().filter(|&&key| is_there(key)).count()
    };
    let items = items.iter().map(|&item| Entry(item));
    items.filter(|item| item.shape() == Shape::Object).map(count).sum()
}
