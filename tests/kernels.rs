//! Every kernel against the reference: all lengths, offsets, alignments and bytes.
//!
//! By default a sample is tested, within seconds; the rest takes minutes:
//!
//!     export WABAHOOK_EXHAUSTIVE=1
//!     cargo test --release --all-features --test kernels --test templates --test guard

mod checks;

use checks::kernels::{
    BEHIND, OffsetBuffer, check_scan, check_unescape, compare, exhaustive, supported, unescape,
};
use checks::random::Random;
use wabahook::scan::{Index, Scanner};
use wabahook::twin::naive;
use wabahook::{Decoder, Kernel};

/// Bytes that kernels must distinguish, and their neighbours.
const SPECIAL: &[u8] = b"\"\\\0\x1F \x7F\x80\xFFun0gG/@`";

/// The kinds of escapes.
const PIECES: [&str; 14] = [
    "\\u0041",
    "\\u007f",
    "\\u0080",
    "\\u00E9",
    "\\u07ff",
    "\\u0800",
    "\\u3042",
    "\\ud7FF",
    "\\uffff",
    "\\ud83d\\ude00",
    "\\ud83d",
    "\\uDE00",
    "\\n",
    "\\/",
];

/// An index for each kernel, and a buffer for the body.
#[derive(Default)]
struct Bench {
    indexes: Vec<(Kernel, Index)>,
    buffer: OffsetBuffer,
}

impl Bench {
    fn new() -> Bench {
        let indexes = supported().map(|kernel| (kernel, Index::default())).collect();
        Bench { indexes, buffer: OffsetBuffer::default() }
    }

    /// Checks at one offset, or at each in exhaustive tests.
    fn check(&mut self, body: &[u8]) {
        self.check_at(body, exhaustive());
    }

    fn check_at(&mut self, body: &[u8], everywhere: bool) {
        let expected = naive::scan(body);
        let Bench { indexes, buffer } = self;
        buffer.hold(body, everywhere, |body| {
            for (kernel, index) in &mut *indexes {
                compare(*kernel, body, &expected, index);
            }
        });
    }

    /// Checks each of the bytes at each offset: outside of strings, in an unclosed one, in a closed
    /// one, and there behind a backslash.
    fn check_bytes(&mut self, len: usize, bytes: &[u8]) {
        for (quotes, before) in [(0, ""), (1, ""), (2, ""), (2, "\\")] {
            let mut bare = vec![b'x'; len];
            bare.iter_mut().take(quotes.min(1)).for_each(|byte| *byte = b'"');
            bare.iter_mut().rev().take(quotes / 2).for_each(|byte| *byte = b'"');
            self.check(&bare);
            for place in quotes.min(1) + before.len()..len - (quotes / 2).min(len) {
                let mut body = bare.clone();
                body[place - before.len()..place].copy_from_slice(before.as_bytes());
                for &byte in bytes {
                    body[place] = byte;
                    self.check(&body);
                }
            }
        }
    }
}

/// One special byte at each offset of each length.
#[test]
fn every_length_place_and_special_byte() {
    let mut bench = Bench::new();
    if exhaustive() {
        (0..=300).for_each(|len| bench.check_bytes(len, SPECIAL));
    } else {
        (0..=68)
            .chain([127, 128, 129, 191, 192, 193])
            .for_each(|len| bench.check_bytes(len, SPECIAL));
    }
}

/// Any byte at each offset of some lengths; of more lengths in exhaustive tests.
#[test]
fn every_length_place_and_byte() {
    let mut bench = Bench::new();
    let bytes: Vec<u8> = (0..=255).collect();
    let lens: &[usize] = if exhaustive() {
        &[
            1, 2, 31, 32, 33, 63, 64, 65, 66, 96, 127, 128, 129, 130, 191, 192, 193, 255, 256, 257,
            300,
        ]
    } else {
        &[1, 63, 64, 65]
    };
    lens.iter().for_each(|&len| bench.check_bytes(len, &bytes));
}

/// The start, an escape and the end of a string at each offset: the closing quote has the flag, and
/// no other quote.
#[test]
fn every_place_of_an_escape_in_a_string() {
    let mut bench = Bench::new();
    let (len, step) = if exhaustive() { (140, 1) } else { (140, 7) };
    let (mut body, mut turn) = (vec![b'x'; len], 0);
    for open in 0..len {
        for escape in (open + 1..len - 1).step_by(step) {
            for close in (escape + 2..len).step_by(step) {
                turn += 1;
                body.fill(b'x');
                body[open] = b'"';
                body[escape] = b'\\';
                body[escape + 1] = b"\"\\n/"[turn % 4];
                body[close] = b'"';
                if turn % 3 == 0 && len - close > 2 {
                    // Another string behind it, without an escape.
                    body[close + 1] = b'"';
                    body[len - 1] = b'"';
                }
                bench.check_at(&body, false);
            }
        }
    }
}

/// Each of the 256 bytes: bare, in a string, behind a backslash, as the last hex digit.
#[test]
fn every_byte() {
    let mut bench = Bench::new();
    for byte in 0..=255 {
        for before in (0..=1).chain(54..=66) {
            for start in [&b""[..], b"\"", b"\"\\", b"\"\\u", b"\"\\u0", b"\"\\u00", b"\"\\u000"] {
                let mut body = vec![b' '; before];
                body.extend_from_slice(start);
                body.push(byte);
                body.extend_from_slice(b"00000\"");
                bench.check(&body);
            }
        }
    }
}

/// Runs of backslashes before a quote, across every block boundary.
#[test]
fn every_run_of_backslashes() {
    let mut bench = Bench::new();
    for run in 1..=200 {
        for before in (0..66).chain([127, 128, 129]) {
            let mut body = vec![b'x'; before];
            body.push(b'"');
            body.resize(before + 1 + run, b'\\');
            body.push(b'"');
            bench.check(&body);
            body.extend_from_slice(b" \"");
            bench.check(&body);
        }
    }
}

/// A complete `\uXXXX` and truncated ones, with each byte on each side of a block boundary.
#[test]
fn every_place_of_a_unicode_escape() {
    let mut bench = Bench::new();
    for before in 0..140 {
        for escape in ["\\u00e9", "\\uD83D\\uDE00", "\\u00", "\\u00g9", "\\\\u00g9", "\\u\\u00e9"] {
            let body = format!("{}\"{escape}\"", " ".repeat(before));
            for len in 0..=body.len() {
                bench.check(&body.as_bytes()[..len]);
            }
        }
    }
}

/// The same at the boundaries of the driver's chunks, with more behind them.
#[test]
fn every_place_at_a_chunk() {
    let mut bench = Bench::new();
    for before in (4080..4100).chain(8176..8196) {
        for escape in
            ["\\u00e9", "\\uD83D\\uDE00", "\\u00g9", "\\\\", "\\\"", "\\x", "\u{1}", "\u{e9}"]
        {
            let body = format!("{}\"{escape}\"{}", " ".repeat(before), ",\"plain\"".repeat(20));
            bench.check(body.as_bytes());
        }
    }
}

/// Each kind of escape, at each offset of a block, alone and in runs.
#[test]
fn every_escape_at_every_place() {
    for piece in PIECES {
        for before in 0..70 {
            for run in [1, 2, 3, 11, 12] {
                for end in ["", "x", " \u{e9}", "\\\\u0041"] {
                    let plain: String = ('a'..='z').cycle().take(before).collect();
                    check_unescape(&format!("{plain}{}{end}", piece.repeat(run)));
                }
            }
        }
    }
}

/// The same at each offset of strings of each length, at each alignment, with or without more
/// behind.
#[test]
fn every_escape_in_strings_of_every_length() {
    let (mut buffer, mut turn) = (OffsetBuffer::default(), 0);
    for len in if exhaustive() { 0..301 } else { 56..73 } {
        for piece in PIECES {
            for before in 0..=len {
                turn += 1;
                let fill = ["x", "\u{e9}"][turn % 2];
                let fills = |len: usize| fill.repeat(len.div_ceil(fill.len()));
                let spelled = format!("{}{piece}{}", fills(before), fills(len - before));
                let expected = naive::unescape(&spelled);
                let text = format!("{spelled}{}", BEHIND[turn % BEHIND.len()]);
                buffer.hold(text.as_bytes(), exhaustive(), |text| {
                    for kernel in supported() {
                        let meant = unescape(kernel, text, spelled.len());
                        assert_eq!(meant, expected.as_bytes(), "{}: {spelled}", kernel.name());
                    }
                });
            }
        }
    }
}

/// Every pair of surrogates, and their neighbours.
#[test]
fn every_pair_of_surrogates() {
    let step = if exhaustive() { 1 } else { 37 };
    for (turn, high) in (0xD7FF..=0xDC00u16).enumerate() {
        let from = 0xDBFF + (turn % step) as u16;
        check_unescape(&format!("\\u{high:04x}\\uDC00\\u{high:04X}\\uDFFF\\u{high:04x}\\uE000"));
        for low in (from..=0xE000).step_by(step) {
            check_unescape(&format!("a\\u{high:04x}\\u{low:04X}b"));
        }
    }
}

/// Every code unit, twice between two letters.
#[test]
fn every_code_unit() {
    for unit in 0..=0xFFFFu16 {
        check_unescape(&format!("a\\u{unit:04x}\\u{unit:04X}b"));
    }
}

/// Words of all scripts, escaped at random.
#[test]
fn random_texts() {
    let mut random = Random(0x5EED_0002);
    for _ in 0..4_000 {
        let mut text = String::new();
        for _ in 0..random.below(90) {
            let start = *random
                .pick(&[0x20, 0x61, 0xE9, 0x410, 0x5D0, 0x905, 0x4E00, 0xD7F0, 0x1F600, 0xD800]);
            for _ in 0..random.below(7) {
                let code = start + random.below(16) as u32;
                match char::from_u32(code) {
                    Some(char) if random.one_in(4) && !matches!(char, '"' | '\\') => {
                        text.push(char)
                    }
                    Some(char) => {
                        char.encode_utf16(&mut [0; 2])
                            .iter()
                            .for_each(|unit| text += &format!("\\u{unit:04x}"));
                    }
                    None => text += &format!("\\u{code:04x}"),
                }
            }
            text += *random.pick::<&str>(&["", " ", "\\/", "\\\\", "\\\"", "\\t"]);
        }
        check_unescape(&text);
    }
}

/// Invalid strings, which the decoder rejects, stay within their memory.
#[test]
fn no_string_writes_beyond_its_end() {
    let mut random = Random(0x5EED_0003);
    for _ in 0..30_000 {
        let len = random.below(140);
        let spelled: Vec<u8> =
            (0..len).map(|_| *random.pick(b"\\\\\\uuu0dDf8x\xC3\xA9\"")).collect();
        for kernel in supported() {
            unescape(kernel, &spelled, len);
            unescape(kernel, &spelled, len / 2);
        }
    }
}

/// The result depends neither on the alignment of the body nor on the bytes around it.
#[test]
fn every_alignment() {
    let bodies: [&[u8]; 4] = [
        br#"{"entry":[{"id":"\u0031","changes":[]}],"object":"whatsapp_business_account"}"#,
        b"\"\\\\\\\"\x01\xC3\xA9",
        b"",
        b"\\",
    ];
    let mut bench = Bench::new();
    for _ in 0..5 {
        bodies.iter().for_each(|body| bench.check_at(body, true));
    }
}

/// Random special bytes, dense and sparse, long enough for several chunks of the driver.
#[test]
fn random_soup() {
    let mut random = Random(0x5EED_0001);
    let mut bench = Bench::new();
    for round in 0..600 {
        let len = if round % 50 == 0 { 4000 + random.below(9000) } else { random.below(300) };
        let sparseness = 1 + random.below(20);
        let byte = |random: &mut Random| match random.one_in(sparseness) {
            true => *random.pick(SPECIAL),
            false => b'a' + (random.below(26) as u8),
        };
        let body: Vec<u8> = (0..len).map(|_| byte(&mut random)).collect();
        bench.check(&body);
        check_scan(&body);
    }
}

/// Quotes only: the largest index that a body can have.
#[test]
fn nothing_but_quotes() {
    let mut bench = Bench::new();
    for len in [1, 4095, 4096, 4097, 8192, 70_000] {
        bench.check(&vec![b'"'; len]);
    }
}

/// An escaped string behind any number of others, so that its flag belongs to any quote of a block.
#[test]
fn escapes_among_many_quotes() {
    let mut bench = Bench::new();
    for before in 0..=130 {
        for behind in [0, 1, 64] {
            for escaped in [r#""\n""#, r#""\n""\n","\\\"""#] {
                let quotes = |count: usize| "\"".repeat(count);
                bench.check(format!("{}{escaped}{}", quotes(before), quotes(behind)).as_bytes());
            }
        }
    }
}

/// An index frees memory, keeps as much as a body of that length may need, and can be reused.
#[test]
fn memory_is_given_back() {
    let quotes = vec![b'"'; 70_000];
    let mut index = Index::default();
    Scanner::new(Kernel::detect()).scan(&quotes, &mut index);
    assert!(index.capacity() >= 4 * quotes.len());
    index.shrink_to(10_000);
    assert!((10_000..11_000).contains(&index.capacity()), "{} bytes", index.capacity());
    assert!(index.quotes().is_empty());
    compare(Kernel::detect(), &quotes, &naive::scan(&quotes), &mut index);
}

/// Kernels have unique names; an unsupported one falls back to the portable one.
#[test]
fn names() {
    for kernel in Kernel::ALL {
        assert_eq!(Kernel::from_name(kernel.name()), Some(kernel));
        let runs = if kernel.is_supported() { kernel } else { Kernel::Portable };
        assert_eq!(Scanner::new(kernel).kernel(), runs);
        assert_eq!(Decoder::new().with_kernel(kernel).kernel(), runs);
    }
    assert_eq!(Kernel::from_name("sse9"), None);
    assert!(Kernel::Portable.is_supported() && Kernel::detect().is_supported());
    println!("kernels tested here: {:?}", supported().map(Kernel::name).collect::<Vec<_>>());
}
