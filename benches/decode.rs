//! Decoding and reading bodies of the corpus: `task/input/competitor`.
//!
//! Nothing is timed before all competitors agree on every string of every body.

mod common;

use common::serde_value::SerdeValue;
use common::simd_tape::SimdTape;
use common::views::Views;
use common::{Competitor, Fold, Task, corpus};
use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, Criterion, Throughput};
use std::hint::black_box;
use std::io;
use std::time::Duration;
use wabahook::Kernel;

const INPUTS: [&str; 3] = ["founding", "statuses", "messages"];

fn main() -> io::Result<()> {
    let mut criterion = Criterion::default()
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(2))
        .configure_from_args();
    for input in INPUTS {
        let bodies = corpus::bodies(input)?;
        for task in Task::ALL {
            let mut group = criterion.benchmark_group(format!("{}/{input}", task.name()));
            group.throughput(Throughput::Bytes(bodies.iter().map(|body| body.len() as u64).sum()));
            for kernel in Kernel::ALL.into_iter().filter(|kernel| kernel.is_supported()) {
                bench(&mut group, task, &bodies, Views::new(kernel));
            }
            bench(&mut group, task, &bodies, SimdTape::default());
            bench(&mut group, task, &bodies, SerdeValue);
            group.finish();
        }
    }
    criterion.final_summary();
    Ok(())
}

fn bench(
    group: &mut BenchmarkGroup<'_, WallTime>,
    task: Task,
    bodies: &[String],
    mut competitor: impl Competitor,
) {
    let name = competitor.name();
    for body in bodies {
        assert!(competitor.check(body.as_bytes()), "{name} accepts {body}");
        let strings = strings(task, body, &mut competitor);
        assert_eq!(strings, self::strings(task, body, &mut SerdeValue), "{name} reads {body}");
    }
    let digest = digest(task, bodies, &mut competitor);
    assert_eq!(digest, self::digest(task, bodies, &mut SerdeValue), "{name}'s digest");
    assert_ne!(digest, 0, "{name} met something");
    group.bench_function(name, |bencher| {
        bencher.iter(|| self::digest(task, black_box(bodies), &mut competitor));
    });
}

/// The strings of a body that the task meets, all of each.
fn strings(task: Task, body: &str, competitor: &mut impl Competitor) -> Vec<String> {
    let mut strings = Vec::new();
    task.run(competitor, body.as_bytes(), &mut strings);
    strings
}

fn digest(task: Task, bodies: &[String], competitor: &mut impl Competitor) -> u64 {
    let mut fold = Fold::default();
    for body in bodies {
        task.run(competitor, body.as_bytes(), &mut fold);
    }
    fold.0
}
