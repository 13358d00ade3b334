//! Bodies on their way in: one budget of memory for all, and a bounded rest of refused ones.

use crate::metrics::{Metrics, Reason};
use axum::body::{Body, Bytes, HttpBody};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::http::header::EXPECT;
use axum::middleware::Next;
use axum::response::Response;
use http_body::{Frame, SizeHint};
use std::future::poll_fn;
use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

/// The bytes that all bodies may take. Each byte counts twice, as a growing buffer is copied.
const BUDGET: usize = 64 << 20;
/// The bytes that are still read of a refused body, so that a sender that writes all of it before
/// it reads sees the answer.
const DRAIN: usize = 16 << 20;
const DRAIN_TIME: Duration = Duration::from_secs(5);

/// The memory that is left for bodies.
#[derive(Clone)]
pub(crate) struct Budget(Arc<Semaphore>);

impl Default for Budget {
    fn default() -> Budget {
        Budget(Arc::new(Semaphore::new(BUDGET)))
    }
}

/// A request's body, shared by the handler that reads it and the middleware that answers.
#[derive(Clone)]
pub(crate) struct Intake(Arc<Mutex<Inner>>);

struct Inner {
    body: Body,
    budget: Budget,
    held: Option<OwnedSemaphorePermit>,
    is_over: bool,
}

impl Intake {
    fn new(body: Body, budget: Budget) -> Intake {
        Intake(Arc::new(Mutex::new(Inner { body, budget, held: None, is_over: false })))
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns whether the body was refused because the budget is spent.
    pub(crate) fn is_over_budget(&self) -> bool {
        self.lock().is_over
    }

    /// Reads the rest of the body and drops it.
    async fn drain(self) {
        let mut left = DRAIN;
        loop {
            let next = poll_fn(|context| Pin::new(&mut self.lock().body).poll_frame(context));
            let Some(Ok(frame)) = next.await else { return };
            let len = frame.data_ref().map_or(0, Bytes::len);
            let Some(less) = left.checked_sub(len) else { return };
            left = less;
        }
    }
}

impl Inner {
    fn hold(&mut self, len: usize) -> bool {
        let wanted = u32::try_from(len.saturating_mul(2)).unwrap_or(u32::MAX);
        let Ok(more) = Arc::clone(&self.budget.0).try_acquire_many_owned(wanted) else {
            return false;
        };
        match &mut self.held {
            Some(held) => held.merge(more),
            None => self.held = Some(more),
        }
        true
    }
}

impl HttpBody for Intake {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let mut inner = self.lock();
        let frame = ready!(Pin::new(&mut inner.body).poll_frame(context));
        if let Some(Ok(frame)) = &frame
            && let Some(data) = frame.data_ref()
            && !inner.hold(data.len())
        {
            inner.is_over = true;
            return Poll::Ready(Some(Err(axum::Error::new(io::Error::other("over budget")))));
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.lock().body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.lock().body.size_hint()
    }
}

/// Reads a body within the budget. The rest of a refused one is read after the answer.
pub(crate) async fn admit(
    State((budget, metrics)): State<(Budget, Metrics)>,
    request: Request,
    next: Next,
) -> Response {
    // Such a sender waits for the answer before it sends a body.
    let waits = request.headers().contains_key(EXPECT);
    let (mut parts, body) = request.into_parts();
    let intake = Intake::new(body, budget);
    parts.extensions.insert(intake.clone());
    let body = Body::new(intake.clone());
    let response = next.run(Request::from_parts(parts, body)).await;
    let is_slow = response.status() == StatusCode::REQUEST_TIMEOUT;
    if is_slow {
        metrics.count_refused(Reason::TimedOut);
    } else if !waits && !intake.is_end_stream() {
        intake.lock().held = None;
        tokio::spawn(timeout(DRAIN_TIME, intake.drain()));
    }
    response
}
