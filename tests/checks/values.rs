//! Values: structure, strings and numbers read through [`Raw`] are those of `serde_json`.

use super::decoders;
use super::oracle::{self, Node};
use wabahook::{JsonType, Limits, Number, Payload, Raw, Str};

/// Number of members looked up by key, as each lookup is linear.
const MAX_LOOKUPS: usize = 64;

/// Every value of an accepted body, with its span, is the one that `serde_json` finds.
pub(crate) fn check_values(body: &[u8]) {
    for mut decoder in decoders(body, Limits::new()) {
        let Ok(payload) = decoder.decode(body) else { return };
        judge(body, payload);
    }
}

/// Every value of a payload is the one that `serde_json` finds in its body.
pub(crate) fn judge(body: &[u8], payload: Payload<'_>) {
    let body = std::str::from_utf8(body).expect("accepted bodies are UTF-8");
    let text = oracle::parse(body.as_bytes()).expect("serde_json accepts it");
    Judge { body, text: &text }.value(payload.raw(), text.trim_ascii());
}

/// A raw body and its mended text; offsets are the same in both.
struct Judge<'t> {
    body: &'t str,
    text: &'t str,
}

impl Judge<'_> {
    fn value(&self, raw: Raw<'_>, expected: &str) {
        let from = oracle::offset(self.text, expected);
        assert_eq!(raw.offset(), from);
        assert_eq!(raw.json(), &self.body[from..from + expected.len()]);
        assert_eq!(raw.to_string(), raw.json());
        let (mut members, mut items) = (raw.members(), raw.items());
        match oracle::open(expected) {
            Node::Object(all) => {
                assert_eq!(raw.json_type(), JsonType::Object);
                for (key, value) in &all {
                    let (found, raw) = members.next().expect("a member is missing");
                    string(found, key);
                    self.value(raw, value);
                }
                for (key, _) in all.iter().take(MAX_LOOKUPS) {
                    let last = all.iter().rfind(|(other, _)| other == key).map(|(_, value)| value);
                    let last = last.map(|value| oracle::offset(self.text, value));
                    assert_eq!(raw.get(key).map(Raw::offset), last, "the last {key:?} wins");
                }
            }
            Node::Array(all) => {
                assert_eq!(raw.json_type(), JsonType::Array);
                for value in all {
                    self.value(items.next().expect("an item is missing"), value);
                }
            }
            Node::String(text) => {
                assert_eq!(raw.json_type(), JsonType::String);
                string(raw.as_string().expect("it is a string"), &text);
                assert_eq!((raw.as_str(), raw.as_text()), (Some(&*text), Some(&*text)));
            }
            Node::Other(spelled) => scalar(raw, spelled),
        }
        assert!(members.next().is_none() && items.next().is_none(), "more than there is");
        assert!(members.next().is_none() && items.next().is_none(), "fused");
    }
}

/// A string equals `text`, whichever method reads it.
fn string(found: Str<'_>, text: &str) {
    assert_eq!(found.to_str(), text);
    assert_eq!(found.to_str().as_ptr(), found.to_str().as_ptr(), "decoded twice");
    assert!(found.chars().eq(text.chars()));
    let same = found;
    assert!(found == *text && found == text && found == same);
    assert_eq!(found.is_escaped(), found.as_spelled().contains('\\'));
    if !found.is_escaped() {
        assert_eq!(found.as_spelled(), text);
    }
    assert!(found != *format!("{text}x"));
    assert!(found != *format!("x{text}"));
    if let Some((at, last)) = text.char_indices().next_back() {
        let other = if last == 'a' { 'b' } else { 'a' };
        assert!(found != text[..at], "equal to its beginning");
        assert!(found != *format!("{}{other}", &text[..at]), "equal to something else");
    }
    assert_eq!(found.to_string(), text);
    assert_eq!(format!("{found:?}"), format!("{text:?}"));
}

/// A number or a literal.
fn scalar(raw: Raw<'_>, spelled: &str) {
    let kind = match spelled {
        "null" => JsonType::Null,
        "true" | "false" => JsonType::Bool,
        _ => JsonType::Number,
    };
    assert_eq!(raw.json_type(), kind);
    assert_eq!(raw.is_null(), kind == JsonType::Null);
    assert_eq!(raw.as_bool(), spelled.parse().ok());
    assert_eq!(raw.as_text(), (kind != JsonType::Null).then_some(spelled));
    assert_eq!(raw.as_number().map(Number::as_str), (kind == JsonType::Number).then_some(spelled));
    assert_eq!(raw.as_str(), None);
    if let Some(number) = raw.as_number() {
        assert_eq!(number.to_i64().ok(), spelled.parse().ok());
        assert_eq!(number.to_u64().ok(), spelled.parse().ok().or((spelled == "-0").then_some(0)));
        let float = spelled.parse::<f64>().ok().filter(|value| value.is_finite());
        assert_eq!(number.to_f64().ok().map(f64::to_bits), float.map(f64::to_bits));
    }
}
