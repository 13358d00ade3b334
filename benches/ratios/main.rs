//! Speed relative to other parsers: `cargo bench --bench ratios`.
//!
//! Rounds of all competitors are interleaved, so that other load affects all of them, and timed by
//! the thread's own clock; a ratio is the median over rounds of the ratio of two times of one
//! round. Before anything is timed, all competitors must have read the same: equal digests, body by
//! body.
//!
//! ```text
//! cargo bench --bench ratios -- [--set NAME]… [--task visit|route|check] [--rounds N]
//!                               [--kernel portable|avx2|avx512] [--competitor NAME]…
//!                               [--json FILE] [--test]
//! cargo bench --bench ratios -- --flat [--kernel …]… [--rounds N] [--json FILE]
//! cargo bench --bench ratios -- --chart FILE.svg --figures FILE.json
//! ```

#![expect(clippy::expect_used, clippy::panic, reason = "a program for people")]

mod chart;
#[allow(clippy::unwrap_used, reason = "tests share it")]
#[path = "../../tests/checks/clock.rs"]
mod clock;
mod competitor;
mod digest;
mod flat;
mod machine;
mod ondemand;
mod ours;
mod report;
mod serde_json_typed;
mod sets;
mod simd_json_tape;
mod simd_json_typed;
mod sonic_rs_typed;
mod stream;
mod typed;

use clock::time_spent;
use competitor::{Competitor, Competitors, TASKS, agree, competitors, run};
use digest::Digest;
use report::{Figure, Report};
use sets::Set;
use std::hint::black_box;
use wabahook::Kernel;

struct Options {
    sets: Vec<String>,
    tasks: Vec<String>,
    kernels: Vec<Kernel>,
    competitors: Vec<String>,
    rounds: usize,
    json: Option<String>,
    chart: Option<String>,
    figures: Option<String>,
    flat: bool,
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
        chart: None,
        figures: None,
        flat: false,
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
            "--chart" => options.chart = Some(next()),
            "--figures" => options.figures = Some(next()),
            "--flat" => options.flat = true,
            "--test" => options.test = true,
            // Cargo passes this to every bench.
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
    if let Some(path) = &options.chart {
        let figures = options.figures.as_deref().expect("--figures FILE.json beside --chart");
        let figures = std::fs::read_to_string(figures).expect("the figures to be readable");
        let figures = serde_json::from_str(&figures).expect("the figures to be JSON");
        std::fs::write(path, chart::draw(&figures)).expect("the file to be writable");
        return;
    }
    if options.flat {
        return flat(&options);
    }
    let wanted =
        |name: &str, list: &[String]| list.is_empty() || list.iter().any(|one| one == name);
    let mut report = Report::default();
    for set in sets::sets(&options.sets) {
        let mut competitors = competitors(&options.kernels, &options.competitors);
        agree(&set, &mut competitors);
        if options.test {
            continue;
        }
        for task in TASKS {
            if wanted(task, &options.tasks) && (task == "check" || !set.is_only_checked) {
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
        if options.sets.is_empty() {
            chart::check(&sets::sets(&[]), &competitors(&options.kernels, &[]));
            flat(&options);
        }
        return;
    }
    report.print();
    report.print_means();
    write(&options, "figures", report.to_json());
}

/// Measures the scaling of each kernel.
fn flat(options: &Options) {
    let rounds = (!options.test).then_some(options.rounds);
    let answers = options.kernels.iter().filter_map(|&kernel| flat::report(kernel, rounds));
    let answers: serde_json::Value = answers.collect();
    if !options.test {
        write(options, "flat", answers);
    }
}

/// Writes the requested JSON, with the date and the machine.
fn write(options: &Options, what: &str, answers: serde_json::Value) {
    let Some(path) = &options.json else { return };
    let json = serde_json::json!({ "machine": machine::machine(), what: answers });
    std::fs::write(path, format!("{json:#}\n")).expect("the file to be writable");
}

/// Times every competitor once a round, in rotating order.
fn measure(set: &Set, task: &'static str, competitors: &mut Competitors, rounds: usize) -> Figure {
    let bytes: usize = set.bodies.iter().map(|body| body.len()).sum();
    // About 12 MB a round: long relative to the clock, short relative to changes of frequency.
    let repeat = (12_000_000 / bytes).max(1);
    let mut times = vec![Vec::new(); competitors.len()];
    for round in 0..rounds + 1 {
        for turn in 0..competitors.len() {
            let who = (turn + round) % competitors.len();
            let (competitor, mut digest) = (competitors[who].1.as_mut(), Digest::default());
            let start = time_spent();
            for _ in 0..repeat {
                run(set, task, competitor, &mut digest);
            }
            let time = time_spent() - start;
            black_box(digest.value());
            if round > 0 {
                times[who].push(time / repeat as u32);
            }
        }
    }
    let names = competitors.iter().map(|(name, _)| name.clone()).collect();
    Figure { set: set.name, task, bytes, bodies: set.bodies.len(), names, times }
}
