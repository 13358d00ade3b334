//! The public surface: printed forms, and how types are taken apart.

#![cfg(all(feature = "signature", feature = "bytes", feature = "simd-json", feature = "tokio"))]
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::error::Error as _;
use wabahook::stream::{
    Framing, PayloadReader, RecordReader, codec::RecordDecoder, records, split,
};
use wabahook::{
    Body, ChallengeError, Decoder, EmptySecret, ErrorKind, Limits, NumberError, Raw,
    SignatureError, Verifier, challenge,
};

const SECRET: &str = "Ana";
const BODY: &str = r#"{"entry":[{"id":"1","x":{"y":[1,"Ana"]},"changes":[]}]}"#;

/// Asserts that all messages differ and are each one line that fits into a sentence.
fn check_messages(messages: &[String]) {
    for (at, one) in messages.iter().enumerate() {
        assert!(one.len() > 5 && !one.contains('\n') && !one.ends_with('.'), "{one:?}");
        assert!(!messages[..at].contains(one), "{one} occurs twice");
    }
}

#[test]
fn errors_of_signatures_and_challenges() {
    use SignatureError::*;
    check_messages(
        &[
            Missing,
            Several,
            Empty,
            NotAscii,
            Spaces,
            WrongScheme,
            NoPrefix,
            WrongLength,
            NotHex,
            Mismatch,
        ]
        .map(|error| error.to_string()),
    );
    let query = |query: &str| challenge(query, "token").unwrap_err();
    let errors = [
        query("hub.mode=subscribe"),
        query("hub.mode=subscribe&hub.mode=subscribe&hub.challenge=1&hub.verify_token=token"),
        query("hub.mode=subscribe&hub.challenge=%F&hub.verify_token=token"),
        query("hub.mode=other&hub.challenge=1&hub.verify_token=token"),
        query("hub.mode=subscribe&hub.challenge=1&hub.verify_token=other"),
        challenge("hub.mode=subscribe&hub.challenge=1&hub.verify_token=", "").unwrap_err(),
    ];
    assert!(matches!(errors[0], ChallengeError::Missing(_)));
    assert!(matches!(errors[1], ChallengeError::Repeated("hub.mode")));
    assert!(matches!(errors[2], ChallengeError::Encoding("hub.challenge")));
    assert_eq!(
        errors[3..],
        [ChallengeError::WrongMode, ChallengeError::WrongToken, ChallengeError::EmptyToken]
    );
    check_messages(&errors.map(|error| error.to_string()));
    let none: EmptySecret = Verifier::new("").unwrap_err();
    assert_eq!(none.to_string(), "empty secret");
}

#[test]
fn errors_of_numbers() {
    use NumberError::*;
    check_messages(&[NotANumber, NotAnInteger, OutOfRange].map(|error| error.to_string()));
}

#[test]
fn a_signature_is_shown_as_sent() {
    let signature = Verifier::new(SECRET).unwrap().sign(b"{}");
    assert_eq!(format!("{signature:?}"), format!("Signature({signature})"));
    assert!(signature.to_string().starts_with("sha256="));
}

#[test]
fn a_body_is_its_bytes() {
    let body = Body::from(BODY.as_bytes().to_vec());
    assert_eq!(body.as_ref() as &[u8], BODY.as_bytes());
    assert_eq!(body.clone().into_bytes(), BODY);
    let shown = format!("{body:?}");
    assert!(shown.contains(&BODY.len().to_string()) && !shown.contains(SECRET), "{shown}");
}

#[test]
fn defaults_are_what_new_makes() {
    let (limits, new) = (Limits::default(), Limits::new());
    assert_eq!(format!("{limits:?}"), format!("{new:?}"));
    let deep =
        |depth| format!("{{\"entry\":[],\"x\":{}1{}}}", "[".repeat(depth), "]".repeat(depth));
    let mut decoder = Decoder::default();
    assert!(decoder.decode(deep(127).as_bytes()).is_ok());
    assert_eq!(decoder.decode(deep(128).as_bytes()).unwrap_err().kind(), ErrorKind::DepthLimit);
}

#[test]
fn a_decoder_returns_its_limits() {
    let limits = Limits::new().with_max_depth(7).with_max_body_len(99).with_max_memory(3 << 20);
    assert_ne!(limits, Limits::new());
    assert_eq!(Decoder::with_limits(limits).limits(), limits);
    assert_eq!(Decoder::new().limits(), Limits::new());
}

#[test]
fn readers_give_back_what_they_read() {
    let bytes = format!("{BODY}\n");
    let mut records = RecordReader::new(bytes.as_bytes(), Framing::Lines, Limits::new());
    assert_eq!(records.get_ref().len(), bytes.len());
    assert_eq!(records.get_mut().len(), bytes.len());
    let record = records.next_record().unwrap().unwrap();
    let shown = format!("{record:?}");
    assert!(shown.starts_with("RawRecord") && !shown.contains(SECRET), "{shown}");
    assert!(records.into_inner().is_empty());

    let bytes = format!("{BODY}\n{BODY}\n");
    let mut payloads = PayloadReader::new(bytes.as_bytes(), Framing::Lines);
    assert_eq!(payloads.get_ref().len(), bytes.len());
    assert!(payloads.next_buffered().is_none());
    assert!(payloads.next_record().unwrap().unwrap().payload().is_ok());
    let second = payloads.next_buffered().unwrap().payload().unwrap().entries().count();
    assert_eq!(second, 1);
    assert!(payloads.get_mut().is_empty());
    let (rest, mut decoder) = payloads.into_parts();
    assert!(rest.is_empty() && decoder.decode(BODY.as_bytes()).is_ok());
}

#[test]
fn parts_print_their_place_and_no_bytes() {
    let bytes = format!("{BODY}\n").repeat(50);
    let mut lines = 1;
    for part in split(bytes.as_bytes(), Framing::Lines, 4) {
        assert_eq!(part.line(), lines);
        lines += part.records().count() as u64;
        let shown = format!("{part:?} {:?}", part.records());
        assert!(shown.contains("Part") && shown.contains("Records") && !shown.contains(SECRET));
    }
    assert_eq!(lines, 51);
}

#[test]
fn an_error_of_a_record_has_its_cause() {
    let record = records(b"\n{]", Framing::Lines).next().unwrap();
    let mut decoder = Decoder::new();
    let error = record.decode(&mut decoder).payload().unwrap_err();
    assert_eq!(error.line(), 2);
    let cause = error.source().unwrap().to_string();
    assert!(error.to_string().ends_with(&cause), "{error} without {cause}");
}

#[test]
fn a_frame_of_tokio_is_its_bytes() {
    use tokio_util::codec::Decoder as _;
    let mut from = bytes::BytesMut::from(format!("{BODY}\n").as_bytes());
    let record =
        RecordDecoder::new(Framing::Lines, Limits::new()).decode(&mut from).unwrap().unwrap();
    let shown = format!("{record:?}");
    assert!(shown.starts_with("RawRecord") && !shown.contains(SECRET), "{shown}");
    assert_eq!(record.into_bytes(), BODY);
}

/// A replaced value has its own path, not that of the value before it.
#[test]
fn the_path_of_a_replaced_value() {
    for (body, paths) in [
        (
            r#"{"a":[1],"entry":[{"id":[7]}],"entry":[]}"#,
            "a a[0] entry entry[0] entry[0].id entry[0].id[0] entry",
        ),
        (
            r#"{"entry":[{"id":1}],"entry":{},"entry":[[]]}"#,
            "entry entry[0] entry[0].id entry entry entry[0]",
        ),
        (r#"{"id":{},"id":[[2]],"changes":[]}"#, "id id id[0] id[0][0] changes"),
        (
            r#"{"value":{"x":[1]},"field":"messages","value":{"contacts":[{},{"wa_id":"1","wa_id":2}]}}"#,
            "value value.x value.x[0] field value value.contacts value.contacts[0] value.contacts[1] \
             value.contacts[1].wa_id value.contacts[1].wa_id",
        ),
    ] {
        fn collect(raw: Raw<'_>, paths: &mut Vec<String>) {
            for value in raw.members().map(|(_, value)| value).chain(raw.items()) {
                paths.push(value.path().to_string());
                collect(value, paths);
            }
        }
        let (mut decoder, mut found) = (Decoder::new(), Vec::new());
        collect(decoder.decode(body.as_bytes()).unwrap().raw(), &mut found);
        assert_eq!(found.join(" "), paths, "{body}");
    }
}

/// A writer that fails ends the printing of a path at any point, without an ellipsis.
#[test]
fn a_path_ends_where_the_writer_does() {
    struct Full(usize, String);
    impl std::fmt::Write for Full {
        fn write_str(&mut self, text: &str) -> std::fmt::Result {
            self.0 = self.0.checked_sub(text.len()).ok_or(std::fmt::Error)?;
            self.1.push_str(text);
            Ok(())
        }
    }
    let body = format!(r#"{{"entry":[],"own":{{"{}":[7]}}}}"#, "k".repeat(70));
    let mut decoder = Decoder::new();
    let own = decoder.decode(body.as_bytes()).unwrap().raw().get("own").unwrap();
    let value = own.members().next().unwrap().1.items().next().unwrap();
    let whole = value.path().to_string();
    assert_eq!(whole, format!("own.{}…[0]", "k".repeat(64)));
    for room in 0..=whole.len() {
        let mut full = Full(room, String::new());
        let answer = std::fmt::Write::write_fmt(&mut full, format_args!("{}", value.path()));
        assert_eq!(answer.is_ok(), room == whole.len(), "{room}");
        assert!(whole.starts_with(&full.1));
    }
}

#[test]
fn the_unknown_as_shown_and_as_simd_json() {
    let mut decoder = Decoder::new();
    let payload = decoder.decode(BODY.as_bytes()).unwrap();
    let arena = bumpalo::Bump::new();
    let value = payload.raw().to_simd_json(&arena).unwrap();
    let mut spelled = BODY.as_bytes().to_vec();
    assert_eq!(value, simd_json::to_borrowed_value(&mut spelled).unwrap());
    let number = payload.raw().get("entry").unwrap().items().next().unwrap();
    let number = number.get("x").unwrap().get("y").unwrap().items().next().unwrap();
    let number = number.as_number().unwrap();
    assert_eq!((format!("{number}"), format!("{number:?}")), ("1".to_owned(), "1".to_owned()));
    assert_eq!(format!("{number:>3}"), "  1");
}
