//! A webhook endpoint for [axum](https://docs.rs/axum/0.8): handshake, signature, check, body.
//!
//! ```
//! use axum::{Router, http::StatusCode, routing::get};
//! use wabahook::Verifier;
//! use wabahook::axum::{WebhookState, Malformed, Webhook, handshake};
//!
//! async fn receive(webhook: Webhook) -> StatusCode {
//!     // Signed and well formed. Send the body to a queue, or read it here; answer 200 when it is safe.
//!     match webhook.read(|payload| payload.events().for_each(|event| println!("{event:?}"))) {
//!         Ok(()) => StatusCode::OK,
//!         Err(_) => StatusCode::INTERNAL_SERVER_ERROR,
//!     }
//! }
//!
//! /// Signed and malformed: keep it, and answer 200, or Meta sends it again for days.
//! async fn dead_letter(malformed: Malformed) {
//!     eprintln!("{} bytes: {}", malformed.body.len(), malformed.error);
//! }
//!
//! fn routes(app_secret: &str, verify_token: &str) -> Result<Router, Box<dyn std::error::Error>> {
//!     let endpoint = WebhookState::new(Verifier::new(app_secret)?, verify_token, dead_letter)?;
//!     Ok(Router::new().route("/webhook", get(handshake).post(receive)).with_state(endpoint))
//! }
//! ```
//!
//! axum's own limit of 2 MB on bodies does not apply: [`Webhook`] reads up to the endpoint's limit.
//! Time limits are the server's: set one for headers, and one for the whole request.
//!
//! Each refusal is a [`tracing`] event: a signed, malformed body at level `WARN`; all others, which
//! anybody can cause at any rate, at `DEBUG`. Events hold a reason and the error, never text of a
//! request, and no secret.

mod endpoint;
mod read;

pub use endpoint::{Malformed, WebhookState};

use crate::body::Body;
use crate::challenge::{ChallengeError, challenge};
use crate::decoder::Decoder;
use crate::error::Error;
use crate::payload::Payload;
use crate::signature::{Signature, SignatureError};
use axum_core::extract::{FromRef, FromRequest, FromRequestParts, Request};
use axum_core::response::{IntoResponse, Response};
use core::fmt;
use core::ops::Deref;
use endpoint::Decoders;
use http::StatusCode;
use http::header::{CONTENT_TYPE, HeaderValue, X_CONTENT_TYPE_OPTIONS};
use http::request::Parts;
use std::boxed::Box;
use std::string::String;
use std::sync::Arc;
use tracing::{debug, warn};

/// The extractor: a body that Meta signed, and that is a webhook.
///
/// The state of the router is an [`WebhookState`], or has one ([`FromRef`]). What is no webhook gets a
/// [`WebhookRejection`]; ask for `Result<Webhook, WebhookRejection>` to see it first.
///
/// It is a [`Body`]: send it elsewhere, or [read](Webhook::read) it here.
pub struct Webhook {
    body: Body,
    decoders: Arc<Decoders>,
}

/// Why a request was refused. As a response it says so to the sender and nothing else.
#[derive(Debug)]
#[non_exhaustive]
pub enum WebhookRejection {
    /// The signature is not right: 401. Headers that cannot be right are refused before the body is read.
    Unauthorized(SignatureError),
    /// The body is longer than the limit: 413, as soon as that is known.
    TooLarge,
    /// The body broke off: 400, which nobody may be there to read.
    Incomplete,
    /// The body is signed and no webhook: what the endpoint's dead-letter function answers.
    Malformed(Error, Box<Response>),
}

impl Webhook {
    /// Decodes the body, with a decoder that the endpoint keeps, and lets `read` see what it holds.
    ///
    /// # Errors
    ///
    /// None that is known: the body was decoded before.
    pub fn read<T>(&self, read: impl FnOnce(Payload<'_>) -> T) -> Result<T, Error> {
        self.decoders.with(|decoder| self.body.decode(decoder).map(read))
    }

    /// The body itself.
    pub fn into_body(self) -> Body {
        self.body
    }
}

impl Deref for Webhook {
    type Target = Body;

    fn deref(&self) -> &Body {
        &self.body
    }
}

impl fmt::Debug for Webhook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Webhook").field(&self.body).finish()
    }
}

impl<S: Send + Sync> FromRequest<S> for Webhook
where
    WebhookState: FromRef<S>,
{
    type Rejection = WebhookRejection;

    async fn from_request(request: Request, state: &S) -> Result<Webhook, WebhookRejection> {
        let webhook = Webhook::extract(request, WebhookState::from_ref(state)).await;
        webhook.inspect_err(WebhookRejection::report)
    }
}

impl Webhook {
    async fn extract(
        request: Request,
        endpoint: WebhookState,
    ) -> Result<Webhook, WebhookRejection> {
        let headers = request.headers().get_all(Signature::HEADER);
        let signature = Signature::from_headers(headers).map_err(WebhookRejection::Unauthorized)?;
        let body = Body::from(read::read(request.into_body(), endpoint.limit()).await?);
        endpoint
            .verifier()
            .verify_signature(&body, signature)
            .map_err(WebhookRejection::Unauthorized)?;
        let check = |decoder: &mut Decoder| body.decode(decoder).map(drop);
        if let Err(error) = endpoint.decoders().with(check) {
            let response = endpoint.answer_malformed(Malformed { body, error }).await;
            return Err(WebhookRejection::Malformed(error, Box::new(response)));
        }
        Ok(Webhook { body, decoders: endpoint.into_decoders() })
    }
}

impl WebhookRejection {
    /// Emits the refusal as an event.
    fn report(&self) {
        let reason = match self {
            WebhookRejection::Unauthorized(_) => "unauthorized",
            WebhookRejection::TooLarge => "too_large",
            WebhookRejection::Incomplete => "incomplete",
            WebhookRejection::Malformed(error, _) => {
                return warn!(reason = "malformed", %error, "malformed webhook");
            }
        };
        debug!(reason, error = %self, "webhook refused");
    }
}

impl IntoResponse for WebhookRejection {
    fn into_response(self) -> Response {
        match self {
            WebhookRejection::Unauthorized(_) => StatusCode::UNAUTHORIZED.into_response(),
            WebhookRejection::TooLarge => StatusCode::PAYLOAD_TOO_LARGE.into_response(),
            WebhookRejection::Incomplete => StatusCode::BAD_REQUEST.into_response(),
            WebhookRejection::Malformed(_, response) => *response,
        }
    }
}

impl fmt::Display for WebhookRejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            WebhookRejection::Unauthorized(error) => error.fmt(f),
            WebhookRejection::TooLarge => f.write_str("body longer than the limit"),
            WebhookRejection::Incomplete => f.write_str("body broken off"),
            WebhookRejection::Malformed(error, _) => error.fmt(f),
        }
    }
}

impl core::error::Error for WebhookRejection {}

/// The challenge of a handshake with the right token; as a response, the answer to it.
///
/// As an extractor it refuses everything else with 403 and nothing else.
#[derive(Clone, Debug)]
pub struct Handshake(String);

/// The handler for Meta's `GET`: `get(handshake)`.
pub async fn handshake(challenge: Handshake) -> Handshake {
    challenge
}

impl<S: Send + Sync> FromRequestParts<S> for Handshake
where
    WebhookState: FromRef<S>,
{
    type Rejection = ChallengeError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ChallengeError> {
        let query = parts.uri.query().unwrap_or_default();
        match challenge(query, WebhookState::from_ref(state).verify_token()) {
            Ok(answer) => Ok(Handshake(answer.into_owned())),
            Err(error) => {
                debug!(reason = "handshake", %error, "handshake refused");
                Err(error)
            }
        }
    }
}

impl IntoResponse for Handshake {
    fn into_response(self) -> Response {
        let mut response = self.0.into_response();
        // Whatever it is, no browser shall take it for a page.
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
        headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        response
    }
}

impl IntoResponse for ChallengeError {
    fn into_response(self) -> Response {
        StatusCode::FORBIDDEN.into_response()
    }
}
