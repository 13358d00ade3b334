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
use super::doc::{Entry, Pos, Shape, UNNAMED};
use super::nodes::{Frame, Nodes};
use super::schema::{Member, Schema, Type};
use super::shapes::{self, Shapes, Text};
use super::unescape::short;
use crate::room::{NoRoom, Room};
use crate::scan::{Scanner, place};

/// Bodies of more marks are never known as a whole.
const MANY: usize = 320;

/// The body is not well formed, or there was no room for what is in it.
pub(crate) struct Rejected;

impl From<NoRoom> for Rejected {
    fn from(_: NoRoom) -> Rejected {
        Rejected
    }
}

/// A body to walk.
#[derive(Clone, Copy)]
pub(crate) struct Body<'b> {
    pub(crate) bytes: &'b [u8],
    /// The index of it, which had no flaw.
    pub(crate) marks: &'b [u32],
    pub(crate) max_depth: usize,
}

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
    let mut walker = Walker { body, at: 0, quote: 1, scanner, shapes, memory, room, last: None };
    walker.last = walker.last_string();
    let node = walker.root(root)?;
    walker.space();
    if walker.at == body.bytes.len() { Ok(node) } else { Err(Rejected) }
}

pub(super) struct Walker<'w> {
    pub(super) body: Body<'w>,
    pub(super) at: usize,
    /// The number of the next quote.
    pub(super) quote: usize,
    scanner: Scanner,
    shapes: &'w mut Shapes,
    pub(super) memory: &'w mut Nodes,
    room: &'w mut Room,
    /// The number of the opening quote of the body's last string, if it is short.
    pub(super) last: Option<usize>,
}

/// What comes next in the container on top of the stack.
enum Step {
    /// Its first member or item, or its end.
    First,
    /// A member or item.
    Next,
    /// A comma or its end.
    After,
}

pub(super) type Walked<T = ()> = Result<T, Rejected>;

impl Walker<'_> {
    /// The last string of the body, if it is short enough to be a tag: each value asks what it is.
    fn last_string(&self) -> Option<usize> {
        let open = self.body.marks.len().checked_sub(2)?;
        self.spelled(open).filter(|spelled| spelled.len() <= 64).map(|_| open)
    }

    /// The root; its node.
    fn root(&mut self, schema: &'static Schema) -> Walked<u32> {
        if self.space() != b'{' {
            return Err(Rejected);
        }
        let text = self.text(schema, true);
        let node = self.container(Some(schema), false, UNNAMED)?.at();
        // A known root is taken for the whole body as it is, tables or white space before it apart.
        if self.memory.tables == 0 && text.start == 0 {
            self.learn(text, 0, node);
        }
        Ok(node)
    }

    /// The text that begins here.
    fn text(&self, schema: &'static Schema, root: bool) -> Text {
        Text {
            start: self.at,
            before: self.quote - 1,
            schema,
            root,
            depth: self.memory.frames.len(),
        }
    }

    /// Passes an item of a known shape; its node.
    #[inline]
    fn known(&mut self, text: Text) -> Option<u32> {
        let (memory, room) = (&mut *self.memory, &mut *self.room);
        let known = self.shapes.find_item(self.scanner, self.body, text, memory, room)?;
        self.at = known.end;
        self.quote += known.span;
        Some(known.node)
    }

    /// Remembers a text that was walked and ends here.
    fn learn(&mut self, text: Text, first: usize, node: u32) {
        let Nodes { nodes, moves, tags, .. } = &*self.memory;
        let walked = shapes::Walked {
            end: self.at,
            span: self.quote - 1 - text.before,
            words: nodes.get(first..).unwrap_or_default(),
            moves: moves.get(first..).unwrap_or_default(),
            first,
            node: node as usize,
            fixed: tags,
        };
        self.shapes.learn(self.body, text, walked);
    }

    /// The container that begins here, with everything in it; its word, as for the parent.
    pub(super) fn container(
        &mut self,
        schema: Option<&'static Schema>,
        array: bool,
        number: u8,
    ) -> Walked<Entry> {
        let bottom = self.memory.frames.len();
        self.open(schema, array, number)?;
        let mut step = Step::First;
        loop {
            // One look at the top of the stack a step: it changes only when a container opens or closes.
            let Some(top) = self.memory.frames.last() else {
                return Err(Rejected);
            };
            let (schema, array) = (top.schema, top.array);
            let byte = self.space();
            let ends = match step {
                Step::First => byte == if array { b']' } else { b'}' },
                Step::Next => false,
                Step::After if byte == b',' => {
                    self.at += 1;
                    step = Step::Next;
                    continue;
                }
                Step::After if byte == if array { b']' } else { b'}' } => true,
                Step::After => return Err(Rejected),
            };
            if ends {
                self.at += 1;
                let word = self.close()?;
                if self.memory.frames.len() == bottom {
                    return word.ok_or(Rejected);
                }
                if let Some(word) = word {
                    self.push(word)?;
                }
                step = Step::After;
                continue;
            }
            let opened = match (array, schema) {
                (true, None) => self.value(byte)?,
                (true, Some(schema)) => self.item(byte, schema)?,
                (false, None) => {
                    let byte = self.key(byte)?;
                    self.value(byte)?
                }
                (false, Some(schema)) => self.member(byte, schema)?,
            };
            step = if opened { Step::First } else { Step::After };
        }
    }

    /// A member of an object that has a schema. Whether a container was opened.
    #[inline]
    fn member(&mut self, byte: u8, schema: &'static Schema) -> Walked<bool> {
        let key = self.quote;
        let byte = self.key(byte)?;
        let Some((number, member)) = self.find(schema, key) else {
            self.push(Entry::member(key as u32, self.shape(byte), UNNAMED))?;
            return self.value(byte);
        };
        let expected = member.kind;
        let container = match (expected, byte) {
            (Type::Object(of) | Type::Part(of) | Type::Some(of), b'{') => Some((of(), false)),
            (Type::List(of) | Type::Some(of), b'[') => Some((of(), true)),
            (Type::Variant, b'{') => self.variant(schema).map(|schema| (schema, false)),
            _ => None,
        };
        let place = self.memory.pending.len();
        if let Some(top) = self.memory.frames.last_mut() {
            top.repeated |= top.met >> number & 1 == 1;
            top.met |= 1 << number;
            if let Some(variant) = &schema.variant {
                if variant.tag == number {
                    top.tag = Some(place);
                    self.room.push(&mut self.memory.tags, key as u32 + 2)?;
                } else if variant.value == number {
                    top.variant = container.map(|(schema, _)| schema);
                }
            }
        }
        if let Some((schema, array)) = container {
            self.open(Some(schema), array, number)?;
            return Ok(true);
        }
        let word = Entry::member(key as u32, self.shape(byte), number)
            .misfit_if(!expected.fits(byte))
            .null_if(byte == b'n');
        self.push(word)?;
        self.value(byte)
    }

    /// An item of an array whose items have a schema.
    fn item(&mut self, byte: u8, schema: &'static Schema) -> Walked<bool> {
        if byte == b'{' {
            while self.may_be_known() {
                let text = self.text(schema, false);
                let Some(node) = self.known(text) else { break };
                self.push(Entry::member(node, Shape::Object, UNNAMED))?;
                // Where one is known, the next one often is.
                match self.body.bytes.get(self.at..) {
                    Some([b',', b'{', ..]) => self.at += 1,
                    _ => return Ok(false),
                }
            }
            self.open(Some(schema), false, UNNAMED)?;
            return Ok(true);
        }
        let pos = self.pos();
        self.push(Entry::stray(pos))?;
        self.value(byte)
    }

    /// Whether it is worth while to look for an item of the array on top of the stack among the known.
    ///
    /// The first item of a list is walked: most lists have one, and then the body may be known as a
    /// whole; one of many strings is not.
    #[inline]
    fn may_be_known(&self) -> bool {
        self.body.marks.len() > MANY
            || self.memory.frames.last().is_some_and(|top| self.memory.pending.len() > top.pending)
    }

    /// Any value, for its grammar only.
    #[inline]
    fn value(&mut self, byte: u8) -> Walked<bool> {
        match byte {
            b'"' => self.string()?,
            b'{' | b'[' => {
                self.open(None, byte == b'[', UNNAMED)?;
                return Ok(true);
            }
            b'-' | b'0'..=b'9' => self.number()?,
            b't' => self.literal(b"true")?,
            b'f' => self.literal(b"false")?,
            b'n' => self.literal(b"null")?,
            _ => return Err(Rejected),
        }
        Ok(false)
    }

    fn shape(&self, byte: u8) -> Shape {
        if byte == b'"' { Shape::Str } else { Shape::Other }
    }

    /// The number and the table line of the key whose opening quote has that number.
    #[inline]
    fn find(&self, schema: &'static Schema, key: usize) -> Option<(u8, &'static Member)> {
        let spelled = self.spelled(key)?;
        let number = schema.find(spelled).or_else(|| {
            // Escapes in keys do not happen, and are legal.
            memchr::memchr(b'\\', spelled)?;
            short(spelled, |key| schema.find(key.as_bytes()))
        })?;
        Some((number, schema.member(number)?))
    }

    pub(super) fn spelled(&self, open: usize) -> Option<&[u8]> {
        let (from, to) = (*self.body.marks.get(open)?, *self.body.marks.get(open + 1)?);
        self.body.bytes.get(place(from) + 1..place(to))
    }

    fn open(&mut self, schema: Option<&'static Schema>, array: bool, number: u8) -> Walked {
        if self.memory.frames.len() == self.body.max_depth {
            return Err(Rejected);
        }
        let start = self.pos();
        let pending = self.memory.pending.len();
        let first = self.memory.nodes.len();
        let frame = Frame {
            schema,
            array,
            start,
            pending,
            met: 0,
            repeated: false,
            variant: None,
            tag: None,
            number,
            first,
        };
        self.room.push(&mut self.memory.frames, frame)?;
        self.at += 1;
        Ok(())
    }

    /// A word for the container on top of the stack.
    #[inline(always)]
    fn push(&mut self, word: Entry) -> Walked {
        Ok(self.room.push(&mut self.memory.pending, word)?)
    }

    /// Pops the top of the stack, and returns the word for it, if it has a node.
    fn close(&mut self) -> Walked<Option<Entry>> {
        let Some(mut frame) = self.memory.frames.pop() else {
            return Err(Rejected);
        };
        let Some(schema) = frame.schema else {
            return Ok(None);
        };
        if frame.array {
            return Ok(Some(self.memory.close_list(&frame, self.room)?));
        }
        if let Some(variant) = &schema.variant {
            self.settle(&mut frame, variant)?;
        }
        let word = self.memory.close_object(&frame, schema, self.room)?;
        let is_item = self.memory.frames.last().is_some_and(|parent| parent.array);
        if is_item && self.may_be_known() && self.is_untagged(frame.start.mark) {
            let start =
                self.body.marks.get(frame.start.mark as usize).map_or(0, |&mark| place(mark));
            let text = Text {
                start: start + frame.start.delta as usize,
                before: frame.start.mark as usize,
                schema,
                root: false,
                depth: self.memory.frames.len(),
            };
            self.learn(text, frame.first, word.at());
        }
        Ok(Some(word))
    }

    /// Whether no string behind that mark decided what something was walked as.
    fn is_untagged(&self, mark: u32) -> bool {
        self.memory.tags.last().is_none_or(|&tag| tag < mark)
    }

    /// A key and its colon; the first byte of the value.
    #[inline]
    pub(super) fn key(&mut self, byte: u8) -> Walked<u8> {
        if byte != b'"' {
            return Err(Rejected);
        }
        self.string()?;
        if self.space() != b':' {
            return Err(Rejected);
        }
        self.at += 1;
        Ok(self.space())
    }

    /// The string that begins here.
    #[inline]
    fn string(&mut self) -> Walked {
        match self.body.marks.get(self.quote..) {
            // A quote that the index took for escaped is one that a backslash precedes outside of
            // strings: not the next mark, and refused.
            Some(&[open, close, ..]) if open as usize == self.at => {
                self.at = place(close) + 1;
                self.quote += 2;
                Ok(())
            }
            _ => Err(Rejected),
        }
    }

    #[inline]
    fn number(&mut self) -> Walked {
        self.at = super::check::number(self.body.bytes, self.at).map_err(|_| Rejected)?;
        Ok(())
    }

    #[inline]
    fn literal(&mut self, word: &[u8]) -> Walked {
        let rest = self.body.bytes.get(self.at..).unwrap_or_default();
        if !rest.starts_with(word) {
            return Err(Rejected);
        }
        self.at += word.len();
        Ok(())
    }

    /// Passes white space; the byte behind it, 0 at the end (and nowhere else legal).
    #[inline]
    fn space(&mut self) -> u8 {
        loop {
            match self.body.bytes.get(self.at) {
                Some(b' ' | b'\n' | b'\r' | b'\t') => self.at += 1,
                Some(&byte) => return byte,
                None => return 0,
            }
        }
    }

    /// Here, told from the last mark.
    #[inline]
    fn pos(&self) -> Pos {
        let mark = self.quote - 1;
        let before = self.body.marks.get(mark).map_or(0, |&mark| place(mark));
        Pos { mark: mark as u32, delta: (self.at - before) as u32 }
    }
}
