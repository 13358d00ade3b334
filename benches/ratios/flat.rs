//! Scaling: costs depend on the content alone: `--flat`.
//!
//! Three questions. Does a message cost the same in a body of one and in a body of 5,000? Does a
//! token cost the same if the body is indented? Does a contact lookup cost the same for any number
//! of contacts? Each compares the same messages in different bodies, so that only the body differs.

use crate::Competitor;
use crate::digest::Digest;
use crate::ours::Ours;
use crate::report::median;
use crate::sets;
use serde_json::{Value, json};
use std::hint::black_box;
use std::time::Instant;
use wabahook::{Decoder, Item, Kernel};

/// Messages in a body. All divide [`MESSAGES`].
const SIZES: [usize; 9] = [1, 2, 5, 10, 50, 100, 500, 1_000, 5_000];
/// Messages in all bodies of one size.
const MESSAGES: usize = 5_000;
/// Contacts and messages in a body.
const CONTACTS: [usize; 6] = [125, 250, 500, 1_000, 2_000, 4_000];
/// Lookups in all repetitions of one size.
const LOOKUPS: usize = 8_000;
/// Bars: the spread of the cost of a message, and the cost of a token, indented to compact.
const SPREAD: f64 = 0.15;
const INDENTED: f64 = 1.5;

/// Returns the results for one kernel as JSON, and prints them; `None` if they are only checked.
pub(crate) fn report(kernel: Kernel, rounds: Option<usize>) -> Option<Value> {
    let (sizes, indented, contacts) = (Messages::new(kernel), Indented::new(), lookups(kernel));
    indented.check(kernel);
    let rounds = rounds?;
    println!("\nflat / wabahook {}", kernel.name());
    Some(json!({
        "name": format!("wabahook {}", kernel.name()),
        "messages": sizes.measure(kernel, rounds),
        "indented": indented.measure(kernel, rounds),
        "contacts": measure_lookups(kernel, &contacts, rounds),
    }))
}

/// Returns the median time of each run in nanoseconds; rounds are interleaved, the first is a
/// warm-up.
fn time<const N: usize>(rounds: usize, mut run: impl FnMut(usize)) -> [f64; N] {
    let mut times = [const { Vec::new() }; N];
    for round in 0..=rounds {
        for turn in 0..N {
            let who = (turn + round) % N;
            let start = Instant::now();
            run(who);
            if round > 0 {
                times[who].push(start.elapsed().as_nanos() as f64);
            }
        }
    }
    times.map(median)
}

/// Returns the largest cost over the smallest, less one; infinite if the smallest is not positive.
fn spread(costs: impl Iterator<Item = f64> + Clone) -> f64 {
    let (most, least) = (costs.clone().fold(0.0, f64::max), costs.fold(f64::MAX, f64::min));
    if least > 0.0 { most / least - 1.0 } else { f64::INFINITY }
}

fn print_spread(what: &str, spread: f64) -> f64 {
    let (shown, most) = (spread * 100.0, SPREAD * 100.0);
    println!("{what}: spread {shown:.1}%, at most {most:.0}%: {}", verdict(spread <= SPREAD));
    spread
}

fn verdict(good: bool) -> &'static str {
    if good { "good" } else { "MISSED" }
}

fn visit(ours: &mut Ours, bodies: &[&[u8]]) -> u64 {
    let mut digest = Digest::default();
    for &body in bodies {
        assert!(ours.visit(black_box(body), &mut digest), "every body is good");
    }
    digest.value()
}

/// The same 5,000 messages, in bodies of each size.
struct Messages {
    bodies: [Vec<&'static [u8]>; SIZES.len()],
}

impl Messages {
    fn new(kernel: Kernel) -> Messages {
        let bodies = SIZES.map(|size| sets::in_a_row(&sets::batches(MESSAGES, size)));
        let mut decoder = Decoder::new().with_kernel(kernel);
        let mut ids = bodies.each_ref().map(|bodies| ids(&mut decoder, bodies));
        let first = std::mem::take(&mut ids[0]);
        assert_eq!(first.len(), MESSAGES, "a message is missing");
        assert!(ids[1..].iter().all(|ids| *ids == first), "the same messages in every size");
        Messages { bodies }
    }

    fn measure(&self, kernel: Kernel, rounds: usize) -> Value {
        let mut ours = SIZES.map(|_| Ours::new(kernel));
        let digests: Vec<_> =
            self.bodies.iter().zip(&mut ours).map(|(bodies, ours)| visit(ours, bodies)).collect();
        let times: [f64; SIZES.len()] = time(rounds, |who| {
            assert_eq!(visit(&mut ours[who], &self.bodies[who]), digests[who]);
        });
        let whole = times.map(|time| time / MESSAGES as f64);
        // The marginal cost of a message: the difference in time between two sizes, for one body.
        let of_body: Vec<_> = SIZES.iter().zip(whole).map(|(&size, ns)| ns * size as f64).collect();
        let marginal: Vec<_> = (1..SIZES.len())
            .map(|at| (of_body[at] - of_body[at - 1]) / (SIZES[at] - SIZES[at - 1]) as f64)
            .collect();
        let bytes: Vec<usize> =
            self.bodies.iter().map(|bodies| bodies.iter().map(|body| body.len()).sum()).collect();

        println!(
            "{:>9}{:>12}{:>13}{:>13}{:>10}",
            "messages", "ns/body", "ns/message", "marginal", "ns/kB"
        );
        let mut rows = Vec::new();
        for (at, size) in SIZES.into_iter().enumerate() {
            let more = at.checked_sub(1).map(|at| marginal[at]);
            let by_bytes = times[at] / bytes[at] as f64 * 1e3;
            let shown = more.map_or_else(String::new, |ns| format!("{ns:.1}"));
            println!("{size:9}{:12.0}{:13.1}{shown:>13}{by_bytes:10.1}", of_body[at], whole[at]);
            rows.push(json!({
                "messages": size,
                "nanoseconds_per_body": of_body[at],
                "nanoseconds_per_message": whole[at],
                "marginal_nanoseconds_per_message": more,
                "nanoseconds_per_kilobyte": by_bytes,
            }));
        }
        let [alone, ..] = whole;
        let spreads = [
            ("a message, envelope and all", "whole", spread(whole.into_iter())),
            ("a message more", "marginal", spread(marginal.iter().copied())),
            // The highest cost of a message in a batch, relative to one alone; 0 if it is nowhere
            // higher.
            (
                "the dearest over one alone",
                "dearer",
                whole.into_iter().fold(alone, f64::max) / alone - 1.0,
            ),
        ];
        let mut json = json!({ "demanded_spread": SPREAD, "bodies": rows });
        for (what, name, spread) in spreads {
            json[format!("{name}_spread")] = print_spread(what, spread).into();
        }
        json
    }
}

/// Returns the ids of all messages, in order.
fn ids(decoder: &mut Decoder, bodies: &[&[u8]]) -> Vec<String> {
    let mut ids = Vec::new();
    for body in bodies {
        let payload = decoder.decode(body).expect("every body is good");
        for event in payload.events() {
            let event = event.expect("every item is good");
            if let Item::Message(message) = event.item() {
                ids.push(message.id().to_owned());
            }
        }
    }
    ids
}

/// The same bodies in both spellings.
struct Indented {
    spellings: [Vec<&'static [u8]>; 2],
    tokens: usize,
}

impl Indented {
    fn new() -> Indented {
        let take =
            |name: &str| sets::sets(&[name.to_owned()]).pop().expect("a set of that name").bodies;
        let (indented, mut compact) = (take("pretty"), take("mixed"));
        compact.truncate(indented.len());
        let of = |body: &&[u8]| serde_json::from_slice(body).expect("every body is JSON");
        let tokens = compact.iter().map(|body| tokens(&of(body))).sum();
        let same =
            indented.iter().zip(&compact).all(|(indented, compact)| of(indented) == of(compact));
        assert!(same, "both spellings say the same");
        Indented { spellings: [compact, indented], tokens }
    }

    fn check(&self, kernel: Kernel) {
        let mut ours = Ours::new(kernel);
        let digests = self.spellings.each_ref().map(|bodies| visit(&mut ours, bodies));
        assert_eq!(digests[0], digests[1], "both spellings are read alike");
    }

    fn measure(&self, kernel: Kernel, rounds: usize) -> Value {
        let mut ours = [Ours::new(kernel), Ours::new(kernel)];
        let times: [f64; 2] = time(rounds, |who| {
            black_box(visit(&mut ours[who], &self.spellings[who]));
        });
        let [compact, indented] = times.map(|time| time / self.tokens as f64);
        let ratio = indented / compact;
        println!(
            "a token: {compact:.2} ns compact, {indented:.2} ns indented, x {ratio:.2}, at most {INDENTED}: {}",
            verdict(ratio <= INDENTED)
        );
        json!({
            "tokens": self.tokens,
            "compact_nanoseconds_per_token": compact,
            "indented_nanoseconds_per_token": indented,
            "ratio": ratio,
            "demanded_ratio": INDENTED,
        })
    }
}

/// Counts strings (keys too), numbers, literals, and the punctuation around them.
fn tokens(value: &Value) -> usize {
    let signs = |len: usize| 2 + len.saturating_sub(1);
    match value {
        Value::Object(object) => {
            let members = object.values().map(|value| 2 + tokens(value)).sum::<usize>();
            members + signs(object.len())
        }
        Value::Array(array) => array.iter().map(tokens).sum::<usize>() + signs(array.len()),
        _ => 1,
    }
}

/// Returns a body for each count of contacts and messages; every message finds its contact.
fn lookups(kernel: Kernel) -> [Vec<u8>; CONTACTS.len()] {
    let bodies = CONTACTS.map(|count| sets::batches(count, count).concat());
    let mut decoder = Decoder::new().with_kernel(kernel);
    for (body, count) in bodies.iter().zip(CONTACTS) {
        let payload = decoder.decode(body).expect("the body is good");
        let mut found = 0;
        for event in payload.events().flatten() {
            let Item::Message(message) = event.item() else { panic!("not a message") };
            let contact = event.contact().expect("every message has its contact");
            assert_eq!(contact.wa_id(), message.from(), "another contact");
            found += 1;
        }
        assert_eq!(found, count, "a message is missing");
    }
    bodies
}

fn measure_lookups(kernel: Kernel, bodies: &[Vec<u8>; CONTACTS.len()], rounds: usize) -> Value {
    let mut decoder = Decoder::new().with_kernel(kernel);
    let mut count = |who: usize, by: &dyn Fn(wabahook::Event<'_>) -> bool| {
        for _ in 0..LOOKUPS / CONTACTS[who] {
            let payload = decoder.decode(black_box(&bodies[who])).expect("the body is good");
            let found = payload.events().flatten().filter(|event| by(*event)).count();
            assert_eq!(found, CONTACTS[who]);
        }
    };
    // With the lookups and without them, in the same rounds.
    let times: [f64; 2 * CONTACTS.len()] =
        time(rounds, |who| match who.checked_sub(CONTACTS.len()) {
            None => count(who, &|event| event.contact().is_some()),
            Some(who) => count(who, &|event| event.kind() == "message"),
        });
    let (with, without) = times.split_at(CONTACTS.len());
    println!("{:>9}{:>18}{:>18}", "contacts", "ns/message", "of it, lookup");
    let mut rows = Vec::new();
    let (mut wholes, mut lookups) = (Vec::new(), Vec::new());
    for (at, count) in CONTACTS.into_iter().enumerate() {
        let each = (LOOKUPS / count * count) as f64;
        let (whole, lookup) = (with[at] / each, (with[at] - without[at]) / each);
        wholes.push(whole);
        lookups.push(lookup);
        println!("{count:9}{whole:18.1}{lookup:18.1}");
        rows.push(json!({
            "contacts": count,
            "nanoseconds_per_message": whole,
            "nanoseconds_per_lookup": lookup,
        }));
    }
    let mut json = json!({ "demanded_spread": SPREAD, "bodies": rows });
    for (what, name, costs) in
        [("a message with its contact", "whole", wholes), ("a lookup", "lookup", lookups)]
    {
        json[format!("{name}_spread")] = print_spread(what, spread(costs.into_iter())).into();
    }
    json
}
