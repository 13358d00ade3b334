//! Wrapped bodies: the files of `corpus/wrapped/`, hostile ones, costs and memory.
//!
//! `WABAHOOK_BLESS=1 cargo test --all-features --test unwrap` rewrites the renderings: read the
//! diff.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

mod checks;

use checks::bodies::{Body, Expected, corpus};
use wabahook::unwrap::{Road, UnwrapErrorKind, Unwrapper, Wrapping};
use wabahook::{Decoder, Error, ErrorKind, Limits};

fn wrapped() -> Vec<Body> {
    let bodies: Vec<_> = corpus();
    bodies.into_iter().filter(|body| matches!(body.expected(), Expected::Wrapped(_))).collect()
}

/// Returns each body as path, wrappings and text; each error as text.
fn all(unwrapper: &mut Unwrapper, bytes: &[u8]) -> Vec<Result<(String, String, String), String>> {
    let mut all = Vec::new();
    let mut bodies = unwrapper.unwrap(bytes);
    while let Some(found) = bodies.next_body() {
        all.push(match found {
            Ok(found) => {
                let names: Vec<_> = found.wrappings().iter().map(|it| it.name()).collect();
                let body = String::from_utf8(found.body().to_vec()).unwrap();
                Ok((found.path().to_string(), names.join(" "), body))
            }
            Err(error) => Err(error.to_string()),
        });
    }
    assert!(bodies.next_body().is_none(), "fused");
    all
}

fn auto(bytes: impl AsRef<[u8]>) -> Vec<Result<(String, String, String), String>> {
    all(&mut Unwrapper::new(), bytes.as_ref())
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

const BODY: &str = r#"{"entry":[{"id":"1","changes":[]}]}"#;

#[test]
fn bodies_within_wrappings_that_take_any_text() {
    for body in corpus() {
        let text = String::from_utf8_lossy(&body.bytes);
        for (before, after) in [("{\"Message\":", "}"), ("[1,{\"body\":", "},2]"), (" ", "\n")] {
            checks::unwrap::check_unwrap(format!("{before}{}{after}", quoted(&text)).as_bytes());
        }
        checks::unwrap::check_unwrap(&[b"12:03 [x] ", &*body.bytes].concat());
    }
}

#[test]
fn every_wrapping_occurs() {
    let mut wrappings: Vec<_> = Vec::new();
    let mut unwrapper = Unwrapper::new();
    for body in wrapped() {
        let mut bodies = unwrapper.unwrap(&body.bytes);
        while let Some(found) = bodies.next_body() {
            wrappings.extend(found.into_iter().flat_map(|found| found.wrappings().to_vec()));
        }
    }
    for wrapping in [
        Wrapping::EndUserMessaging,
        Wrapping::Sns,
        Wrapping::Sqs,
        Wrapping::Lambda,
        Wrapping::Http,
        Wrapping::EventBridge,
        Wrapping::PubSub,
        Wrapping::Kinesis,
        Wrapping::Firehose,
        Wrapping::KafkaConnect,
        Wrapping::ContainerLog,
        Wrapping::JsonString,
        Wrapping::List,
        Wrapping::Value,
        Wrapping::MergedValue,
        Wrapping::Text,
    ] {
        assert!(wrappings.contains(&wrapping), "{wrapping:?}");
    }
}

/// Bodies that `decode` accepts are returned as they are, without copying.
#[test]
fn a_bare_body_is_returned_as_it_is() {
    let (mut unwrapper, mut decoder) = (Unwrapper::new(), Decoder::new());
    let mut accepted = 0;
    for body in corpus() {
        if decoder.decode(&body.bytes).is_err() {
            continue;
        }
        accepted += 1;
        let mut bodies = unwrapper.unwrap(&body.bytes);
        let found = bodies.next_body().unwrap().unwrap();
        assert_eq!(found.body().as_ptr_range(), body.bytes.as_ptr_range(), "{}", body.name());
        assert!(found.is_bare() && found.path().is_empty(), "{}", body.name());
        assert_eq!((found.outer_offset(7), found.inner_offset(7)), (7, None));
        assert!(bodies.next_body().is_none());
    }
    assert!(accepted > 200);
}

#[test]
fn unknown_texts_are_returned_as_they_are() {
    for text in [
        "",
        " ",
        "7",
        "null",
        "[]",
        "[1]",
        "{}",
        "{\"x\":1}",
        "\"x\"",
        "{\"Message\":\"",
        "x {\"y\"",
    ] {
        assert_eq!(auto(text), [Ok(("".into(), "".into(), text.into()))], "{text}");
    }
    let marked = format!("\u{FEFF}{BODY}");
    assert_eq!(auto(&marked), [Ok(("".into(), "".into(), marked.clone()))]);
}

#[test]
fn strings_within_strings() {
    let mut text = BODY.to_owned();
    for depth in 1..6 {
        text = quoted(&text);
        let found = auto(format!("{{\"payload\":{text}}}"));
        match depth {
            1..=3 => assert!(matches!(&found[..], [Ok((_, _, body))] if body == BODY), "{depth}"),
            _ => assert!(
                matches!(&found[..], [Err(error)] if error.starts_with("wrapped deeper")),
                "{found:?}"
            ),
        }
    }
}

#[test]
fn objects_and_arrays_within_one_another() {
    let nest = |before: &str, after: &str, times| {
        auto(format!("{}{BODY}{}", before.repeat(times), after.repeat(times)))
    };
    for (before, after) in [("{\"payload\":", "}"), ("[", "]"), ("{\"Records\":[", "]}")] {
        for times in [1, 5, 16, 31, 32, 33, 40, 64, 127] {
            let found = nest(before, after, times);
            let steps = times * if before.ends_with(":[") { 2 } else { 1 };
            // A text nested too deep is no JSON to unwrap.
            let levels = steps + 4;
            let is_known = levels <= 128;
            match &found[..] {
                [Ok((path, _, body))] if is_known && steps <= 32 => {
                    assert!(!path.is_empty() && body == BODY, "{before}{times}: {path}");
                }
                [Ok((path, ..))] => {
                    assert!(!is_known && path.is_empty(), "{before}{times}: {path}")
                }
                [Err(error)] => assert!(
                    is_known && steps > 32 && error.starts_with("wrapped deeper"),
                    "{before}{times}: {error}"
                ),
                _ => panic!("{before}{times}: {found:?}"),
            }
        }
    }
}

#[test]
fn a_road_by_hand() {
    let along = |road: &str, text: &str| {
        let mut unwrapper = Unwrapper::new().along(road.parse().unwrap());
        all(&mut unwrapper, text.as_bytes())
    };
    let found = |path: &str, wrappings: &str| Ok((path.into(), wrappings.into(), BODY.to_owned()));
    let text = format!(
        r#"{{"a":[{{"b":{}}},{{"b":{BODY}}},{{}}],"Message":{}}}"#,
        quoted(BODY),
        quoted(BODY)
    );
    assert_eq!(
        along("a[].b", &text),
        [
            found("a[0].b", "road"),
            found("a[1].b", "road"),
            Err("no value at the path in `a[2]` at byte 100".into())
        ]
    );
    assert_eq!(along("a[1].b", &text), [found("a[1].b", "road")]);
    assert_eq!(along("Message", &text), [found("Message", "road")]);
    assert_eq!(along("a[7]", &text), [Err("no value at the path in `a` at byte 5".into())]);
    assert_eq!(
        along("a.b", &text),
        [Err("expected a string, an object or an array in `a` at byte 5".into())]
    );
    // A string on the road is parsed, and known wrappings are unwrapped at its end.
    let deep =
        format!(r#"{{"x":{}}}"#, quoted(&format!(r#"[{{"y":{{"Message":{}}}}}]"#, quoted(BODY))));
    assert_eq!(along("x[].y", &deep), [found("x[0].y.Message", "road sns")]);
    assert_eq!(along("x", "nil"), [Err("neither a body nor a known wrapping at byte 0".into())]);
    assert_eq!(along("x", "{\"x\":1"), [Err("unexpected end of body at byte 6".into())]);
    for road in ["", ".", "a.", ".a", "a..b", "a[", "a[x]", "a[-1]", "a]", "a[]b", "[]]"] {
        assert!(road.parse::<Road>().is_err(), "{road}");
    }
    for road in ["a", "[]", "[3].a", "a[][0].b.c", "ä b"] {
        assert_eq!(road.parse::<Road>().unwrap().to_string(), road);
    }
}

#[test]
fn offsets_lead_to_the_source() {
    let (mut unwrapper, mut decoder) = (Unwrapper::new(), Decoder::new());
    let value = r#"{"messaging_product":"whatsapp","statuses":[7]}"#;
    let text = format!("[{{\"body\":{BODY}}}, {value}, {}]", quoted("{\"statuses\":[nil]}"));
    let mut bodies = unwrapper.unwrap(text.as_bytes());
    let found = bodies.next_body().unwrap().unwrap();
    assert_eq!(&text[found.outer_offset(0)..][..BODY.len()], BODY);
    assert_eq!(found.inner_offset(0), None);
    let found = bodies.next_body().unwrap().unwrap();
    assert_eq!(found.body(), format!(r#"{{"field":"messages","value":{value}}}"#).as_bytes());
    let payload = decoder.decode(found.body()).unwrap();
    let bad = payload.events().next().unwrap().unwrap_err();
    assert_eq!(bad.raw().json(), "7");
    assert_eq!(&text[found.outer_offset(bad.offset())..][..2], "7]");
    let error = bodies.next_body().unwrap().unwrap_err();
    assert_eq!(error.kind(), UnwrapErrorKind::Malformed(ErrorKind::InvalidLiteral));
    assert_eq!(error.path(), "[2]");
    assert_eq!(&text[error.offset()..][..3], "\"{\\");
    assert_eq!(error.inner_offset(), Some(13));
    assert!(bodies.next_body().is_none());
}

/// One bad item is one error, at any index.
#[test]
fn items_of_an_outer_array() {
    let bad = |path| Err(format!("neither a body nor a known wrapping in `{path}` at byte 1"));
    let found = |path: &str| Ok((path.into(), "list".into(), BODY.to_owned()));
    for item in ["7", "null", "[]", "[7]", "{}", "true"] {
        let expected = [bad("[0]"), found("[1]")];
        assert_eq!(auto(format!("[{item},{BODY}]")), expected, "{item}");
    }
    assert_eq!(auto(format!("[[{BODY}]]")), [found("[0][0]")]);
    assert_eq!(auto("[[]]"), [bad("[0]")]);
}

/// An object with a list named like a value's is not necessarily a value.
#[test]
fn values_are_known_by_their_items() {
    for text in [r#"{"messages":[{"body":"{\"entry\":[]}"}]}"#, r#"{"statuses":[]}"#] {
        assert_eq!(auto(text), [Ok(("".into(), "".into(), text.into()))]);
    }
    let wrappings = |text: &str| auto(text)[0].as_ref().unwrap().1.clone();
    assert_eq!(wrappings(r#"{"messages":[7,{"id":"wamid.A"}]}"#), "value");
    assert_eq!(wrappings(r#"{"messaging_product":"whatsapp","statuses":[]}"#), "value");
    assert_eq!(wrappings(r#"{"metadata":{},"errors":[{"code":1}]}"#), "value");
    assert_eq!(wrappings(r#"{"messages":[{"id":"1"}],"Message":"{\"entry\":[]}"}"#), "sns");
    assert_eq!(wrappings(r#"{"field":"x","Message":"{\"entry\":[]}"}"#), "sns");
}

/// A record that exceeds the memory limit does not affect the next one.
#[test]
fn errors_of_memory_end_with_their_record() {
    let mut unwrapper = Unwrapper::with_limits(Limits::new().with_max_memory(1 << 20));
    let long = format!("{{\"body\":\"[{}\"}}", " ".repeat(3 << 20));
    let text = format!("{{\"Records\":[{long},{{\"body\":\"[1,}}\"}}]}}");
    let kinds = |unwrapper: &mut Unwrapper, text: &str| {
        let (mut kinds, mut bodies) = (Vec::new(), unwrapper.unwrap(text.as_bytes()));
        while let Some(found) = bodies.next_body() {
            kinds.push(found.unwrap_err().kind());
        }
        kinds
    };
    let malformed = |kind| UnwrapErrorKind::Malformed(kind);
    assert_eq!(
        kinds(&mut unwrapper, &text),
        [UnwrapErrorKind::MemoryLimit, malformed(ErrorKind::TrailingComma)]
    );
    let short = format!("{{\"Records\":[{long}]}}");
    assert_eq!(kinds(&mut unwrapper, &short), [UnwrapErrorKind::MemoryLimit]);
    let road = "body".parse().unwrap();
    let mut unwrapper = unwrapper.along(road);
    assert_eq!(kinds(&mut unwrapper, &long), [UnwrapErrorKind::MemoryLimit]);
    assert_eq!(kinds(&mut unwrapper, "{\"body\""), [malformed(ErrorKind::UnexpectedEnd)]);
}

#[test]
fn hostile_texts() {
    let mut unwrapper = Unwrapper::new();
    let records = format!("{{\"Records\":[{}{{}}]}}", "{},".repeat(1 << 20));
    let (mut errors, mut bodies) = (0, unwrapper.unwrap(records.as_bytes()));
    while let Some(found) = bodies.next_body() {
        assert_eq!(found.unwrap_err().kind(), UnwrapErrorKind::NotABody);
        errors += 1;
    }
    assert_eq!(errors, (1 << 20) + 1);
    let base64 = format!("{{\"records\":[{{\"data\":\"{}\"}}]}}", "eyJ4".repeat(1 << 19));
    assert!(matches!(&auto(&base64)[..], [Err(error)] if error.starts_with("expected")));
    let bad = format!("{{\"records\":[{{\"data\":\"{}*\"}}]}}", "eyJ4".repeat(1 << 19));
    assert!(matches!(&auto(&bad)[..], [Err(error)] if error.starts_with("invalid base64")));
    let keys = format!("{{{}\"Message\":{}}}", "\"Message\":\"\",".repeat(1 << 18), quoted(BODY));
    assert!(matches!(&auto(&keys)[..], [Ok((path, _, body))] if path == "Message" && body == BODY));
    let braces = "{ ".repeat(1 << 20);
    assert_eq!(auto(format!("x{braces}")).len(), 1);
    assert_eq!(auto("[".repeat(1 << 21)).len(), 1);
    // Longer texts are not unwrapped: the decoder reports their length.
    let long = format!("{{\"Message\":{}{}}}", quoted(BODY), " ".repeat(4 << 20));
    let found = auto(&long);
    assert!(matches!(&found[..], [Ok((path, _, body))] if path.is_empty() && *body == long));
    let refused: Result<_, Error> = Decoder::new().decode(long.as_bytes()).map(|_| ());
    assert_eq!(refused.unwrap_err().kind(), ErrorKind::BodyTooLarge);
}

#[test]
fn memory_is_bounded() {
    let limits = Limits::new().with_max_memory(2 << 20);
    let mut unwrapper = Unwrapper::with_limits(limits);
    let mut short = 0;
    let text = format!("{{\"entry\":[{}]}}", "\"\",".repeat(1 << 18));
    let twice = quoted(&quoted(&text));
    for text in [
        format!("{{\"Message\":{}}}", quoted(&text)),
        format!("{{\"payload\":{twice}}}"),
        format!("[{}7]", "\"\",".repeat(1 << 20)),
        format!("{{\"messaging_product\":\"\",\"statuses\":[{}]}}", " ".repeat(3 << 20)),
    ] {
        for found in all(&mut unwrapper, text.as_bytes()) {
            short += usize::from(found.is_err_and(|error| error.starts_with("more memory")));
        }
        assert!(unwrapper.capacity() <= limits.max_memory(), "{}", unwrapper.capacity());
        // The next text is unwrapped.
        let after = all(&mut unwrapper, format!("{{\"Message\":{}}}", quoted(BODY)).as_bytes());
        assert!(matches!(&after[..], [Ok((_, _, body))] if body == BODY), "{after:?}");
    }
    assert!(short > 0);
    unwrapper.release();
    assert_eq!(unwrapper.capacity(), 0);
}

#[cfg(feature = "serde")]
#[test]
fn renderings_are_as_expected() {
    let bless = std::env::var_os("WABAHOOK_BLESS").is_some_and(|value| value == "1");
    let (mut unwrapper, mut decoder) = (Unwrapper::new(), Decoder::new());
    let mut differ = Vec::new();
    for body in wrapped() {
        let mut rendered = String::new();
        let mut bodies = unwrapper.unwrap(&body.bytes);
        while let Some(found) = bodies.next_body() {
            let found = match found {
                Ok(found) => found,
                Err(error) => {
                    rendered += &format!("{error}\n");
                    continue;
                }
            };
            let names: Vec<_> = found.wrappings().iter().map(|it| it.name()).collect();
            rendered += &format!("{}: {}\n", names.join(", "), found.path());
            match decoder.decode(found.body()) {
                Ok(payload) => checks::bodies::lines(payload)
                    .iter()
                    .for_each(|line| rendered += &format!("  {line}\n")),
                Err(error) => rendered += &format!("  {error}\n"),
            }
        }
        let beside = body.path.with_extension("expected");
        if bless {
            std::fs::write(&beside, &rendered).unwrap();
        } else if std::fs::read_to_string(&beside).unwrap_or_default() != rendered {
            differ.push(format!("{}:\n{rendered}", body.name()));
        }
    }
    assert!(
        differ.is_empty(),
        "{} renderings differ; if all is well, run\n    \
        WABAHOOK_BLESS=1 cargo test --all-features --test unwrap\nand read the diff.\n\n{}",
        differ.len(),
        differ.join("\n"),
    );
}
