//! Bodies that a sender makes to hurt.

/// An envelope around the inside of a value of the field `messages`.
pub(crate) fn in_value(inside: &str) -> String {
    format!(r#"{{"entry":[{{"changes":[{{"field":"messages","value":{{{inside}}}}}]}}]}}"#)
}

/// An envelope around these contacts of a value that the body's last string says is one thing, and its own field,
/// which stands behind it, says is another.
pub(crate) fn walked_twice(contacts: &str) -> String {
    format!(
        r#"{{"entry":[{{"changes":[{{"value":{{"contacts":[{contacts}]}},"field":"user_preferences"}}]}}],"x":"messages"}}"#
    )
}

/// `unit` with commas between, until it is `len` bytes long.
fn repeat(unit: &str, len: usize) -> String {
    let times = (len / (unit.len() + 1)).max(1);
    let mut text = format!("{unit},").repeat(times);
    text.pop();
    text
}

/// Accepted bodies of about `len` bytes that make the decoder hold as much as can be, by name.
pub(crate) fn shapes(len: usize) -> Vec<(&'static str, String)> {
    let list = |name: &str, unit: &str| in_value(&format!(r#""{name}":[{}]"#, repeat(unit, len)));
    let root = |inside: String| format!(r#"{{"entry":[],{inside}}}"#);
    let numbered = |n: usize| format!(r#"{{"wa_id":"{n}"}}"#);
    let contacts = (0..len / 20).map(numbered).collect::<Vec<_>>().join(",");
    let escaped = "\\\"".repeat(len / 2);
    vec![
        ("empty messages", list("messages", "{}")),
        ("numbers for messages", list("messages", "0")),
        ("empty strings for messages", list("messages", r#""""#)),
        ("messages with an id", list("messages", r#"{"id":""}"#)),
        ("empty entries", format!(r#"{{"entry":[{}]}}"#, repeat("{}", len))),
        ("empty changes", format!(r#"{{"entry":[{{"changes":[{}]}}]}}"#, repeat("{}", len))),
        ("empty contacts", list("contacts", "{}")),
        ("contacts of one id", list("contacts", r#"{"wa_id":""}"#)),
        ("contacts of their own id", in_value(&format!(r#""contacts":[{contacts}]"#))),
        ("contacts of two ids", list("contacts", r#"{"wa_id":"","user_id":""}"#)),
        ("numbers walked twice", walked_twice(&repeat("0", len))),
        ("empty contacts walked twice", walked_twice(&repeat("{}", len))),
        ("contacts walked twice", walked_twice(&repeat(r#"{"wa_id":""}"#, len))),
        (
            "the second value walked twice",
            walked_twice(&repeat("{}", len)).replacen(
                r#""value":"#,
                r#""value":{"contacts":[{}]},"value":"#,
                1,
            ),
        ),
        (
            "the value before entries walked twice",
            format!(
                r#"{{"value":{{"contacts":[{}]}},"entry":[{{}}],"field":"user_preferences","x":"messages"}}"#,
                repeat("{}", len)
            ),
        ),
        ("nested objects", list("messages", r#"{"text":{},"image":{},"context":{}}"#)),
        ("nested lists", list("messages", r#"{"errors":[],"contacts":[]}"#)),
        ("one known key", root(repeat(r#""id":1"#, len))),
        ("one unknown key", root(repeat(r#""":1"#, len))),
        ("empty strings", root(format!(r#""x":[{}]"#, repeat(r#""""#, len)))),
        ("empty objects", root(format!(r#""x":[{}]"#, repeat("{}", len)))),
        ("escapes only", root(format!(r#""x":"{escaped}""#))),
        ("spaces only", format!("{}{{\"entry\":[]}}", " ".repeat(len))),
    ]
}
