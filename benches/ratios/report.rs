//! The figures as a table and as JSON.

use crate::ondemand::OnDemand;
use std::time::Duration;

/// One task on one set: the times of all competitors, round by round.
pub(crate) struct Figure {
    pub(crate) set: &'static str,
    pub(crate) task: &'static str,
    pub(crate) bytes: usize,
    pub(crate) bodies: usize,
    pub(crate) names: Vec<String>,
    pub(crate) times: Vec<Vec<Duration>>,
}

/// The sets of the mean: generated traffic, and bodies of new structures.
const MEAN_OF: [&str; 12] = [
    "founding",
    "statuses",
    "mixed",
    "text_ascii",
    "text_unicode",
    "batch_10",
    "batch_100",
    "batch_1000",
    "statuses_100",
    "entries",
    "varied",
    "shuffled",
];

#[derive(Default)]
pub(crate) struct Report {
    figures: Vec<Figure>,
}

/// Returns the median.
pub(crate) fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

impl Figure {
    fn seconds(&self, who: usize) -> f64 {
        median(self.times[who].iter().map(Duration::as_secs_f64).collect())
    }

    fn gigabytes(&self, who: usize) -> f64 {
        self.bytes as f64 / self.seconds(who) / 1e9
    }

    fn nanoseconds(&self, who: usize) -> f64 {
        self.seconds(who) / self.bodies as f64 * 1e9
    }

    /// Returns how many times as fast the first is as the second: the median over rounds.
    fn ratio(&self, fast: usize, slow: usize) -> f64 {
        let pairs = self.times[fast].iter().zip(&self.times[slow]);
        median(pairs.map(|(fast, slow)| slow.as_secs_f64() / fast.as_secs_f64()).collect())
    }

    fn ours(&self) -> impl Iterator<Item = usize> {
        (0..self.names.len()).filter(|&who| self.names[who].starts_with("wabahook"))
    }

    fn others(&self) -> impl Iterator<Item = usize> {
        (0..self.names.len()).filter(|&who| !self.names[who].starts_with("wabahook"))
    }
}

impl Report {
    pub(crate) fn add(&mut self, figure: Figure) {
        self.figures.push(figure);
    }

    pub(crate) fn print(&self) {
        for figure in &self.figures {
            println!(
                "\n{} / {}: {} bodies, {:.0} bytes each",
                figure.task,
                figure.set,
                figure.bodies,
                figure.bytes as f64 / figure.bodies as f64
            );
            print!("{:24}{:>8}{:>12}", "", "GB/s", "ns/body");
            for other in figure.others() {
                print!("{:>19}", format!("x {}", figure.names[other]));
            }
            println!();
            for who in 0..figure.names.len() {
                print!(
                    "{:24}{:8.2}{:12.1}",
                    figure.names[who],
                    figure.gigabytes(who),
                    figure.nanoseconds(who)
                );
                if figure.ours().any(|ours| ours == who) {
                    for other in figure.others() {
                        print!("{:19.2}", figure.ratio(who, other));
                    }
                }
                println!();
            }
        }
    }

    /// Prints the speed of `visit` relative to On-Demand: the geometric mean over [`MEAN_OF`], if
    /// all of them were measured.
    pub(crate) fn print_means(&self) {
        let figure = |set| self.figures.iter().find(|one| one.task == "visit" && one.set == set);
        let figures: Vec<_> = MEAN_OF.into_iter().filter_map(figure).collect();
        let Some(first) = figures.first().filter(|_| figures.len() == MEAN_OF.len()) else {
            return;
        };
        let is_ondemand = |name: &String| name.starts_with(OnDemand::NAME);
        let Some(ondemand) = first.names.iter().position(is_ondemand) else { return };
        println!("\nvisit: times {}, geometric mean", first.names[ondemand]);
        for ours in first.ours() {
            let logs = figures.iter().map(|figure| figure.ratio(ours, ondemand).ln());
            let mean = (logs.sum::<f64>() / figures.len() as f64).exp();
            println!("{:24}{mean:8.2}", first.names[ours]);
        }
    }

    pub(crate) fn to_json(&self) -> serde_json::Value {
        self.figures
            .iter()
            .map(|figure| {
                let results: Vec<_> = (0..figure.names.len())
                    .map(|who| {
                        let ratios: serde_json::Map<_, _> = figure
                            .others()
                            .map(|other| {
                                (figure.names[other].clone(), figure.ratio(who, other).into())
                            })
                            .collect();
                        serde_json::json!({
                            "name": figure.names[who],
                            "gigabytes_per_second": figure.gigabytes(who),
                            "nanoseconds_per_body": figure.nanoseconds(who),
                            "ratio_to": ratios,
                        })
                    })
                    .collect();
                serde_json::json!({
                    "task": figure.task,
                    "set": figure.set,
                    "bodies": figure.bodies,
                    "bytes": figure.bytes,
                    "results": results,
                })
            })
            .collect()
    }
}
