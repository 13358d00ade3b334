//! The signature header: `sha256=` and 64 hexadecimal digits.

use super::SignatureError;
use super::hmac::State;
use core::fmt;
use subtle::ConstantTimeEq;

/// The signature claimed by a sender: a well-formed header, not yet verified.
///
/// ```
/// use wabahook::{Signature, SignatureError, Verifier};
/// let verifier = Verifier::new("app secret")?;
/// let header = verifier.sign(b"{}").to_string();
/// assert!(header.starts_with("sha256=") && header.len() == 71);
/// // The header can be checked before the body is received.
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
    /// The name of Meta's signature header, in lower case.
    pub const HEADER: &'static str = "x-hub-signature-256";

    /// Parses the value of the header. Digits may be in upper case; Meta sends lower case.
    ///
    /// # Errors
    ///
    /// Fails with any [`SignatureError`] except `Missing` and `Mismatch`.
    #[inline]
    pub fn parse(header: impl AsRef<[u8]>) -> Result<Signature, SignatureError> {
        let header = header.as_ref();
        header
            .strip_prefix(PREFIX)
            .and_then(|digits| digits.try_into().ok().and_then(words))
            .map(Signature)
            .ok_or_else(|| explain(header))
    }

    /// Parses the only header among all headers of that name.
    ///
    /// # Errors
    ///
    /// Fails with [`Missing`](SignatureError::Missing) if there is none, with
    /// [`Several`](SignatureError::Several) if there are more, and otherwise like
    /// [`Signature::parse`].
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

    /// Compares in constant time, wherever the signatures differ.
    #[inline]
    pub(super) fn is(&self, code: &State) -> bool {
        self.0.ct_eq(code).into()
    }
}

/// Parses the digits into words, eight digits at a time, without branching on a digit.
#[inline]
fn words(digits: &[u8; DIGITS]) -> Option<State> {
    let (mut words, mut wrong) = (State::default(), 0);
    for (word, digits) in words.iter_mut().zip(digits.as_chunks().0) {
        let digits = u64::from_be_bytes(*digits);
        let letters = digits >> 6 & each(1);
        // The value of each digit; up to 24 for an invalid one.
        let values = (digits & each(0x0F)) + letters * 9;
        // The lower-case spelling of these values, to detect invalid digits.
        let spelled = values + each(b'0') + ((values + each(6)) >> 4 & each(1)) * 39;
        wrong |= spelled ^ (digits | letters << 5) | values & each(0xF0);
        let bytes = (values | values >> 4) & 0x00FF_00FF_00FF_00FF;
        let halves = (bytes | bytes >> 8) & 0x0000_FFFF_0000_FFFF;
        *word = (halves | halves >> 16) as u32;
    }
    (wrong == 0).then_some(words)
}

/// Repeats a byte eight times.
const fn each(byte: u8) -> u64 {
    u64::from_ne_bytes([byte; 8])
}

/// Returns the error of an invalid header.
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
    /// Formats the value of the header, in lower case.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("sha256=")?;
        self.0.iter().try_for_each(|word| write!(f, "{word:08x}"))
    }
}

impl fmt::Debug for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Signature({self})")
    }
}
