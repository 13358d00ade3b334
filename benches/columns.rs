//! From bytes to record batches, beside a `visit` of the same bodies: `cargo bench --bench columns`.
//!
//! Rounds are interleaved and timed by the thread's own clock. A ratio is the median over rounds of two
//! times of one round. Before anything is timed, all must have read the same ids.
//!
//! ```text
//! cargo bench --bench columns -- [--rounds N] [--test]
//! ```

#![expect(clippy::expect_used, clippy::panic, reason = "a program for people")]
#![allow(dead_code, reason = "modules of the bench `ratios` that have more than is needed here")]

#[allow(clippy::unwrap_used, reason = "tests share it")]
#[path = "../tests/checks/clock.rs"]
mod clock;
#[path = "ratios/digest.rs"]
mod digest;
#[path = "ratios/ours.rs"]
mod ours;
#[path = "ratios/sets.rs"]
mod sets;

use arrow_array::RecordBatch;
use arrow_array::cast::AsArray;
use arrow_buffer::Buffer;
use arrow_schema::{DataType, Field, Fields, Schema};
use clock::time_spent;
use digest::Digest;
use std::hint::black_box;
use std::sync::Arc;
use std::time::Duration;
use wabahook::arrow::{ReaderBuilder, Table};
use wabahook::stream::{Framing, payloads};

/// What a body is read by, in the bench `ratios`.
pub(crate) trait Competitor {
    fn visit(&mut self, body: &[u8], digest: &mut Digest) -> bool;
    fn route(&mut self, body: &[u8], digest: &mut Digest) -> bool;
    fn check(&mut self, body: &[u8]) -> bool;
}

const THREE: [&str; 3] = ["id", "timestamp", "status"];

/// Reads a log, and passes over what it was read into.
type Run = Box<dyn Fn(&Buffer)>;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let is_test = arguments.iter().any(|word| word == "--test");
    let rounds = arguments.iter().position(|word| word == "--rounds");
    let rounds = rounds.map_or(15, |at| arguments[at + 1].parse().expect("a number of rounds"));
    let log = Buffer::from_vec(sets::lines(if is_test { 1 << 18 } else { 16 << 20 }));
    agree(&log);

    let builder = || ReaderBuilder::new(Table::EVENTS);
    let runs: [(&str, Run); 8] = [
        ("visit", Box::new(visit)),
        ("all columns", Box::new(move |log| pass(builder().build(log.as_slice())))),
        (
            "all columns, shared buffer",
            Box::new(move |log| pass(builder().build_buffer(log.clone()))),
        ),
        (
            "three columns",
            Box::new(move |log| pass(builder().with_columns(THREE).build(log.as_slice()))),
        ),
        (
            "three columns, shared buffer",
            Box::new(move |log| pass(builder().with_columns(THREE).build_buffer(log.clone()))),
        ),
        (
            "text and item",
            Box::new(move |log| {
                pass(builder().with_columns(["text", "item"]).build(log.as_slice()));
            }),
        ),
        (
            "text and item, shared buffer",
            Box::new(move |log| {
                pass(builder().with_columns(["text", "item"]).build_buffer(log.clone()));
            }),
        ),
        (
            "nested `status`",
            Box::new(|log| {
                let table = Table::named("status").expect("a table");
                pass(ReaderBuilder::new(table).build(log.as_slice()));
            }),
        ),
    ];
    let mut runs: Vec<(&str, Run)> = runs.into();
    runs.push(("arrow-json, explicit schema", Box::new(|log| pass(arrow_json(log)))));

    let mut times: Vec<Vec<Duration>> = vec![Vec::new(); runs.len()];
    for _ in 0..if is_test { 1 } else { rounds } {
        for ((_, run), times) in runs.iter().zip(&mut times) {
            let before = time_spent();
            run(&log);
            times.push(time_spent() - before);
        }
    }
    println!(
        "{:.1} MB of `mixed`, one body a line, median of {rounds} rounds",
        log.len() as f64 / 1e6
    );
    for ((name, _), times_of) in runs.iter().zip(&times) {
        let speed = median(times_of.iter().map(|time| log.len() as f64 / time.as_secs_f64() / 1e9));
        let ratio = times[0]
            .iter()
            .zip(times_of)
            .map(|(visit, time)| visit.as_secs_f64() / time.as_secs_f64());
        println!("{name:<30} {speed:6.3} GB/s {:6.3} of visit", median(ratio));
    }
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn visit(log: &Buffer) {
    let mut digest = Digest::default();
    let mut payloads = payloads(log.as_slice(), Framing::Lines);
    while let Some(record) = payloads.next_record() {
        let payload = record.payload().unwrap_or_else(|error| panic!("{error}"));
        assert!(ours::visit_payload(payload, &mut digest));
    }
    black_box(digest.value());
}

fn pass<E: std::fmt::Debug>(
    batches: Result<impl Iterator<Item = Result<RecordBatch, arrow_schema::ArrowError>>, E>,
) {
    for batch in batches.expect("a reader") {
        black_box(batch.expect("a batch"));
    }
}

/// What `arrow-json` is told of the bodies: the members that `visit` reads, and no others.
fn json_schema() -> Schema {
    let text = |name: &str| Field::new(name, DataType::Utf8View, true);
    let object =
        |name: &str, fields: Vec<Field>| Field::new(name, DataType::Struct(fields.into()), true);
    let list = |name: &str, fields: Vec<Field>| {
        let item = DataType::Struct(Fields::from(fields));
        Field::new(name, DataType::List(Arc::new(Field::new("item", item, true))), true)
    };
    let reply = |name: &str| object(name, vec![text("id"), text("title")]);
    let media = |name: &str| object(name, vec![text("id"), text("mime_type")]);
    let message = vec![
        text("from"),
        text("id"),
        text("timestamp"),
        text("type"),
        object("context", vec![text("from"), text("id")]),
        object("text", vec![text("body")]),
        object("interactive", vec![text("type"), reply("button_reply"), reply("list_reply")]),
        object("system", vec![text("body"), text("wa_id")]),
        media("image"),
        media("audio"),
        media("document"),
    ];
    let status = vec![
        text("id"),
        text("status"),
        text("timestamp"),
        text("recipient_id"),
        object("conversation", vec![text("id")]),
        object("pricing", vec![text("category")]),
    ];
    let value = vec![
        object("metadata", vec![text("display_phone_number"), text("phone_number_id")]),
        list("contacts", vec![text("wa_id"), object("profile", vec![text("name")])]),
        list("messages", message),
        list("statuses", status),
        list("user_preferences", vec![text("wa_id"), text("detail"), text("value")]),
    ];
    let changes = list("changes", vec![text("field"), object("value", value)]);
    Schema::new(vec![list("entry", vec![text("id"), changes])])
}

fn arrow_json(log: &Buffer) -> Result<arrow_json::Reader<&[u8]>, arrow_schema::ArrowError> {
    arrow_json::ReaderBuilder::new(Arc::new(json_schema()))
        .with_batch_size(8192)
        .with_coerce_primitive(true)
        .build(log.as_slice())
}

/// All must have read the same ids, in the same order within a kind.
fn agree(log: &Buffer) {
    let mut expected = Digest::default();
    let mut payloads = payloads(log.as_slice(), Framing::Lines);
    while let Some(record) = payloads.next_record() {
        let payload = record.payload().unwrap_or_else(|error| panic!("{error}"));
        for event in payload.events() {
            match event.unwrap_or_else(|error| panic!("{error}")).item() {
                wabahook::Item::Message(message) => expected.object(|it| it.text(message.id())),
                wabahook::Item::Status(status) => expected.object(|it| it.text(status.id())),
                _ => {}
            }
        }
    }
    let builder = || ReaderBuilder::new(Table::EVENTS).with_columns(THREE);
    let of_rows = |batches: &mut dyn Iterator<Item = Result<RecordBatch, _>>| {
        let mut digest = Digest::default();
        for batch in batches {
            let batch = batch.unwrap_or_else(|error: arrow_schema::ArrowError| panic!("{error}"));
            for id in batch.column(0).as_string_view().iter().flatten() {
                digest.object(|it| it.text(id));
            }
        }
        digest.value()
    };
    let mut reader = builder().build(log.as_slice()).expect("a reader");
    assert_eq!(of_rows(&mut reader), expected.value());
    let mut reader = builder().build_buffer(log.clone()).expect("a reader");
    assert_eq!(of_rows(&mut reader), expected.value());

    let mut digest = Digest::default();
    for batch in arrow_json(log).expect("a reader") {
        let batch = batch.unwrap_or_else(|error| panic!("{error}"));
        let entries = batch.column(0).as_list::<i32>().values().as_struct();
        let changes = entries.column_by_name("changes").expect("changes").as_list::<i32>().values();
        let value = changes.as_struct().column_by_name("value").expect("a value").as_struct();
        for name in ["messages", "statuses"] {
            let items = value.column_by_name(name).expect("items").as_list::<i32>().values();
            let ids = items.as_struct().column_by_name("id").expect("ids").as_string_view();
            for id in ids.iter().flatten() {
                digest.object(|it| it.text(id));
            }
        }
    }
    assert_eq!(digest.value(), expected.value(), "arrow-json");
}
