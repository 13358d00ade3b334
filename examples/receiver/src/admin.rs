//! Endpoints for the operator, on a port of their own: metrics, health, readiness.

use crate::connections::serve;
use crate::metrics::Metrics;
use crate::options::ServerOptions;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use axum::routing::get;
use metrics::Gauge;
use std::future::pending;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::Duration;
use tokio::net::TcpListener;
use tower_http::timeout::TimeoutLayer;
use tracing::info;

const CONNECTIONS: usize = 16;
const REQUEST_TIME: Duration = Duration::from_secs(5);

/// The phase of a receiver's life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Phase {
    /// The sink is being opened.
    Starting,
    /// Webhooks are accepted.
    Ready,
    /// Requests that have begun are answered; no more are accepted.
    Draining,
    /// The sink can store nothing any more.
    Broken,
}

impl Phase {
    const ALL: [(Phase, &str); 4] = [
        (Phase::Starting, "starting\n"),
        (Phase::Ready, "ready\n"),
        (Phase::Draining, "draining\n"),
        (Phase::Broken, "broken\n"),
    ];
}

/// The admin endpoints, which tell the phase of a receiver. Clones share it.
#[derive(Clone)]
pub struct Admin {
    phase: Arc<AtomicU8>,
    metrics: Metrics,
}

impl Admin {
    /// Starts to serve `/metrics`, `/healthz` and `/readyz`, before the sink is opened: `/readyz`
    /// fails until [`run`](crate::run) listens.
    ///
    /// # Errors
    ///
    /// The address cannot be listened on.
    pub async fn start(options: &ServerOptions, metrics: Metrics) -> io::Result<Admin> {
        let phase = Arc::new(AtomicU8::new(Phase::Starting as u8));
        let admin = Admin { phase, metrics };
        let listener = TcpListener::bind((options.admin_address, options.admin_port)).await?;
        info!("admin endpoints on {}", listener.local_addr()?);
        let routes = Router::new()
            .route("/metrics", get(render))
            .route("/healthz", get(is_healthy))
            .route("/readyz", get(is_ready))
            .layer(TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, REQUEST_TIME))
            .with_state(admin.clone());
        tokio::spawn(serve(listener, routes, CONNECTIONS, Gauge::noop(), pending()));
        tokio::spawn(admin.metrics.clone().keep_up());
        Ok(admin)
    }

    pub(crate) fn metrics(&self) -> &Metrics {
        &self.metrics
    }

    pub(crate) fn enter(&self, phase: Phase) {
        self.phase.store(phase as u8, Ordering::Relaxed);
    }

    /// Returns the phase as 200 if it is one of those, else as 503.
    fn answer(&self, ok: &[Phase]) -> (StatusCode, &'static str) {
        let phase = usize::from(self.phase.load(Ordering::Relaxed));
        let (phase, name) = Phase::ALL.get(phase).copied().unwrap_or((Phase::Broken, ""));
        let is_ok = ok.contains(&phase);
        (if is_ok { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE }, name)
    }
}

async fn render(State(admin): State<Admin>) -> impl IntoResponse {
    ([(CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], admin.metrics.render())
}

async fn is_healthy(State(admin): State<Admin>) -> impl IntoResponse {
    admin.answer(&[Phase::Starting, Phase::Ready, Phase::Draining])
}

async fn is_ready(State(admin): State<Admin>) -> impl IntoResponse {
    admin.answer(&[Phase::Ready])
}
