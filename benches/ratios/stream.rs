//! Streams: `mixed`, one a line, 256 MB in memory and in a file, against `visit` on the same bodies one by
//! one, and against what others have for streams.
//!
//! Two threads are compared with one in a table of their own.

use crate::Competitor;
use crate::digest::Digest;
use crate::ours::{Ours, visit_payload};
use crate::report::{Figure, Report};
use crate::sets;
use crate::simd_json_tape::SimdJsonTape;
use crate::typed::Webhook;
use std::fs::File;
use std::hint::black_box;
use std::path::PathBuf;
use std::sync::Mutex;
use std::time::{Duration, Instant};
use wabahook::stream::{Framing, PayloadReader, Record, records, split};
use wabahook::{Decoder, Kernel};

/// Bytes of the stream.
const LEN: usize = 256_000_000;
const LEN_IN_TEST: usize = 2_000_000;

/// What everybody reads: the same bytes in memory, in a file, and cut into bodies.
struct Stream<'s> {
    lines: &'s [u8],
    bodies: Vec<&'s [u8]>,
    file: PathBuf,
    kernel: Kernel,
}

/// Reads all of it; the sum of the digests of the bodies, which does not depend on the order.
type Reader = fn(&Stream<'_>) -> u64;

const READERS: [(&str, Reader); 7] = [
    ("one by one", one_by_one),
    ("wabahook slice", slice),
    ("wabahook concatenated", concatenated),
    ("wabahook file", file),
    ("wabahook 2 threads", two_threads),
    ("serde_json stream", serde_json_stream),
    ("simd-json lines", simd_json_lines),
];

/// Compares everybody, and times them unless it is a test.
pub(crate) fn figures(kernel: Kernel, rounds: usize, test: bool, report: &mut Report) {
    let lines = sets::lines(if test { LEN_IN_TEST } else { LEN });
    let bodies = lines.trim_ascii_end().split(|byte| *byte == b'\n').collect();
    let file = std::env::temp_dir().join(format!("wabahook-ratios-{}", std::process::id()));
    std::fs::write(&file, &lines).expect("a file in the temporary folder");
    let stream = Stream { lines: &lines, bodies, file, kernel };
    let expected = one_by_one(&stream);
    for (name, reader) in READERS {
        assert_eq!(reader(&stream), expected, "{name} read something else");
    }
    if !test {
        let times = measure(&stream, rounds);
        let figure = |task, readers: &[(usize, &str)]| Figure {
            set: "stream",
            task,
            bytes: lines.len(),
            bodies: stream.bodies.len(),
            names: readers.iter().map(|(_, name)| (*name).to_owned()).collect(),
            times: readers.iter().map(|(reader, _)| times[*reader].clone()).collect(),
        };
        let all: Vec<_> = READERS.iter().map(|(name, _)| *name).enumerate().collect();
        report.add(figure("stream", &all));
        report.add(figure("threads", &[(1, "one thread"), (4, "wabahook 2 threads")]));
    }
    std::fs::remove_file(&stream.file).expect("the file to be there still");
}

/// Times everybody once a round, in an order that moves on.
fn measure(stream: &Stream<'_>, rounds: usize) -> Vec<Vec<Duration>> {
    let mut times = vec![Vec::new(); READERS.len()];
    for round in 0..rounds {
        for turn in 0..READERS.len() {
            let who = (turn + round) % READERS.len();
            let start = Instant::now();
            black_box(READERS[who].1(stream));
            times[who].push(start.elapsed());
        }
    }
    times
}

/// Adds what a body holds.
#[inline(always)]
fn add(sum: &mut u64, visit: impl FnOnce(&mut Digest) -> bool) {
    let mut digest = Digest::default();
    assert!(visit(&mut digest), "all bodies are good");
    *sum = sum.wrapping_add(digest.value());
}

#[inline(always)]
fn add_record(sum: &mut u64, record: Record<'_>) {
    add(sum, |digest| record.payload().is_ok_and(|payload| visit_payload(payload, digest)));
}

fn decoder(stream: &Stream<'_>) -> Decoder {
    Decoder::new().with_kernel(stream.kernel)
}

/// What a stream can be as fast as: somebody else found the ends.
fn one_by_one(stream: &Stream<'_>) -> u64 {
    let (mut ours, mut sum) = (Ours::new(stream.kernel), 0);
    for body in &stream.bodies {
        add(&mut sum, |digest| ours.visit(body, digest));
    }
    sum
}

fn slice(stream: &Stream<'_>) -> u64 {
    in_memory(stream, Framing::Lines)
}

fn concatenated(stream: &Stream<'_>) -> u64 {
    in_memory(stream, Framing::Concatenated)
}

fn in_memory(stream: &Stream<'_>, framing: Framing) -> u64 {
    let mut payloads = records(stream.lines, framing).decode_with(decoder(stream));
    let mut sum = 0;
    while let Some(record) = payloads.next_record() {
        add_record(&mut sum, record);
    }
    sum
}

fn file(stream: &Stream<'_>) -> u64 {
    let file = File::open(&stream.file).expect("the file to be there");
    let mut reader = PayloadReader::with_decoder(file, Framing::Lines, decoder(stream));
    let mut sum = 0;
    while let Some(record) = reader.next_record().expect("the file to be readable") {
        add_record(&mut sum, record);
    }
    sum
}

fn two_threads(stream: &Stream<'_>) -> u64 {
    let parts = Mutex::new(split(stream.lines, Framing::Lines, 256));
    let next = || parts.lock().expect("nobody panicked").next();
    let work = || {
        let (mut decoder, mut sum) = (decoder(stream), 0);
        while let Some(part) = next() {
            let mut payloads = part.records().decode_with(&mut decoder);
            while let Some(record) = payloads.next_record() {
                add_record(&mut sum, record);
            }
        }
        sum
    };
    std::thread::scope(|scope| {
        let other = scope.spawn(work);
        work().wrapping_add(other.join().expect("nobody panicked"))
    })
}

fn serde_json_stream(stream: &Stream<'_>) -> u64 {
    let mut sum = 0;
    for webhook in serde_json::Deserializer::from_slice(stream.lines).into_iter::<Webhook<'_>>() {
        let webhook = webhook.expect("all bodies are good");
        add(&mut sum, |digest| {
            webhook.visit(digest);
            true
        });
    }
    sum
}

fn simd_json_lines(stream: &Stream<'_>) -> u64 {
    let (mut tape, mut sum, mut rest) = (SimdJsonTape::default(), 0, stream.lines);
    while let Some(end) = memchr::memchr(b'\n', rest) {
        add(&mut sum, |digest| tape.visit(&rest[..end], digest));
        rest = &rest[end + 1..];
    }
    sum
}
