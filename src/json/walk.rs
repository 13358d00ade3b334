//! The one pass over a body: it proves the grammar and notes where the documented members are.
//!
//! The quotes are known already, and that what lies between two of them is well formed
//! ([`crate::scan`]). So a string is passed in one step, and the bytes between strings, which are few,
//! are the grammar.
//!
//! Three things are written, each in memory that is reused:
//!
//! - *frames*, one for each open container but the innermost: the stack ([`super::nodes`]);
//! - *pending* words, the members and items of open containers;
//! - *nodes*, what [`super::doc`] reads: when a container of a known schema closes, its pending words
//!   move here, and one word for the container itself goes to its parent.
//!
//! What no schema names is checked like everything else, and noted by one word.
//!
//! The pass says only whether the body is good. What is wrong with a bad one, [`super::check`] finds.

use super::check::MAX_DEPTH;
use super::doc::Pos;
use super::nodes::{Closed, Frame, Nodes, Opening};
use super::outlines::{Leaving, Outlines};
use super::schema::{Member, Schema, Type, class};
use super::shapes::{self, Known, Shapes, Text};
use super::tokens::Tokens;
pub(super) use super::tokens::Walked;
pub(crate) use super::tokens::{Body, Rejected};
use crate::room::Room;
use crate::scan::{Scanner, place};

/// Walks a body whose root must be an object of the schema `root`, and returns the node of the root.
///
/// Without `known` all of it is walked, and nothing is remembered.
///
/// # Errors
///
/// When it is not one well-formed text within its depth, or the room was short.
pub(crate) fn walk(
    body: Body<'_>,
    root: &'static Schema,
    scanner: Scanner,
    known: Option<(&mut Shapes, &mut Outlines)>,
    memory: &mut Nodes,
    room: &mut Room,
) -> Result<u32, Rejected> {
    memory.clear(room)?;
    let max_depth = body.max_depth.min(MAX_DEPTH);
    let body = Body { max_depth, ..body };
    let here = Tokens::new(body);
    let stage = if known.is_some() { Stage::Head } else { Stage::Done };
    let mut walker = Walker { here, scanner, known, memory, room, last: None, stage };
    walker.last = walker.last_string();
    let node = walker.root(root)?;
    walker.here.space();
    if walker.here.at == body.bytes.len() { Ok(node) } else { Err(Rejected) }
}

pub(super) struct Walker<'w> {
    pub(super) here: Tokens<'w>,
    scanner: Scanner,
    /// The shapes and outlines met before; none without a cache.
    known: Option<(&'w mut Shapes, &'w mut Outlines)>,
    pub(super) memory: &'w mut Nodes,
    pub(super) room: &'w mut Room,
    /// The number of the opening quote of the body's last string, if it is short.
    pub(super) last: Option<usize>,
    pub(super) stage: Stage,
}

/// How far the walk is with the outline ([`super::outlines`]).
pub(super) enum Stage {
    /// In a head that may be worth remembering.
    Head,
    /// In the value, around which so many containers stand; the slot.
    Value(usize, usize),
    /// In a tail that may be worth remembering.
    Tail(usize, Leaving),
    /// Done with it.
    Done,
}

impl<'w> Walker<'w> {
    /// The last string of the body, if it is short enough to be a tag: each value asks what it is.
    fn last_string(&self) -> Option<usize> {
        let open = self.here.body.marks.len().checked_sub(2)?;
        self.here.body.spelled(open).filter(|spelled| spelled.len() <= 64).map(|_| open)
    }

    /// The root; its node.
    fn root(&mut self, schema: &'static Schema) -> Walked<u32> {
        if self.here.space() != b'{' {
            return Err(Rejected);
        }
        let text = Text { start: self.here.at, before: 0, schema, root: true, depth: 0 };
        let node = self.object(schema)?.word.at();
        if let Stage::Tail(slot, leaving) = &self.stage
            && let Some((_, outlines)) = &mut self.known
        {
            outlines.learn_tail(*slot, leaving, self.here, self.memory, node);
        }
        // A known root is taken for the whole body as it is, tables or white space before it apart.
        if self.memory.tables == 0 && text.start == 0 {
            self.learn(self.here, text, 0, node);
        }
        Ok(node)
    }

    /// The object that the root is: behind its head, if that is known.
    fn object(&mut self, schema: &'static Schema) -> Walked<Closed> {
        if self.here.at == 0
            && let Some((_, outlines)) = &mut self.known
        {
            let body = self.here.body;
            let (memory, room) = (&mut *self.memory, &mut *self.room);
            if let Some(entered) = outlines.enter(self.scanner, body, memory, room)? {
                self.stage = Stage::Value(entered.slot, self.memory.frames.len() - 1);
                self.here = entered.here;
                return self.walk(entered.list, 0);
            }
        } else {
            self.stage = Stage::Done;
        }
        self.container(Opening::item(schema))
    }

    /// Perhaps the head ends here, where a list begins: behind it is the first one of a value.
    #[inline(never)]
    fn meet_head(&mut self, here: Tokens<'w>, list: Frame) {
        let [.., change, _] = self.memory.frames.as_slice() else { return };
        let Some((_, outlines)) = &mut self.known else { return };
        if change.is_array() || change.schema.variant.is_none() {
            return;
        }
        self.stage = match outlines.meet_head(self.scanner, here, list, self.memory) {
            Some(slot) => Stage::Value(slot, self.memory.frames.len() - 1),
            None => Stage::Done,
        };
    }

    /// Passes the tail, behind the value, if it is known; the root.
    #[inline(never)]
    fn leave(&mut self, slot: usize, here: Tokens<'w>, value: Closed) -> Walked<Option<Closed>> {
        let Some((_, outlines)) = &mut self.known else { return Ok(None) };
        let Nodes { nodes, tags, .. } = &*self.memory;
        let (at, before) = (here.at, here.quote - 1);
        let leaving = Leaving { at, before, node: nodes.len(), tag: tags.len(), value };
        let (memory, room) = (&mut *self.memory, &mut *self.room);
        let left = outlines.leave(slot, self.scanner, here.body, &leaving, memory, room)?;
        let Some((here, root)) = left else {
            self.stage = Stage::Tail(slot, leaving);
            return Ok(None);
        };
        self.stage = Stage::Done;
        self.here = here;
        Ok(Some(root))
    }

    /// Remembers a text that was walked and ends here.
    fn learn(&mut self, here: Tokens<'w>, text: Text, first: usize, node: u32) {
        let Some((shapes, _)) = &mut self.known else { return };
        let Nodes { nodes, tags, .. } = &*self.memory;
        let walked = shapes::Walked {
            end: here.at,
            span: here.quote - 1 - text.before,
            words: nodes.get(first..).unwrap_or_default(),
            first,
            node: node as usize,
            fixed: tags,
        };
        shapes.learn(here.body, text, walked);
    }

    /// The container that begins here, with everything in it.
    pub(super) fn container(&mut self, opening: Opening) -> Walked<Closed> {
        let bottom = self.memory.frames.len();
        let mut here = self.here;
        let top = self.open(opening, &mut here)?;
        self.here = here;
        self.walk(top, bottom)
    }

    /// What there is from here on, where `top` has begun, to the end of the container that so many stand around.
    // One loop for all that is in it, at any depth: the place and the innermost container are in registers.
    fn walk(&mut self, mut top: Frame, bottom: usize) -> Walked<Closed> {
        let mut here = self.here;
        let mut first = true;
        loop {
            let next = if top.is_array() {
                self.items(&mut here, &mut top, first)?
            } else {
                self.members(&mut here, &mut top, first)?
            };
            if let Some(opening) = next {
                self.room.push(&mut self.memory.frames, top)?;
                top = self.open(opening, &mut here)?;
                first = true;
                if matches!(self.stage, Stage::Head) && top.is_array() {
                    self.meet_head(here, top);
                }
                continue;
            }
            let closed = self.close(here, top)?;
            if self.memory.frames.len() == bottom {
                self.here = here;
                return Ok(closed);
            }
            if let Stage::Value(slot, around) = self.stage
                && around == self.memory.frames.len()
                && let Some(root) = self.leave(slot, here, closed)?
            {
                return Ok(root);
            }
            let Some(parent) = self.memory.frames.pop() else { return Err(Rejected) };
            // The first item of a list is not learned.
            if parent.is_array() && self.memory.pending.len() > parent.pending as usize {
                self.learn_item(here, top.start, top.schema, top.first as usize, closed.word.at());
            }
            top = parent;
            top.seen.note_part(top.schema, closed);
            self.room.push(&mut self.memory.pending, closed.word.0)?;
            first = false;
        }
    }

    /// Begins the container whose bracket is here.
    #[inline(always)]
    fn open(&mut self, opening: Opening, here: &mut Tokens<'w>) -> Walked<Frame> {
        if self.memory.frames.len() == here.body.max_depth {
            return Err(Rejected);
        }
        let (pending, first) = (self.memory.pending.len(), self.memory.nodes.len());
        let frame = Frame::new(opening, here.pos(), pending, first);
        here.at += 1;
        Ok(frame)
    }

    /// Passes members of an object, from the `first` or the next one on, up to one whose value has to be
    /// walked, or to the end.
    #[inline(always)]
    fn members(
        &mut self,
        here: &mut Tokens<'w>,
        top: &mut Frame,
        mut first: bool,
    ) -> Walked<Option<Opening>> {
        // Where a value decides about another one, all are looked at closely.
        let look = if top.schema.variant.is_some() { !0 } else { 0 };
        loop {
            if !here.has_next(first, b'}')? {
                return Ok(None);
            }
            first = false;
            let key = here.quote;
            let byte = here.key()?;
            let class = class::of(byte);
            let word = if let Some(member) = here.body.find(top.schema, key) {
                if (member.opens | look) & class != 0 {
                    if let Some(opening) = self.met(top, member, key, class)? {
                        return Ok(Some(opening));
                    }
                    if class == class::ARRAY && self.empty_array(here, top, member)? {
                        continue;
                    }
                }
                top.seen.note(top.schema, member, key, class)
            } else {
                top.seen.note_unnamed(key, class)
            };
            self.room.push(&mut self.memory.pending, word.0)?;
            here.value(byte, self.memory.frames.len() + 1)?;
        }
    }

    /// A member whose value has a schema, decides one, or waits for one to be decided: what its value is
    /// to be opened as.
    #[inline(always)]
    fn met(
        &mut self,
        top: &mut Frame,
        member: &'static Member,
        key: usize,
        class: u8,
    ) -> Walked<Option<Opening>> {
        let opening = match (member.kind, class) {
            (Type::Variant, class::OBJECT) => {
                top.take(self.choose(top.schema, top.tag));
                let of = top.schema.chosen(top.taken());
                of.map(|of| Opening::object(of, member))
            }
            (Type::List(of) | Type::Some(of), class::ARRAY) => Some(Opening::list(of(), member)),
            (Type::Object(of) | Type::Part(of) | Type::Some(of), class::OBJECT) => {
                Some(Opening::object(of(), member))
            }
            _ => None,
        };
        if let Some(variant) = &top.schema.variant {
            if variant.tag == member.number {
                // What is no string names nothing.
                top.tag = if class == class::STRING { key as u32 + 2 } else { 0 };
                self.room.push(&mut self.memory.tags, key as u32 + 2)?;
            } else if variant.value == member.number && opening.is_none() {
                top.take(0);
            }
        }
        Ok(opening)
    }

    /// Passes an empty array in place of an object, which is read as an empty object: PHP writes
    /// `{}` so. Returns false if the value is something else.
    #[cold]
    #[inline(never)]
    fn empty_array(
        &mut self,
        here: &mut Tokens<'w>,
        top: &mut Frame,
        member: &'static Member,
    ) -> Walked<bool> {
        let (Type::Object(of) | Type::Part(of)) = member.kind else { return Ok(false) };
        let mut end = *here;
        end.at += 1;
        if end.space() != b']' {
            return Ok(false);
        }
        if self.memory.frames.len() + 1 >= here.body.max_depth {
            return Err(Rejected);
        }
        let opening = Opening::object(of(), member);
        let word = self.memory.empty_object(opening, here.pos(), self.room)?;
        top.seen.note_part(top.schema, Closed { word, unknown: 0 });
        self.room.push(&mut self.memory.pending, word.0)?;
        end.at += 1;
        *here = end;
        Ok(true)
    }

    /// Passes items of an array, from the `first` or the next one on, up to one that has to be walked, or
    /// to the end.
    #[inline(always)]
    fn items(
        &mut self,
        here: &mut Tokens<'w>,
        top: &mut Frame,
        mut first: bool,
    ) -> Walked<Option<Opening>> {
        loop {
            if !here.has_next(first, b']')? {
                return Ok(None);
            }
            first = false;
            let byte = here.space();
            if byte != b'{' {
                *here = self.strays(*here, byte)?;
            } else if here.body.bytes.get(here.at + 1) == Some(&b'}') {
                *here = self.empty_items(*here, *top)?;
            } else if let Some(known) = self.known(here.at, here.quote, top.schema)? {
                here.at = known.end;
                here.quote += known.span;
                self.memory.note_known(top);
            } else {
                return Ok(Some(Opening::item(top.schema)));
            }
        }
    }

    /// Items of a known shape that begin there, one behind the other.
    #[inline(always)]
    fn known(&mut self, at: usize, quote: usize, schema: &'static Schema) -> Walked<Option<Known>> {
        let Some((shapes, _)) = &mut self.known else { return Ok(None) };
        let depth = self.memory.frames.len() + 1;
        let text = Text { start: at, before: quote - 1, schema, root: false, depth };
        let (memory, room) = (&mut *self.memory, &mut *self.room);
        Ok(shapes.find_items(self.scanner, self.here.body, text, memory, room)?)
    }

    /// Writes the node of a container that ended before here.
    #[inline(always)]
    fn close(&mut self, here: Tokens<'w>, top: Frame) -> Walked<Closed> {
        if top.is_array() {
            Ok(self.memory.close_list(top, self.room)?)
        } else if top.seen.is_repeated() || top.schema.variant.is_some() {
            self.close_late(here, top)
        } else {
            Ok(self.memory.close_object(top, self.room)?)
        }
    }

    /// The same for an object of which something was not known when it was met.
    #[inline(never)]
    fn close_late(&mut self, here: Tokens<'w>, mut top: Frame) -> Walked<Closed> {
        let mut again = top.seen.is_repeated();
        if let Some(variant) = &top.schema.variant {
            self.here = here;
            again |= self.settle(variant, &top)?;
        }
        if again {
            self.memory.note_again(&mut top);
        }
        Ok(self.memory.close_object(top, self.room)?)
    }

    /// Remembers an item, which ends before here.
    fn learn_item(
        &mut self,
        here: Tokens<'w>,
        at: Pos,
        schema: &'static Schema,
        first: usize,
        node: u32,
    ) {
        let before = at.mark as usize;
        let mark = here.body.marks.get(before).map_or(0, |&mark| place(mark));
        let start = mark + at.delta as usize;
        let depth = self.memory.frames.len() + 1;
        self.learn(here, Text { start, before, schema, root: false, depth }, first, node);
    }
}
