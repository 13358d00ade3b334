//! The file of an export: written under another name, and renamed when it is whole.

use crate::targets::Targets;
use crate::text::clean;
use crate::utc::with_offsets;
use arrow_array::RecordBatch;
use arrow_ipc::writer::FileWriter;
use arrow_schema::{ArrowError, SchemaRef};
use arrow_select::concat::concat_batches;
use clap::ValueEnum;
use indicatif::HumanCount;
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::file::properties::WriterProperties;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// Rows and bytes of a row group: large enough to be read well, small enough to be held.
const GROUP_ROWS: usize = 1 << 17;
const GROUP_BYTES: usize = 64 << 20;

/// Rows of a batch in a file of Arrow's.
const BATCH_ROWS: usize = 1 << 13;

/// Columns whose values hardly repeat.
const UNIQUE: [&str; 4] = ["item", "id", "dedupe_key", "dedupe_hash"];

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum FileFormat {
    /// Parquet, compressed with Snappy
    Parquet,
    /// Arrow's file format, also known as Feather
    Arrow,
    /// Comma-separated values, with a header; for `events` only, as nested columns have no form there
    Csv,
    /// JSON, one row a line, without what is null
    Ndjson,
}

impl FileFormat {
    /// Returns the format that the name of a file ends with.
    pub(crate) fn of(path: &Path) -> Option<FileFormat> {
        match path.extension()?.to_str()? {
            "parquet" => Some(FileFormat::Parquet),
            "arrow" | "feather" | "ipc" => Some(FileFormat::Arrow),
            "csv" => Some(FileFormat::Csv),
            "ndjson" | "jsonl" => Some(FileFormat::Ndjson),
            _ => None,
        }
    }
}

pub(crate) struct TableFile {
    writer: Writer,
    path: PathBuf,
    unfinished: Unfinished,
    rows: u64,
}

type Out = BufWriter<File>;

enum Writer {
    Parquet(Box<ArrowWriter<File>>),
    Arrow(Box<FileWriter<Out>>, Vec<RecordBatch>),
    Csv(Box<arrow_csv::Writer<Out>>),
    Ndjson(Box<arrow_json::LineDelimitedWriter<Out>>),
}

/// The file under its other name; removed unless it is renamed.
struct Unfinished(PathBuf);

impl Unfinished {
    fn rename(mut self, to: &Path) -> io::Result<()> {
        fs::rename(&self.0, to)?;
        self.0.clear();
        Ok(())
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

impl TableFile {
    /// Opens a file that will replace the one at `path`.
    pub(crate) fn open(
        path: PathBuf,
        format: FileFormat,
        schema: &SchemaRef,
        targets: &mut Targets<'_>,
    ) -> io::Result<TableFile> {
        targets.replace(&path)?;
        let mut part = path.clone().into_os_string();
        part.push(format!(".{}.part", std::process::id()));
        let name = clean(&path.display().to_string()).into_owned();
        let file = File::create_new(&part);
        let file =
            file.map_err(|error| io::Error::new(error.kind(), format!("{name}: {error}")))?;
        let unfinished = Unfinished(PathBuf::from(part));
        let writer = Writer::new(file, format, schema).map_err(io::Error::other)?;
        Ok(TableFile { writer, path, unfinished, rows: 0 })
    }

    pub(crate) fn write(&mut self, table: &RecordBatch) -> io::Result<()> {
        self.rows += table.num_rows() as u64;
        self.writer.write(table).map_err(io::Error::other)
    }

    /// Gives the file its name, and says how large it is.
    pub(crate) fn finish(self, out: &mut dyn Write) -> io::Result<()> {
        let TableFile { writer, path, unfinished, rows } = self;
        let file = writer.finish()?;
        file.sync_all()?;
        let bytes = file.metadata()?.len();
        unfinished.rename(&path)?;
        let name = path.display().to_string();
        let (rows, bytes) = (HumanCount(rows), HumanCount(bytes));
        writeln!(out, "{}: {rows} rows, {bytes} bytes", clean(&name))
    }
}

impl Writer {
    fn new(file: File, format: FileFormat, schema: &SchemaRef) -> Result<Writer, ArrowError> {
        Ok(match format {
            FileFormat::Parquet => {
                let mut properties = WriterProperties::builder()
                    .set_compression(Compression::SNAPPY)
                    .set_max_row_group_row_count(Some(GROUP_ROWS))
                    .set_max_row_group_bytes(Some(GROUP_BYTES));
                for name in UNIQUE {
                    properties = properties.set_column_dictionary_enabled(name.into(), false);
                }
                let properties = properties.build();
                let writer = ArrowWriter::try_new(file, schema.clone(), Some(properties))?;
                Writer::Parquet(Box::new(writer))
            }
            FileFormat::Arrow => {
                let writer = FileWriter::try_new(BufWriter::new(file), schema)?;
                Writer::Arrow(Box::new(writer), Vec::new())
            }
            FileFormat::Csv => {
                let mut writer = arrow_csv::Writer::new(BufWriter::new(file));
                // For the header, whether there are rows or not.
                writer.write(&with_offsets(&RecordBatch::new_empty(schema.clone()))?)?;
                Writer::Csv(Box::new(writer))
            }
            FileFormat::Ndjson => {
                let writer = arrow_json::LineDelimitedWriter::new(BufWriter::new(file));
                Writer::Ndjson(Box::new(writer))
            }
        })
    }

    fn write(&mut self, table: &RecordBatch) -> Result<(), ArrowError> {
        match self {
            Writer::Parquet(writer) => Ok(writer.write(table)?),
            Writer::Arrow(writer, held) => {
                held.push(table.clone());
                if held.iter().map(RecordBatch::num_rows).sum::<usize>() >= BATCH_ROWS {
                    write_held(writer, held)?;
                }
                Ok(())
            }
            Writer::Csv(writer) => writer.write(&with_offsets(table)?),
            Writer::Ndjson(writer) => writer.write(&with_offsets(table)?),
        }
    }

    /// Writes what is left.
    fn finish(self) -> io::Result<File> {
        let whole = |out: Out| out.into_inner().map_err(|error| error.into_error());
        match self {
            Writer::Parquet(mut writer) => {
                writer.finish().map_err(io::Error::other)?;
                writer.inner().try_clone()
            }
            Writer::Arrow(mut writer, mut held) => {
                write_held(&mut writer, &mut held).map_err(io::Error::other)?;
                writer.finish().map_err(io::Error::other)?;
                whole(writer.into_inner().map_err(io::Error::other)?)
            }
            Writer::Csv(writer) => whole(writer.into_inner()),
            Writer::Ndjson(mut writer) => {
                writer.finish().map_err(io::Error::other)?;
                whole(writer.into_inner())
            }
        }
    }
}

/// Writes small batches as one.
fn write_held(writer: &mut FileWriter<Out>, held: &mut Vec<RecordBatch>) -> Result<(), ArrowError> {
    if let Some(first) = held.first() {
        writer.write(&concat_batches(&first.schema(), held.iter())?)?;
        held.clear();
    }
    Ok(())
}
