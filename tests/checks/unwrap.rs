//! Unwrapping: each body equals the value at its path, and decodes like that value alone.

use super::oracle::{self, Node};
use serde_json::Value as Json;
use wabahook::unwrap::{Found, Step, Unwrapper, Wrapping};
use wabahook::{Decoder, Error, ErrorKind};

/// Unwraps the bytes with new memory and with used memory, and follows each path independently.
pub(crate) fn check_unwrap(bytes: &[u8]) {
    let mut unwrapper = Unwrapper::new();
    let first = answers(&mut unwrapper, bytes);
    let again = answers(&mut unwrapper, bytes);
    assert!(first == again, "used memory changes the answers");

    // Accepted bodies are bare, and whatever is rejected as wrapped unwraps.
    let bare: &[Answer] = &[Ok((bytes.to_vec(), String::new()))];
    match Decoder::new().decode(bytes) {
        Ok(_) => assert!(first == bare, "accepted, but not bare"),
        Err(error) if matches!(error.kind(), ErrorKind::Wrapped(_)) => {
            assert!(first != bare, "{error}, but nothing was unwrapped");
        }
        Err(_) => {}
    }
}

type Answer = Result<(Vec<u8>, String), String>;

fn answers(unwrapper: &mut Unwrapper, bytes: &[u8]) -> Vec<Answer> {
    let (mut decoder, mut alone) = (Decoder::new(), Decoder::new());
    let mut answers = Vec::new();
    let mut bodies = unwrapper.unwrap(bytes);
    while let Some(found) = bodies.next_body() {
        let found = match found {
            Ok(found) => found,
            Err(error) => {
                assert!(error.offset() <= bytes.len(), "{error}");
                let is_recognized = !error.path().is_empty() || error.inner_offset().is_some();
                assert!(is_recognized, "{error}");
                answers.push(Err(error.to_string()));
                continue;
            }
        };
        check_place(bytes, found);
        let expected = extract(bytes, found);
        let (body, expected) = (found.body().trim_ascii(), expected.trim_ascii());
        if found.wrappings().last() == Some(&Wrapping::MergedValue) {
            check_merged(body, expected);
        } else {
            assert_eq!(String::from_utf8_lossy(body), String::from_utf8_lossy(expected));
            assert_eq!(show(&mut decoder, body), show(&mut alone, expected));
        }
        if found.is_bare() {
            assert!(found.body() == bytes, "a part of it");
        }
        answers.push(Ok((found.body().to_vec(), found.path().to_string())));
    }
    assert!(!answers.is_empty() || leads_to_no_records(bytes), "no answers");
    answers
}

/// Returns true if some path into a text ends at empty lists of records only.
fn leads_to_no_records(text: &[u8]) -> bool {
    let text = behind_text(text.to_vec());
    let Some(value) = oracle::parse(&text) else { return false };
    match oracle::open(value.trim_ascii()) {
        Node::Object(members) => members.into_iter().any(|(key, value)| {
            let is_records = matches!(&*key, "Records" | "records" | "Messages");
            let is_empty = matches!(oracle::open(value), Node::Array(items) if items.is_empty());
            (is_records && is_empty) || leads_to_no_records(value.as_bytes())
        }),
        Node::Array(items) => {
            !items.is_empty() && items.iter().all(|item| leads_to_no_records(item.as_bytes()))
        }
        Node::String(held) => {
            let is_base64 = |byte: u8| byte.is_ascii_alphanumeric() || b"+/=".contains(&byte);
            leads_to_no_records(held.as_bytes())
                || (held.bytes().all(is_base64) && leads_to_no_records(&from_base64(&held)))
        }
        Node::Other(_) => false,
    }
}

/// The offsets of a slice refer to the same bytes of the outer text.
fn check_place(bytes: &[u8], found: Found<'_>) {
    let body = found.body();
    assert!(found.outer_offset(body.len()) <= bytes.len());
    let is_written =
        found.wrappings().iter().any(|it| matches!(it, Wrapping::Value | Wrapping::MergedValue));
    let is_slice = bytes.as_ptr_range().contains(&body.as_ptr());
    if found.inner_offset(0).is_none() && !is_written {
        assert!(is_slice || body.is_empty(), "not a slice of the outer text");
        assert!(&bytes[found.outer_offset(0)..][..body.len()] == body, "other bytes");
    } else {
        assert!(!is_slice);
    }
}

/// Returns the printed payload of a body.
fn show(decoder: &mut Decoder, body: &[u8]) -> Result<String, Error> {
    decoder.decode(body).map(|payload| format!("{payload:?}"))
}

/// Returns the body at the path of `found`, located with `serde_json`.
fn extract(bytes: &[u8], found: Found<'_>) -> Vec<u8> {
    if found.is_bare() {
        return bytes.to_vec();
    }
    let mut text = behind_text(bytes.to_vec());
    let mut at: Vec<Step<'_>> = Vec::new();
    let mut steps = found.path().steps();
    loop {
        let Some(value) = value_at(&text, &at) else {
            // A text that begins like a body is not parsed further.
            assert!(steps.next().is_none() && at.is_empty(), "nothing is at {:?}", found.path());
            return text;
        };
        if let Some(held) = string_in(&value) {
            text = behind_text(open(&held, &text, &at));
            at.clear();
            continue;
        }
        match steps.next() {
            Some(step) => at.push(step),
            None => return finish(value, found.wrappings().last().copied()),
        }
    }
}

/// Returns a value as it is, or within a change if it was sent without one.
fn finish(value: String, last: Option<Wrapping>) -> Vec<u8> {
    match last {
        Some(Wrapping::Value) => format!(r#"{{"field":"messages","value":{value}}}"#).into_bytes(),
        _ => value.into_bytes(),
    }
}

/// The field was separated from the value that it was merged into; all else is unchanged.
fn check_merged(change: &[u8], merged: &[u8]) {
    let (change, merged) = (oracle::parse(change).unwrap(), oracle::parse(merged).unwrap());
    let field = oracle::last(&merged, "field").expect("it has a field");
    assert_eq!(oracle::last(&change, "field"), Some(field));
    let value = oracle::last(&change, "value").expect("it has a value");
    assert_eq!(value.len(), merged.len());
    assert!(value.bytes().zip(merged.bytes()).all(|(is, was)| is == was || is == b' '));
    let (Node::Object(is), Node::Object(mut was)) = (oracle::open(value), oracle::open(&merged))
    else {
        panic!("they are objects");
    };
    let last = was.iter().rposition(|(key, _)| key == "field").unwrap();
    was.remove(last);
    assert!(is.iter().map(|(key, value)| (key, value)).eq(was.iter().map(|(k, v)| (k, v))));
}

/// Returns the JSON of the value at a path of a text, if the text is JSON.
fn value_at(text: &[u8], path: &[Step<'_>]) -> Option<String> {
    let mended = oracle::parse(text)?;
    let raw = std::str::from_utf8(text).ok()?;
    let mut value = mended.trim_ascii();
    for step in path {
        value = match (step, oracle::open(value)) {
            (Step::Key(key), Node::Object(members)) => {
                let last = members.iter().rfind(|(name, _)| name == key);
                last.expect("the path has a member").1
            }
            (Step::Item(place), Node::Array(items)) => items[*place],
            _ => panic!("the path leads through a scalar"),
        };
    }
    let from = oracle::offset(&mended, value);
    Some(raw[from..from + value.len()].to_owned())
}

fn string_in(value: &str) -> Option<String> {
    let mended = oracle::parse(value.as_bytes())?;
    match serde_json::from_str(&mended) {
        Ok(Json::String(text)) => Some(text),
        _ => None,
    }
}

/// Returns the text in a string, decoded from base64 where its key says so.
fn open(held: &str, text: &[u8], path: &[Step<'_>]) -> Vec<u8> {
    let above = &path[..path.len().saturating_sub(1)];
    let is_base64 = match path.last() {
        Some(Step::Key("data")) => true,
        Some(Step::Key("body")) => value_at(text, above)
            .and_then(|object| oracle::last(&object, "isBase64Encoded").map(|it| it == "true"))
            .unwrap_or(false),
        _ => false,
    };
    if is_base64 { from_base64(held) } else { held.as_bytes().to_vec() }
}

/// Decodes base64: the reference.
fn from_base64(text: &str) -> Vec<u8> {
    const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let (mut bits, mut count, mut out) = (0u32, 0, Vec::new());
    for byte in text.bytes().filter(|&byte| byte != b'=') {
        let digit = ALPHABET.iter().position(|&it| it == byte).expect("it is base64");
        bits = bits << 6 | digit as u32;
        count += 6;
        if count >= 8 {
            count -= 8;
            out.push((bits >> count) as u8);
        }
    }
    out
}

/// Returns a text that is not JSON from the first brace on that a string follows.
fn behind_text(text: Vec<u8>) -> Vec<u8> {
    if text.trim_ascii_start().first() == Some(&b'{') || oracle::parse(&text).is_some() {
        return text;
    }
    let begins =
        |at: &usize| text[*at] == b'{' && text[at + 1..].trim_ascii_start().first() == Some(&b'"');
    match (0..text.len()).find(begins) {
        Some(start) => text[start..].to_vec(),
        None => text,
    }
}
