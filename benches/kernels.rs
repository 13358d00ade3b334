//! The kernels alone: `scan/length/kernel` and `unescape/text/kernel`.
//!
//! No kernel is timed before it agrees with the reference.

#[path = "ratios/sets.rs"]
mod sets;

use criterion::{Criterion, Throughput};
use std::hint::black_box;
use std::mem::MaybeUninit;
use std::time::Duration;
use wabahook::Kernel;
use wabahook::scan::{Index, Scanner, naive};

/// One block, one typical body, batches, and the longest body that Meta sends.
const LENGTHS: [(&str, usize); 6] = [
    ("64B", 64),
    ("600B", 600),
    ("4kB", 4_000),
    ("64kB", 64_000),
    ("400kB", 400_000),
    ("3MB", 3_000_000),
];

/// Strings in wire spelling: a link, scripts with spaces and without, and surrogate pairs.
const TEXTS: [(&str, &str); 5] = [
    (
        "url",
        r"https:\/\/lookaside.fbsbx.com\/whatsapp_business\/attachments\/?mid=2041&source=webhook",
    ),
    (
        "latin",
        r"M\u016f\u017eu je\u0161t\u011b zm\u011bnit adresu doru\u010den\u00ed objedn\u00e1vky?",
    ),
    (
        "cyrillic",
        r"\u041a\u043e\u0433\u0434\u0430 \u043f\u0440\u0438\u0432\u0435\u0437\u0443\u0442 \u043c\u043e\u0439 \u0437\u0430\u043a\u0430\u0437?",
    ),
    (
        "japanese",
        r"\u3053\u3093\u306b\u3061\u306f\u3001\u4e88\u7d04\u306e\u5909\u66f4\u306f\u3067\u304d\u307e\u3059\u304b\uff1f",
    ),
    (
        "emoji",
        r"\ud83d\ude4f\ud83d\ude0a\ud83d\udc4d\ud83c\udffd\ud83d\ude4f\ud83d\ude0a\ud83d\udc4d\ud83c\udffd",
    ),
];

/// Each text once, and repeated to the longest that a message holds.
const REPEATS: [(&str, usize); 2] = [("short", 1), ("4kB", 4_096)];

fn main() {
    let mut criterion = Criterion::default()
        .warm_up_time(Duration::from_millis(200))
        .measurement_time(Duration::from_secs(1))
        .configure_from_args();
    scan(&mut criterion);
    unescape(&mut criterion);
    criterion.final_summary();
}

fn kernels() -> impl Iterator<Item = Kernel> {
    Kernel::ALL.into_iter().filter(|kernel| kernel.is_supported())
}

fn scan(criterion: &mut Criterion) {
    let mixed = sets::sets(&["mixed".to_owned()]).into_iter();
    let text: Vec<u8> = mixed.flat_map(|set| set.bodies).flatten().copied().collect();
    for (name, len) in LENGTHS {
        let input: Vec<u8> = text.iter().copied().cycle().take(len).collect();
        let expected = naive::scan(&input);
        let mut group = criterion.benchmark_group(format!("scan/{name}"));
        group.throughput(Throughput::Bytes(len as u64));
        for kernel in kernels() {
            let (scanner, mut index) = (Scanner::new(kernel), Index::default());
            scanner.scan(&input, &mut index);
            assert_eq!(index.quotes(), expected.quotes, "{} over {name}", kernel.name());
            group.bench_function(kernel.name(), |bencher| {
                bencher.iter(|| {
                    scanner.scan(black_box(&input), &mut index);
                    index.quotes().len()
                });
            });
        }
        group.finish();
    }
}

fn unescape(criterion: &mut Criterion) {
    for (name, text) in TEXTS {
        for (length, least) in REPEATS {
            let spelled = text.repeat(least.div_ceil(text.len()));
            let expected = naive::unescape(&spelled);
            let mut group = criterion.benchmark_group(format!("unescape/{name}_{length}"));
            group.throughput(Throughput::Bytes(spelled.len() as u64));
            for kernel in kernels() {
                let (scanner, mut out) =
                    (Scanner::new(kernel), vec![MaybeUninit::new(0); spelled.len()]);
                let len = scanner.unescape(spelled.as_bytes(), spelled.len(), &mut out);
                assert_eq!(meant(&out, len), expected.as_bytes(), "{}: {name}", kernel.name());
                group.bench_function(kernel.name(), |bencher| {
                    bencher.iter(|| {
                        scanner.unescape(black_box(spelled.as_bytes()), spelled.len(), &mut out)
                    });
                });
            }
            group.finish();
        }
    }
}

/// Returns the first bytes of initialised memory.
fn meant(out: &[MaybeUninit<u8>], len: usize) -> Vec<u8> {
    let read = |byte: &MaybeUninit<u8>| {
        #[expect(unsafe_code, reason = "the memory was initialised when it was allocated")]
        // SAFETY: every byte was initialised when the vector was made.
        unsafe {
            byte.assume_init()
        }
    };
    out.iter().take(len).map(read).collect()
}
