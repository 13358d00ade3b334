//! Secrets are wiped when a verifier is dropped: an allocator searches the memory that is freed.

#![cfg(feature = "signature")]
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use sha2::block_api::compress256;
use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use wabahook::Verifier;

thread_local! {
    /// Bytes that this thread searches for in freed memory, unless they are zero.
    static WANTED: Cell<[u8; 32]> = const { Cell::new([0; 32]) };
    static FOUND: Cell<usize> = const { Cell::new(0) };
    /// Number of freed blocks of the size of a key.
    static SEEN: Cell<usize> = const { Cell::new(0) };
}

/// The system's allocator, with zeroed memory, so that all of it can be read.
struct Searching;

#[expect(unsafe_code, reason = "an allocator is unsafe to write")]
// SAFETY: every call is passed to the system's allocator; `realloc` is the trait's own.
unsafe impl GlobalAlloc for Searching {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller's contract is the same.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        let wanted = WANTED.get();
        if wanted != [0; 32] {
            // SAFETY: the caller owns the memory until it is freed below, and `alloc` initialised
            // it.
            let bytes = unsafe { std::slice::from_raw_parts(at, layout.size()) };
            let hits = bytes.windows(wanted.len()).filter(|window| *window == wanted).count();
            FOUND.set(FOUND.get() + hits);
            SEEN.set(SEEN.get() + usize::from(layout.size() == 64));
        }
        // SAFETY: the caller's contract is the same, and `at` came from the system's allocator.
        unsafe { System.dealloc(at, layout) }
    }
}

#[global_allocator]
static SEARCHING: Searching = Searching;

/// Returns how often `what` occurs in the memory that `run` frees, and how many keys it frees.
fn freed(what: [u8; 32], run: impl FnOnce()) -> (usize, usize) {
    FOUND.set(0);
    SEEN.set(0);
    WANTED.set(what);
    run();
    WANTED.set([0; 32]);
    (FOUND.get(), SEEN.get())
}

/// Returns a key's state as bytes: that of SHA-256 after the secret with one of its pads.
fn state(secret: &[u8], pad: u8) -> [u8; 32] {
    let mut block = [pad; 64];
    block.iter_mut().zip(secret).for_each(|(byte, secret)| *byte ^= secret);
    let mut state = [
        0x6A09_E667,
        0xBB67_AE85,
        0x3C6E_F372,
        0xA54F_F53A,
        0x510E_527F,
        0x9B05_688C,
        0x1F83_D9AB,
        0x5BE0_CD19,
    ];
    compress256(&mut state, &[block]);
    let mut bytes = [0; 32];
    for (to, word) in bytes.as_chunks_mut().0.iter_mut().zip(state) {
        *to = word.to_ne_bytes();
    }
    bytes
}

#[test]
fn the_allocator_sees() {
    let key = state(b"a secret", 0x36);
    assert_eq!(freed(key, || drop(std::hint::black_box(key.to_vec()))), (1, 0));
}

#[test]
fn secrets_are_wiped() {
    for pad in [0x36, 0x5C] {
        let run = || {
            let mut verifier = Verifier::new("a secret").unwrap();
            let header = verifier.sign(b"{}").to_string();
            // The list of keys is reallocated.
            for number in 0..20 {
                verifier = verifier.with_secret(format!("secret {number}")).unwrap();
            }
            verifier.verify(b"{}", header).unwrap();
        };
        let (found, seen) = freed(state(b"a secret", pad), run);
        assert_eq!(found, 0, "a key was freed without being wiped");
        assert!(seen >= 21, "too few keys were freed");
    }
}
