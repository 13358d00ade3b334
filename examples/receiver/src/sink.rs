//! The trait for storing signed bodies.

use wabahook::axum::{Malformed, Webhook};

/// Stores bodies that Meta signed.
///
/// Only [`Outcome::Stored`] is answered with 200. Meta sends everything else again, so that a sink
/// sees some bodies twice. Clones share one store.
pub trait Sink: Clone + Send + Sync + 'static {
    /// Stores every event of a webhook.
    fn webhook(&self, webhook: Webhook) -> impl Future<Output = Outcome> + Send;

    /// Stores a body that is signed and malformed.
    fn malformed(&self, malformed: Malformed) -> impl Future<Output = Outcome> + Send;

    /// Reopens what a rotation may have moved. Called on SIGHUP.
    fn reopen(&self) -> impl Future<Output = ()> + Send {
        async {}
    }
}

/// The result of storing a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The body is stored durably: 200.
    Stored,
    /// Too much is waiting to be stored: 503, with `Retry-After`.
    Busy,
    /// The store refused the body: 500.
    Failed,
}
