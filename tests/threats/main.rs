//! A test for each bad input and fault that a careful engineer asks about.
//!
//! Tests are named after the numbers of the table in `tests/README.md`, which says where each one
//! is tested. Those that cover a whole space take a sample by default, so that all of them together
//! run in less than a minute in a debug build. The following covers everything:
//!
//!     WABAHOOK_EXHAUSTIVE=1 cargo test --release --all-features --test threats

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

#[path = "../checks/mod.rs"]
mod checks;
#[path = "../checks/clock.rs"]
mod clock;

mod keys;
mod memory;
mod mutation;
mod nesting;
mod numbers;
mod platform;
mod strings;
mod structure;

use checks::decoders;
use checks::hostile::in_value;
use std::fmt::Debug;
use std::time::Duration;
use wabahook::{Decoder, Error, ErrorKind, Event, Item, ItemError, Limits, twin};

/// Far more time than any linear cost takes on a slow machine in a debug build.
const GENEROUS: Duration = Duration::from_secs(20);

/// Returns true if the environment asks for exhaustive tests.
fn is_exhaustive() -> bool {
    std::env::var_os("WABAHOOK_EXHAUSTIVE").is_some_and(|value| value == "1")
}

/// Returns the step between tested positions: 1, or more where an emulator makes everything slow.
fn stride() -> usize {
    let stride = std::env::var("WABAHOOK_STRIDE").ok();
    stride.and_then(|stride| stride.parse().ok()).map_or(1, |stride: usize| stride.max(1))
}

/// Returns the bodies of the founding documents.
fn founding() -> Vec<Vec<u8>> {
    let bodies = checks::bodies::corpus().into_iter();
    let founding: Vec<_> =
        bodies.filter(|body| body.name().starts_with("founding/")).map(|body| body.bytes).collect();
    assert!(founding.len() > 10, "the founding bodies are not there");
    founding
}

/// Returns the result of `with`, which must be the same for every decoder.
fn with_decoders<T: PartialEq + Debug>(body: &[u8], mut with: impl FnMut(&mut Decoder) -> T) -> T {
    let answers = decoders(body, Limits::new()).map(|mut decoder| with(&mut decoder));
    let same = |one: T, other: T| {
        assert_eq!(one, other);
        one
    };
    answers.reduce(same).unwrap()
}

/// Returns the error of a body, which decoders and reference agree on.
fn refused(body: &[u8]) -> Error {
    let error = with_decoders(body, |decoder| decoder.decode(body).map(|_| ()).unwrap_err());
    let is_wrapped = matches!(error.kind(), ErrorKind::Wrapped(_));
    if !is_wrapped && (error.kind().is_syntax() || error.kind() == ErrorKind::NotAnObject) {
        assert_eq!(twin::check(body, 128), Err(error));
    }
    error
}

/// Returns the kind and the offset of [`refused`].
fn refusal(body: &[u8]) -> (ErrorKind, usize) {
    let error = refused(body);
    (error.kind(), error.offset())
}

/// Calls `with` with the events of a body, once for each decoder.
fn with_events<T: PartialEq + Debug>(
    body: &str,
    mut with: impl FnMut(Vec<Result<Event<'_>, ItemError<'_>>>) -> T,
) -> T {
    with_decoders(body.as_bytes(), |decoder| {
        let payload = decoder.decode(body.as_bytes()).unwrap_or_else(|e| panic!("{e} in {body}"));
        with(payload.events().map(|event| event.map_err(ItemError::from)).collect())
    })
}

/// Calls `with` with the only event of a value that has one message of those members.
fn with_message<T: PartialEq + Debug>(
    members: &str,
    mut with: impl FnMut(Result<wabahook::fields::Message<'_>, ItemError<'_>>) -> T,
) -> T {
    let body = in_value(&format!(r#""messages":[{{{members}}}]"#));
    with_events(&body, |events| {
        let [event] = &events[..] else { panic!("{} events of {body}", events.len()) };
        with(event.map(|event| match event.item() {
            Item::Message(message) => message,
            other => panic!("{other:?}"),
        }))
    })
}

/// Returns the ids of a body's messages and statuses, in order, and the number of its item errors.
fn ids(body: &str) -> (Vec<String>, usize) {
    with_events(body, |events| {
        let errors = events.iter().filter(|event| event.is_err()).count();
        let id = |item| match item {
            Item::Message(message) => Some(message.id().to_owned()),
            Item::Status(status) => Some(status.id().to_owned()),
            _ => None,
        };
        (events.into_iter().flatten().filter_map(|event| id(event.item())).collect(), errors)
    })
}

/// Runs `run` on a thread with a stack of 64 KiB.
fn on_a_small_stack<T: Send>(run: impl FnOnce() -> T + Send) -> T {
    on_a_stack(64 << 10, run)
}

/// Runs on a thread with a stack of so many bytes.
fn on_a_stack<T: Send>(bytes: usize, run: impl FnOnce() -> T + Send) -> T {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(bytes);
        thread.spawn_scoped(scope, run).unwrap().join().unwrap()
    })
}
