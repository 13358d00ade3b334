//! Outlines met before: what stands around the value of a body's first change.
//!
//! The items of a body may be new, or many; what stands around them is mostly like that of others: a *head*,
//! from the body's start to the first list in the value, and a *tail*, from the value's end on. Both are kept as
//! templates ([`crate::scan`]), the head with all that the walk holds behind it, the tail with the
//! nodes that it leaves behind.
//!
//! The head begins with the body, so what it holds is the same in every body, as it is. The tail's nodes
//! move by two numbers, as those of shapes do ([`super::shapes`]), and name the value.

use super::doc::{Entry, Info, Shape, UNNAMED};
use super::moves::{Move, by};
use super::nodes::{Closed, Frame, Nodes};
use super::shapes::PRICE;
use super::tokens::{Body, Tokens};
use crate::room::{NoRoom, Room};
use crate::scan::{Scanner, Template};
use alloc::vec::Vec;

/// How many are kept.
const SLOTS: usize = 8;

/// The most words of each kind that an outline may have.
const MAX_WORDS: usize = 64;

/// The longest head, and the longest tail, that is worth remembering.
const MAX_LEN: usize = 1 << 10;

/// The remembered outlines.
#[derive(Debug)]
pub(crate) struct Outlines {
    slots: Vec<Outline>,
    /// The numbers of the slots, the last used first.
    order: [u8; SLOTS],
    credit: u32,
}

#[derive(Debug, Default)]
struct Outline {
    head: Template,
    /// What the walk holds behind the head. The last frame is that of the list, the one before the value's;
    /// without frames there is no outline.
    frames: Vec<Frame>,
    pending: Vec<u64>,
    nodes: Vec<u64>,
    tags: Vec<u32>,
    tail: Tail,
    /// Whether the last body with that head had nothing but that tail behind its first value. Where more
    /// entries or changes follow, the first may be known as well, which is better.
    is_whole: bool,
}

#[derive(Debug, Default)]
struct Tail {
    template: Template,
    /// The value that stood before it, but for the number of its node; none where no tail is known.
    value: Option<(u32, u64)>,
    /// The nodes that the tail leaves behind, as words that move.
    words: Vec<u64>,
    moves: Vec<Move>,
    /// Which of the words names the value.
    value_at: usize,
    /// The node of the root, among the words.
    root: usize,
    tags: Vec<u32>,
}

/// The place behind a known head, and the list that begins before it.
pub(super) struct Entered<'b> {
    pub(super) slot: usize,
    pub(super) here: Tokens<'b>,
    pub(super) list: Frame,
}

/// Where a tail begins.
pub(super) struct Leaving {
    pub(super) at: usize,
    /// The number of the last mark before it.
    pub(super) before: usize,
    /// The node that comes next, and the tag.
    pub(super) node: usize,
    pub(super) tag: usize,
    pub(super) value: Closed,
}

impl Default for Outlines {
    fn default() -> Outlines {
        let order = core::array::from_fn(|slot| slot as u8);
        Outlines { slots: Vec::new(), order, credit: PRICE * SLOTS as u32 }
    }
}

impl Outlines {
    /// Bytes of memory held at most.
    pub(crate) const MOST: usize = SLOTS
        * (size_of::<Outline>()
            + 2 * Template::MOST
            + MAX_WORDS
                * (size_of::<Frame>()
                    + 3 * size_of::<u64>()
                    + size_of::<Move>()
                    + 2 * size_of::<u32>()));

    /// Bytes of memory held.
    pub(crate) fn capacity(&self) -> usize {
        let held = |slot: &Outline| {
            let templates = slot.head.capacity() + slot.tail.template.capacity();
            let words =
                slot.pending.capacity() + slot.nodes.capacity() + slot.tail.words.capacity();
            let tags = slot.tags.capacity() + slot.tail.tags.capacity();
            let frames = slot.frames.capacity() * size_of::<Frame>();
            let moves = slot.tail.moves.capacity() * size_of::<Move>();
            templates + words * size_of::<u64>() + tags * size_of::<u32>() + frames + moves
        };
        self.slots.capacity() * size_of::<Outline>() + self.slots.iter().map(held).sum::<usize>()
    }

    /// If the body begins with a known head, makes the walk's memory what it is behind it.
    pub(super) fn enter<'b>(
        &mut self,
        scanner: Scanner,
        body: Body<'b>,
        memory: &mut Nodes,
        room: &mut Room,
    ) -> Result<Option<Entered<'b>>, NoRoom> {
        for place in 0..self.slots.len() {
            let Some(&number) = self.order.get(place) else { break };
            let Some(slot) = self.slots.get(usize::from(number)) else { break };
            let Some((&list, around)) = slot.frames.split_last() else { continue };
            if !slot.is_whole {
                continue;
            }
            let Some(end) = slot.behind_head(scanner, body) else { continue };
            room.reserve(&mut memory.frames, around.len())?;
            room.reserve(&mut memory.pending, slot.pending.len())?;
            room.reserve(&mut memory.nodes, slot.nodes.len())?;
            room.reserve(&mut memory.tags, slot.tags.len())?;
            memory.frames.extend_from_slice(around);
            memory.pending.extend_from_slice(&slot.pending);
            memory.nodes.extend_from_slice(&slot.nodes);
            memory.tags.extend_from_slice(&slot.tags);
            let here = Tokens { body, at: end, quote: slot.head.span() + 1 };
            if let Some(used) = self.order.get_mut(..=place) {
                used.rotate_right(1);
            }
            self.credit = (self.credit + 1).min(PRICE * SLOTS as u32);
            return Ok(Some(Entered { slot: usize::from(number), here, list }));
        }
        Ok(None)
    }

    /// The head that ends here, where `list` has begun: its slot, if it is known or worth remembering.
    pub(super) fn meet_head(
        &mut self,
        scanner: Scanner,
        here: Tokens<'_>,
        list: Frame,
        memory: &Nodes,
    ) -> Option<usize> {
        let is_it = |slot: &Outline| {
            slot.behind_head(scanner, here.body) == Some(here.at) && slot.is_held_by(memory)
        };
        let known = self.slots.iter().position(|slot| !slot.is_whole && is_it(slot));
        known.or_else(|| self.learn_head(here, list, memory))
    }

    fn learn_head(&mut self, here: Tokens<'_>, list: Frame, memory: &Nodes) -> Option<usize> {
        let Nodes { nodes, tags, pending, frames, tables } = memory;
        let most = nodes.len().max(tags.len()).max(pending.len()).max(frames.len() + 1);
        let is_long = most > MAX_WORDS || here.at > MAX_LEN;
        if is_long || *tables > 0 || self.credit < PRICE {
            return None;
        }
        self.credit -= PRICE;
        if self.slots.len() < SLOTS {
            self.slots.try_reserve_exact(SLOTS - self.slots.len()).ok()?;
            self.order.get_mut(..=self.slots.len())?.rotate_right(1);
            self.slots.push(Outline::default());
        } else {
            self.order.rotate_right(1);
        }
        let number = usize::from(*self.order.first()?);
        let slot = self.slots.get_mut(number)?;
        slot.frames.clear();
        (slot.tail.value, slot.is_whole) = (None, true);
        slot.make_room()?;
        let marks = here.body.marks.get(..here.quote)?;
        let is_fixed = |open: usize| tags.contains(&(open as u32));
        if !slot.head.learn(here.body.bytes.get(..here.at)?, 0, marks, is_fixed) {
            return None;
        }
        refill(&mut slot.pending, pending);
        refill(&mut slot.nodes, nodes);
        refill(&mut slot.tags, tags);
        refill(&mut slot.frames, frames);
        slot.frames.push(list);
        Some(number)
    }

    /// If a known tail begins there and is all that follows, but for white space, writes its nodes; the place
    /// behind it, and the root.
    pub(super) fn leave<'b>(
        &mut self,
        slot: usize,
        scanner: Scanner,
        body: Body<'b>,
        leaving: &Leaving,
        memory: &mut Nodes,
        room: &mut Room,
    ) -> Result<Option<(Tokens<'b>, Closed)>, NoRoom> {
        let Some(Outline { tail, is_whole, .. }) = self.slots.get_mut(slot) else {
            return Ok(None);
        };
        *is_whole = false;
        if tail.value != Some(leaving.value.kind()) {
            return Ok(None);
        }
        let marks = body.marks.get(leaving.before..).unwrap_or_default();
        let Some(end) = scanner.matches(&tail.template, body.bytes, leaving.at, marks) else {
            return Ok(None);
        };
        *is_whole = true;
        let quote = leaving.before + tail.template.span() + 1;
        room.reserve(&mut memory.nodes, tail.words.len())?;
        room.reserve(&mut memory.tags, tail.tags.len())?;
        let by = by(leaving.before, leaving.node);
        let words = tail.words.iter().zip(&tail.moves);
        memory.nodes.extend(words.map(|(word, &how)| word + by[how as usize]));
        if let Some(word) = memory.nodes.get_mut(leaving.node + tail.value_at) {
            *word += u64::from(leaving.value.word.at()) << 32;
        }
        memory.tags.extend(tail.tags.iter().map(|tag| leaving.before as u32 + tag));
        memory.pending.clear();
        memory.frames.clear();
        let root = Entry::member((leaving.node + tail.root) as u32, Shape::Object, UNNAMED);
        Ok(Some((Tokens { body, at: end, quote }, Closed { word: root, unknown: 0 })))
    }

    /// Remembers the tail that began there and ends here, with the root.
    pub(super) fn learn_tail(
        &mut self,
        slot: usize,
        leaving: &Leaving,
        here: Tokens<'_>,
        memory: &Nodes,
        root: u32,
    ) -> Option<()> {
        let slot = self.slots.get_mut(slot)?;
        let tail = &mut slot.tail;
        let words = memory.nodes.get(leaving.node..)?;
        let tags = memory.tags.get(leaving.tag..)?;
        let is_long = words.len().max(tags.len()) > MAX_WORDS || here.at - leaving.at > MAX_LEN;
        if is_long || self.credit < PRICE {
            return None;
        }
        self.credit -= PRICE;
        tail.value = None;
        let around = slot.frames.get(..slot.frames.len().checked_sub(2)?)?;
        tail.root = (root as usize).checked_sub(leaving.node)?;
        refill(&mut tail.words, words);
        tail.note_moves(around, leaving, root)?;
        tail.tags.clear();
        for tag in tags {
            tail.tags.push(tag.checked_sub(leaving.before as u32)?);
        }
        let marks = here.body.marks.get(leaving.before..here.quote)?;
        let text = here.body.bytes.get(leaving.at..here.at)?;
        let is_fixed = |open: usize| tail.tags.contains(&(open as u32));
        if tail.template.learn(text, leaving.at, marks, is_fixed) {
            tail.value = Some(leaving.value.kind());
            slot.is_whole = true;
        }
        Some(())
    }
}

impl Outline {
    /// Where the head of a body ends, if it is this one.
    #[inline]
    fn behind_head(&self, scanner: Scanner, body: Body<'_>) -> Option<usize> {
        let is_one = (1..=body.max_depth).contains(&self.frames.len());
        if is_one { scanner.matches(&self.head, body.bytes, 0, body.marks) } else { None }
    }

    /// Whether the walk, which is behind the head, holds what is held here. The same bytes may be walked in
    /// several ways, as the body's end may tell what a value is taken for.
    fn is_held_by(&self, memory: &Nodes) -> bool {
        // The list's own frame is not among the walk's yet.
        let taken = self.frames.iter().map(Frame::taken).take(memory.frames.len());
        memory.frames.iter().map(Frame::taken).eq(taken)
            && memory.pending == self.pending
            && memory.nodes == self.nodes
            && memory.tags == self.tags
    }

    /// None, if the system has no memory for whatever may be put here.
    fn make_room(&mut self) -> Option<()> {
        let tail = &mut self.tail;
        for words in [&mut self.pending, &mut self.nodes, &mut tail.words] {
            words.clear();
            words.try_reserve_exact(MAX_WORDS).ok()?;
        }
        for tags in [&mut self.tags, &mut tail.tags] {
            tags.clear();
            tags.try_reserve_exact(MAX_WORDS).ok()?;
        }
        tail.moves.clear();
        tail.moves.try_reserve_exact(MAX_WORDS).ok()?;
        self.frames.try_reserve_exact(MAX_WORDS).ok()
    }
}

impl Tail {
    /// Makes the words such that they can move. None, if they are anything but the nodes of the containers
    /// `around` the value, the innermost first and the root last.
    fn note_moves(&mut self, around: &[Frame], leaving: &Leaving, root: u32) -> Option<()> {
        let by = by(leaving.before, leaving.node);
        self.moves.clear();
        let (mut at, mut inner) = (0, leaving.value.word.at());
        for frame in around.iter().rev() {
            let &[_, second, third] = self.words.get(at..)?.first_chunk()?;
            // A list's table, and what is not named, are not of this kind.
            let (count, has_more) = if frame.is_array() {
                (third as usize, second != 0)
            } else {
                (Info(third).named(), Info(third).has_unnamed())
            };
            if has_more {
                return None;
            }
            // Where they begin is in the head.
            self.moves.extend([Move::Stay; 3]);
            let mut holds_inner = false;
            for (place, word) in (at + 3..).zip(self.words.get_mut(at + 3..at + 3 + count)?) {
                let entry = Entry(*word);
                let how = match entry.moves() {
                    Move::Node if entry.at() == inner => {
                        holds_inner = true;
                        if at > 0 {
                            Move::Node
                        } else {
                            // The value is named by what stands here then.
                            *word &= u64::from(u32::MAX);
                            self.value_at = place;
                            Move::Stay
                        }
                    }
                    Move::Node if entry.at() as usize >= leaving.node => return None,
                    Move::Mark if entry.at() as usize > leaving.before => Move::Mark,
                    // How far it is from the last mark in the value is not a matter of the tail.
                    Move::Mark if entry.at() as usize == leaving.before => return None,
                    _ => Move::Stay,
                };
                *word -= by[how as usize];
                self.moves.push(how);
            }
            if !holds_inner {
                return None;
            }
            inner = (leaving.node + at) as u32;
            at += 3 + count;
        }
        (inner == root && at == self.words.len()).then_some(())
    }
}

fn refill<T: Copy>(to: &mut Vec<T>, from: &[T]) {
    to.clear();
    to.extend_from_slice(from);
}
