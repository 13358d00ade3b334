//! T1 to T7: truncated, changed and tiny bodies.

use crate::checks::{kernels, oracle, values};
use crate::{founding, is_exhaustive, refused, stride, with_decoders};
use wabahook::unwrap::Wrapping;
use wabahook::{Decoder, ErrorKind, twin};

/// Bytes that are significant in JSON, and some that are not.
const BYTES: &[u8] = b"\"\\{}[]:, \n019-.eutx\x00\x1F\x7F\x80\xC3\xFF";

/// The error kinds of JSON whose root is not an object.
const NO_OBJECTS: [ErrorKind; 3] = [
    ErrorKind::NotAnObject,
    ErrorKind::Wrapped(Wrapping::List),
    ErrorKind::Wrapped(Wrapping::JsonString),
];

/// Both decoders accept what `serde_json` accepts, and read the same.
fn agree(decoders: &mut [Decoder; 2], body: &[u8]) {
    let text = oracle::parse(body);
    let is_object = text.as_deref().is_some_and(|text| text.trim_start().starts_with('{'));
    let [one, other] = decoders;
    let events =
        |decoder: &mut Decoder| decoder.decode(body).map(|payload| payload.events().count());
    assert_eq!(events(one), events(other), "{}", body.escape_ascii());
    match one.decode(body) {
        Ok(payload) => {
            assert!(is_object, "accepted: {}", body.escape_ascii());
            values::judge(body, payload);
        }
        Err(error) if error.kind() == ErrorKind::Wrapped(Wrapping::Text) => {
            assert!(text.is_none(), "{error}: {}", body.escape_ascii());
        }
        Err(error) if error.kind().is_syntax() && error.path().is_empty() => {
            assert!(text.is_none(), "{error}: {}", body.escape_ascii());
            assert!(error.offset() <= body.len());
            assert_eq!(twin::check(body, 128), Err(error));
        }
        Err(error) if NO_OBJECTS.contains(&error.kind()) => {
            assert!(text.is_some() && !is_object, "{error}: {}", body.escape_ascii());
        }
        Err(error) => assert!(is_object, "{error}: {}", body.escape_ascii()),
    }
    // Swapped, so that each decoder is the first every other time.
    decoders.swap(0, 1);
}

/// Returns two decoders for each kernel: one with a cache, which earlier mutants fill, and one
/// without.
fn decoders() -> Vec<[Decoder; 2]> {
    let of = |kernel| {
        [Decoder::new(), Decoder::new().without_cache()].map(|new| new.with_kernel(kernel))
    };
    kernels::supported().map(of).collect()
}

/// Every prefix is rejected as truncated, at its end.
#[test]
fn t01_cut_at_every_byte() {
    for body in founding() {
        let whole = body.trim_ascii_end().len();
        for len in 0..whole {
            let error = refused(&body[..len]);
            assert_eq!((error.kind(), error.offset()), (ErrorKind::UnexpectedEnd, len));
        }
        for len in whole..=body.len() {
            with_decoders(&body[..len], |decoder| assert!(decoder.decode(&body[..len]).is_ok()));
        }
    }
}

/// Every byte of every founding body is replaced: by all 256, or by the significant ones and a few.
#[test]
fn t02_every_byte_replaced() {
    let mut decoders = decoders();
    let mut count = 0;
    for (number, mut body) in founding().into_iter().enumerate() {
        for at in (number % stride()..body.len()).step_by(stride()) {
            let kept = body[at];
            for byte in 0..=255 {
                let rotates = (usize::from(byte) + at + number) % 64 == 0;
                let chosen = BYTES.contains(&byte) && (at + number).is_multiple_of(2);
                if is_exhaustive() || chosen || rotates {
                    body[at] = byte;
                    let which = count % decoders.len();
                    agree(&mut decoders[which], &body);
                    count += 1;
                }
            }
            body[at] = kept;
        }
    }
    assert!(count > 100_000 || !is_exhaustive());
}

#[test]
fn t03_every_byte_left_out_or_doubled() {
    let mut decoders = decoders();
    for (number, body) in founding().into_iter().enumerate() {
        for at in (number % stride()..body.len()).step_by(stride()) {
            let which = at % decoders.len();
            let mut changed = body.clone();
            changed.remove(at);
            agree(&mut decoders[which], &changed);
            changed.insert(at, body[at]);
            assert_eq!(changed, body);
            changed.insert(at, body[at]);
            agree(&mut decoders[which], &changed);
        }
    }
}

#[test]
fn t04_neighbours_swapped() {
    let mut decoders = decoders();
    for (number, body) in founding().into_iter().enumerate() {
        for at in (1 + number % stride()..body.len()).step_by(stride()) {
            let mut changed = body.clone();
            changed.swap(at - 1, at);
            let which = at % decoders.len();
            agree(&mut decoders[which], &changed);
        }
        let blocks = body.len() / 64;
        for (one, other) in (0..blocks).flat_map(|one| (0..one).map(move |other| (one, other))) {
            let mut changed = body.clone();
            for byte in 0..64 {
                changed.swap(one * 64 + byte, other * 64 + byte);
            }
            let which = (one + other) % decoders.len();
            agree(&mut decoders[which], &changed);
        }
    }
}

/// The reference accepts the same documents of up to four symbols (five, exhaustively) as
/// `serde_json`, and so does the decoder with the document as a value.
#[test]
fn t06_every_short_document() {
    const SYMBOLS: &[u8; 20] = b"[]{},:\"\\au01-.etn \n\xD7";
    let longest = if is_exhaustive() {
        5
    } else if stride() > 1 {
        3
    } else {
        4
    };
    let mut decoders = decoders();
    let mut body = Vec::new();
    for len in 0..=longest {
        for number in 0..SYMBOLS.len().pow(len) {
            let mut rest = number;
            body.clear();
            body.extend_from_slice(br#"{"field":"x","value":"#);
            let start = body.len();
            for _ in 0..len {
                body.push(SYMBOLS[rest % SYMBOLS.len()]);
                rest /= SYMBOLS.len();
            }
            let document = &body[start..];
            let judged = oracle::parse(document).is_some();
            let accepted = match twin::check(document, 128) {
                Ok(()) => true,
                Err(error) => error.kind() == ErrorKind::NotAnObject,
            };
            assert_eq!(accepted, judged, "{}", document.escape_ascii());

            body.push(b'}');
            // Only documents of more than four symbols can be valid within the whole alone:
            // `1,"":1`.
            let judged = judged || (len > 4 && oracle::parse(&body).is_some());
            let which = number % decoders.len();
            for decoder in &mut decoders[which] {
                let decoded = decoder.decode(&body).map(|payload| payload.events().count());
                assert_eq!(decoded.is_ok(), judged, "{}", body.escape_ascii());
            }
        }
    }
}
