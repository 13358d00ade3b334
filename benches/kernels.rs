//! The index kernels alone: `scan/length/kernel`.
//!
//! No kernel is timed before its marks are those of the plain twin.

#[path = "common/corpus.rs"]
mod corpus;

use criterion::{Criterion, Throughput};
use std::hint::black_box;
use std::io;
use std::time::Duration;
use wabahook::Kernel;
use wabahook::scan::{Index, Scanner, naive};

/// One block; one body as they come; a batch; and the longest body that Meta sends.
const LENGTHS: [(&str, usize); 6] = [
    ("64B", 64),
    ("600B", 600),
    ("4kB", 4_000),
    ("64kB", 64_000),
    ("400kB", 400_000),
    ("3MB", 3_000_000),
];

fn main() -> io::Result<()> {
    let mut criterion = Criterion::default()
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(2))
        .configure_from_args();
    let folders = ["founding", "statuses", "messages"];
    let bodies = folders.map(corpus::bodies).into_iter().collect::<io::Result<Vec<_>>>()?.concat();
    let text = bodies.concat().into_bytes();
    for (name, len) in LENGTHS {
        let input: Vec<u8> = text.iter().copied().cycle().take(len).collect();
        let expected = naive::scan(&input);
        let mut group = criterion.benchmark_group(format!("scan/{name}"));
        group.throughput(Throughput::Bytes(len as u64));
        for kernel in Kernel::ALL.into_iter().filter(|kernel| kernel.is_supported()) {
            let (scanner, mut index) = (Scanner::new(kernel), Index::default());
            scanner.scan(&input, &mut index);
            assert_eq!(index.marks(), expected.marks, "{} over {name}", kernel.name());
            group.bench_function(kernel.name(), |bencher| {
                bencher.iter(|| {
                    scanner.scan(black_box(&input), &mut index);
                    index.marks().len()
                });
            });
        }
        group.finish();
    }
    criterion.final_summary();
    Ok(())
}
