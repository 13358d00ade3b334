//! A loop that looks up the key of each member, at any depth, without recursion.

use super::cursor::Cursor;
use super::parser::{Frame, ITEM, Opening, Parser};
use super::write::{self, clear, clear_record, get, kind_of, set, set_slot};
use crate::json::record::{HEADER, Header, Slot, SlotKind};
use crate::json::schema::{Member, Type, class};

impl<'b> Parser<'_, 'b> {
    /// Parses the rest of a container, and returns the position behind its closing bracket.
    // One loop for all nested containers: the position and the innermost frame stay in registers.
    pub(super) fn run(
        &mut self,
        words: &mut [u32],
        mut here: Cursor<'b>,
        mut top: Frame,
    ) -> Option<Cursor<'b>> {
        let bottom = self.frames.len();
        let mut first = true;
        loop {
            let next = if top.is_list {
                self.items(words, &mut here, &mut top, first)?
            } else {
                self.members(words, &mut here, &mut top, first)?
            };
            if let Some(opening) = next {
                let inner = self.open(words, &mut here, opening, top.depth)?;
                if top.is_list {
                    top.add(words, inner.record);
                } else {
                    let kind = if opening.is_list { SlotKind::List } else { SlotKind::Object };
                    let slot = Slot::of_record(inner.record as usize, kind);
                    here.top =
                        set_slot(words, here.top, top.record as usize, opening.number, slot)?;
                }
                self.frames.push(top);
                (top, first) = (inner, true);
                continue;
            }
            self.close(words, &mut here, &mut top)?;
            if self.frames.len() == bottom {
                return Some(here);
            }
            let inner = core::mem::replace(&mut top, self.frames.pop()?);
            top.note(inner.flags, inner.number);
            first = false;
        }
    }

    /// Opens the container whose bracket is at the cursor. `around` containers enclose it.
    #[inline(always)]
    pub(super) fn open(
        &mut self,
        words: &mut [u32],
        here: &mut Cursor<'b>,
        opening: Opening,
        around: u32,
    ) -> Option<Frame> {
        if around as usize == self.body.max_depth {
            return None;
        }
        let Opening { schema, is_list, number, field } = opening;
        let (record, start) = (here.top, here.at as u32);
        let len = if is_list { HEADER } else { schema.words };
        clear_record(words, record, len, here.at)?;
        set(words, record + 1, here.quote as u32);
        here.top += len;
        here.at += 1;
        let distance = || start as usize - self.body.quote(here.quote - 1);
        let flags = if is_list { Header::of_list(distance()) } else { Header::of_field(field) };
        let record = record as u32;
        let (last, count, depth) = (0, 0, around + 1);
        Some(Frame { schema, record, flags, start, last, count, depth, is_list, number })
    }

    /// Parses members up to one whose value has a record, which the caller opens, or to the end of
    /// the object. `first` is true at the start of the object.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn members(
        &mut self,
        words: &mut [u32],
        here: &mut Cursor<'b>,
        top: &mut Frame,
        mut first: bool,
    ) -> Option<Option<Opening>> {
        loop {
            if !here.has_next(first, b'}')? {
                return Some(None);
            }
            first = false;
            if let Some(opening) = self.member(words, here, top)? {
                return Some(Some(opening));
            }
        }
    }

    /// Parses a member. If its value has a record, stops before the value and returns its opening.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(super) fn member(
        &mut self,
        words: &mut [u32],
        here: &mut Cursor<'b>,
        top: &mut Frame,
    ) -> Option<Option<Opening>> {
        let key = here.quote;
        let byte = here.key()?;
        let Some(member) = self.body.find(top.schema, key) else {
            top.flags |= Header::UNKNOWN;
            here.value(byte, top.depth as usize)?;
            return Some(None);
        };
        let class = class::of(byte);
        if member.opens & class != 0 {
            if let Some(opening) = self.opening(words, top, member, class) {
                let kind = if opening.is_list { SlotKind::List } else { SlotKind::Object };
                top.flags |= top.schema.beside(member, kind as u32);
                return Some(Some(opening));
            }
            if class == class::ARRAY
                && let Some(behind) = self.empty_array(words, *here, *top, member)?
            {
                (*here, *top) = behind;
                return Some(None);
            }
        }
        let kind = kind_of(class, member.accepts);
        top.flags |= top.schema.beside(member, kind as u32);
        match kind {
            SlotKind::Mismatch => top.flags |= Header::MISMATCH,
            SlotKind::Null if top.schema.required >> member.number & 1 == 1 => {
                top.flags |= Header::INCOMPLETE;
            }
            _ => {}
        }
        let slot = Slot::of_key(key, kind);
        here.top = set_slot(words, here.top, top.record as usize, member.number, slot)?;
        here.value(byte, top.depth as usize)?;
        Some(None)
    }

    /// Returns the opening of a member's value, if the value has a record.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn opening(
        &mut self,
        words: &[u32],
        top: &Frame,
        member: &'static Member,
        class: u8,
    ) -> Option<Opening> {
        let (schema, is_list, field) = match (member.kind, class) {
            (Type::Variant, class::OBJECT) => {
                let field = self.assume(words, top.record as usize, top.schema);
                (top.schema.chosen(field)?, false, field)
            }
            (Type::List(of) | Type::Some(of), class::ARRAY) => (of(), true, 0),
            (Type::Object(of) | Type::Part(of) | Type::Some(of), class::OBJECT) => (of(), false, 0),
            _ => return None,
        };
        Some(Opening { schema, is_list, number: member.number, field })
    }

    // Out-of-line functions take and return the position and the frame by value: a variable whose
    // address escapes does not stay in a register.

    /// Parses `[]` as an empty object, because PHP serializes empty objects that way. The inner
    /// `None` means that the array is not empty, or that the member is not an object.
    #[cold]
    #[inline(never)]
    fn empty_array(
        &mut self,
        words: &mut [u32],
        mut here: Cursor<'b>,
        mut top: Frame,
        member: &'static Member,
    ) -> Option<Option<(Cursor<'b>, Frame)>> {
        let (Type::Object(of) | Type::Part(of)) = member.kind else { return Some(None) };
        let mut end = here;
        end.at += 1;
        if end.space() != b']' {
            return Some(None);
        }
        let opening = Opening { schema: of(), is_list: false, number: member.number, field: 0 };
        let mut empty = self.open(words, &mut here, opening, top.depth)?;
        let slot = Slot::of_record(empty.record as usize, SlotKind::Object);
        here.at = end.at + 1;
        self.close_object(words, &mut here, &mut empty);
        here.top = set_slot(words, here.top, top.record as usize, member.number, slot)?;
        top.flags |= top.schema.beside(member, slot);
        top.note(empty.flags, member.number);
        Some(Some((here, top)))
    }

    /// Parses items up to an object with members, which the caller opens, or to the end of the
    /// list. `first` is true at the start of the list.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn items(
        &mut self,
        words: &mut [u32],
        here: &mut Cursor<'b>,
        top: &mut Frame,
        mut first: bool,
    ) -> Option<Option<Opening>> {
        loop {
            if !here.has_next(first, b']')? {
                return Some(None);
            }
            first = false;
            if let Some(opening) = self.one_item(words, here, top)? {
                return Some(Some(opening));
            }
        }
    }

    /// Parses an item. Stops before an object with members, and returns its opening.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(super) fn one_item(
        &mut self,
        words: &mut [u32],
        here: &mut Cursor<'b>,
        list: &mut Frame,
    ) -> Option<Option<Opening>> {
        let byte = here.space();
        if byte == b'{' {
            // Nearly always a key follows.
            if here.body.byte(here.at + 1) != b'"'
                && let Some(end) = empty_object(*here)
            {
                (*here, *list) = self.empty_items(words, *here, *list, end)?;
                return Some(None);
            }
            let (schema, is_list, field) = (list.schema, false, 0);
            return Some(Some(Opening { schema, is_list, number: ITEM, field }));
        }
        let record = here.top as u32;
        self.non_object(words, here, byte, list.depth as usize)?;
        list.add(words, record);
        Some(None)
    }

    /// Parses an empty object in a list, whose closing bracket is at `end`, and all empty ones that
    /// follow it directly: only hostile bodies have many.
    #[cold]
    #[inline(never)]
    pub(super) fn empty_items(
        &self,
        words: &mut [u32],
        mut here: Cursor<'b>,
        mut list: Frame,
        mut end: usize,
    ) -> Option<(Cursor<'b>, Frame)> {
        if list.depth as usize >= self.body.max_depth {
            return None;
        }
        let before = self.body.quote(here.quote - 1);
        loop {
            let (record, distance) = (here.top, here.at - before);
            write::empty_object(words, record, here.quote, distance, list.schema, here.at)?;
            list.add(words, record as u32);
            here.top += HEADER;
            here.at = end + 1;
            if self.body.bytes.get(here.at..here.at + 2) != Some(b",{") {
                return Some((here, list));
            }
            here.at += 1;
            let Some(next) = empty_object(here) else {
                // The caller consumes the comma.
                here.at -= 1;
                return Some((here, list));
            };
            end = next;
        }
    }

    /// Skips an item that is not an object, and writes its record.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(super) fn non_object(
        &mut self,
        words: &mut [u32],
        here: &mut Cursor<'b>,
        byte: u8,
        depth: usize,
    ) -> Option<()> {
        let record = here.top;
        clear(words, record, HEADER, here.at)?;
        set(words, record, Header::NON_OBJECT);
        set(words, record + 1, here.quote as u32);
        set(words, record + 3, (here.at - self.body.quote(here.quote - 1)) as u32);
        here.top += HEADER;
        here.value(byte, depth)
    }

    /// Parses a container in an object that a generated function has opened.
    #[inline(never)]
    pub(super) fn container(
        &mut self,
        words: &mut [u32],
        mut here: Cursor<'b>,
        mut object: Frame,
        opening: Opening,
    ) -> Option<(Cursor<'b>, Frame)> {
        let inner = self.open(words, &mut here, opening, object.depth)?;
        let kind = if opening.is_list { SlotKind::List } else { SlotKind::Object };
        let slot = Slot::of_record(inner.record as usize, kind);
        here.top = set_slot(words, here.top, object.record as usize, opening.number, slot)?;
        let here = self.run(words, here, inner)?;
        object.note(get(words, inner.record as usize), opening.number);
        Some((here, object))
    }

    /// Finishes the record of a container whose closing bracket was consumed.
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn close(&mut self, words: &mut [u32], here: &mut Cursor<'b>, top: &mut Frame) -> Option<()> {
        if top.is_list {
            let list = top.record as usize;
            set(words, list, top.flags);
            let Frame { schema, count, .. } = *top;
            let table = write::end_list(words, &mut here.top, list, count, schema, self.tables)?;
            self.tables += table;
            return Some(());
        }
        if let Some(variant) = &top.schema.variant {
            (*here, *top) = self.resolve(words, *here, *top, variant)?;
        }
        self.close_object(words, here, top);
        Some(())
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(super) fn close_object(&self, words: &mut [u32], here: &mut Cursor<'b>, top: &mut Frame) {
        let record = top.record as usize;
        if write::is_incomplete(words, record, top.schema) {
            top.flags |= Header::INCOMPLETE;
        }
        let end = record + top.schema.words;
        if words.get(record..end).is_some_and(write::is_bare) {
            let first = get(words, record + 1) as usize;
            let distance = || top.start as usize - self.body.quote(first - 1);
            let empty = (here.quote == first).then(distance);
            top.flags |= write::close_bare(words, &mut here.top, record, top.schema, empty);
        }
        set(words, record, top.flags);
    }
}

/// Returns the offset of the closing bracket of the object that starts here, if it is empty.
#[inline(always)]
fn empty_object(mut here: Cursor<'_>) -> Option<usize> {
    here.at += 1;
    (here.space() == b'}').then_some(here.at)
}
