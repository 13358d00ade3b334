//! Bodies that own their bytes.

use crate::decoder::Decoder;
use crate::error::Error;
use crate::payload::Payload;
use alloc::vec::Vec;
use bytes::Bytes;
use core::fmt;
use core::ops::Deref;

/// A body that can be moved to another thread or into a queue, and be decoded there.
///
/// Clones and slices share the bytes. `Debug` prints only the length.
///
/// ```
/// use wabahook::{Body, Decoder};
///
/// let body = Body::from(r#"{"field":"messages","value":{"statuses":[
///     {"id":"wamid.A","status":"read","timestamp":"1750101000"}]}}"#.as_bytes().to_vec());
/// let items = std::thread::spawn(move || {
///     let mut decoder = Decoder::new();
///     let payload = body.decode(&mut decoder).unwrap();
///     // The raw bytes of the items share the body's memory and outlive decoder and views.
///     let items = payload.events().flatten();
///     let items = items.map(|event| body.slice_of(event.item().raw().json()));
///     items.collect::<Option<Vec<_>>>()
/// });
/// let items = items.join().unwrap().unwrap();
/// assert!(items[0].starts_with(br#"{"id":"wamid.A""#));
/// ```
#[derive(Clone, PartialEq, Eq, Hash, Default)]
pub struct Body(Bytes);

impl Body {
    /// Decodes the body, like [`Decoder::decode`].
    ///
    /// # Errors
    ///
    /// Returns the first error and its offset.
    #[inline]
    pub fn decode<'a>(&'a self, decoder: &'a mut Decoder) -> Result<Payload<'a>, Error> {
        decoder.decode(&self.0)
    }

    /// Returns a part of the body as owned bytes, without copying.
    ///
    /// Returns `None` if `part` is not inside this body.
    pub fn slice_of(&self, part: impl AsRef<[u8]>) -> Option<Bytes> {
        let part = part.as_ref();
        let start = part.as_ptr().addr().checked_sub(self.0.as_ptr().addr())?;
        let end = start.checked_add(part.len()).filter(|&end| end <= self.0.len())?;
        Some(self.0.slice(start..end))
    }

    /// Returns the bytes.
    pub fn into_bytes(self) -> Bytes {
        self.0
    }
}

impl Deref for Body {
    type Target = [u8];

    #[inline]
    fn deref(&self) -> &[u8] {
        &self.0
    }
}

impl AsRef<[u8]> for Body {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl From<Bytes> for Body {
    fn from(bytes: Bytes) -> Body {
        Body(bytes)
    }
}

impl From<Vec<u8>> for Body {
    fn from(bytes: Vec<u8>) -> Body {
        Body(bytes.into())
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Body").field("len", &self.0.len()).finish()
    }
}
