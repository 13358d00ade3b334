//! Bodies made to be expensive.

/// Returns a body whose value, of the field `messages`, has the members `inside`.
pub(crate) fn in_value(inside: &str) -> String {
    format!(r#"{{"entry":[{{"changes":[{{"field":"messages","value":{{{inside}}}}}]}}]}}"#)
}

/// Returns a body whose value is parsed twice: first as one of the field `messages`, which the last
/// string of the body suggests, then as one of `field`, which follows the value.
pub(crate) fn parsed_twice(inside: &str, field: &str) -> String {
    format!(
        r#"{{"entry":[{{"changes":[{{"value":{{{inside}}},"field":"{field}"}}]}}],"x":"messages"}}"#
    )
}

/// Returns `levels` edits within one another; the innermost edits an empty message.
pub(crate) fn nested_edits(levels: usize) -> String {
    [r#"{"edit":{"message":"#.repeat(levels), "{}".to_owned(), "}}".repeat(levels)].concat()
}

/// Returns `unit` repeated with commas between, about `len` bytes long.
fn repeat(unit: &str, len: usize) -> String {
    let times = (len / (unit.len() + 1)).max(1);
    let mut text = format!("{unit},").repeat(times);
    text.pop();
    text
}

/// Returns accepted bodies of about `len` bytes that make the decoder use the most memory, by name.
pub(crate) fn shapes(len: usize) -> Vec<(&'static str, String)> {
    let items = |name: &str, unit: &str| format!(r#""{name}":[{}]"#, repeat(unit, len));
    let list = |name: &str, unit: &str| in_value(&items(name, unit));
    // Both fields have contacts, and the messages of `history` and `messages` share a table.
    let contacts_twice = |unit: &str| parsed_twice(&items("contacts", unit), "user_preferences");
    let messages_twice = |unit: &str| parsed_twice(&items("messages", unit), "history");
    // The default depth limit: eight levels surround the innermost message.
    let edits = nested_edits(60);
    let root = |inside: String| format!(r#"{{"entry":[],{inside}}}"#);
    let numbered = |n: usize| format!(r#"{{"wa_id":"{n}"}}"#);
    let contacts = (0..len / 20).map(numbered).collect::<Vec<_>>().join(",");
    let escaped = "\\\"".repeat(len / 2);
    vec![
        ("empty messages", list("messages", "{}")),
        ("numbers for messages", list("messages", "0")),
        ("empty strings for messages", list("messages", r#""""#)),
        ("messages of white space", list("messages", "{ }")),
        ("messages with an unknown member", list("messages", r#"{"":0}"#)),
        ("messages with a number for a receiver", list("messages", r#"{"to":0}"#)),
        ("messages with an id", list("messages", r#"{"id":""}"#)),
        ("nested edits", list("messages", &edits)),
        ("empty messages parsed twice", messages_twice("{}")),
        ("messages of white space parsed twice", messages_twice("{ }")),
        ("messages with an unknown member parsed twice", messages_twice(r#"{"":0}"#)),
        ("messages with a number for a receiver parsed twice", messages_twice(r#"{"to":0}"#)),
        ("messages with an id parsed twice", messages_twice(r#"{"id":""}"#)),
        ("nested edits parsed twice", messages_twice(&edits)),
        ("empty entries", format!(r#"{{"entry":[{}]}}"#, repeat("{}", len))),
        ("empty changes", format!(r#"{{"entry":[{{"changes":[{}]}}]}}"#, repeat("{}", len))),
        ("empty contacts", list("contacts", "{}")),
        ("contacts of one id", list("contacts", r#"{"wa_id":""}"#)),
        ("contacts of their own id", in_value(&format!(r#""contacts":[{contacts}]"#))),
        ("contacts of two ids", list("contacts", r#"{"wa_id":"","user_id":""}"#)),
        ("numbers parsed twice", contacts_twice("0")),
        ("empty contacts parsed twice", contacts_twice("{}")),
        ("contacts parsed twice", contacts_twice(r#"{"wa_id":""}"#)),
        (
            "the second value parsed twice",
            contacts_twice("{}").replacen(
                r#""value":"#,
                r#""value":{"contacts":[{}]},"value":"#,
                1,
            ),
        ),
        (
            "the value before entries parsed twice",
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
