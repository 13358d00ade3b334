//! The memory for a body, and the way of a body through it.

use super::hint;
use crate::error::{Error, ErrorKind};
use crate::json::check;
use crate::json::doc::Doc;
use crate::json::layouts::{self, Layouts};
use crate::json::nodes::Nodes;
use crate::json::outlines::Outlines;
use crate::json::shapes::{Root, Shapes};
use crate::json::walk::{Body, walk};
use crate::limits::Limits;
use crate::payload::root_schema;
use crate::room::Room;
use crate::scan::{Index, Scanner};
use bumpalo::Bump;
use core::sync::atomic::AtomicU32;

/// What shapes, layouts and outlines take at most, which are remembered outside of the [`Room`].
pub(super) const REMEMBERED: usize = 640 << 10;

const _: () = assert!((Shapes::MOST + Layouts::MOST + Outlines::MOST) <= REMEMBERED);

#[derive(Debug, Default)]
pub(super) struct Scratch {
    index: Index,
    shapes: Shapes,
    layouts: Layouts,
    outlines: Outlines,
    nodes: Nodes,
    /// For the document, its strings and its tables: one chunk.
    pub(super) arena: Bump,
    /// Shapes, layouts and outlines are neither looked up nor learned.
    pub(super) uncached: bool,
}

/// Where the nodes of a body are.
#[derive(Clone, Copy)]
pub(super) enum Located {
    /// With the shape that it has; the marks are with its layout.
    Fitting(layouts::Known),
    /// With the shape that it has.
    Known(Root),
    /// Where the walk wrote them; the node of the root.
    Walked(u32),
}

impl Scratch {
    /// Indexes `body`, finds its nodes, and makes room for its document.
    ///
    /// All of this is inlined into the door: each part hands a few words to the next, and passing them
    /// through memory took a fifth of the time of a small body.
    #[inline(always)]
    pub(super) fn prepare(
        &mut self,
        scanner: Scanner,
        limits: Limits,
        body: &[u8],
        room: &mut Room,
    ) -> Result<Located, Error> {
        self.arena.reset();
        let located = self.locate(scanner, limits, body, room)?;
        self.make_room(located, body.len(), room)?;
        Ok(located)
    }

    #[inline(always)]
    fn locate(
        &mut self,
        scanner: Scanner,
        limits: Limits,
        body: &[u8],
        room: &mut Room,
    ) -> Result<Located, Error> {
        if body.len() > limits.max_body_len() {
            return Err(Error::new(ErrorKind::BodyTooLarge, limits.max_body_len()));
        }
        let Scratch { index, shapes, layouts, outlines, nodes, uncached, .. } = self;
        let is_cached = !*uncached;
        if is_cached
            && let Some(known) = layouts.find(scanner, body, shapes)
            && shapes.depth(known.root) <= limits.max_depth()
        {
            return Ok(Located::Fitting(known));
        }
        let facts = scanner.scan_within(body, index, room);
        let in_utf8 = !facts.non_ascii || simdutf8::basic::from_utf8(body).is_ok();
        if in_utf8 && !facts.flawed {
            let body = Body { bytes: body, marks: index.marks(), max_depth: limits.max_depth() };
            if is_cached && let Some(root) = shapes.find_root(scanner, body, root_schema()) {
                if !facts.non_ascii && !facts.unicode {
                    layouts.meet(body.bytes, body.marks, root, shapes);
                }
                return Ok(Located::Known(root));
            }
            let known = is_cached.then_some((shapes, outlines));
            if let Ok(root) = walk(body, root_schema(), scanner, known, nodes, room) {
                if is_cached {
                    layouts.prepare();
                }
                return Ok(Located::Walked(root));
            }
        }
        let error = explain(body, limits, room);
        Err(hint::of_text(body, error))
    }

    /// The marks of a body, and whether some string has escapes.
    #[inline(always)]
    pub(super) fn found(&self, located: Located) -> (&[u32], bool) {
        match located {
            Located::Fitting(known) => match self.layouts.layout(known) {
                Some(layout) => (layout.marks(), layout.has_backslash()),
                None => (&[], false),
            },
            _ => (self.index.marks(), self.index.has_backslash()),
        }
    }

    /// The nodes of a body, that of its root, and how many words its tables take.
    #[inline(always)]
    pub(super) fn nodes(&self, located: Located) -> (&[u64], u32, usize) {
        match located {
            Located::Fitting(layouts::Known { root, .. }) | Located::Known(root) => {
                (self.shapes.nodes(root), root.node, 0)
            }
            Located::Walked(root) => (self.nodes.nodes.as_slice(), root, self.nodes.tables),
        }
    }

    /// Sees to it that the arena, which is empty, has one chunk for all that a document of `len` bytes
    /// puts there.
    #[inline(always)]
    fn make_room(&mut self, located: Located, len: usize, room: &mut Room) -> Result<(), Error> {
        let mut size = size_of::<Doc<'_>>() + self.nodes.tables * size_of::<AtomicU32>();
        if let (marks, true) = self.found(located) {
            size += len + marks.len() * size_of::<AtomicU32>();
        }
        if self.arena.chunk_capacity() < size + 64 {
            return self.enlarge_arena(size + 64, room);
        }
        Ok(())
    }

    #[cold]
    #[inline(never)]
    fn enlarge_arena(&mut self, size: usize, room: &mut Room) -> Result<(), Error> {
        /// What a chunk may have more than was asked for.
        const ROUNDED_UP: usize = 8 << 10;
        room.replace(self.arena.allocated_bytes(), 0);
        self.arena = Bump::new();
        for size in [size + size / 4 + 448, size] {
            if size + ROUNDED_UP > room.left() {
                continue;
            }
            if let Ok(larger) = Bump::try_with_capacity(size) {
                room.replace(0, larger.allocated_bytes());
                self.arena = larger;
                return Ok(());
            }
        }
        Err(no_room())
    }

    /// Gives back all memory.
    pub(super) fn release(&mut self) {
        *self = Scratch { uncached: self.uncached, ..Scratch::default() };
    }

    /// Gives back the memory beyond what bodies of `len` bytes usually need.
    pub(super) fn shrink_to(&mut self, len: usize) {
        self.index.shrink_to(len);
        self.nodes.shrink_to(len);
        self.layouts = Layouts::default();
        self.arena = Bump::new();
    }

    /// Bytes of memory that grow with a body.
    pub(super) fn grown(&self) -> usize {
        self.index.capacity() + self.nodes.capacity() + self.arena.allocated_bytes()
    }

    /// Bytes of memory for shapes, layouts and outlines.
    pub(super) fn remembered(&self) -> usize {
        self.shapes.capacity() + self.layouts.capacity() + self.outlines.capacity()
    }
}

/// What is wrong with a body that was refused.
#[cold]
fn explain(body: &[u8], limits: Limits, room: &mut Room) -> Error {
    let was_short = room.was_short();
    match check::check(body, limits.max_depth()) {
        Err(error) => error,
        Ok(()) if was_short => no_room(),
        Ok(()) => {
            debug_assert!(false, "the walk refused what the check accepts");
            Error::new(ErrorKind::ExpectedValue, 0)
        }
    }
}

/// Memory was short.
fn no_room() -> Error {
    Error::new(ErrorKind::MemoryLimit, 0)
}
