//! Bodies inside third-party envelopes: SNS, SQS, Lambda, API Gateway, Pub/Sub and the like.
//!
//! [`Unwrapper`] takes the received bytes and yields the webhook bodies in them, one after
//! another, each with its [path](Found::path) and its [wrappings](Found::wrappings).
//! [`Decoder`](crate::Decoder) decodes them:
//!
//! ```
//! use wabahook::{Decoder, unwrap::{Unwrapper, Wrapping}};
//!
//! let event = br#"{"Records":[
//! {"Sns":{"Type":"Notification",
//!     "Message":"{\"whatsAppWebhookEntry\":\"{\\\"id\\\":\\\"102\\\",\\\"changes\\\":[]}\"}"}},
//! {"Sns":{"Type":"Notification","Message":"hello"}}]}"#;
//! let (mut unwrapper, mut decoder) = (Unwrapper::new(), Decoder::new()); // their memory is reused
//! let mut errors = Vec::new();
//! let mut bodies = unwrapper.unwrap(event);
//! while let Some(found) = bodies.next_body() {
//!     match found {
//!         Ok(found) => {
//!             assert_eq!(found.path().to_string(), "Records[0].Sns.Message.whatsAppWebhookEntry");
//!             assert_eq!(
//!                 found.wrappings(),
//!                 [Wrapping::Lambda, Wrapping::Sns, Wrapping::EndUserMessaging]
//!             );
//!             let payload = decoder.decode(found.body())?;
//!             assert_eq!(payload.entries().next().and_then(|entry| entry.id()), Some("102"));
//!         }
//!         Err(error) => errors.push(error.path().to_owned()), // the next record follows
//!     }
//! }
//! assert_eq!(errors, ["Records[1].Sns.Message"]);
//! # Ok::<(), wabahook::Error>(())
//! ```
//!
//! | source | form |
//! |---|---|
//! | AWS End User Messaging Social | `{"whatsAppWebhookEntry":"{…}",…}` |
//! | SNS | `{"Type":"Notification","Message":"{…}"}` |
//! | SQS | `{"Messages":[{"Body":"{…}"}]}`, one message of it, or `Records[].body` in Lambda |
//! | Lambda | `{"Records":[…]}` of SNS, SQS or Kinesis |
//! | API Gateway, function URLs, n8n | `{"headers":…,"body":…}`, in base64 if `isBase64Encoded` |
//! | EventBridge | `{"detail-type":…,"detail":{…}}` |
//! | Pub/Sub | `{"message":{"data":"…"}}`, base64 |
//! | Kinesis | `{"Records":[{"kinesis":{"data":"…"}}]}`, base64 |
//! | Firehose | `{"records":[{"data":"…"}]}`, base64 |
//! | Kafka Connect | `{"schema":…,"payload":…}` |
//! | container logs | `{"log":"{…}\n","stream":…}` |
//! | a value | `{"messaging_product":…,"statuses":[…]}`, also with its `field` merged in |
//! | log lines | text, such as a timestamp, before the first brace |
//! | any nesting | a JSON string of one of these, or an array of them |
//!
//! Wrappings are recognized by their members and may nest: up to three strings inside each other,
//! and 32 steps. A [`Road`] gives the path through other wrappings.
//!
//! A body in Meta's own form is recognized by its first keys and yielded without a copy. Unknown or
//! malformed text is yielded unchanged; [`Decoder::decode`](crate::Decoder::decode) then reports
//! the error. A wrapping is checked as a whole before it yields a body. A record without a body is
//! one [`UnwrapError`]. Time is linear, memory is bounded by
//! [`Limits::max_memory`](crate::Limits::max_memory) for the unwrapper alone, and a warm unwrapper
//! allocates only for the paths of errors.

mod descent;
mod error;
mod found;
mod path;
mod road;
mod stack;
mod texts;

pub use crate::error::Wrapping;
pub use error::{UnwrapError, UnwrapErrorKind};
pub use found::Found;
pub use path::{Path, Step};
pub use road::{Road, RoadError};

use crate::json::Raw;
use crate::limits::Limits;
use crate::memory::MemoryBudget;
use crate::scan::{Kernel, Scanner};
use alloc::vec::Vec;
use descent::{Candidate, Descent, Failure, Leaf, Means, Merged, Place, candidates};
use found::Origin;
use texts::{Closed, Texts};

/// Finds bodies in received bytes, in memory that it reuses.
///
/// Keep one per thread; see the [module](self).
#[derive(Debug)]
pub struct Unwrapper {
    limits: Limits,
    road: Option<Road>,
    texts: Texts,
    /// A value, rewritten as a change.
    change: Vec<u8>,
    descent: Descent,
    budget: MemoryBudget,
}

impl Default for Unwrapper {
    fn default() -> Unwrapper {
        Unwrapper::new()
    }
}

impl Unwrapper {
    /// Creates an unwrapper with the default [`Limits`].
    pub fn new() -> Unwrapper {
        Unwrapper::with_limits(Limits::new())
    }

    /// Creates an unwrapper with custom limits: on the outer text, on the depth of each text, and
    /// on memory.
    ///
    /// An outer text over the length limit is yielded unchanged, so that the decoder rejects it.
    pub fn with_limits(limits: Limits) -> Unwrapper {
        Unwrapper {
            limits,
            road: None,
            texts: Texts::new(Scanner::new(Kernel::detect())),
            change: Vec::new(),
            descent: Descent::new(),
            budget: MemoryBudget::new(limits.max_memory()),
        }
    }

    /// Sets the path to the bodies; known wrappings are unwrapped from its end.
    #[must_use]
    pub fn along(self, road: Road) -> Unwrapper {
        Unwrapper { road: Some(road), ..self }
    }

    /// Returns the bodies in `bytes`.
    ///
    /// A lending iterator: each body borrows the unwrapper's memory until the next call.
    /// [`Iterator`] cannot express this, so use `while let`; unlike a visitor, it supports `?` and
    /// `break`.
    pub fn unwrap<'u>(&'u mut self, bytes: &'u [u8]) -> Bodies<'u> {
        self.descent.clear();
        if self.capacity() > self.limits.max_memory() / 2 {
            self.release();
        }
        Bodies { unwrapper: self, bytes, outer: "", start: 0, state: State::Start }
    }

    /// Returns the memory held for reuse, in bytes: never more than [`Limits::max_memory`].
    pub fn capacity(&self) -> usize {
        self.texts.capacity() + self.change.capacity()
    }

    /// Frees all memory.
    pub fn release(&mut self) {
        self.texts = Texts::new(self.texts.scanner());
        self.change = Vec::new();
        self.budget = MemoryBudget::new(self.limits.max_memory());
    }
}

/// The bodies in the received bytes: see [`Unwrapper::unwrap`].
#[derive(Debug)]
pub struct Bodies<'u> {
    unwrapper: &'u mut Unwrapper,
    bytes: &'u [u8],
    /// The JSON of the outer text, once checked, and its offset.
    outer: &'u str,
    start: usize,
    state: State,
}

#[derive(Clone, Copy, Debug)]
enum State {
    Start,
    /// Some array may have more items.
    Within,
    Done,
}

/// The result of opening the outer text.
enum Begun {
    At(Place),
    /// The text from this offset is yielded as it is: a body, or unrecognized.
    Itself(usize),
}

impl Bodies<'_> {
    /// Returns the next body, `None` at the end.
    ///
    /// # Errors
    ///
    /// Fails for a record without a body; the next call continues with the next record.
    pub fn next_body(&mut self) -> Option<Result<Found<'_>, UnwrapError>> {
        loop {
            let place = match self.state {
                State::Start => {
                    self.state = State::Done;
                    match self.begin() {
                        Ok(Begun::At(place)) => {
                            self.state = State::Within;
                            place
                        }
                        Ok(Begun::Itself(start)) => return Some(Ok(self.itself(start))),
                        Err(failure) => return Some(Err(self.error(failure))),
                    }
                }
                State::Within => {
                    let (descent, mut means) = self.split();
                    let Some(place) = descent.next_item(&mut means) else {
                        self.state = State::Done;
                        return None;
                    };
                    place
                }
                State::Done => return None,
            };
            let (descent, mut means) = self.split();
            match descent.descend(place, &mut means) {
                Ok(Leaf::Nothing) => {}
                // The body includes the white space around the value.
                Ok(Leaf::Value(..)) if self.unwrapper.descent.wrappings.len() == 0 => {
                    return Some(Ok(self.itself(0)));
                }
                Ok(leaf) => {
                    return Some(match self.write(&leaf) {
                        Ok(()) => Ok(self.found(&leaf)),
                        Err(failure) => Err(self.error(failure)),
                    });
                }
                Err(failure) => {
                    if self.is_recognized(failure) {
                        return Some(Err(self.error(failure)));
                    }
                    self.state = State::Done;
                    self.unwrapper.descent.clear();
                    return Some(Ok(self.itself(0)));
                }
            }
        }
    }

    fn split(&mut self) -> (&mut Descent, Means<'_>) {
        let Unwrapper { limits, road, texts, descent, budget, .. } = &mut *self.unwrapper;
        (descent, Means { texts, outer: self.outer, road: road.as_ref(), limits: *limits, budget })
    }

    /// Returns `true` if a wrapping was recognized before the failure.
    fn is_recognized(&self, failure: Failure) -> bool {
        let Unwrapper { descent, road, texts, .. } = &*self.unwrapper;
        let holds_json = || {
            let held = texts.text(self.outer, 1).trim_ascii_start();
            failure.place.level > 0 && held.starts_with(['{', '[', '"'])
        };
        road.is_some()
            || !descent.is_at_the_start()
            || failure.kind == UnwrapErrorKind::MemoryLimit
            || holds_json()
    }

    /// Opens the outer text.
    fn begin(&mut self) -> Result<Begun, Failure> {
        let Unwrapper { limits, road, texts, descent, budget, .. } = &mut *self.unwrapper;
        let (bytes, on_road) = (self.bytes, road.is_some());
        let mut failure = Failure { kind: UnwrapErrorKind::NotABody, place: Place::OUTER, at: 0 };
        if on_road {
            descent.wrap(Wrapping::Road, Place::OUTER)?;
        }
        for Candidate { start, is_body } in candidates(bytes, on_road).into_iter().flatten() {
            if start > 0 {
                descent.wrap(Wrapping::Text, Place::OUTER)?;
            }
            if is_body {
                return Ok(Begun::Itself(start));
            }
            if bytes.len() > limits.max_body_len() {
                return Ok(Begun::Itself(0));
            }
            match texts.open_outer(bytes, start, *limits, budget) {
                Ok(outer) => {
                    (self.outer, self.start) = (outer, start);
                    let doc = texts.doc(outer, 0);
                    let root = doc.as_ref().map(|doc| Place::OUTER.to(Raw::root(doc)));
                    return Ok(Begun::At(root.unwrap_or(Place::OUTER)));
                }
                Err(Closed { kind: UnwrapErrorKind::MemoryLimit, .. }) => {
                    return Err(Failure { kind: UnwrapErrorKind::MemoryLimit, ..failure });
                }
                Err(_) if start > 0 => {}
                Err(Closed { kind, at }) => failure = Failure { kind, at, ..failure },
            }
        }
        if on_road {
            return Err(failure);
        }
        descent.clear();
        Ok(Begun::Itself(0))
    }

    /// Returns the outer text from `start` on as a body.
    fn itself(&self, start: usize) -> Found<'_> {
        let body = self.bytes.get(start..).unwrap_or_default();
        self.with(body, Origin { outer: start, inner: None, added: 0, len: body.len() })
    }

    fn with<'f>(&'f self, body: &'f [u8], origin: Origin) -> Found<'f> {
        Found {
            body,
            path: self.path(),
            wrappings: self.unwrapper.descent.wrappings.as_slice(),
            origin,
        }
    }

    fn path(&self) -> Path<'_> {
        let kept = self.unwrapper.descent.steps.as_slice();
        Path { kept, road: self.unwrapper.road.as_ref() }
    }

    /// Rewrites a value without its envelope as a change.
    fn write(&mut self, leaf: &Leaf) -> Result<(), Failure> {
        let Leaf::Bare(place, end, field) = *leaf else { return Ok(()) };
        let Unwrapper { texts, change, budget, .. } = &mut *self.unwrapper;
        let start = texts.start(place.level);
        let text = texts.text(self.outer, place.level).get(start..).unwrap_or_default().as_bytes();
        let name = match field {
            Some(Merged { value, end, .. }) => text.get(value..end).unwrap_or_default(),
            None => b"\"messages\"",
        };
        let value = text.get(place.at..end).unwrap_or_default();
        let parts = [b"{\"field\":", name, b",\"value\":", value, b"}"];
        change.clear();
        if budget.reserve(change, parts.iter().map(|part| part.len()).sum()).is_err() {
            return Err(Failure { kind: UnwrapErrorKind::MemoryLimit, place, at: place.at });
        }
        parts.iter().for_each(|part| change.extend_from_slice(part));
        if let Some(Merged { key, end, .. }) = field {
            let before = change.len() - value.len() - 1;
            blank_member(change.get_mut(before..), key - place.at, end - place.at);
        }
        Ok(())
    }

    /// Returns the body at the end of a descent.
    fn found(&self, leaf: &Leaf) -> Found<'_> {
        let Unwrapper { texts, change, .. } = &*self.unwrapper;
        let (place, from, end) = match *leaf {
            Leaf::Text(place, start) => (place, start, None),
            Leaf::Value(place, end) | Leaf::Bare(place, end, _) => {
                let start = texts.start(place.level);
                (place, start + place.at, Some(start + end))
            }
            Leaf::Nothing => (Place::OUTER, 0, None),
        };
        let text = texts.text(self.outer, place.level).as_bytes();
        let source = text.get(from..end.unwrap_or(text.len())).unwrap_or_default();
        let (body, added) = match leaf {
            Leaf::Bare(..) => (change.as_slice(), change.len() - source.len() - 1),
            _ => (source, 0),
        };
        let (outer, inner) = match place.level {
            0 => (self.start + from, None),
            _ => (self.start + place.string, Some(from)),
        };
        self.with(body, Origin { outer, inner, added, len: source.len() })
    }

    #[cold]
    fn error(&self, Failure { kind, place, at }: Failure) -> UnwrapError {
        let at = self.unwrapper.texts.start(place.level) + at;
        let (outer, inner) = match place.level {
            0 => (self.start + at, None),
            _ => (self.start + place.string, Some(at)),
        };
        UnwrapError::new(kind, outer, inner, self.path())
    }
}

/// Overwrites a member of an object, and one comma next to it, with spaces, so that offsets do not
/// change.
fn blank_member(object: Option<&mut [u8]>, mut from: usize, mut to: usize) {
    let Some(object) = object else { return };
    let is_text = |byte: &u8| !byte.is_ascii_whitespace();
    let behind = object.iter().skip(to).position(is_text).map(|at| to + at);
    let before = object.get(..from).and_then(|before| before.iter().rposition(is_text));
    match (behind, before) {
        (Some(comma), _) if object.get(comma) == Some(&b',') => to = comma + 1,
        (_, Some(comma)) if object.get(comma) == Some(&b',') => from = comma,
        _ => {}
    }
    object.get_mut(from..to).unwrap_or_default().fill(b' ');
}
