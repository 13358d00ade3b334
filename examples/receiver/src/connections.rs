//! Connections: how many, for how long, and how they end.

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use metrics::Gauge;
use std::io;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio::time::{sleep, timeout};
use tracing::warn;

/// The time for the headers of a request, counted from the end of the one before it. There is no
/// request yet that a layer of `tower-http` could see, so that hyper has to hold it.
const HEADER_TIME: Duration = Duration::from_secs(10);
/// The bytes of a connection that are buffered; headers have to fit.
const BUFFER: usize = 64 << 10;
/// The time for requests to end after `stop`.
const DRAIN_TIME: Duration = Duration::from_secs(10);

/// Serves at most `limit` connections at one time until `stop` resolves, and then the requests that
/// have begun.
pub(crate) async fn serve(
    listener: TcpListener,
    routes: Router,
    limit: usize,
    open: Gauge,
    stop: impl Future<Output = io::Result<()>>,
) -> io::Result<()> {
    let service = TowerToHyperService::new(routes);
    let graceful = GracefulShutdown::new();
    let slots = Arc::new(Semaphore::new(limit));
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
        let open = open.clone();
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
