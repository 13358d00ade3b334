//! Authentication: signatures, the handshake, bodies that own their bytes.

#![cfg(all(feature = "signature", feature = "bytes"))]
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use wabahook::{
    Body, ChallengeError, Decoder, EmptySecret, Signature, SignatureError, Verified, Verifier,
    challenge,
};

/// A body as sent: with `\/`, an escaped accent, a bare one, and a final line break.
const BODY: &[u8] = b"{\"object\":\"whatsapp_business_account\",\"entry\":[{\"id\":\"102\",\"changes\":\
    [{\"field\":\"messages\",\"value\":{\"messages\":[{\"id\":\"wamid.A\",\"type\":\"image\",\"image\":\
    {\"id\":\"7\",\"mime_type\":\"image\\/jpeg\",\"caption\":\"caf\\u00e9 caf\xc3\xa9\"}}]}}]}]}\n";

fn verifier() -> Verifier {
    Verifier::new("a secret").unwrap()
}

/// Signs with another implementation.
fn sign(secret: &[u8], body: &[u8]) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret).unwrap();
    mac.update(body);
    let digits = mac.finalize().into_bytes().into_iter().map(|byte| format!("{byte:02x}"));
    format!("sha256={}", digits.collect::<String>())
}

#[test]
fn t89_vectors_of_rfc_4231() {
    let counting: Vec<u8> = (1..=25).collect();
    let long = "This is a test using a larger than block-size key and a larger than block-size data. \
        The key needs to be hashed before being used by the HMAC algorithm.";
    let vectors: [(&[u8], &[u8], &str); 6] = [
        (
            &[0x0B; 20],
            b"Hi There",
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
        ),
        (
            b"Jefe",
            b"what do ya want for nothing?",
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
        ),
        (
            &[0xAA; 20],
            &[0xDD; 50],
            "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe",
        ),
        (
            &counting,
            &[0xCD; 50],
            "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b",
        ),
        (
            &[0xAA; 131],
            b"Test Using Larger Than Block-Size Key - Hash Key First",
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
        ),
        (
            &[0xAA; 131],
            long.as_bytes(),
            "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2",
        ),
    ];
    for (secret, body, digits) in vectors {
        let verifier = Verifier::new(secret).unwrap();
        let header = format!("sha256={digits}");
        assert_eq!(verifier.sign(body).to_string(), header);
        assert_eq!(verifier.verify(body, &header).unwrap().body(), body);
    }
}

#[test]
fn t89_an_empty_secret_is_refused() {
    assert_eq!(Verifier::new("").unwrap_err(), EmptySecret);
    assert_eq!(verifier().with_secret(b"").unwrap_err(), EmptySecret);
}

/// All lengths around the block boundaries, of the body and of the secret.
#[test]
fn signatures_are_those_of_another_implementation() {
    let bytes: Vec<u8> = (0..1000u32).map(|at| (at * 167 + 13) as u8).collect();
    for len in 0..330 {
        assert_eq!(verifier().sign(&bytes[..len]).to_string(), sign(b"a secret", &bytes[..len]));
    }
    for len in 1..200 {
        let verifier = Verifier::new(&bytes[..len]).unwrap();
        assert_eq!(verifier.sign(BODY).to_string(), sign(&bytes[..len], BODY));
    }
    for at in 0..70 {
        let body = &bytes[at..];
        assert_eq!(verifier().sign(body).to_string(), sign(b"a secret", body));
    }
}

/// Batches of different lengths, valid, wrong and malformed, even and odd in number.
#[test]
fn many_bodies_at_once_are_verified_as_one_by_one() {
    let verifier = verifier().with_secret("another").unwrap();
    let bytes: Vec<u8> = (0..700u32).map(|at| (at * 91 + 7) as u8).collect();
    let lens = [0, 1, 55, 56, 63, 64, 65, 119, 120, 128, 500, 511, 640, 700];
    for a in 0..lens.len() {
        for count in 0..5 {
            let signed: Vec<(&[u8], String)> = (0..count)
                .map(|number| {
                    let body = &bytes[..lens[(a + number * 5) % lens.len()]];
                    let header = match (a + number) % 4 {
                        0 | 1 => sign(b"a secret", body),
                        2 => sign(b"another", body),
                        _ if number % 2 == 0 => sign(b"a third", body),
                        _ => "sha1=00".to_owned(),
                    };
                    (body, header)
                })
                .collect();
            let key = |result: Result<Verified<'_>, _>| {
                result.map(|verified| {
                    (verified.body().as_ptr(), verified.body().len(), verified.secret())
                })
            };
            let all: Vec<_> = verifier
                .verify_all(signed.iter().map(|(body, header)| (*body, header)))
                .map(key)
                .collect();
            let each: Vec<_> =
                signed.iter().map(|(body, header)| key(verifier.verify(body, header))).collect();
            assert_eq!(all, each);
        }
    }
}

#[test]
fn t86_the_bytes_as_received_and_no_others() {
    let header = sign(b"a secret", BODY);
    let verified = verifier().verify(BODY, &header).unwrap();
    assert_eq!((verified.body().as_ptr(), verified.secret()), (BODY.as_ptr(), 0));
    let mut decoder = Decoder::new();
    assert_eq!(decoder.decode_verified(verified).unwrap().events().flatten().count(), 1);

    // Serialised again, as by a framework.
    let again = serde_json::from_slice::<serde_json::Value>(BODY).unwrap().to_string();
    let trimmed = BODY.trim_ascii_end();
    for other in [again.as_bytes(), trimmed, &BODY[1..], b""] {
        assert_eq!(verifier().verify(other, &header).unwrap_err(), SignatureError::Mismatch);
    }
    // Every bit of the body …
    let mut body = BODY.to_vec();
    for bit in 0..body.len() * 8 {
        body[bit / 8] ^= 1 << (bit % 8);
        assert_eq!(verifier().verify(&body, &header).unwrap_err(), SignatureError::Mismatch);
        body[bit / 8] ^= 1 << (bit % 8);
    }
    // … and of the signature matters.
    for at in 7..header.len() {
        let digit = (header.as_bytes()[at] as char).to_digit(16).unwrap();
        for bit in 0..4 {
            let mut wrong = header.clone();
            wrong.replace_range(at..=at, &format!("{:x}", digit ^ 1 << bit));
            assert_eq!(verifier().verify(BODY, &wrong).unwrap_err(), SignatureError::Mismatch);
        }
    }
}

#[test]
fn t88_header_forms() {
    use SignatureError::*;
    let good = sign(b"a secret", BODY);
    let digits = good.strip_prefix("sha256=").unwrap();
    let of = |digits: &str| format!("sha256={digits}").into_bytes();
    let mut not_ascii = good.clone().into_bytes();
    not_ascii[30] = 0xE9;
    let cases = [
        (b"".to_vec(), Empty),
        (b"sha256=".to_vec(), WrongLength),
        (b"sha256".to_vec(), NoPrefix),
        (digits.as_bytes().to_vec(), NoPrefix),
        (b"sha1=0123456789abcdef0123456789abcdef01234567".to_vec(), WrongScheme),
        (good.replace("sha256", "SHA256").into_bytes(), WrongScheme),
        (good.replace("sha256", "sha512").into_bytes(), WrongScheme),
        (good.replace("sha256=", "=").into_bytes(), WrongScheme),
        (good.replace('=', ":").into_bytes(), NoPrefix),
        (of(&digits[1..]), WrongLength),
        (of(&format!("{digits}0")), WrongLength),
        (of(&digits.repeat(2)), WrongLength),
        (of(&"0".repeat(3 << 20)), WrongLength),
        (of(&digits.replace(digits.chars().next().unwrap(), "g")), NotHex),
        (of(&format!("{} ", &digits[1..])), Spaces),
        (of(&format!("{}\0", &digits[1..])), NotHex),
        (format!(" {good}").into_bytes(), Spaces),
        (format!("{good} ").into_bytes(), Spaces),
        (format!("\t{good}\r\n").into_bytes(), Spaces),
        (b" ".to_vec(), Spaces),
        (format!("sha256= {}", &digits[1..]).into_bytes(), NotHex),
        (not_ascii, NotAscii),
        ("sha256=é".as_bytes().to_vec(), NotAscii),
        (format!("{good},{good}").into_bytes(), Several),
        (format!("{good}, sha1=00").into_bytes(), Several),
    ];
    for (header, error) in cases {
        let shown = String::from_utf8_lossy(header.get(..80).unwrap_or(&header)).into_owned();
        assert_eq!(verifier().verify(BODY, &header).unwrap_err(), error, "{shown:?}");
        assert_eq!(Signature::parse(&header).unwrap_err(), error, "{shown:?}");
        assert_eq!(verifier().verify_headers(BODY, [&header]).unwrap_err(), error, "{shown:?}");
    }
    // Exactly 22 bytes are hexadecimal digits.
    for byte in 0..=255u8 {
        let mut header = good.clone().into_bytes();
        header[40] = byte;
        let parsed = Signature::parse(&header);
        assert_eq!(parsed.is_ok(), byte.is_ascii_hexdigit(), "{byte:#x}");
    }
    // Upper case is accepted too.
    assert!(verifier().verify(BODY, of(&digits.to_uppercase())).is_ok());

    assert_eq!(verifier().verify_headers(BODY, None::<&str>).unwrap_err(), Missing);
    assert_eq!(verifier().verify_headers(BODY, [&good, &good]).unwrap_err(), Several);
    assert!(verifier().verify_headers(BODY, Some(&good)).is_ok());
}

#[test]
fn a_secret_is_replaced_without_a_gap() {
    let both = Verifier::new("new").unwrap().with_secret("old").unwrap();
    for (number, secret) in ["new", "old"].into_iter().enumerate() {
        let verified = both.verify(BODY, sign(secret.as_bytes(), BODY)).unwrap();
        assert_eq!(verified.secret(), number);
    }
    let other = sign(b"another", BODY);
    assert_eq!(both.verify(BODY, other).unwrap_err(), SignatureError::Mismatch);
    assert_eq!(both.sign(BODY).to_string(), sign(b"new", BODY));
}

#[test]
fn t91_debug_output_has_no_secrets_and_bodies() {
    let verifier = Verifier::new("s3cr3t-of-the-app").unwrap();
    let header = verifier.sign(BODY).to_string();
    let verified = verifier.verify(BODY, &header).unwrap();
    let body = Body::from(BODY.to_vec());
    assert_eq!(format!("{verifier:?}"), "Verifier { secrets: 1 }");
    assert_eq!(format!("{verified:?}"), format!("Verified {{ len: {}, secret: 0 }}", BODY.len()));
    assert_eq!(format!("{body:?}"), format!("Body {{ len: {} }}", BODY.len()));
    let hostile = "sha256=\x1b[31m\n".to_owned() + &"x".repeat(3 << 20);
    let error = verifier.verify(BODY, hostile).unwrap_err();
    assert!(error.to_string().len() <= 64 && !format!("{error} {error:?}").contains('\x1b'));
}

#[test]
fn the_handshake() {
    use ChallengeError::*;
    let good = "hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=meaty";
    assert_eq!(challenge(good, "meaty").unwrap(), "1158201444");
    assert!(matches!(challenge(good, "meaty"), Ok(std::borrow::Cow::Borrowed(_))));
    let cases = [
        ("hub.verify_token=meaty&hub.mode=subscribe&hub.challenge=1", Ok("1")),
        ("a=1&hub.mode=subscribe&&b&hub.challenge=1&hub.verify_token=meaty&%zz=%", Ok("1")),
        (
            "hub%2Emode=subscribe&hub.challenge=a%26b%3d%25+c%2B&hub.verify_token=me%61ty",
            Ok("a&b=% c+"),
        ),
        ("hub.mode=subscribe&hub.challenge=%C3%A9&hub.verify_token=meaty", Ok("é")),
        ("hub.mode=subscribe&hub.challenge=&hub.verify_token=meaty", Ok("")),
        ("", Err(Missing("hub.mode"))),
        ("hub.mode=subscribe&hub.challenge=1", Err(Missing("hub.verify_token"))),
        ("hub.mode=subscribe&hub.verify_token=meaty", Err(Missing("hub.challenge"))),
        ("hub.mode=unsubscribe&hub.challenge=1&hub.verify_token=meaty", Err(WrongMode)),
        ("hub.mode=Subscribe&hub.challenge=1&hub.verify_token=meaty", Err(WrongMode)),
        ("hub.mode=subscribe&hub.challenge=1&hub.verify_token=meat", Err(WrongToken)),
        ("hub.mode=subscribe&hub.challenge=1&hub.verify_token=meatz", Err(WrongToken)),
        ("hub.mode=subscribe&hub.challenge=1&hub.verify_token=", Err(WrongToken)),
        ("hub.mode=subscribe&hub.challenge=1&hub.verify_token=Meaty", Err(WrongToken)),
        (
            "hub.mode=subscribe&hub.mode=subscribe&hub.challenge=1&hub.verify_token=meaty",
            Err(Repeated("hub.mode")),
        ),
        (
            "hub.mode=subscribe&hub.challenge=1&hub.verify_token=x&hub%2everify_token=meaty",
            Err(Repeated("hub.verify_token")),
        ),
        (
            "hub.mode=subscribe&hub.challenge=%&hub.verify_token=meaty",
            Err(Encoding("hub.challenge")),
        ),
        (
            "hub.mode=subscribe&hub.challenge=%4&hub.verify_token=meaty",
            Err(Encoding("hub.challenge")),
        ),
        (
            "hub.mode=subscribe&hub.challenge=%+1&hub.verify_token=meaty",
            Err(Encoding("hub.challenge")),
        ),
        (
            "hub.mode=subscribe&hub.challenge=%FF&hub.verify_token=meaty",
            Err(Encoding("hub.challenge")),
        ),
        (
            "hub.mode=subscribe&hub.challenge=1&hub.verify_token=%zz",
            Err(Encoding("hub.verify_token")),
        ),
    ];
    for (query, expected) in cases {
        let answer = challenge(query, "meaty");
        assert_eq!(answer.as_deref().map_err(|&error| error), expected, "{query}");
    }
    assert_eq!(
        challenge("hub.mode=subscribe&hub.challenge=1&hub.verify_token=", ""),
        Err(EmptyToken)
    );
}

#[test]
fn a_body_goes_to_another_thread_and_its_parts_are_shared() {
    fn sendable<T: Send + Sync + Clone + 'static>() {}
    sendable::<Body>();
    let body = Body::from(BODY.to_vec());
    let start = body.as_ptr() as usize;
    let part = std::thread::spawn(move || {
        let mut decoder = Decoder::new();
        let payload = body.decode(&mut decoder).unwrap();
        let event = payload.events().flatten().next().unwrap();
        let raw = event.item().raw();
        let part = body.slice_of(raw.json()).unwrap();
        assert_eq!(part.as_ptr() as usize, start + raw.offset());
        part
    });
    let part = part.join().unwrap();
    assert!(part.starts_with(b"{\"id\":\"wamid.A\"") && part.ends_with(b"}}"));
}

#[test]
fn parts_of_other_bytes_are_none() {
    let bytes = bytes::Bytes::from(BODY.to_vec());
    let half = Body::from(bytes.slice(100..200));
    assert_eq!(half.slice_of(&bytes[100..200]).unwrap().len(), 100);
    assert_eq!(half.slice_of(&bytes[150..150]).unwrap().len(), 0);
    assert_eq!(half.slice_of(&bytes[200..200]).unwrap().len(), 0);
    for (from, to) in [(0, 100), (99, 101), (199, 201), (200, 201), (0, 223)] {
        assert_eq!(half.slice_of(&bytes[from..to]), None, "{from}..{to}");
    }
    assert_eq!(half.slice_of(BODY), None);
    assert_eq!(Body::default().slice_of(BODY), None);
}

/// The README's examples need features, so that the documentation runs them instead.
#[test]
fn examples_of_the_readme_are_those_of_the_documentation() {
    let readme = include_str!("../README.md");
    let examples: Vec<_> = readme.split("```rust,ignore\n").skip(1).collect();
    let sources = [include_str!("../src/axum.rs"), include_str!("../src/signature.rs")];
    assert_eq!(examples.len(), sources.len());
    for (example, source) in examples.iter().zip(sources) {
        let lines = source.lines().filter_map(|line| line.trim().strip_prefix("//")).map(|line| {
            let line = &line[line.len().min(1)..];
            line.strip_prefix(' ').unwrap_or(line)
        });
        let documented = lines.collect::<Vec<_>>().join("\n");
        let example = example.split("```").next().unwrap();
        assert!(documented.contains(example.trim_end()), "{example}");
    }
}

/// For any bytes, valid headers are parsed and printed as they were, and others are rejected.
#[test]
fn headers_and_queries_of_any_bytes() {
    let mut dice = 0x5EEDu64;
    let mut roll = |below: usize| {
        dice ^= dice << 13;
        dice ^= dice >> 7;
        dice ^= dice << 17;
        (dice >> 11) as usize % below
    };
    let mut good = 0;
    for _ in 0..20_000 {
        let mut header = b"sha256=".to_vec();
        header.extend((0..64).map(|_| b"0123456789abcdefABCDEF"[roll(22)]));
        for _ in 0..roll(3) {
            let at = roll(header.len());
            header[at] = roll(256) as u8;
        }
        let well_formed =
            header.starts_with(b"sha256=") && header[7..].iter().all(u8::is_ascii_hexdigit);
        let parsed = Signature::parse(&header);
        assert_eq!(parsed.is_ok(), well_formed, "{header:?}");
        if let Ok(parsed) = parsed {
            assert_eq!(parsed.to_string().into_bytes(), header.to_ascii_lowercase());
            good += 1;
        }
        let pieces = [
            "hub.mode",
            "hub.challenge",
            "hub.verify_token",
            "=",
            "&",
            "%",
            "%4",
            "+",
            "é",
            "subscribe",
            "t",
        ];
        let query: String = (0..roll(16)).map(|_| pieces[roll(pieces.len())]).collect();
        let _ = challenge(&query, "t");
    }
    assert!(good > 5_000);
}
