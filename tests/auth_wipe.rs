//! What a verifier keeps of its secrets is gone when it is: an allocator that looks at what is given back.

#![cfg(feature = "signature")]
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use sha2::block_api::compress256;
use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use wabahook::Verifier;

thread_local! {
    /// What this thread looks for in the memory that it gives back, unless it is empty.
    static WANTED: Cell<[u8; 32]> = const { Cell::new([0; 32]) };
    static FOUND: Cell<usize> = const { Cell::new(0) };
    /// Whether memory of the size of a key was seen at all.
    static SEEN: Cell<usize> = const { Cell::new(0) };
}

/// The system's allocator; memory comes zeroed, so that all of it can be looked at.
struct Looking;

#[expect(unsafe_code, reason = "an allocator is unsafe to write")]
// SAFETY: every call is handed on to the system's allocator; `realloc` is the trait's own, of these.
unsafe impl GlobalAlloc for Looking {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller's contract is the same.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        let wanted = WANTED.get();
        if wanted != [0; 32] {
            // SAFETY: the memory is the caller's until it is handed on below, and was written by `alloc`.
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
static LOOKING: Looking = Looking;

/// How often `what` lies in the memory that `run` gives back, and how often memory as large as a key.
fn given_back(what: [u8; 32], run: impl FnOnce()) -> (usize, usize) {
    FOUND.set(0);
    SEEN.set(0);
    WANTED.set(what);
    run();
    WANTED.set([0; 32]);
    (FOUND.get(), SEEN.get())
}

/// The state that a key keeps, as bytes: of SHA-256 after the secret with one of its pads.
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
    assert_eq!(given_back(key, || drop(std::hint::black_box(key.to_vec()))), (1, 0));
}

#[test]
fn secrets_are_wiped() {
    for pad in [0x36, 0x5C] {
        let run = || {
            let mut verifier = Verifier::new("a secret").unwrap();
            let header = verifier.sign(b"{}").to_string();
            // The list grows.
            for number in 0..20 {
                verifier = verifier.with_secret(format!("secret {number}")).unwrap();
            }
            verifier.verify(b"{}", header).unwrap();
        };
        let (found, seen) = given_back(state(b"a secret", pad), run);
        assert_eq!(found, 0, "a key was given back as it was");
        assert!(seen >= 21, "the keys were given back");
    }
}
