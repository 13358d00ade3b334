//! The decoder: validates a body and returns its payload.

mod hint;
mod scratch;

use crate::error::{Error, ErrorKind};
use crate::json::doc::Doc;
use crate::json::parse::ROOT;
use crate::json::{Obj, Strings, body_as_str};
use crate::limits::Limits;
use crate::memory::MemoryBudget;
use crate::payload::{Classified, Payload, root_schema};
use crate::scan::{Ahead, Kernel, Scanner};
use core::sync::atomic::AtomicU32;
pub(crate) use scratch::Located;
#[doc(hidden)]
pub use scratch::records;
use scratch::{CACHED, Scratch};

/// Decodes bodies in memory that it reuses.
///
/// Create one per thread and reuse it: after bodies of the same structures and sizes, decoding and
/// reading allocate nothing. The cache of body structures takes at most 640 KiB.
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
    scratch: Scratch,
    budget: MemoryBudget,
    /// Longer bodies are decoded with no memory held for others.
    always_fits: usize,
    seed: u64,
}

impl Default for Decoder {
    fn default() -> Decoder {
        Decoder::new()
    }
}

impl Decoder {
    /// Creates a decoder with the default [`Limits`] and the fastest [`Kernel`] of this CPU.
    pub fn new() -> Decoder {
        Decoder::with_limits(Limits::new())
    }

    /// Creates a decoder with the given limits.
    pub fn with_limits(limits: Limits) -> Decoder {
        Decoder {
            limits,
            scanner: Scanner::new(Kernel::detect()),
            ahead: Ahead::default(),
            scratch: Scratch::default(),
            budget: budget(limits),
            always_fits: limits.always_fits(),
            seed: seed(),
        }
    }

    /// Selects the kernel, or the portable one if the CPU does not support `kernel`.
    ///
    /// For tests and measurements: results do not depend on the kernel.
    #[must_use]
    pub fn with_kernel(self, kernel: Kernel) -> Decoder {
        Decoder { scanner: Scanner::new(kernel), ..self }
    }

    /// Disables the cache: every body is parsed.
    ///
    /// The results are the same. For tests, for measurements, and for traffic whose structure never
    /// repeats.
    ///
    /// ```
    /// use wabahook::Decoder;
    ///
    /// let body = br#"{"entry":[{"id":"1","changes":[]}]}"#;
    /// let mut decoder = Decoder::new().without_cache();
    /// for _ in 0..3 {
    ///     let payload = decoder.decode(body)?;
    ///     assert_eq!(payload.entries().next().and_then(|entry| entry.id()), Some("1"));
    /// }
    /// # Ok::<(), wabahook::Error>(())
    /// ```
    #[must_use]
    pub fn without_cache(mut self) -> Decoder {
        self.release();
        self.scratch.uncached = true;
        self
    }

    /// Returns the kernel in use.
    pub fn kernel(&self) -> Kernel {
        self.scanner.kernel()
    }

    /// Returns the limits in use.
    pub fn limits(&self) -> Limits {
        self.limits
    }

    /// Validates `body` and returns its payload.
    ///
    /// The body is checked as a whole: `Ok` means one complete RFC 8259 text in UTF-8, within the
    /// limits, in one of the [envelopes](crate::Envelope). The body is never written to, and needs
    /// no alignment or padding.
    ///
    /// # Errors
    ///
    /// Returns the first error and its offset. A rejected body yields no items.
    #[inline]
    pub fn decode<'a>(&'a mut self, body: &'a [u8]) -> Result<Payload<'a>, Error> {
        self.decode_located(body, None)
    }

    /// Decodes a body; if its records are located, nothing was decoded since.
    #[inline(always)]
    pub(crate) fn decode_located<'a>(
        &'a mut self,
        body: &'a [u8],
        located: Option<Located>,
    ) -> Result<Payload<'a>, Error> {
        self.ahead.fetch(body);
        let located = match self.prepare(body, located) {
            Ok(located) => located,
            Err(error) => self.prepare_anew(body, error)?,
        };
        let root = document(self.scanner, &self.scratch, body, located, self.seed);
        match Payload::classify(root) {
            Classified::Payload(payload) => Ok(payload),
            Classified::WrongType(name, at) => Err(Error::at_path(ErrorKind::WrongType, at, name)),
            Classified::NotAnEnvelope(root) => Err(hint::of_root(root)),
        }
    }

    /// Locates the records of `text` if it is a valid body, and counts its line ends.
    #[inline(always)]
    pub(crate) fn locate(&mut self, text: &[u8]) -> Option<(Located, usize)> {
        self.scratch.find_text(self.scanner, self.limits, text, &mut self.budget)
    }

    /// Indexes `body`, finds its records, and reserves memory for its document.
    #[inline(always)]
    fn prepare(&mut self, body: &[u8], mut located: Option<Located>) -> Result<Located, Error> {
        if body.len() > self.always_fits {
            self.forget();
            located = None;
        }
        self.scratch.prepare(self.scanner, self.limits, body, located, &mut self.budget)
    }

    /// Retries after a memory error, without the memory held for other bodies.
    #[cold]
    #[inline(never)]
    fn prepare_anew(&mut self, body: &[u8], error: Error) -> Result<Located, Error> {
        if error.kind() != ErrorKind::MemoryLimit {
            return Err(error);
        }
        self.release();
        self.prepare(body, None).inspect_err(|_| self.release())
    }

    /// Frees the memory that grew with other bodies: whether a body that may exceed the budget fits
    /// must not depend on them.
    #[cold]
    #[inline(never)]
    fn forget(&mut self) {
        self.scratch.forget();
        self.budget = budget(self.limits);
    }

    /// Frees all memory.
    fn release(&mut self) {
        self.scratch.release();
        self.budget = budget(self.limits);
    }

    /// Decodes a body with a verified signature, so that the check cannot be forgotten.
    ///
    /// # Errors
    ///
    /// Fails like [`Decoder::decode`].
    #[cfg(feature = "signature")]
    #[inline]
    pub fn decode_verified<'a>(
        &'a mut self,
        body: crate::signature::Verified<'a>,
    ) -> Result<Payload<'a>, Error> {
        self.decode(body.body())
    }

    /// Returns the memory held for reuse, in bytes: never more than [`Limits::max_memory`].
    pub fn capacity(&self) -> usize {
        self.scratch.grown() + self.scratch.cached()
    }

    /// Frees memory beyond the usual needs of bodies of `body_len` bytes.
    ///
    /// Useful for a decoder that has decoded one huge body and continues with small ones.
    pub fn shrink_to(&mut self, body_len: usize) {
        self.scratch.shrink_to(body_len);
        self.budget = budget(self.limits);
        self.budget.replace(0, self.scratch.grown());
    }
}

/// Returns the budget for memory that grows with a body.
fn budget(limits: Limits) -> MemoryBudget {
    MemoryBudget::new(limits.max_memory() - CACHED)
}

/// Allocates the document in the arena, in which `prepare` has reserved memory. Returns its root.
// All steps of `decode` are inlined: passing their few words of results through memory took a fifth
// of the time of a small body.
#[inline(always)]
fn document<'a>(
    scanner: Scanner,
    scratch: &'a Scratch,
    body: &'a [u8],
    located: Located,
    seed: u64,
) -> Obj<'a> {
    let (quotes, has_backslash) = scratch.quotes(located);
    let arena = &scratch.arena;
    let strings = if has_backslash {
        Strings::escaped(body.len(), quotes.len(), arena, scanner)
    } else {
        Strings::plain(scanner)
    };
    let (records, tables) = scratch.records(located);
    let tables: &[AtomicU32] = match tables {
        0 => &[],
        words => arena.alloc_slice_fill_with(words, |_| AtomicU32::new(0)),
    };
    #[expect(unsafe_code, reason = "the encoding was checked, and checking it again costs")]
    // SAFETY: a document is made of a located body: ASCII throughout, or checked by `locate`.
    let body = unsafe { body_as_str(body) };
    let schema = Some(root_schema());
    let doc = arena.alloc(Doc { body, quotes, records, strings, root: ROOT, schema, tables, seed });
    Obj::new(doc, ROOT)
}

/// Returns a number that senders cannot know.
fn seed() -> u64 {
    #[cfg(feature = "std")]
    {
        use std::hash::{BuildHasher, Hasher};
        std::hash::RandomState::new().build_hasher().finish()
    }
    #[cfg(not(feature = "std"))]
    {
        // The stack address is the only source of variation without `std`.
        let here = 0u8;
        (&raw const here).addr() as u64
    }
}
