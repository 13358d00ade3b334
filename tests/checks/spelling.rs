//! Spelling: the documented spelling and the one on the wire give equal events.

use super::decoders;
use super::wire::wire;
use wabahook::Limits;

/// The events of a body are those of its wire spelling.
pub(crate) fn check_spelling(body: &[u8]) {
    let Some(documented) = rendered(body) else { return };
    let spelled = wire(std::str::from_utf8(body).expect("accepted bodies are UTF-8"));
    let wired = rendered(spelled.as_bytes()).expect("the wire spelling is refused");
    assert_eq!(documented, wired, "spelled {spelled}");
}

/// Returns the observable content of an accepted body, independent of its spelling.
fn rendered(body: &[u8]) -> Option<Vec<String>> {
    let rendered =
        decoders(body, Limits::new()).map(|mut decoder| decoder.decode(body).ok().map(lines));
    rendered.reduce(|one, other| {
        assert_eq!(one, other);
        one
    })?
}

/// Removes the hash of raw bytes, of a malformed or deeply nested item, from the key of a line.
#[cfg(feature = "serde")]
fn without_hash(line: &mut String) {
    const HASH: &str = ":hash=";
    // Strings hold no unescaped quote, so the first member of that name is the key.
    const KEY: &str = ",\"dedupe_key\":\"";
    let Some(key) = line.find(KEY).map(|at| at + KEY.len()) else { return };
    let is_of_bytes = line[key..].starts_with("malformed:") || super::oracle::depth(line) > 16;
    if let Some(at) = line[key..].find(HASH).filter(|_| is_of_bytes) {
        let hash = key + at + HASH.len();
        line.replace_range(hash..hash + 32, "");
    }
}

/// Returns the events of a payload, and its item errors, without hashes of their spelling.
#[cfg(feature = "serde")]
pub(crate) fn lines(payload: wabahook::Payload<'_>) -> Vec<String> {
    let mut lines = super::bodies::lines(payload);
    lines.iter_mut().for_each(without_hash);
    lines
}

/// Returns the events of a payload, and its item errors.
#[cfg(not(feature = "serde"))]
pub(crate) fn lines(payload: wabahook::Payload<'_>) -> Vec<String> {
    let line = |event: Result<wabahook::Event<'_>, wabahook::EventError<'_>>| match event {
        Ok(event) => format!("{} {} {:?}", event.path(), event.kind(), event.routing_key()),
        Err(error) => format!("{} {}", error.path(), error.error().kind()),
    };
    payload.events().map(line).collect()
}
