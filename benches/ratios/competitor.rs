//! The competitors, the tasks, and the check that all competitors read the same.

use crate::digest::Digest;
use crate::ondemand::OnDemand;
use crate::ours::Ours;
use crate::serde_json_typed::SerdeJson;
use crate::sets::Set;
use crate::simd_json_tape::SimdJsonTape;
use crate::simd_json_typed::SimdJsonTyped;
use crate::sonic_rs_typed::SonicRs;
use std::hint::black_box;
use wabahook::Kernel;

/// A parser of bodies. All tasks return whether the body was valid.
pub(crate) trait Competitor {
    /// Reads every documented string of every item.
    fn visit(&mut self, body: &[u8], digest: &mut Digest) -> bool;
    /// Reads what a router needs: phone number id, kind and id of each item.
    fn route(&mut self, body: &[u8], digest: &mut Digest) -> bool;
    /// Checks that the body is well formed.
    // Each body is followed by as many readable bytes as simdjson requires (`sets::PADDING`).
    fn check(&mut self, body: &[u8]) -> bool;
}

pub(crate) const TASKS: [&str; 3] = ["visit", "route", "check"];

/// All competitors, by name.
pub(crate) type Competitors = Vec<(String, Box<dyn Competitor>)>;

/// Returns `wabahook` with each of the kernels, with the first of them without its cache, and all
/// others; restricted to names that begin with one of `wanted`, unless that is empty.
pub(crate) fn competitors(kernels: &[Kernel], wanted: &[String]) -> Competitors {
    let is_wanted =
        |name: &str| wanted.is_empty() || wanted.iter().any(|one| name.starts_with(one));
    let mut all: Competitors = kernels
        .iter()
        .map(|&kernel| {
            let ours: Box<dyn Competitor> = Box::new(Ours::new(kernel));
            (format!("wabahook {}", kernel.name()), ours)
        })
        .collect();
    if let Some(&kernel) = kernels.first() {
        all.push(("wabahook without cache".into(), Box::new(Ours::without_cache(kernel))));
    }
    // Loaded only if wanted: valgrind does not support all of its instructions.
    let may_be_wanted = |one: &String| one.starts_with(OnDemand::NAME);
    if (is_wanted(OnDemand::NAME) || wanted.iter().any(may_be_wanted))
        && let Some(ondemand) = OnDemand::new()
    {
        all.push((ondemand.name(), Box::new(ondemand)));
    }
    all.push(("simd-json tape".into(), Box::new(SimdJsonTape::default())));
    all.push(("simd-json typed".into(), Box::new(SimdJsonTyped::default())));
    all.push(("sonic-rs typed".into(), Box::new(SonicRs)));
    all.push(("serde_json typed".into(), Box::new(SerdeJson)));
    all.retain(|(name, _)| is_wanted(name));
    all
}

/// Asserts that all competitors read the same, for every body.
pub(crate) fn agree(set: &Set, competitors: &mut Competitors) {
    for body in &set.bodies {
        let mut expected = None;
        for (name, competitor) in competitors.iter_mut() {
            let (mut visit, mut route) = (Digest::default(), Digest::default());
            let is_read = set.is_only_checked
                || competitor.visit(body, &mut visit) && competitor.route(body, &mut route);
            assert!(is_read && competitor.check(body), "{name} refuses a body of {}", set.name);
            if set.is_only_checked {
                continue;
            }
            assert_ne!(visit.value(), 0, "{name} read nothing in {}", set.name);
            let first = *expected.get_or_insert((visit, route));
            assert_eq!(first, (visit, route), "{name} read something else in {}", set.name);
        }
    }
}

/// Runs the task once on every body. The task is matched once, outside of the timed loop.
pub(crate) fn run(set: &Set, task: &str, competitor: &mut dyn Competitor, digest: &mut Digest) {
    let bodies = set.bodies.iter().map(|body| black_box(*body));
    let are_good = match task {
        "visit" => bodies.fold(true, |good, body| good & competitor.visit(body, digest)),
        "route" => bodies.fold(true, |good, body| good & competitor.route(body, digest)),
        _ => bodies.fold(true, |good, body| good & competitor.check(body)),
    };
    assert!(are_good, "every body of {} is good", set.name);
}
