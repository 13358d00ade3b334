//! T33 to T38: keys, and repeated members.

use crate::checks::hostile::in_value;
use crate::{ids, refusal, with_message};
use wabahook::ErrorKind;
use wabahook::fields::Content;

/// Returns `text` with each character spelled `\uXXXX`.
fn escaped(text: &str, upper: bool) -> String {
    let unit = |unit| if upper { format!("\\u{unit:04X}") } else { format!("\\u{unit:04x}") };
    text.encode_utf16().map(unit).collect()
}

/// Every spelling of a key is recognized.
#[test]
fn t33_escaped_keys() {
    let plain = in_value(
        r#""messages":[{"id":"A","from":"1","type":"text","text":{"body":"Hi"}}],"statuses":[{"id":"B","status":"read"}]"#,
    );
    for key in
        ["entry", "changes", "field", "value", "messages", "id", "type", "text", "body", "status"]
    {
        let first = format!("{}{}", escaped(&key[..1], false), &key[1..]);
        let last = format!("{}{}", &key[..key.len() - 1], escaped(&key[key.len() - 1..], true));
        for spelled in [escaped(key, false), escaped(key, true), first, last] {
            let body = plain.replace(&format!("\"{key}\":"), &format!("\"{spelled}\":"));
            assert_ne!(body, plain);
            assert_eq!(ids(&body), (vec!["A".to_owned(), "B".to_owned()], 0), "{body}");
        }
    }
    with_message(r#""\u0069d":"A","t\u0079pe":"text","te\u0078t":{"\u0062ody":"Hi"}"#, |message| {
        assert!(matches!(message.unwrap().content(), Content::Text(text) if text.body() == "Hi"));
    });
}

/// The last of several members counts, whatever their types and spellings.
#[test]
fn t34_the_last_one_wins() {
    for (members, id) in [
        (r#""id":"A","id":"B""#, Some("B")),
        (r#""id":null,"id":"B""#, Some("B")),
        (r#""id":{},"id":"B""#, Some("B")),
        (r#""id":"A","\u0069d":"B""#, Some("B")),
        (r#""\u0069\u0064":"A","id":"B""#, Some("B")),
        (r#""id":"A","id":null"#, None),
        (r#""id":"A","id":[]"#, None),
        (r#""id":"A","type":"text","id":"C","id":"B""#, Some("B")),
    ] {
        with_message(members, |message| match id {
            Some(id) => {
                let message = message.unwrap();
                assert_eq!(
                    (message.id(), message.raw().get("id").unwrap().as_str()),
                    (id, Some(id))
                );
            }
            None => assert!(message.is_err(), "{members}"),
        });
    }
    with_message(
        r#""id":"A","type":"image","type":"text","text":{"body":"1"},"text":{"body":"2"}"#,
        |message| {
            assert!(
                matches!(message.unwrap().content(), Content::Text(text) if text.body() == "2")
            );
        },
    );
    let list = |name: &str, id: &str| format!(r#""{name}":[{{"id":"{id}"}}]"#);
    let both = in_value(&format!("{},{}", list("messages", "A"), list("messages", "B")));
    assert_eq!(ids(&both).0, ["B"]);
    let change =
        |id: &str| format!(r#"{{"field":"messages","value":{{{}}}}}"#, list("messages", id));
    let entry = |id: &str| format!(r#"[{{"changes":[{}]}}]"#, change(id));
    let body = format!(r#"{{"entry":{},"entry":{}}}"#, entry("A"), entry("B"));
    assert_eq!(ids(&body).0, ["B"]);
    let body =
        format!(r#"{{"entry":[{{"changes":[{}],"changes":[{}]}}]}}"#, change("A"), change("B"));
    assert_eq!(ids(&body).0, ["B"]);
}

/// Keys that differ slightly from known ones are unknown.
#[test]
fn t35_nearly_known_keys() {
    let near = [
        "typ",
        "type ",
        " type",
        "types",
        "TYPE",
        "Type",
        "tyqe",
        "epyt",
        "typ\u{E9}",
        "type\\u0000",
        "i",
        "idx",
        "Id",
        "ie",
        "di",
        "tex",
        "textt",
        "from_",
        "fro",
        "form",
        "\\u0000id",
    ];
    for key in near {
        with_message(&format!(r#""{key}":"x","id":"A","{key}":"y""#), |message| {
            let message = message.unwrap();
            assert_eq!((message.id(), message.kind().is_none()), ("A", true), "{key}");
            assert!(message.from().is_none() && message.text().is_none());
            assert_eq!(message.unknown().count(), 2);
        });
    }
}

#[test]
fn t36_odd_keys() {
    let (long, many) = ("k".repeat(100_000), "\\u00e9".repeat(20_000));
    for key in ["", &long, &many, "ключ", "\u{1F511}", "\\\"", "\\\\", "\\u0000", "entry[0]"] {
        with_message(&format!(r#""{key}":[{{"id":"no"}}],"id":"A""#), |message| {
            let message = message.unwrap();
            let (name, value) = message.unknown().next().unwrap();
            assert_eq!(name.as_spelled(), key);
            assert_eq!((message.id(), value.json()), ("A", r#"[{"id":"no"}]"#));
        });
    }
}

/// Members of inner objects are not read as members of the outer one.
#[test]
fn t38_inner_names_stay_inside() {
    let members = r#""text":{"id":"no","type":"image","from":"no","timestamp":"1"},"context":{"id":"B","type":"no"},"new":{"id":"no","image":{}}"#;
    with_message(members, |message| assert!(message.is_err(), "it has no id of its own"));
    with_message(&format!(r#"{members},"id":"A""#), |message| {
        // The text has no body: that is an error of the message, not of its neighbours.
        assert!(message.is_err());
    });
    let members = members.replace(r#""text":{"#, r#""text":{"body":"Hi","#);
    with_message(&format!(r#"{members},"id":"A""#), |message| {
        let message = message.unwrap();
        assert_eq!((message.id(), message.from(), message.kind().is_none()), ("A", None, true));
        assert!(message.timestamp().is_none() && message.image().is_none());
        assert_eq!(message.context().unwrap().id(), Some("B"));
    });
    let body = br#"{"x":{"entry":[{"changes":[]}]},"object":"x"}"#;
    assert_eq!(refusal(body).0, ErrorKind::NotAnEnvelope, "the entries are not the root's");
}
