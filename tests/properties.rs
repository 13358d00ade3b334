//! Generated webhooks read like their model; mutated bodies are treated like `serde_json` does.
//!
//! `PROPTEST_CASES` sets the number of cases of each; 256 by default.

mod checks;
mod model;

use checks::bodies::corpus;
use checks::check_all;
use model::choices::Choices;
use model::json::Json;
use proptest::prelude::*;
use wabahook::Limits;

/// A mutation of a body. Positions are fractions of its length, in 65536ths.
#[derive(Clone, Debug)]
enum Mutation {
    Flip(u16, u8),
    Replace(u16, u8),
    Delete(u16, u8),
    Insert(u16, Vec<u8>),
    Repeat(u16, u8),
    Swap(u16, u16),
    Truncate(u16),
    /// The rest is replaced by that of another body of the corpus.
    Splice(u16, usize, u16),
}

/// Bytes that are significant in JSON or in a webhook.
const SNIPPETS: &[&str] = &[
    "\"",
    "\\",
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\\u",
    "\\ud83d",
    "\\udE00",
    "\\n",
    "null",
    "true",
    "1e400",
    "-0",
    "01",
    "1.",
    "0.1e-7",
    "\u{0}",
    "\u{1f}",
    "\u{7f}",
    "é",
    "\u{feff}",
    "[[]]",
    "{}",
    "\"type\":\"image\",",
    "\"\\u0074ype\":7,",
    "\"messages\":[],",
    "\"id\":null,",
    "\"\":0,",
];

fn mutation() -> impl Strategy<Value = Mutation> {
    let insert = prop_oneof![
        4 => prop::sample::select(SNIPPETS).prop_map(|text| text.as_bytes().to_vec()),
        1 => prop::collection::vec(any::<u8>(), 1..8),
    ];
    prop_oneof![
        (any::<u16>(), 0u8..8).prop_map(|(at, bit)| Mutation::Flip(at, bit)),
        (any::<u16>(), any::<u8>()).prop_map(|(at, byte)| Mutation::Replace(at, byte)),
        (any::<u16>(), 1u8..40).prop_map(|(at, len)| Mutation::Delete(at, len)),
        (any::<u16>(), insert).prop_map(|(at, bytes)| Mutation::Insert(at, bytes)),
        (any::<u16>(), 1u8..40).prop_map(|(at, len)| Mutation::Repeat(at, len)),
        (any::<u16>(), any::<u16>()).prop_map(|(a, b)| Mutation::Swap(a, b)),
        any::<u16>().prop_map(Mutation::Truncate),
        (any::<u16>(), any::<usize>(), any::<u16>())
            .prop_map(|(a, n, b)| Mutation::Splice(a, n, b)),
    ]
}

fn place(body: &[u8], at: u16) -> usize {
    body.len() * usize::from(at) / 65536
}

fn mutate(body: &mut Vec<u8>, mutation: &Mutation, others: &[Vec<u8>]) {
    if body.is_empty() {
        return;
    }
    match *mutation {
        Mutation::Flip(at, bit) => {
            let at = place(body, at);
            body[at] ^= 1 << bit;
        }
        Mutation::Replace(at, byte) => {
            let at = place(body, at);
            body[at] = byte;
        }
        Mutation::Delete(at, len) => {
            let at = place(body, at);
            body.drain(at..(at + usize::from(len)).min(body.len()));
        }
        Mutation::Insert(at, ref bytes) => {
            let at = place(body, at);
            body.splice(at..at, bytes.iter().copied());
        }
        Mutation::Repeat(at, len) => {
            let at = place(body, at);
            let again = body[at..(at + usize::from(len)).min(body.len())].to_vec();
            body.splice(at..at, again);
        }
        Mutation::Swap(a, b) => {
            let (a, b) = (place(body, a), place(body, b));
            body.swap(a, b);
        }
        Mutation::Truncate(at) => body.truncate(place(body, at)),
        Mutation::Splice(at, other, from) => {
            let other = &others[other % others.len()];
            body.truncate(place(body, at));
            body.extend_from_slice(&other[place(other, from)..]);
        }
    }
}

/// A strategy for the bytes that models choose by.
fn choices() -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(any::<u8>(), 0..2000)
}

/// Returns the bodies to mutate: the corpus without its few long ones.
fn small_bodies() -> Vec<Vec<u8>> {
    corpus().into_iter().map(|body| body.bytes).filter(|bytes| bytes.len() < 20_000).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// Every check holds on mutated bodies of the corpus.
    #[test]
    fn mutations((which, mutations) in (any::<usize>(), prop::collection::vec(mutation(), 1..5))) {
        static BODIES: std::sync::LazyLock<Vec<Vec<u8>>> = std::sync::LazyLock::new(small_bodies);
        let mut body = BODIES[which % BODIES.len()].clone();
        for mutation in &mutations {
            mutate(&mut body, mutation, &BODIES);
        }
        check_all(&body);
    }

    /// A generated webhook reads like its model in every spelling.
    #[test]
    fn webhooks(choices in choices()) {
        model::webhook::check(&choices);
    }

    /// A webhook of any field, generated from the tables, has the same events in every spelling.
    #[test]
    fn vocabulary(choices in choices()) {
        model::vocabulary::check(&choices);
    }

    /// Every check holds on generated webhooks.
    #[test]
    fn every_check(choices in choices(), spelling in choices()) {
        for webhook in [model::webhook::webhook, model::vocabulary::webhook] {
            let webhook = webhook(&mut Choices(&choices));
            check_all(webhook.print(&mut Choices(&spelling)).as_bytes());
        }
    }

    /// Any JSON is accepted as a value.
    #[test]
    fn any_value(choices in choices(), spelling in choices()) {
        let value = model::json::anything(&mut Choices(&choices), 6);
        let member = |name: &str, value| (name.to_owned(), value);
        for field in ["messages", "history", "account_update", "weather_updates"] {
            let field = member("field", Json::Str(field.to_owned()));
            let change = Json::Object(vec![member("value", value.clone()), field]);
            let body = change.print(&mut Choices(&spelling));
            for mut decoder in checks::decoders(body.as_bytes(), Limits::new()) {
                let payload = decoder.decode(body.as_bytes());
                change.assert_read(payload.map_err(|e| TestCaseError::fail(e.to_string()))?.raw());
            }
            check_all(body.as_bytes());
        }
    }
}
