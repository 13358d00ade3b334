//! Numbers, kept as spelled until a value is requested.

use core::fmt;

/// A number of the body, as spelled: a JSON number, or a string in place of a documented number.
///
/// No digit is lost: a conversion fails if the requested type cannot hold the number.
///
/// ```
/// # let body = br#"{"field":"messages","value":{"errors":[{"code":131026}]}}"#;
/// # let mut decoder = wabahook::Decoder::new();
/// # let payload = decoder.decode(body)?;
/// # let event = payload.events().flatten().next().unwrap();
/// # let wabahook::Item::Error(error) = event.item() else { unreachable!() };
/// let code = error.code();
/// assert_eq!(code.as_str(), "131026");
/// assert_eq!(code.to_i64()?, 131026);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Number<'a>(&'a str);

/// The reason that a [`Number`] has no value of the requested type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum NumberError {
    /// A string that is not a JSON number.
    NotANumber,
    /// A number with a fraction or an exponent, where an integer was requested.
    NotAnInteger,
    /// A number that the requested type cannot hold.
    OutOfRange,
}

impl<'a> Number<'a> {
    pub(crate) fn new(spelled: &'a str) -> Number<'a> {
        Number(spelled)
    }

    /// Returns the number as spelled.
    #[inline]
    pub fn as_str(self) -> &'a str {
        self.0
    }

    /// Returns the number as an `i64`.
    ///
    /// # Errors
    ///
    /// If it is not an integer, or out of range.
    pub fn to_i64(self) -> Result<i64, NumberError> {
        if let Some(digits) = self.digits() {
            return Ok(digits.cast_signed());
        }
        self.integer()?.parse().map_err(|_| NumberError::OutOfRange)
    }

    /// Returns the number as a `u64`.
    ///
    /// # Errors
    ///
    /// If it is not an integer, negative, or out of range.
    pub fn to_u64(self) -> Result<u64, NumberError> {
        if let Some(digits) = self.digits() {
            return Ok(digits);
        }
        match self.integer()? {
            "-0" => Ok(0),
            digits => digits.parse().map_err(|_| NumberError::OutOfRange),
        }
    }

    /// Returns the number as an `f64`, rounded to the nearest.
    ///
    /// # Errors
    ///
    /// If it is not a number, or its magnitude exceeds the range of an `f64`.
    pub fn to_f64(self) -> Result<f64, NumberError> {
        if !is_number(self.0.as_bytes()) {
            return Err(NumberError::NotANumber);
        }
        match self.0.parse::<f64>() {
            Ok(value) if value.is_finite() => Ok(value),
            Ok(_) => Err(NumberError::OutOfRange),
            Err(_) => Err(NumberError::NotANumber),
        }
    }

    /// Returns the value of up to 18 digits without a leading zero, which an `i64` holds.
    fn digits(self) -> Option<u64> {
        match self.0.as_bytes() {
            [first @ b'1'..=b'9', rest @ ..] if rest.len() < 18 => {
                rest.iter().try_fold(u64::from(first - b'0'), |number, byte| {
                    byte.is_ascii_digit().then(|| number * 10 + u64::from(byte - b'0'))
                })
            }
            _ => None,
        }
    }

    /// Returns the spelling of an integer.
    fn integer(self) -> Result<&'a str, NumberError> {
        if !is_number(self.0.as_bytes()) {
            Err(NumberError::NotANumber)
        } else if self.0.bytes().any(|byte| matches!(byte, b'.' | b'e' | b'E')) {
            Err(NumberError::NotAnInteger)
        } else {
            Ok(self.0)
        }
    }
}

/// Returns true if `text` is one JSON number and nothing else.
fn is_number(text: &[u8]) -> bool {
    super::reference::number(text, 0) == Ok(text.len())
}

impl fmt::Display for Number<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.0)
    }
}

impl fmt::Debug for Number<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl fmt::Display for NumberError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            NumberError::NotANumber => "not a number",
            NumberError::NotAnInteger => "not an integer",
            NumberError::OutOfRange => "number out of range",
        })
    }
}

impl core::error::Error for NumberError {}
