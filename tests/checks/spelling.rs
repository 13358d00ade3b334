//! Spelling does not matter: the documented one and the one on the wire give equal events.

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

/// What can be seen of a body that is let in, apart from its spelling.
fn rendered(body: &[u8]) -> Option<Vec<String>> {
    let rendered =
        decoders(body, Limits::new()).map(|mut decoder| decoder.decode(body).ok().map(lines));
    rendered.reduce(|one, other| {
        assert_eq!(one, other);
        one
    })?
}

/// Takes the hash of a malformed item's bytes out of the key of a line, or that of an item which is
/// nested deeply.
#[cfg(feature = "serde")]
fn without_hash(line: &mut String) {
    const HASH: &str = ":hash=";
    // Texts may hold the marker too, but no unescaped quote: the first member of that name is the key.
    const KEY: &str = ",\"dedupe_key\":\"";
    let Some(key) = line.find(KEY).map(|at| at + KEY.len()) else { return };
    let is_of_bytes = line[key..].starts_with("malformed:") || super::oracle::depth(line) > 16;
    if let Some(at) = line[key..].find(HASH).filter(|_| is_of_bytes) {
        let hash = key + at + HASH.len();
        line.replace_range(hash..hash + 32, "");
    }
}

/// The events of a payload, and its item errors, without what their spelling decides.
#[cfg(feature = "serde")]
pub(crate) fn lines(payload: wabahook::Payload<'_>) -> Vec<String> {
    let mut lines = super::bodies::lines(payload);
    lines.iter_mut().for_each(without_hash);
    lines
}

/// The events of a payload, and its item errors.
#[cfg(not(feature = "serde"))]
pub(crate) fn lines(payload: wabahook::Payload<'_>) -> Vec<String> {
    let line = |event: Result<wabahook::Event<'_>, wabahook::EventError<'_>>| match event {
        Ok(event) => format!("{} {} {:?}", event.path(), event.kind(), event.routing_key()),
        Err(error) => format!("{} {}", error.path(), error.error().kind()),
    };
    payload.events().map(line).collect()
}
