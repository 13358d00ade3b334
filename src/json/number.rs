//! Numbers, kept as spelled until somebody asks for a value.

use core::fmt;

/// A number of the body, as spelled: a JSON number, or a string where a number is documented.
///
/// No digit is lost: what does not fit the type asked for is an error of that question alone.
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

/// Why a [`Number`] has no value of the type asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum NumberError {
    /// It is a string that does not hold a JSON number.
    NotANumber,
    /// It has a fraction or an exponent where an integer was asked for.
    NotAnInteger,
    /// The type asked for cannot hold it.
    OutOfRange,
}

impl<'a> Number<'a> {
    pub(crate) fn new(spelled: &'a str) -> Number<'a> {
        Number(spelled)
    }

    /// The number as it was spelled.
    #[inline]
    pub fn as_str(self) -> &'a str {
        self.0
    }

    /// As an `i64`.
    ///
    /// # Errors
    ///
    /// When it is not an integer, or too large.
    pub fn to_i64(self) -> Result<i64, NumberError> {
        if let Some(digits) = self.digits() {
            return Ok(digits.cast_signed());
        }
        self.integer()?.parse().map_err(|_| NumberError::OutOfRange)
    }

    /// As a `u64`.
    ///
    /// # Errors
    ///
    /// When it is not an integer, negative, or too large.
    pub fn to_u64(self) -> Result<u64, NumberError> {
        if let Some(digits) = self.digits() {
            return Ok(digits);
        }
        match self.integer()? {
            "-0" => Ok(0),
            digits => digits.parse().map_err(|_| NumberError::OutOfRange),
        }
    }

    /// As an `f64`, rounded to the nearest.
    ///
    /// # Errors
    ///
    /// When it is not a number, or its magnitude is beyond what an `f64` holds.
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

    /// What most integers are: a few digits, and nothing else. At most 18, which an `i64` holds.
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

    /// The spelling, if it is that of an integer.
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

/// Whether `text` is a JSON number and nothing else.
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
