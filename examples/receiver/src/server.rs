//! Connections: how many, for how long, and how they end.

use crate::metrics::Metrics;
use crate::options::ServerOptions;
use crate::routes::router;
use crate::sink::Sink;
use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use std::error::Error;
use std::io;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio::time::{sleep, timeout};
use tracing::{info, warn};

/// The time for the headers of a request, counted from the end of the one before it. There is no
/// request yet that a layer of `tower-http` could see, so that hyper has to hold it.
const HEADER_TIME: Duration = Duration::from_secs(10);
/// The bytes of a connection that are buffered; headers have to fit.
const BUFFER: usize = 64 << 10;
/// The time for requests to end once the receiver stops.
const DRAIN_TIME: Duration = Duration::from_secs(10);

/// Serves webhooks until SIGINT, SIGTERM or the end of `broken`, and then ends what was begun.
///
/// `broken` resolves when the sink can store nothing any more. On SIGHUP the sink
/// [reopens](Sink::reopen) its files.
///
/// # Errors
///
/// A secret is empty, or the address cannot be listened on.
pub async fn run<S: Sink>(
    options: &ServerOptions,
    metrics: Metrics,
    sink: S,
    broken: impl Future<Output = ()>,
) -> Result<(), Box<dyn Error>> {
    let secrets = &options.secrets;
    let token = secrets.verify_token();
    let routes = router(secrets.verifier()?, token, sink.clone(), metrics.clone())?;
    let listener = TcpListener::bind((options.address, options.port)).await?;
    let stopped = stopped()?;
    reopen_on_hang_up(sink)?;
    tokio::spawn(metrics.clone().keep_up());
    info!("listening on {}", listener.local_addr()?);
    let stop = async {
        tokio::select! {
            stopped = stopped => stopped,
            () = broken => Ok(()),
        }
    };
    Ok(serve(listener, routes, options.connections as usize, metrics, stop).await?)
}

async fn serve(
    listener: TcpListener,
    routes: Router,
    connections: usize,
    metrics: Metrics,
    stop: impl Future<Output = io::Result<()>>,
) -> io::Result<()> {
    let service = TowerToHyperService::new(routes);
    let graceful = GracefulShutdown::new();
    let slots = Arc::new(Semaphore::new(connections));
    let mut stop = pin!(stop);
    loop {
        // Without a free slot, senders wait in the queue of the system.
        let next = async {
            let slot = Arc::clone(&slots).acquire_owned().await;
            (slot, listener.accept().await)
        };
        let (slot, accepted) = tokio::select! {
            stopped = &mut stop => { stopped?; break }
            next = next => next,
        };
        let Ok((stream, _)) = accepted else {
            // No file descriptors, or a sender that left: the next one may succeed.
            sleep(Duration::from_millis(20)).await;
            continue;
        };
        let mut http = http1::Builder::new();
        http.timer(TokioTimer::new()).header_read_timeout(HEADER_TIME).max_buf_size(BUFFER);
        let connection = http.serve_connection(TokioIo::new(stream), service.clone());
        let connection = graceful.watch(connection);
        let open = metrics.connections.clone();
        tokio::spawn(async move {
            open.increment(1);
            // Errors of a connection are the sender's: a refusal is reported where it is made.
            let _ = connection.await;
            open.decrement(1);
            drop(slot);
        });
    }
    drop(listener);
    if timeout(DRAIN_TIME, graceful.shutdown()).await.is_err() {
        warn!("some requests did not end in {} s", DRAIN_TIME.as_secs());
    }
    Ok(())
}

/// Returns a future that resolves on SIGINT or SIGTERM. From the call on no signal is missed.
fn stopped() -> io::Result<impl Future<Output = io::Result<()>>> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let mut interrupt = signal(SignalKind::interrupt())?;
        let mut terminate = signal(SignalKind::terminate())?;
        Ok(async move {
            tokio::select! {
                _ = interrupt.recv() => Ok(()),
                _ = terminate.recv() => Ok(()),
            }
        })
    }
    #[cfg(not(unix))]
    Ok(tokio::signal::ctrl_c())
}

/// Reopens the files of the sink on SIGHUP, as `logrotate` asks for.
fn reopen_on_hang_up(sink: impl Sink) -> io::Result<()> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let mut hang_up = signal(SignalKind::hangup())?;
        tokio::spawn(async move {
            while hang_up.recv().await.is_some() {
                sink.reopen().await;
            }
        });
    }
    #[cfg(not(unix))]
    let _ = sink;
    Ok(())
}
