//! Bytes to positions: where the unescaped quotes are, and the facts that come for free.
//!
//! One pass over the body, 64 bytes at a time, answers three questions that every later layer asks:
//! where does each string begin and end, does it hold a backslash, is anything wrong inside of
//! strings. What lies *between* strings is not looked at here; that is the grammar's business
//! (`json`).
//!
//! [`Kernel`] names the implementations. Each classifies one block of 64 bytes into bit masks, in its
//! own file; what the masks mean is written once, in `drive`, and once more, plainly,
//! in [`naive`], the specification that the tests hold every kernel against.
//!
//! The same kernels compare texts with remembered ones (`template`, `layout`), find the ends of objects
//! in streams (`container`) and write out what escaped strings mean (`unescape`; with vectors in
//! `avx2/stretch` and `avx512/stretch`). `ahead` asks for memory before it is read. A new instruction set is a file that implements `Block` and `Stretch`, entered by
//! `cpu`, a variant of [`Kernel`], and an arm wherever a [`Scanner`] chooses.

mod ahead;
#[cfg(all(target_arch = "x86_64", feature = "std"))]
mod avx2;
#[cfg(all(target_arch = "x86_64", feature = "std"))]
mod avx512;
pub(crate) mod container;
#[cfg(all(target_arch = "x86_64", feature = "std"))]
mod cpu;
mod drive;
pub(crate) mod layout;
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
pub use layout::Layout;
pub use template::Template;

use crate::memory::MemoryBudget;
use alloc::vec::Vec;
use container::{Container, Passed};
use core::mem::MaybeUninit;

/// In a mark: a backslash stands between the quote before and this one.
///
/// So the closing quote of a string tells whether the string has escapes; no other quote of a
/// well-formed text has it.
pub const ESCAPED: u32 = 1 << 31;

/// The offset that a mark tells.
#[inline(always)]
pub const fn place(mark: u32) -> usize {
    (mark & !ESCAPED) as usize
}

/// Where the quotes of a body are.
///
/// The vector keeps the length of the largest body met, so that a kernel writes into memory that is
/// there already; [`Index::marks`] is the part that counts.
#[derive(Debug, Default)]
pub struct Index {
    /// `marks[0]` is 0, a sentinel; `marks[n]` is the [place] of the n-th unescaped quote.
    marks: Vec<u32>,
    /// How many marks count, the sentinel included.
    len: usize,
    facts: Facts,
}

/// What one pass learned about the body as a whole.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// There is a backslash somewhere.
    pub backslash: bool,
    /// There is an escape `\uXXXX` somewhere.
    pub unicode: bool,
    /// There is a byte above 0x7F somewhere: the encoding must be checked.
    pub non_ascii: bool,
    /// Some string is not well formed: a control character, a bad escape, no end.
    pub flawed: bool,
}

impl Index {
    /// The sentinel, then the [place]s of all unescaped quotes, and which of them are [`ESCAPED`].
    #[inline]
    pub fn marks(&self) -> &[u32] {
        self.marks.get(..self.len).unwrap_or_default()
    }

    /// Whether the body last indexed has a backslash.
    #[inline]
    pub fn has_backslash(&self) -> bool {
        self.facts.backslash
    }

    /// Bytes of memory held.
    pub fn capacity(&self) -> usize {
        self.marks.capacity() * size_of::<u32>()
    }

    /// Gives memory back down to what a body of `len` bytes may need.
    pub fn shrink_to(&mut self, len: usize) {
        self.len = 0;
        self.marks.truncate(len / 4);
        self.marks.shrink_to_fit();
    }
}

/// An implementation of the index, named after the instruction set that it needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Kernel {
    /// Plain Rust on 64-bit words; runs everywhere.
    Portable,
    /// x86-64 with AVX2 and PCLMULQDQ.
    Avx2,
    /// x86-64 with AVX-512 (F, BW, VBMI, VBMI2) and PCLMULQDQ.
    Avx512,
}

impl Kernel {
    /// Every kernel there is, the plainest first.
    pub const ALL: [Kernel; 3] = [Kernel::Portable, Kernel::Avx2, Kernel::Avx512];

    /// The fastest kernel that this CPU runs.
    pub fn detect() -> Kernel {
        let mut best = Kernel::Portable;
        for kernel in Kernel::ALL {
            if kernel.is_supported() {
                best = kernel;
            }
        }
        best
    }

    /// Whether this CPU (and this build) runs the kernel.
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

    /// The name, in lower case: `portable`, `avx2`, `avx512`.
    pub fn name(self) -> &'static str {
        match self {
            Kernel::Portable => "portable",
            Kernel::Avx2 => "avx2",
            Kernel::Avx512 => "avx512",
        }
    }

    /// The kernel of that name, supported or not.
    pub fn from_name(name: &str) -> Option<Kernel> {
        Kernel::ALL.into_iter().find(|kernel| kernel.name() == name)
    }
}

/// A [`Kernel`] with the proof that this CPU runs it.
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
    /// The scanner for `kernel`, or the portable one where the CPU does not run it.
    pub fn new(kernel: Kernel) -> Scanner {
        Scanner { backend: kernel.backend().unwrap_or(Backend::Portable) }
    }

    /// The kernel that runs.
    pub fn kernel(self) -> Kernel {
        match self.backend {
            Backend::Portable => Kernel::Portable,
            #[cfg(all(target_arch = "x86_64", feature = "std"))]
            Backend::Avx2(_) => Kernel::Avx2,
            #[cfg(all(target_arch = "x86_64", feature = "std"))]
            Backend::Avx512(_) => Kernel::Avx512,
        }
    }

    /// Indexes `body`; what `index` held before is overwritten.
    ///
    /// Offsets are 32 bits wide: the caller keeps `body` within [`MAX_LEN`].
    pub fn scan(self, body: &[u8], index: &mut Index) -> Facts {
        self.scan_within(body, index, &mut MemoryBudget::new(usize::MAX))
    }

    /// The same within `room`: where that does not suffice, the body is flawed, and the room was short.
    #[inline]
    pub(crate) fn scan_within(
        self,
        body: &[u8],
        index: &mut Index,
        budget: &mut MemoryBudget,
    ) -> Facts {
        debug_assert!(body.len() <= MAX_LEN);
        let facts = match self.backend {
            #[cfg(all(target_arch = "x86_64", feature = "std"))]
            Backend::Avx512(cpu) => cpu.scan(body, index, budget),
            #[cfg(all(target_arch = "x86_64", feature = "std"))]
            Backend::Avx2(cpu) => cpu.scan(body, index, budget),
            Backend::Portable => portable::scan(body, index, budget),
        };
        let facts = facts.unwrap_or(Facts { flawed: true, ..Facts::default() });
        index.facts = facts;
        facts
    }
}

impl Scanner {
    /// Whether the text that begins at `start` of `body` has the shape of `template`; if so, where it
    /// ends.
    ///
    /// `marks` are those from the last one before `start` on. What lies inside of strings is not
    /// looked at: [`Scanner::scan`] did.
    #[inline]
    pub fn matches(
        self,
        template: &Template,
        body: &[u8],
        start: usize,
        marks: &[u32],
    ) -> Option<usize> {
        match self.backend {
            #[cfg(all(target_arch = "x86_64", feature = "std"))]
            Backend::Avx512(cpu) => cpu.matches(template, body, start, marks),
            #[cfg(all(target_arch = "x86_64", feature = "std"))]
            Backend::Avx2(cpu) => cpu.matches(template, body, start, marks),
            Backend::Portable => portable::matches(template, body, start, marks),
        }
    }
}

impl Scanner {
    /// Whether `body` has that layout: then its marks are the layout's, it is ASCII throughout, and all
    /// is well formed.
    #[inline]
    pub fn fits(self, layout: &Layout, body: &[u8]) -> bool {
        match self.backend {
            #[cfg(all(target_arch = "x86_64", feature = "std"))]
            Backend::Avx512(cpu) => cpu.fits(layout, body),
            #[cfg(all(target_arch = "x86_64", feature = "std"))]
            Backend::Avx2(cpu) => cpu.fits(layout, body),
            Backend::Portable => portable::fits(layout, body),
        }
    }

    /// Passes as many blocks of 64 bytes of a container as there are, up to its end.
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

    /// Writes what a string means that is spelled like the first `len` bytes of `text` into `out`, which
    /// is at least as long, and returns how many bytes that is. They are UTF-8 if the spelling is.
    ///
    /// The string passed [`Scanner::scan`]. What stands behind it may be looked at, and does not count;
    /// `out` is written up to `len` at most.
    #[inline]
    pub fn unescape(self, text: &[u8], len: usize, out: &mut [MaybeUninit<u8>]) -> usize {
        /// Vectors pay from here on.
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

/// The longest body that the index can address, in bytes: 1 GiB less one.
pub const MAX_LEN: usize = (1 << 30) - 1;
