//! Streams: the same records whatever the cut, and nothing lost to bad bytes or bad readers.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod checks;
#[path = "checks/clock.rs"]
mod clock;

use checks::bodies::{Expected, corpus};
use checks::stream::{FRAMINGS, Found, check_cuts, check_decoded, check_stream, decoded, plain};
use proptest::prelude::*;
use std::io::{self, ErrorKind, Read};
use std::time::Duration;
use wabahook::stream::{Framer, Framing, PayloadReader, RecordReader, payloads, records};
use wabahook::{Decoder, ErrorKind as Kind, Limits};

const GOOD: &str = r#"{"entry":[{"id":"1","changes":[{"field":"messages","value":{"messages":[{"id":"a","type":"text","text":{"body":"\"{[é\\"}}]}}]}]}"#;

fn texts(stream: &[u8], framing: Framing) -> Vec<&[u8]> {
    records(stream, framing).map(|raw| raw.bytes()).collect()
}

/// All that a reader gives: each record as it was found, and whether it is a payload.
fn read(reader: impl Read, framing: Framing, limits: Limits) -> Vec<(Found, Option<Kind>)> {
    let decoder = Decoder::with_limits(limits);
    let mut reader = PayloadReader::with_decoder(reader, framing, decoder).chunk_len(64);
    let mut found = Vec::new();
    let mut failures = 0;
    loop {
        match reader.next_record() {
            Ok(Some(record)) => {
                let error = record.payload().err();
                if let Some(error) = error {
                    assert_eq!((error.offset(), error.line()), (record.offset(), record.line()));
                }
                found.push((Found::from(record.raw()), error.map(|error| error.kind())));
            }
            Ok(None) => return found,
            Err(error) => {
                assert!(error.kind() != ErrorKind::Interrupted);
                failures += 1;
                assert!(failures < 1_000_000);
            }
        }
    }
}

#[test]
fn t56_line_ends() {
    let cases: [(&[u8], &[&[u8]]); 12] = [
        (b"", &[]),
        (b"\n\r\n \t\r\n\r", &[]),
        (b"a\nb\n", &[b"a", b"b"]),
        (b"a\r\nb\r\n", &[b"a", b"b"]),
        (b"a\nb", &[b"a", b"b"]),
        (b"a\r\nb\r", &[b"a", b"b"]),
        (b"a\rb\r\n", &[b"a\rb"]),
        (b"a\r\r\n", &[b"a\r"]),
        (b" a \n", &[b" a "]),
        (b"\xEF\xBB\xBFa\nb", &[b"a", b"b"]),
        (b"\xEF\xBBa", &[b"\xEF\xBBa"]),
        (b"a\n\xEF\xBB\xBFb", &[b"a", b"\xEF\xBB\xBFb"]),
    ];
    for (stream, lines) in cases {
        assert_eq!(texts(stream, Framing::Lines), lines, "{}", stream.escape_ascii());
        check_stream(stream);
    }
}

/// What texts are, and what is left of those that are none.
#[test]
fn texts_end_where_they_end() {
    let cases: [(&[u8], &[&[u8]]); 18] = [
        (b"", &[]),
        (b" \x1E\r\n", &[]),
        (b"{}{}[] {}\n", &[b"{}", b"{}", b"[]", b"{}"]),
        (b"\x1E{}\n\x1E{}\n", &[b"{}", b"{}"]),
        (b"{\n \"a\": [ {\n},\n[ 1 ] ] }\n{}", &[b"{\n \"a\": [ {\n},\n[ 1 ] ] }", b"{}"]),
        (b"{\"}\\\"}\":\"\\\\\"}{}", &[b"{\"}\\\"}\":\"\\\\\"}", b"{}"]),
        (b"1 true\"a b\"null", &[b"1", b"true", b"\"a b\"", b"null"]),
        (b"\xEF\xBB\xBF{}", &[b"{}"]),
        // A closing bracket too many, and commas between.
        (b"{}}{}", &[b"{}", b"}", b"{}"]),
        (b"{},\n{}", &[b"{}", b",", b"{}"]),
        // Cut off: in a string, behind a value, in a number.
        (b"{\"a\":\"b\n{}", &[b"{\"a\":\"b", b"{}"]),
        (b"{\"a\":\"b\\\n{}", &[b"{\"a\":\"b\\", b"{}"]),
        (b"{\"a\":[\"b\"\n{}", &[b"{\"a\":[\"b\"\n", b"{}"]),
        (b"{\"a\":1{}", &[b"{\"a\":1", b"{}"]),
        // Cut off where a value may follow: it takes the next one with it.
        (b"{\"a\":{}{}", &[b"{\"a\":{}", b"{}"]),
        (b"{\"a\":[{}\n{}\n{}", &[b"{\"a\":[{}\n", b"{}", b"{}"]),
        // A separator ends everything.
        (b"{\"a\":\x1E{}", &[b"{\"a\":", b"{}"]),
        (b"\"a\x1E{\"\x1E1\x1E", &[b"\"a", b"{\"", b"1"]),
    ];
    for (stream, texts) in cases {
        assert_eq!(self::texts(stream, Framing::Concatenated), texts, "{}", stream.escape_ascii());
        check_stream(stream);
    }
}

/// Whatever stands between them, and however they are printed.
#[test]
fn good_texts_are_found_as_they_are() {
    let bodies: Vec<_> =
        corpus().into_iter().filter(|body| body.expected() == Expected::Good).collect();
    for between in ["", "\n", "\r\n\r\n", " ", "\x1E", "\n\x1E"] {
        let stream: Vec<_> =
            bodies.iter().flat_map(|body| [&body.bytes, between.as_bytes()]).collect();
        let stream = stream.concat();
        let found = texts(&stream, Framing::Concatenated);
        assert_eq!(found.len(), bodies.len());
        for (found, body) in found.into_iter().zip(&bodies) {
            assert_eq!(found, body.bytes.trim_ascii(), "{} behind {between:?}", body.name());
        }
        let lines: usize = stream.iter().filter(|byte| **byte == b'\n').count();
        let last = records(&stream, Framing::Concatenated).last().unwrap();
        assert!(last.line() <= lines as u64 + 1);
    }
}

#[test]
fn t57_a_bad_record_among_good_ones() {
    let bad = [
        (&b"{\"entry\":nil}"[..], Kind::InvalidLiteral),
        (b"{\"entry\":[]", Kind::UnexpectedEnd),
        (b"oops", Kind::ExpectedValue),
        (b"[]", Kind::NotAnObject),
        (b"{}", Kind::NotAnEnvelope),
        (b"{\"entry\":\"\xFF\"}", Kind::InvalidUtf8),
        (b"{\"entry\":\"cut off", Kind::UnexpectedEnd),
    ];
    for (bad, kind) in bad {
        for framing in FRAMINGS {
            let stream = [GOOD.as_bytes(), bad, GOOD.as_bytes(), GOOD.as_bytes()].join(&b'\n');
            let found = read(&stream[..], framing, Limits::new());
            let kinds: Vec<_> = found.iter().map(|(_, kind)| *kind).collect();
            assert_eq!(kinds, [None, Some(kind), None, None], "{}", bad.escape_ascii());
            let record = &found[1].0;
            assert_eq!((record.offset, record.line), (GOOD.len() as u64 + 1, 2));
            assert_eq!(record.bytes.trim_ascii(), bad);
        }
    }
}

/// Wherever a record is cut off, lines lose it alone, and texts the next one at most.
#[test]
fn what_was_cut_off_takes_one_more_at_most() {
    let pretty = serde_json::from_str::<serde_json::Value>(GOOD).unwrap();
    let pretty = serde_json::to_string_pretty(&pretty).unwrap();
    for (good, framings) in [(GOOD, &FRAMINGS[..]), (pretty.as_str(), &[Framing::Concatenated])] {
        for len in 1..good.len() {
            let cut = &good.as_bytes()[..len];
            let stream = [cut, good.as_bytes(), good.as_bytes(), good.as_bytes()].join(&b'\n');
            for &framing in framings {
                let decoded = decoded(&stream, framing);
                let good = decoded.iter().rev().take_while(|result| result.is_ok()).count();
                let least = if framing == Framing::Lines { 3 } else { 2 };
                assert!(good >= least, "{framing:?}, cut off at {len}: {decoded:?}");
            }
        }
    }
}

#[test]
fn t58_record_over_the_limit() {
    let limit = GOOD.len();
    let padded = |len: usize| format!("{GOOD}{}", " ".repeat(len - GOOD.len()));
    for (len, fits) in
        [(limit, true), (limit + 1, false), (10 * limit, false), (100 * limit, false)]
    {
        for end in ["\n", "\r\n", ""] {
            let long = padded(len);
            let stream = [GOOD, &long, GOOD].join(if end.is_empty() { "\n" } else { end });
            let found =
                read(stream.as_bytes(), Framing::Lines, Limits::new().with_max_body_len(limit));
            let kinds: Vec<_> = found.iter().map(|(_, kind)| *kind).collect();
            let kind = (!fits).then_some(Kind::BodyTooLarge);
            assert_eq!(kinds, [None, kind, None], "{len} of {limit}, {end:?}");
            assert_eq!(found[1].0.len, len as u64);
            assert_eq!(found[1].0.bytes, &long.as_bytes()[..limit]);
            assert_eq!(found[2].0.line, 3);
        }
    }
    // A text, and what is over the limit at the end of the stream.
    let long = format!("{{\"entry\":[],\"x\":[{}]}}", "[1, 2],".repeat(1000));
    let stream = format!("{GOOD}{long}{GOOD}{long}");
    let found =
        read(stream.as_bytes(), Framing::Concatenated, Limits::new().with_max_body_len(limit));
    let kinds: Vec<_> = found.iter().map(|(_, kind)| *kind).collect();
    assert_eq!(kinds, [None, Some(Kind::BodyTooLarge), None, Some(Kind::BodyTooLarge)]);
    assert_eq!(found[3].0.len, long.len() as u64);
}

/// Some good, some bad, in both framings, in few bytes.
fn small() -> Vec<u8> {
    let records = [
        "\u{FEFF}{\"a\":\"\\\"}\\\\\"}",
        "\r\n{\"entry\":[ {\"é\":[-1.5e3,true]}\r\n, [\"\\ud83d\\ude00\"]]}",
        "\n\n \t\r\n",
        "{\"cut\":[\"of",
        "\n{\"cut\":[1 {}",
        "\x1Enull \"s{\\\"\"}{\"entry\":[]}\r\r\n12",
    ];
    records.concat().into_bytes()
}

#[test]
fn t59_cut_at_every_pair_of_places() {
    let stream = small();
    for framing in FRAMINGS {
        let expected = plain(&stream, framing);
        assert!(expected.len() > 4);
        for first in 0..stream.len() {
            for second in first..=stream.len() {
                let mut cuts = [first, second - first, stream.len()].into_iter();
                check_cuts(&stream, framing, 20, &mut || cuts.next().unwrap(), &expected);
            }
        }
    }
}

/// The blocks of 64 bytes meet every pair of bytes that matters at every place.
#[test]
fn t59_blocks_say_what_bytes_say() {
    let mut random = checks::random::Random(0xB10C);
    for _ in 0..3000 {
        let mut stream = vec![b'['];
        let dull = random.below(40) + 1;
        while stream.len() < 300 {
            match random.below(dull) {
                0 => stream.push(*random.pick(b"\"\"\"\\\\{}[]::,,\n\x1E ")),
                _ => stream.push(*random.pick(b"aYy_~\x7F 1\t\xC3\xBB,:")),
            }
        }
        assert_eq!(
            records(&stream, Framing::Concatenated).map(Found::from).collect::<Vec<_>>(),
            plain(&stream, Framing::Concatenated),
            "{}",
            stream.escape_ascii()
        );
    }
}

#[test]
fn t60_chunks_of_every_size() {
    let bodies: Vec<_> = corpus().into_iter().map(|body| body.bytes).take(60).collect();
    let stream = bodies.join(&b'\n');
    for framing in FRAMINGS {
        let expected = plain(&stream, framing);
        for len in [1, 2, 63, 64, 65, 4095, 4096, 4097, stream.len()] {
            check_cuts(&stream, framing, 1000, &mut || len, &expected);
            // Now and then an empty one.
            let mut turn = 0;
            let mut cuts = || {
                turn += 1;
                if turn % 3 == 0 { 0 } else { len }
            };
            check_cuts(&stream, framing, 1 << 20, &mut cuts, &expected);
        }
    }
}

/// One record of `len` bytes, a byte at a time; how long that takes.
fn trickle(len: usize, framing: Framing) -> Duration {
    struct Trickle(usize);
    impl Read for Trickle {
        fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
            let Some(left) = self.0.checked_sub(1) else { return Ok(0) };
            self.0 = left;
            room[0] = b'[';
            Ok(1)
        }
    }
    let mut reader = RecordReader::new(Trickle(len), framing, Limits::new());
    let started = clock::time_spent();
    assert_eq!(reader.next_record().unwrap().unwrap().len(), len as u64);
    assert!(reader.next_record().unwrap().is_none());
    clock::time_spent() - started
}

/// A million chunks of one byte. To look at them again or to move them for each one would take 10^12 steps.
#[test]
fn t60_a_million_chunks_of_one_byte() {
    for framing in FRAMINGS {
        let took = trickle(1_000_000, framing);
        assert!(took < Duration::from_secs(30), "{framing:?}: {took:?}");
    }
}

/// A million bytes of records that look like the one before and end elsewhere.
#[test]
fn short_broken_texts_take_linear_time() {
    for text in ["{a\x1E", "{}x\x1E", "{\n", "{a} {a}\n"] {
        let stream = text.repeat(1_000_000 / text.len());
        let mut payloads = payloads(stream.as_bytes(), Framing::Concatenated);
        let started = clock::time_spent();
        while payloads.next_record().is_some() {}
        let took = clock::time_spent() - started;
        assert!(took < Duration::from_secs(30), "{}: {took:?}", text.escape_debug());
    }
}

/// A reader that fails in every way, by a script: before each byte one of the faults.
struct Faulty<'s> {
    rest: &'s [u8],
    faults: Box<dyn FnMut(usize) -> Option<ErrorKind> + 's>,
    at: usize,
    faulted: bool,
}

impl<'s> Faulty<'s> {
    fn new(rest: &'s [u8], faults: impl FnMut(usize) -> Option<ErrorKind> + 's) -> Faulty<'s> {
        Faulty { rest, faults: Box::new(faults), at: 0, faulted: false }
    }
}

impl Read for Faulty<'_> {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        assert!(!room.is_empty());
        if !std::mem::replace(&mut self.faulted, true)
            && let Some(kind) = (self.faults)(self.at)
        {
            // What a broken reader leaves in the room does not matter.
            room.fill(b'\n');
            return Err(kind.into());
        }
        self.faulted = false;
        let Some((&byte, rest)) = self.rest.split_first() else { return Ok(0) };
        (room[0], self.rest, self.at) = (byte, rest, self.at + 1);
        Ok(1)
    }
}

#[test]
fn t61_t62_faults_at_every_place_lose_nothing() {
    let stream = small();
    let kinds = [
        ErrorKind::Interrupted,
        ErrorKind::WouldBlock,
        ErrorKind::TimedOut,
        ErrorKind::ConnectionReset,
        ErrorKind::Other,
    ];
    for framing in FRAMINGS {
        for limits in [Limits::new(), Limits::new().with_max_body_len(10)] {
            let expected = read(&stream[..], framing, limits);
            assert!(expected.len() > 4);
            for kind in kinds {
                // Once at each place, and at all of them.
                for place in 0..=stream.len() {
                    let faulty = Faulty::new(&stream, |at| (at == place).then_some(kind));
                    assert_eq!(read(faulty, framing, limits), expected, "{kind} at {place}");
                }
                let faulty = Faulty::new(&stream, |_| Some(kind));
                assert_eq!(read(faulty, framing, limits), expected, "{kind} everywhere");
            }
        }
    }
}

#[test]
fn t61_interrupted_is_not_seen() {
    let faulty = Faulty::new(b"{\"entry\":[]}", |_| Some(ErrorKind::Interrupted));
    let mut reader = PayloadReader::new(faulty, Framing::Lines);
    assert!(reader.next_record().unwrap().unwrap().payload().is_ok());
    assert!(reader.next_record().unwrap().is_none());
}

#[test]
fn t62_errors_surface_and_the_next_call_goes_on() {
    let faulty = Faulty::new(b"{\"entry\":[]}\n", |at| (at == 5).then_some(ErrorKind::WouldBlock));
    let mut reader = PayloadReader::new(faulty, Framing::Lines);
    assert_eq!(reader.next_record().unwrap_err().kind(), ErrorKind::WouldBlock);
    assert_eq!(reader.offset(), 0);
    assert!(reader.next_buffered().is_none());
    assert!(reader.next_record().unwrap().unwrap().payload().is_ok());
    assert_eq!(reader.offset(), 13);
    assert!(reader.next_record().unwrap().is_none());
}

/// Gives what it was told to, right or wrong.
struct Liar<'s>(Vec<(&'s [u8], usize)>);

impl Read for Liar<'_> {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        let (bytes, claim) = if self.0.is_empty() { (&b""[..], 0) } else { self.0.remove(0) };
        room[..bytes.len()].copy_from_slice(bytes);
        Ok(if claim == usize::MAX { room.len() + 1 } else { claim })
    }
}

#[test]
fn t63_the_first_end_is_the_end() {
    let liar = Liar(vec![(b"{\"entry\":[]", 11), (b"", 0), (b"}\n", 2)]);
    let mut reader = PayloadReader::new(liar, Framing::Lines);
    let error = reader.next_record().unwrap().unwrap().payload().unwrap_err();
    assert_eq!(error.kind(), Kind::UnexpectedEnd);
    for _ in 0..3 {
        assert!(reader.next_record().unwrap().is_none());
    }
}

#[test]
fn t63_more_than_there_was_room_for_is_an_error() {
    let liar = Liar(vec![(b"{\"entry\"", 8), (b"", usize::MAX), (b":[]}", 4)]);
    let mut reader = PayloadReader::new(liar, Framing::Concatenated).chunk_len(32);
    assert_eq!(reader.next_record().unwrap_err().kind(), ErrorKind::InvalidData);
    assert!(reader.next_record().unwrap().unwrap().payload().is_ok());
    assert!(reader.next_record().unwrap().is_none());
}

#[test]
fn t64_the_end_within_a_record() {
    for framing in FRAMINGS {
        let stream = format!("{GOOD}\n{}", &GOOD[..GOOD.len() - 3]);
        let mut reader = PayloadReader::new(stream.as_bytes(), framing);
        assert!(reader.next_record().unwrap().unwrap().payload().is_ok());
        let error = reader.next_record().unwrap().unwrap().payload().unwrap_err();
        assert_eq!(error.kind(), Kind::UnexpectedEnd);
        assert_eq!((error.error().offset(), error.len()), (GOOD.len() - 3, GOOD.len() as u64 - 3));
        assert_eq!(
            error.to_string(),
            format!(
                "record of {0} bytes at byte {1}, line 2: unexpected end of body at byte {0}",
                GOOD.len() - 3,
                GOOD.len() + 1
            )
        );
        assert!(reader.next_record().unwrap().is_none());
    }
}

/// Beyond what 32 bits count.
#[test]
fn t65_offsets_of_a_long_stream() {
    /// Five gigabytes that nobody writes: a line of 4 GiB, then shorter ones.
    struct Long(u64);
    impl Read for Long {
        fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
            let len = self.0.min(room.len() as u64) as usize;
            self.0 -= len as u64;
            if let Some(last) = room[..len].last_mut() {
                *last = if self.0 > 1 << 30 { 0 } else { b'\n' };
            }
            Ok(len)
        }
    }
    let long = Long(5 << 30).chain(&b"\n{\"entry\":[]}"[..]);
    let limits = Limits::new().with_max_body_len(1000);
    let mut reader = RecordReader::new(long, Framing::Lines, limits).chunk_len(1 << 22);
    let first = reader.next_record().unwrap().unwrap();
    assert!(first.len() > 1 << 32 && !first.is_whole());
    let mut last = None;
    while let Some(raw) = reader.next_record().unwrap() {
        last = Some((raw.offset(), raw.line(), raw.bytes().to_vec()));
    }
    let (offset, line, bytes) = last.unwrap();
    assert_eq!((offset, bytes), ((5 << 30) + 1, b"{\"entry\":[]}".to_vec()));
    assert!(line > 200, "{line}");
}

#[test]
fn t67_tiny_streams_end() {
    for byte in 0..=u8::MAX {
        check_stream(&[byte]);
        check_stream(&[byte, b'\n']);
    }
    for framing in FRAMINGS {
        for chunk in [0, 1] {
            let mut reader = PayloadReader::new(&b"\xD7"[..], framing).chunk_len(chunk);
            let record = reader.next_record().unwrap().unwrap();
            assert_eq!((record.bytes(), record.payload().is_ok()), (&b"\xD7"[..], false));
            assert!(reader.next_record().unwrap().is_none());
        }
        assert!(payloads(b"", framing).next_record().is_none());
        assert_eq!(Framer::new(framing).finish(), None);
    }
}

/// Bits of records, good and bad.
fn piece() -> impl Strategy<Value = Vec<u8>> {
    let corpus: Vec<Vec<u8>> =
        corpus().into_iter().map(|body| body.bytes).filter(|body| body.len() < 600).collect();
    prop_oneof![
        4 => prop::sample::select(vec!["\n", "\r\n", "\r", " ", "\x1E", "", "\n\n", ",", "}", "\u{FEFF}"])
            .prop_map(|text| text.as_bytes().to_vec()),
        4 => (prop::sample::select(corpus), any::<u16>(), any::<bool>()).prop_map(|(mut body, at, cut)| {
            if cut {
                body.truncate(usize::from(at) % (body.len() + 1));
            }
            body
        }),
        2 => prop::collection::vec(prop::sample::select(b"\"\\{}[]:,\n\r \x1E1a\xEF\xBB\xBF".to_vec()), 0..90),
    ]
}

proptest! {
    /// Any concatenation, in random cuts.
    #[test]
    fn t59_random_streams_in_random_cuts(
        pieces in prop::collection::vec(piece(), 0..8),
        lens in prop::collection::vec(1usize..200, 1..20),
        limit in 0usize..2000,
    ) {
        let stream = pieces.concat();
        check_stream(&stream);
        for framing in FRAMINGS {
            let expected = plain(&stream, framing);
            let mut turns = lens.iter().copied().cycle();
            check_cuts(&stream, framing, limit, &mut || turns.next().unwrap_or(1), &expected);
        }
    }
}

/// Bodies of few structures, broken ones among them, and what stands between.
fn repeated() -> impl Strategy<Value = Vec<u8>> {
    let record = || {
        let kind = prop::sample::select(vec![
            r##""statuses":[{"id":"wamid.#","status":"read","timestamp":"17#"}]"##,
            r##""messages":[{"id":"wamid.#","type":"text","text":{"body":"}{ # }\n"}}]"##,
            "\n  \"messages\": [\n {\"id\":\"wamid.#\"} ]\n",
            r##""messages":[nil],"x":"#""##,
            r##""statuses":[{"id":"#"}"##,
        ]);
        (kind, 1000u32..1010, prop::bool::weighted(0.05)).prop_map(|(value, number, cut)| {
            let value = value.replace('#', &number.to_string());
            let body = format!(
                r#"{{"object":"whatsapp_business_account","entry":[{{"id":"1","changes":[{{"value":{{{value}}},"field":"messages"}}]}}]}}"#
            );
            body.get(..body.len() / if cut { 2 } else { 1 }).unwrap_or_default().to_owned()
        })
    };
    let between = prop::sample::select(vec!["\n", "", "\r\n", " ", "\x1E"]);
    (prop::collection::vec(record(), 1..8), between, 1usize..8).prop_map(
        |(records, between, times)| (records.join(between) + between).repeat(times).into_bytes(),
    )
}

proptest! {
    /// What is decoded in a stream is what is decoded alone, however much of it is cached.
    #[test]
    fn records_are_decoded_as_if_alone(
        stream in repeated(),
        lens in prop::collection::vec(1usize..400, 1..20),
    ) {
        for framing in FRAMINGS {
            let expected = plain(&stream, framing);
            let mut turns = lens.iter().copied().cycle();
            check_decoded(&stream, framing, &mut || turns.next().unwrap_or(1), &expected);
        }
    }
}

#[cfg(feature = "rayon")]
mod parallel {
    use super::{FRAMINGS, Found, GOOD, plain};
    use std::sync::Mutex;
    use wabahook::Limits;
    use wabahook::stream::split;

    #[test]
    fn all_threads_find_what_one_finds() {
        let stream = format!("{GOOD}\n{{\"bad\":1\n\n{GOOD}\r\n").repeat(500);
        for framing in FRAMINGS {
            let expected = plain(stream.as_bytes(), framing);
            for n in [1, 2, 16, 100_000] {
                let parts = split(stream.as_bytes(), framing, n);
                let found = parts.clone().par_visit(Limits::new(), Vec::new, |found, record| {
                    found.push((Found::from(record.raw()), record.payload().is_ok()));
                });
                let found = found.concat();
                assert_eq!(found.iter().filter(|(_, good)| *good).count(), 1000);
                assert!(found.iter().map(|(found, _)| found).eq(&expected), "{framing:?}, {n}");

                let seen = Mutex::new(Vec::new());
                parts.par_for_each(Limits::new(), |record| {
                    seen.lock().unwrap().push(Found::from(record.raw()));
                });
                let mut seen = seen.into_inner().unwrap();
                seen.sort_by_key(|found| found.offset);
                assert_eq!(seen, expected, "{framing:?}, {n}");
            }
        }
    }
}

#[cfg(feature = "tokio")]
mod codec {
    use super::checks::stream::held;
    use super::{FRAMINGS, Found, Kind, corpus, plain, small};
    use bytes::BytesMut;
    use tokio_stream::StreamExt;
    use tokio_util::codec::{Decoder as _, FramedRead};
    use wabahook::stream::codec::RecordDecoder;
    use wabahook::{Decoder, Limits};

    #[test]
    fn the_same_in_every_cut() {
        let bodies: Vec<_> = corpus().into_iter().map(|body| body.bytes).take(40).collect();
        for stream in [small(), bodies.join(&b'\n')] {
            for framing in FRAMINGS {
                for limit in [0, 10, 1 << 20] {
                    let expected = held(&plain(&stream, framing), limit);
                    for len in [1, 2, 7, 64, 1000, stream.len()] {
                        let mut codec =
                            RecordDecoder::new(framing, Limits::new().with_max_body_len(limit));
                        let (mut source, mut found) = (BytesMut::new(), Vec::new());
                        for chunk in stream.chunks(len) {
                            source.extend_from_slice(chunk);
                            while let Some(record) = codec.decode(&mut source).unwrap() {
                                found.push(Found::from(record.as_raw()));
                                let bytes = record.as_raw().bytes().to_vec();
                                assert_eq!(record.into_bytes(), bytes);
                            }
                            assert!(source.len() <= limit + 1);
                        }
                        while let Some(record) = codec.decode_eof(&mut source).unwrap() {
                            found.push(Found::from(record.as_raw()));
                        }
                        assert_eq!(found, expected, "{framing:?} {limit} {len}");
                        assert!(source.is_empty());
                    }
                }
            }
        }
    }

    #[test]
    fn a_bad_record_does_not_end_the_stream() {
        let stream = &b"{\"entry\":[]}\noops\n{\"entry\":[],\"too\":\"long\"}\n{\"entry\":[]}"[..];
        let limits = Limits::new().with_max_body_len(12);
        let (mut decoder, mut said) = (Decoder::with_limits(limits), Vec::new());
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let codec = RecordDecoder::new(wabahook::stream::Framing::Lines, limits);
            let mut records = FramedRead::new(stream, codec);
            while let Some(record) = records.next().await {
                let record = record.unwrap();
                said.push(record.decode(&mut decoder).payload().err().map(|error| error.kind()));
            }
        });
        assert_eq!(said, [None, Some(Kind::ExpectedValue), Some(Kind::BodyTooLarge), None]);
    }
}
