//! Timestamps in Unix seconds, as spelled by Meta.

use crate::json::{Number, NumberError};
use core::fmt;

/// A point in time in Unix seconds, as a string or a number: both occur on the wire.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Timestamp<'a>(Number<'a>);

impl<'a> Timestamp<'a> {
    pub(crate) fn new(number: Number<'a>) -> Timestamp<'a> {
        Timestamp(number)
    }

    /// Returns the spelling of the timestamp, without quotes.
    #[inline]
    pub fn as_str(self) -> &'a str {
        self.0.as_str()
    }

    /// Returns the seconds since 1970-01-01 00:00 UTC.
    ///
    /// # Errors
    ///
    /// Fails unless the timestamp is an integer in ASCII digits that fits an `i64`.
    pub fn unix_seconds(self) -> Result<i64, NumberError> {
        self.0.to_i64()
    }
}

impl fmt::Display for Timestamp<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for Timestamp<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for Timestamp<'_> {
    /// Serializes the exact spelling as a string.
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.as_str())
    }
}
