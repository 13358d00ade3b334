//! T70: if memory runs out, decoding returns an error, and the decoder stays usable.
//!
//! An allocator that fails at each call that decoding makes, once or from that call on; and memory
//! limits from nearly nothing to more than enough.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod checks;

use checks::bodies::{Expected, corpus};
use checks::hostile::shapes;
use checks::views::read_payload;
use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::ptr::null_mut;
use wabahook::{Decoder, Error, ErrorKind, Limits};

thread_local! {
    /// Number of calls of this thread that still succeed; `None` for all.
    static ANSWERED: Cell<Option<usize>> = const { Cell::new(None) };
    /// True if only one call fails, instead of all from it on.
    static ONCE: Cell<bool> = const { Cell::new(false) };
    /// Number of calls of this thread.
    static ASKED: Cell<usize> = const { Cell::new(0) };
}

/// The system's allocator, which fails when a test asks for it.
struct Failing;

fn fails() -> bool {
    ASKED.set(ASKED.get() + 1);
    match ANSWERED.get() {
        None => false,
        Some(0) => {
            if ONCE.get() {
                ANSWERED.set(None);
            }
            true
        }
        Some(left) => {
            ANSWERED.set(Some(left - 1));
            false
        }
    }
}

#[expect(unsafe_code, reason = "an allocator is unsafe to write")]
// SAFETY: a call is passed to the system's allocator unchanged, or answered with null, which means
// that no memory is available.
unsafe impl GlobalAlloc for Failing {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        if fails() {
            return null_mut();
        }
        // SAFETY: the caller's contract is the same.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        // SAFETY: the caller's contract is the same, and `at` came from the system's allocator.
        unsafe { System.dealloc(at, layout) }
    }

    unsafe fn realloc(&self, at: *mut u8, layout: Layout, len: usize) -> *mut u8 {
        if fails() {
            return null_mut();
        }
        // SAFETY: the caller's contract is the same, and `at` came from the system's allocator.
        unsafe { System.realloc(at, layout, len) }
    }
}

#[global_allocator]
static FAILING: Failing = Failing;

/// Runs with an allocator that answers `calls` calls; also returns whether it failed.
fn with_calls<T>(calls: usize, once: bool, run: impl FnOnce() -> T) -> (T, bool) {
    ONCE.set(once);
    ASKED.set(0);
    ANSWERED.set(Some(calls));
    let answer = run();
    ANSWERED.set(None);
    (answer, ASKED.get() > calls)
}

/// Returns bodies of each kind of envelope, error and size.
fn bodies() -> Vec<Vec<u8>> {
    let mut bodies: Vec<Vec<u8>> = corpus().into_iter().map(|body| body.bytes).collect();
    bodies.extend(shapes(20_000).into_iter().map(|(_, body)| body.into_bytes()));
    bodies
}

fn decode(decoder: &mut Decoder, body: &[u8]) -> Result<(), Error> {
    decoder.decode(body).map(|_| ())
}

#[test]
fn t70_the_corpus_has_what_is_wanted() {
    assert!(corpus().iter().any(|body| matches!(body.expected(), Expected::Invalid(_))));
}

/// Returns a decoder with a cache on even turns and one without on odd turns.
fn in_turns(turn: usize, limits: Limits) -> Decoder {
    let decoder = Decoder::with_limits(limits);
    if turn.is_multiple_of(2) { decoder } else { decoder.without_cache() }
}

/// Pairs each body with turns: both in release builds, alternating ones in slow debug builds.
fn turns<T>(bodies: &[T]) -> Vec<(usize, &T)> {
    let all: Vec<_> = bodies.iter().enumerate().collect();
    if cfg!(debug_assertions) {
        return all;
    }
    bodies.iter().flat_map(|body| [(0, body), (1, body)]).collect()
}

/// Each call that a new decoder makes fails, alone or with all that follow. Nothing aborts; the
/// answer is correct or the error is `MemoryLimit`; and the next answer is correct.
#[test]
fn t70_every_failing_call_is_an_error() {
    let (mut refused, mut calls_made) = (0, 0);
    // Most bodies make the same calls, nearly all of them for the cache.
    let all = std::env::var_os("WABAHOOK_EXHAUSTIVE").is_some();
    let bodies = bodies();
    for body in bodies.iter().step_by(if all { 1 } else { 12 }) {
        let right = decode(&mut Decoder::new(), body);
        for (once, turn) in [(true, 0), (false, 0), (true, 1), (false, 1)] {
            for calls in 0.. {
                let mut decoder = in_turns(turn, Limits::new());
                let (answer, failed) = with_calls(calls, once, || decode(&mut decoder, body));
                if !failed {
                    assert_eq!(answer, right);
                    calls_made += calls;
                    break;
                }
                if answer != right {
                    let error = answer.unwrap_err();
                    assert_eq!((error.kind(), error.offset()), (ErrorKind::MemoryLimit, 0));
                    let is_malformed =
                        |error: Error| error.kind().is_syntax() && error.path().is_empty();
                    assert!(!right.is_err_and(is_malformed), "grammar errors come first");
                    // The decoder recovers from one failure by freeing its cache.
                    assert!(!once, "call {calls} of {}", body.escape_ascii());
                    refused += 1;
                }
                match decoder.decode(body) {
                    Ok(payload) if calls % 20 == 0 => read_payload(payload),
                    answer => assert_eq!(answer.map(|_| ()), right),
                }
            }
        }
    }
    assert!(refused > 1000 && calls_made > 5000, "{refused} refused, {calls_made} calls");
}

/// A warm decoder fails only for bodies that need more memory than it holds.
#[test]
fn t70_a_warm_decoder_survives_too() {
    let bodies = bodies();
    for turn in 0..2 {
        let mut decoder = in_turns(turn, Limits::new());
        for (number, body) in bodies.iter().enumerate() {
            let right = decode(&mut Decoder::new(), body);
            for calls in [0, 1, 2, 5] {
                if number % 7 == 0 {
                    decoder.shrink_to(100);
                }
                let (answer, _) = with_calls(calls, false, || decode(&mut decoder, body));
                assert!(answer == right || answer.unwrap_err().kind() == ErrorKind::MemoryLimit);
                assert_eq!(decode(&mut decoder, body), right);
            }
        }
    }
}

/// Reading a payload never allocates, so it cannot fail.
#[test]
fn t70_reading_needs_no_memory() {
    for body in bodies() {
        for mut decoder in checks::decoders(&body, Limits::new()) {
            let Ok(payload) = decoder.decode(&body) else { continue };
            let ((), failed) = with_calls(0, false, || read_payload(payload));
            assert!(!failed);
        }
    }
}

/// Whether a body fits into a limit does not depend on the bodies before it: around the length at
/// which a new decoder starts to reject a shape, decoders that hold memory for others agree with it.
#[test]
fn t70_the_same_limit_gives_the_same_answer() {
    let (mut accepted, mut rejected) = (0, 0);
    let largest = shapes(300_000);
    let limits = Limits::new().with_max_memory(0);
    let is_accepted = |decoder: &mut Decoder, body: &str| decode(decoder, body.as_bytes()).is_ok();
    for (number, (name, body)) in largest.iter().enumerate() {
        let shape = |len: usize| shapes(len).swap_remove(number).1;
        // Every short body is accepted, and some shapes are at any of these lengths.
        let (mut fits, mut too_long) = (16_000, 300_000);
        assert!(is_accepted(&mut Decoder::with_limits(limits), &shape(fits)), "{name}");
        if is_accepted(&mut Decoder::with_limits(limits), body) {
            continue;
        }
        while too_long - fits > 64 {
            let len = fits.midpoint(too_long);
            let answer = is_accepted(&mut Decoder::with_limits(limits), &shape(len));
            *if answer { &mut fits } else { &mut too_long } = len;
        }
        let others = [shape(fits / 2), shape(fits), shapes(40_000).swap_remove(number / 2).1];
        for len in [fits - 500, fits - 64, fits, too_long, too_long + 64, too_long + 500] {
            let body = shape(len);
            let answer = is_accepted(&mut Decoder::with_limits(limits), &body);
            *if answer { &mut accepted } else { &mut rejected } += 1;
            for turn in 0..2 {
                for other in &others {
                    let mut warm = in_turns(turn, limits);
                    for _ in 0..3 {
                        let _ = decode(&mut warm, other.as_bytes());
                    }
                    assert_eq!(is_accepted(&mut warm, &body), answer, "{len} bytes of {name}");
                }
            }
        }
    }
    assert!(accepted > 20 && rejected > 20, "{accepted} accepted, {rejected} rejected");
}

/// No decoder holds more than the limit. A body rejected for it is accepted with a larger one, and
/// a warm decoder accepts whatever a new one does.
#[test]
fn t70_the_limit_holds() {
    let large = shapes(400_000);
    let (mut refused, mut accepted) = (0, 0);
    let all: &[usize] =
        if cfg!(debug_assertions) { &[0, 3, 4, 6, 16] } else { &[0, 2, 3, 4, 6, 10, 16] };
    for &mib in all {
        let limits = Limits::new().with_max_memory(mib << 20);
        assert_eq!(limits.max_memory(), (mib << 20).max(2 << 20));
        let mut warm = Decoder::with_limits(limits);
        for (turn, (name, body)) in turns(&large) {
            let mut fresh = in_turns(turn, limits);
            let answer = decode(&mut fresh, body.as_bytes());
            assert!(fresh.capacity() <= limits.max_memory(), "{name}: {}", fresh.capacity());
            let again = decode(&mut warm, body.as_bytes());
            assert!(warm.capacity() <= limits.max_memory(), "{name}: {}", warm.capacity());
            match answer {
                Ok(()) => {
                    accepted += 1;
                    assert_eq!(again, Ok(()), "{name} in {mib} MiB");
                }
                Err(error) => {
                    refused += 1;
                    assert_eq!(error.kind(), ErrorKind::MemoryLimit, "{name}");
                    assert!(fresh.capacity() < 1 << 20, "memory was not freed");
                    assert!(mib < 16, "{name}");
                }
            }
        }
    }
    assert!(refused > 20 && accepted > 40, "{refused} refused, {accepted} accepted");
}

/// Grammar errors are reported however little memory there is.
#[test]
fn t70_errors_of_grammar_come_first() {
    let mut body = shapes(1_500_000).remove(0).1;
    body.pop();
    let right = decode(&mut Decoder::new(), body.as_bytes()).unwrap_err();
    assert_eq!((right.kind(), right.offset()), (ErrorKind::UnexpectedEnd, body.len()));
    for turn in 0..2 {
        let mut little = in_turns(turn, Limits::new().with_max_memory(0));
        assert_eq!(decode(&mut little, body.as_bytes()), Err(right));
    }
}

/// The default memory limit suffices for every body within the default length limit.
#[test]
fn t70_the_default_is_enough() {
    assert_eq!(Limits::new().max_memory(), 130 << 20);
    for (turn, (name, body)) in turns(&shapes(4_194_000 - 200)) {
        let answer = decode(&mut in_turns(turn, Limits::new()), body.as_bytes());
        assert_eq!(answer, Ok(()), "{name} of {} bytes", body.len());
    }
    // Limits at different distances from the sizes to which tables grow.
    let step = if cfg!(debug_assertions) { 500_000 } else { 250_000 };
    for len in (1_000_000..2_000_000).step_by(step) {
        for (turn, (name, body)) in shapes(len).into_iter().enumerate() {
            let limits = Limits::new().with_max_body_len(body.len());
            let answer = decode(&mut in_turns(turn, limits), body.as_bytes());
            assert_eq!(answer, Ok(()), "{name} of {} bytes", body.len());
        }
    }
}
