//! The header: `sha256=` and 64 hexadecimal digits.

use super::SignatureError;
use super::hmac::{State, read_words, to_bytes};
use core::fmt;
use subtle::ConstantTimeEq;

/// What a sender claims the signature of a body to be: a well-formed header, nothing more.
///
/// ```
/// use wabahook::{Signature, SignatureError, Verifier};
/// let verifier = Verifier::new("app secret")?;
/// let header = verifier.sign(b"{}").to_string();
/// assert!(header.starts_with("sha256=") && header.len() == 71);
/// // Whether a request is worth reading can be told before its body is there.
/// let signature = Signature::parse(&header)?;
/// assert_eq!(Signature::parse("sha1=00").unwrap_err(), SignatureError::WrongScheme);
/// assert!(verifier.verify_signature(b"{}", signature).is_ok());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy)]
pub struct Signature(pub(super) State);

const PREFIX: &[u8] = b"sha256=";
const DIGITS: usize = 64;

impl Signature {
    /// The name of the header that Meta sends it in, in lower case.
    pub const HEADER: &'static str = "x-hub-signature-256";

    /// Reads the value of the header. Digits may be in upper case; Meta sends lower case.
    ///
    /// # Errors
    ///
    /// Every [`SignatureError`] but `Missing` and `Mismatch`.
    #[inline]
    pub fn parse(header: impl AsRef<[u8]>) -> Result<Signature, SignatureError> {
        let header = header.as_ref();
        header
            .strip_prefix(PREFIX)
            .and_then(|digits| digits.try_into().ok().and_then(bytes))
            .map(|bytes| Signature(read_words(&bytes)))
            .ok_or_else(|| explain(header))
    }

    /// The one header among all of that name.
    ///
    /// # Errors
    ///
    /// [`Missing`](SignatureError::Missing) when there is none, [`Several`](SignatureError::Several)
    /// when there are more, else as [`Signature::parse`].
    pub fn from_headers(
        headers: impl IntoIterator<Item: AsRef<[u8]>>,
    ) -> Result<Signature, SignatureError> {
        let mut headers = headers.into_iter();
        let header = headers.next().ok_or(SignatureError::Missing)?;
        match headers.next() {
            Some(_) => Err(SignatureError::Several),
            None => Signature::parse(header),
        }
    }

    /// Whether they are the same, in the same time wherever they differ.
    #[inline]
    pub(super) fn is(&self, code: &State) -> bool {
        self.0.ct_eq(code).into()
    }
}

/// The bytes that digits stand for. Without a branch on a digit: all are looked at at once.
#[inline]
fn bytes(digits: &[u8; DIGITS]) -> Option<[u8; DIGITS / 2]> {
    let mut bytes = [0; DIGITS / 2];
    let mut good = true;
    for (byte, [high, low]) in bytes.iter_mut().zip(digits.as_chunks().0) {
        let (high, low) = (nibble(*high), nibble(*low));
        *byte = high << 4 | low & 0x0F;
        good &= high < 16 && low < 16;
    }
    good.then_some(bytes)
}

/// What a digit stands for; more than 15 for what is none.
#[inline]
fn nibble(digit: u8) -> u8 {
    let number = digit.wrapping_sub(b'0');
    let letter = (digit | 0x20).wrapping_sub(b'a');
    if number < 10 {
        number
    } else if letter < 6 {
        letter + 10
    } else {
        0xFF
    }
}

/// What is wrong with a header that was refused.
#[cold]
fn explain(header: &[u8]) -> SignatureError {
    if header.is_empty() {
        SignatureError::Empty
    } else if !header.is_ascii() {
        SignatureError::NotAscii
    } else if header.trim_ascii() != header {
        SignatureError::Spaces
    } else if header.contains(&b',') {
        SignatureError::Several
    } else if let Some(digits) = header.strip_prefix(PREFIX) {
        if digits.len() == DIGITS { SignatureError::NotHex } else { SignatureError::WrongLength }
    } else if header.contains(&b'=') {
        SignatureError::WrongScheme
    } else {
        SignatureError::NoPrefix
    }
}

impl fmt::Display for Signature {
    /// The value of the header, in lower case.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("sha256=")?;
        to_bytes(&self.0).iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Signature({self})")
    }
}
