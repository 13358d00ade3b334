//! The command-line tool: arguments in, exit code out.
//!
//! ```text
//! main      arguments, exit code
//! input     paths to bodies
//! task      bodies to payloads; what each command implements
//! summary, events, check, drift    the commands
//! unknown, words    what no view names, and the words of open sets
//! finding, text     places and text fit for a terminal
//! ```

mod check;
mod drift;
mod events;
mod finding;
mod input;
mod summary;
mod task;
mod text;
mod unknown;
mod words;

use clap::{Args, Parser, Subcommand};
use input::{Format, Input};
use std::io::{self, BufWriter, ErrorKind, IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use task::{Task, run};
use wabahook::{Decoder, Limits};

const EXAMPLES: &str = "\
Examples:
  wabahook summary logs/                    what came, in a table
  wabahook events body.json | jq .item      every item, one a line
  wabahook check --strict logs/*.ndjson     what is wrong, or new
  zcat log.gz | wabahook drift -            what no view names

Exit codes: 0 all is well; 1 findings; 2 wrong usage, or something could not be read.";

const SUMMARY_HELP: &str = "\
Examples:
  wabahook summary body.json
  wabahook summary logs/ more.ndjson
  zcat log.gz | wabahook summary -

Bodies and items that are malformed are counted and do not change the exit code.";

const EVENTS_HELP: &str = "\
One JSON object a line. Members that would be empty are left out:
  {\"entry\":…,\"time\":…,\"field\":…,\"phone_number_id\":…,\"kind\":…,\"path\":…,\"item\":{…},
   \"contact\":{…},\"unknown\":{…}}
`item` holds what the views name, `unknown` everything else of the item by its path. A malformed item
is a line too: {\"kind\":\"malformed\",\"path\":…,\"error\":…,\"raw\":…}. A body that is refused gives
no line, but a message on standard error, and exit code 1 at the end.

Examples:
  wabahook events body.json | jq -r 'select(.kind == \"message\") | .item.from'
  tail -f log.ndjson | wabahook events -";

const CHECK_HELP: &str = "\
One line a finding: file:line:column: what (path). Lines and columns count from 1.

Examples:
  wabahook check corpus/ && echo well
  wabahook check --strict today.ndjson

Exit codes: 0 nothing found; 1 findings; 2 wrong usage, or something could not be read.";

const DRIFT_HELP: &str = "\
One line a path: how often it was met, the type of one example, the path. Never a value.
  3  string  messages: value.messages[].new_member
What stands in a change begins with its field, the rest at the root.

Examples:
  wabahook drift logs/
  wabahook drift logs/ | grep ' messages: '";

/// Reads webhook bodies of WhatsApp Business accounts and shows what is in them.
#[derive(Parser)]
#[command(name = "wabahook", version, after_help = EXAMPLES)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Count bodies, items and everything unknown or malformed, in a table
    #[command(after_help = SUMMARY_HELP)]
    Summary(Source),
    /// Print every item with its context, one JSON object a line
    #[command(after_help = EVENTS_HELP)]
    Events(Source),
    /// Say what is malformed and where; say nothing if all is well
    #[command(after_help = CHECK_HELP)]
    Check {
        /// Report fields, types and keys as well that this version does not know
        #[arg(long)]
        strict: bool,
        #[command(flatten)]
        source: Source,
    },
    /// List the JSON paths that no view names, with count and type
    #[command(after_help = DRIFT_HELP)]
    Drift(Source),
}

#[derive(Args)]
struct Source {
    /// Files, folders, or `-` for standard input
    ///
    /// A folder is walked for `.json`, `.ndjson` and `.jsonl`. A `.json` file holds one body, however
    /// it is printed; every other file, and standard input, one body a line.
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Read every path in this format, whatever its name [default: by the name]
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// Refuse bodies that are longer
    #[arg(long, value_name = "BYTES", default_value_t = 4 << 20,
        value_parser = clap::value_parser!(u32).range(1..=(1 << 30) - 1))]
    max_body_bytes: u32,
    /// Refuse bodies that are nested deeper
    #[arg(long, value_name = "LEVELS", default_value_t = 128,
        value_parser = clap::value_parser!(u16).range(1..=1024))]
    max_depth: u16,
}

const WELL: u8 = 0;
const FINDINGS: u8 = 1;
const FAILURE: u8 = 2;

fn main() -> ExitCode {
    let command = Arguments::parse().command;
    let out = BufWriter::with_capacity(1 << 16, io::stdout().lock());
    ExitCode::from(match execute(command, out) {
        Ok(code) => code,
        // Who reads has read enough.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => WELL,
        Err(error) => {
            text::complain(format_args!("standard output: {error}"));
            FAILURE
        }
    })
}

/// Runs a command; an error is one of writing.
fn execute(command: Command, out: impl Write) -> io::Result<u8> {
    match command {
        Command::Summary(source) => {
            let styled = io::stdout().is_terminal() && text::wants_colours();
            source.feed(summary::Summary::new(out, styled))
        }
        Command::Events(source) => source.feed(events::Events::new(out)),
        Command::Check { strict, source } => source.feed(check::Check::new(out, strict)),
        Command::Drift(source) => source.feed(drift::Drift::new(out)),
    }
}

impl Source {
    fn feed(self, mut task: impl Task) -> io::Result<u8> {
        let max_body = self.max_body_bytes as usize;
        let limits = Limits::new().body_len(max_body).depth(usize::from(self.max_depth));
        let input = Input::new(self.paths, self.format, max_body);
        let all_read = run(input, Decoder::with_limits(limits), &mut task)?;
        let found = task.finish()?;
        Ok(match (all_read, found) {
            (false, _) => FAILURE,
            (true, true) => FINDINGS,
            (true, false) => WELL,
        })
    }
}
