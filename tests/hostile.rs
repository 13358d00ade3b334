//! Hostile bodies: deep, long and repetitive ones, and slices among hostile bytes.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod checks;
#[path = "checks/clock.rs"]
mod clock;

use checks::decoders;
use checks::hostile::{in_value, nested_edits, shapes};
use checks::random::Random;
use clock::time_spent;
use std::time::Duration;
use wabahook::fields::Content;
use wabahook::{Decoder, Error, ErrorKind, Event, Item, Limits, Payload, Value, twin};

/// Far more time than any linear cost takes on a slow machine in a debug build.
const GENEROUS: Duration = Duration::from_secs(20);

/// Returns the error of a body, found on a small stack.
fn error(body: &[u8]) -> Error {
    let checked = on_a_small_stack(|| twin::check(body, 128));
    for mut decoder in [Decoder::new(), Decoder::new().without_cache()] {
        assert_eq!(on_a_small_stack(|| decoder.decode(body).map(|_| ())), checked);
    }
    checked.unwrap_err()
}

/// Runs `run` on a thread with a stack of 64 KiB.
fn on_a_small_stack<T: Send>(run: impl FnOnce() -> T + Send) -> T {
    on_a_stack(64 << 10, run)
}

/// Runs `run` on a thread with a stack of `bytes` bytes.
fn on_a_stack<T: Send>(bytes: usize, run: impl FnOnce() -> T + Send) -> T {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(bytes);
        thread.spawn_scoped(scope, run).unwrap().join().unwrap()
    })
}

#[test]
fn endless_nesting_ends_at_the_limit() {
    for (unit, levels) in [("[", 1), (r#"{"a":"#, 1), (r#"[{"a":"#, 2), ("[ \n", 1)] {
        for before in ["", r#"{"entry":[{"changes":[{"field":"messages","value":"#, r#"{"x":"#] {
            let body = before.to_owned() + &unit.repeat(3_000_000 / unit.len());
            let error = error(body.as_bytes());
            let open = before.matches(['{', '[']).count();
            let whole = (128 - open) / levels * unit.len();
            let rest = if (128 - open) % levels == 1 { 1 } else { 0 };
            let at = before.len() + whole + rest;
            assert_eq!((error.kind(), error.offset()), (ErrorKind::DepthLimit, at), "{unit}");
        }
    }
}

/// Depth exactly at the limit is accepted, one level more is not, in known members and unknown
/// ones.
#[test]
fn the_limit_is_exact() {
    let places = [
        r#"{"entry":[],"x":_}"#,
        r#"{"entry":[_]}"#,
        r#"{"entry":[{"changes":[{"field":"messages","value":{"messages":[{"id":"1","text":_}]}}]}]}"#,
        r#"{"entry":[{"changes":[{"field":"messages","value":{"messages":[{"id":"1","new":_}]}}]}]}"#,
        r#"{"entry":[{"changes":[{"value":_,"field":"user_preferences"}]}]}"#,
        r#"{"entry":[{"changes":[{"value":{"contacts":[_]},"field":"user_preferences"}]}]}"#,
    ];
    for limit in [20, 128, 1024, 5000] {
        let max = limit.min(1024);
        for place in places {
            let around = place.split('_').next().unwrap();
            let open = around.matches(['{', '[']).count() - around.matches(['}', ']']).count();
            for (start, end) in [("[", "]"), (r#"{"text":"#, "}")] {
                let nested = |levels: usize| {
                    let inside =
                        [start.repeat(levels), "0".to_owned(), end.repeat(levels)].concat();
                    place.replacen('_', &inside, 1)
                };
                let (fits, deeper) = (nested(max - open), nested(max - open + 1));
                let read = |payload: Payload<'_>| payload.events().count();
                let at = around.len() + (max - open) * start.len();
                for mut decoder in decoders(fits.as_bytes(), Limits::new().with_max_depth(limit)) {
                    assert!(on_a_small_stack(|| decoder.decode(fits.as_bytes()).map(read).is_ok()));
                    let error = decoder.decode(deeper.as_bytes()).map(|_| ()).unwrap_err();
                    assert_eq!((error.kind(), error.offset()), (ErrorKind::DepthLimit, at));
                }
            }
        }
    }
}

/// Empty containers count as a level, in any place, and scalars do not.
#[test]
fn the_limit_is_exact_for_empty_containers() {
    let places = [
        r#"{"entry":[_]}"#,
        r#"{"entry":[],"x":[_]}"#,
        r#"{"entry":[{"changes":[_]}]}"#,
        r#"{"entry":[{"changes":[{"field":"messages","value":{"messages":[_]}}]}]}"#,
        r#"{"entry":[{"changes":[{"value":{"contacts":[_]},"field":"user_preferences"}]}]}"#,
    ];
    for place in places {
        let around = place.split('_').next().unwrap();
        let open = around.matches(['{', '[']).count() - around.matches(['}', ']']).count();
        for (item, levels) in [
            ("{}", 1),
            ("{},{}", 1),
            ("{ }", 1),
            ("[]", 1),
            ("{},[],0", 1),
            ("[[]]", 2),
            ("0,1", 0),
        ] {
            let body = place.replacen('_', item, 1);
            for depth in 1..=open + levels + 1 {
                for mut decoder in decoders(body.as_bytes(), Limits::new().with_max_depth(depth)) {
                    let error = decoder.decode(body.as_bytes()).err().map(|error| error.kind());
                    let is_deep = depth < open + levels;
                    let expected = is_deep.then_some(ErrorKind::DepthLimit);
                    assert_eq!(error, expected, "{body} with {depth}");
                }
            }
        }
    }
}

#[test]
fn the_length_limit_is_exact() {
    let body = in_value(r#""messages":[]"#);
    for len in 0..body.len() + 2 {
        for mut decoder in decoders(body.as_bytes(), Limits::new().with_max_body_len(len)) {
            match decoder.decode(body.as_bytes()).map(|_| ()) {
                Ok(()) => assert!(len >= body.len()),
                Err(error) => {
                    assert_eq!((error.kind(), error.offset()), (ErrorKind::BodyTooLarge, len));
                    assert!(len < body.len());
                }
            }
        }
    }
    let mut body = vec![b' '; 4 << 20];
    body[..12].copy_from_slice(br#"{"entry":[]}"#);
    assert!(Decoder::new().decode(&body).is_ok());
    body.push(b' ');
    let error = Decoder::new().decode(&body).map(|_| ()).unwrap_err();
    assert_eq!((error.kind(), error.offset()), (ErrorKind::BodyTooLarge, 4 << 20));
    assert_eq!(
        Limits::new().with_max_body_len(usize::MAX),
        Limits::new().with_max_body_len((1 << 30) - 1)
    );
}

/// Every shape is decoded in linear time.
#[test]
fn long_shapes_are_decoded() {
    for (name, body) in shapes(1_000_000) {
        for mut decoder in [Decoder::new(), Decoder::new().without_cache()] {
            let start = time_spent();
            let payload = decoder.decode(body.as_bytes()).unwrap();
            assert!(payload.entries().count() < 1_000_000);
            let time = time_spent() - start;
            assert!(time < GENEROUS, "{name} took {time:?}");
        }
    }
}

#[test]
fn a_million_empty_messages() {
    let body = in_value(&format!(r#""messages":[{}{{}}]"#, "{},".repeat(999_999)));
    let mut decoder = Decoder::new();
    let payload = decoder.decode(body.as_bytes()).unwrap();
    let start = time_spent();
    assert_eq!(payload.events().filter(Result::is_err).count(), 1_000_000);
    assert!(time_spent() - start < GENEROUS);
}

/// The last of very many members of one name wins.
#[test]
fn many_duplicates() {
    let times = 300_000;
    let body = format!(r#"{{"entry":[],{}"object":"last"}}"#, r#""object":"x","#.repeat(times));
    for mut decoder in decoders(body.as_bytes(), Limits::new().with_max_body_len(body.len())) {
        assert_eq!(decoder.decode(body.as_bytes()).unwrap().object(), Some("last"));
    }
}

#[test]
fn many_unknown_keys_before_the_type() {
    let unknown: String = (0..20_000).map(|n| format!(r#""key_{n}":{n},"#)).collect();
    let message = format!(r#"{{"id":"1",{unknown}"text":{{"body":"Hi"}},"type":"text"}}"#);
    let body = in_value(&format!(r#""messages":[{message}]"#));
    for mut decoder in decoders(body.as_bytes(), Limits::new()) {
        let event = decoder.decode(body.as_bytes()).unwrap().events().next().unwrap().unwrap();
        let Item::Message(message) = event.item() else { unreachable!() };
        assert!(matches!(message.content(), Content::Text(text) if text.body() == "Hi"));
        assert_eq!(message.unknown().count(), 20_000);
    }
}

/// A thousand contacts for a thousand messages in another order: each message finds its own.
#[test]
fn many_contacts_are_found() {
    let mut random = Random(7);
    let mut ids: Vec<usize> = (0..1000).collect();
    let list = |ids: &[usize], each: &dyn Fn(usize) -> String| {
        ids.iter().map(|&id| each(id)).collect::<Vec<_>>().join(",")
    };
    let contact = |id| match id % 2 {
        0 => format!(r#"{{"wa_id":"{id}","profile":{{"name":"N{id}"}}}}"#),
        _ => format!(r#"{{"profile":{{"name":"N{id}"}},"user_id":"\u0055S.{id}"}}"#),
    };
    let message = |id| match id % 2 {
        0 => format!(r#"{{"id":"{id}","from":"{id}"}}"#),
        _ => format!(r#"{{"id":"{id}","from":"unknown","from_user_id":"US.{id}"}}"#),
    };
    let contacts = list(&ids, &contact);
    random.shuffle(&mut ids);
    let messages = list(&ids, &message);
    let body = in_value(&format!(r#""messages":[{messages}],"contacts":[{contacts}]"#));
    for mut decoder in decoders(body.as_bytes(), Limits::new()) {
        let events: Vec<_> = decoder.decode(body.as_bytes()).unwrap().events().collect();
        assert_eq!(events.len(), 1000, "a contact is not referenced");
        for event in events {
            let event = event.unwrap();
            let Item::Message(message) = event.item() else { unreachable!() };
            let name = event.contact().and_then(|contact| contact.profile()?.name());
            assert_eq!(name, Some(&*format!("N{}", message.id())));
            let by_id = event.value().contact(message.from_user_id().or(message.from()).unwrap());
            assert_eq!(by_id.and_then(|contact| contact.profile()?.name()), name);
        }
    }
}

/// If contacts share an id, the first is found, and only contacts that an item references are shown
/// with it, for any seed of the contact index.
#[test]
fn shared_ids_do_not_depend_on_the_seed() {
    let pair = |n| {
        let other = format!(r#"{{"wa_id":"other {n}","user_id":"{n}"}}"#);
        format!(r#"{{"wa_id":"first {n}","user_id":"{n}"}},{other}"#)
    };
    let contacts = (0..30).map(pair).collect::<Vec<_>>().join(",");
    let message = |n| format!(r#"{{"id":"{n}","from":"first {n}"}}"#);
    let messages = (0..30).map(message).collect::<Vec<_>>().join(",");
    let body = in_value(&format!(r#""messages":[{messages}],"contacts":[{contacts}]"#));
    for turn in 0..100 {
        let decoder = Decoder::new();
        let mut decoder = if turn % 2 == 0 { decoder } else { decoder.without_cache() };
        let payload = decoder.decode(body.as_bytes()).unwrap();
        let value = payload.entries().next().unwrap().changes().next().unwrap().value();
        for n in 0..30 {
            let found = value.contact(&n.to_string()).unwrap().wa_id();
            assert_eq!(found, Some(&*format!("first {n}")), "the first that has the id");
        }
        let is_contact = |event: &Event<'_>| matches!(event.item(), Item::Contact(_));
        let unreferenced = payload.events().flatten().filter(is_contact).count();
        assert_eq!(unreferenced, 30, "no message references the second of each pair");
    }
}

/// If contacts share an id, an item has the one at its own index, otherwise the first.
#[test]
fn the_contact_at_the_same_index_comes_first() {
    for more in [0, 20] {
        let others: String = (0..more).map(|n| format!(r#",{{"wa_id":"other {n}"}}"#)).collect();
        let contacts = format!(r#"{{"wa_id":"1"}},{{"wa_id":"1"}}{others}"#);
        let messages = r#"{"id":"0","from":"2"},{"id":"1","from":"1"},{"id":"2","from":"1"}"#;
        let body = in_value(&format!(r#""contacts":[{contacts}],"messages":[{messages}]"#));
        for mut decoder in decoders(body.as_bytes(), Limits::new()) {
            let payload = decoder.decode(body.as_bytes()).unwrap();
            let value = payload.entries().next().unwrap().changes().next().unwrap().value();
            let contacts: Vec<_> =
                value.contacts().map(|contact| contact.unwrap().raw().offset()).collect();
            let is_contact = |event: &Event<'_>| matches!(event.item(), Item::Contact(_));
            let (alone, shown): (Vec<_>, Vec<_>) = payload.events().flatten().partition(is_contact);
            assert_eq!(alone.len(), more, "messages reference both");
            let contact = |event: &Event<'_>| event.contact().map(|contact| contact.raw().offset());
            assert!(shown.iter().map(contact).eq([None, Some(contacts[1]), Some(contacts[0])]));
        }
    }
}

/// Returns the time of a body eight times as long, relative to the original: 8 if linear, 64 if
/// quadratic; the larger of the factors with a cache and without.
fn growth(body: impl Fn(usize) -> String) -> f64 {
    let limits = Limits::new().with_max_body_len(64 << 20);
    let cached = growth_of(&body, || Decoder::with_limits(limits));
    cached.max(growth_of(&body, || Decoder::with_limits(limits).without_cache()))
}

fn growth_of(body: impl Fn(usize) -> String, new: impl Fn() -> Decoder) -> f64 {
    growth_of_work(body, new, |payload| payload.events().count())
}

/// Returns the same for `work` on the payload.
fn growth_of_work(
    body: impl Fn(usize) -> String,
    new: impl Fn() -> Decoder,
    work: impl Fn(Payload<'_>) -> usize,
) -> f64 {
    let time = |n: usize| {
        let body = body(n);
        let run = || {
            let mut decoder = new();
            let start = time_spent();
            assert!(work(decoder.decode(body.as_bytes()).unwrap()) < usize::MAX);
            time_spent() - start
        };
        // The best of ten, as other processes evict the CPU's caches.
        (0..10).map(|_| run()).min().unwrap().as_secs_f64()
    };
    time(8 * 200) / time(200)
}

/// Contact lookup is linear, however few ids there are.
#[test]
fn contacts_are_found_in_linear_time() {
    for contact in [r#"{"wa_id":"1"}"#, r#"{"user_id":"1","wa_id":"2"}"#, "{}", "0"] {
        let growth = growth(|n| {
            let contacts = [contact].repeat(n).join(",");
            let messages = [r#"{"id":"1","from":"x"}"#].repeat(n).join(",");
            in_value(&format!(r#""contacts":[{contacts}],"messages":[{messages}]"#))
        });
        assert!(
            growth < 30.0,
            "contacts {contact}: 8 times as long takes {growth:.0} times as much"
        );
    }
}

/// Paths do not scan the white space before the containers that they lead through.
#[test]
fn paths_pass_over_white_space() {
    let space = " ".repeat(500_000);
    let items = vec!["1"; 20_000].join(",");
    for body in [
        format!(r#"{{{space}"entry":[{items}]}}"#),
        format!(r#"{{"entry":{space}[{items}]}}"#),
        format!(r#"{{"entry":[{{{space}"changes":{space}[{items}]}}]}}"#),
        format!(r#"{{"object":{space}"x","entry":[{items}]}}"#),
    ] {
        for mut decoder in decoders(body.as_bytes(), Limits::new()) {
            let payload = decoder.decode(body.as_bytes()).unwrap();
            let start = time_spent();
            let paths = payload.events().filter_map(Result::err).map(|error| error.path());
            assert_eq!(
                paths.map(|path| path.to_string()).filter(|path| path.ends_with(']')).count(),
                20_000
            );
            assert!(time_spent() - start < Duration::from_secs(10), "{:?}", time_spent() - start);
        }
    }
}

/// A value that is parsed at the end of a body does not predict the number of its records.
#[test]
fn a_late_value_predicts_nothing() {
    let items = vec!["{}"; 1600].join(",");
    for len in (32_000..32_400).step_by(16) {
        let body = |pad: &str| {
            format!(r#"{{"value":{{}},"x":"{pad}","changes":[{items}],"field":"messages"}}"#)
        };
        let body = body(&"x".repeat(len - body("").len()));
        let mut decoder = Decoder::new();
        assert!(decoder.decode(body.as_bytes()).is_ok(), "{len}");
        assert!(decoder.capacity() < 4 << 20, "{len}: {}", decoder.capacity());
    }
}

/// Reporting malformed items with their paths and keys is linear, in any list.
#[test]
fn malformed_items_are_reported_in_linear_time() {
    let reasons = |items: &str| {
        let info = format!(r#"{{"client_business_id":"1","rejection_reasons":[{items}]}}"#);
        format!(r#"{{"event":"X","partner_client_certification_info":{info}}}"#)
    };
    for (field, value) in [
        ("account_update", &reasons as &dyn Fn(&str) -> String),
        ("messages", &|items| format!(r#"{{"messages":[{items}]}}"#)),
        ("messages", &|items| {
            format!(r#"{{"statuses":[{{"id":"1","status":"x","errors":[{items}]}}]}}"#)
        }),
        ("messages", &|items| {
            format!(r#"{{"messages":[{{"id":"1","order":{{"product_items":[{items}]}}}}]}}"#)
        }),
    ] {
        let body = |n| {
            let items = [r#"["x"]"#].repeat(n).join(",");
            format!(r#"{{"value":{},"field":"{field}"}}"#, value(&items))
        };
        let report = |payload: Payload<'_>| {
            let mut bytes = 0;
            for event in payload.events() {
                match event {
                    Ok(event) => event.visit_errors(&mut |error| {
                        bytes += format!("{} {}", error.path(), error.kind()).len();
                    }),
                    Err(error) => bytes += format!("{} {}", error.path(), error.dedupe_key()).len(),
                }
            }
            bytes
        };
        let growth = growth_of_work(body, Decoder::new, report);
        assert!(growth < 30.0, "{field}: 8 times as long takes {growth:.0} times as much");
    }
}

/// Assuming fields from the last string of a body is linear, for any last string.
#[test]
fn fields_are_assumed_in_linear_time() {
    for last in ["x", r"\u0061"] {
        let growth = growth(|n| {
            // All keys differ, so that nothing is cached.
            let change = |number| format!(r#"{{"x{number}":0,"value":{{}}}}"#);
            let changes = (0..20 * n).map(change).collect::<Vec<_>>().join(",");
            let last = last.repeat(400 * n);
            format!(r#"{{"entry":[{{"changes":[{changes}]}}],"last":"{last}"}}"#)
        });
        assert!(growth < 30.0, "8 times as long takes {growth:.0} times as much");
    }
}

/// Neither the bytes around the slice nor its alignment change the result.
#[test]
fn bad_company() {
    let bodies = checks::bodies::corpus();
    let answer = |body: &[u8]| {
        let decoders = [Decoder::new(), Decoder::new().without_cache()];
        decoders.map(|mut decoder| decoder.decode(body).map(|payload| format!("{payload:?}")))
    };
    for body in bodies.iter().step_by(3).map(|body| &body.bytes) {
        let expected = answer(body);
        assert_eq!(expected[0], expected[1]);
        for (offset, poison) in [(0, b'"'), (1, b'}'), (7, b']'), (31, 0), (33, 0xFF), (63, b'\\')]
        {
            let mut around = vec![poison; offset + body.len() + 200];
            around[offset..offset + body.len()].copy_from_slice(body);
            assert_eq!(answer(&around[offset..offset + body.len()]), expected);
        }
    }
}

/// Empty, blank and incomplete bodies are truncated.
#[test]
fn nothing_at_all() {
    for body in ["", " ", "\n\t\r ", "{", "{\"", "{\"entry\":[]"] {
        let error = error(body.as_bytes());
        assert_eq!((error.kind(), error.offset()), (ErrorKind::UnexpectedEnd, body.len()));
    }
}

/// A change of a known field without a value is an error, not nothing.
#[test]
fn a_change_without_value() {
    let body = br#"{"field":"messages"}"#;
    let mut decoder = Decoder::new();
    let payload = decoder.decode(body).unwrap();
    let change = payload.entries().next().unwrap().changes().next().unwrap();
    assert!(matches!(change.value(), Value::Malformed(_)));
    assert_eq!(payload.events().filter(Result::is_err).count(), 1);
    // The error shows the whole change, unknown members too.
    let body = br#"{"entry":[{"id":"1","changes":[{"field":"messages","new":1}]}]}"#;
    assert_eq!(decoder.decode(body).unwrap().events().count(), 1);
}

/// [`ErrorKind::NotAnObject`] means that the body is JSON.
#[test]
fn invalid_utf8_is_a_syntax_error() {
    for body in [&b"\"\xFF\""[..], b"[\"\xFF\"]", b"1 \"\xC3\""] {
        for mut decoder in decoders(body, Limits::new()) {
            let error = decoder.decode(body).map(|_| ()).unwrap_err();
            assert!(error.kind().is_syntax(), "{error:?} for {}", body.escape_ascii());
        }
    }
}

/// [`Content::Unknown`] has the member named like the type, even if that is a known member.
#[test]
fn an_unknown_type_named_like_a_known_member() {
    let body = in_value(r#""messages":[{"id":"1","type":"context","context":{"id":"2"}}]"#);
    for mut decoder in decoders(body.as_bytes(), Limits::new()) {
        let event = decoder.decode(body.as_bytes()).unwrap().events().next().unwrap().unwrap();
        let Item::Message(message) = event.item() else { unreachable!() };
        let Content::Unknown { kind: "context", raw } = message.content() else { unreachable!() };
        assert_eq!(raw.map(|raw| raw.json()), Some(r#"{"id":"2"}"#));
    }
}

/// Decoding and visiting edits within edits takes no more stack, down to the depth limit.
#[test]
fn nested_edits_fit_a_small_stack() {
    for depth in [128, 1024] {
        // Eight levels surround the innermost message.
        let edits = nested_edits((depth - 8) / 2).replacen('{', r#"{"id":"1","#, 1);
        let body = in_value(&format!(r#""messages":[{edits}]"#));
        for mut decoder in decoders(body.as_bytes(), Limits::new().with_max_depth(depth)) {
            let payload = on_a_small_stack(|| decoder.decode(body.as_bytes()).unwrap());
            on_a_stack(96 << 10, || {
                payload.visit_unknown(&mut |_| unreachable!("every member is known"));
                for event in payload.events() {
                    let event = event.unwrap();
                    event.visit_enum_values(&mut |_| unreachable!("there are no enum values"));
                    event.visit_errors(&mut |_| unreachable!("nothing is malformed"));
                    assert!(format!("{event:?} {:?}", event.item()).len() > 20);
                }
            });
        }
    }
}
