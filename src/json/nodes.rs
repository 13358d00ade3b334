//! What the walk writes: open containers, their pending words, and the nodes of closed ones.

use super::doc::{Entry, Info, Pos, Shape, UNNAMED};
use super::hot::SEARCH;
use super::keyed;
use super::schema::{HOT, Schema, Type};
use super::shapes::Move;
use crate::room::{NoRoom, Room};
use alloc::vec::Vec;

/// The memory of the pass.
#[derive(Debug, Default)]
pub(crate) struct Nodes {
    pub(crate) nodes: Vec<u64>,
    /// How each word of the nodes depends on its place; not kept for a root of a known shape.
    pub(super) moves: Vec<Move>,
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
        self.moves.clear();
        self.tags.clear();
        self.pending.clear();
        self.frames.clear();
        self.tables = 0;
        room.reserve(&mut self.nodes, 512)?;
        room.reserve(&mut self.moves, 512)?;
        room.reserve(&mut self.tags, 16)?;
        room.reserve(&mut self.pending, 256)?;
        room.reserve(&mut self.frames, 32)
    }

    /// Bytes of memory held.
    pub(crate) fn capacity(&self) -> usize {
        (self.nodes.capacity() + self.pending.capacity()) * size_of::<u64>()
            + self.moves.capacity()
            + self.tags.capacity() * size_of::<u32>()
            + self.frames.capacity() * size_of::<Frame>()
    }

    /// Gives memory back down to what a body of `len` bytes usually needs.
    pub(crate) fn shrink_to(&mut self, len: usize) {
        self.nodes.clear();
        self.nodes.shrink_to(len / 8);
        self.pending.clear();
        self.pending.shrink_to(len / 8);
        self.moves.clear();
        self.moves.shrink_to(len / 8);
        self.tags.clear();
        self.tags.shrink_to(len / 64);
    }
}

/// An open container.
#[derive(Debug)]
pub(super) struct Frame {
    /// Of the object, or of the items of the array; none for what is only checked.
    pub(super) schema: Option<&'static Schema>,
    pub(super) array: bool,
    pub(super) start: Pos,
    /// Where its pending words begin.
    pub(super) pending: usize,
    /// Which members were met.
    pub(super) met: u64,
    /// Some member was met twice.
    pub(super) repeated: bool,
    /// What the value of [`Schema::variant`] was taken for.
    pub(super) variant: Option<&'static Schema>,
    /// The pending word of the last tag of [`Schema::variant`].
    pub(super) tag: Option<usize>,
    /// The number that the container has in its parent.
    pub(super) number: u8,
    /// The node that comes next when it opens.
    pub(super) first: usize,
}

impl Nodes {
    /// The node of an array whose frame was popped; the word for it.
    pub(super) fn close_list(&mut self, frame: &Frame, room: &mut Room) -> Result<Entry, NoRoom> {
        let Nodes { nodes, moves, pending, tables, .. } = self;
        let node = nodes.len() as u32;
        let items = pending.get(frame.pending..).unwrap_or_default();
        room.reserve(nodes, 3 + items.len())?;
        room.reserve(moves, 3 + items.len())?;
        let mut table = 0;
        if let Some(keys) = frame.schema.and_then(|schema| schema.keys) {
            let words = keyed::words(items.len(), count_keys(nodes, items, keys));
            table = *tables as u64 | ((words as u64) << 32);
            *tables += words;
        }
        nodes.extend([frame.start.to_word(), table, items.len() as u64]);
        moves.extend([Move::Mark, Move::Stay, Move::Stay]);
        nodes.extend(items.iter().map(|item| item.0));
        moves.extend(items.iter().map(|item| item.moves()));
        pending.truncate(frame.pending);
        Ok(Entry::member(node, Shape::List, frame.number))
    }

    /// The node of an object whose frame was popped; the word for it.
    pub(super) fn close_object(
        &mut self,
        frame: &Frame,
        schema: &Schema,
        room: &mut Room,
    ) -> Result<Entry, NoRoom> {
        let Nodes { nodes, moves, pending, .. } = self;
        let members = pending.get_mut(frame.pending..).unwrap_or_default();
        if frame.repeated {
            keep_last(members);
        }
        // What is not named has a word that says how many of it there are.
        room.reserve(nodes, 4 + members.len())?;
        room.reserve(moves, 4 + members.len())?;
        let node = nodes.len();
        nodes.extend([frame.start.to_word(), 0, 0]);
        moves.extend([Move::Mark, Move::Stay, Move::Stay]);
        let (mut hot, mut here, mut misfit) = (0u64, 0u64, false);
        let (mut named, mut unnamed) = (0, 0);
        for &mut member in members {
            let number = member.number();
            if number == UNNAMED {
                unnamed += 1;
                continue;
            }
            if member.is_replaced() {
                continue;
            }
            if number < HOT {
                // From the 15th member on the place does not fit in four bits.
                hot |= (named as u64 + 1).min(SEARCH) << (4 * number);
            }
            named += 1;
            misfit |= member.is_misfit();
            here |= u64::from(!member.is_null()) << number;
            nodes.push(member.0);
            moves.push(member.moves());
        }
        let incomplete = schema.required & !here != 0;
        let met = frame.met;
        if unnamed > 0 {
            nodes.push(unnamed);
            moves.push(Move::Stay);
            let members = pending.get(frame.pending..).unwrap_or_default();
            nodes.extend(members.iter().filter(|m| m.number() == UNNAMED).map(|m| m.0));
            moves.resize(nodes.len(), Move::Mark);
        }
        if let Some([_, hot_word, info]) = nodes.get_mut(node..).and_then(<[u64]>::first_chunk_mut)
        {
            *hot_word = hot;
            *info = Info::new(met, named, misfit, incomplete, unnamed > 0).0;
        }
        pending.truncate(frame.pending);
        let counts = match self.asked_for(frame.number) {
            // What is wrong inside of a value, or of an object in the place of a list, is told there.
            Some(Type::Variant | Type::Some(_)) => false,
            Some(Type::Part(_)) => misfit,
            _ => misfit || incomplete,
        };
        Ok(Entry::member(node as u32, Shape::Object, frame.number).misfit_if(counts))
    }

    /// What the parent of a container that was just closed expects under that number.
    fn asked_for(&self, number: u8) -> Option<Type> {
        let parent = self.frames.last().filter(|parent| !parent.array)?;
        parent.schema?.member(number).map(|member| member.kind)
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

/// How many of `items` have how many of `keys`.
fn count_keys(nodes: &[u64], items: &[Entry], keys: [u8; 2]) -> usize {
    let hot = |item: &Entry| nodes.get(item.at() as usize + 1).copied().unwrap_or(0);
    let objects = items.iter().filter(|item| item.shape() == Shape::Object);
    objects.map(|item| keys.iter().filter(|&&key| hot(item) >> (4 * key) & 15 != 0).count()).sum()
}
