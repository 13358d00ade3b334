//! Acceptance: exactly the bodies that `serde_json` accepts, with an object at the root.

use super::{decoders, oracle};
use wabahook::unwrap::Wrapping;
use wabahook::{Envelope, Error, ErrorKind, Limits, twin};

const DEPTH: usize = 128;

/// Decoder, reference and `serde_json` accept the same bodies. An error's offset is that of the
/// first byte at which no valid text could continue.
pub(crate) fn check_agreement(body: &[u8]) {
    let checked = twin::check(body, DEPTH);
    let text = oracle::parse(body);

    let judged = text
        .as_deref()
        .is_some_and(|text| text.trim_start().starts_with('{') && oracle::depth(text) <= DEPTH);
    assert_eq!(checked.is_ok(), judged, "the reference returns {checked:?}");
    for mut decoder in decoders(body, Limits::new().with_max_depth(DEPTH)) {
        let decoded = decoder.decode(body).map(|payload| payload.envelope());
        agree(body, text.as_deref(), judged, checked, decoded);
    }
    let [expected, looked_up] = [true, false].map(|way| twin::records(body, DEPTH, way));
    assert_eq!(expected, looked_up, "the generated functions write what the loop does");
    #[cfg(feature = "simd-json")]
    simd::check(body, text.as_deref());
}

/// Asserts that `decoded` agrees with `serde_json` (`judged`) and the reference (`checked`).
fn agree(
    body: &[u8],
    text: Option<&str>,
    judged: bool,
    checked: Result<(), Error>,
    decoded: Result<Envelope, Error>,
) {
    match decoded {
        Ok(_) => assert!(judged, "decoded, but serde_json rejects it"),
        Err(error) if is_json(error) => {
            assert!(judged, "{error:?}, but serde_json rejects it");
            assert!(error.offset() <= body.len());
        }
        Err(error) if matches!(error.kind(), ErrorKind::Wrapped(_)) => {
            assert!(!judged, "{error:?}, but serde_json accepts it");
            let refused = checked.expect_err("it is no object");
            assert_eq!(refused.kind().is_syntax(), error.kind().is_syntax());
            assert!(matches!(body.get(error.offset()), Some(b'{' | b'[' | b'"')));
        }
        Err(error) => {
            assert!(!judged, "{error:?}, but serde_json accepts it");
            assert_eq!(checked, Err(error));
            assert_kind(body, text, error);
            assert_place(body, error);
        }
    }
}

/// Returns true for errors of bodies that are valid JSON with an object at the root.
fn is_json(error: Error) -> bool {
    match error.kind() {
        ErrorKind::NotAnEnvelope | ErrorKind::WrongType => true,
        ErrorKind::Wrapped(wrapping) => {
            !matches!(wrapping, Wrapping::Text | Wrapping::List | Wrapping::JsonString)
        }
        _ => false,
    }
}

/// Asserts the error kinds that can be derived without the parser.
fn assert_kind(body: &[u8], text: Option<&str>, error: Error) {
    match error.kind() {
        ErrorKind::NotAnObject => assert!(text.is_some(), "not JSON: {error:?}"),
        ErrorKind::UnexpectedEnd => assert_eq!(error.offset(), body.len()),
        ErrorKind::InvalidUtf8 => {
            let valid = std::str::from_utf8(body).unwrap_err().valid_up_to();
            assert_eq!(error.offset(), valid);
        }
        ErrorKind::ByteOrderMark => assert!(body.starts_with(b"\xEF\xBB\xBF")),
        ErrorKind::InvalidEscape => assert_eq!(body.get(error.offset()), Some(&b'\\')),
        ErrorKind::TrailingComma => assert_eq!(body.get(error.offset()), Some(&b',')),
        ErrorKind::ControlCharacter => assert!(body[error.offset()] < 0x20),
        ErrorKind::DepthLimit => assert!(matches!(body.get(error.offset()), Some(b'[' | b'{'))),
        _ => assert!(error.offset() < body.len()),
    }
}

/// The bytes before an error are the beginning of a valid text.
fn assert_place(body: &[u8], error: Error) {
    let (line, column) = error.line_column(body);
    assert!(line >= 1 && column >= 1);
    let before = body.get(..error.offset()).expect("the offset is not beyond the end");
    if let Err(cut) = twin::check(before, DEPTH) {
        let fine = matches!(cut.kind(), ErrorKind::UnexpectedEnd | ErrorKind::NotAnObject);
        assert!(fine, "{error:?}, but its offset is behind {cut:?}");
    }
}

#[cfg(feature = "simd-json")]
mod simd {
    use super::oracle;

    /// `simd-json` accepts the same texts, mended and without hard numbers:
    ///
    /// - it rejects unpaired escaped surrogates (mended away);
    /// - it rejects integers beyond 64 bits and floats beyond an `f64` ([`has_hard_number`]);
    /// - it has its own nesting limit (deeper texts are not compared).
    pub(super) fn check(body: &[u8], text: Option<&str>) {
        let mut copy = oracle::mend(body);
        match (text, simd_json::to_tape(&mut copy)) {
            (Some(text), Err(error)) if oracle::depth(text) <= super::DEPTH => {
                assert!(has_hard_number(text), "simd-json refuses it: {error}");
            }
            (None, Ok(_)) => panic!("simd-json accepts it, and serde_json does not"),
            _ => {}
        }
    }

    /// Returns true if some number of a valid text has an exponent or more than 15 digits.
    fn has_hard_number(text: &str) -> bool {
        let (mut digits, mut hard) = (0, false);
        oracle::outside_strings(text.as_bytes(), |byte| match byte {
            b'0'..=b'9' => {
                digits += 1;
                hard |= digits > 15;
            }
            b'e' | b'E' => hard |= digits > 0,
            b'.' | b'-' | b'+' => {}
            _ => digits = 0,
        });
        hard
    }
}
