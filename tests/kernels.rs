//! Every kernel against the plain twin: all lengths, all places, all alignments, all bytes.

mod checks;

use checks::kernels::{check_scan, check_unescape, compare, supported, unescape};
use checks::random::Random;
use wabahook::scan::{Index, Scanner};
use wabahook::twin::naive;
use wabahook::{Decoder, Kernel};

/// What kernels must tell apart, and its neighbours.
const SPECIAL: &[u8] = b"\"\\\0\x1F \x7F\x80\xFFun0gG/@`";

/// Holds every kernel against the twin, with one index for each.
fn check_with(body: &[u8], indexes: &mut [(Kernel, Index)]) {
    let expected = naive::scan(body);
    for (kernel, index) in indexes {
        compare(*kernel, body, &expected, index);
    }
}

fn indexes() -> Vec<(Kernel, Index)> {
    supported().map(|kernel| (kernel, Index::default())).collect()
}

/// One special byte at each place of each length, among bytes that mean nothing, in a string and not.
#[test]
fn every_length_place_and_special_byte() {
    let mut indexes = indexes();
    for len in 0..=200 {
        let mut body = vec![b'x'; len];
        check_with(&body, &mut indexes);
        for place in 0..len {
            for &special in SPECIAL {
                body[place] = special;
                check_with(&body, &mut indexes);
            }
            body[place] = b'x';
        }
    }
}

/// The same after an opening quote, at all places near the borders of blocks.
#[test]
fn every_special_byte_in_a_string() {
    let mut indexes = indexes();
    for len in [1, 2, 63, 64, 65, 127, 128, 129, 191, 192, 193] {
        for place in 1..len {
            for &special in SPECIAL {
                let mut body = vec![b'x'; len];
                body[0] = b'"';
                body[place] = special;
                check_with(&body, &mut indexes);
                body[len - 1] = b'"';
                check_with(&body, &mut indexes);
            }
        }
    }
}

/// Each of the 256 bytes: bare, in a string, behind a backslash, as the last hex digit.
#[test]
fn every_byte() {
    let mut indexes = indexes();
    for byte in 0..=255 {
        for before in (0..=1).chain(54..=66) {
            for start in [&b""[..], b"\"", b"\"\\", b"\"\\u", b"\"\\u0", b"\"\\u00", b"\"\\u000"] {
                let mut body = vec![b' '; before];
                body.extend_from_slice(start);
                body.push(byte);
                body.extend_from_slice(b"00000\"");
                check_with(&body, &mut indexes);
            }
        }
    }
}

/// Runs of backslashes before a quote, across every border of a block.
#[test]
fn every_run_of_backslashes() {
    let mut indexes = indexes();
    for run in 1..=200 {
        for before in (0..66).chain([127, 128, 129]) {
            let mut body = vec![b'x'; before];
            body.push(b'"');
            body.resize(before + 1 + run, b'\\');
            body.push(b'"');
            check_with(&body, &mut indexes);
            body.extend_from_slice(b" \"");
            check_with(&body, &mut indexes);
        }
    }
}

/// A whole `\uXXXX`, and one cut short, with each of its bytes on each side of a border.
#[test]
fn every_place_of_a_unicode_escape() {
    let mut indexes = indexes();
    for before in 0..140 {
        for escape in ["\\u00e9", "\\uD83D\\uDE00", "\\u00", "\\u00g9", "\\\\u00g9", "\\u\\u00e9"] {
            let body = format!("{}\"{escape}\"", " ".repeat(before));
            for len in 0..=body.len() {
                check_with(&body.as_bytes()[..len], &mut indexes);
            }
        }
    }
}

/// The same at the borders between the driver's chunks, with more behind them.
#[test]
fn every_place_at_a_chunk() {
    let mut indexes = indexes();
    for before in (4080..4100).chain(8176..8196) {
        for escape in
            ["\\u00e9", "\\uD83D\\uDE00", "\\u00g9", "\\\\", "\\\"", "\\x", "\u{1}", "\u{e9}"]
        {
            let body = format!("{}\"{escape}\"{}", " ".repeat(before), ",\"plain\"".repeat(20));
            check_with(body.as_bytes(), &mut indexes);
        }
    }
}

/// Each kind of escape and character, at each place of a block, alone and in runs.
#[test]
fn every_escape_at_every_place() {
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

/// Every code unit, between two others.
#[test]
fn every_code_unit() {
    for unit in 0..=0xFFFFu16 {
        check_unescape(&format!("a\\u{unit:04x}\\u{unit:04X}b"));
    }
}

/// Words of all scripts, escaped here and there.
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

/// Strings that the door would refuse stay within their memory all the same.
#[test]
fn no_string_writes_beyond_its_end() {
    let mut random = Random(0x5EED_0003);
    for _ in 0..30_000 {
        let len = random.below(140);
        let spelled: Vec<u8> =
            (0..len).map(|_| *random.pick(b"\\\\\\uuu0dDf8x\xC3\xA9\"")).collect();
        for kernel in supported() {
            unescape(kernel, &spelled);
        }
    }
}

/// The answer does not depend on where the body lies, nor on what lies around it.
#[test]
fn every_alignment() {
    let bodies: [&[u8]; 4] = [
        br#"{"entry":[{"id":"\u0031","changes":[]}],"object":"whatsapp_business_account"}"#,
        b"\"\\\\\\\"\x01\xC3\xA9",
        b"",
        b"\\",
    ];
    let mut indexes = indexes();
    for poison in *b"\"\\x\0\xFF" {
        for offset in 0..64 {
            for body in bodies {
                let mut around = vec![poison; offset + body.len() + 130];
                around[offset..offset + body.len()].copy_from_slice(body);
                check_with(&around[offset..offset + body.len()], &mut indexes);
            }
        }
    }
}

/// Soup of special bytes, dense and thin, long enough for several chunks of the driver.
#[test]
fn random_soup() {
    let mut random = Random(0x5EED_0001);
    let mut indexes = indexes();
    for round in 0..600 {
        let len = if round % 50 == 0 { 4000 + random.below(9000) } else { random.below(300) };
        let thin = 1 + random.below(20);
        let byte = |random: &mut Random| match random.one_in(thin) {
            true => *random.pick(SPECIAL),
            false => b'a' + (random.below(26) as u8),
        };
        let body: Vec<u8> = (0..len).map(|_| byte(&mut random)).collect();
        check_with(&body, &mut indexes);
        check_scan(&body);
    }
}

/// Nothing but quotes: the most marks that a body can have.
#[test]
fn nothing_but_quotes() {
    let mut indexes = indexes();
    for len in [1, 4095, 4096, 4097, 8192, 70_000] {
        check_with(&vec![b'"'; len], &mut indexes);
    }
}

/// Kernels go by their names, and asking for one that is not there gives the portable one.
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
