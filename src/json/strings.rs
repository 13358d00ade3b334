//! Lists of strings, and JSON embedded in a string.

use super::raw::{Raw, RawItems};
use super::schema::Schema;
use super::{ItemError, JsonType};
use core::fmt;
use core::marker::PhantomData;

/// The strings of an array, in document order; empty if the array is absent.
///
/// A number or a boolean is read as spelled, and a single string as an array with one item. An item
/// of another type is an error; the iterator continues behind it.
///
/// `T` is `&str`, or an open enum.
pub struct StringItems<'a, T = &'a str> {
    items: Option<RawItems<'a>>,
    /// The value in place of an array.
    alone: Option<Raw<'a>>,
    /// The offset of the array, and the index of the next item.
    list: Option<usize>,
    next: u32,
    /// The schema of the object, and the member number of the array.
    schema: &'static Schema,
    number: u8,
    of: PhantomData<fn() -> T>,
}

impl<'a, T> StringItems<'a, T> {
    pub(crate) fn new(value: Option<Raw<'a>>, schema: &'static Schema, number: u8) -> Self {
        let is_array = |raw: &Raw<'_>| raw.json_type() == JsonType::Array;
        StringItems {
            items: value.filter(is_array).map(Raw::items),
            alone: value.filter(|raw| !is_array(raw)),
            list: value.filter(is_array).map(Raw::offset),
            next: 0,
            schema,
            number,
            of: PhantomData,
        }
    }
}

impl<'a, T: From<&'a str>> Iterator for StringItems<'a, T> {
    type Item = Result<T, ItemError<'a>>;

    fn next(&mut self) -> Option<Self::Item> {
        let raw = match &mut self.items {
            Some(items) => items.next()?,
            None => self.alone.take()?,
        };
        let place = self.list.map(|list| (list, self.next));
        self.next += 1;
        let text = raw.as_text().map(T::from);
        Some(text.ok_or_else(|| ItemError::no_text(raw, self.schema, self.number, place)))
    }
}

impl<'a, T: From<&'a str>> core::iter::FusedIterator for StringItems<'a, T> {}

impl<T> Clone for StringItems<'_, T> {
    fn clone(&self) -> Self {
        StringItems { items: self.items.clone(), ..*self }
    }
}

impl<'a, T: From<&'a str> + fmt::Debug> fmt::Debug for StringItems<'a, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.clone()).finish()
    }
}

/// JSON embedded in a string.
///
/// It is not parsed or validated: do that with a parser of your choice.
///
/// ```
/// let body = br#"{"field":"messages","value":{"messages":[{"id":"wamid.A","type":"interactive",
///     "interactive":{"type":"nfm_reply","nfm_reply":{"response_json":"{\"seats\":2}"}}}]}}"#;
/// let mut decoder = wabahook::Decoder::new();
/// for event in decoder.decode(body)?.events().flatten() {
///     let wabahook::Item::Message(message) = event.item() else { continue };
///     let reply = message.interactive().and_then(|interactive| interactive.nfm_reply()).unwrap();
///     let answer = reply.response_json().unwrap();
///     assert_eq!(answer.as_str(), r#"{"seats":2}"#);
///     let answer: serde_json::Value = serde_json::from_str(answer.as_str())?;
///     assert_eq!(answer["seats"], 2);
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy)]
pub struct EmbeddedJson<'a>(Raw<'a>);

impl<'a> EmbeddedJson<'a> {
    pub(crate) fn new(raw: Raw<'a>) -> Self {
        EmbeddedJson(raw)
    }

    /// Returns the decoded string. If the value itself is JSON instead of a string, returns that.
    pub fn as_str(self) -> &'a str {
        self.0.as_str().unwrap_or_else(|| self.0.json())
    }

    /// Returns the JSON as bytes.
    pub fn as_bytes(self) -> &'a [u8] {
        self.as_str().as_bytes()
    }

    /// Returns the raw value: a JSON string.
    pub fn raw(self) -> Raw<'a> {
        self.0
    }

    /// Parses the JSON with `simd-json`, which writes into its input: the bytes are copied into
    /// `arena` first.
    ///
    /// # Errors
    ///
    /// Those of `simd-json`.
    #[cfg(feature = "simd-json")]
    pub fn to_simd_json<'b>(
        self,
        arena: &'b bumpalo::Bump,
    ) -> Result<simd_json::BorrowedValue<'b>, simd_json::Error> {
        simd_json::to_borrowed_value(arena.alloc_slice_copy(self.as_bytes()))
    }
}

impl fmt::Display for EmbeddedJson<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for EmbeddedJson<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for EmbeddedJson<'_> {
    /// Serializes the raw value: a string.
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(to)
    }
}
