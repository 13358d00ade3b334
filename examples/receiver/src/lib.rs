//! A webhook receiver that accepts only signed bodies and loses none.
//!
//! [`run`] is the part that every receiver shares: it checks signatures, bounds memory,
//! connections and time, counts, and shuts down cleanly. A [`Sink`] stores what is signed.
//! [`files::FileSink`] appends to local files; the binary `wabahook-receiver` uses it.
//!
//! ```
//! use wabahook::Verifier;
//! use wabahook::axum::{Malformed, Webhook};
//! use wabahook_receiver::{Metrics, Outcome, Sink, router};
//!
//! /// Prints deduplication keys, and stores nothing.
//! #[derive(Clone)]
//! struct Keys;
//!
//! impl Sink for Keys {
//!     async fn webhook(&self, webhook: Webhook) -> Outcome {
//!         let print = |payload: wabahook::Payload<'_>| {
//!             payload.events().flatten().for_each(|event| println!("{}", event.dedupe_key()));
//!         };
//!         webhook.read(print).map_or(Outcome::Failed, |()| Outcome::Stored)
//!     }
//!
//!     async fn malformed(&self, _: Malformed) -> Outcome {
//!         Outcome::Failed
//!     }
//! }
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let metrics = Metrics::install()?;
//! let routes = router(Verifier::new("the app secret")?, "the verify token", Keys, metrics)?;
//! # let _: axum::Router = routes;
//! # Ok(())
//! # }
//! ```

mod admin;
mod connections;
pub mod files;
mod intake;
pub mod logging;
mod metrics;
mod options;
mod routes;
mod server;
mod sink;

pub use admin::Admin;
pub use metrics::{EventKind, Metrics};
pub use options::{Secrets, ServerOptions};
pub use routes::router;
pub use server::run;
pub use sink::{Outcome, Sink};
