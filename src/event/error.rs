//! Malformed items with their context.

use super::{DedupeKey, Event};
use crate::fields::{Metadata, Timestamp, Value};
use crate::json::{ItemError, Path, Raw};
use crate::payload::{Change, Entry};
use core::fmt;

/// A malformed item with its context, error and raw bytes.
///
/// ```
/// let body = br#"{"object":"whatsapp_business_account","entry":[{"id":"102","changes":[{"value":
///     {"metadata":{"phone_number_id":"106"},"messages":[{"type":"text"}]},
///     "field":"messages"}]}]}"#;
/// let mut decoder = wabahook::Decoder::new();
/// let error = decoder.decode(body)?.events().next().unwrap().unwrap_err();
/// assert_eq!(error.error().kind().to_string(), "missing member `id`");
/// assert_eq!(error.path().to_string(), "entry[0].changes[0].value.messages[0]");
/// assert_eq!((error.item_kind(), error.routing_key()), ("message", Some("106")));
/// assert_eq!(error.raw().json(), r#"{"type":"text"}"#);
/// # Ok::<(), wabahook::Error>(())
/// ```
#[derive(Clone, Copy)]
pub struct EventError<'a> {
    /// The event of the item if it were well formed. Its item is the enclosing object.
    pub(super) event: Event<'a>,
    pub(super) error: ItemError<'a>,
    /// The name of the list, or of the malformed member; empty for an entry, a change or a value.
    pub(super) list: &'static str,
}

impl<'a> EventError<'a> {
    /// Returns the event that a well-formed item would be, for its context only.
    #[cfg(feature = "arrow")]
    pub(crate) fn context(&self) -> &Event<'a> {
        &self.event
    }

    /// Returns the error of the item, with its position.
    pub fn error(&self) -> ItemError<'a> {
        self.error
    }

    /// Returns the kind of item that was expected, as named by [`Event::kind`].
    pub fn item_kind(&self) -> &'a str {
        self.event.kind()
    }

    /// Returns the raw JSON of the malformed item, or of the change if it has no value.
    pub fn raw(&self) -> Raw<'a> {
        self.error.raw()
    }

    /// Returns the offset in the body of the malformed value, or of the object with a missing
    /// member.
    pub fn offset(&self) -> usize {
        self.error.offset()
    }

    /// Returns the JSON path of the malformed value, or of the object with a missing member.
    pub fn path(&self) -> Path<'a> {
        self.error.path()
    }

    /// Returns the entry that contains the item.
    pub fn entry(&self) -> Entry<'a> {
        self.event.entry()
    }

    /// Returns the id of the entry.
    pub fn entry_id(&self) -> Option<&'a str> {
        self.event.entry_id()
    }

    /// Returns the time of the entry; only present in management fields.
    pub fn entry_time(&self) -> Option<Timestamp<'a>> {
        self.event.entry_time()
    }

    /// Returns the change that contains the item; an empty one for a malformed entry.
    pub fn change(&self) -> Change<'a> {
        self.event.change()
    }

    /// Returns the field of the change.
    pub fn field(&self) -> Option<&'a str> {
        self.event.field()
    }

    /// Returns the value that contains the item.
    pub fn value(&self) -> Value<'a> {
        self.event.value()
    }

    /// Returns the business phone number.
    pub fn metadata(&self) -> Option<Metadata<'a>> {
        self.event.metadata()
    }

    /// Returns the routing key: the id of the business phone number, otherwise the id of the entry.
    pub fn routing_key(&self) -> Option<&'a str> {
        self.event.routing_key()
    }

    /// Returns the deduplication key of the item: a hash of its bytes and its context.
    pub fn dedupe_key(&self) -> DedupeKey<'a> {
        DedupeKey::of_error(self)
    }
}

impl fmt::Display for EventError<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.error, f)
    }
}

impl fmt::Debug for EventError<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The context may contain text from the sender.
        f.debug_tuple("EventError").field(&self.error).finish()
    }
}

impl core::error::Error for EventError<'_> {}

impl<'a> From<EventError<'a>> for ItemError<'a> {
    fn from(error: EventError<'a>) -> ItemError<'a> {
        error.error
    }
}
