//! Shapes met before: a body, or an item, that has one of them need not be walked.
//!
//! Nodes tell places relative to marks ([`super::doc`]), so two texts that differ only in what their
//! strings and digits are have the same nodes, but for two numbers: the mark that the text begins
//! after, and the node that its first node becomes. Where a [`Template`] matches, the walk's verdict is
//! known (the grammar is in the bytes between strings), and so is what it would leave behind: the
//! remembered nodes, moved by those two numbers.
//!
//! Strings that decided how something was walked, as a change's field does, are a part of the shape.
//!
//! The memory is small and bounded: [`SLOTS`] shapes of a bounded size. Learning a shape costs more than a
//! walk, so one is learned when it is met again, not long after; a sender of ever new ones uses up the credit that
//! matches earn, and is walked. The first item of a list is not learned: most lists have one, and then the body
//! may be known as a whole.

use super::doc::{Entry, Pos, Shape, UNNAMED};
use super::moves::{MAX_WORDS, Move, by, hash, note_moves};
use super::nodes::Nodes;
use super::schema::Schema;
use super::tokens::Tokens;
use super::walk::Body;
use super::ways::{SLOTS, Ways};
use crate::room::{NoRoom, Room};
use crate::scan::{Scanner, Template};
use alloc::vec::Vec;

/// How many of them are tried for one text.
const WAYS: usize = 16;

/// The most tags that a shape may have.
const MAX_TAGS: usize = 16;

/// The longest text that is worth remembering.
const MAX_LEN: usize = 16 << 10;

/// What learning a shape costs, in matches: that many later it has cost nothing that anybody sees.
pub(super) const PRICE: u32 = 64;

/// Every shape may be learned once without a match.
const START: u32 = PRICE * SLOTS as u32;

/// What a compare in vain takes of the patience, of which every text gives back one, and what trying all ways may.
const IN_VAIN: u32 = 2;
const ALL_WAYS: u32 = WAYS as u32 * IN_VAIN;

/// What a match gives back, and how much patience there may be.
const PER_MATCH: u32 = 8 * IN_VAIN;
const PATIENCE: u32 = 16 * ALL_WAYS;

/// The remembered shapes.
#[derive(Debug)]
pub(crate) struct Shapes {
    slots: Vec<Slot>,
    /// By how many marks a root has, or by the schema of an item.
    ways: Ways<WAYS>,
    /// Hashes of the nodes of what was met last, the latest first.
    met: [u32; SLOTS],
    credit: u32,
    /// For compares in vain: once it is used up, what resembles many shapes and has none of them costs no more
    /// than one in two texts.
    patience: u32,
}

#[derive(Debug)]
struct Slot {
    schema: &'static Schema,
    /// For a root, how many marks its body has.
    marks: Option<usize>,
    template: Template,
    words: Vec<u64>,
    /// How each word moves, see [`Move`].
    moves: Vec<Move>,
    /// The strings that decided how the text was walked, by their marks counted from the last one before it.
    tags: Vec<u32>,
    /// The node of the text's object, among the words.
    node: usize,
    /// How often the slot was given to another shape.
    turn: u32,
}

/// A body of a known shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Root {
    place: usize,
    /// Of the slot, when the body was met.
    turn: u32,
    /// The node of its root.
    pub(crate) node: u32,
}

/// Items of a known shape, one behind the other.
pub(crate) struct Known {
    /// Where they end.
    pub(crate) end: usize,
    /// How many marks they span.
    pub(crate) span: usize,
}

/// Objects of one shape, one behind the other.
struct Run {
    /// Where the first begins.
    first: Pos,
    /// How many follow it.
    more: usize,
    /// How far each of these begins from the last mark before it.
    delta: u32,
}

/// A text of the body that may be known, or learned.
#[derive(Clone, Copy)]
pub(crate) struct Text {
    /// Where it begins.
    pub(crate) start: usize,
    /// The number of the last mark before it.
    pub(crate) before: usize,
    pub(crate) schema: &'static Schema,
    /// It is the root.
    pub(crate) root: bool,
    /// How many containers are open around it.
    pub(crate) depth: usize,
}

/// What the walk of a text came to.
pub(crate) struct Walked<'w> {
    /// Where the text ends.
    pub(crate) end: usize,
    /// How many marks it spans.
    pub(crate) span: usize,
    /// The words of its nodes.
    pub(crate) words: &'w [u64],
    /// The node of the first of them, and that of the text's object.
    pub(crate) first: usize,
    pub(crate) node: usize,
    /// The strings that decided how it was walked, by the mark of their opening quote; maybe others before.
    pub(crate) fixed: &'w [u32],
}

impl Text {
    /// How many marks a body must have whose root may be this text.
    fn marks(self, body: Body<'_>) -> Option<usize> {
        self.root.then_some(body.marks.len())
    }

    /// What its shape is kept by.
    fn key(self, body: Body<'_>) -> usize {
        self.marks(body).unwrap_or(core::ptr::from_ref(self.schema).addr() / 64)
    }
}

impl Default for Shapes {
    fn default() -> Shapes {
        let (slots, ways, met) = (Vec::new(), Ways::default(), [0; SLOTS]);
        Shapes { slots, ways, met, credit: START, patience: PATIENCE }
    }
}

impl Shapes {
    /// Bytes of memory held at most.
    pub(crate) const MOST: usize = SLOTS
        * (size_of::<Slot>()
            + Template::MOST
            + MAX_WORDS * (size_of::<u64>() + size_of::<Move>())
            + MAX_TAGS * size_of::<u32>());

    /// Bytes of memory held.
    pub(crate) fn capacity(&self) -> usize {
        let words = |slot: &Slot| {
            slot.words.capacity() * 8 + slot.moves.capacity() + slot.tags.capacity() * 4
        };
        let slots = self.slots.iter().map(|slot| slot.template.capacity() + words(slot));
        self.slots.capacity() * size_of::<Slot>() + slots.sum::<usize>()
    }

    /// If the body has a known shape, but for white space behind it, where that is kept.
    #[inline]
    pub(crate) fn find_root(
        &mut self,
        scanner: Scanner,
        body: Body<'_>,
        schema: &'static Schema,
    ) -> Option<Root> {
        let text = Text { start: 0, before: 0, schema, root: true, depth: 0 };
        let (place, end) = self.find(scanner, body, text)?;
        let slot = self.slots.get(place)?;
        let (node, turn) = (slot.node as u32, slot.turn);
        let behind = body.bytes.get(end..).unwrap_or_default();
        let is_space = |byte: &u8| matches!(byte, b' ' | b'\n' | b'\r' | b'\t');
        behind.iter().all(is_space).then_some(Root { place, turn, node })
    }

    /// The nodes of a root.
    #[inline]
    pub(crate) fn nodes(&self, root: Root) -> &[u64] {
        self.slots.get(root.place).map_or(&[], |slot| &slot.words)
    }

    /// Whether the shape of a root is still remembered.
    #[inline]
    pub(super) fn is_current(&self, root: Root) -> bool {
        self.slots.get(root.place).is_some_and(|slot| slot.turn == root.turn)
    }

    /// How deep a body is nested.
    #[inline]
    pub(crate) fn depth(&self, root: Root) -> usize {
        self.slots.get(root.place).map_or(0, |slot| slot.template.depth())
    }

    /// The template of a root, which must be current.
    pub(super) fn template(&self, root: Root) -> Option<&Template> {
        self.slots.get(root.place).map(|slot| &slot.template)
    }

    /// If the shape of an item is known, adds its nodes, and its word to those that are pending; and so
    /// with what stands behind it, as long as that has the same shape.
    #[inline]
    pub(crate) fn find_items(
        &mut self,
        scanner: Scanner,
        body: Body<'_>,
        text: Text,
        memory: &mut Nodes,
        room: &mut Room,
    ) -> Result<Option<Known>, NoRoom> {
        let Some((place, end)) = self.find(scanner, body, text) else { return Ok(None) };
        let Some(slot) = self.slots.get(place) else { return Ok(None) };
        let span = slot.template.span();
        let behind = Tokens { body, at: end + 1, quote: text.before + 1 + span };
        let marks = body.marks.get(behind.quote - 1..).unwrap_or_default();
        let (more, end) = scanner.repeats(&slot.template, body.bytes, end, marks);
        let first = Tokens { body, at: text.start, quote: text.before + 1 };
        let run = Run { first: first.pos(), more, delta: behind.pos().delta };
        slot.place(run, memory, room)?;
        Ok(Some(Known { end, span: (more + 1) * span }))
    }

    /// The slot of a text's shape, and where the text ends.
    #[inline]
    fn find(&mut self, scanner: Scanner, body: Body<'_>, text: Text) -> Option<(usize, usize)> {
        let key = text.key(body);
        let marks = body.marks.get(text.before..)?;
        let ways = match self.patience {
            0 => 0,
            1..ALL_WAYS => 1,
            _ => WAYS,
        };
        self.patience = (self.patience + 1).min(PATIENCE);
        for way in 0..ways {
            let place = self.ways.slot(key, way)?;
            let slot = self.slots.get(place)?;
            let same = core::ptr::eq(slot.schema, text.schema) && slot.marks == text.marks(body);
            if !same || text.depth + slot.template.depth() > body.max_depth {
                continue;
            }
            let Some(end) = scanner.matches(&slot.template, body.bytes, text.start, marks) else {
                self.patience = self.patience.saturating_sub(IN_VAIN);
                continue;
            };
            self.ways.used(key, way);
            self.patience = (self.patience + PER_MATCH).min(PATIENCE);
            self.credit = (self.credit + 1).min(START);
            return Some((place, end));
        }
        None
    }

    /// Remembers `text`, which was walked.
    pub(crate) fn learn(&mut self, body: Body<'_>, text: Text, walked: Walked<'_>) {
        let Walked { end, span, words, first, node, fixed } = walked;
        // Without a mark in each, places of objects in a row would not be told alike.
        let is_small = words.len() <= MAX_WORDS && end - text.start <= MAX_LEN;
        if self.credit < PRICE || span == 0 || !is_small {
            return;
        }
        let hash = hash(words, node - first);
        if !self.met.contains(&hash) {
            self.met.rotate_right(1);
            self.met[0] = hash;
            // All the memory is asked for now: a warm decoder allocates nothing.
            return self.add_slot(text.schema);
        }
        self.credit -= PRICE;
        let place = self.ways.vacate(text.key(body));
        if place == self.slots.len() {
            self.add_slot(text.schema);
        }
        let Some(slot) = self.slots.get_mut(place) else { return };
        slot.turn = slot.turn.wrapping_add(1);
        slot.schema = text.schema;
        slot.marks = text.marks(body);
        slot.node = node - first;
        slot.moves.clear();
        slot.words.clear();
        slot.tags.clear();
        slot.moves.resize(words.len(), Move::Stay);
        if !note_moves(words, first, node - first, &mut slot.moves) {
            return;
        }
        let by = by(text.before, first);
        let words = words.iter().zip(&slot.moves);
        slot.words.extend(words.map(|(word, &how)| word - by[how as usize]));

        let marks = body.marks.get(text.before..=text.before + span).unwrap_or_default();
        let bytes = body.bytes.get(text.start..end).unwrap_or_default();
        // Those of the text were noted last; a value that was walked twice noted some twice, and late.
        let own = fixed.iter().rev().map(|&tag| (tag as usize).saturating_sub(text.before));
        for (count, tag) in own.take_while(|&tag| tag > 0).enumerate() {
            if count == MAX_TAGS {
                return;
            }
            if tag <= span {
                slot.tags.push(tag as u32);
            }
        }
        slot.tags.sort_unstable();
        slot.tags.dedup();
        let is_fixed = |open: usize| slot.tags.binary_search(&(open as u32)).is_ok();
        if slot.template.learn(bytes, text.start, marks, is_fixed) {
            self.ways.add(text.key(body), place);
        }
    }

    /// One slot more, if there may be one. Without memory nothing is remembered, and nothing is wrong.
    fn add_slot(&mut self, schema: &'static Schema) {
        if self.slots.len() < SLOTS
            && self.slots.try_reserve(1).is_ok()
            && let Some(slot) = Slot::with_room(schema)
        {
            self.slots.push(slot);
        }
    }
}

impl Slot {
    /// With room for any shape, if the system has it.
    fn with_room(schema: &'static Schema) -> Option<Slot> {
        let mut slot = Slot {
            schema,
            marks: None,
            template: Template::with_room()?,
            words: Vec::new(),
            moves: Vec::new(),
            tags: Vec::new(),
            node: 0,
            turn: 0,
        };
        slot.words.try_reserve_exact(MAX_WORDS).ok()?;
        slot.moves.try_reserve_exact(MAX_WORDS).ok()?;
        slot.tags.try_reserve_exact(MAX_TAGS).ok()?;
        Some(slot)
    }

    /// Adds the nodes of each of them, and its word to those that are pending.
    #[inline]
    fn place(&self, run: Run, memory: &mut Nodes, room: &mut Room) -> Result<(), NoRoom> {
        let Nodes { nodes, pending, tags, .. } = memory;
        room.reserve(tags, self.tags.len().saturating_mul(run.more + 1))?;
        room.reserve(nodes, self.words.len().saturating_mul(run.more + 1))?;
        room.reserve(pending, run.more + 1)?;
        let mut start = run.first;
        for _ in 0..=run.more {
            let node = nodes.len() + self.node;
            let by = by(start.mark as usize, nodes.len());
            let words = self.words.iter().zip(&self.moves);
            nodes.extend(words.map(|(word, &how)| word + by[how as usize]));
            // How far the text is from the last mark before it is not a matter of its shape.
            if let Some(word) = nodes.get_mut(node) {
                *word = start.to_word();
            }
            pending.push(Entry::member(node as u32, Shape::Object, UNNAMED).0);
            tags.extend(self.tags.iter().map(|tag| start.mark + tag));
            start = Pos { mark: start.mark + self.template.span() as u32, delta: run.delta };
        }
        Ok(())
    }
}
