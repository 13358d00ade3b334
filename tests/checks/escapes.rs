//! String values: decoded, and compared without decoding, against `serde_json`.

use super::kernels::check_unescape;
use super::{decoders, oracle};
use wabahook::{Limits, Str};

/// If the bytes between two quotes make a string, its value is what `serde_json` says, as a key and
/// as a value, from every kernel. The decoder rejects a string if `serde_json` does.
pub(crate) fn check_escapes(spelled: &[u8]) {
    let body =
        [b"{\"field\":\"x\",\"value\":[{\"", spelled, b"\":0},\"", spelled, b"\"]}"].concat();
    let quoted = oracle::mend(&[b"\"", spelled, b"\""].concat());
    let meant = serde_json::from_slice::<String>(&quoted).ok();
    for mut decoder in decoders(&body, Limits::new()) {
        let Some(meant) = &meant else {
            // With a quote inside, the body may still be valid JSON.
            let is_json = oracle::parse(&body).is_some();
            assert_eq!(decoder.decode(&body).is_ok(), is_json, "{}", spelled.escape_ascii());
            continue;
        };
        let payload = decoder.decode(&body).expect("serde_json takes the string");
        let list = payload.raw().get("value").expect("it is there");
        let mut items = list.items();
        let object = items.next().expect("the object");
        let (key, _) = object.members().next().expect("the key");
        let value = items.next().and_then(|value| value.as_string()).expect("the string");
        string(key, meant);
        string(value, meant);
        assert!(key == value);
        assert!(object.get(meant).is_some(), "found by what it means");
    }
    if let (Some(_), Ok(spelled)) = (meant, std::str::from_utf8(spelled)) {
        check_unescape(spelled);
    }
}

/// Comparing gives the same result before and after decoding.
fn string(found: Str<'_>, meant: &str) {
    for _ in 0..2 {
        assert!(found == *meant && found.chars().eq(meant.chars()));
        for other in others(meant) {
            assert_eq!(found == *other, meant == other, "{meant:?} and {other:?}");
        }
        assert_eq!(found.to_str(), meant);
    }
    assert_eq!(found.is_escaped(), found.as_spelled().contains('\\'));
    assert!(meant.len() <= found.as_spelled().len(), "never longer than its spelling");
}

/// Returns texts that differ slightly from `text`.
fn others(text: &str) -> Vec<String> {
    let mut others = vec![format!("{text}\0"), format!("{text}\u{FFFD}"), String::new()];
    let chars: Vec<char> = text.chars().collect();
    for at in [0, chars.len() / 2, chars.len().saturating_sub(1)] {
        let Some(&char) = chars.get(at) else { continue };
        let without = chars.iter().enumerate().filter(|&(n, _)| n != at).map(|(_, &char)| char);
        others.push(without.collect());
        let mut changed = chars.clone();
        changed[at] = if char == '\u{FFFD}' { '?' } else { '\u{FFFD}' };
        others.push(changed.into_iter().collect());
    }
    others
}
