//! Another sink behind the same routes.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::http::StatusCode;
use std::sync::{Arc, Mutex};
use tower::ServiceExt;
use wabahook::axum::{Malformed, Webhook};
use wabahook::{Signature, Verifier};
use wabahook_receiver::{Metrics, Outcome, Sink, router};

#[derive(Clone)]
struct Memory {
    bodies: Arc<Mutex<Vec<(&'static str, Bytes)>>>,
    outcome: Outcome,
}

impl Sink for Memory {
    async fn webhook(&self, webhook: Webhook) -> Outcome {
        self.bodies.lock().unwrap().push(("webhook", Bytes::copy_from_slice(&webhook)));
        self.outcome
    }

    async fn malformed(&self, malformed: Malformed) -> Outcome {
        let body = Bytes::copy_from_slice(&malformed.body);
        self.bodies.lock().unwrap().push(("malformed", body));
        self.outcome
    }
}

#[tokio::test]
async fn every_signed_body_goes_to_the_sink_and_its_outcome_is_the_answer() {
    let verifier = || Verifier::new("a secret").unwrap();
    let metrics = Metrics::install().unwrap();
    for (outcome, status) in [
        (Outcome::Stored, StatusCode::OK),
        (Outcome::Busy, StatusCode::SERVICE_UNAVAILABLE),
        (Outcome::Failed, StatusCode::INTERNAL_SERVER_ERROR),
    ] {
        let sink = Memory { bodies: Arc::default(), outcome };
        let bodies = Arc::clone(&sink.bodies);
        let routes = router(verifier(), "a token", sink, metrics.clone()).unwrap();
        let post = |body: &'static str, signed: &str| {
            let signature = verifier().sign(signed.as_bytes()).to_string();
            let request = Request::post("/webhook").header(Signature::HEADER, signature);
            routes.clone().oneshot(request.body(Body::from(body)).unwrap())
        };
        for body in [r#"{"entry":[]}"#, r#"{"entry":[7]}"#, "[]"] {
            let answer = post(body, body).await.unwrap();
            assert_eq!(answer.status(), status);
            assert_eq!(answer.headers().contains_key("retry-after"), outcome == Outcome::Busy);
        }
        let answer = post(r#"{"entry":[]}"#, "another body").await.unwrap();
        assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
        let bodies = bodies.lock().unwrap();
        let expected = [
            ("webhook", Bytes::from(r#"{"entry":[]}"#)),
            ("webhook", Bytes::from(r#"{"entry":[7]}"#)),
            ("malformed", Bytes::from("[]")),
        ];
        assert_eq!(*bodies, expected);
    }
    let counted = metrics.summary();
    for line in [
        "wabahook_bodies_total{kind=\"malformed\"} 3\n",
        "wabahook_bodies_total{kind=\"webhook\"} 6\n",
        "wabahook_refused_total{reason=\"busy\"} 3\n",
        "wabahook_refused_total{reason=\"failed\"} 3\n",
        "wabahook_refused_total{reason=\"wrong_signature\"} 3\n",
        "wabahook_requests_total 12\n",
    ] {
        assert!(counted.contains(line), "{line}{counted}");
    }
}
