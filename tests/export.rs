//! `wabahook export` as its users meet it: the real binary, and its files read back.

#![cfg(all(feature = "cli", feature = "parquet"))]
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use arrow_array::cast::AsArray;
use arrow_array::types::TimestampMicrosecondType;
use arrow_array::{Array, RecordBatch, RecordBatchReader};
use arrow_schema::{DataType, Field, Schema, TimeUnit};
use arrow_select::concat::concat_batches;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use wabahook::arrow::{Profile, ReaderBuilder, Table};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

struct Ran {
    out: String,
    err: String,
    code: i32,
}

fn run(arguments: &[&str]) -> Ran {
    let mut command = Command::new(env!("CARGO_BIN_EXE_wabahook"));
    let ran = command.current_dir(ROOT).args(arguments).output().unwrap();
    Ran {
        out: String::from_utf8(ran.stdout).unwrap(),
        err: String::from_utf8(ran.stderr).unwrap(),
        code: ran.status.code().unwrap(),
    }
}

/// A folder of its own, gone with the test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let path = std::env::temp_dir().join(format!("wabahook-{name}-{}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    fn path(&self, name: &str) -> String {
        self.0.join(name).to_str().unwrap().to_owned()
    }

    fn names(&self) -> BTreeSet<String> {
        let names = fs::read_dir(&self.0).unwrap();
        names.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// The valid bodies of some folders of the corpus, one a line, often enough for several batches.
fn log() -> Vec<u8> {
    let mut lines = Vec::new();
    for folder in ["messages", "statuses", "calls", "account_update", "history", "flows"] {
        let mut files: Vec<_> = fs::read_dir(Path::new(ROOT).join("corpus").join(folder))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
            .collect();
        files.sort();
        for file in files {
            let mut line = fs::read_to_string(file).unwrap().replace(['\n', '\r'], " ");
            line.push('\n');
            lines.extend(line.into_bytes());
        }
    }
    lines.repeat(9)
}

/// The rows of a table as the library reads them.
fn rows(log: &[u8], source: &str, table: Table) -> RecordBatch {
    let builder = ReaderBuilder::new(table).with_source(source).with_profile(Profile::Plain);
    let reader = builder.build(log).unwrap();
    let schema = reader.schema();
    let batches: Vec<_> = reader.map(Result::unwrap).collect();
    concat_batches(&schema, &batches).unwrap()
}

fn read_parquet(path: &str) -> RecordBatch {
    let reader = ParquetRecordBatchReaderBuilder::try_new(File::open(path).unwrap()).unwrap();
    let schema = reader.schema().clone();
    let batches: Vec<_> = reader.build().unwrap().map(Result::unwrap).collect();
    concat_batches(&schema, &batches).unwrap()
}

#[test]
fn files_hold_the_rows_of_the_library() {
    let folder = Folder::new("export");
    let (log, input) = (log(), folder.path("log.ndjson"));
    fs::write(&input, &log).unwrap();
    for table in ["events", "status", "message", "account_update", "history_message"] {
        let expected = rows(&log, &input, Table::named(table).unwrap());
        assert!(expected.num_rows() > 0, "{table}");
        for ending in ["parquet", "arrow"] {
            let output = folder.path(&format!("{table}.{ending}"));
            let ran = run(&["export", "--table", table, "-o", &output, "--threads", "3", &input]);
            assert_eq!((ran.err.as_str(), ran.code), ("", 0));
            let bytes = fs::metadata(&output).unwrap().len();
            let told: String = ran.out.chars().filter(|char| *char != ',').collect();
            assert_eq!(told, format!("{output}: {} rows {bytes} bytes\n", expected.num_rows()));
            let found = if ending == "parquet" {
                read_parquet(&output)
            } else {
                let file = File::open(&output).unwrap();
                let reader = arrow_ipc::reader::FileReader::try_new(file, None).unwrap();
                let schema = reader.schema();
                let batches: Vec<_> = reader.map(Result::unwrap).collect();
                concat_batches(&schema, &batches).unwrap()
            };
            assert_eq!(found, expected, "{table} as {ending}");
        }
    }
}

#[test]
fn text_files_hold_the_same() {
    let folder = Folder::new("texts");
    let (log, input) = (log(), folder.path("log.ndjson"));
    fs::write(&input, &log).unwrap();
    let expected = rows(&log, &input, Table::EVENTS);

    let output = folder.path("events.csv");
    let columns = "text,kind,timestamp,status_rank,dedupe_hash";
    let ran = run(&["export", "--columns", columns, "-o", &output, &input]);
    assert_eq!((ran.err.as_str(), ran.code), ("", 0));
    let csv = fs::read_to_string(&output).unwrap();
    assert_eq!(csv.lines().next(), Some(columns));
    let time = DataType::Timestamp(TimeUnit::Microsecond, Some("+00:00".into()));
    let schema = Arc::new(Schema::new(vec![
        Field::new("text", DataType::Utf8, true),
        Field::new("kind", DataType::Utf8, true),
        Field::new("timestamp", time, true),
        Field::new("status_rank", DataType::Int64, true),
        Field::new("dedupe_hash", DataType::Utf8, true),
    ]));
    let reader = arrow_csv::ReaderBuilder::new(schema.clone()).with_header(true);
    let reader = reader.build(File::open(&output).unwrap()).unwrap();
    let batches: Vec<_> = reader.map(Result::unwrap).collect();
    let found = concat_batches(&schema, &batches).unwrap();
    assert_eq!(found.num_rows(), expected.num_rows());
    let both =
        |name: &str| [&found, &expected].map(|batch| batch.column_by_name(name).unwrap().clone());
    for name in ["text", "kind"] {
        // CSV does not tell an empty text from none.
        let [found, expected] = both(name).map(|array| {
            let texts = array.as_string::<i32>().iter();
            texts.map(|text| text.unwrap_or_default().to_owned()).collect::<Vec<_>>()
        });
        assert_eq!(found, expected, "{name}");
    }
    let [found, expected] = both("timestamp")
        .map(|array| array.as_primitive::<TimestampMicrosecondType>().iter().collect::<Vec<_>>());
    assert_eq!(found, expected);
    let [found, expected] = both("status_rank");
    assert_eq!(&found, &expected);
    let [found, expected] = both("dedupe_hash");
    let hashes: Vec<_> = expected.as_binary::<i32>().iter().map(|it| it.map(hex::encode)).collect();
    assert!(found.as_string::<i32>().iter().eq(hashes.iter().map(|it| it.as_deref())));

    let output = folder.path("status.jsonl");
    let ran = run(&["export", "--table", "status", "-o", &output, &input]);
    assert_eq!((ran.err.as_str(), ran.code), ("", 0));
    let json = fs::read_to_string(&output).unwrap();
    let lines: Vec<serde_json::Value> =
        json.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let statuses = rows(&log, &input, Table::named("status").unwrap());
    assert_eq!(lines.len(), statuses.num_rows());
    let item = statuses.column_by_name("item").unwrap().clone();
    for (line, item) in lines.iter().zip(item.as_string::<i32>()) {
        let item: serde_json::Value = serde_json::from_str(item.unwrap()).unwrap();
        assert_eq!((&line["id"], &line["status"]), (&item["id"], &item["status"]));
        assert_eq!(line["pricing"]["category"], item["pricing"]["category"]);
        assert!(line["source"] == *input && line["kind"] == "status");
    }
}

/// Refused bodies are rows and findings; the file is written all the same.
#[test]
fn refused_bodies_are_rows() {
    let folder = Folder::new("refused");
    let input = folder.path("log.ndjson");
    fs::write(&input, "{\"entry\":[]}\noops\n{\"entry\":[]}\n").unwrap();
    let output = folder.path("events.parquet");
    let ran = run(&["export", "--columns", "kind,offset,error", "-o", &output, &input]);
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("log.ndjson:2:1: "), "{}", ran.err);
    let batch = read_parquet(&output);
    let kinds: Vec<_> = batch.column(0).as_string::<i32>().iter().flatten().collect();
    assert_eq!(kinds, ["payload", "refused", "payload"]);
    let offsets = batch.column(1).as_primitive::<arrow_array::types::Int64Type>();
    assert_eq!(offsets.values()[..], [0, 13, 18]);
    assert!(batch.column(2).is_null(0) && batch.column(2).is_valid(1));
}

#[test]
fn files_without_rows_have_columns() {
    let folder = Folder::new("empty");
    let input = folder.path("log.ndjson");
    fs::write(&input, "").unwrap();
    for ending in ["parquet", "arrow", "csv", "ndjson"] {
        let output = folder.path(&format!("events.{ending}"));
        assert_eq!(run(&["export", "-o", &output, &input]).code, 0);
    }
    let batch = read_parquet(&folder.path("events.parquet"));
    assert_eq!(batch.num_columns(), Table::EVENTS.columns().len());
    let csv = fs::read_to_string(folder.path("events.csv")).unwrap();
    assert!(csv.starts_with("source,offset,object,"), "{csv}");
    assert_eq!(fs::read(folder.path("events.ndjson")).unwrap(), b"");
}

#[test]
fn wrong_arguments_leave_no_file() {
    let folder = Folder::new("wrong");
    let input = folder.path("log.ndjson");
    fs::write(&input, "{\"entry\":[]}\n").unwrap();
    let (csv, none) = (folder.path("out.csv"), folder.path("out"));
    let nowhere = folder.path("nowhere/out.csv");
    for (arguments, what) in [
        (&["export", "--table", "status", "-o", &csv, &input][..], "--table events"),
        (&["export", "-o", &none, &input], "--format"),
        (&["export", "--columns", "id,nothing", "-o", &csv, &input], "no column `nothing`"),
        (&["export", "--table", "nothing", "-o", &csv, &input], "nothing"),
        (&["export", "-o", &nowhere, &input], "nowhere"),
        (&["export", "--format", "csv", "-o", &input, &input], "is an input, too"),
        (
            &["export", "--format", "csv", "-o", folder.0.to_str().unwrap(), &input],
            "no regular file",
        ),
    ] {
        let ran = run(arguments);
        assert_eq!(ran.code, 2, "{arguments:?}");
        assert!(ran.err.contains(what), "{}", ran.err);
    }
    assert_eq!(folder.names(), BTreeSet::from(["log.ndjson".to_owned()]));
    assert_eq!(fs::read(&input).unwrap(), b"{\"entry\":[]}\n");
}

/// The old file stays until the new one is whole, and an input that cannot be read is a failure.
#[test]
fn a_file_is_replaced_at_the_end() {
    let folder = Folder::new("replaced");
    let (input, output) = (folder.path("log.ndjson"), folder.path("out.csv"));
    fs::write(&input, "{\"entry\":[]}\n").unwrap();
    fs::write(&output, "old").unwrap();
    let missing = folder.path("missing.ndjson");
    assert_eq!(run(&["export", "--columns", "kind", "-o", &output, &input, &missing]).code, 2);
    assert_eq!(fs::read_to_string(&output).unwrap(), "kind\npayload\n");
    let names = ["log.ndjson", "out.csv"].map(str::to_owned);
    assert_eq!(folder.names(), BTreeSet::from(names));
}

#[test]
fn help_fits_the_terminal() {
    for flag in ["-h", "--help"] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_wabahook"));
        let ran = command.args(["export", flag]).env("COLUMNS", "80").output().unwrap();
        let text = String::from_utf8(ran.stdout).unwrap();
        assert!(text.contains("Examples:") && text.contains("--columns"), "{text}");
        let wide = text.lines().find(|line| line.chars().count() > 80);
        assert_eq!(wide, None, "{flag}");
    }
}
