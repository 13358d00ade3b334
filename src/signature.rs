//! Signatures of bodies: `X-Hub-Signature-256`.

mod header;
mod hmac;

pub use header::Signature;

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt;
use hmac::Key;

/// Verifies that bodies were signed with the app secret.
///
/// Meta signs the bytes that it sends, with HMAC-SHA256. Verify exactly these bytes before parsing
/// them: JSON that was parsed and serialized again has other bytes, and another signature.
///
/// ```
/// use wabahook::{Decoder, Verifier};
///
/// let body = br#"{"object":"whatsapp_business_account","entry":[]}"#;
/// let header = "sha256=f55d1484bc76c3d3ba787f7352b6c81f5dc9b125053b8c278aeadc3b13004236";
///
/// let verifier = Verifier::new("app secret")?; // create once and reuse
/// let verified = verifier.verify(body, header)?;
/// let mut decoder = Decoder::new();
/// assert_eq!(decoder.decode_verified(verified)?.entries().count(), 0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// A verifier can be shared between threads. The state derived from its secrets is zeroized on
/// drop, and never printed.
///
/// See Meta on validating payloads:
/// <https://developers.facebook.com/docs/graph-api/webhooks/getting-started#validate-payloads>.
pub struct Verifier {
    /// Boxed, so that growing the list copies no key.
    #[expect(clippy::vec_box, reason = "a key that moves leaves a copy behind")]
    keys: Vec<Box<Key>>,
}

/// A body with a verified signature, as required by [`Decoder::decode_verified`].
///
/// ```compile_fail,E0308
/// # let mut decoder = wabahook::Decoder::new();
/// decoder.decode_verified(br#"{"entry":[]}"#);
/// ```
///
/// [`Decoder::decode_verified`]: crate::Decoder::decode_verified
#[derive(Clone, Copy)]
pub struct Verified<'b> {
    body: &'b [u8],
    secret: usize,
}

/// The reason why a body is not trusted. Reply only 401 to the sender.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SignatureError {
    /// The header is missing.
    Missing,
    /// There are several headers, or several values joined by a comma.
    Several,
    /// The header is empty.
    Empty,
    /// The header has non-ASCII bytes.
    NotAscii,
    /// The value has leading or trailing white space.
    Spaces,
    /// The value has another scheme, such as `sha1=…` of the older header.
    WrongScheme,
    /// The value does not begin with `sha256=`.
    NoPrefix,
    /// The value does not have 64 digits.
    WrongLength,
    /// One of the 64 digits is not hexadecimal.
    NotHex,
    /// The signature is well formed, but does not match the body with any of the secrets.
    Mismatch,
}

/// Error for an empty secret, with which anybody could sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct EmptySecret;

impl Verifier {
    /// Creates a verifier with the app secret, as shown in the App Dashboard.
    ///
    /// The bytes are used unchanged: strip the trailing newline of a file first.
    ///
    /// # Errors
    ///
    /// Fails if the secret is empty.
    pub fn new(secret: impl AsRef<[u8]>) -> Result<Verifier, EmptySecret> {
        Verifier { keys: Vec::new() }.with_secret(secret)
    }

    /// Adds a second secret, so that both verify during rotation.
    ///
    /// Secrets are tried in the order in which they were added.
    ///
    /// # Errors
    ///
    /// Fails if the secret is empty.
    ///
    /// ```
    /// let old = wabahook::Verifier::new("old secret")?;
    /// let both = wabahook::Verifier::new("new secret")?.with_secret("old secret")?;
    /// let header = old.sign(b"{}").to_string();
    /// assert_eq!(both.verify(b"{}", header)?.secret(), 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn with_secret(mut self, secret: impl AsRef<[u8]>) -> Result<Verifier, EmptySecret> {
        let secret = secret.as_ref();
        if secret.is_empty() {
            return Err(EmptySecret);
        }
        self.keys.push(Key::new(secret));
        Ok(self)
    }

    /// Verifies the signature of `body`, exactly as received, against the value of the header.
    ///
    /// The comparison takes the same time wherever the signatures differ.
    ///
    /// # Errors
    ///
    /// Returns the error of the header, or [`Mismatch`](SignatureError::Mismatch).
    #[inline]
    pub fn verify<'b>(
        &self,
        body: &'b [u8],
        header: impl AsRef<[u8]>,
    ) -> Result<Verified<'b>, SignatureError> {
        self.verify_signature(body, Signature::parse(header)?)
    }

    /// Verifies like [`Verifier::verify`], given all headers of that name in a request; there must
    /// be one.
    ///
    /// # Errors
    ///
    /// Fails like [`Verifier::verify`], and if there is no header or more than one.
    ///
    /// ```
    /// use wabahook::{Decoder, Verifier};
    ///
    /// /// Takes the raw body and every `X-Hub-Signature-256`; returns the status of the reply.
    /// fn receive(verifier: &Verifier, body: &[u8], signatures: &[&[u8]]) -> u16 {
    ///     let Ok(verified) = verifier.verify_headers(body, signatures) else { return 401 };
    ///     let mut decoder = Decoder::new(); // better: one per thread, reused
    ///     match decoder.decode_verified(verified) {
    ///         Ok(payload) => payload.events().for_each(|event| println!("{event:?}")),
    ///         Err(error) => eprintln!("{error}"), // signed and malformed: keep the body
    ///     }
    ///     200
    /// }
    /// # let verifier = Verifier::new("app secret")?;
    /// # let header = verifier.sign(b"{}").to_string();
    /// # assert_eq!(receive(&verifier, b"{}", &[]), 401);
    /// # assert_eq!(receive(&verifier, b"{}", &[header.as_bytes()]), 200);
    /// # Ok::<(), wabahook::EmptySecret>(())
    /// ```
    pub fn verify_headers<'b>(
        &self,
        body: &'b [u8],
        headers: impl IntoIterator<Item: AsRef<[u8]>>,
    ) -> Result<Verified<'b>, SignatureError> {
        self.verify_signature(body, Signature::from_headers(headers)?)
    }

    /// Verifies against a header that is already parsed.
    ///
    /// # Errors
    ///
    /// Fails with [`Mismatch`](SignatureError::Mismatch).
    #[inline]
    pub fn verify_signature<'b>(
        &self,
        body: &'b [u8],
        signature: Signature,
    ) -> Result<Verified<'b>, SignatureError> {
        let [result] = self.check([(body, signature)]);
        result
    }

    /// Verifies many bodies, each with its header, two at a time with interleaved hashing.
    ///
    /// Intended for bodies from a queue: faster than one by one if the bodies are in the cache and
    /// the CPU has SHA-256 instructions, slower if they come from memory. Does not allocate.
    ///
    /// ```
    /// let verifier = wabahook::Verifier::new("app secret")?;
    /// let (a, b) = (verifier.sign(b"[1]").to_string(), verifier.sign(b"[2]").to_string());
    /// let queue = [(&b"[1]"[..], &a), (b"[2]", &b), (b"[3]", &b)];
    /// let good = verifier.verify_all(queue).map(|result| result.is_ok());
    /// assert!(good.eq([true, true, false]));
    /// # Ok::<(), wabahook::EmptySecret>(())
    /// ```
    pub fn verify_all<'b, H: AsRef<[u8]>>(
        &self,
        signed: impl IntoIterator<Item = (&'b [u8], H)>,
    ) -> impl Iterator<Item = Result<Verified<'b>, SignatureError>> {
        let mut signed =
            signed.into_iter().map(|(body, header)| Ok((body, Signature::parse(header)?))).fuse();
        let mut second = None;
        core::iter::from_fn(move || {
            if second.is_some() {
                return second.take();
            }
            let (first, next) = (signed.next()?, signed.next());
            let (Ok(a), Some(Ok(b))) = (first, next) else {
                let alone = |(body, signature)| self.verify_signature(body, signature);
                second = next.map(|next| next.and_then(alone));
                return Some(first.and_then(alone));
            };
            let [first, next] = self.check([a, b]);
            second = Some(next);
            Some(first)
        })
    }

    /// Signs a body with the first secret, like Meta: for tests, and for forwarding bodies.
    pub fn sign(&self, body: &[u8]) -> Signature {
        let codes = self.keys.first().map(|key| key.codes([body]));
        // There is always a first secret: `new` rejects an empty one.
        let [code] = codes.unwrap_or_default();
        Signature(code)
    }

    #[inline]
    fn check<'b, const N: usize>(
        &self,
        signed: [(&'b [u8], Signature); N],
    ) -> [Result<Verified<'b>, SignatureError>; N] {
        let mut results = [Err(SignatureError::Mismatch); N];
        for (secret, key) in self.keys.iter().enumerate() {
            let codes = key.codes(signed.map(|(body, _)| body));
            for ((result, (body, signature)), code) in results.iter_mut().zip(signed).zip(codes) {
                if result.is_err() && signature.is(&code) {
                    *result = Ok(Verified { body, secret });
                }
            }
            if results.iter().all(Result::is_ok) {
                break;
            }
        }
        results
    }
}

impl<'b> Verified<'b> {
    /// Returns the body as received.
    pub fn body(self) -> &'b [u8] {
        self.body
    }

    /// Returns the index of the secret that signed the body, in the order of adding, from 0.
    ///
    /// Once the old secret signs no more bodies, it can be removed.
    pub fn secret(self) -> usize {
        self.secret
    }
}

impl fmt::Debug for Verified<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Verified")
            .field("len", &self.body.len())
            .field("secret", &self.secret)
            .finish()
    }
}

impl fmt::Debug for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Verifier").field("secrets", &self.keys.len()).finish()
    }
}

impl fmt::Display for SignatureError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            SignatureError::Missing => "no signature header",
            SignatureError::Several => "more than one signature header",
            SignatureError::Empty => "empty signature header",
            SignatureError::NotAscii => "signature header not in ASCII",
            SignatureError::Spaces => "white space around the signature",
            SignatureError::WrongScheme => "signature of another scheme than `sha256=`",
            SignatureError::NoPrefix => "signature without `sha256=`",
            SignatureError::WrongLength => "signature not of 64 digits",
            SignatureError::NotHex => "signature with a digit that is not hexadecimal",
            SignatureError::Mismatch => "signature of another body or by another secret",
        })
    }
}

impl fmt::Display for EmptySecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("empty secret")
    }
}

impl core::error::Error for SignatureError {}
impl core::error::Error for EmptySecret {}
