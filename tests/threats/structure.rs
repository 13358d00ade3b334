//! T44 to T55: JSON that is not what Meta documents.

use crate::checks::hostile::in_value;
use crate::{ids, refusal, refused, with_decoders, with_events, with_message};
use wabahook::fields::Content;
use wabahook::unwrap::Wrapping;
use wabahook::{ErrorKind, Item, ItemErrorKind, Value};

/// Values of the wrong type for almost any member.
const WRONG: [&str; 11] =
    ["null", "true", "7", "1.5", r#""x""#, r#""""#, "[]", "[1]", "{}", "[[[]]]", "[null]"];

#[test]
fn t44_wrong_roots() {
    for root in ["[]", "null", r#""x""#, "7", "true", "[{}]"] {
        let kind = refused(root.as_bytes()).kind();
        let may_hold_bodies = kind == ErrorKind::Wrapped(Wrapping::List) && root.starts_with("[{");
        assert!(kind == ErrorKind::NotAnObject || may_hold_bodies, "{root}: {kind:?}");
    }
    assert_eq!(refusal(b" {}"), (ErrorKind::NotAnEnvelope, 1));
    assert_eq!(refusal(br#"{"entry":{}}"#), (ErrorKind::WrongType, 9));
    assert_eq!(refused(br#"{"entry":{}}"#).path(), "entry");
}

/// `object` can be read before any entry.
#[test]
fn t45_other_objects() {
    for (object, expected) in [
        (r#""page""#, Some("page")),
        (r#""instagram""#, Some("instagram")),
        (r#""""#, Some("")),
        ("null", None),
        ("7", Some("7")),
    ] {
        let body = format!(r#"{{"object":{object},"entry":[7]}}"#);
        with_decoders(body.as_bytes(), |decoder| {
            assert_eq!(decoder.decode(body.as_bytes()).unwrap().object(), expected);
        });
    }
}

/// The neighbours of a wrong item are delivered.
#[test]
fn t46_wrong_items_among_good_ones() {
    for wrong in WRONG {
        for list in ["messages", "statuses"] {
            let good = |id: &str| format!(r#"{{"id":"{id}","status":"read"}}"#);
            let body = in_value(&format!(r#""{list}":[{},{wrong},{}]"#, good("A"), good("B")));
            let (ids, errors) = ids(&body);
            assert_eq!((&*ids.join(" "), errors), ("A B", 1), "{body}");
        }
        let change = |id: &str| {
            format!(r#"{{"field":"messages","value":{{"messages":[{{"id":"{id}"}}]}}}}"#)
        };
        let root = |entries: &[String]| format!(r#"{{"entry":[{}]}}"#, entries.join(","));
        let entry = |id: &str| format!(r#"{{"changes":[{}]}}"#, change(id));
        for body in [
            root(&[entry("A"), wrong.to_owned(), entry("B")]),
            root(&[format!(r#"{{"changes":[{},{wrong},{}]}}"#, change("A"), change("B"))]),
            root(&[entry("A"), format!(r#"{{"changes":{wrong}}}"#), entry("B")]),
            root(&[
                entry("A"),
                format!(r#"{{"changes":[{{"field":"messages","value":{wrong}}}]}}"#),
                entry("B"),
            ]),
            root(&[
                entry("A"),
                format!(r#"{{"changes":[{{"field":{wrong},"value":{{}}}}]}}"#),
                entry("B"),
            ]),
        ] {
            assert_eq!(ids(&body).0, ["A", "B"], "{body}");
        }
        for list in ["messages", "statuses", "contacts", "errors", "metadata"] {
            let value = format!(r#""{list}":{wrong}"#);
            let other = if list == "messages" { "statuses" } else { "messages" };
            let body = in_value(&format!(r#"{value},"{other}":[{{"id":"A","status":"read"}}]"#));
            assert_eq!(ids(&body).0, ["A"], "{body}");
        }
    }
}

/// A member of the wrong type is an error of that item, with its name and bytes.
#[test]
fn t47_members_of_the_wrong_type() {
    for (members, name) in [
        (r#""id":"A","text":[7]"#, "text"),
        (r#""id":{}"#, "id"),
        (r#""id":"A","from":[]"#, "from"),
        (r#""id":"A","timestamp":true"#, "timestamp"),
        (r#""id":"A","errors":{}"#, "errors"),
        (r#""id":"A","context":"x""#, "context"),
    ] {
        with_message(members, |message| {
            let error = message.unwrap_err();
            let ItemErrorKind::WrongType { name: found, .. } = error.kind() else {
                panic!("{error:?}")
            };
            assert_eq!((found, error.raw().json()), (name, &*format!("{{{members}}}")));
            let path = format!("entry[0].changes[0].value.messages[0].{name}");
            assert_eq!(error.path().to_string(), path);
        });
    }
    with_message(r#""id":"A","type":7"#, |message| {
        assert_eq!(message.unwrap().kind().unwrap().as_str(), "7");
    });
}

/// A type without its content loses nothing else of the message.
#[test]
fn t48_types_without_their_content() {
    with_message(r#""id":"A","type":"image""#, |message| {
        let message = message.unwrap();
        assert!(message.image().is_none());
        assert!(!matches!(message.content(), Content::Image(_)));
    });
    with_message(r#""id":"A","type":"image","text":{"body":"Hi"}"#, |message| {
        let message = message.unwrap();
        assert_eq!(message.text().unwrap().body(), "Hi");
        assert!(!matches!(message.content(), Content::Image(_) | Content::Text(_)));
    });
    let body = in_value(r#""messages":[{"id":"A","type":"image","image":[7]},{"id":"B"}]"#);
    assert_eq!(ids(&body), (vec!["B".to_owned()], 1));
    // An empty array reads as an empty object.
    with_message(r#""id":"A","type":"image","image":[ ]"#, |message| {
        let Content::Image(image) = message.unwrap().content() else { panic!("no image") };
        assert_eq!((image.id(), image.raw().json()), (None, "[ ]"));
    });
}

/// Unknown names are values, never errors.
#[test]
fn t49_the_unknown() {
    for kind in ["unsupported", "unknown", "hologram", "", "TEXT"] {
        let members = format!(
            r#""id":"A","type":"{kind}","hologram":{{"x":1}},"errors":[{{"code":131051}}]"#
        );
        with_message(&members, |message| {
            let message = message.unwrap();
            assert_eq!(message.kind().unwrap().as_str(), kind);
            assert_eq!(message.errors().count(), 1);
            assert_eq!(message.unknown().next().unwrap().1.json(), r#"{"x":1}"#);
        });
    }
    let body =
        r#"{"entry":[{"new":1,"changes":[{"field":"weather","value":[1,2],"new":2}]}],"new":3}"#;
    with_events(body, |events| {
        let event = events[0].unwrap();
        let Item::Value(Value::Unknown(raw)) = event.item() else { panic!("{event:?}") };
        assert_eq!(raw.json(), "[1,2]");
    });
    with_decoders(body.as_bytes(), |decoder| {
        let mut found = Vec::new();
        decoder.decode(body.as_bytes()).unwrap().visit_unknown(&mut |raw| found.push(raw.json()));
        for unknown in ["1", "2", "3", "[1,2]"] {
            assert!(found.contains(&unknown), "{unknown} of {found:?}");
        }
    });
}

/// Contacts are found by id, not by position.
#[test]
fn t50_contacts_by_id() {
    let contact = |id: &str| format!(r#"{{"wa_id":"{id}","profile":{{"name":"N{id}"}}}}"#);
    let message = |id: &str| format!(r#"{{"id":"{id}","from":"{id}"}}"#);
    let messages = ["1", "2", "3"].map(message).join(",");
    for contacts in
        [vec![], vec!["3"], vec!["3", "1"], vec!["3", "2", "1"], vec!["9", "2", "8", "1", "7"]]
    {
        let list = contacts.iter().map(|id| contact(id)).collect::<Vec<_>>().join(",");
        let body = in_value(&format!(r#""contacts":[{list}],"messages":[{messages}]"#));
        with_events(&body, |events| {
            let mut seen = 0;
            for event in events.into_iter().flatten() {
                let Item::Message(message) = event.item() else { continue };
                seen += 1;
                let name = event.contact().and_then(|contact| contact.profile()?.name());
                let expected = format!("N{}", message.id());
                assert_eq!(name, contacts.contains(&message.id()).then_some(&*expected));
            }
            assert_eq!(seen, 3);
        });
    }
    let body = in_value(&format!(r#""contacts":[{{"wa_id":"1"}}],"messages":[{}]"#, message("1")));
    with_events(&body, |events| {
        let event = events[0].unwrap();
        assert!(event.contact().unwrap().profile().is_none());
    });
}

/// Everything is delivered in document order.
#[test]
fn t51_all_in_order() {
    let message = |id: u32| format!(r#"{{"id":"{id}"}}"#);
    let status = |id: u32| format!(r#"{{"id":"{id}","status":"read"}}"#);
    let value = |n: u32| {
        format!(
            r#"{{"messages":[{},{}],"statuses":[{}],"errors":[]}}"#,
            message(n),
            message(n + 1),
            status(n + 2)
        )
    };
    let change = |n| format!(r#"{{"field":"messages","value":{}}}"#, value(n));
    let body = format!(
        r#"{{"entry":[{{"changes":[{},{}]}},{{"changes":[]}},{{}},{{"changes":[{}]}}]}}"#,
        change(0),
        change(3),
        change(6)
    );
    let expected: Vec<_> = (0..9).map(|n| n.to_string()).collect();
    assert_eq!(ids(&body), (expected, 0));
}

/// The order of members does not matter.
#[test]
fn t52_members_in_any_order() {
    let members = [r#""id":"A""#, r#""type":"text""#, r#""text":{"body":"Hi"}"#, r#""from":"1""#];
    let orders = [[0, 1, 2, 3], [2, 1, 0, 3], [3, 2, 1, 0], [2, 0, 3, 1], [1, 3, 2, 0]];
    for order in orders {
        let message = order.map(|n| members[n]).join(",");
        let value = format!(r#""value":{{"messages":[{{{message}}}]}}"#);
        for change in
            [format!(r#"{value},"field":"messages""#), format!(r#""field":"messages",{value}"#)]
        {
            let body = format!(
                r#"{{"entry":[{{"changes":[{{{change}}}]}}],"object":"whatsapp_business_account"}}"#
            );
            with_events(&body, |events| {
                let Item::Message(message) = events[0].unwrap().item() else { unreachable!() };
                assert_eq!((message.id(), message.from()), ("A", Some("1")));
                assert!(matches!(message.content(), Content::Text(text) if text.body() == "Hi"));
            });
        }
    }
}

#[test]
fn t53_trailing_data() {
    let body = r#"{"entry":[]}"#;
    for (end, at) in
        [("x", 0), (",", 0), ("}", 0), ("\0", 0), (body, 0), ("\n{}", 1), (" \n x", 3), ("//", 0)]
    {
        let whole = format!("{body}{end}");
        assert_eq!(
            refusal(whole.as_bytes()),
            (ErrorKind::TrailingData, body.len() + at),
            "{whole}"
        );
    }
    let body = format!("{body} \r\n\t");
    with_decoders(body.as_bytes(), |decoder| assert!(decoder.decode(body.as_bytes()).is_ok()));
}

/// An error behind the last item is found before the first one is returned; iterators are fused.
#[test]
fn t54_errors_behind_good_items() {
    let body = in_value(r#""messages":[{"id":"A"},{"id":"B"}]"#);
    for (from, to) in
        [(r#"{"id":"B"}"#, r#"{"id":}"#), ("]}}]}]}", "]}}]}]"), ("]}}]}]}", "]}}]}]]")]
    {
        assert!(refused(body.replace(from, to).as_bytes()).kind().is_syntax());
    }
    let body = body.replace(r#"{"id":"B"}"#, "7");
    with_decoders(body.as_bytes(), |decoder| {
        let mut events = decoder.decode(body.as_bytes()).unwrap().events();
        assert!(events.next().unwrap().is_ok() && events.next().unwrap().is_err());
        assert!((0..100).all(|_| events.next().is_none()));
    });
}

#[test]
fn t55_near_json() {
    for body in [
        "/* a */{\"entry\":[]}",
        "{\"entry\":[] // b\n}",
        "{'entry':[]}",
        "{entry:[]}",
        "{\"entry\":[],}",
        "{\"entry\":[1,]}",
        "{\"entry\":[,1]}",
        "{\"entry\":[],\"id\":<ID>}",
        "{\"entry\":[],\"id\":...}",
        "{\"entry\":[],\"x\":undefined}",
        "{\"entry\":[],\"x\":True}",
        "{\"entry\":[];}",
        "{\"entry\"=[]}",
        "{\"entry\":[]\"x\":1}",
        "{\"entry\":[1 2]}",
        "{\"entry\":(1)}",
        "{\"entry\":[],\"x\":`a`}",
        "{{\"entry\":[]}}",
        "\"entry\":[]",
        "{\"entry\" []}",
        "{\"entry\":[],\"x\"}",
        "{\"entry\":[]],",
        "{\"entry\":[},",
    ] {
        let error = refused(body.as_bytes());
        assert!(error.kind().is_syntax() && error.offset() < body.len(), "{error} in {body}");
    }
}
