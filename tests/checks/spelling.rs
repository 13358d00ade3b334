//! Spelling does not matter: the documented one and the one on the wire give equal events.

use super::wire::wire;
use wabahook::Decoder;

/// The events of a body are those of its wire spelling.
pub(crate) fn check_spelling(body: &[u8]) {
    let Some(documented) = rendered(body) else { return };
    let spelled = wire(std::str::from_utf8(body).expect("accepted bodies are UTF-8"));
    let wired = rendered(spelled.as_bytes()).expect("the wire spelling is refused");
    assert_eq!(documented, wired, "spelled {spelled}");
}

/// What can be seen of a body, apart from its spelling.
#[cfg(feature = "serde")]
fn rendered(body: &[u8]) -> Option<Vec<String>> {
    let mut decoder = Decoder::new();
    let payload = decoder.decode(body).ok()?;
    Some(super::bodies::lines(payload))
}

#[cfg(not(feature = "serde"))]
fn rendered(body: &[u8]) -> Option<Vec<String>> {
    let mut decoder = Decoder::new();
    let payload = decoder.decode(body).ok()?;
    let line = |event: Result<wabahook::Event<'_>, wabahook::ItemError<'_>>| match event {
        Ok(event) => format!("{} {} {:?}", event.path(), event.kind(), event.routing_key()),
        Err(error) => format!("{} {}", error.path(), error.kind()),
    };
    Some(payload.events().map(line).collect())
}
