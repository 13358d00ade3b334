//! T19 to T32: strings, escapes and encodings.

use crate::checks::decoders;
use crate::checks::hostile::in_value;
use crate::{refusal, with_decoders, with_message};
use wabahook::{ErrorKind, Limits};

/// The kinds of places of a string: read, not read, a key, inside a skipped value.
const PLACES: [&str; 5] = [
    r#""messages":[{"id":"A","type":"text","text":{"body":"_"}}]"#,
    r#""messages":[{"id":"A","new":"_"}]"#,
    r#""messages":[{"id":"A","_":0}]"#,
    r#""messages":[{"id":"A","new":[1,{"x":[{"_":[]}]}]}]"#,
    r#""new":{"text":"_"},"messages":[]"#,
];

/// Returns a body with those bytes in one of the places, and their offset.
fn at_place(place: &str, bytes: &[u8]) -> (Vec<u8>, usize) {
    let body = in_value(place);
    let at = body.find('_').unwrap();
    ([&body.as_bytes()[..at], bytes, &body.as_bytes()[at + 1..]].concat(), at)
}

/// Returns the value of a string, read by every decoder as a value and as a key.
fn meaning(spelled: &str) -> String {
    let mut meanings = Vec::new();
    let body = format!(r#"{{"field":"x","value":{{"{spelled}":"{spelled}"}}}}"#);
    for mut decoder in decoders(body.as_bytes(), Limits::new()) {
        let payload = decoder.decode(body.as_bytes()).unwrap_or_else(|e| panic!("{e}: {body}"));
        let (key, value) = payload.raw().get("value").unwrap().members().next().unwrap();
        meanings.extend([key.to_str().to_owned(), value.as_str().unwrap().to_owned()]);
    }
    meanings.dedup();
    assert_eq!(meanings.len(), 1, "{spelled}: {meanings:?}");
    meanings.remove(0)
}

/// Returns invalid UTF-8 sequences of every kind.
fn broken() -> Vec<Vec<u8>> {
    let mut broken: Vec<Vec<u8>> = (0x80..=0xC1).map(|byte| vec![byte]).collect();
    broken.extend((0xF5..=0xFF).map(|byte| vec![byte, 0x80, 0x80, 0x80]));
    broken.extend((0xC2..=0xF4).map(|lead| vec![lead]));
    broken.extend((0xC2..=0xDF).map(|lead| vec![lead, 0x41]));
    broken.extend((0xE0..=0xEF).map(|lead| vec![lead, 0xA0]));
    broken.extend((0x80..=0x9F).step_by(5).map(|second| vec![0xE0, second, 0x80]));
    broken.extend((0xA0..=0xBF).map(|second| vec![0xED, second, 0x80]));
    broken.extend((0x80..=0x8F).map(|second| vec![0xF0, second, 0x80, 0x80]));
    broken.extend((0x90..=0xBF).map(|second| vec![0xF4, second, 0x80, 0x80]));
    broken.extend((0xF0..=0xF4).map(|lead| vec![lead, 0x90, 0x80]));
    broken.extend((0xE1..=0xEF).map(|lead| vec![lead, 0x80, b'A']));
    broken.extend((0xF1..=0xF3).map(|lead| vec![lead, 0x80, 0x80, b'A']));
    broken
}

#[test]
fn t19_t20_broken_utf8_is_refused_everywhere() {
    let broken = broken();
    assert!(broken.len() >= 297);
    for bytes in &broken {
        for place in PLACES {
            let (body, at) = at_place(place, bytes);
            assert_eq!(refusal(&body), (ErrorKind::InvalidUtf8, at), "{}", bytes.escape_ascii());
        }
        // Outside of strings such bytes are invalid anyway.
        for body in
            [[bytes, &b"{\"entry\":[]}"[..]].concat(), [b"{\"entry\":[]}", &bytes[..]].concat()]
        {
            assert!(refusal(&body).1 <= body.len());
        }
    }
}

#[test]
fn t21_characters_across_blocks() {
    for before in (0..140).chain(4080..4100) {
        for char in ["\u{E9}", "\u{20AC}", "\u{1F34A}"] {
            let text = format!("{}{char}", "x".repeat(before));
            assert_eq!(meaning(&text), text);
        }
    }
}

#[test]
fn t22_surrogates_without_partner() {
    for (spelled, meant) in [
        (r"\ud83d", "\u{FFFD}"),
        (r"\ude00", "\u{FFFD}"),
        (r"\ude00\ud83d", "\u{FFFD}\u{FFFD}"),
        (r"\ud83d\ud83d\ude00", "\u{FFFD}\u{1F600}"),
        (r"\ud83d\ude00\ude00", "\u{1F600}\u{FFFD}"),
        (r"\ud83d\n", "\u{FFFD}\n"),
        (r"\ud83d\u0041", "\u{FFFD}A"),
        (r"\ud83dude00", "\u{FFFD}ude00"),
        (r"\ud83d\\ude00", "\u{FFFD}\\ude00"),
        (r"\uDBFF\uDFFF", "\u{10FFFF}"),
        (r"\uD800\uDC00", "\u{10000}"),
        (r"\ud83d\u00e9x", "\u{FFFD}\u{E9}x"),
    ] {
        for (before, behind) in [(0, ""), (0, "behind"), (30, "b"), (61, ""), (64, "\\\"")] {
            let start = "x".repeat(before);
            let end = behind.replace('\\', "");
            assert_eq!(
                meaning(&format!("{start}{spelled}{behind}")),
                format!("{start}{meant}{end}")
            );
        }
    }
}

/// A bad escape is an error at its backslash, at any offset.
#[test]
fn t23_bad_escapes() {
    for bad in [
        r"\x",
        r"\u12",
        r"\u00g1",
        r"\uZZZZ",
        r"\u",
        r"\ ",
        r"\0",
        r"\'",
        r"\U0041",
        r"\u 041",
        r"\u+041",
        r"\u-041",
        r"\ud83d\u",
        r"\N",
        "\\\n",
        "\\\u{E9}",
        r"\u00\u0041",
    ] {
        for place in PLACES {
            for before in [0, 3, 29, 60, 63, 64] {
                let bytes = ["x".repeat(before), bad.to_owned(), "-hind".to_owned()].concat();
                let (body, at) = at_place(place, bytes.as_bytes());
                let slash = at + before + if bad.starts_with(r"\ud83d") { 6 } else { 0 };
                assert_eq!(refusal(&body), (ErrorKind::InvalidEscape, slash), "{bad} {before}");
            }
        }
    }
    // The last backslash escapes the closing quote, so the body is truncated.
    assert_eq!(refusal(br#"{"entry":"\"#), (ErrorKind::UnexpectedEnd, 11));
    assert_eq!(refusal(br#"{"entry":"\"}"#), (ErrorKind::UnexpectedEnd, 13));
}

#[test]
fn t25_bare_control_characters() {
    for byte in 0..0x20 {
        for place in PLACES {
            for before in [0, 7, 31, 63] {
                let bytes = [vec![b'x'; before], vec![byte, b'x']].concat();
                let (body, at) = at_place(place, &bytes);
                assert_eq!(refusal(&body), (ErrorKind::ControlCharacter, at + before));
            }
        }
    }
    assert_eq!(meaning("\u{7F}"), "\u{7F}");
    assert_eq!(meaning("\u{80}\u{9F}"), "\u{80}\u{9F}");
}

#[test]
fn t26_an_escaped_nul_is_a_character() {
    let members = r#""id":"A\u0000B","type":"text","text":{"body":"\u0000x\u0000"}"#;
    with_message(members, |message| {
        let message = message.unwrap();
        assert_eq!(message.id(), "A\0B");
        assert_eq!(message.text().unwrap().body(), "\0x\0");
    });
}

/// Other encodings and formats are rejected.
#[test]
fn t27_not_json() {
    let body = br#"{"entry":[]}"#;
    let marked = [&b"\xEF\xBB\xBF"[..], body].concat();
    assert_eq!(refusal(&marked), (ErrorKind::ByteOrderMark, 0));
    let little: Vec<u8> = body.iter().flat_map(|&byte| [byte, 0]).collect();
    let big: Vec<u8> = body.iter().flat_map(|&byte| [0, byte]).collect();
    assert_eq!(refusal(&little), (ErrorKind::ExpectedKey, 1));
    assert_eq!(refusal(&big), (ErrorKind::ExpectedValue, 0));
    assert_eq!(refusal(&[&b"\xFF\xFE"[..], &little].concat()).1, 0);
    assert_eq!(refusal(&[&b"\0"[..], body].concat()), (ErrorKind::ExpectedValue, 0));
    assert_eq!(refusal(&[&body[..], b"\0"].concat()), (ErrorKind::TrailingData, body.len()));
    assert_eq!(refusal(b"\x1F\x8B\x08\0\0\0\0\0").1, 0);
    assert_eq!(refusal(b"<html><body>502</body></html>"), (ErrorKind::ExpectedValue, 0));
    assert_eq!(refusal(b"hub.mode=subscribe&hub.challenge=1"), (ErrorKind::ExpectedValue, 0));
}

/// Exactly four characters are white space.
#[test]
fn t28_other_white_space() {
    for between in [" ", "\n", "\r", "\t", " \r\n\t"] {
        let body = r#"_{_"entry"_:_[_]_}_"#.replace('_', between);
        with_decoders(body.as_bytes(), |decoder| assert!(decoder.decode(body.as_bytes()).is_ok()));
    }
    for space in
        ["\u{B}", "\u{C}", "\u{A0}", "\u{2028}", "\u{2029}", "\u{85}", "\u{3000}", "\u{FEFF}", "\0"]
    {
        for place in 0..7 {
            let mut parts =
                r#"_{_"entry"_:_[_]_}_"#.split('_').map(str::to_owned).collect::<Vec<_>>();
            parts[place].push_str(space);
            let body = parts.concat();
            let error = crate::refused(body.as_bytes());
            assert!(
                error.kind().is_syntax() && body[error.offset()..].starts_with(space),
                "{body:?}"
            );
        }
    }
}

/// Strings that break programs are returned as sent, raw and escaped, as names, keys and bodies.
#[test]
fn t29_naughty_strings() {
    for text in [
        "undefined",
        "null",
        "NaN",
        "true",
        "0",
        "1e1000",
        "../../etc/passwd",
        "' OR 1=1 --",
        "<script>alert(1)</script>",
        "%s%n%x",
        "{{7*7}}",
        "${jndi:ldap://x}",
        "\u{202E}reversed",
        "Z\u{351}\u{36B}a\u{343}",
        "\u{FEFF}mark",
        "\u{200B}",
        "\u{FDFA}",
        "\u{1F468}\u{200D}\u{1F469}",
        "\u{FFFF}",
        "\u{10FFFF}",
        "\u{E000}",
        "\u{1}\u{1B}[31mred\u{7}",
        "\\",
        "\"",
        "/",
        "\\u0041",
        "\\\\\"",
        "\r\n",
        "田中さん",
        "שלום",
        "ﷺ",
        "😍",
        "🇺🇸",
        "i\u{307}",
        "ẞ",
        "  spaces  ",
        "",
    ] {
        let raw = serde_json::to_string(text).unwrap();
        let escaped: String = text.encode_utf16().map(|unit| format!("\\u{unit:04x}")).collect();
        for spelled in [&raw[1..raw.len() - 1], &escaped] {
            assert_eq!(meaning(spelled), text);
            let body = in_value(&format!(
                r#""contacts":[{{"wa_id":"1","profile":{{"name":"{spelled}"}}}}],"messages":[{{"id":"A","from":"1","type":"text","text":{{"body":"{spelled}"}}}}]"#
            ));
            crate::with_events(&body, |events| {
                let event = events[0].unwrap();
                let wabahook::Item::Message(message) = event.item() else { unreachable!() };
                assert_eq!(message.text().unwrap().body(), text);
                assert_eq!(event.contact().unwrap().profile().unwrap().name(), Some(text));
            });
        }
    }
}

/// Strings of all lengths around a block, at all offsets; a string that looks like JSON.
#[test]
fn t30_lengths_and_borders() {
    for len in [0, 1, 7, 8, 15, 16, 17, 31, 32, 33, 63, 64, 65, 127, 128, 129] {
        for before in 0..65 {
            let text = "x".repeat(len);
            let body = format!(r#"{}{{"field":"x","value":"{text}"}}"#, " ".repeat(before));
            with_decoders(body.as_bytes(), |decoder| {
                let value = decoder.decode(body.as_bytes()).unwrap().raw().get("value").unwrap();
                assert_eq!(value.as_str(), Some(&*text));
            });
        }
    }
    let text = r#"{"type":"image","id":"B"},"#.repeat(40);
    let spelled = text.replace('"', "\\\"");
    with_message(&format!(r#""text":{{"body":"{spelled}"}},"id":"A","type":"text""#), |message| {
        let message = message.unwrap();
        assert_eq!((message.id(), message.text().unwrap().body()), ("A", &*text));
        assert!(message.image().is_none());
    });
}

/// The spelling of Meta's servers; the raw bytes are unchanged.
#[test]
fn t32_as_meta_spells() {
    let spelled = r"https:\/\/larkspur.example\/a \u00e9 \ud83d\ude00 \u0040\u003c";
    assert_eq!(meaning(spelled), "https://larkspur.example/a \u{E9} \u{1F600} @<");
    with_message(&format!(r#""id":"A","type":"text","text":{{"body":"{spelled}"}}"#), |message| {
        let message = message.unwrap();
        let body = message.raw().get("text").unwrap().get("body").unwrap();
        assert_eq!(body.as_string().unwrap().as_spelled(), spelled);
        assert_eq!(body.json(), format!("\"{spelled}\""));
    });
}
