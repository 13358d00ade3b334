//! How fast, against whom: `cargo bench --bench ratios`.
//!
//! Rounds of all competitors are interleaved, so that what the machine does hits all of them; a ratio
//! is the median over rounds of two times of the same round. Before anything is timed, all competitors
//! must have read the same: equal digests, body by body.
//!
//! ```text
//! cargo bench --bench ratios -- [--set NAME]… [--task visit|route|check] [--rounds N]
//!                               [--kernel portable|avx2|avx512] [--competitor NAME]… [--json FILE] [--test]
//! ```

#![expect(clippy::expect_used, clippy::panic, reason = "a program for people")]

mod digest;
mod ours;
mod report;
mod serde_json_typed;
mod sets;
mod simd_json_tape;
mod simd_json_typed;
mod sonic_rs_typed;
mod stream;
mod typed;

use digest::Digest;
use report::{Figure, Report};
use sets::Set;
use std::hint::black_box;
use std::time::{Duration, Instant};
use wabahook::Kernel;

/// Somebody who reads bodies. All answer whether the body was good.
pub(crate) trait Competitor {
    /// Reads every documented string of every item.
    fn visit(&mut self, body: &[u8], digest: &mut Digest) -> bool;
    /// Reads what a router needs: phone number id, kind and id of each item.
    fn route(&mut self, body: &[u8], digest: &mut Digest) -> bool;
    /// Checks that the body is well formed.
    fn check(&mut self, body: &[u8]) -> bool;
}

const TASKS: [&str; 3] = ["visit", "route", "check"];

struct Options {
    sets: Vec<String>,
    tasks: Vec<String>,
    kernels: Vec<Kernel>,
    competitors: Vec<String>,
    rounds: usize,
    json: Option<String>,
    test: bool,
}

fn options() -> Options {
    let mut options = Options {
        sets: Vec::new(),
        tasks: Vec::new(),
        kernels: Vec::new(),
        competitors: Vec::new(),
        rounds: 15,
        json: None,
        test: false,
    };
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        let mut next = || words.next().unwrap_or_else(|| panic!("{word} needs a value"));
        match word.as_str() {
            "--set" => options.sets.push(next()),
            "--task" => options.tasks.push(next()),
            "--kernel" => {
                options.kernels.push(Kernel::from_name(&next()).expect("a kernel's name"))
            }
            "--competitor" => options.competitors.push(next()),
            "--rounds" => options.rounds = next().parse().expect("a number of rounds"),
            "--json" => options.json = Some(next()),
            "--test" => options.test = true,
            // What cargo passes to every bench.
            _ => {}
        }
    }
    if options.kernels.is_empty() {
        options.kernels =
            Kernel::ALL.into_iter().rev().filter(|kernel| kernel.is_supported()).collect();
    }
    options
}

fn main() {
    let options = options();
    let wanted =
        |name: &str, list: &[String]| list.is_empty() || list.iter().any(|one| one == name);
    // `wabahook` stands for all of its kernels.
    let wanted_part = |name: &str, list: &[String]| {
        list.is_empty() || list.iter().any(|one| name.starts_with(one))
    };
    let mut report = Report::default();
    for set in sets::all() {
        if !wanted(set.name, &options.sets) {
            continue;
        }
        let mut competitors = competitors(&options.kernels);
        agree(&set, &mut competitors);
        competitors.retain(|(name, _)| wanted_part(name, &options.competitors));
        if options.test {
            continue;
        }
        for task in TASKS {
            if wanted(task, &options.tasks) {
                report.add(measure(&set, task, &mut competitors, options.rounds));
            }
        }
    }
    if wanted("stream", &options.sets) {
        let kernel = options.kernels.first().copied().unwrap_or(Kernel::Portable);
        stream::figures(kernel, options.rounds, options.test, &mut report);
    }
    if options.test {
        println!("all competitors agree");
        return;
    }
    report.print();
    if let Some(path) = options.json {
        std::fs::write(&path, report.to_json()).expect("the file to be writable");
    }
}

fn competitors(kernels: &[Kernel]) -> Vec<(String, Box<dyn Competitor>)> {
    let mut all: Vec<(String, Box<dyn Competitor>)> = kernels
        .iter()
        .map(|&kernel| {
            let ours: Box<dyn Competitor> = Box::new(ours::Ours::new(kernel));
            (format!("wabahook {}", kernel.name()), ours)
        })
        .collect();
    all.push(("simd-json tape".into(), Box::new(simd_json_tape::SimdJsonTape::default())));
    all.push(("simd-json typed".into(), Box::new(simd_json_typed::SimdJsonTyped::default())));
    all.push(("sonic-rs typed".into(), Box::new(sonic_rs_typed::SonicRs)));
    all.push(("serde_json typed".into(), Box::new(serde_json_typed::SerdeJson)));
    all
}

/// Everybody must have read the same, for every body.
fn agree(set: &Set, competitors: &mut [(String, Box<dyn Competitor>)]) {
    for body in &set.bodies {
        let mut expected = None;
        for (name, competitor) in competitors.iter_mut() {
            let (mut visit, mut route) = (Digest::default(), Digest::default());
            let good = competitor.visit(body, &mut visit)
                && competitor.route(body, &mut route)
                && competitor.check(body);
            assert!(good, "{name} refuses a body of {}", set.name);
            assert_ne!(visit.value(), 0, "{name} read nothing in {}", set.name);
            let first = *expected.get_or_insert((visit, route));
            assert_eq!(first, (visit, route), "{name} read something else in {}", set.name);
        }
    }
}

/// Times every competitor once a round, in an order that moves on.
fn measure(
    set: &Set,
    task: &'static str,
    competitors: &mut [(String, Box<dyn Competitor>)],
    rounds: usize,
) -> Figure {
    let bytes: usize = set.bodies.iter().map(Vec::len).sum();
    // About 12 MB a round: long against the clock, short against the machine's moods.
    let repeat = (12_000_000 / bytes).max(1);
    let mut times = vec![Vec::new(); competitors.len()];
    for round in 0..rounds + 1 {
        for turn in 0..competitors.len() {
            let who = (turn + round) % competitors.len();
            let time = run(set, task, competitors[who].1.as_mut(), repeat);
            if round > 0 {
                times[who].push(time / repeat as u32);
            }
        }
    }
    let names = competitors.iter().map(|(name, _)| name.clone()).collect();
    Figure { set: set.name, task, bytes, bodies: set.bodies.len(), names, times }
}

fn run(set: &Set, task: &str, competitor: &mut dyn Competitor, repeat: usize) -> Duration {
    let mut digest = Digest::default();
    let start = Instant::now();
    for _ in 0..repeat {
        for body in &set.bodies {
            let body = black_box(body.as_slice());
            match task {
                "visit" => competitor.visit(body, &mut digest),
                "route" => competitor.route(body, &mut digest),
                _ => competitor.check(body),
            };
        }
    }
    black_box(digest.value());
    start.elapsed()
}
