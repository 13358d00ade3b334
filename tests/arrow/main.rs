//! Record batches hold what `events()` shows: column by column, in every cut, of every road.
//!
//! `WABAHOOK_BLESS=1 cargo test --all-features --test arrow` writes the tables of `docs/COLUMNS.md` anew.

#![cfg(all(feature = "arrow", feature = "serde"))]
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

#[path = "../checks/mod.rs"]
mod checks;
#[path = "../model/mod.rs"]
#[expect(dead_code, reason = "webhooks are made, and not checked here")]
mod model;

mod cells;
mod flat;
mod nested;
mod page;

use arrow_array::{RecordBatch, RecordBatchReader};
use arrow_buffer::Buffer;
use cells::{cell, rows};
use checks::bodies::corpus;
use checks::random::Random;
use flat::{Row, expected};
use model::choices::Choices;
use std::collections::{BTreeMap, BTreeSet};
use wabahook::arrow::{Profile, ReaderBuilder, Table};
use wabahook::stream::{Framing, records};
use wabahook::twin::{KINDS, TABLES};
use wabahook::{Decoder, Event, Item, Value};

/// Every body of the corpus, then generated ones, one a line where they can be.
fn log() -> Vec<u8> {
    let mut log = Vec::new();
    for body in corpus() {
        // Bodies that are printed over several lines are made one line: none has a line end in a string.
        let is_text = std::str::from_utf8(&body.bytes).is_ok();
        let flat = |byte: &u8| if is_text && matches!(byte, b'\n' | b'\r') { b' ' } else { *byte };
        if body.bytes.len() < 1 << 17 {
            log.extend(body.bytes.iter().map(flat));
            log.push(b'\n');
        }
    }
    let mut random = Random(7);
    for _ in 0..300 {
        let choices: Vec<u8> = (0..1500).map(|_| random.next() as u8).collect();
        let webhook = match random.below(2) {
            0 => model::vocabulary::webhook(&mut Choices(&choices)),
            _ => model::webhook::webhook(&mut Choices(&choices)),
        };
        log.extend(webhook.compact().into_bytes());
        log.push(b'\n');
    }
    log
}

/// The rows of a log as the accessors have them, refused bodies included.
fn expected_rows(log: &[u8]) -> Vec<Row> {
    let mut decoder = Decoder::new();
    let mut rows = Vec::new();
    for record in records(log, Framing::Lines) {
        let offset = record.offset();
        match record.decode(&mut decoder).payload() {
            Ok(payload) => rows.extend(expected(payload, Some(offset))),
            Err(error) => rows.push(Row::from([
                ("kind", "refused".to_owned()),
                ("offset", offset.to_string()),
                ("error", error.error().to_string()),
            ])),
        }
    }
    rows
}

/// The page says what the tables are.
#[test]
fn the_page_is_true() {
    checks::written::is_true("docs/COLUMNS.md", "arrow", |written| {
        let start = written.find(page::FROM).unwrap() + page::FROM.len();
        let end = written.find(page::TO).unwrap();
        [&written[..start], &page::tables(), &written[end..]].concat()
    });
}

/// Names of tables and of their columns are unique, and the page has a meaning for each.
#[test]
fn names_are_unique() {
    let mut tables = BTreeSet::new();
    for table in Table::all() {
        assert!(tables.insert(table.name()), "{table}");
        assert_eq!(Table::named(table.name()), Some(table));
        let mut columns = BTreeSet::new();
        for column in table.columns() {
            assert!(columns.insert(column.name.clone()), "{table}.{}", column.name);
            assert!(
                column.doc.ends_with(['.', '`', ')']),
                "{table}.{}: {}",
                column.name,
                column.doc
            );
        }
    }
    assert_eq!(Table::named("nothing"), None);
}

fn builder() -> ReaderBuilder {
    ReaderBuilder::new(Table::EVENTS)
}

fn batches(reader: impl RecordBatchReader) -> Vec<RecordBatch> {
    let schema = reader.schema();
    let batches: Vec<_> = reader.map(Result::unwrap).collect();
    assert!(batches.iter().all(|batch| batch.schema() == schema));
    batches
}

/// Holds all rows of `events` to those expected, column by column.
fn assert_rows(batches: &[RecordBatch], expected: &[Row]) {
    let schema = batches[0].schema();
    let found = rows(batches);
    for (number, (found, expected)) in found.iter().zip(expected).enumerate() {
        for (field, found) in schema.fields().iter().zip(found) {
            let expected = expected.get(&**field.name());
            assert_eq!(found.as_ref(), expected, "{} of row {number}: {:?}", field.name(), found);
        }
    }
    assert_eq!(found.len(), expected.len());
}

#[test]
fn rows_are_the_events() {
    let log = log();
    let expected = expected_rows(&log);
    let columns: Vec<String> =
        Table::EVENTS.columns().into_iter().map(|column| column.name).collect();
    for name in expected.iter().flat_map(|row| row.keys()) {
        assert!(columns.iter().any(|column| column == name), "{name}");
    }
    // A column that is null in all of them would be proved by nothing.
    for name in columns.iter().filter(|name| *name != "source") {
        assert!(expected.iter().any(|row| row.contains_key(&**name)), "{name} is never set");
    }
    assert_rows(&batches(builder().build(&log[..]).unwrap()), &expected);
    assert_rows(&batches(builder().build_buffer(Buffer::from(&log[..])).unwrap()), &expected);
    let plain = builder().with_profile(Profile::Plain);
    assert_rows(&batches(plain.build(&log[..]).unwrap()), &expected);
}

#[test]
fn any_batch_size_has_the_same_rows() {
    let log = log();
    let whole = rows(&batches(builder().build(&log[..]).unwrap()));
    for size in [1, 7, 8192] {
        let reader = builder().with_batch_size(size).build(&log[..]).unwrap();
        let small = batches(reader);
        assert!(small.iter().all(|batch| (1..=size).contains(&batch.num_rows())));
        assert_eq!(rows(&small), whole);
        let shared = builder().with_batch_size(size).build_buffer(Buffer::from(&log[..])).unwrap();
        assert_eq!(rows(&batches(shared)), whole);
    }
}

/// A body with more rows than fit goes on in the next batch.
#[test]
fn a_long_body_is_cut() {
    let items = r#"{"id":"wamid.A","status":"read"},"#.repeat(5000);
    let log = format!(
        "{{\"field\":\"messages\",\"value\":{{\"statuses\":[{}]}}}}\n{{\"entry\":[]}}\n",
        &items[..items.len() - 1],
    );
    let sizes = |size| {
        let reader = builder().with_columns(["path"]).with_batch_size(size).build(log.as_bytes());
        batches(reader.unwrap())
    };
    let lengths: Vec<_> = sizes(2000).iter().map(RecordBatch::num_rows).collect();
    assert_eq!(lengths, [2000, 2000, 1001]);
    let paths = rows(&sizes(2000));
    assert_eq!(paths[4999][0].as_deref(), Some("value.statuses[4999]"));
    assert_eq!(paths, rows(&sizes(1)));
}

#[test]
fn a_projection_has_the_same_column() {
    let log = log();
    for table in Table::all() {
        // Of the nested tables, only bodies with rows: most bodies have none.
        let log = if table == Table::EVENTS { log.clone() } else { lines_with_rows(&log, table) };
        let read = |builder: ReaderBuilder| {
            batches(builder.with_batch_size(1 << 20).build_buffer(Buffer::from(&log[..])).unwrap())
        };
        let whole = read(ReaderBuilder::new(table));
        for (number, column) in table.columns().iter().enumerate() {
            let one = read(ReaderBuilder::new(table).with_columns([&*column.name]));
            let all = |batches: &[RecordBatch], at: usize| {
                batches.iter().map(|batch| batch.column(at).clone()).collect::<Vec<_>>()
            };
            assert_eq!(all(&one, 0), all(&whole, number), "{table}.{}", column.name);
        }
    }
    let unknown = builder().with_columns(["id", "nothing"]).build(&log[..]);
    let error = unknown.unwrap_err().to_string();
    assert!(error.contains("table `events` has no column `nothing`"), "{error}");
    let none = builder().with_columns(Vec::<String>::new()).build(&log[..]).unwrap();
    let rows: usize = batches(none).iter().map(RecordBatch::num_rows).sum();
    assert_eq!(rows, expected_rows(&log).len());
}

/// The bodies of a log that have rows in a table.
fn lines_with_rows(log: &[u8], table: Table) -> Vec<u8> {
    let offsets = ReaderBuilder::new(table).with_columns(["offset"]).build(log).unwrap();
    let mut offsets: Vec<usize> = rows(&batches(offsets))
        .into_iter()
        .map(|row| row[0].as_ref().unwrap().parse().unwrap())
        .collect();
    offsets.dedup();
    let line = |offset: &usize| {
        let rest = &log[*offset..];
        &rest[..=rest.iter().position(|byte| *byte == b'\n').unwrap()]
    };
    offsets.iter().take(100).map(line).collect::<Vec<_>>().concat()
}

/// The rows of each nested table are the items of its kind, and hold all that these hold.
#[test]
fn nested_tables_hold_everything() {
    let log = log();
    for table in Table::all().skip(1) {
        for profile in [Profile::Views, Profile::Plain] {
            let builder = ReaderBuilder::new(table).with_profile(profile).with_batch_size(1 << 20);
            let batch = batches(builder.build(&log[..]).unwrap());
            let mut row = 0;
            let mut decoder = Decoder::new();
            for record in records(&log, Framing::Lines) {
                let Ok(payload) = record.decode(&mut decoder).payload() else { continue };
                for event in payload.events().flatten().filter(|event| is_of(table, event)) {
                    check_row(table, &batch[0], row, &event);
                    row += 1;
                }
            }
            assert!(row > 0, "no row of {table}");
            assert_eq!(batch.iter().map(RecordBatch::num_rows).sum::<usize>(), row, "{table}");
        }
    }
}

fn is_of(table: Table, event: &Event<'_>) -> bool {
    let fields = TABLES.iter().find(|(names, _)| names.contains(&table.name()));
    let is_item = KINDS.contains(&table.name());
    match event.item() {
        Item::Value(Value::Unknown(_) | Value::Malformed(_)) => false,
        Item::Value(_) => {
            !is_item && fields.is_some_and(|(names, _)| names.contains(&event.field().unwrap()))
        }
        _ => is_item && event.kind() == table.name(),
    }
}

fn check_row(table: Table, batch: &RecordBatch, row: usize, event: &Event<'_>) {
    let vocabulary = checks::tables::of_kind(table.name())
        .filter(|_| KINDS.contains(&table.name()))
        .or_else(|| checks::tables::of_field(table.name()))
        .unwrap();
    let is_elsewhere =
        |key: &str| vocabulary.rows.iter().any(|row| row.keys[0] == key && row.items != 0);
    let unknown = nested::check_item(batch, row, event.raw(), &is_elsewhere);
    let column = |name: &str| cell(&**batch.column_by_name(name).unwrap(), row);
    assert_eq!(column("item").as_deref(), Some(event.raw().json()));
    assert_eq!(column("dedupe_key"), Some(event.dedupe_key().to_string()));
    // The column has the members and paths of the lines of `events`.
    let line = serde_json::to_value(event).unwrap();
    let of_line = line.get("unknown").and_then(|it| it.as_object());
    let found = column("unknown").map(|json| serde_json::from_str::<Map>(&json).unwrap());
    let keys = of_line.map(|it| it.keys().collect::<BTreeSet<_>>());
    assert_eq!(found.as_ref().map(|it| it.keys().collect()), keys);
    // What has no column is there, but for what stands in malformed items of lists.
    let found = found.unwrap_or_default();
    let mut malformed = Vec::new();
    event.visit_errors(&mut |error| malformed.push(error.raw().path().to_string()));
    for (path, json) in &unknown {
        let is_malformed = malformed.iter().any(|above| path.starts_with(above));
        let path = path.strip_prefix(&format!("{}.", event.path())).unwrap_or(path);
        // Of members with one name the last is there.
        let is_there = found.get(path).is_some_and(|it| it.get() == json);
        let is_repeated = unknown.iter().filter(|(other, _)| other.ends_with(path)).count() > 1;
        assert!(is_there || is_repeated || is_malformed, "{table}: {path} is nowhere");
    }
}

type Map = BTreeMap<String, Box<serde_json::value::RawValue>>;

/// Chunks in any cut make the same rows.
#[test]
fn any_cut_has_the_same_rows() {
    let log: Vec<u8> = [
        "{\"field\":\"messages\",\"value\":{\"statuses\":[{\"id\":\"wamid.A\",\"status\":\"read\"}]}}\r\n",
        "oops\n\n",
        "{\"field\":\"messages\",\"value\":{\"messages\":[{\"id\":\"wamid.B\"},{\"type\":\"text\"}]}}",
    ]
    .concat()
    .into();
    let whole = rows(&batches(builder().build(&log[..]).unwrap()));
    assert_eq!(whole.len(), 4);
    for size in [1, 8192] {
        for cut in 0..=log.len() {
            let mut decoder = builder().with_batch_size(size).build_decoder().unwrap();
            let mut found = Vec::new();
            for mut chunk in [&log[..cut], &log[cut..]] {
                while !chunk.is_empty() {
                    let taken = decoder.decode(chunk).unwrap();
                    chunk = &chunk[taken..];
                    if decoder.is_full() {
                        found.extend(decoder.flush().unwrap());
                    }
                }
            }
            while let Some(batch) = decoder.flush().unwrap() {
                found.push(batch);
            }
            decoder.finish();
            while let Some(batch) = decoder.flush().unwrap() {
                found.push(batch);
            }
            assert_eq!(rows(&found), whole, "cut at {cut}");
        }
    }
}

/// Payloads that were decoded elsewhere, and their own columns for source and offset.
#[test]
fn payloads_are_appended() {
    let log = log();
    let mut decoder = Decoder::new();
    let mut batches = builder().with_source("old.ndjson").build_decoder().unwrap();
    batches.set_source("log.ndjson");
    let mut expected = Vec::new();
    for record in records(&log, Framing::Lines) {
        let offset = record.offset();
        match record.decode(&mut decoder).payload() {
            Ok(payload) => {
                batches.append(&payload).unwrap();
                batches.append_at(&payload, offset).unwrap();
                expected.extend(flat::expected(payload, None));
                expected.extend(flat::expected(payload, Some(offset)));
            }
            Err(error) => {
                batches.append_refused(error.error(), None);
                let error = error.error().to_string();
                expected.push(Row::from([("kind", "refused".to_owned()), ("error", error)]));
            }
        }
    }
    for row in &mut expected {
        row.insert("source", "log.ndjson".to_owned());
    }
    let mut found = Vec::new();
    while let Some(batch) = batches.flush().unwrap() {
        found.push(batch);
    }
    assert_rows(&found, &expected);
}

#[test]
fn what_is_refused_or_malformed_goes_where_it_should() {
    use std::sync::{Arc, Mutex};
    let log = "{\"entry\":[]}\noops\n{\"field\":\"messages\",\"value\":{\"statuses\":[{},7]}}\n";
    let kinds = |builder: ReaderBuilder| {
        let reader = builder.with_columns(["kind"]).build(log.as_bytes()).unwrap();
        rows(&batches(reader)).into_iter().map(|row| row[0].clone().unwrap()).collect::<Vec<_>>()
    };
    assert_eq!(kinds(builder()), ["payload", "refused", "malformed", "malformed"]);
    let taken = Arc::new(Mutex::new(Vec::new()));
    let (refused, malformed) = (taken.clone(), taken.clone());
    let rows = kinds(
        builder()
            .on_refused(move |record| refused.lock().unwrap().push(record.offset().to_string()))
            .on_malformed(move |error| malformed.lock().unwrap().push(error.path().to_string())),
    );
    assert_eq!(rows, ["payload"]);
    assert_eq!(*taken.lock().unwrap(), ["13", "value.statuses[0]", "value.statuses[1]"]);
}
