//! The index of a body: the offset of each unescaped quote, and body flags.
//!
//! One pass over the body, 64 bytes at a time, finds out for all later layers where each string
//! starts and ends, if it has a backslash, and if the insides of all strings are valid. The bytes
//! *between* strings are not validated here, but by the grammar (`json`).
//!
//! [`Kernel`] names the implementations. Each converts a block of 64 bytes to bit masks, in a file
//! of its own. `drive` interprets the masks, for all kernels. [`naive`] is the reference, byte by
//! byte, that tests compare every kernel with.
//!
//! The kernels also compare texts with cached ones (`template`, `exact`), find the ends of objects
//! in streams (`container`) and decode escaped strings (`unescape`; with vectors in `avx2/stretch`
//! and `avx512/stretch`). `ahead` prefetches bodies. A new instruction set is a file that
//! implements `Block` and `Stretch`, with entry points by `cpu`, a variant of [`Kernel`], and an
//! arm in each `match` of [`Scanner`].

mod ahead;
#[cfg(all(target_arch = "x86_64", feature = "std"))]
mod avx2;
#[cfg(all(target_arch = "x86_64", feature = "std"))]
mod avx512;
pub(crate) mod container;
#[cfg(all(target_arch = "x86_64", feature = "std"))]
mod cpu;
mod drive;
pub(crate) mod exact_template;
pub mod naive;
mod portable;
#[cfg(target_arch = "x86_64")]
mod prefetch;
#[path = "prefetch/nothing.rs"]
#[cfg(not(target_arch = "x86_64"))]
mod prefetch;
mod template;
pub(crate) mod unescape;

pub(crate) use ahead::{Ahead, ask_for};
pub use exact_template::ExactTemplate;
pub use template::Template;

use crate::memory::MemoryBudget;
use alloc::vec::Vec;
use container::{Container, Passed};
use core::mem::MaybeUninit;

/// A flag in a quote offset: a backslash is between the previous quote and this one.
///
/// So the closing quote of a string with escapes has the flag; no other quote of a well-formed text
/// has it.
pub const ESCAPED: u32 = 1 << 31;

/// Returns the offset of a quote, without the flag.
#[inline(always)]
pub const fn offset_of(quote: u32) -> usize {
    (quote & !ESCAPED) as usize
}

/// The offsets of the quotes of a body.
///
/// The vector keeps the length of the largest body so far, so that kernels write into initialized
/// memory; [`Index::quotes`] returns the part in use.
#[derive(Debug, Default)]
pub struct Index {
    /// `quotes[0]` is 0, a sentinel; `quotes[n]` is the [offset](place) of the n-th unescaped quote.
    quotes: Vec<u32>,
    /// The number of offsets in use, including the sentinel.
    len: usize,
    flags: BodyFlags,
}

/// Body flags: properties of a whole body.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BodyFlags {
    /// The body has a backslash.
    pub backslash: bool,
    /// The body has an escape `\uXXXX`.
    pub unicode: bool,
    /// The body has a byte above 0x7F: its encoding must be validated.
    pub non_ascii: bool,
    /// A string is invalid: it has a control character, an invalid escape, or no end.
    pub invalid: bool,
}

impl Index {
    /// Returns the sentinel, then the quote offsets, flagged with [`ESCAPED`] where that applies.
    #[inline]
    pub fn quotes(&self) -> &[u32] {
        self.quotes.get(..self.len).unwrap_or_default()
    }

    /// Returns true if the last body has a backslash.
    #[inline]
    pub fn has_backslash(&self) -> bool {
        self.flags.backslash
    }

    /// Returns the bytes of memory held.
    pub fn capacity(&self) -> usize {
        self.quotes.capacity() * size_of::<u32>()
    }

    /// Releases memory beyond the usual need of a body of `len` bytes.
    pub fn shrink_to(&mut self, len: usize) {
        self.len = 0;
        self.quotes.truncate(len / 4);
        self.quotes.shrink_to_fit();
    }
}

/// An implementation of the index, named after the instruction set that it needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Kernel {
    /// Plain Rust without intrinsics; runs on every CPU.
    Portable,
    /// x86-64 with AVX2 and PCLMULQDQ.
    Avx2,
    /// x86-64 with AVX-512 (F, BW, VBMI, VBMI2) and PCLMULQDQ.
    Avx512,
}

impl Kernel {
    /// All kernels, the portable one first.
    pub const ALL: [Kernel; 3] = [Kernel::Portable, Kernel::Avx2, Kernel::Avx512];

    /// Returns the fastest kernel that this CPU supports.
    pub fn detect() -> Kernel {
        let mut best = Kernel::Portable;
        for kernel in Kernel::ALL {
            if kernel.is_supported() {
                best = kernel;
            }
        }
        best
    }

    /// Returns true if this CPU and this build support the kernel.
    pub fn is_supported(self) -> bool {
        self.backend().is_some()
    }

    fn backend(self) -> Option<Backend> {
        match self {
            Kernel::Portable => Some(Backend::Portable),
            #[cfg(all(target_arch = "x86_64", feature = "std"))]
            Kernel::Avx2 => avx2::Cpu::detect().map(Backend::Avx2),
            #[cfg(all(target_arch = "x86_64", feature = "std"))]
            Kernel::Avx512 => avx512::Cpu::detect().map(Backend::Avx512),
            #[cfg(not(all(target_arch = "x86_64", feature = "std")))]
            Kernel::Avx2 | Kernel::Avx512 => None,
        }
    }

    /// Returns the name, in lower case: `portable`, `avx2`, `avx512`.
    pub fn name(self) -> &'static str {
        match self {
            Kernel::Portable => "portable",
            Kernel::Avx2 => "avx2",
            Kernel::Avx512 => "avx512",
        }
    }

    /// Returns the kernel with that name, supported or not.
    pub fn from_name(name: &str) -> Option<Kernel> {
        Kernel::ALL.into_iter().find(|kernel| kernel.name() == name)
    }
}

/// A [`Kernel`] with the proof that this CPU supports it.
#[derive(Clone, Copy, Debug)]
pub struct Scanner {
    backend: Backend,
}

#[derive(Clone, Copy, Debug)]
enum Backend {
    Portable,
    #[cfg(all(target_arch = "x86_64", feature = "std"))]
    Avx2(avx2::Cpu),
    #[cfg(all(target_arch = "x86_64", feature = "std"))]
    Avx512(avx512::Cpu),
}

impl Scanner {
    /// Returns the scanner for `kernel`, or the portable one if the CPU does not support it.
    pub fn new(kernel: Kernel) -> Scanner {
        Scanner { backend: kernel.backend().unwrap_or(Backend::Portable) }
    }

    /// Returns the kernel in use.
    pub fn kernel(self) -> Kernel {
        match self.backend {
            Backend::Portable => Kernel::Portable,
            #[cfg(all(target_arch = "x86_64", feature = "std"))]
            Backend::Avx2(_) => Kernel::Avx2,
            #[cfg(all(target_arch = "x86_64", feature = "std"))]
            Backend::Avx512(_) => Kernel::Avx512,
        }
    }

    /// Indexes `body`, and overwrites `index`.
    ///
    /// Offsets are 32 bits wide: the caller limits `body` to [`MAX_LEN`].
    pub fn scan(self, body: &[u8], index: &mut Index) -> BodyFlags {
        self.scan_within(body, index, &mut MemoryBudget::new(usize::MAX))
    }

    /// Indexes `body` within a memory budget. A body that exceeds it is reported as invalid.
    #[inline]
    pub(crate) fn scan_within(
        self,
        body: &[u8],
        index: &mut Index,
        budget: &mut MemoryBudget,
    ) -> BodyFlags {
        debug_assert!(body.len() <= MAX_LEN);
        let flags = match self.backend {
            #[cfg(all(target_arch = "x86_64", feature = "std"))]
            Backend::Avx512(cpu) => cpu.scan(body, index, budget),
            #[cfg(all(target_arch = "x86_64", feature = "std"))]
            Backend::Avx2(cpu) => cpu.scan(body, index, budget),
            Backend::Portable => portable::scan(body, index, budget),
        };
        let flags = flags.unwrap_or(BodyFlags { invalid: true, ..BodyFlags::default() });
        index.flags = flags;
        flags
    }
}

impl Scanner {
    /// Returns the end of the text at `start` of `body`, if the text matches `template`.
    ///
    /// `quotes` are the quote offsets from the last one before `start` on. The insides of strings
    /// are not validated: [`Scanner::scan`] did that.
    #[inline]
    pub fn matches(
        self,
        template: &Template,
        body: &[u8],
        start: usize,
        quotes: &[u32],
    ) -> Option<usize> {
        match self.backend {
            #[cfg(all(target_arch = "x86_64", feature = "std"))]
            Backend::Avx512(cpu) => cpu.matches(template, body, start, quotes),
            #[cfg(all(target_arch = "x86_64", feature = "std"))]
            Backend::Avx2(cpu) => cpu.matches(template, body, start, quotes),
            Backend::Portable => portable::matches(template, body, start, quotes),
        }
    }
}

impl Scanner {
    /// Returns true if `body` matches `exact`: then it has the exact's quote offsets, is ASCII,
    /// and is well formed.
    #[inline]
    pub fn fits(self, exact: &ExactTemplate, body: &[u8]) -> bool {
        match self.backend {
            #[cfg(all(target_arch = "x86_64", feature = "std"))]
            Backend::Avx512(cpu) => cpu.fits(exact, body),
            #[cfg(all(target_arch = "x86_64", feature = "std"))]
            Backend::Avx2(cpu) => cpu.fits(exact, body),
            Backend::Portable => portable::fits(exact, body),
        }
    }

    /// Skips blocks of 64 bytes of a container, up to its end or the last whole block.
    #[inline]
    pub(crate) fn pass(self, container: &mut Container, bytes: &[u8]) -> Passed {
        let (blocks, _) = bytes.as_chunks::<64>();
        match self.backend {
            #[cfg(all(target_arch = "x86_64", feature = "std"))]
            Backend::Avx512(cpu) => cpu.pass(container, blocks),
            #[cfg(all(target_arch = "x86_64", feature = "std"))]
            Backend::Avx2(cpu) => cpu.pass(container, blocks),
            Backend::Portable => portable::pass(container, blocks),
        }
    }

    /// Decodes the string that is spelled by the first `len` bytes of `text` into `out`, and
    /// returns the decoded length. `out` has at least `len` bytes. The result is UTF-8 if the
    /// spelling is.
    ///
    /// The string passed [`Scanner::scan`]. Bytes of `text` behind it may be read, but do not
    /// count; at most the first `len` bytes of `out` are written.
    #[inline]
    pub fn unescape(self, text: &[u8], len: usize, out: &mut [MaybeUninit<u8>]) -> usize {
        /// The shortest string for which vectors pay.
        const SHORT: usize = 24;
        let Some(out) = out.get_mut(..len).filter(|_| len <= text.len()) else { return 0 };
        match self.backend {
            _ if len < SHORT => portable::unescape(text, out),
            #[cfg(all(target_arch = "x86_64", feature = "std"))]
            Backend::Avx512(cpu) => cpu.unescape(text, out),
            #[cfg(all(target_arch = "x86_64", feature = "std"))]
            Backend::Avx2(cpu) => cpu.unescape(text, out),
            Backend::Portable => portable::unescape(text, out),
        }
    }
}

/// The longest body that the index can address, in bytes: 1 GiB minus one.
pub const MAX_LEN: usize = (1 << 30) - 1;
