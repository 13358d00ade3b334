//! The header: `sha256=` and 64 hexadecimal digits.

use super::SignatureError;
use super::hmac::State;
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
            .and_then(|digits| digits.try_into().ok().and_then(words))
            .map(Signature)
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

/// The words that digits stand for, eight digits at a time. Without a branch on a digit.
#[inline]
fn words(digits: &[u8; DIGITS]) -> Option<State> {
    let (mut words, mut wrong) = (State::default(), 0);
    for (word, digits) in words.iter_mut().zip(digits.as_chunks().0) {
        let digits = u64::from_be_bytes(*digits);
        let letters = digits >> 6 & each(1);
        // What each digit stands for; for what is none, up to 24.
        let values = (digits & each(0x0F)) + letters * 9;
        // And how that would be spelled, in lower case.
        let spelled = values + each(b'0') + ((values + each(6)) >> 4 & each(1)) * 39;
        wrong |= spelled ^ (digits | letters << 5) | values & each(0xF0);
        let bytes = (values | values >> 4) & 0x00FF_00FF_00FF_00FF;
        let halves = (bytes | bytes >> 8) & 0x0000_FFFF_0000_FFFF;
        *word = (halves | halves >> 16) as u32;
    }
    (wrong == 0).then_some(words)
}

/// Eight times that byte.
const fn each(byte: u8) -> u64 {
    u64::from_ne_bytes([byte; 8])
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
        self.0.iter().try_for_each(|word| write!(f, "{word:08x}"))
    }
}

impl fmt::Debug for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Signature({self})")
    }
}
