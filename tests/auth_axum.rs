//! The extractor, the handshake and the state for axum, request by request.

#![cfg(feature = "axum")]
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use axum::Router;
use axum::body::Body as HttpBody;
use axum::extract::{FromRef, FromRequest, Request};
use axum::http::{Response, StatusCode};
use axum::routing::get;
use bytes::Bytes;
use http_body::{Frame, SizeHint};
use http_body_util::BodyExt;
use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::collections::VecDeque;
use std::convert::Infallible;
use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use wabahook::axum::{Handshake, Malformed, Webhook, WebhookRejection, WebhookState, handshake};
use wabahook::{
    Body, ChallengeError, Decoder, ErrorKind, Limits, Signature, SignatureError, Verifier,
};

const BODY: &[u8] = br#"{"object":"whatsapp_business_account","entry":[{"id":"102","changes":[{"field":"messages","value":{"statuses":[{"id":"wamid.A","status":"read","timestamp":"1750101000"}]}}]}]}"#;

thread_local! {
    /// Number of allocations of this thread.
    static ASKED: Cell<usize> = const { Cell::new(0) };
}

/// The system's allocator, with a counter.
struct Counting;

#[expect(unsafe_code, reason = "an allocator is unsafe to write")]
// SAFETY: every call is passed to the system's allocator unchanged.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ASKED.set(ASKED.get() + 1);
        // SAFETY: the caller's contract is the same.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        // SAFETY: the caller's contract is the same, and `at` came from the system's allocator.
        unsafe { System.dealloc(at, layout) }
    }
}

#[global_allocator]
static COUNTING: Counting = Counting;

fn run<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(future)
}

fn verifier() -> Verifier {
    Verifier::new("a secret").unwrap()
}

async fn drop_it(_: Malformed) {}

fn state() -> WebhookState {
    WebhookState::new(verifier(), "a token", drop_it).unwrap()
}

fn request(body: impl Into<HttpBody>, signature: &str) -> Request {
    Request::post("/").header(Signature::HEADER, signature).body(body.into()).unwrap()
}

/// Extracts a signed body.
fn extract(state: &WebhookState, body: &[u8]) -> Result<Webhook, WebhookRejection> {
    let signature = verifier().sign(body).to_string();
    run(Webhook::from_request(request(body.to_vec(), &signature), state))
}

/// A body in pieces that counts how often it is polled.
#[derive(Clone, Default)]
struct Pieces {
    pieces: Arc<Mutex<VecDeque<Bytes>>>,
    polled: Arc<AtomicUsize>,
    least: u64,
}

impl Pieces {
    fn of(body: &[u8], len: usize) -> Pieces {
        let pieces = body.chunks(len).map(|piece| Bytes::from(piece.to_vec())).collect();
        Pieces { pieces: Arc::new(Mutex::new(pieces)), ..Pieces::default() }
    }
}

impl http_body::Body for Pieces {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        self.polled.fetch_add(1, Ordering::Relaxed);
        Poll::Ready(self.pieces.lock().unwrap().pop_front().map(|piece| Ok(Frame::data(piece))))
    }

    fn size_hint(&self) -> SizeHint {
        let mut hint = SizeHint::new();
        hint.set_lower(self.least);
        hint
    }
}

#[test]
fn a_webhook_is_the_body_as_received() {
    let state = state();
    let webhook = extract(&state, BODY).unwrap();
    assert_eq!(&**webhook, BODY);
    let ids = webhook.read(|payload| {
        payload.events().flatten().map(|event| event.dedupe_key().to_string()).collect::<Vec<_>>()
    });
    assert_eq!(ids.unwrap(), ["status:102:wamid.A:read"]);
    let body: Body = webhook.into_body();
    assert_eq!(body.decode(&mut Decoder::new()).unwrap().entries().count(), 1);
    // A body in one piece is not copied.
    let bytes = Bytes::from(BODY.to_vec());
    let signature = verifier().sign(BODY).to_string();
    let webhook = run(Webhook::from_request(request(bytes.clone(), &signature), &state)).unwrap();
    assert_eq!(webhook.as_ptr(), bytes.as_ptr());
    // A body in several pieces is assembled.
    for len in [1, 2, 7, BODY.len() - 1] {
        let body = HttpBody::new(Pieces::of(BODY, len));
        let webhook = run(Webhook::from_request(request(body, &signature), &state)).unwrap();
        assert_eq!(&**webhook, BODY);
    }
}

#[test]
fn t88_a_body_without_a_valid_header_is_not_read() {
    let pieces = Pieces::of(BODY, 10);
    let extract = |request: Request| run(Webhook::from_request(request, &state())).unwrap_err();
    let none = Request::post("/").body(HttpBody::new(pieces.clone())).unwrap();
    assert!(matches!(extract(none), WebhookRejection::Unauthorized(SignatureError::Missing)));
    let bad = request(HttpBody::new(pieces.clone()), "sha1=00");
    assert!(matches!(extract(bad), WebhookRejection::Unauthorized(SignatureError::WrongScheme)));
    let good = verifier().sign(BODY).to_string();
    let mut twice = request(HttpBody::new(pieces.clone()), &good);
    twice.headers_mut().append(Signature::HEADER, good.parse().unwrap());
    assert!(matches!(extract(twice), WebhookRejection::Unauthorized(SignatureError::Several)));
    assert_eq!(pieces.polled.load(Ordering::Relaxed), 0);
    // A body with a valid header is read, and rejected afterwards.
    let other = request(HttpBody::new(pieces.clone()), &verifier().sign(b"").to_string());
    assert!(matches!(extract(other), WebhookRejection::Unauthorized(SignatureError::Mismatch)));
    assert!(pieces.polled.load(Ordering::Relaxed) > 0);
}

#[test]
fn the_limit_is_exact_and_nothing_beyond_it_is_polled() {
    let limited = |limit| state().with_limits(Limits::new().with_max_body_len(limit));
    assert!(extract(&limited(BODY.len()), BODY).is_ok());
    assert!(matches!(extract(&limited(BODY.len() - 1), BODY), Err(WebhookRejection::TooLarge)));

    let signature = verifier().sign(BODY).to_string();
    let pieces = Pieces::of(&vec![b' '; 10_000], 10);
    let body = HttpBody::new(pieces.clone());
    let refused = run(Webhook::from_request(request(body, &signature), &limited(100)));
    assert!(matches!(refused, Err(WebhookRejection::TooLarge)));
    assert_eq!(pieces.polled.load(Ordering::Relaxed), 11);

    // A declared length beyond the limit is rejected without reading.
    let pieces = Pieces { least: 101, ..Pieces::of(BODY, 10) };
    let body = HttpBody::new(pieces.clone());
    let refused = run(Webhook::from_request(request(body, &signature), &limited(100)));
    assert!(matches!(refused, Err(WebhookRejection::TooLarge)));
    assert_eq!(pieces.polled.load(Ordering::Relaxed), 0);
}

#[test]
fn a_malformed_body_goes_to_the_dead_letters_and_they_answer() {
    let letters = Arc::new(Mutex::new(Vec::new()));
    let kept = Arc::clone(&letters);
    let keep = move |malformed: Malformed| {
        let kept = Arc::clone(&kept);
        async move { kept.lock().unwrap().push((malformed.body.to_vec(), malformed.error.kind())) }
    };
    let state = WebhookState::new(verifier(), "a token", keep).unwrap();
    let rejection = extract(&state, b"{\"entry\":[").unwrap_err();
    let is_truncated = |error: wabahook::Error| error.kind() == ErrorKind::UnexpectedEnd;
    assert!(matches!(rejection, WebhookRejection::Malformed(error, _) if is_truncated(error)));
    assert_eq!(status(rejection), StatusCode::OK);
    assert_eq!(*letters.lock().unwrap(), [(b"{\"entry\":[".to_vec(), ErrorKind::UnexpectedEnd)]);

    let teapot = |_| async { StatusCode::IM_A_TEAPOT };
    let state = WebhookState::new(verifier(), "a token", teapot).unwrap();
    assert_eq!(status(extract(&state, b"[]").unwrap_err()), StatusCode::IM_A_TEAPOT);

    // Unsigned bodies are not kept.
    let request = request(b"[]".to_vec(), &verifier().sign(b"").to_string());
    let rejection = run(Webhook::from_request(request, &state)).unwrap_err();
    assert_eq!(status(rejection), StatusCode::UNAUTHORIZED);
    assert_eq!(letters.lock().unwrap().len(), 1);
}

fn status(rejection: WebhookRejection) -> StatusCode {
    let response = axum::response::IntoResponse::into_response(rejection);
    let (parts, body) = response.into_parts();
    assert!(run(body.collect()).unwrap().to_bytes().is_empty(), "the response has a body");
    parts.status
}

/// A router whose own state contains the webhook's.
#[test]
fn a_router_with_a_state_of_its_own() {
    #[derive(Clone)]
    struct State(WebhookState, &'static str);
    impl FromRef<State> for WebhookState {
        fn from_ref(state: &State) -> WebhookState {
            state.0.clone()
        }
    }
    async fn receive(
        axum::extract::State(State(_, name)): axum::extract::State<State>,
        webhook: Webhook,
    ) -> String {
        format!("{name}: {}", webhook.len())
    }
    let routes: Router =
        Router::new().route("/", get(handshake).post(receive)).with_state(State(state(), "here"));
    let call = |request: Request| -> (StatusCode, Bytes) {
        let mut routes = routes.clone();
        let response: Response<HttpBody> =
            run(tower_service::Service::call(&mut routes, request)).unwrap();
        let (parts, body) = response.into_parts();
        (parts.status, run(body.collect()).unwrap().to_bytes())
    };
    let good = request(BODY.to_vec(), &verifier().sign(BODY).to_string());
    assert_eq!(call(good), (StatusCode::OK, format!("here: {}", BODY.len()).into()));
    let get =
        |query: &str| call(Request::get(format!("/{query}")).body(HttpBody::empty()).unwrap());
    let query = "?hub.mode=subscribe&hub.verify_token=a+token&hub.challenge=42";
    assert_eq!(get(query), (StatusCode::OK, "42".into()));
    assert_eq!(get(""), (StatusCode::FORBIDDEN, "".into()));
    assert_eq!(get(&query.replace("token=a", "token=b")), (StatusCode::FORBIDDEN, "".into()));
}

#[test]
fn t91_nothing_secret_is_printed() {
    let printed = format!("{:?}", state());
    assert!(!printed.contains("a secret") && !printed.contains("a token"), "{printed}");
    let webhook = format!("{:?}", extract(&state(), BODY).unwrap());
    assert_eq!(webhook, format!("Webhook(Body {{ len: {} }})", BODY.len()));
    let rejection = extract(&state(), br#"{"a private text":1}"#).unwrap_err();
    assert!(!format!("{rejection} {rejection:?}").contains("private"));
}

#[test]
fn an_empty_token_is_refused() {
    let state = WebhookState::new(verifier(), "", drop_it);
    assert_eq!(state.unwrap_err(), ChallengeError::EmptyToken);
}

#[test]
fn handler_types_can_be_sent() {
    fn sendable<T: Send + Sync + 'static>() {}
    sendable::<(WebhookState, Webhook, Handshake, Malformed, Verifier)>();
}

/// A warm state decodes without allocating: decoders are reused, except those that have decoded an
/// exceptionally large body.
#[test]
fn decoders_are_kept_unless_they_are_huge() {
    let state = state();
    let asked = |webhook: &Webhook| {
        let before = ASKED.get();
        assert_ne!(webhook.read(|payload| payload.entries().count()).unwrap(), 0);
        ASKED.get() - before
    };
    let small = extract(&state, BODY).unwrap();
    for _ in 0..4 {
        asked(&small);
    }
    assert_eq!(asked(&small), 0);
    let entries = "{},".repeat(300_000);
    let huge = extract(&state, format!(r#"{{"entry":[{entries}{{}}]}}"#).as_bytes()).unwrap();
    for _ in 0..4 {
        assert_ne!(asked(&huge), 0);
    }
    for _ in 0..4 {
        asked(&small);
    }
    assert_eq!(asked(&small), 0);
}
