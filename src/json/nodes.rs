//! What the walk writes: open containers, their pending words, and the nodes of closed ones.

use super::doc::{Entry, Info, Pos, Shape, UNNAMED};
use super::hot::LAST_NOTED;
use super::keyed;
use super::schema::{HOT, Schema, Type};
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
        let Nodes { nodes, pending, tables, .. } = self;
        let node = nodes.len() as u32;
        let items = pending.get(frame.pending..).unwrap_or_default();
        room.reserve(nodes, 3 + items.len())?;
        let mut table = 0;
        if let Some(keys) = frame.schema.and_then(|schema| schema.keys) {
            let words = keyed::words(items.len(), count_keys(nodes, items, keys));
            table = *tables as u64 | ((words as u64) << 32);
            *tables += words;
        }
        nodes.extend([frame.start.to_word(), table, items.len() as u64]);
        nodes.extend(items.iter().map(|item| item.0));
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
        let Nodes { nodes, pending, .. } = self;
        let members = pending.get_mut(frame.pending..).unwrap_or_default();
        if frame.repeated {
            keep_last(members);
        }
        // What is not named has a word that says how many of it there are.
        room.reserve(nodes, 4 + members.len())?;
        let node = nodes.len();
        nodes.extend([frame.start.to_word(), 0, 0]);
        let (mut hot, mut here, mut misfit) = (0u64, 0u64, false);
        let (mut in_parts, mut beside) = (false, false);
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
            named += 1;
            if number < HOT && named <= LAST_NOTED {
                hot |= (named as u64) << (4 * number);
            }
            misfit |= member.is_misfit();
            here |= u64::from(!member.is_null()) << number;
            let is_part = matches!(member.shape(), Shape::Object | Shape::List);
            // What is of the wrong type is an error, and nothing more.
            if !member.is_misfit() && (schema.holders >> number & 1 == 0 || !is_part) {
                in_parts |= is_part && has_unknown(nodes, member);
                beside |= schema.contexts >> number & 1 == 0;
            }
            nodes.push(member.0);
        }
        let incomplete = schema.required & !here != 0;
        let met = frame.met;
        if unnamed > 0 {
            nodes.push(unnamed);
            let members = pending.get(frame.pending..).unwrap_or_default();
            nodes.extend(members.iter().filter(|m| m.number() == UNNAMED).map(|m| m.0));
        }
        if let Some([_, hot_word, info]) = nodes.get_mut(node..).and_then(<[u64]>::first_chunk_mut)
        {
            *hot_word = hot;
            *info = Info::new(met, named)
                .misfit_if(misfit)
                .incomplete_if(incomplete)
                .unknown_if(unnamed > 0, in_parts)
                .beside_if(beside)
                .0;
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

/// Whether an object, or one that is an item of an array, has members that no schema names.
fn has_unknown(nodes: &[u64], part: Entry) -> bool {
    let word = |at: usize| nodes.get(at).copied().unwrap_or(0);
    let at = part.at() as usize;
    if part.shape() == Shape::Object {
        return Info(word(at + 2)).has_unknown();
    }
    let items = nodes.get(at + 3..at + 3 + word(at + 2) as usize).unwrap_or_default();
    let mut objects = items.iter().map(|&item| Entry(item)).filter(|i| i.shape() == Shape::Object);
    objects.any(|item| Info(word(item.at() as usize + 2)).has_unknown())
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
