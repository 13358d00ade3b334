//! A webhook receiver that lets nobody in and drops nothing.
//!
//! ```text
//! export WHATSAPP_APP_SECRET=… WHATSAPP_VERIFY_TOKEN=…
//! cargo run --release --example receiver --features axum -- --port 8080 --out events.ndjson
//! ```
//!
//! Every event becomes a line of JSON, as `wabahook events` prints it, once: what is delivered again is left out.
//! What was answered with 200 is on disk. See `examples/README.md`.

mod args;
mod complaints;
mod counters;
mod intake;
mod lines;
mod log;
mod server;
mod window;
mod writer;

use args::Args;
use axum::Router;
use axum::extract::{Extension, FromRef, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use complaints::say;
use counters::{Counters, count};
use intake::Intake;
use lines::Lines;
use log::Log;
use std::error::Error;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;
use tokio::net::TcpListener;
use tokio::runtime::{Builder, Handle};
use wabahook::axum::{Malformed, Webhook, WebhookRejection, WebhookState, handshake};
use wabahook::{Payload, Verifier};
use window::Keys;
use writer::{Writer, Written};

/// What every request shares.
#[derive(Clone)]
struct App {
    endpoint: WebhookState,
    writer: Writer,
    keys: Keys,
    counters: Arc<Counters>,
}

impl FromRef<App> for WebhookState {
    fn from_ref(app: &App) -> WebhookState {
        app.endpoint.clone()
    }
}

fn main() -> ExitCode {
    match Args::parse().and_then(run) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say(format_args!("receiver: {error}"));
            ExitCode::from(2)
        }
    }
}

fn run(args: Args) -> Result<(), Box<dyn Error>> {
    let counters = Arc::new(Counters::default());
    let keys = Keys::default();
    let mut events = Log::open(&args.out, Arc::clone(&counters))?;
    let dead_letters = Log::open(&args.dead_letters, Arc::clone(&counters))?;
    let window = window::seeded(&mut events, &keys, args.window)?;
    let (writer, mut thread) = writer::start(events, dead_letters, window, Arc::clone(&counters))?;

    let mut verifier = Verifier::new(args.secret)?;
    if let Some(old) = args.old_secret {
        verifier = verifier.with_secret(old)?;
    }
    let dead_letter = {
        let (writer, counters) = (writer.clone(), Arc::clone(&counters));
        move |malformed| keep(malformed, writer.clone(), Arc::clone(&counters))
    };
    let endpoint = WebhookState::new(verifier, args.verify_token, dead_letter)?;
    let app = App { endpoint, writer, keys, counters: Arc::clone(&counters) };

    let runtime = Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let listener = TcpListener::bind((args.address, args.port)).await?;
        let stop = server::stop()?;
        let stop = async {
            tokio::select! {
                stopped = stop => stopped,
                () = thread.ended() => Ok(()),
            }
        };
        server::on_hang_up(app.writer.clone())?;
        say(format_args!("listening on {}", listener.local_addr()?));
        let routes = Router::new().route("/webhook", get(handshake).post(receive)).with_state(app);
        server::serve(listener, routes, args.connections, stop).await
    })?;
    // No request is left now, and nobody who could write: the thread writes what it has, and ends.
    drop(runtime);
    let ended = thread.join();
    say(counters.to_string().trim_end());
    Ok(ended?)
}

/// Takes a webhook: 200 when every event of it is on disk.
async fn receive(
    State(app): State<App>,
    Extension(intake): Extension<Intake>,
    webhook: Result<Webhook, WebhookRejection>,
) -> Response {
    count(&app.counters.requests, 1);
    let webhook = match webhook {
        Ok(webhook) => webhook,
        Err(_) if intake.is_over_budget() => return answer(Written::NotNow, &app.counters),
        Err(refusal) => {
            app.counters.refused(&refusal);
            return refusal.into_response();
        }
    };
    let written = match webhook.read(|payload| write_pieces(payload, &app)) {
        Ok(Ok(last)) => app.writer.events(last).await,
        Ok(Err(failed)) => failed,
        Err(_) => Written::Failed,
    };
    answer(written, &app.counters)
}

/// Writes the lines of a body piece by piece but for the last one, which is usually the only one.
fn write_pieces(payload: Payload<'_>, app: &App) -> Result<Lines, Written> {
    let mut events = payload.events();
    loop {
        let start = Instant::now();
        let lines = Lines::of(&mut events, &app.keys);
        app.counters.reading(start.elapsed());
        let lines = lines.map_err(|_| Written::Failed)?;
        if lines.is_last() {
            return Ok(lines);
        }
        // The events borrow a decoder, so that this cannot be awaited.
        let write = || Handle::current().block_on(app.writer.events(lines));
        match tokio::task::block_in_place(write) {
            Written::Durably => {}
            failed => return Err(failed),
        }
    }
}

/// Takes a body that is signed and no webhook: 200 when it is on disk, where somebody can look at it.
async fn keep(malformed: Malformed, writer: Writer, counters: Arc<Counters>) -> Response {
    match lines::dead_letter(&malformed) {
        Ok(line) => answer(writer.dead_letter(line).await, &counters),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// Whatever is not on disk is not answered with 200: Meta sends it again.
fn answer(written: Written, counters: &Counters) -> Response {
    match written {
        Written::Durably => StatusCode::OK.into_response(),
        Written::NotNow => {
            count(&counters.busy, 1);
            (StatusCode::SERVICE_UNAVAILABLE, [("retry-after", "1")]).into_response()
        }
        Written::Failed => {
            count(&counters.failed, 1);
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}
