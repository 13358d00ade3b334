//! The command-line tool: arguments in, exit code out.
//!
//! ```text
//! main      arguments, exit code
//! input     paths to batches of records, by format and unpack
//! run       batches to payloads on several threads, and to output and progress in order
//! targets, file_id    the files to be overwritten, and which file a path leads to
//! task      what each command implements
//! summary, events, check, drift    the commands
//! tally             counts by name
//! unknown, enum_values    what no view names, and the values of open enums
//! wrapping          how bodies are taken out of their wrappings
//! export, table_file, utc    the command that writes tables (feature parquet)
//! finding, text     places and text fit for a terminal
//! ```

mod batch;
mod body;
mod check;
mod drift;
mod enum_values;
mod events;
#[cfg(feature = "parquet")]
mod export;
mod file_id;
mod finding;
mod format;
mod input;
mod output;
mod progress;
mod run;
mod said;
mod summary;
#[cfg(feature = "parquet")]
mod table_file;
mod tally;
mod targets;
mod task;
mod text;
mod unknown;
mod unpack;
#[cfg(feature = "parquet")]
mod utc;
mod wrapping;

#[cfg(feature = "parquet")]
use arrow_schema::SchemaRef;
use clap::{Args, Parser, Subcommand};
#[cfg(feature = "parquet")]
use clap::{CommandFactory, builder::PossibleValuesParser, error::ErrorKind};
use format::Format;
use input::Input;
use output::{DeadLetters, Output};
use progress::Progress;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;
#[cfg(feature = "parquet")]
use table_file::{FileFormat, TableFile};
use targets::Targets;
use task::Task;
use wabahook::Limits;
#[cfg(feature = "parquet")]
use wabahook::arrow::Table;
use wrapping::Unwrap;

// Each paragraph is one line: it is wrapped to the width of the terminal.
const EXAMPLES: &str = "\
Examples:
  wabahook summary logs/                    counts, in a table
  wabahook events body.json | jq .item      every item, one a line
  wabahook check --strict logs/*.ndjson     what is malformed or unknown
  tail -f log.ndjson | wabahook events -    items as they arrive

Exit codes:
  0    no findings
  1    findings
  2    wrong usage, or something could not be read or written
  130  interrupted by Ctrl-C; what was counted so far is printed";

const SUMMARY_HELP: &str = "\
Malformed bodies and items are counted. They do not change the exit code.

Examples:
  wabahook summary body.json
  wabahook summary logs/ more.ndjson.gz
  ssh host cat log.zst | wabahook summary -";

const EVENTS_HELP: &str = "\
Each line is a JSON object, without the members that would be empty:
  {\"entry_id\":…,\"entry_time\":…,\"field\":…,\"phone_number_id\":…,
   \"display_phone_number\":…,\"kind\":…,\"path\":…,\"dedupe_key\":…,
   \"item\":{…},\"contact\":{…},\"unknown\":{…},\"malformed\":[…]}

`item` holds the members of the item that wabahook knows. `unknown` holds all others, each under its \
path within the item. `malformed` lists the malformed items in the lists of the item. `object` and \
`messaging_product` are present only where they are not WhatsApp's.

A malformed item is a line as well, with the same context:
  {…,\"kind\":\"malformed\",\"item_kind\":…,\"path\":…,\"error\":…,\"dedupe_key\":…,\"raw\":…}

Members that no item shows are in lines of the kinds `change`, `entry` and `payload`: every accepted body \
has at least one line. A refused body has none. It is reported on standard error, and the exit code is 1.

Examples:
  wabahook events body.json | jq -r 'select(.kind == \"message\") | .item.from'
  tail -f log.ndjson | wabahook events -";

const CHECK_HELP: &str = "\
Each finding is a line: file:line:column: what (path). Lines and columns count from 1.

Examples:
  wabahook check corpus/ && echo well
  wabahook check --strict today.ndjson

Exit codes:
  0    nothing found
  1    findings
  2    wrong usage, or something could not be read or written";

const DRIFT_HELP: &str = "\
Each path is a line: how often it occurs, the type of its first value that is not null, and the path. \
Values are never printed.
  3  string  messages: value.messages[].new_member

A path within a change begins with the change's field. All others begin at the root.

Examples:
  wabahook drift logs/
  wabahook drift logs/ | grep ' messages: '";

#[cfg(feature = "parquet")]
const EXPORT_HELP: &str = "\
`events` is flat: one row an item, whatever its kind. The other tables hold one kind of item each, or the \
values of one field, nested as on the wire. docs/COLUMNS.md lists the columns.

A malformed item or a refused body is a row of `events`. A refused body is reported on standard error as \
well, and the exit code is 1. FILE is written under another name, and replaced at the end; an interrupted \
export leaves it as it was.

Examples:
  wabahook export -o events.parquet logs/
  wabahook export --table status -o status.parquet logs/
  wabahook export --columns timestamp,from,text -o texts.csv logs/";

/// Reads webhook bodies of WhatsApp Business accounts and shows what is in them.
#[derive(Parser)]
#[command(name = "wabahook", version, after_help = EXAMPLES)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Count bodies, items, and what is unknown or malformed, in a table
    #[command(after_help = SUMMARY_HELP)]
    Summary(Source),
    /// Print every item with its context, one JSON object a line
    #[command(after_help = EVENTS_HELP)]
    Events {
        /// Write to FILE, which is overwritten, in place of standard output
        #[arg(long, value_name = "FILE")]
        output: Option<PathBuf>,
        #[command(flatten)]
        source: Source,
    },
    /// Report what is malformed and where; print nothing if all is well
    #[command(after_help = CHECK_HELP)]
    Check {
        /// Report unknown fields, types and keys as well, and empty arrays in place of objects
        #[arg(long)]
        strict: bool,
        #[command(flatten)]
        source: Source,
    },
    /// Write items as rows of a file: Parquet, Arrow, CSV or NDJSON
    #[cfg(feature = "parquet")]
    #[command(after_help = EXPORT_HELP)]
    Export {
        /// The table
        #[arg(long, value_name = "TABLE", default_value = "events", hide_possible_values = true,
            value_parser = PossibleValuesParser::new(Table::all().map(Table::name)))]
        table: String,
        /// The format [default: by the ending of FILE]
        #[arg(long, value_enum)]
        format: Option<FileFormat>,
        /// Write only these columns, in this order
        #[arg(long, value_name = "NAMES", value_delimiter = ',')]
        columns: Vec<String>,
        /// Write to FILE, which is replaced
        #[arg(short, long, value_name = "FILE")]
        output: PathBuf,
        #[command(flatten)]
        source: Source,
    },
    /// List the JSON paths that this version does not know, with count and type
    #[command(after_help = DRIFT_HELP)]
    Drift(Source),
}

#[derive(Args)]
struct Source {
    /// Files, folders, or `-` for standard input
    ///
    /// A folder is searched for `.json`, `.ndjson`, `.jsonl` and `.log` files, rotated ones
    /// included (`hooks.log.2`, `hooks.log-20260131.zst`). Gzip and zstd are detected by their
    /// first bytes and unpacked.
    ///
    /// A `.json` file holds one body, in any layout; `.ndjson` and `.jsonl` files hold one body a
    /// line. All other files and standard input hold one body a line as well, unless the first line
    /// holds two JSON texts, or ends where a pretty-printed text breaks: then the bodies follow one
    /// another, in any layout.
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Read every path in this format [default: by name]
    #[arg(long, value_enum, value_name = "FORMAT")]
    input_format: Option<Format>,
    /// Unwrap bodies: `auto`, `none`, or a path such as `Records[].Sns.Message` [default: auto]
    ///
    /// `auto` recognizes SNS, SQS, Lambda, API Gateway, EventBridge, End User Messaging, Pub/Sub,
    /// Kinesis, Firehose, Kafka Connect, container logs, n8n, arrays, JSON strings, values without
    /// an envelope, and text before the first brace. With a path, the same applies behind its end;
    /// `[]` is every item of an array, `[3]` one.
    #[arg(long, value_name = "HOW", default_value = "auto", hide_default_value = true)]
    unwrap: Unwrap,
    /// Refuse longer bodies, and do not unwrap longer records
    #[arg(long, value_name = "BYTES", default_value_t = 4 << 20,
        value_parser = clap::value_parser!(u32).range(1..=(1 << 30) - 2))]
    max_body_bytes: u32,
    /// Refuse bodies that are nested deeper
    #[arg(long, value_name = "LEVELS", default_value_t = 128,
        value_parser = clap::value_parser!(u16).range(1..=1024))]
    max_depth: u16,
    /// Decode on N threads [default: one per CPU]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    threads: Option<u16>,
    /// Write refused records to FILE, one a line, and the reasons to FILE.reasons.tsv
    ///
    /// Each row of the second file has the offset and length of the record in the first, the file,
    /// line, offset and length of the source, and the reason. For oversized records only the first
    /// bytes are kept. Both files are overwritten. They must differ from every other output and
    /// input.
    #[arg(long, value_name = "FILE")]
    dead_letter: Option<PathBuf>,
}

const WELL: u8 = 0;
const FINDINGS: u8 = 1;
const FAILURE: u8 = 2;
const INTERRUPTED: u8 = 130;

fn main() -> ExitCode {
    let command = Arguments::parse().command;
    ExitCode::from(match execute(command) {
        Ok(code) => code,
        Err(error) => {
            text::complain(format_args!("output: {error}"));
            FAILURE
        }
    })
}

/// Runs a command; an error is one of writing.
fn execute(command: Command) -> io::Result<u8> {
    match command {
        Command::Summary(source) => {
            let styled = io::stdout().is_terminal() && text::wants_colours();
            source.feed(To::AtTheEnd, move || summary::Summary::new(styled))
        }
        Command::Events { output, source } => {
            source.feed(output.map_or(To::Always, To::File), || events::Events)
        }
        Command::Check { strict, source } => {
            source.feed(To::Always, move || check::Check::new(strict))
        }
        #[cfg(feature = "parquet")]
        Command::Export { table, format, columns, output, source } => {
            let table = Table::named(&table).unwrap_or(Table::EVENTS);
            let rows = export::Rows { table, columns };
            let decoder = rows.decoder().unwrap_or_else(|error| usage(&error.to_string()));
            let schema = decoder.schema();
            let format = format
                .or_else(|| FileFormat::of(&output))
                .unwrap_or_else(|| usage("the ending of FILE names no format: use --format"));
            if format == FileFormat::Csv && table != Table::EVENTS {
                usage("a CSV file has no nested columns: use --table events");
            }
            let to = To::Table { path: output, format, schema };
            source.feed(to, move || export::Export::new(&rows))
        }
        Command::Drift(source) => source.feed(To::AtTheEnd, drift::Drift::default),
    }
}

/// Ends the tool as wrong arguments do.
#[cfg(feature = "parquet")]
fn usage(what: &str) -> ! {
    Arguments::command().error(ErrorKind::ValueValidation, what).exit()
}

/// The destination of what a task says.
enum To {
    /// Standard output, as it is said.
    Always,
    /// Standard output, when everything was read.
    AtTheEnd,
    File(PathBuf),
    /// A file of rows; standard output is told how many.
    #[cfg(feature = "parquet")]
    Table {
        path: PathBuf,
        format: FileFormat,
        schema: SchemaRef,
    },
}

impl Source {
    /// Hands every body to a task.
    fn feed<T: Task + 'static>(
        self,
        to: To,
        task: impl Fn() -> T + Clone + Send + 'static,
    ) -> io::Result<u8> {
        let max_body = self.max_body_bytes as usize;
        let limits =
            Limits::new().with_max_body_len(max_body).with_max_depth(usize::from(self.max_depth));
        let input = Input::new(self.paths, self.input_format, max_body);
        let speaks = matches!(to, To::Always) && io::stdout().is_terminal();
        let wanted = io::stderr().is_terminal() && !speaks;
        let progress = Progress::new(wanted, input.len(), input.read.clone());
        let mut targets = Targets::new(&input);
        let out: Box<dyn Write> = match &to {
            To::File(path) => Box::new(BufWriter::with_capacity(1 << 16, targets.open(path)?)),
            _ => {
                targets.standard_output()?;
                Box::new(BufWriter::with_capacity(1 << 16, io::stdout()))
            }
        };
        let letters = match &self.dead_letter {
            Some(path) => Some(DeadLetters::open(path, &mut targets)?),
            None => None,
        };
        #[cfg(feature = "parquet")]
        let tables = match to {
            To::Table { path, format, schema } => {
                Some(TableFile::open(path, format, &schema, &mut targets)?)
            }
            _ => None,
        };
        targets.empty()?;
        let cpus = || std::thread::available_parallelism().map_or(1, usize::from);
        let threads = self.threads.map_or_else(cpus, usize::from);
        let mut output = Output::new(out, letters, progress);
        #[cfg(feature = "parquet")]
        {
            output.tables = tables;
        }
        let ended = run::run(input, limits, &self.unwrap, threads, task, &mut output)?;
        Ok(match ended {
            run::Ended { interrupted: true, .. } => INTERRUPTED,
            run::Ended { all_read: false, .. } => FAILURE,
            run::Ended { found: true, .. } => FINDINGS,
            _ => WELL,
        })
    }
}
