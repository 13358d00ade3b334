//! Costs of hostile bodies in instructions: linear in the length, bounded per byte, and compared
//! with ordinary bodies.
//!
//! The test runs itself under callgrind, once for all bodies. It is ignored by default, as it needs
//! valgrind and a release build:
//!
//!     cargo test --release --test costs -- --include-ignored --nocapture

#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may panic")]

mod checks;
#[path = "../benches/ratios/sets.rs"]
mod sets;

use checks::hostile::{in_value, parsed_twice, shapes};
use std::alloc::{GlobalAlloc, Layout, System};
use std::collections::HashMap;
use std::hint::black_box;
use std::process::Command;
use std::time::{Duration, Instant};
use std::{env, fs};
use wabahook::unwrap::Unwrapper;
use wabahook::{Decoder, ErrorKind, Limits, Payload, Raw};

/// The system's allocator, but `realloc` always copies and `alloc_zeroed` always clears: whether
/// the system extends a buffer in place depends on all earlier allocations.
struct Copying;

#[global_allocator]
static COPYING: Copying = Copying;

#[expect(unsafe_code, reason = "an allocator is unsafe to write")]
// SAFETY: both calls are passed to the system's allocator; the rest is the trait's own.
unsafe impl GlobalAlloc for Copying {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller's contract is the same.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        // SAFETY: the caller's contract is the same, and `at` came from the system's allocator.
        unsafe { System.dealloc(at, layout) }
    }
}

/// Environment variable that is set for the run under callgrind.
const UNDER_CALLGRIND: &str = "WABAHOOK_COSTS";

/// Length of the shortest bodies in bytes; others are two and four times as long.
const LEN: usize = 50_000;

/// Highest number of instructions to decode a byte of a hostile body. Measured: at most 112, for
/// messages with only an unknown member of an empty name.
const MOST_TO_DECODE: f64 = 118.0;
/// The same for a value that is parsed twice, as it precedes its field and was assumed to be of
/// another one. Measured: at most 179, for the same messages.
const MOST_TO_DECODE_TWICE: f64 = 188.0;
/// Highest number of instructions to read a byte. Measured: at most 284, except for unknown values
/// nested a hundred levels deep, which are skipped once a level: 811.
const MOST_TO_READ: f64 = 840.0;

/// Highest number of instructions to unwrap a byte. Measured: at most 774, for an array behind 32
/// steps, as each step skips it; 732 for records of three bytes, each of which is an error with a
/// path.
const MOST_TO_UNWRAP: f64 = 840.0;

/// Returns bodies of about `len` bytes: those that use the most memory, and others.
fn bodies(len: usize) -> Vec<(&'static str, String)> {
    let fill = |unit: &str| unit.repeat(len / unit.len());
    let root = |inside: String| format!(r#"{{"entry":[],{inside}}}"#);
    let list = |unit: &str| {
        let mut list = fill(&format!("{unit},"));
        list.pop();
        list
    };
    let keys: String = (0..len / 16).map(|n| format!(r#""key_{n:06}":1,"#)).collect();
    let nested = |open: &str, close: &str| {
        list(&[open.repeat(100), "1".to_owned(), close.repeat(100)].concat())
    };
    let entry = r#"{"changes":[{"value":{},"field":"x"}]}"#;
    let pair = r#"{"changes":[{"value":{"contacts":[{"wa_id":"1"}],"messages":[{"from":"1","id":"2"}]},"field":"messages"}]}"#;
    // Items of 40 structures, which differ only in their first key.
    let rest = r#","a":"""#.repeat(60);
    let near: String =
        (0..len / 440).map(|n| format!(r#"{{"k{:02}":""{rest}}},"#, n % 40)).collect();
    let others: String = (0..len / 12).map(|n| format!(r#"{{"k{n:06}":0}},"#)).collect();
    let mut bodies = shapes(len);
    bodies.extend([
        ("t08 brackets", fill("[")),
        ("t08 objects", fill(r#"{"a":"#)),
        ("t08 both", fill(r#"[{"a":"#)),
        (
            "t09 brackets in a text",
            in_value(&format!(r#""messages":[{{"id":"1","text":{}"#, fill("["))),
        ),
        ("t09 nested arrays", root(format!(r#""x":[{}]"#, nested("[", "]")))),
        ("t09 nested objects", root(format!(r#""x":[{}]"#, nested(r#"{"a":"#, "}")))),
        (
            "t09 nested in a text",
            in_value(&format!(r#""messages":[{{"id":"1","text":[{}]}}]"#, nested("[", "]"))),
        ),
        ("t13 string", root(format!(r#""x":"{}""#, fill("s")))),
        ("t13 escaped string", root(format!(r#""x":"{}""#, fill(r"\u00e9")))),
        ("t13 short escapes", root(format!(r#""x":"{}""#, fill(r"\n")))),
        ("t13 surrogates", root(format!(r#""x":"{}""#, fill(r"\ud83d\ude00")))),
        ("t13 key", format!(r#"{{"{}":1,"entry":[]}}"#, fill("k"))),
        ("t13 number", root(format!(r#""x":{}"#, fill("7")))),
        ("t13 non-ASCII", root(format!(r#""x":"{}""#, fill("\u{E9}")))),
        ("t16 entries", format!(r#"{{"entry":[{}]}}"#, list(entry))),
        ("t16 entries with messages", format!(r#"{{"entry":[{}]}}"#, list(pair))),
        (
            "new keys parsed twice",
            parsed_twice(&format!(r#""contacts":[{others}{{}}]"#), "user_preferences"),
        ),
        ("negative numbers", in_value(&format!(r#""messages":[{}]"#, list("-1")))),
        ("exponents", in_value(&format!(r#""messages":[{}]"#, list("1e1")))),
        ("words", in_value(&format!(r#""messages":[{}]"#, list("null")))),
        ("lists for messages", in_value(&format!(r#""messages":[{}]"#, list("[]")))),
        ("empty lists", root(format!(r#""x":[{}]"#, list("[]")))),
        ("keys escaped in full", root(list(r#""\u0069\u0064":1"#))),
        ("keys escaped in part", root(list(r#""\u0069":1"#))),
        ("escaped keys", root(list(r#""\n":1"#))),
        (
            "escaped keys of messages",
            in_value(&format!(r#""messages":[{{{}}}]"#, list(r#""\n":1"#))),
        ),
        ("items of ever new keys", in_value(&format!(r#""messages":[{others}{{}}]"#))),
        ("items nearly known", in_value(&format!(r#""messages":[{near}{{}}]"#))),
        (
            "t17 unknown keys",
            in_value(&format!(r#""messages":[{{"id":"1",{keys}"type":"text"}}]"#)),
        ),
        ("t17 unknown keys in the root", root(format!(r#"{keys}"type":"text""#))),
    ]);
    bodies
}

/// Returns wrappings of about `len` bytes: many records, long strings, long paths.
fn wrapped(len: usize) -> Vec<(&'static str, String)> {
    let list = |before: &str, unit: &str, after: &str| {
        let count = len / unit.len();
        format!("{before}{}{unit}{after}", format!("{unit},").repeat(count - 1))
    };
    let string = |unit: &str| unit.repeat(len / unit.len());
    let deep = |fill: &str| format!("{}{fill}{}", "{\"payload\":".repeat(31), "}".repeat(31));
    let steps = r#"{"Sns":{"Message":"{\"entry\":[]}"}}"#;
    vec![
        ("records without a body", list("{\"Records\":[", "{}", "]}")),
        ("records of two bytes", list("{\"Records\":[", "\"\"", "]}")),
        ("records with a body", list("{\"Records\":[", r#"{"body":"{\"entry\":[]}"}"#, "]}")),
        ("records of notifications", list("{\"Records\":[", steps, "]}")),
        ("records in base64", list("{\"records\":[", r#"{"data":"eyJlbnRyeSI6W119"}"#, "]}")),
        ("bare values", list("[", r#"{"statuses":[],"field":"x"}"#, "]")),
        ("one member", list("{", "\"Message\":\"\"", "}")),
        ("one escaped member", list("{", "\"\\u0062ody\":\"\"", "}")),
        ("unknown members", list("{", "\"\":1", "}")),
        ("long way around much", deep(&list("[", "{}", "]"))),
        ("long way around a string", deep(&format!("\"{}\"", string("x")))),
        ("a list in a string", list("{\"Message\":\"[", r#"{\"body\":{}}"#, "]\"}")),
        ("an escaped string", format!("{{\"Message\":\"{}\"}}", string("\\u007b"))),
        ("long base64", format!("{{\"records\":[{{\"data\":\"{}\"}}]}}", string("eyJ4"))),
        ("braces in text", format!("x{}", string("{ "))),
        ("braces and keys in text", format!("x{}", string("{\"x\""))),
        ("brackets", string("[")),
    ]
}

/// Unwraps all bodies and returns their total length.
fn unwrap(text: &str) -> usize {
    let limits = Limits::new().with_max_body_len(text.len());
    let (mut unwrapper, mut found) = (Unwrapper::with_limits(limits), 0);
    counted(&mut || {
        let mut bodies = unwrapper.unwrap(text.as_bytes());
        while let Some(body) = bodies.next_body() {
            found += body.map_or(1, |body| body.body().len());
        }
    });
    found
}

/// Runs `run`; callgrind counts only calls of this function.
#[inline(never)]
fn counted(run: &mut dyn FnMut()) {
    run();
}

fn decode<'a>(decoder: &'a mut Decoder, body: &'a [u8]) -> Option<Payload<'a>> {
    let (mut decoder, mut payload) = (Some(decoder), None);
    counted(&mut || payload = decoder.take().and_then(|decoder| decoder.decode(body).ok()));
    payload
}

fn read(payload: Payload<'_>) {
    counted(&mut || {
        black_box(read_all(payload));
    });
}

/// Reads each event with its contact, each enum value, and all unknown members.
fn read_all(payload: Payload<'_>) -> usize {
    let mut read = 0;
    payload.visit_unknown(&mut |raw| read += read_raw(raw));
    for event in payload.events() {
        match event {
            Ok(event) => {
                read += usize::from(event.contact().is_some()) + event.item().raw().offset();
                event.visit_enum_values(&mut |value| read += value.as_str().len());
            }
            Err(error) => read += error.offset(),
        }
    }
    read
}

fn read_raw(raw: Raw<'_>) -> usize {
    let members = raw.members().map(|(key, value)| key.to_str().len() + read_raw(value));
    members.sum::<usize>()
        + raw.items().map(read_raw).sum::<usize>()
        + raw.as_str().map_or(1, str::len)
}

/// Returns the ordinary bodies to compare with: of cached structures, and each of its own
/// structure.
fn ordinary() -> [Vec<&'static [u8]>; 2] {
    ["mixed", "varied"].map(|name| {
        let set = sets::sets(&[name.to_owned()]).pop().unwrap();
        set.bodies.into_iter().take(2000).collect()
    })
}

/// Runs under callgrind. Each call of `counted` writes a dump, in this order.
fn run() {
    for times in [1, 2, 4] {
        for (_, body) in bodies(times * LEN) {
            let mut decoder = Decoder::with_limits(Limits::new().with_max_body_len(body.len()));
            if let Some(payload) = decode(&mut decoder, body.as_bytes()) {
                read(payload);
            }
        }
    }
    for times in [1, 2, 4] {
        for (_, text) in wrapped(times * LEN) {
            black_box(unwrap(&text));
        }
    }
    for bodies in ordinary() {
        let mut decoder = Decoder::new();
        for _ in 0..2 {
            for body in &bodies {
                read(decode(&mut decoder, body).unwrap());
            }
        }
    }
}

/// Instructions of a call: those of the crate, and those of the C library, which allocates, copies
/// and clears.
#[derive(Clone, Copy, Debug, Default)]
struct Count {
    own: u64,
    library: u64,
}

impl Count {
    /// Parses a dump of callgrind.
    fn parse(dump: &str) -> Count {
        let (mut count, mut libraries) = (Count::default(), HashMap::new());
        let (mut in_library, mut is_of_callee) = (false, false);
        for line in dump.lines() {
            let object = line.strip_prefix("ob=");
            if let Some(name) = object.or(line.strip_prefix("cob=")) {
                // An object is named once, and referred to by number after that.
                let (number, path) = name.split_once(' ').unwrap_or((name, ""));
                let is_library = *libraries.entry(number).or_insert(path.contains("/libc"));
                if object.is_some() {
                    in_library = is_library;
                }
            } else if line.starts_with("calls=") {
                is_of_callee = true;
            } else if line
                .starts_with(|first: char| first.is_ascii_digit() || "+-*".contains(first))
            {
                let cost: u64 = line.split(' ').nth(1).map_or(0, |cost| cost.parse().unwrap());
                if !std::mem::take(&mut is_of_callee) {
                    *(if in_library { &mut count.library } else { &mut count.own }) += cost;
                }
            }
        }
        let total = dump.lines().find_map(|line| line.strip_prefix("totals: ")).unwrap();
        assert_eq!(count.all(), total.trim().parse::<u64>().unwrap());
        count
    }

    fn all(self) -> u64 {
        self.own + self.library
    }
}

/// Returns the instructions of each call.
fn counts() -> Vec<Count> {
    let folder = env::temp_dir().join(format!("wabahook-costs-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let out = folder.join("out");
    let mut command = Command::new("valgrind");
    // Callgrind counts `rep movsb` once per copied byte: without it, the copying loops are counted.
    let never = format!("={}", usize::MAX >> 1);
    let tunables = ["glibc.cpu.x86_rep_movsb_threshold", "glibc.cpu.x86_rep_stosb_threshold"];
    command.env("GLIBC_TUNABLES", tunables.map(|name| name.to_owned() + &never).join(":"));
    command.args(["--toggle-collect=costs::counted", "--dump-after=costs::counted"]);
    let output = command
        .args(["--tool=callgrind", &format!("--callgrind-out-file={}", out.display())])
        .arg(env::current_exe().unwrap())
        .args(["--exact", "costs_are_linear_and_bounded", "--test-threads=1", "--ignored"])
        .env(UNDER_CALLGRIND, "1")
        .output()
        .expect("valgrind must be installed");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let count = |number: usize| {
        let dump = fs::read_to_string(folder.join(format!("out.{number}"))).ok()?;
        dump.contains("totals: ").then(|| Count::parse(&dump))
    };
    let counts = (1..).map_while(count).collect();
    fs::remove_dir_all(folder).unwrap();
    counts
}

/// The costs of a body in each length: of decoding and, if it is accepted, of reading.
struct Cost {
    name: &'static str,
    lens: [usize; 3],
    decode: [Count; 3],
    read: Option<[Count; 3]>,
}

#[test]
#[ignore = "needs valgrind and a release build: see the top of the file"]
fn costs_are_linear_and_bounded() {
    if env::var_os(UNDER_CALLGRIND).is_some() {
        return run();
    }
    if cfg!(debug_assertions) {
        panic!("the costs are those of release builds");
    }
    let mut counts = counts().into_iter();
    let mut costs: Vec<Cost> = Vec::new();
    for (size, times) in [1, 2, 4].into_iter().enumerate() {
        for (number, (name, body)) in bodies(times * LEN).into_iter().enumerate() {
            if size == 0 {
                costs.push(Cost { name, lens: [0; 3], decode: [Count::default(); 3], read: None });
            }
            let cost = &mut costs[number];
            cost.lens[size] = body.len();
            cost.decode[size] = counts.next().unwrap();
            let mut decoder = Decoder::with_limits(Limits::new().with_max_body_len(body.len()));
            let decoded = decoder.decode(body.as_bytes());
            // Only bodies that never close are rejected: all others must be parsed to their end.
            let is_endless = ["t08", "t09 brackets"].iter().any(|start| name.starts_with(start));
            assert_eq!(decoded.is_err(), is_endless, "{name}: {decoded:?}");
            if decoded.is_ok() {
                cost.read.get_or_insert_default()[size] = counts.next().unwrap();
            }
        }
    }
    let mut unwrapped: Vec<(&str, [f64; 3])> = Vec::new();
    for (size, times) in [1, 2, 4].into_iter().enumerate() {
        for (number, (name, text)) in wrapped(times * LEN).into_iter().enumerate() {
            if size == 0 {
                unwrapped.push((name, [0.0; 3]));
            }
            unwrapped[number].1[size] = counts.next().unwrap().all() as f64 / text.len() as f64;
        }
    }
    let [known, parsed] = ordinary().map(|bodies| {
        // The second pass: for each body its decoding, then its reading.
        let warm: Vec<u64> = counts.by_ref().take(4 * bodies.len()).map(Count::all).collect();
        let warm = &warm[2 * bodies.len()..];
        assert_eq!(warm.len(), 2 * bodies.len());
        let len = bodies.iter().map(|body| body.len()).sum::<usize>() as f64;
        [0, 1].map(|first| warm.iter().skip(first).step_by(2).sum::<u64>() as f64 / len)
    });
    assert!(counts.next().is_none());
    let [decode, read] = known;
    println!("ordinary: {decode:.2} instructions a byte to decode, {read:.2} to read");
    println!("ordinary, of new structures: {:.2} and {:.2}", parsed[0], parsed[1]);
    let mut failures = Vec::new();
    for (name, [one, two, four]) in unwrapped {
        println!("unwrap {name}: {four:.2} a byte");
        // The cost per byte must not depend on the length.
        if two > 1.2 * one || four > 1.2 * two || four > MOST_TO_UNWRAP {
            failures.push(format!("unwrap {name}: {one:.2}, {two:.2}, {four:.2} a byte"));
        }
    }
    for Cost { name, lens, decode: decoding, read: reading } in costs {
        for (what, counts) in [("decode", Some(decoding)), ("read", reading)] {
            let Some([one, two, four]) = counts else { continue };
            let a_byte = four.all() as f64 / lens[2] as f64;
            let times = |[decode, read]: [f64; 2]| a_byte / (decode + read);
            let times_known = times(known);
            println!(
                "{what} {name}: {a_byte:.2} a byte, {times_known:.1} times ordinary, \
                 {:.1} times new structures",
                times(parsed)
            );
            let (growth, next) =
                (two.own.saturating_sub(one.own), four.own.saturating_sub(two.own));
            let is_linear = next as f64 <= 2.1 * growth as f64 + 2_000.0;
            // Buffers double, so their cost lies between a line and another twice as steep.
            let most_copied = 2.1 * (4 * one.library) as f64 + 0.01 * four.own as f64 + 2_000.0;
            if !is_linear || four.library as f64 > most_copied {
                failures.push(format!("{what} {name} is not linear: {one:?}, {two:?}, {four:?}"));
            }
            let most = match (what, name.ends_with("twice")) {
                ("decode", false) => MOST_TO_DECODE,
                ("decode", true) => MOST_TO_DECODE_TWICE,
                _ => MOST_TO_READ,
            };
            if a_byte > most {
                failures.push(format!("{what} {name}: {a_byte:.2} a byte, {times_known:.1} times"));
            }
        }
    }
    assert!(failures.is_empty(), "{failures:#?}");
}

/// Three million brackets are rejected immediately.
#[test]
fn t08_endless_nesting_is_refused_at_once() {
    let endless = vec![b'['; 3_000_000];
    let refuse = || {
        let mut decoder = Decoder::new();
        let run = |_| {
            let start = Instant::now();
            assert_eq!(decoder.decode(&endless).unwrap_err().kind(), ErrorKind::DepthLimit);
            start.elapsed()
        };
        (0..9).map(run).min().unwrap()
    };
    let fastest = std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(64 << 10);
        thread.spawn_scoped(scope, refuse).unwrap().join().unwrap()
    });
    println!("{fastest:?}");
    let limit = if cfg!(debug_assertions) { 2_000 } else { 5 };
    assert!(fastest < Duration::from_millis(limit), "{fastest:?}");
}
