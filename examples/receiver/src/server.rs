//! The life of a receiver: from the first webhook to the last one.

use crate::admin::{Admin, Phase};
use crate::connections::serve;
use crate::options::ServerOptions;
use crate::routes::router;
use crate::sink::Sink;
use std::error::Error;
use std::io;
use tokio::net::TcpListener;
use tracing::info;

/// Serves webhooks until SIGINT, SIGTERM or the end of `broken`, and then ends what was begun.
///
/// `broken` resolves when the sink can store nothing any more: from then on `/healthz` fails. On
/// SIGHUP the sink [reopens](Sink::reopen) its files.
///
/// # Errors
///
/// A secret is empty, or the address cannot be listened on.
pub async fn run<S: Sink>(
    options: &ServerOptions,
    admin: &Admin,
    sink: S,
    broken: impl Future<Output = ()>,
) -> Result<(), Box<dyn Error>> {
    let (secrets, metrics) = (&options.secrets, admin.metrics().clone());
    let open = metrics.connections.clone();
    let routes = router(secrets.verifier()?, secrets.verify_token(), sink.clone(), metrics)?;
    let listener = TcpListener::bind((options.address, options.port)).await?;
    let stopped = stopped()?;
    reopen_on_hang_up(sink)?;
    info!("listening on {}", listener.local_addr()?);
    admin.enter(Phase::Ready);
    let stop = async {
        tokio::select! {
            stopped = stopped => {
                admin.enter(Phase::Draining);
                stopped
            }
            () = broken => {
                admin.enter(Phase::Broken);
                Ok(())
            }
        }
    };
    Ok(serve(listener, routes, options.connections as usize, open, stop).await?)
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
