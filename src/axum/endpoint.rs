//! What an endpoint knows: secrets, limits, decoders, and where malformed bodies go.

use crate::body::Body;
use crate::challenge::ChallengeError;
use crate::decoder::Decoder;
use crate::error::Error;
use crate::limits::Limits;
use crate::signature::Verifier;
use axum_core::response::{IntoResponse, Response};
use core::fmt;
use core::future::Future;
use core::pin::Pin;
use std::boxed::Box;
use std::string::String;
use std::sync::{Arc, Mutex, PoisonError};
use std::vec::Vec;
use zeroize::Zeroizing;

/// The state of a webhook endpoint. Clones share everything.
#[derive(Clone)]
pub struct WebhookState {
    shared: Arc<Shared>,
    decoders: Arc<Decoders>,
}

struct Shared {
    verifier: Verifier,
    verify_token: Zeroizing<String>,
    dead_letter: Box<DeadLetter>,
}

type DeadLetter = dyn Fn(Malformed) -> Pin<Box<dyn Future<Output = Response> + Send>> + Send + Sync;

/// A body that Meta signed and that is not a webhook.
#[derive(Debug)]
#[non_exhaustive]
pub struct Malformed {
    /// The body, as it was received.
    pub body: Body,
    /// What is wrong with it.
    pub error: Error,
}

impl WebhookState {
    /// With the default [`Limits`].
    ///
    /// `verify_token` is the text that you entered in the App Dashboard, for the handshake.
    ///
    /// `dead_letter` gets the bodies that are signed and malformed; its answer is the response. Nothing,
    /// `()`, is 200: whoever answers otherwise gets the body again, for days. Keep it, then answer:
    /// nobody else has it.
    ///
    /// # Errors
    ///
    /// [`ChallengeError::EmptyToken`] when `verify_token` is.
    pub fn new<F, A>(
        verifier: Verifier,
        verify_token: impl Into<String>,
        dead_letter: F,
    ) -> Result<WebhookState, ChallengeError>
    where
        F: Fn(Malformed) -> A + Send + Sync + 'static,
        A: Future<Output: IntoResponse> + Send + 'static,
    {
        let verify_token = Zeroizing::new(verify_token.into());
        if verify_token.is_empty() {
            return Err(ChallengeError::EmptyToken);
        }
        let dead_letter: Box<DeadLetter> = Box::new(move |malformed| {
            let answer = dead_letter(malformed);
            Box::pin(async move { answer.await.into_response() })
        });
        let shared = Arc::new(Shared { verifier, verify_token, dead_letter });
        Ok(WebhookState { shared, decoders: Arc::new(Decoders::new(Limits::new())) })
    }

    /// With other limits. The one on length holds while a body is read, too.
    #[must_use]
    pub fn with_limits(self, limits: Limits) -> WebhookState {
        WebhookState { decoders: Arc::new(Decoders::new(limits)), ..self }
    }

    pub(super) fn verifier(&self) -> &Verifier {
        &self.shared.verifier
    }

    pub(super) fn verify_token(&self) -> &str {
        &self.shared.verify_token
    }

    pub(super) fn limit(&self) -> usize {
        self.decoders.limits.max_body_len()
    }

    pub(super) fn decoders(&self) -> &Decoders {
        &self.decoders
    }

    pub(super) fn into_decoders(self) -> Arc<Decoders> {
        self.decoders
    }

    pub(super) async fn answer_malformed(&self, malformed: Malformed) -> Response {
        (self.shared.dead_letter)(malformed).await
    }
}

impl fmt::Debug for WebhookState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WebhookState")
            .field("verifier", &self.shared.verifier)
            .field("limits", &self.decoders.limits)
            .finish_non_exhaustive()
    }
}

/// Decoders that wait for bodies: as many as threads ever decoded at one time.
pub(super) struct Decoders {
    limits: Limits,
    idle: Mutex<Vec<Decoder>>,
}

impl Decoders {
    /// A decoder that holds more, in bytes, is not kept: it met a body as large as there are few.
    const KEPT: usize = 1 << 20;

    fn new(limits: Limits) -> Decoders {
        Decoders { limits, idle: Mutex::new(Vec::new()) }
    }

    pub(super) fn with<T>(&self, run: impl FnOnce(&mut Decoder) -> T) -> T {
        // Whatever a panic elsewhere left there are decoders.
        let idle = || self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        let decoder = idle().pop();
        let mut decoder = decoder.unwrap_or_else(|| Decoder::with_limits(self.limits));
        let result = run(&mut decoder);
        if decoder.capacity() <= Self::KEPT {
            idle().push(decoder);
        }
        result
    }
}
