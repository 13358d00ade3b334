//! `serde_json` as the oracle: acceptance, structure and values.
//!
//! It differs from this crate in three points, which are handled here:
//!
//! - it rejects an unpaired escaped surrogate, which RFC 8259 allows and this crate reads as
//!   U+FFFD: [`mend`] replaces it with `\ufffd`, which has the same length;
//! - its `Value` rejects numbers beyond an `f64`: [`serde::de::IgnoredAny`] and `RawValue` do not;
//! - its recursion limit differs: values are opened one level at a time, and depth is counted
//!   separately.

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;

/// Returns `body` with each unpaired escaped surrogate replaced by `\ufffd`.
pub(crate) fn mend(body: &[u8]) -> Vec<u8> {
    let mut mended = body.to_vec();
    let mut at = 0;
    while let Some(found) = body.get(at..).and_then(|rest| rest.iter().position(|&b| b == b'\\')) {
        let escape = at + found;
        at = match (unicode(body, escape), unicode(body, escape + 6)) {
            (Some(0xD800..=0xDBFF), Some(0xDC00..=0xDFFF)) => escape + 12,
            (Some(0xD800..=0xDFFF), _) => {
                mended[escape + 2..escape + 6].copy_from_slice(b"fffd");
                escape + 6
            }
            _ => escape + 2,
        };
    }
    mended
}

/// Returns the code unit of the `\uXXXX` at `at`, if there is one.
fn unicode(body: &[u8], at: usize) -> Option<u32> {
    let digits = body.get(at..at + 6)?.strip_prefix(b"\\u")?;
    digits.iter().try_fold(0, |code, &digit| Some(code * 16 + char::from(digit).to_digit(16)?))
}

/// Returns the mended text of a body that `serde_json` accepts, of any depth and root type.
pub(crate) fn parse(body: &[u8]) -> Option<String> {
    let text = String::from_utf8(mend(body)).ok()?;
    serde_json::from_str::<IgnoredAny>(&text).ok().map(|_| text)
}

/// Returns the nesting depth of a valid text.
pub(crate) fn depth(text: &str) -> usize {
    let (mut depth, mut deepest) = (0usize, 0);
    outside_strings(text.as_bytes(), |byte| match byte {
        b'[' | b'{' => {
            depth += 1;
            deepest = deepest.max(depth);
        }
        b']' | b'}' => depth -= 1,
        _ => {}
    });
    deepest
}

/// Calls `with` with each byte of a valid text that is outside strings, and with the quotes.
pub(crate) fn outside_strings(text: &[u8], mut with: impl FnMut(u8)) {
    let (mut inside, mut escaped) = (false, false);
    for &byte in text {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if inside => escaped = true,
            b'"' => {
                inside = !inside;
                with(byte);
            }
            _ if !inside => with(byte),
            _ => {}
        }
    }
}

/// A value, parsed one level deep.
pub(crate) enum Node<'t> {
    /// The members, in order, duplicates kept.
    Object(Vec<(String, &'t str)>),
    Array(Vec<&'t str>),
    String(String),
    /// A number or a literal, as spelled.
    Other(&'t str),
}

/// Parses the value that `text` spells, one level deep.
pub(crate) fn open(text: &str) -> Node<'_> {
    match text.as_bytes().first() {
        Some(b'{') => Node::Object(serde_json::from_str::<Members<'_>>(text).expect("members").0),
        Some(b'[') => {
            let items = serde_json::from_str::<Vec<&RawValue>>(text).expect("items");
            Node::Array(items.into_iter().map(RawValue::get).collect())
        }
        Some(b'"') => Node::String(serde_json::from_str(text).expect("a string")),
        _ => Node::Other(text),
    }
}

/// Returns the value of the last member of that name.
pub(crate) fn last<'t>(object: &'t str, name: &str) -> Option<&'t str> {
    match open(object) {
        Node::Object(members) => members.into_iter().rfind(|(key, _)| key == name).map(|(_, v)| v),
        _ => None,
    }
}

/// Returns the offset of `part` in `whole`.
pub(crate) fn offset(whole: &str, part: &str) -> usize {
    part.as_ptr().addr() - whole.as_ptr().addr()
}

/// Returns true if some object of a valid text has two members of one name.
pub(crate) fn has_duplicates(text: &str) -> bool {
    match open(text) {
        Node::Object(members) => {
            let mut keys: Vec<_> = members.iter().map(|(key, _)| key).collect();
            keys.sort_unstable();
            keys.windows(2).any(|pair| pair[0] == pair[1])
                || members.iter().any(|(_, value)| has_duplicates(value))
        }
        Node::Array(items) => items.into_iter().any(has_duplicates),
        Node::String(_) | Node::Other(_) => false,
    }
}

/// The members of an object, in order, duplicates kept.
struct Members<'t>(Vec<(String, &'t str)>);

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Collect;
        impl<'de> Visitor<'de> for Collect {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members<'de>, A::Error> {
                let mut members = Vec::new();
                while let Some((key, value)) = map.next_entry::<String, &'de RawValue>()? {
                    members.push((key, value.get()));
                }
                Ok(Members(members))
            }
        }
        from.deserialize_map(Collect)
    }
}
