//! T8 to T18: deep, long and repetitive bodies, in addition to those of `tests/hostile.rs`.

use crate::checks::decoders;
use crate::checks::hostile::in_value;
use crate::clock::time_spent;
use crate::{GENEROUS, on_a_small_stack, with_message};
use std::time::Duration;
use wabahook::{Decoder, ErrorKind, Events, Limits};

/// A million closed arrays side by side are decoded on a small stack; three million open brackets
/// are rejected immediately.
#[test]
fn t08_closed_and_endless_arrays() {
    let closed = in_value(&format!(r#""x":[[]{}]"#, ",[]".repeat(999_999)));
    on_a_small_stack(|| {
        let mut decoder = Decoder::new();
        assert_eq!(decoder.decode(closed.as_bytes()).unwrap().events().count(), 1);
    });
    let endless = vec![b'['; 3_000_000];
    let fastest = on_a_small_stack(|| {
        let mut decoder = Decoder::new();
        let run = |_| {
            let start = time_spent();
            assert_eq!(decoder.decode(&endless).unwrap_err().kind(), ErrorKind::DepthLimit);
            time_spent() - start
        };
        (0..7).map(run).min().unwrap()
    });
    let limit = if cfg!(debug_assertions) { GENEROUS } else { Duration::from_millis(5) };
    assert!(fastest < limit, "{fastest:?}");
}

/// Arrays and objects count alike, in any order of nesting.
#[test]
fn t10_mixed_nesting_is_counted() {
    for limit in [2, 3, 9, 128] {
        for pattern in ["[{", "{[", "[[{", "{{[", "{[[{"] {
            let nested = |levels: usize| {
                let open: Vec<char> = pattern.chars().cycle().take(levels).collect();
                let start = open.iter().map(|&c| if c == '[' { "[" } else { r#"{"":"# });
                let end = open.iter().rev().map(|&c| if c == '[' { ']' } else { '}' });
                format!(
                    r#"{{"entry":[],"x":{}0{}}}"#,
                    start.collect::<String>(),
                    end.collect::<String>()
                )
            };
            let (fits, deeper) = (nested(limit - 1), nested(limit));
            for mut decoder in decoders(fits.as_bytes(), Limits::new().with_max_depth(limit)) {
                assert!(decoder.decode(fits.as_bytes()).is_ok());
                let error = decoder.decode(deeper.as_bytes()).unwrap_err();
                assert_eq!(error.kind(), ErrorKind::DepthLimit, "{pattern} to {limit}");
            }
        }
    }
}

/// Printing does not recurse, however deep the value; serializing takes a few frames a level.
#[test]
fn t11_deep_values_can_be_printed_and_dropped() {
    for place in ["new", "text", "context", "errors"] {
        for (start, end) in [("[", "]"), (r#"{"id":"#, "}"), (r#"{"x":[{"y":"#, "}]}")] {
            let levels = 117 / start.matches(['[', '{']).count();
            let value = [start.repeat(levels), "0".to_owned(), end.repeat(levels)].concat();
            let body = in_value(&format!(r#""messages":[{{"id":"A","{place}":{value}}}]"#));
            on_a_small_stack(|| {
                let mut decoder = Decoder::new();
                let payload = decoder.decode(body.as_bytes()).unwrap();
                assert!(format!("{payload:?}").len() > 20);
                assert!(format!("{:?}", payload.raw()).len() >= value.len());
                let same = payload.events().map(|event| format!("{event:?}"));
                assert!(same.eq(payload.events().clone().map(|event| format!("{event:?}"))));
            });
            #[cfg(feature = "serde")]
            {
                let mut decoder = Decoder::new();
                for event in decoder.decode(body.as_bytes()).unwrap().events() {
                    let line = match event {
                        Ok(event) => serde_json::to_string(&event),
                        Err(error) => serde_json::to_string(&error),
                    };
                    assert!(line.unwrap().len() > levels);
                }
            }
        }
    }
}

/// Serializing has a limit of its own, 128 levels of the value that is asked for: deeper ones are
/// an error, whatever the limit on bodies. Without optimization a level takes at most 2.5 KiB.
#[cfg(feature = "serde")]
#[test]
fn t11_serializing_has_a_limit_of_its_own() {
    use crate::checks::hostile::nested_edits;
    use crate::on_a_stack;
    use wabahook::Item;

    let nested = |levels: usize, (start, end): (&str, &str)| {
        [start.repeat(levels), "0".to_owned(), end.repeat(levels)].concat()
    };
    let deep = Limits::new().with_max_depth(1024);
    for units in [("[", "]"), (r#"{"x":"#, "}")] {
        for (levels, fits) in [(1, true), (127, true), (128, true), (129, false), (1016, false)] {
            let value = nested(levels, units);
            let body = in_value(&format!(r#""messages":[{{"id":"A","new":{value}}}]"#));
            for mut decoder in decoders(body.as_bytes(), deep) {
                on_a_stack(320 << 10, || {
                    let payload = decoder.decode(body.as_bytes()).unwrap();
                    let event = payload.events().next().unwrap().unwrap();
                    let Item::Message(message) = event.item() else { unreachable!() };
                    let (_, raw) = message.unknown().next().unwrap();
                    match serde_json::to_string(&raw) {
                        Ok(text) => assert!(fits && text == value),
                        Err(error) => {
                            assert!(!fits);
                            assert_eq!(error.to_string(), "nested deeper than 128 levels");
                        }
                    }
                    assert_eq!(serde_json::to_string(&event).is_ok(), fits);
                });
            }
        }
    }
    // Messages in edits, two levels each, the message itself being the first.
    for (edits, fits) in [(0, true), (63, true), (64, false), (500, false)] {
        let message = nested_edits(edits).replace('{', r#"{"id":"1","#).replace(",}", "}");
        let body = in_value(&format!(r#""messages":[{message}]"#));
        for mut decoder in decoders(body.as_bytes(), deep) {
            on_a_stack(320 << 10, || {
                let payload = decoder.decode(body.as_bytes()).unwrap();
                let event = payload.events().next().unwrap().unwrap();
                assert_eq!(serde_json::to_string(&event.item()).is_ok(), fits, "{edits}");
                assert_eq!(serde_json::to_string(&event).is_ok(), fits, "{edits}");
                assert!(format!("{:?}", event.item()).len() > 10);
            });
        }
    }
}

/// One string, one key, one number, each nearly 3 MB long.
#[test]
fn t13_one_long_token() {
    const LEN: usize = 3_000_000;
    let long = "7".repeat(LEN);
    let start = time_spent();
    for (body, is_number) in [
        (format!(r#"{{"entry":[],"x":"{long}"}}"#), false),
        (format!(r#"{{"entry":[],"x":{long}}}"#), true),
        (format!(r#"{{"entry":[],"x":-{long}.{long}e7}}"#), true),
    ] {
        let mut decoder = Decoder::with_limits(Limits::new().with_max_body_len(body.len()));
        let value = decoder.decode(body.as_bytes()).unwrap().raw().get("x").unwrap();
        assert!(value.json().len() >= LEN);
        if is_number {
            let number = value.as_number().unwrap();
            assert_eq!(number.as_str(), value.json());
            assert!(number.to_i64().is_err() && number.to_u64().is_err());
            assert!(number.to_f64().is_err());
        }
    }
    let body = format!(r#"{{"{long}":1,"entry":[]}}"#);
    let mut decoder = Decoder::new();
    let unknown = decoder.decode(body.as_bytes()).unwrap().unknown().next().unwrap().0;
    assert_eq!(unknown.to_str(), long);
    assert!(time_spent() - start < GENEROUS);
}

/// Many entries of one change each: iterating needs no extra memory.
#[test]
fn t16_many_entries() {
    const TIMES: usize = 60_000;
    let entry = r#"{"changes":[{"value":{},"field":"x"}]}"#;
    let body = format!(r#"{{"entry":[{}]}}"#, [entry].repeat(TIMES).join(","));
    let mut decoder = Decoder::new();
    let payload = decoder.decode(body.as_bytes()).unwrap();
    let start = time_spent();
    assert_eq!(payload.events().count(), TIMES);
    assert_eq!(payload.entries().flat_map(|entry| entry.changes()).count(), TIMES);
    assert!(time_spent() - start < GENEROUS);
    assert!(size_of::<Events<'_>>() <= 512, "{} bytes", size_of::<Events<'_>>());
}

/// Repeated reads cost no more than the first: neither member lookup nor decoding repeats.
#[test]
fn t18_asking_again_and_again() {
    let unknown: String = (0..20_000).map(|n| format!(r#""key_{n}":{n},"#)).collect();
    let escaped = "\\u00e9".repeat(10_000);
    let members = format!(r#"{unknown}"id":"A","type":"text","text":{{"body":"{escaped}"}}"#);
    with_message(&members, |message| {
        let message = message.unwrap();
        let start = time_spent();
        let mut bytes = 0;
        for _ in 0..100_000 {
            bytes += message.id().len() + message.text().unwrap().body().len();
        }
        assert_eq!(bytes, 100_000 * 20_001);
        assert!(time_spent() - start < GENEROUS, "{:?}", time_spent() - start);
    });
}
