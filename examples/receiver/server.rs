//! Connections: how many, how long, and how they end.

use crate::complaints::say;
use crate::intake::{Budget, admit};
use crate::writer::Writer;
use axum::Router;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use std::io;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio::time::{sleep, timeout};

/// How long a sender may take for the headers, or to begin with the next request …
const HEADERS: Duration = Duration::from_secs(10);
/// … and for the body, until it is answered.
const REQUEST: Duration = Duration::from_secs(20);
/// How much of a connection is buffered, in bytes; headers have to fit.
const BUFFER: usize = 64 << 10;
/// How long requests may go on when the receiver ends.
const DRAIN: Duration = Duration::from_secs(10);

/// Serves until `stop` comes back, and then what was begun.
pub(crate) async fn serve(
    listener: TcpListener,
    routes: Router,
    most: usize,
    stop: impl Future<Output = io::Result<()>>,
) -> io::Result<()> {
    let routes = routes.layer(middleware::from_fn(in_time));
    let routes = routes.layer(middleware::from_fn_with_state(Budget::default(), admit));
    let service = TowerToHyperService::new(routes);
    let graceful = GracefulShutdown::new();
    let slots = Arc::new(Semaphore::new(most));
    let mut stop = pin!(stop);
    loop {
        // Who comes when all slots are taken waits in the queue of the system.
        let next = async {
            let slot = Arc::clone(&slots).acquire_owned().await;
            (slot, listener.accept().await)
        };
        let (slot, accepted) = tokio::select! {
            stopped = &mut stop => { stopped?; break }
            next = next => next,
        };
        let Ok((stream, _)) = accepted else {
            // No file descriptors, or a sender that left: the next one may fare better.
            sleep(Duration::from_millis(20)).await;
            continue;
        };
        let mut http = http1::Builder::new();
        http.timer(TokioTimer::new()).header_read_timeout(HEADERS).max_buf_size(BUFFER);
        let connection = http.serve_connection(TokioIo::new(stream), service.clone());
        let connection = graceful.watch(connection);
        tokio::spawn(async move {
            // What went wrong is the sender's to know.
            let _ = connection.await;
            drop(slot);
        });
    }
    drop(listener);
    if timeout(DRAIN, graceful.shutdown()).await.is_err() {
        say("receiver: some requests did not end");
    }
    Ok(())
}

async fn in_time(request: Request, next: Next) -> Response {
    let response = timeout(REQUEST, next.run(request)).await;
    response.unwrap_or_else(|_| StatusCode::REQUEST_TIMEOUT.into_response())
}

/// Comes back when somebody wants the receiver to end. From the call on nobody is missed, before the
/// first poll too.
pub(crate) fn stop() -> io::Result<impl Future<Output = io::Result<()>>> {
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

/// On SIGHUP has the files opened again if they were moved, as `logrotate` asks for.
pub(crate) fn on_hang_up(writer: Writer) -> io::Result<()> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let mut hang_up = signal(SignalKind::hangup())?;
        tokio::spawn(async move {
            while hang_up.recv().await.is_some() {
                writer.follow().await;
            }
        });
    }
    #[cfg(not(unix))]
    let _ = writer;
    Ok(())
}
