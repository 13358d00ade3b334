//! A decoder with a filled cache answers like a new one, whatever the next body is.

#![expect(clippy::unwrap_used, reason = "a test")]

use std::fmt::Write;
use std::path::{Path, PathBuf};
use wabahook::{Decoder, Kernel};

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut here: Vec<_> = folder.read_dir().unwrap().map(|entry| entry.unwrap().path()).collect();
    here.sort();
    for path in here {
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "json") {
            found.push(path);
        }
    }
}

/// Returns every valid body of the corpus, and some without white space, as on the wire: only those
/// get exact templates.
fn corpus() -> Vec<Vec<u8>> {
    let mut found = Vec::new();
    let mut above = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors();
    let root = above.find(|folder| folder.join("corpus/founding").is_dir()).unwrap();
    files(&root.join("corpus"), &mut found);
    let bodies = found.iter().map(|path| std::fs::read(path).unwrap());
    let mut bodies: Vec<_> = bodies.filter(|body| Decoder::new().decode(body).is_ok()).collect();
    let compact = |body: &Vec<u8>| serde_json::from_slice::<serde_json::Value>(body).ok();
    let compact: Vec<_> = bodies.iter().step_by(3).filter_map(compact).collect();
    bodies.extend(compact.iter().map(|value| value.to_string().into_bytes()));
    bodies
}

/// Returns the step between tested offsets: 1, but 4 in debug builds, and more under emulators.
fn stride() -> usize {
    let stride = std::env::var("WABAHOOK_STRIDE").ok();
    let usual = if cfg!(debug_assertions) { 4 } else { 1 };
    stride.and_then(|stride| stride.parse().ok()).map_or(usual, |stride: usize| stride.max(1))
}

/// Returns everything that the decoder reports for a body.
fn answer(decoder: &mut Decoder, body: &[u8]) -> String {
    let mut out = String::new();
    match decoder.decode(body) {
        Err(error) => write!(out, "{error:?}").unwrap(),
        Ok(payload) => {
            write!(out, "{:?} {:?}", payload.envelope(), payload.object()).unwrap();
            for event in payload.events() {
                match event {
                    Err(error) => write!(out, "\n{error}: {}", error.raw()).unwrap(),
                    Ok(event) => {
                        let (item, contact) = (event.item(), event.contact());
                        write!(out, "\n{} {} {item:?} {contact:?}", event.kind(), event.path())
                            .unwrap();
                        event.visit_unknown(&mut |raw| {
                            write!(out, " {}={raw}", raw.path()).unwrap()
                        });
                    }
                }
            }
            payload.visit_unknown(&mut |raw| write!(out, "\n{}={raw}", raw.path()).unwrap());
        }
    }
    out
}

/// Returns the answer of a new decoder, which is the same with a cache and without.
fn answer_of_new(body: &[u8]) -> String {
    answer_by(Decoder::new, body)
}

fn answer_by(new: impl Fn() -> Decoder, body: &[u8]) -> String {
    let cached = answer(&mut new(), body);
    assert_eq!(cached, answer(&mut new().without_cache(), body));
    cached
}

/// One decoder for all bodies, against a new one each time.
#[test]
fn the_corpus_twice_over() {
    let bodies = corpus();
    for kernel in Kernel::ALL {
        // As many as a new decoder learns before learning is rate-limited.
        for bodies in bodies.chunks(50) {
            let mut used = Decoder::new().with_kernel(kernel);
            for body in bodies.iter().chain(bodies.iter().rev()).chain(bodies) {
                assert_eq!(answer(&mut used, body), answer_of_new(body));
            }
        }
    }
}

/// A changed byte of a learned body is noticed as by a new decoder.
#[test]
fn one_byte_changed() {
    for (number, body) in corpus().iter().enumerate().filter(|(_, body)| body.len() < 4096) {
        let kernel = Kernel::ALL[number % Kernel::ALL.len()];
        for at in (number % 41..body.len()).step_by(41 * stride()) {
            let mut used = Decoder::new().with_kernel(kernel);
            assert_eq!(answer(&mut used, body), answer(&mut used, body));
            for byte in [b'"', b'0', b'9', b'a', b'{', b']', b' ', b'\\', 0xC3, body[at] ^ 1] {
                let mut changed = body.clone();
                changed[at] = byte;
                assert_eq!(answer(&mut used, &changed), answer_of_new(&changed));
                // Learning the changed body must not evict the original for good.
                used.decode(body).unwrap();
            }
        }
    }
}

/// Bytes are removed and added at every offset, so that lengths of strings and numbers change.
#[test]
fn one_byte_more_or_less() {
    for (number, body) in corpus().iter().enumerate().filter(|(_, body)| body.len() < 2048) {
        for at in (number % 17..body.len()).step_by(17 * stride()) {
            let mut used = Decoder::new();
            used.decode(body).unwrap();
            let mut shorter = body.clone();
            shorter.remove(at);
            let mut longer = body.clone();
            longer.insert(at, body[at]);
            for changed in [shorter, longer] {
                assert_eq!(answer(&mut used, &changed), answer_of_new(&changed));
            }
        }
    }
}

/// Every byte of bodies with exact templates, changed in every significant way.
#[test]
fn every_byte_of_exact_templates() {
    let bodies = [
        r#"{"object":"whatsapp_business_account","entry":[{"id":"102","changes":[{"value":{"statuses":[{"id":"wamid.A","status":"failed","timestamp":"1750101000","errors":[{"code":131026,"href":"https:\/\/a.example\/b"}]}]},"field":"messages"}]}]}"#,
        r#"{"object":"whatsapp_business_account","entry":[{"id":"102","time":1750101000,"changes":[{"value":{"user_preferences":[{"wa_id":"1","value":"stop","timestamp":1750101000}]},"field":"user_preferences"}]}]} "#,
        r#"{"field":"messages","value":{"messages":[{"from":"12025550143","id":"wamid.A","type":"text","text":{"body":"\"Hi\""}}]}}"#,
    ];
    for kernel in Kernel::ALL {
        for body in bodies {
            for at in (0..body.len()).step_by(stride()) {
                let mut used = Decoder::new().with_kernel(kernel);
                for _ in 0..4 {
                    used.decode(body.as_bytes()).unwrap();
                }
                for byte in *b"\"\\/0129ux }],\n\x1F\x80" {
                    let mut changed = body.as_bytes().to_vec();
                    changed[at] = byte;
                    assert_eq!(answer(&mut used, &changed), answer_of_new(&changed));
                }
            }
        }
    }
}

/// White space behind a body is not part of its structure, and nothing else may follow it.
#[test]
fn bytes_behind_a_known_body() {
    let body = br#"{"object":"whatsapp_business_account","entry":[{"id":"102","changes":[]}]}"#;
    for kernel in Kernel::ALL {
        for spaces in 1..70 {
            let mut used = Decoder::new().with_kernel(kernel);
            let mut changed = body.to_vec();
            changed.resize(body.len() + spaces, b' ');
            for _ in 0..4 {
                used.decode(&changed).unwrap();
            }
            for at in [body.len(), changed.len() - 1] {
                for byte in *b" x}],\n1{" {
                    let mut changed = changed.clone();
                    changed[at] = byte;
                    assert_eq!(answer(&mut used, &changed), answer_of_new(&changed));
                }
            }
        }
    }
}

/// Lists of items of equal and different structures.
#[test]
fn items_of_known_structures() {
    let structures = [
        r#"{"id":"A","from":"1","type":"text","text":{"body":"x"}}"#,
        r#"{"id":"A","from":"1","type":"text","text":{"body":"a longer text"}}"#,
        r#"{ "id":"A","from":"1","type":"text","text":{"body":"x"}}"#,
        r#"{"id":"A","new":[1,{"deep":"x"}],"errors":[{"code":131026},{"code":7},3]}"#,
        r#"{"id":"A","new":[2,{"deep":"y"}],"errors":[{"code":131027},{"code":0},4]}"#,
        r#"{"id":"A","new":[2,{"deep":"y"}],"errors":[{"code":031027},{"code":0},4]}"#,
        r#"{"id":{},"from":"1","type":"text","text":{"body":"x"}}"#,
        r#"{"id":"A","from":null}"#,
        "7",
        r#""{}""#,
        "{}",
        "{ }",
        "{ }",
    ];
    let mut used = Decoder::new();
    let mut roll = 1u64;
    for _ in 0..1_000 {
        let items: Vec<_> = (0..6)
            .map(|_| {
                roll = roll.wrapping_mul(0x5851_F42D_4C95_7F2D).wrapping_add(0x1405_7B7E_F767_814F);
                // At most one body in several dozen is rejected.
                structures[(roll >> 40) as usize % structures.len()]
            })
            .collect();
        let body = format!(
            r#"{{"field":"messages","value":{{"messages":[{}]}},"entry":[]}}"#,
            items.join(",")
        );
        let body = body.replace(r#","entry":[]"#, "");
        assert_eq!(answer(&mut used, body.as_bytes()), answer_of_new(body.as_bytes()));
    }
}

/// Entries and changes of the corpus side by side: cached ones, whose `field` determines the type
/// of the value, among others, and with a byte changed.
#[test]
fn entries_of_known_structures() {
    let (mut entries, mut changes) = (Vec::new(), Vec::new());
    for body in corpus() {
        let mut decoder = Decoder::new();
        for entry in decoder.decode(&body).unwrap().entries() {
            entries.push(entry.raw().to_string());
            changes.extend(entry.changes().map(|change| change.raw().to_string()));
        }
    }
    // Many enough that contacts are looked up in a table, which belongs to one body.
    for first in [10, 50] {
        let list = |item: &dyn Fn(usize) -> String, turn: usize| {
            let items = (0..10).map(|n| item(first + (n + turn) % 10));
            items.collect::<Vec<_>>().join(",")
        };
        let contacts = list(&|n| format!(r#"{{"wa_id":"{n}"}}"#), 0);
        let messages = list(&|n| format!(r#"{{"id":"m{n}","from":"{n}"}}"#), 3);
        let change = format!(
            r#"{{"value":{{"contacts":[{contacts}],"messages":[{messages}]}},"field":"messages"}}"#
        );
        entries.push(format!(r#"{{"id":"1","changes":[{change}]}}"#));
        changes.push(change);
    }
    side_by_side(&entries, |entries| format!(r#"{{"entry":[{entries}]}}"#));
    side_by_side(&changes, |changes| {
        format!(r#"{{"entry":[{{"id":"1","changes":[{changes}]}}]}}"#)
    });
}

/// Checks each item beside the next ones, within the body that `around` makes.
fn side_by_side(items: &[String], around: impl Fn(&str) -> String) {
    assert!(items.len() > 300);
    for (number, four) in items.windows(4).enumerate() {
        let [a, b, c, d] = four else { unreachable!("windows of four") };
        let body = |items: [&String; 4]| around(&items.map(String::as_str).join(",")).into_bytes();
        let mut used = Decoder::new().with_kernel(Kernel::ALL[number % Kernel::ALL.len()]);
        let mut check = |body: &[u8]| {
            assert_eq!(answer(&mut used, body), answer_of_new(body));
        };
        for items in [[a, a, b, c], [a, b, c, d], [d, c, b, a], [b, b, b, b], [a, b, a, b]] {
            check(&body(items));
        }
        let known = body([a, b, a, b]);
        for at in (number % 1009..known.len()).step_by(1009 * stride()) {
            for byte in [b'"', b'7', b'm', b']', known[at] ^ 1] {
                let mut changed = known.clone();
                changed[at] = byte;
                check(&changed);
            }
            check(&known);
        }
    }
}

/// Values that are never the same, in envelopes that are: bodies of the corpus with an additional
/// item, and with changes around it.
#[test]
fn known_envelopes_of_new_values() {
    let mut known = 0;
    for (number, body) in corpus().iter().enumerate().step_by(13) {
        let text = &as_on_the_wire(std::str::from_utf8(body).unwrap());
        let list = text.find(r#""value":{"#).and_then(|at| Some(at + text[at..].find(":[{")? + 2));
        let end = text.rfind(r#""field""#).map_or(text.len(), |at| text[..at].trim_end().len());
        // The last byte of the value, if the value precedes its field.
        let last = text[..end].trim_end_matches([',', ' ', '\n']).len() - 1;
        let Some(list) = list.filter(|&list| list < last) else { continue };
        let kernel = Kernel::ALL[number % Kernel::ALL.len()];
        let mut turn = 0;
        // Adds an item and a member that no earlier body had.
        let mut check = |used: &mut Decoder, head: &str, middle: &str, tail: &str| {
            turn += 1;
            for member in ["", &format!(r#","m{turn}":{turn}"#), ""] {
                turn += 1;
                let body = format!(r#"{head}{{"k{turn}":"{turn}"}},{middle}{member}{tail}"#);
                // A body that differs in its field only must not be read as the cached one.
                let other = body.replace(r#""messages""#, r#""massages""#);
                for body in [body, other] {
                    let expected = answer_of_new(body.as_bytes());
                    assert_eq!(answer(used, body.as_bytes()), expected);
                }
            }
        };
        let (head, middle, tail) = (&text[..list], &text[list..last], &text[last..]);
        let field_first = head.replace(r#""value":{"#, r#""field":"messages","value":{"#);
        let non_object = middle.replace("[{", "[7,{");
        let others = [
            (head, middle, tail.to_owned()),
            (head, middle, format!("{tail} \n")),
            (head, middle, format!("{tail}]")),
            (head, middle, format!("{},7]}}]}}", tail.strip_suffix("]}]}").unwrap_or(tail))),
            (head, middle, tail.replace(r#""messages""#, r#""message_echoes""#)),
            (head, middle, tail.replace(r#""messages""#, r#""history""#)),
            (head, middle, tail.replace("]}]}", r#",{"value":{},"field":"x"}]}]}"#)),
            (head, middle, tail.replace("]}]}", r#"],"new":{}}]}"#)),
            (head, &*non_object, tail.to_owned()),
            (&*field_first, middle, "}}]}]}".to_owned()),
        ];
        // Learning is rate-limited, so each pair gets a new decoder.
        for (first, (head, middle, tail)) in others.iter().enumerate() {
            let step = if stride() > 1 { 3 } else { 1 };
            for second in others.iter().skip(number % step).step_by(step) {
                let mut used = Decoder::new().with_kernel(kernel);
                check(&mut used, head, middle, tail);
                check(&mut used, second.0, second.1, &second.2);
                check(&mut used, others[0].0, others[0].1, &others[first].2);
                check(&mut used, second.0, second.1, &second.2);
            }
        }
        let mut used = Decoder::new().with_kernel(kernel);
        known += 1;
        for (part, is_head) in [(head, true), (tail, false)] {
            for at in (number % 13..part.len()).step_by(13 * stride()) {
                for byte in ['"', '7', 'm', ']', ','] {
                    let at = (0..=at).rev().find(|&at| part.is_char_boundary(at)).unwrap();
                    let next = part[at..].chars().next().map_or(1, char::len_utf8);
                    let part = format!("{}{byte}{}", &part[..at], &part[at + next..]);
                    let (head, tail) = if is_head { (&*part, tail) } else { (head, &*part) };
                    check(&mut used, head, middle, tail);
                }
            }
        }
    }
    assert!(known > 12, "{known}");
}

/// One head that is parsed in two ways: an earlier value in it is first assumed to be of the field
/// that the body's last string names, so that the records behind it move.
#[test]
fn a_head_parsed_in_two_ways() {
    let mut used = Decoder::new();
    let bodies = [
        ("messages", ""),
        ("messages", r#","id":"7""#),
        ("history", ""),
        ("history", r#","id":"7""#),
    ];
    for (turn, (object, id)) in bodies.into_iter().cycle().take(40).enumerate() {
        let empty = r#"{"value":{"contacts":{"x":1}},"field":"messages"}"#;
        let value = format!(r#"{{"messages":[{{"k{turn}":{turn}}}]}}"#);
        let change = format!(r#"{{"field":"messages","value":{value}}}"#);
        let body =
            format!(r#"{{"entry":[{{"changes":[{empty},{change}]{id}}}],"object":"{object}"}}"#);
        let expected = answer_of_new(body.as_bytes());
        assert_eq!(answer(&mut used, body.as_bytes()), expected, "{body}");
    }
}

/// One head before values of different fields: only the assumed field differs.
#[test]
fn a_head_of_two_fields() {
    let mut used = Decoder::new();
    let rests = ["", "", r#","id":"7""#, r#","id":"7""#, ""];
    let bodies = ["messages", "standby", "calls"]
        .into_iter()
        .flat_map(|field| rests.map(|rest| (field, rest)));
    for (turn, (field, rest)) in bodies.cycle().take(60).enumerate() {
        let value = format!(r#"{{"contacts":[{{"k{turn}":{turn}}}],"messages":[],"calls":[]}}"#);
        let body =
            format!(r#"{{"entry":[{{"changes":[{{"value":{value},"field":"{field}"}}]{rest}}}]}}"#);
        let ends = body.replace(r#""7""#, &format!(r#""{field}""#));
        let expected = answer_of_new(ends.as_bytes());
        assert_eq!(answer(&mut used, ends.as_bytes()), expected, "{ends}");
    }
}

/// Returns a body without white space between its tokens.
fn as_on_the_wire(text: &str) -> String {
    let (mut in_string, mut escaped) = (false, false);
    let is_kept = |&byte: &char| {
        let kept = in_string || !byte.is_ascii_whitespace();
        in_string ^= byte == '"' && !escaped;
        escaped = byte == '\\' && !escaped;
        kept
    };
    text.chars().filter(is_kept).collect()
}

/// Non-objects behind a value that comes last in its change: the distance from the last quote to
/// the next item varies.
#[test]
fn non_objects_behind_a_value() {
    let mut used = Decoder::new();
    for (turn, rest) in
        ["", ",5", r#"],"b":[[1]"#, ",5,6,7"].into_iter().cycle().take(40).enumerate()
    {
        let value = format!(r#"{{"messages":[{{"k{turn}":[0{rest}]}}]}}"#);
        let body = format!(
            r#"{{"entry":[{{"id":"1","changes":[{{"field":"messages","value":{value}}},7]}}]}}"#
        );
        assert_eq!(answer(&mut used, body.as_bytes()), answer_of_new(body.as_bytes()));
    }
}

/// A cached body is subject to the depth limit.
#[test]
fn depth_of_known_structures() {
    let item = r#"{"id":"A","new":[[[[["x"]]]]]}"#;
    let body = |items: usize| {
        let items = vec![item; items].join(",");
        format!(r#"{{"field":"messages","value":{{"messages":[{items}]}}}}"#)
    };
    for depth in 1..12 {
        let limits = wabahook::Limits::new().with_max_depth(depth);
        let mut used = Decoder::with_limits(limits);
        for items in [1, 2, 3, 3, 1] {
            let fresh = || Decoder::with_limits(limits);
            let body = body(items);
            assert_eq!(answer(&mut used, body.as_bytes()), answer_by(fresh, body.as_bytes()));
        }
    }
}

/// So are parts that were learned at a smaller depth.
#[test]
fn depth_of_structures_known_from_elsewhere() {
    let item = r#"{"id":"A","new":[[[[["x"]]]]]}"#;
    // The first item differs, and the others are alike.
    let items = format!(r#"{{"id":"B"}},{item},{item},{item}"#);
    let change = format!(r#"{{"field":"messages","value":{{"messages":[{items}]}}}}"#);
    let entry = format!(r#"{{"id":"1","changes":[{change}]}}"#);
    let webhook = format!(r#"{{"entry":[{entry}]}}"#);
    // A change needs 9 levels, an entry two more, a webhook two more than that.
    for depth in 7..15 {
        let limits = wabahook::Limits::new().with_max_depth(depth);
        let mut used = Decoder::with_limits(limits);
        for (body, needs) in [(&change, 9), (&change, 9), (&entry, 11), (&webhook, 13)] {
            let decoded = used.decode(body.as_bytes()).map(|payload| payload.events().count());
            assert_eq!(decoded.is_ok(), depth >= needs, "{body} within {depth}");
            let fresh = || Decoder::with_limits(limits);
            assert_eq!(answer(&mut used, body.as_bytes()), answer_by(fresh, body.as_bytes()));
        }
    }
}

/// An exact template has a length: longer and shorter bodies that begin alike are different ones.
#[test]
fn lengths_of_exact_templates() {
    let body = |id: &str, end: &str| {
        let body = format!(
            r#"{{"object":"whatsapp_business_account","entry":[{{"id":"102{id}","changes":[{{"value":{{"statuses":[{{"id":"wamid.A","status":"read","timestamp":"1750101000"}}]}},"field":"messages"}}]}}]}}"#
        );
        body + end
    };
    for kernel in Kernel::ALL {
        let mut used = Decoder::new().with_kernel(kernel);
        // All belong to one cache set, as their lengths differ by multiples of 64.
        let known = [
            body("", ""),
            body("", &" ".repeat(64)),
            body(&"0".repeat(64), ""),
            body("", &"\n".repeat(128)),
        ];
        for _ in 0..4 {
            for body in &known {
                assert_eq!(answer(&mut used, body.as_bytes()), answer_of_new(body.as_bytes()));
            }
        }
        for body in &known {
            for len in (0..body.len() + 200).filter(|len| (len ^ body.len()) % 64 == 0) {
                for byte in *b" }x0" {
                    let mut changed = body.as_bytes().to_vec();
                    changed.resize(len, byte);
                    assert_eq!(answer(&mut used, &changed), answer_of_new(&changed));
                }
            }
        }
    }
}
