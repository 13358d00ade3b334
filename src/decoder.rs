//! The door: one body in, one checked payload out.

use crate::error::{Error, ErrorKind};
use crate::json::check::{self, MAX_DEPTH};
use crate::json::doc::Doc;
use crate::json::layouts::{self, Layouts};
use crate::json::nodes::Nodes;
use crate::json::shapes::{Root, Shapes};
use crate::json::walk::{Body, walk};
use crate::json::{Obj, Strings, body_as_str};
use crate::payload::{Classified, Payload, root_schema};
use crate::scan::{Ahead, Index, Kernel, MAX_LEN, Scanner};
use alloc::vec::Vec;
use bumpalo::Bump;
use core::sync::atomic::AtomicU32;

/// How large and how deep a body may be.
///
/// ```
/// use wabahook::{Decoder, ErrorKind, Limits};
/// let mut decoder = Decoder::with_limits(Limits::new().body_len(10));
/// let error = decoder.decode(br#"{"entry": []}"#).unwrap_err();
/// assert_eq!((error.kind(), error.offset()), (ErrorKind::BodyTooLarge, 10));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Limits {
    body_len: usize,
    depth: usize,
}

impl Limits {
    /// 4 MiB, as Meta sends up to 3 MB, and 128 levels.
    pub const fn new() -> Limits {
        Limits { body_len: 4 << 20, depth: 128 }
    }

    /// The longest body, in bytes; at most 1 GiB less one, which is what the index can address.
    #[must_use]
    pub const fn body_len(self, bytes: usize) -> Limits {
        Limits { body_len: if bytes > MAX_LEN { MAX_LEN } else { bytes }, ..self }
    }

    /// The deepest nesting, the root being level 1; at most 1024.
    #[must_use]
    pub const fn depth(self, levels: usize) -> Limits {
        Limits { depth: if levels > MAX_DEPTH { MAX_DEPTH } else { levels }, ..self }
    }

    /// The longest body that is allowed, in bytes.
    pub const fn max_body_len(self) -> usize {
        self.body_len
    }
}

impl Default for Limits {
    fn default() -> Limits {
        Limits::new()
    }
}

/// Decodes one body after the other, in memory that it reuses.
///
/// Make one for each thread and keep it: once it has met a body as large as the next, decoding and
/// reading allocate nothing.
///
/// ```
/// use wabahook::{Decoder, Item};
///
/// let body = br#"{"object":"whatsapp_business_account","entry":[{"id":"102","changes":[{"value":
///     {"messages":[{"from":"12025550143","id":"wamid.A","type":"text","text":{"body":"Hi"}}]},
///     "field":"messages"}]}]}"#;
/// let mut decoder = Decoder::new();
/// for event in decoder.decode(body)?.events() {
///     match event.map(|event| event.item()) {
///         Ok(Item::Message(message)) => {
///             assert_eq!(message.text().map(|text| text.body()), Some("Hi"));
///         }
///         Ok(other) => println!("{other:?}"),
///         Err(bad) => eprintln!("{bad}"),
///     }
/// }
/// # Ok::<(), wabahook::Error>(())
/// ```
#[derive(Debug)]
pub struct Decoder {
    limits: Limits,
    scanner: Scanner,
    ahead: Ahead,
    /// For the body, and for one that stands in a string of it.
    scratch: [Scratch; 2],
    /// The body that stood in a string, decoded.
    unwrapped: Vec<u8>,
    arena: Bump,
    seed: u64,
}

#[derive(Debug, Default)]
struct Scratch {
    index: Index,
    shapes: Shapes,
    layouts: Layouts,
    nodes: Nodes,
}

impl Scratch {
    /// The marks of a body, and whether some string has escapes.
    #[inline(always)]
    fn found(&self, located: Located) -> (&[u32], bool) {
        match located {
            Located::Fitting(known) => match self.layouts.layout(known) {
                Some(layout) => (layout.marks(), layout.has_backslash()),
                None => (&[], false),
            },
            _ => (self.index.marks(), self.index.has_backslash()),
        }
    }
}

/// Where the nodes of a body are.
#[derive(Clone, Copy)]
enum Located {
    /// With the shape that it has; the marks are with its layout.
    Fitting(layouts::Known),
    /// With the shape that it has.
    Known(Root),
    /// Where the walk wrote them; the node of the root.
    Walked(u32),
}

impl Default for Decoder {
    fn default() -> Decoder {
        Decoder::new()
    }
}

impl Decoder {
    /// With the default [`Limits`] and the fastest [`Kernel`] that the CPU runs.
    pub fn new() -> Decoder {
        Decoder::with_limits(Limits::new())
    }

    /// With other limits.
    pub fn with_limits(limits: Limits) -> Decoder {
        Decoder {
            limits,
            scanner: Scanner::new(Kernel::detect()),
            ahead: Ahead::default(),
            scratch: Default::default(),
            unwrapped: Vec::new(),
            arena: Bump::new(),
            seed: seed(),
        }
    }

    /// Uses `kernel` from now on, or the portable one where the CPU does not run it.
    ///
    /// For tests and measurements: the answers are the same, whatever the kernel.
    #[must_use]
    pub fn with_kernel(self, kernel: Kernel) -> Decoder {
        Decoder { scanner: Scanner::new(kernel), ..self }
    }

    /// The kernel in use.
    pub fn kernel(&self) -> Kernel {
        self.scanner.kernel()
    }

    /// The limits in force.
    pub fn limits(&self) -> Limits {
        self.limits
    }

    /// Checks `body` and finds what it holds.
    ///
    /// The body is checked as a whole: `Ok` means one complete RFC 8259 text in UTF-8, within the
    /// limits, in one of the [envelopes](crate::Envelope). It is only read, and may lie anywhere.
    ///
    /// # Errors
    ///
    /// What is wrong first, and where. No item of a refused body is ever handed out.
    #[inline]
    pub fn decode<'a>(&'a mut self, body: &'a [u8]) -> Result<Payload<'a>, Error> {
        self.ahead.fetch(body);
        self.arena.reset();
        let [outer, inner] = &mut self.scratch;
        let located = locate(self.scanner, self.limits, body, outer)?;
        make_room(&mut self.arena, outer, located, body.len());
        let root = document(self.scanner, outer, body, located, &self.arena, self.seed);
        match Payload::classify(root) {
            Classified::Payload(payload) => Ok(payload),
            Classified::Wrapped(outer) => {
                let wrapped = outer.whatsapp_webhook_entry().unwrap_or_default();
                self.unwrapped.clear();
                self.unwrapped.extend_from_slice(wrapped.as_bytes());
                let (body, arena) = (&self.unwrapped, &self.arena);
                let payload = unwrap(self.scanner, self.limits, body, inner, arena, self.seed)?;
                Ok(payload.in_aws(outer))
            }
            Classified::WrongType(name, at) => Err(Error::at_path(ErrorKind::WrongType, at, name)),
            Classified::NotAnEnvelope(at) => Err(Error::new(ErrorKind::NotAnEnvelope, at)),
        }
    }

    /// Decodes a body whose signature was found right: whoever asks for one cannot forget to check.
    ///
    /// # Errors
    ///
    /// As [`Decoder::decode`].
    #[cfg(feature = "signature")]
    #[inline]
    pub fn decode_verified<'a>(
        &'a mut self,
        body: crate::signature::Verified<'a>,
    ) -> Result<Payload<'a>, Error> {
        self.decode(body.body())
    }

    /// Bytes of memory held for reuse.
    pub fn capacity(&self) -> usize {
        let scratch: usize = self
            .scratch
            .iter()
            .map(|s| {
                s.index.capacity() + s.shapes.capacity() + s.layouts.capacity() + s.nodes.capacity()
            })
            .sum();
        scratch + self.unwrapped.capacity() + self.arena.allocated_bytes()
    }

    /// Gives back the memory beyond what bodies of `body_len` bytes usually need.
    ///
    /// For a decoder that met one huge body and will meet small ones.
    pub fn shrink_to(&mut self, body_len: usize) {
        for scratch in &mut self.scratch {
            scratch.index.shrink_to(body_len);
            scratch.nodes.shrink_to(body_len);
            scratch.layouts = Layouts::default();
        }
        self.unwrapped.clear();
        self.unwrapped.shrink_to(body_len);
        self.arena = Bump::new();
    }
}

/// The payload of a body that stood in a string of AWS's object.
#[cold]
fn unwrap<'a>(
    scanner: Scanner,
    limits: Limits,
    body: &'a [u8],
    scratch: &'a mut Scratch,
    arena: &'a Bump,
    seed: u64,
) -> Result<Payload<'a>, Error> {
    const NAME: &str = "whatsAppWebhookEntry";
    let in_string = |error: Error| Error::at_path(error.kind(), error.offset(), NAME);
    let located = locate(scanner, limits, body, scratch).map_err(in_string)?;
    match Payload::classify(document(scanner, scratch, body, located, arena, seed)) {
        Classified::Payload(payload) => Ok(payload),
        _ => Err(Error::at_path(ErrorKind::NotAnEnvelope, 0, NAME)),
    }
}

// What follows is inlined into the door: each hands a few words to the next, and passing them through
// memory took a fifth of the time of a small body.

/// Indexes `body` and finds its nodes.
#[inline(always)]
fn locate(
    scanner: Scanner,
    limits: Limits,
    body: &[u8],
    scratch: &mut Scratch,
) -> Result<Located, Error> {
    if body.len() > limits.body_len {
        return Err(Error::new(ErrorKind::BodyTooLarge, limits.body_len));
    }
    let Scratch { index, shapes, layouts, nodes } = scratch;
    if let Some(known) = layouts.find(scanner, body, shapes)
        && shapes.depth(known.root) <= limits.depth
    {
        return Ok(Located::Fitting(known));
    }
    let facts = scanner.scan(body, index);
    let in_utf8 = !facts.non_ascii || simdutf8::basic::from_utf8(body).is_ok();
    if in_utf8 && !facts.flawed {
        let body = Body { bytes: body, marks: index.marks(), max_depth: limits.depth };
        if let Some(root) = shapes.find_root(scanner, body, root_schema()) {
            if !facts.non_ascii {
                layouts.meet(body.bytes, body.marks, root, shapes);
            }
            return Ok(Located::Known(root));
        }
        if let Ok(root) = walk(body, root_schema(), scanner, shapes, nodes) {
            layouts.prepare();
            return Ok(Located::Walked(root));
        }
    }
    Err(explain(body, limits))
}

/// What is wrong with a body that was refused.
#[cold]
fn explain(body: &[u8], limits: Limits) -> Error {
    match check::check(body, limits.depth) {
        Err(error) => error,
        Ok(()) => {
            debug_assert!(false, "the walk refused what the check accepts");
            Error::new(ErrorKind::ExpectedValue, 0)
        }
    }
}

/// Sees to it that the arena, which is empty, has one chunk for all that a document puts there.
#[inline(always)]
fn make_room(arena: &mut Bump, scratch: &Scratch, located: Located, len: usize) {
    let mut room = size_of::<Doc<'_>>() + scratch.nodes.tables * size_of::<AtomicU32>();
    if let (marks, true) = scratch.found(located) {
        room += len + marks.len() * size_of::<AtomicU32>();
    }
    if arena.chunk_capacity() < room + 64 {
        *arena = Bump::with_capacity(room + room / 4 + 512);
    }
}

/// The document that a walk left behind, in the arena.
#[inline(always)]
fn document<'a>(
    scanner: Scanner,
    scratch: &'a Scratch,
    body: &'a [u8],
    located: Located,
    arena: &'a Bump,
    seed: u64,
) -> Obj<'a> {
    let (marks, has_backslash) = scratch.found(located);
    let strings = if has_backslash {
        Strings::escaped(body.len(), marks.len(), arena, scanner)
    } else {
        Strings::plain(scanner)
    };
    let (nodes, root, tables) = match located {
        Located::Fitting(layouts::Known { root, .. }) | Located::Known(root) => {
            (scratch.shapes.nodes(root), root.node, 0)
        }
        Located::Walked(root) => (scratch.nodes.nodes.as_slice(), root, scratch.nodes.tables),
    };
    let tables: &[AtomicU32] = match tables {
        0 => &[],
        words => arena.alloc_slice_fill_with(words, |_| AtomicU32::new(0)),
    };
    #[expect(unsafe_code, reason = "the encoding was checked, and checking it again costs")]
    // SAFETY: a document is made of a located body: ASCII throughout, or checked by `locate`.
    let body = unsafe { body_as_str(body) };
    let doc = arena.alloc(Doc { body, marks, nodes, strings, root, tables, seed });
    Obj { doc, node: root }
}

/// A number that senders do not know.
fn seed() -> u64 {
    #[cfg(feature = "std")]
    {
        use std::hash::{BuildHasher, Hasher};
        std::hash::RandomState::new().build_hasher().finish()
    }
    #[cfg(not(feature = "std"))]
    {
        // Where the stack happens to be.
        let here = 0u8;
        (&raw const here).addr() as u64
    }
}
