//! The tasks and sets of the bench `ratios`, for criterion: `task/set/competitor`.
//!
//! Nothing is timed before all competitors agree on every body.

#[path = "ratios/competitor.rs"]
mod competitor;
#[path = "ratios/digest.rs"]
mod digest;
#[path = "ratios/ondemand.rs"]
mod ondemand;
#[path = "ratios/ours.rs"]
mod ours;
#[path = "ratios/serde_json_typed.rs"]
mod serde_json_typed;
#[path = "ratios/sets.rs"]
mod sets;
#[path = "ratios/simd_json_tape.rs"]
mod simd_json_tape;
#[path = "ratios/simd_json_typed.rs"]
mod simd_json_typed;
#[path = "ratios/sonic_rs_typed.rs"]
mod sonic_rs_typed;
#[path = "ratios/typed.rs"]
mod typed;

use competitor::{Competitor, TASKS, agree, competitors, run};
use criterion::{Criterion, Throughput};
use digest::Digest;
use std::time::Duration;
use wabahook::Kernel;

fn main() {
    let mut criterion = Criterion::default()
        .warm_up_time(Duration::from_millis(200))
        .measurement_time(Duration::from_secs(1))
        .sample_size(20)
        .configure_from_args();
    let kernels: Vec<_> =
        Kernel::ALL.into_iter().rev().filter(|kernel| kernel.is_supported()).collect();
    for set in sets::sets(&[]) {
        let mut competitors = competitors(&kernels, &[]);
        agree(&set, &mut competitors);
        for task in TASKS.into_iter().filter(|&task| task == "check" || !set.is_only_checked) {
            let mut group = criterion.benchmark_group(format!("{task}/{}", set.name));
            let bytes: usize = set.bodies.iter().map(|body| body.len()).sum();
            group.throughput(Throughput::Bytes(bytes as u64));
            for (name, competitor) in &mut competitors {
                group.bench_function(name.replace([' ', '-'], "_"), |bencher| {
                    bencher.iter(|| {
                        let mut digest = Digest::default();
                        run(&set, task, competitor.as_mut(), &mut digest);
                        digest.value()
                    });
                });
            }
            group.finish();
        }
    }
    criterion.final_summary();
}
