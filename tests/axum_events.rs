//! Events that the extractor and the handshake emit.

#![cfg(feature = "axum")]
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use axum::body::Body;
use axum::extract::{FromRequest, FromRequestParts, Request};
use http_body::Frame;
use std::fmt::{Debug, Write};
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};
use wabahook::axum::{Handshake, Malformed, Webhook, WebhookState};
use wabahook::{Decoder, Limits, Signature, Verifier};

/// A subscriber that writes events down, a line each: level, target and fields.
#[derive(Clone, Default)]
struct Written(Arc<Mutex<Vec<String>>>);

struct Line(String);

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        write!(self.0, " {field}={value:?}").unwrap();
    }
}

impl Subscriber for Written {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn event(&self, event: &Event<'_>) {
        let metadata = event.metadata();
        let mut line = Line(format!("{} {}", metadata.level(), metadata.target()));
        event.record(&mut line);
        self.0.lock().unwrap().push(line.0);
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

/// A body that breaks off.
struct Broken;

impl http_body::Body for Broken {
    type Data = bytes::Bytes;
    type Error = &'static str;

    fn poll_frame(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<bytes::Bytes>, &'static str>>> {
        Poll::Ready(Some(Err("private cause")))
    }
}

fn run<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(future)
}

/// Runs, and returns the events of it.
fn events(run: impl FnOnce()) -> Vec<String> {
    let written = Written::default();
    tracing::subscriber::with_default(written.clone(), run);
    let events = written.0.lock().unwrap();
    events.clone()
}

#[test]
fn each_refusal_is_one_event_without_text_of_the_request() {
    let verifier = || Verifier::new("private secret").unwrap();
    let sign = |body: &str| verifier().sign(body.as_bytes()).to_string();
    let dead_letter = |_: Malformed| async {};
    let state = WebhookState::new(verifier(), "private token", dead_letter).unwrap();
    let state = state.with_limits(Limits::new().with_max_body_len(200));
    let post = |signature: &str, body: Body| {
        let mut request = Request::post("/private?private");
        if !signature.is_empty() {
            request = request.header(Signature::HEADER, signature);
        }
        let request = request.header("x-private", "private").body(body).unwrap();
        let state = &state;
        events(move || drop(run(Webhook::from_request(request, state))))
    };

    let good = r#"{"entry":[{"id":"private"}]}"#;
    assert_eq!(post(&sign(good), good.into()), [""; 0]);
    let malformed = r#"{"private":"private","entry":{"private":nil}}"#;
    let error = Decoder::new().decode(malformed.as_bytes()).unwrap_err();
    let refused = [
        (post("", good.into()), "unauthorized"),
        (post("sha256=private", good.into()), "unauthorized"),
        (post("private=sha1", good.into()), "unauthorized"),
        (post(&sign("private"), good.into()), "unauthorized"),
        (post(&sign(good), "private".repeat(40).into()), "too_large"),
        (post(&sign(good), Body::new(Broken)), "incomplete"),
    ];
    for (events, reason) in refused {
        let [event] = &events[..] else { unreachable!("{events:?}") };
        let start =
            format!("DEBUG wabahook::axum message=webhook refused reason=\"{reason}\" error=");
        assert!(event.starts_with(&start), "{event}");
        assert!(event.len() < start.len() + 80 && !event.contains("private"), "{event}");
    }
    let event =
        format!("WARN wabahook::axum message=malformed webhook reason=\"malformed\" error={error}");
    assert_eq!(post(&sign(malformed), malformed.into()), [event.as_str()]);
    assert!(!event.contains("private"), "{event}");

    let handshake = |token: &str| {
        let uri = format!("/?hub.mode=subscribe&hub.challenge=private&hub.verify_token={token}");
        let (mut parts, ()) = Request::get(uri).body(()).unwrap().into_parts();
        events(|| drop(run(Handshake::from_request_parts(&mut parts, &state))))
    };
    assert_eq!(handshake("private+token"), [""; 0]);
    let events = handshake("private+attempt");
    let [event] = &events[..] else { unreachable!("{events:?}") };
    assert!(event.starts_with("DEBUG wabahook::axum message=handshake refused"), "{event}");
    assert!(!event.contains("private"), "{event}");
}
