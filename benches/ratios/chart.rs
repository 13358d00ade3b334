//! The chart of the README, drawn from the figures: `--chart FILE.svg --figures FILE.json`.
//!
//! A picture in a README knows the theme of the system and not that of the page. So there is no
//! background, and every colour has a medium brightness that is readable on both.

use crate::competitor::Competitors;
use crate::report::{Figure, Report};
use crate::sets::Set;
use serde_json::{Value, json};
use std::fmt::Write;
use std::time::Duration;

/// The size of the picture, and the area of the bars.
const WIDTH: f64 = 960.0;
const HEIGHT: f64 = 420.0;
const LEFT: f64 = 44.0;
const RIGHT: f64 = 950.0;
const TOP: f64 = 92.0;
const BOTTOM: f64 = 372.0;

/// Part of a set's width that is left free between sets.
const FREE: f64 = 0.2;

const INK: &str = "#757d87";
/// Greens for `wabahook`, darker for later instruction sets.
const OURS: &[&str] = &["#1a7f37", "#3fa34d", "#74b87c", "#2f8f9d"];
const OTHERS: &[&str] = &["#3b73c5", "#d4760a", "#b8860b", "#8a63d2", "#c8507a"];

/// The sets in the chart; with more of them the bars would be indistinguishable.
const DRAWN: [&str; 9] = [
    "founding",
    "text_ascii",
    "text_unicode",
    "statuses",
    "mixed",
    "entries",
    "varied",
    "history",
    "pretty",
];

/// The bars of one set: competitor and GB/s.
struct Group<'f> {
    set: &'f str,
    bars: Vec<(&'f str, f64)>,
}

/// Draws GB/s of `visit` for each set and competitor as SVG, from the output of `--json`.
pub(crate) fn draw(figures: &Value) -> String {
    let groups = groups(figures);
    let names = names(&groups);
    let most = groups.iter().flat_map(|group| &group.bars).map(|bar| bar.1).fold(0.1, f64::max);
    let step = [0.1, 0.25, 0.5, 1.0, 2.0, 5.0].into_iter().find(|step| most / step <= 8.0);
    let step = step.unwrap_or(10.0);
    let top = (most / step).ceil() * step;

    let mut svg = String::new();
    let at = figures["machine"]["date"].as_str().unwrap_or("no date");
    let cpu = figures["machine"]["cpu"].as_str().unwrap_or("unknown CPU");
    let title = "Every documented string of every item read: GB/s of body, one thread";
    let _ = writeln!(
        svg,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\" \
         font-family=\"system-ui, -apple-system, 'Segoe UI', Helvetica, Arial, sans-serif\" \
         font-size=\"12\" fill=\"{INK}\">\n<title>{title}</title>\n\
         <text x=\"{LEFT}\" y=\"24\" font-size=\"16\" font-weight=\"600\">{title}</text>\n\
         <text x=\"{LEFT}\" y=\"{}\">cargo bench --bench ratios, task visit; {}, {}</text>",
        HEIGHT - 10.0,
        escape(cpu),
        escape(at),
    );
    legend(&mut svg, &names);
    axis(&mut svg, top, step);
    let width = (RIGHT - LEFT) / groups.len().max(1) as f64;
    for (place, group) in groups.iter().enumerate() {
        bars(&mut svg, group, &names, LEFT + width * place as f64, width, top);
    }
    svg.push_str("</svg>\n");
    svg
}

fn groups(figures: &Value) -> Vec<Group<'_>> {
    let all = figures["figures"].as_array().map_or(&[][..], Vec::as_slice);
    all.iter()
        .filter(|figure| figure["task"] == "visit")
        .filter(|figure| figure["set"].as_str().is_some_and(|set| DRAWN.contains(&set)))
        .map(|figure| {
            let results = figure["results"].as_array().map_or(&[][..], Vec::as_slice);
            let bar = |result| -> Option<(&str, f64)> {
                let result: &Value = result;
                Some((result["name"].as_str()?, result["gigabytes_per_second"].as_f64()?))
            };
            Group {
                set: figure["set"].as_str().unwrap_or("?"),
                bars: results.iter().filter_map(bar).collect(),
            }
        })
        .collect()
}

/// Returns all competitors, each with a colour, in the order of the figures.
fn names<'f>(groups: &[Group<'f>]) -> Vec<(&'f str, &'static str)> {
    let mut names: Vec<(&str, &str)> = Vec::new();
    let (mut ours, mut others) = (OURS.iter().cycle(), OTHERS.iter().cycle());
    for (name, _) in groups.iter().flat_map(|group| &group.bars) {
        if names.iter().all(|(known, _)| known != name) {
            let colours = if name.starts_with("wabahook") { &mut ours } else { &mut others };
            names.push((name, colours.next().unwrap_or(&INK)));
        }
    }
    names
}

fn legend(svg: &mut String, names: &[(&str, &str)]) {
    let ours = names.iter().filter(|(name, _)| name.starts_with("wabahook"));
    let others = names.iter().filter(|(name, _)| !name.starts_with("wabahook"));
    for (line, row) in [ours.collect::<Vec<_>>(), others.collect()].iter().enumerate() {
        for (place, (name, colour)) in row.iter().enumerate() {
            let (x, y) = (LEFT + 150.0 * place as f64, 42.0 + 18.0 * line as f64);
            let _ = writeln!(
                svg,
                "<rect x=\"{x}\" y=\"{}\" width=\"10\" height=\"10\" fill=\"{colour}\"/>\
                 <text x=\"{}\" y=\"{y}\">{}</text>",
                y - 9.0,
                x + 15.0,
                escape(name),
            );
        }
    }
}

fn axis(svg: &mut String, top: f64, step: f64) {
    let _ = writeln!(
        svg,
        "<text x=\"{}\" y=\"{}\" text-anchor=\"end\">GB/s</text>",
        LEFT - 6.0,
        TOP - 14.0
    );
    for line in 0..=(top / step).round() as u32 {
        let value = f64::from(line) * step;
        let y = height(value, top);
        let _ = writeln!(
            svg,
            "<path d=\"M{LEFT} {y:.1}H{RIGHT}\" stroke=\"{INK}\" stroke-opacity=\"{}\"/>\
             <text x=\"{}\" y=\"{:.1}\" text-anchor=\"end\">{value}</text>",
            if line == 0 { 1.0 } else { 0.3 },
            LEFT - 6.0,
            y + 4.0,
        );
    }
}

/// Returns the y coordinate of a value in GB/s.
fn height(value: f64, top: f64) -> f64 {
    BOTTOM - (BOTTOM - TOP) * value / top
}

fn bars(
    svg: &mut String,
    group: &Group<'_>,
    names: &[(&str, &str)],
    left: f64,
    width: f64,
    top: f64,
) {
    let each = width * (1.0 - FREE) / names.len().max(1) as f64;
    for &(name, value) in &group.bars {
        let Some(place) = names.iter().position(|(known, _)| *known == name) else { continue };
        let (x, y) = (left + width * FREE / 2.0 + each * place as f64, height(value, top));
        let _ = writeln!(
            svg,
            "<rect class=\"bar\" x=\"{x:.1}\" y=\"{y:.1}\" width=\"{:.1}\" height=\"{:.1}\" fill=\"{}\">\
             <title>{}, {}: {value:.2} GB/s</title></rect>",
            each - 1.0,
            BOTTOM - y,
            names[place].1,
            escape(group.set),
            escape(name),
        );
    }
    let middle = left + width / 2.0;
    let _ = writeln!(
        svg,
        "<text x=\"{middle:.1}\" y=\"{}\" text-anchor=\"middle\">{}</text>",
        BOTTOM + 18.0,
        escape(group.set),
    );
}

/// Escapes a text for XML.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// Asserts that the chart drawn from serialised figures, and the one in the repository, show every
/// set of [`DRAWN`] and every competitor.
pub(crate) fn check(sets: &[Set], competitors: &Competitors) {
    let mut report = Report::default();
    for set in sets {
        for task in ["visit", "check"] {
            report.add(Figure {
                set: set.name,
                task,
                bytes: set.bodies.iter().map(|body| body.len()).sum(),
                bodies: set.bodies.len(),
                names: competitors.iter().map(|(name, _)| name.clone()).collect(),
                times: vec![vec![Duration::from_millis(9)]; competitors.len()],
            });
        }
    }
    let machine = json!({ "date": "2000-01-02", "cpu": "A <b> & \"c\"" });
    let json = json!({ "machine": machine, "figures": report.to_json() }).to_string();
    let svg = draw(&serde_json::from_str(&json).expect("the figures to be JSON"));
    let kept = include_str!("../chart.svg");
    for set in DRAWN {
        assert!(svg.contains(&format!(">{set}</text>")), "{set} is drawn");
        assert!(kept.contains(&format!(">{set}</text>")), "{set} is in chart.svg");
    }
    for (name, _) in competitors {
        assert!(svg.contains(&format!(">{name}</text>")), "{name} is in the legend");
    }
    assert_eq!(svg.matches("class=\"bar\"").count(), DRAWN.len() * competitors.len());
    assert!(svg.contains("2000-01-02") && svg.contains("A &lt;b&gt; &amp; &quot;c&quot;"));
    for tag in ["svg", "title", "text"] {
        assert_eq!(
            svg.matches(&format!("<{tag}")).count(),
            svg.matches(&format!("</{tag}>")).count()
        );
    }
}
