//! What the walk leaves behind, and how a member is found in it.
//!
//! Two tables describe a body: the marks (where its strings begin and end, and which have escapes,
//! [`crate::scan`]) and the nodes (below). A place in the body is told relative to a mark ([`Pos`]),
//! never as a plain offset: bodies of one shape then have equal nodes.
//!
//! ```text
//! an object of a known schema      an array of such objects
//!   start     Pos of its `{`         start   Pos of its `[`
//!   hot       where members 0-15 are table   of its keys: offset, length
//!   info      see [`Info`]           count   of items
//!   member    one word each          item    one word each
//!   count     of unnamed members, if there are any
//!   member    one word each
//! ```

use super::cursor;
use super::hot::LAST_NOTED;
use super::moves::Move;
use super::schema::HOT;
use super::text::{Strings, between_quotes};
use crate::scan::{ESCAPED, place};
use core::sync::atomic::AtomicU32;

/// A checked body with its tables.
#[derive(Debug)]
pub(crate) struct Doc<'a> {
    pub(crate) body: &'a str,
    /// 0, then the offset of each quote; see [`crate::scan::Index`].
    pub(crate) marks: &'a [u32],
    pub(crate) nodes: &'a [u64],
    pub(crate) strings: Strings<'a>,
    /// The node of the root.
    pub(crate) root: u32,
    /// Room for the tables of long keyed lists, see [`super::keyed`].
    pub(crate) tables: &'a [AtomicU32],
    /// What the tables are hashed with.
    pub(crate) seed: u64,
}

/// A place in the body: so many bytes after a mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Pos {
    /// The number of the last mark at or before the place.
    pub(crate) mark: u32,
    pub(crate) delta: u32,
}

impl Pos {
    #[inline]
    pub(crate) fn to_word(self) -> u64 {
        u64::from(self.delta) | (u64::from(self.mark) << 32)
    }

    #[inline]
    pub(crate) fn from_word(word: u64) -> Pos {
        Pos { mark: (word >> 32) as u32, delta: word as u32 }
    }
}

/// What stands in the word of a member or an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// A string.
    Str,
    /// A number, `true`, `false`, `null`, or a container without a schema.
    Other,
    /// An object with a node.
    Object,
    /// An array with a node.
    List,
}

/// A member of a known object, or an item of a known array, in one word.
///
/// ```text
/// bits  0-1   the shape
/// bit   2     misfit: the value is not of the documented type
/// bit   3     null
/// bit   4     a later member of the same name takes its place
/// bits  8-15  the number of the member, or UNNAMED
/// bits 16-23  of an object whose schema a tag decides: which one, counted from 1
/// bits 32-63  at: the mark of the key's opening quote; for Object and List the node
/// for an item that has no node:
/// bits  2-31  the distance from the mark
/// bits 32-63  at: the last mark before it
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Entry(pub(crate) u64);

/// The number of a member that the schema does not name.
pub(crate) const UNNAMED: u8 = 0xFF;

impl Entry {
    const MISFIT: u64 = 1 << 2;
    const NULL: u64 = 1 << 3;
    const REPLACED: u64 = 1 << 4;

    #[inline]
    pub(crate) fn member(at: u32, shape: Shape, number: u8) -> Entry {
        Entry((u64::from(at) << 32) | shape as u64 | (u64::from(number) << 8))
    }

    /// An item that is not an object; its distance from the mark fits, as bodies are below 2^30.
    #[inline]
    pub(crate) fn stray(pos: Pos) -> Entry {
        Entry((u64::from(pos.mark) << 32) | Shape::Other as u64 | (u64::from(pos.delta) << 2))
    }

    #[inline]
    pub(crate) fn stray_pos(self) -> Pos {
        Pos { mark: self.at(), delta: self.0 as u32 >> 2 }
    }

    #[inline]
    pub(crate) fn misfit_if(self, misfit: bool) -> Entry {
        Entry(if misfit { self.0 | Self::MISFIT } else { self.0 & !Self::MISFIT })
    }

    #[inline]
    pub(crate) fn null_if(self, null: bool) -> Entry {
        Entry(if null { self.0 | Self::NULL } else { self.0 })
    }

    #[inline]
    pub(crate) fn replaced(self) -> Entry {
        Entry(self.0 | Self::REPLACED)
    }

    /// An object of the schema of that number, see [`super::schema::Variant`].
    pub(crate) fn chosen(self, number: u8) -> Entry {
        Entry(self.0 | (u64::from(number) << 16))
    }

    /// The number of its schema, for an object whose schema a tag decides.
    #[inline]
    pub(crate) fn choice(self) -> u8 {
        (self.0 >> 16) as u8
    }

    #[inline]
    pub(crate) fn at(self) -> u32 {
        (self.0 >> 32) as u32
    }

    #[inline]
    pub(crate) fn shape(self) -> Shape {
        match self.0 & 3 {
            0 => Shape::Str,
            1 => Shape::Other,
            2 => Shape::Object,
            _ => Shape::List,
        }
    }

    /// How the word depends on where its text stands.
    #[inline]
    pub(crate) fn moves(self) -> Move {
        match self.shape() {
            Shape::Str | Shape::Other => Move::Mark,
            Shape::Object | Shape::List => Move::Node,
        }
    }

    #[inline]
    pub(crate) fn number(self) -> u8 {
        (self.0 >> 8) as u8
    }

    #[inline]
    pub(crate) fn is_misfit(self) -> bool {
        self.0 & Self::MISFIT != 0
    }

    #[inline]
    pub(crate) fn is_null(self) -> bool {
        self.0 & Self::NULL != 0
    }

    /// Whether it is of a named member, whose place no later one takes.
    #[inline]
    pub(super) fn counts(self) -> bool {
        self.number() != UNNAMED && !self.is_replaced()
    }

    #[inline]
    pub(crate) fn is_replaced(self) -> bool {
        self.0 & Self::REPLACED != 0
    }
}

/// The third word of an object's node.
///
/// ```text
/// bits  0-1   1: where an info is read in place of a member's word, it is no string, object or list
/// bits  2-47  which of the members from 16 on are there
/// bits 48-55  how many named members there are
/// bit  56     some member, at any depth below lists, is a misfit
/// bit  57     a required member is missing
/// bit  58     there are unnamed members
/// bit  59     there are unnamed members at any depth, but for what holds items
/// bit  60     some named member neither holds items nor is their context
/// bit  61     there are more named members than the hot word can note
/// ```
#[derive(Clone, Copy)]
pub(crate) struct Info(pub(crate) u64);

impl Info {
    /// Added once for each named member.
    pub(super) const ONE_NAMED: u64 = 1 << 48;
    pub(super) const MISFIT: u64 = 1 << 56;
    pub(super) const INCOMPLETE: u64 = 1 << 57;
    pub(super) const UNNAMED: u64 = 1 << 58;
    pub(super) const UNKNOWN: u64 = 1 << 59;
    const BESIDE: u64 = 1 << 60;
    const CROWDED: u64 = 1 << 61;

    /// Flags as bits of the upper byte.
    pub(super) const IS_MISFIT: u8 = (Self::MISFIT >> 56) as u8;
    pub(super) const IS_INCOMPLETE: u8 = (Self::INCOMPLETE >> 56) as u8;

    /// Of an object that has the members in `mask`, which are counted already.
    #[inline(always)]
    pub(super) fn of(self, mask: u64) -> Info {
        let info = Info(self.0 | Shape::Other as u64 | (mask >> HOT << 2));
        info.with(Self::CROWDED, self.named() > LAST_NOTED)
    }

    #[inline(always)]
    fn with(self, flag: u64, is_set: bool) -> Info {
        Info(self.0 | if is_set { flag } else { 0 })
    }

    #[inline(always)]
    pub(super) fn incomplete_if(self, incomplete: bool) -> Info {
        self.with(Self::INCOMPLETE, incomplete)
    }

    #[inline(always)]
    pub(super) fn beside_if(self, beside: bool) -> Info {
        self.with(Self::BESIDE, beside)
    }

    #[inline(always)]
    pub(crate) fn named(self) -> usize {
        usize::from((self.0 >> 48) as u8)
    }

    /// Whether a member from [`HOT`] on is there.
    #[inline]
    pub(super) fn may_have(self, number: u8) -> bool {
        (self.0 >> (number - HOT + 2)) & 1 == 1
    }

    /// Whether a member may be there that the hot word does not note.
    #[inline]
    pub(super) fn is_crowded(self) -> bool {
        self.0 & Self::CROWDED != 0
    }

    #[inline]
    pub(crate) fn is_good(self) -> bool {
        self.0 & (Self::MISFIT | Self::INCOMPLETE) == 0
    }

    #[inline]
    pub(crate) fn is_incomplete(self) -> bool {
        self.0 & Self::INCOMPLETE != 0
    }

    /// Whether there are members that no schema names, at any depth, but for what holds items.
    #[inline]
    pub(crate) fn has_unknown(self) -> bool {
        self.0 & Self::UNKNOWN != 0
    }

    /// Whether some named member neither holds items nor is their context.
    #[inline]
    pub(crate) fn has_more(self) -> bool {
        self.0 & Self::BESIDE != 0
    }

    #[inline]
    pub(crate) fn has_unnamed(self) -> bool {
        self.0 & Self::UNNAMED != 0
    }
}

impl<'a> Doc<'a> {
    #[inline]
    pub(crate) fn node(&self, at: usize) -> u64 {
        self.nodes.get(at).copied().unwrap_or(0)
    }

    #[inline]
    pub(crate) fn mark(&self, number: u32) -> usize {
        self.marks.get(number as usize).map_or(self.body.len(), |&mark| place(mark))
    }

    #[inline]
    pub(crate) fn offset(&self, pos: Pos) -> usize {
        self.mark(pos.mark) + pos.delta as usize
    }

    /// The place of a node's bracket.
    #[inline]
    pub(crate) fn start(&self, node: u32) -> Pos {
        Pos::from_word(self.node(node as usize))
    }

    #[inline]
    pub(crate) fn info(&self, node: u32) -> Info {
        Info(self.third(node))
    }

    /// The named members, in the order of the document.
    #[inline]
    pub(crate) fn named(&self, node: u32) -> &'a [u64] {
        let from = node as usize + 3;
        self.nodes.get(from..from + self.info(node).named()).unwrap_or_default()
    }

    /// The members that the schema does not name, in the order of the document.
    pub(crate) fn unnamed(&self, node: u32) -> &'a [u64] {
        let info = self.info(node);
        if !info.has_unnamed() {
            return &[];
        }
        let count_at = node as usize + 3 + info.named();
        let from = count_at + 1;
        self.nodes.get(from..from + self.node(count_at) as usize).unwrap_or_default()
    }

    /// The items of an array's node.
    #[inline]
    pub(crate) fn items(&self, node: u32) -> &'a [u64] {
        let node = node as usize;
        let from = node + 3;
        self.nodes.get(from..from + self.node(node + 2) as usize).unwrap_or_default()
    }

    /// Where in [`Doc::tables`] the table of an array's node is, and its length.
    pub(crate) fn table_of(&self, node: u32) -> (usize, usize) {
        let word = self.node(node as usize + 1);
        (word as u32 as usize, (word >> 32) as usize)
    }

    /// The number of the key's opening quote.
    #[inline]
    pub(crate) fn key_mark(&self, member: Entry) -> u32 {
        match member.shape() {
            Shape::Str | Shape::Other => member.at(),
            // The last quote before the bracket closes the key.
            Shape::Object | Shape::List => self.start(member.at()).mark.saturating_sub(1),
        }
    }

    /// Where a member's value begins, and the number of the first quote from there on.
    #[inline]
    pub(crate) fn value_of(&self, member: Entry) -> (usize, u32) {
        match member.shape() {
            Shape::Object | Shape::List => self.bracket(member.at()),
            Shape::Str | Shape::Other => {
                let close = member.at() + 1;
                let colon = cursor::skip_space(self.body.as_bytes(), self.mark(close) + 1);
                (cursor::skip_space(self.body.as_bytes(), colon + 1), close + 1)
            }
        }
    }

    /// The same for an item.
    #[inline]
    pub(crate) fn value_of_item(&self, item: Entry) -> (usize, u32) {
        match item.shape() {
            Shape::Object | Shape::List => self.bracket(item.at()),
            Shape::Str | Shape::Other => {
                let pos = item.stray_pos();
                (self.offset(pos), pos.mark + 1)
            }
        }
    }

    #[inline]
    pub(crate) fn bracket(&self, node: u32) -> (usize, u32) {
        let start = self.start(node);
        (self.offset(start), start.mark + 1)
    }

    /// The bytes between a string's quotes, as spelled.
    #[inline]
    pub(crate) fn spelled(&self, open: u32) -> &'a str {
        between_quotes(self.body, self.mark(open), self.mark(open + 1))
    }

    /// Whether the spelling of a string has escapes.
    #[inline]
    pub(crate) fn is_escaped(&self, open: u32) -> bool {
        self.marks.get(open as usize + 1).is_some_and(|mark| mark & ESCAPED != 0)
    }

    /// What the string with that opening quote means.
    #[inline]
    pub(crate) fn text(&self, open: u32) -> &'a str {
        if self.is_escaped(open) { self.meaning(open) } else { self.spelled(open) }
    }

    /// What the escaped string with that opening quote means.
    // A call with as few words as can be: nearly every read is compiled around it and does not make it.
    #[cold]
    #[inline(never)]
    pub(crate) fn meaning(&self, open: u32) -> &'a str {
        self.strings.meaning(self.body, open, self.mark(open) + 1, self.mark(open + 1))
    }
}
