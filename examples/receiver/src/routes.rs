//! The routes of a receiver, and the answer to each outcome.

use crate::intake::{Budget, Intake, admit};
use crate::metrics::{Metrics, Reason};
use crate::sink::{Outcome, Sink};
use axum::Router;
use axum::extract::{Extension, FromRef, State};
use axum::http::StatusCode;
use axum::middleware;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use std::time::Duration;
use tower_http::timeout::TimeoutLayer;
use wabahook::axum::{Malformed, Webhook, WebhookRejection, WebhookState, handshake};
use wabahook::{ChallengeError, Verifier};

/// The time for a body to arrive and to be answered.
const REQUEST_TIME: Duration = Duration::from_secs(20);

/// The state that every request shares.
#[derive(Clone)]
struct App<S> {
    webhook_state: WebhookState,
    sink: S,
    metrics: Metrics,
}

impl<S> FromRef<App<S>> for WebhookState {
    fn from_ref(app: &App<S>) -> WebhookState {
        app.webhook_state.clone()
    }
}

/// Returns the routes of a receiver: `GET /webhook` is the handshake, `POST /webhook` goes to the
/// sink. All bodies on their way in share a budget of memory, and each has 20 s.
///
/// # Errors
///
/// The verify token is empty.
pub fn router<S: Sink>(
    verifier: Verifier,
    verify_token: &str,
    sink: S,
    metrics: Metrics,
) -> Result<Router, ChallengeError> {
    let dead_letter = {
        let (sink, metrics) = (sink.clone(), metrics.clone());
        move |malformed| keep(malformed, sink.clone(), metrics.clone())
    };
    let webhook_state = WebhookState::new(verifier, verify_token, dead_letter)?;
    let admit = middleware::from_fn_with_state((Budget::default(), metrics.clone()), admit);
    Ok(Router::new()
        .route("/webhook", get(handshake).post(receive::<S>))
        .layer(TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, REQUEST_TIME))
        .layer(admit)
        .with_state(App { webhook_state, sink, metrics }))
}

/// Takes a webhook: 200 when every event of it is stored.
async fn receive<S: Sink>(
    State(app): State<App<S>>,
    Extension(intake): Extension<Intake>,
    webhook: Result<Webhook, WebhookRejection>,
) -> Response {
    app.metrics.requests.increment(1);
    match webhook {
        Ok(webhook) => {
            app.metrics.webhooks.increment(1);
            answer(app.sink.webhook(webhook).await, &app.metrics)
        }
        Err(_) if intake.is_over_budget() => {
            app.metrics.count_refused(Reason::OverBudget);
            unavailable()
        }
        Err(refusal) => {
            app.metrics.count_refusal(&refusal);
            refusal.into_response()
        }
    }
}

/// Takes a body that is signed and malformed: 200 when it is stored, where somebody can look at it.
async fn keep<S: Sink>(malformed: Malformed, sink: S, metrics: Metrics) -> Response {
    metrics.malformed.increment(1);
    answer(sink.malformed(malformed).await, &metrics)
}

fn answer(outcome: Outcome, metrics: &Metrics) -> Response {
    match outcome {
        Outcome::Stored => StatusCode::OK.into_response(),
        Outcome::Busy => {
            metrics.count_refused(Reason::Busy);
            unavailable()
        }
        Outcome::Failed => {
            metrics.count_refused(Reason::Failed);
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

fn unavailable() -> Response {
    (StatusCode::SERVICE_UNAVAILABLE, [("retry-after", "1")]).into_response()
}
