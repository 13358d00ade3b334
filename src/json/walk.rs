//! The one pass over a body: it proves the grammar and notes where the documented members are.
//!
//! The quotes are known already, and that what lies between two of them is well formed
//! ([`crate::scan`]). So a string is passed in one step, and the bytes between strings, which are few,
//! are the grammar.
//!
//! Three things are written, each in memory that is reused:
//!
//! - *frames*, one for each open container: the stack ([`super::nodes`]);
//! - *pending* words, the members and items of open containers;
//! - *nodes*, what [`super::doc`] reads: when a container of a known schema closes, its pending words
//!   move here, and one word for the container itself goes to its parent.
//!
//! What no schema names is checked like everything else, and noted by one word.
//!
//! The pass says only whether the body is good. What is wrong with a bad one, [`super::check`] finds.

use super::check::MAX_DEPTH;
use super::doc::{Entry, Shape, UNNAMED};
use super::nodes::{Closed, Frame, Nodes, Opening};
use super::schema::{Member, Schema, Type, class};
use super::shapes::{self, Shapes, Text};
use super::tokens::Tokens;
pub(super) use super::tokens::Walked;
pub(crate) use super::tokens::{Body, Rejected};
use crate::room::Room;
use crate::scan::{Scanner, place};

/// Walks a body whose root must be an object of the schema `root`, and returns the node of the root.
///
/// # Errors
///
/// When it is not one well-formed text within its depth, or the room was short.
pub(crate) fn walk(
    body: Body<'_>,
    root: &'static Schema,
    scanner: Scanner,
    shapes: &mut Shapes,
    memory: &mut Nodes,
    room: &mut Room,
) -> Result<u32, Rejected> {
    memory.clear(room)?;
    let max_depth = body.max_depth.min(MAX_DEPTH);
    let body = Body { max_depth, ..body };
    let here = Tokens::new(body);
    let mut walker = Walker { here, scanner, shapes, memory, room, last: None };
    walker.last = walker.last_string();
    let node = walker.root(root)?;
    walker.here.space();
    if walker.here.at == body.bytes.len() { Ok(node) } else { Err(Rejected) }
}

pub(super) struct Walker<'w> {
    pub(super) here: Tokens<'w>,
    scanner: Scanner,
    shapes: &'w mut Shapes,
    pub(super) memory: &'w mut Nodes,
    room: &'w mut Room,
    /// The number of the opening quote of the body's last string, if it is short.
    pub(super) last: Option<usize>,
}

/// Where the walk of a container came to.
enum Step {
    /// It ended.
    Ended,
    /// A member that needs a closer look: the mark of its key, and the class of its value.
    Met(&'static Member, usize, u8),
    /// An item that has to be walked.
    Item,
}

impl Walker<'_> {
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
        let text = self.text(schema, true);
        let node = self.container(Opening::item(schema))?.word.at();
        // A known root is taken for the whole body as it is, tables or white space before it apart.
        if self.memory.tables == 0 && text.start == 0 {
            self.learn(text, 0, node);
        }
        Ok(node)
    }

    /// The text that begins here.
    fn text(&self, schema: &'static Schema, root: bool) -> Text {
        let (start, before) = (self.here.at, self.here.quote - 1);
        Text { start, before, schema, root, depth: self.memory.frames.len() }
    }

    /// Remembers a text that was walked and ends here.
    fn learn(&mut self, text: Text, first: usize, node: u32) {
        let Nodes { nodes, tags, .. } = &*self.memory;
        let walked = shapes::Walked {
            end: self.here.at,
            span: self.here.quote - 1 - text.before,
            words: nodes.get(first..).unwrap_or_default(),
            first,
            node: node as usize,
            fixed: tags,
        };
        self.shapes.learn(self.here.body, text, walked);
    }

    /// The container that begins here, with everything in it.
    pub(super) fn container(&mut self, opening: Opening) -> Walked<Closed> {
        let bottom = self.memory.frames.len();
        self.open(opening)?;
        let mut first = true;
        loop {
            let Some(top) = self.memory.frames.last() else { return Err(Rejected) };
            let schema = top.schema;
            let step =
                if top.array { self.items(schema, first)? } else { self.members(schema, first)? };
            first = match step {
                Step::Met(member, key, class) => self.met(schema, member, key, class)?,
                Step::Item => {
                    self.open(Opening::item(schema))?;
                    true
                }
                Step::Ended => {
                    let closed = self.close()?;
                    if self.memory.frames.len() == bottom {
                        return Ok(closed);
                    }
                    self.memory.put(closed, self.room)?;
                    false
                }
            };
        }
    }

    /// Passes members of the object on top of the stack, from the `first` or the next one on, that are
    /// strings, numbers and the like.
    fn members(&mut self, schema: &'static Schema, mut first: bool) -> Walked<Step> {
        let Walker { here: place, memory, room, .. } = self;
        let Nodes { frames, pending, .. } = &mut **memory;
        let depth = frames.len();
        let Some(Frame { seen, .. }) = frames.last_mut() else { return Err(Rejected) };
        // Where a value decides about another one, all are looked at closely.
        let look = if schema.variant.is_some() { !0 } else { 0 };
        let mut here = *place;
        let step = loop {
            if !here.has_next(first, b'}')? {
                break Step::Ended;
            }
            first = false;
            let key = here.quote;
            let byte = here.key()?;
            let class = class::of(byte);
            let Some(member) = here.body.find(schema, key) else {
                seen.unnamed += 1;
                room.push(pending, Entry::member(key as u32, shape(class), UNNAMED))?;
                here.value(byte, depth)?;
                continue;
            };
            if (member.opens | look) & class != 0 {
                break Step::Met(member, key, class);
            }
            let word = word(member, key, class);
            seen.note(schema, word, false);
            room.push(pending, word)?;
            here.value(byte, depth)?;
        };
        *place = here;
        Ok(step)
    }

    /// A member whose value has a schema, decides one, or waits for one to be decided. Whether it opened
    /// a container.
    fn met(
        &mut self,
        schema: &'static Schema,
        member: &'static Member,
        key: usize,
        class: u8,
    ) -> Walked<bool> {
        let opening = match (member.kind, class) {
            (Type::Variant, class::OBJECT) => {
                self.variant(schema).map(|of| Opening::new(of, false, member))
            }
            (Type::List(of) | Type::Some(of), class::ARRAY) => {
                Some(Opening::new(of(), true, member))
            }
            (Type::Object(of) | Type::Part(of) | Type::Some(of), class::OBJECT) => {
                Some(Opening::new(of(), false, member))
            }
            _ => None,
        };
        if let (Some(variant), Some(top)) = (&schema.variant, self.memory.frames.last_mut()) {
            if variant.tag == member.number {
                top.tag = Some(self.memory.pending.len());
                self.room.push(&mut self.memory.tags, key as u32 + 2)?;
            } else if variant.value == member.number {
                top.variant = opening.map(|opening| opening.schema);
            }
        }
        if let Some(opening) = opening {
            self.open(opening)?;
            return Ok(true);
        }
        self.memory.put(Closed::scalar(word(member, key, class)), self.room)?;
        let byte = self.here.space();
        self.here.value(byte, self.memory.frames.len())?;
        Ok(false)
    }

    /// Passes items of the array on top of the stack, from the `first` or the next one on, that are known,
    /// or no objects.
    fn items(&mut self, schema: &'static Schema, mut first: bool) -> Walked<Step> {
        let depth = self.memory.frames.len();
        loop {
            if !self.here.has_next(first, b']')? {
                return Ok(Step::Ended);
            }
            let byte = self.here.space();
            if byte != b'{' {
                let word = Entry::stray(self.here.pos());
                self.room.push(&mut self.memory.pending, word)?;
                self.here.value(byte, depth)?;
            } else if !self.known(schema)? {
                return Ok(Step::Item);
            }
            first = false;
        }
    }

    /// Passes items of a known shape, one behind the other; whether there was one.
    fn known(&mut self, schema: &'static Schema) -> Walked<bool> {
        let text = self.text(schema, false);
        let (memory, room) = (&mut *self.memory, &mut *self.room);
        let known = self.shapes.find_items(self.scanner, self.here.body, text, memory, room)?;
        let Some(known) = known else { return Ok(false) };
        self.here.at = known.end;
        self.here.quote += known.span;
        memory.note_known();
        Ok(true)
    }

    fn open(&mut self, opening: Opening) -> Walked {
        if self.memory.frames.len() == self.here.body.max_depth {
            return Err(Rejected);
        }
        let (pending, first) = (self.memory.pending.len(), self.memory.nodes.len());
        let frame = Frame::new(opening, self.here.pos(), pending, first);
        self.room.push(&mut self.memory.frames, frame)?;
        self.here.at += 1;
        Ok(())
    }

    /// Pops the top of the stack, and writes its node.
    #[inline(never)]
    fn close(&mut self) -> Walked<Closed> {
        let Some(mut frame) = self.memory.frames.pop() else { return Err(Rejected) };
        let schema = frame.schema;
        if frame.array {
            return Ok(self.memory.close_list(&frame, self.room)?);
        }
        if let Some(variant) = &schema.variant {
            self.settle(&mut frame, variant)?;
        }
        let closed = self.memory.close_object(&frame, self.room)?;
        let parent = self.memory.frames.last();
        let is_item = parent.filter(|parent| parent.array);
        let is_first = |list: &Frame| self.memory.pending.len() == list.pending;
        if is_item.is_some_and(|list| !is_first(list)) {
            let mark =
                self.here.body.marks.get(frame.start.mark as usize).map_or(0, |&mark| place(mark));
            let text = Text {
                start: mark + frame.start.delta as usize,
                before: frame.start.mark as usize,
                schema,
                root: false,
                depth: self.memory.frames.len(),
            };
            self.learn(text, frame.first, closed.word.at());
        }
        Ok(closed)
    }
}

/// The word of a member whose value has no node.
#[inline(always)]
fn word(member: &Member, key: usize, class: u8) -> Entry {
    Entry::member(key as u32, shape(class), member.number)
        .misfit_if(member.accepts & class == 0)
        .null_if(class == class::NULL)
}

#[inline(always)]
fn shape(class: u8) -> Shape {
    if class == class::STRING { Shape::Str } else { Shape::Other }
}
