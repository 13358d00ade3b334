//! Hints for rejected bodies: wrappings are recognized only after decoding failed.

use crate::error::{Error, ErrorKind, Wrapping};
use crate::json::{JsonType, Raw};
use crate::recognize::{Sight, begins_like_a_body, end_of_text_before, recognize};

/// Returns the error of an object that is not an envelope, by its innermost wrapping outside
/// strings.
#[cold]
pub(super) fn of_root(root: Raw<'_>) -> Error {
    let mut error = Error::new(ErrorKind::NotAnEnvelope, root.offset());
    let (mut value, mut around) = (Some(root), None);
    for _ in 0..DEEPEST {
        let Some(object) = value.filter(|value| value.json_type() == JsonType::Object) else {
            break;
        };
        let wrapped = |wrapping, at| Error::new(ErrorKind::Wrapped(wrapping), at);
        let inward = match recognize(object, around) {
            Sight::Wrapped(inward) => inward,
            // Inside a wrapping only further wrappings matter.
            _ if around.is_some() || object.offset() != root.offset() => break,
            Sight::Value(None) => return wrapped(Wrapping::Value, root.offset()),
            Sight::Value(Some(_)) => return wrapped(Wrapping::MergedValue, root.offset()),
            Sight::Body | Sight::Unknown => break,
        };
        error = wrapped(inward.wrapping, inward.value.offset());
        around = inward.around();
        value = match inward.value.json_type() {
            JsonType::Array => inward.value.first_item(),
            _ => Some(inward.value),
        };
    }
    error
}

/// The maximum depth of the search for wrappings: a Lambda event has a record, a notification and a
/// string.
const DEEPEST: usize = 8;

/// Returns the error of a rejected text, which may contain a body.
#[cold]
pub(super) fn of_text(body: &[u8], error: Error) -> Error {
    let text = body.trim_ascii_start();
    let found = match error.kind() {
        ErrorKind::ByteOrderMark | ErrorKind::DepthLimit | ErrorKind::MemoryLimit => None,
        ErrorKind::NotAnObject => begins_like_a_wrapping(text).map(|it| (it, error.offset())),
        kind if kind.is_syntax() && !text.starts_with(b"{") => {
            let start = end_of_text_before(body);
            start
                .filter(|&start| body.get(start..).is_some_and(begins_like_a_body))
                .map(|start| (Wrapping::Text, start))
        }
        _ => None,
    };
    match found {
        Some((wrapping, at)) => Error::new(ErrorKind::Wrapped(wrapping), at),
        None => error,
    }
}

/// Recognizes the wrapping of a JSON text that is not an object, by its first bytes.
fn begins_like_a_wrapping(text: &[u8]) -> Option<Wrapping> {
    let (first, inside) = text.split_first()?;
    let inside = inside.trim_ascii_start();
    match first {
        b'[' if inside.starts_with(b"{") || begins_like_a_held_text(inside) => Some(Wrapping::List),
        b'"' if begins_like_a_held_text(text) => Some(Wrapping::JsonString),
        _ => None,
    }
}

/// Returns `true` if a JSON string begins like one that contains an object, an array or a string.
fn begins_like_a_held_text(string: &[u8]) -> bool {
    let held = string.strip_prefix(b"\"").map(<[u8]>::trim_ascii_start);
    held.is_some_and(|held| {
        held.starts_with(b"{") || held.starts_with(b"[") || held.starts_with(b"\\\"")
    })
}
