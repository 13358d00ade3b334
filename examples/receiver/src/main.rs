//! Stores the events of signed webhooks in files, a line of JSON each, once, before it answers.
//!
//! See `examples/README.md`.

use clap::Parser;
use std::error::Error;
use std::io::{self, Write};
use std::process::ExitCode;
use tokio::runtime::Builder;
use wabahook_receiver::files::{self, FileOptions};
use wabahook_receiver::{Admin, Metrics, ServerOptions, logging, run};

/// Receives webhooks of WhatsApp Business accounts in plain HTTP, and appends each event to a file,
/// as a line of JSON, once, before it answers with 200.
#[derive(Parser)]
#[command(version)]
struct Args {
    #[command(flatten)]
    files: FileOptions,
    #[command(flatten)]
    server: ServerOptions,
}

fn main() -> ExitCode {
    match receive(&Args::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // With standard error closed there is nowhere to report to.
            let _ = writeln!(io::stderr(), "wabahook-receiver: {error}");
            ExitCode::from(2)
        }
    }
}

fn receive(args: &Args) -> Result<(), Box<dyn Error>> {
    let metrics = Metrics::install()?;
    logging::init(&metrics)?;
    let runtime = Builder::new_multi_thread().enable_all().build()?;
    let writer = runtime.block_on(async {
        let admin = Admin::start(&args.server, metrics.clone()).await?;
        let (options, counted) = (args.files.clone(), metrics.clone());
        let opened = tokio::task::spawn_blocking(move || files::open(&options, &counted));
        let (sink, mut writer) = opened.await??;
        run(&args.server, &admin, sink, writer.ended()).await?;
        Ok::<_, Box<dyn Error>>(writer)
    })?;
    // No request is left that could hold the sink: the thread writes what it has, and ends.
    drop(runtime);
    let ended = writer.join();
    let _ = io::stderr().write_all(metrics.summary().as_bytes());
    Ok(ended?)
}
