//! Raw JSON values of any type.

use super::doc::Doc;
use super::skip::skip_value;
use super::space::skip_space;
use super::{Number, Path, Str};
use core::fmt;

/// A JSON value of the body: well formed, and otherwise not interpreted.
///
/// Small and `Copy`. Its contents are read on demand: members and items are skipped one by one,
/// each string in one step.
#[derive(Clone, Copy)]
pub struct Raw<'a> {
    doc: &'a Doc<'a>,
    at: u32,
    /// The number of the first quote from there on.
    quote: u32,
}

/// The type of a JSON value. The list is complete after RFC 8259, so a `match` can be exhaustive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum JsonType {
    /// `null`
    Null,
    /// `true`, `false`
    Bool,
    /// A number.
    Number,
    /// A string.
    String,
    /// An array.
    Array,
    /// An object.
    Object,
}

impl JsonType {
    /// Returns the name in lower case: `string`.
    pub fn name(self) -> &'static str {
        match self {
            JsonType::Null => "null",
            JsonType::Bool => "bool",
            JsonType::Number => "number",
            JsonType::String => "string",
            JsonType::Array => "array",
            JsonType::Object => "object",
        }
    }
}

impl<'a> Raw<'a> {
    pub(crate) fn new(doc: &'a Doc<'a>, at: usize, quote: u32) -> Raw<'a> {
        Raw { doc, at: at as u32, quote }
    }

    /// Returns the root of a text.
    pub(crate) fn root(doc: &'a Doc<'a>) -> Raw<'a> {
        Raw::new(doc, skip_space(doc.body.as_bytes(), 0), 1)
    }

    /// Returns the first item of an array.
    pub(crate) fn first_item(self) -> Option<Raw<'a>> {
        Children::of(self, JsonType::Array).here()
    }

    /// Returns the next item of the same array.
    pub(crate) fn next_item(self) -> Option<Raw<'a>> {
        let (at, quote) = skip_value(self.doc, self.at as usize, self.quote);
        Children { doc: self.doc, at, quote, done: false }.here()
    }

    /// Returns the value with that record.
    pub(super) fn record(doc: &'a Doc<'a>, record: u32) -> Raw<'a> {
        let (at, quote) = doc.start(record);
        Raw::new(doc, at, quote)
    }

    pub(crate) fn doc(self) -> &'a Doc<'a> {
        self.doc
    }

    pub(crate) fn quote(self) -> u32 {
        self.quote
    }

    /// Returns the type of the value.
    pub fn json_type(self) -> JsonType {
        match self.doc.body.as_bytes().get(self.at as usize) {
            Some(b'"') => JsonType::String,
            Some(b'{') => JsonType::Object,
            Some(b'[') => JsonType::Array,
            Some(b't' | b'f') => JsonType::Bool,
            Some(b'n') => JsonType::Null,
            _ => JsonType::Number,
        }
    }

    /// Returns the JSON of the value, exactly as in the body.
    pub fn json(self) -> &'a str {
        let (end, _) = skip_value(self.doc, self.at as usize, self.quote);
        self.doc.body.get(self.at as usize..end).unwrap_or_default()
    }

    /// Returns the offset of the value in the body, in bytes.
    pub fn offset(self) -> usize {
        self.at as usize
    }

    /// Returns the path of the value in the body, like `entry[0].changes[0].value`.
    pub fn path(self) -> Path<'a> {
        Path::to(self.doc, self.at as usize)
    }

    /// Returns the decoded string, if the value is a string.
    pub fn as_str(self) -> Option<&'a str> {
        self.as_string().map(Str::to_str)
    }

    /// Returns the string with its spelling, if the value is a string.
    pub fn as_string(self) -> Option<Str<'a>> {
        (self.json_type() == JsonType::String).then(|| Str::new(self.doc, self.quote))
    }

    /// Returns the number, if the value is a number.
    pub fn as_number(self) -> Option<Number<'a>> {
        (self.json_type() == JsonType::Number).then(|| Number::new(self.json()))
    }

    /// Returns the boolean, if the value is a boolean.
    pub fn as_bool(self) -> Option<bool> {
        (self.json_type() == JsonType::Bool).then(|| self.json() == "true")
    }

    /// Returns a string decoded, a number or boolean as spelled; `None` for `null` and containers.
    pub fn as_text(self) -> Option<&'a str> {
        match self.json_type() {
            JsonType::String => self.as_str(),
            JsonType::Number | JsonType::Bool => Some(self.json()),
            JsonType::Null | JsonType::Array | JsonType::Object => None,
        }
    }

    /// Returns true if the value is `null`.
    pub fn is_null(self) -> bool {
        self.json_type() == JsonType::Null
    }

    /// Returns the members of an object, in document order; none for any other value.
    pub fn members(self) -> RawMembers<'a> {
        RawMembers(Children::of(self, JsonType::Object))
    }

    /// Returns the items of an array, in document order; none for any other value.
    pub fn items(self) -> RawItems<'a> {
        RawItems(Children::of(self, JsonType::Array))
    }

    /// The value of the last member with that key, if it is an object that has one.
    pub fn get(self, key: &str) -> Option<Raw<'a>> {
        self.members().filter(|(name, _)| name == key).last().map(|(_, value)| value)
    }

    /// Parses the value with `simd-json`.
    ///
    /// `simd-json` writes into its input, so the bytes are copied into `arena` first.
    ///
    /// # Errors
    ///
    /// Those of `simd-json`. It rejects some JSON that RFC 8259 allows, like escaped surrogates
    /// without a partner and numbers out of its range.
    ///
    /// ```
    /// use simd_json::prelude::*;
    /// let body = br#"{"field":"new_field","value":{"count":3}}"#;
    /// let mut decoder = wabahook::Decoder::new();
    /// let payload = decoder.decode(body)?;
    /// let arena = bumpalo::Bump::new();
    /// for change in payload.entries().flat_map(|entry| entry.changes()) {
    ///     if let wabahook::Value::Unknown(raw) = change.value() {
    ///         assert_eq!(raw.to_simd_json(&arena)?["count"].as_u64(), Some(3));
    ///     }
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[cfg(feature = "simd-json")]
    pub fn to_simd_json<'b>(
        self,
        arena: &'b bumpalo::Bump,
    ) -> Result<simd_json::BorrowedValue<'b>, simd_json::Error> {
        simd_json::to_borrowed_value(arena.alloc_slice_copy(self.json().as_bytes()))
    }
}

/// A cursor over the members or items of a container.
#[derive(Clone)]
struct Children<'a> {
    doc: &'a Doc<'a>,
    at: usize,
    quote: u32,
    done: bool,
}

impl<'a> Children<'a> {
    fn of(raw: Raw<'a>, kind: JsonType) -> Children<'a> {
        let done = raw.json_type() != kind;
        Children { doc: raw.doc, at: raw.at as usize + 1, quote: raw.quote, done }
    }

    /// Advances to the next member or item, behind comma and white space.
    fn advance(&mut self) -> Option<()> {
        if self.done {
            return None;
        }
        let body = self.doc.body.as_bytes();
        self.at = skip_space(body, self.at);
        if body.get(self.at) == Some(&b',') {
            self.at = skip_space(body, self.at + 1);
        }
        self.done = matches!(body.get(self.at), Some(b'}' | b']') | None);
        (!self.done).then_some(())
    }

    /// Returns the next item, without skipping it.
    fn here(mut self) -> Option<Raw<'a>> {
        self.advance()?;
        Some(Raw::new(self.doc, self.at, self.quote))
    }

    fn value(&mut self) -> Raw<'a> {
        let raw = Raw::new(self.doc, self.at, self.quote);
        (self.at, self.quote) = skip_value(self.doc, self.at, self.quote);
        raw
    }
}

/// An iterator over the members of an object; see [`Raw::members`].
#[derive(Clone)]
pub struct RawMembers<'a>(Children<'a>);

impl<'a> Iterator for RawMembers<'a> {
    type Item = (Str<'a>, Raw<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        let inner = &mut self.0;
        inner.advance()?;
        let key = Str::new(inner.doc, inner.quote);
        let body = inner.doc.body.as_bytes();
        let colon = skip_space(body, inner.doc.quote(inner.quote + 1) + 1);
        inner.at = skip_space(body, colon + 1);
        inner.quote += 2;
        Some((key, inner.value()))
    }
}

/// An iterator over the items of an array; see [`Raw::items`].
#[derive(Clone)]
pub struct RawItems<'a>(Children<'a>);

impl<'a> Iterator for RawItems<'a> {
    type Item = Raw<'a>;

    fn next(&mut self) -> Option<Raw<'a>> {
        self.0.advance()?;
        Some(self.0.value())
    }
}

impl core::iter::FusedIterator for RawMembers<'_> {}
impl core::iter::FusedIterator for RawItems<'_> {}

impl fmt::Display for Raw<'_> {
    /// Writes the raw JSON.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.json())
    }
}

impl fmt::Debug for Raw<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.json())
    }
}
