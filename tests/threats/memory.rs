//! T69 to T78: memory, panics of callers, threads, odd arguments.

use crate::checks::hostile::in_value;
use crate::checks::kernels::supported;
use crate::{founding, is_exhaustive};
use std::mem::{MaybeUninit, forget, needs_drop};
use std::panic::{AssertUnwindSafe, catch_unwind};
use wabahook::scan::{Index, Scanner};
use wabahook::{Decoder, ErrorKind, Limits, line_column};

/// A warm decoder's memory stays constant.
#[test]
fn t69_memory_is_flat() {
    [Decoder::new(), Decoder::new().without_cache()].into_iter().for_each(stays_flat);
}

fn stays_flat(mut decoder: Decoder) {
    let bodies = founding();
    let read = |decoder: &mut Decoder| {
        for body in &bodies {
            assert!(decoder.decode(body).unwrap().events().all(|event| event.is_ok()));
        }
    };
    for _ in 0..3 {
        read(&mut decoder);
    }
    let held = decoder.capacity();
    let rounds = if is_exhaustive() { 1_000_000 / bodies.len() } else { 500 };
    for _ in 0..rounds {
        read(&mut decoder);
        assert_eq!(decoder.capacity(), held);
    }
}

/// A decoder remains usable after a panic in the caller's closure.
#[test]
fn t74_a_panic_of_the_caller() {
    let body = in_value(r#""messages":[{"id":"\u0041","new":1},{"id":"B","new":2}]"#);
    let mut decoder = Decoder::new();
    let mut panics = 0;
    for at in 0..3 {
        let caught = catch_unwind(AssertUnwindSafe(|| {
            let payload = decoder.decode(body.as_bytes()).unwrap();
            let mut visited = 0;
            payload.visit_unknown(&mut |_| {
                assert!(visited < at, "the caller's own");
                visited += 1;
            });
        }));
        panics += usize::from(caught.is_err());
        assert_eq!(crate::ids(&body).0, ["A", "B"]);
        assert_eq!(decoder.decode(body.as_bytes()).unwrap().events().flatten().count(), 2);
    }
    assert_eq!(panics, 2, "there are two unknown members");
}

/// Views and iterators own nothing: abandoned or forgotten, they leave a usable decoder.
#[test]
fn t75_iterators_left_half_way() {
    assert!(!needs_drop::<wabahook::Events<'_>>() && !needs_drop::<wabahook::RawMembers<'_>>());
    assert!(!needs_drop::<wabahook::Entries<'_>>() && !needs_drop::<wabahook::Changes<'_>>());
    let body = in_value(r#""messages":[{"id":"\u0041"},{"id":"B"}]"#);
    let mut decoder = Decoder::new();
    for _ in 0..1000 {
        let mut events = decoder.decode(body.as_bytes()).unwrap().events();
        assert!(events.next().unwrap().is_ok());
    }
    let held = decoder.capacity();
    assert!(held < 1 << 20, "{held}");
    forget(decoder);
}

/// Safe functions accept odd arguments.
#[test]
fn t76_odd_arguments() {
    let body = br#"{"entry":[]}"#;
    let most = Limits::new().with_max_body_len(usize::MAX).with_max_depth(usize::MAX);
    assert!(Decoder::with_limits(most).decode(body).is_ok());
    let error = |limits, body: &[u8]| Decoder::with_limits(limits).decode(body).unwrap_err().kind();
    assert_eq!(error(Limits::new().with_max_body_len(0), body), ErrorKind::BodyTooLarge);
    assert_eq!(error(Limits::new().with_max_body_len(0), b""), ErrorKind::UnexpectedEnd);
    assert_eq!(error(Limits::new().with_max_depth(0), body), ErrorKind::DepthLimit);
    assert_eq!(line_column(b"", usize::MAX), (1, 1));
    assert_eq!(line_column(b"a\nb", usize::MAX), (2, 2));
    let mut decoder = Decoder::new();
    decoder.shrink_to(usize::MAX);
    decoder.shrink_to(0);
    assert!(decoder.decode(body).is_ok());
    for kernel in supported() {
        let scanner = Scanner::new(kernel);
        // The output is too small: nothing is written.
        assert_eq!(scanner.unescape(b"abc", 3, &mut [MaybeUninit::uninit(); 2]), 0);
        assert_eq!(scanner.unescape(b"", 0, &mut []), 0);
        let mut index = Index::default();
        assert!(!scanner.scan(b"", &mut index).invalid);
        assert_eq!(index.quotes(), [0]);
        index.shrink_to(usize::MAX);
        index.shrink_to(0);
    }
}

/// Several threads decode one slice, and several read the same escaped strings for the first time.
#[test]
fn t78_threads() {
    let texts =
        |n: usize| format!(r#"{{"id":"\u0041{n}","text":{{"body":"{}"}}}}"#, "\\u00e9x".repeat(n));
    let body =
        in_value(&format!(r#""messages":[{}]"#, (0..60).map(texts).collect::<Vec<_>>().join(",")));
    let read = |payload: wabahook::Payload<'_>| {
        let mut all = String::new();
        for event in payload.events() {
            let wabahook::Item::Message(message) = event.unwrap().item() else { unreachable!() };
            all += message.id();
            all += message.text().unwrap().body();
        }
        all
    };
    let expected = read(Decoder::new().decode(body.as_bytes()).unwrap());
    let new = |turn| match turn % 2 {
        0 => Decoder::new(),
        _ => Decoder::new().without_cache(),
    };
    for turn in 0..20 {
        let mut decoder = new(turn);
        let payload = decoder.decode(body.as_bytes()).unwrap();
        let start = std::sync::Barrier::new(4);
        std::thread::scope(|scope| {
            for number in 0..4 {
                let (start, body, expected) = (&start, &body, &expected);
                scope.spawn(move || {
                    start.wait();
                    assert_eq!(&read(payload), expected);
                    if number == 0 {
                        let mut own = Decoder::new();
                        assert_eq!(&read(own.decode(body.as_bytes()).unwrap()), expected);
                    }
                });
            }
        });
    }
}
