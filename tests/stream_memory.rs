//! Memory of streams: none is asked for once warm, and whatever comes, no more is held than the limit and a
//! chunk.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::io::{self, Read};
use wabahook::stream::{ChunkReader, Framing, PayloadReader, RecordReader, payloads};
use wabahook::{Decoder, Limits};

thread_local! {
    /// How often this thread asked for memory, what it holds, and the most that it held.
    static ASKED: Cell<usize> = const { Cell::new(0) };
    static HELD: Cell<isize> = const { Cell::new(0) };
    static MOST: Cell<isize> = const { Cell::new(0) };
}

/// The system's allocator, counting.
struct Counting;

fn count(more: usize, less: usize) {
    ASKED.set(ASKED.get() + usize::from(more > 0));
    HELD.set(HELD.get() + more as isize - less as isize);
    MOST.set(MOST.get().max(HELD.get()));
}

#[expect(unsafe_code, reason = "an allocator is unsafe to write")]
// SAFETY: every call is handed on to the system's allocator as it came.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size(), 0);
        // SAFETY: the caller's contract is the same.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        count(0, layout.size());
        // SAFETY: the caller's contract is the same, and `at` came from the system's allocator.
        unsafe { System.dealloc(at, layout) }
    }

    unsafe fn realloc(&self, at: *mut u8, layout: Layout, len: usize) -> *mut u8 {
        count(len, layout.size());
        // SAFETY: the caller's contract is the same, and `at` came from the system's allocator.
        unsafe { System.realloc(at, layout, len) }
    }
}

#[global_allocator]
static COUNTING: Counting = Counting;

/// The most memory that `run` holds at a time, beyond what was held before.
fn most(run: impl FnOnce()) -> usize {
    let before = HELD.get();
    MOST.set(before);
    run();
    (MOST.get() - before) as usize
}

#[test]
fn the_allocator_counts() {
    assert_eq!(most(|| drop((vec![0u8; 100], vec![0u8; 23]))), 123);
    assert_eq!(most(|| (0..10).for_each(|_| drop(vec![0u8; 100]))), 100);
}

/// Bytes without end, of which nobody ever needs more than the beginning.
struct Endless {
    first: u8,
    dull: u8,
    left: u64,
}

impl Read for Endless {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        let len = self.left.min(room.len() as u64) as usize;
        self.left -= len as u64;
        room[..len].fill(self.dull);
        if let Some(first) = room[..len].first_mut() {
            *first = std::mem::replace(&mut self.first, self.dull);
        }
        Ok(len)
    }
}

const LIMIT: usize = 100_000;
const CHUNK: usize = 10_000;
const LEN: u64 = 5_000_000;

/// Dull bytes of every kind: in a line, a blank line, an array, a string, a number, between texts.
const KINDS: [(u8, u8); 7] = [
    (b'{', b'x'),
    (b' ', b' '),
    (b'[', b'['),
    (b'"', b'x'),
    (b'1', b'1'),
    (b'\\', b'\\'),
    (b'[', b' '),
];

#[test]
fn t58_an_endless_record_stays_within_the_limit() {
    let limits = Limits::new().with_max_body_len(LIMIT);
    for framing in [Framing::Lines, Framing::Concatenated] {
        for (first, dull) in KINDS {
            let what = format!("{framing:?} {:?}", [first, dull].escape_ascii().to_string());
            let is_blank = first == b' ';
            let held = most(|| {
                let endless = Endless { first, dull, left: LEN }.chain(&b"\n{}"[..]);
                let mut reader = RecordReader::new(endless, framing, limits).chunk_len(CHUNK);
                let mut lens = Vec::new();
                while let Some(raw) = reader.next_record().unwrap() {
                    lens.push(raw.len());
                }
                assert_eq!(
                    lens.first().is_some_and(|len| *len >= LEN),
                    !is_blank,
                    "{what}: {lens:?}"
                );
            });
            assert!(held <= LIMIT + CHUNK + 200, "{what}: {held}");

            let held = most(|| {
                let (mut chunk_reader, mut chunk) =
                    (ChunkReader::new(framing, limits), vec![dull; CHUNK]);
                chunk[0] = first;
                chunk_reader.push(&chunk, |_| {});
                chunk[0] = dull;
                (0..100).for_each(|_| chunk_reader.push(&chunk, |_| {}));
            });
            assert!(held <= 2 * LIMIT + CHUNK + 200, "{what}: {held}");
        }
    }
}

const GOOD: &str = r#"{"entry":[{"id":"1","changes":[{"field":"messages","value":{"messages":[{"id":"a","type":"text","text":{"body":"\u00e9"}}]}}]}]}"#;

#[test]
fn none_once_warm() {
    let stream = format!("{GOOD}\n").repeat(5000);
    for framing in [Framing::Lines, Framing::Concatenated] {
        let mut reader = PayloadReader::new(stream.as_bytes(), framing).chunk_len(1000);
        let mut records = 0;
        let mut asked = 0;
        while let Some(record) = reader.next_record().unwrap() {
            assert_eq!(record.payload().unwrap().events().flatten().count(), 1);
            records += 1;
            if records == 100 {
                asked = ASKED.get();
            }
        }
        assert_eq!((records, ASKED.get() - asked), (5000, 0), "{framing:?}");

        let (mut chunk_reader, mut decoder) =
            (ChunkReader::new(framing, Limits::new()), Decoder::new());
        for (number, chunk) in stream.as_bytes().chunks(1000).enumerate() {
            if number == 100 {
                asked = ASKED.get();
            }
            chunk_reader.push(chunk, |raw| assert!(raw.decode(&mut decoder).payload().is_ok()));
        }
        assert_eq!(ASKED.get() - asked, 0, "{framing:?}");

        let mut payloads = payloads(stream.as_bytes(), framing);
        assert!(payloads.next_record().is_some());
        asked = ASKED.get();
        while payloads.next_record().is_some() {}
        assert_eq!(ASKED.get() - asked, 0, "{framing:?}");
    }
}
