//! Who sent a body: `X-Hub-Signature-256`.

mod header;
mod hmac;

pub use header::Signature;

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt;
use hmac::Key;

/// Checks that bodies were signed with the app secret.
///
/// Meta signs the bytes that it sends, with HMAC-SHA256. Verify those very bytes, before anything
/// parses them: JSON that was parsed and written again has other bytes, and another signature.
///
/// ```
/// use wabahook::{Decoder, Verifier};
///
/// let body = br#"{"object":"whatsapp_business_account","entry":[]}"#;
/// let header = "sha256=f55d1484bc76c3d3ba787f7352b6c81f5dc9b125053b8c278aeadc3b13004236";
///
/// let verifier = Verifier::new("app secret")?; // once, and kept
/// let verified = verifier.verify(body, header)?;
/// let mut decoder = Decoder::new();
/// assert_eq!(decoder.decode_verified(verified)?.entries().count(), 0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// A verifier is shared between threads as it is. What it keeps of its secrets is wiped when it is
/// dropped, and never printed.
///
/// [Meta on signatures](https://developers.facebook.com/docs/graph-api/webhooks/getting-started#validate-payloads)
pub struct Verifier {
    /// Boxed: when the list grows, no key is copied.
    #[expect(clippy::vec_box, reason = "a key that moves leaves a copy behind")]
    keys: Vec<Box<Key>>,
}

/// A body whose signature is right: the proof that [`Decoder::decode_verified`] asks for.
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

/// Why a body is not trusted. To the sender, say nothing of it but 401.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SignatureError {
    /// There is no such header.
    Missing,
    /// There are several, or several values joined by a comma.
    Several,
    /// The header is empty.
    Empty,
    /// The header has bytes beyond ASCII.
    NotAscii,
    /// White space stands around the value.
    Spaces,
    /// The value is of another scheme: `sha1=…`, the older header's.
    WrongScheme,
    /// The value does not begin with `sha256=`.
    NoPrefix,
    /// There are not 64 digits.
    WrongLength,
    /// Among the 64 digits is one that is not hexadecimal.
    NotHex,
    /// The signature is well formed, and not that of the body with any of the secrets.
    Mismatch,
}

/// A secret is empty: anybody could sign with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct EmptySecret;

impl Verifier {
    /// With the app secret, as the App Dashboard shows it.
    ///
    /// Its bytes are taken as they are: cut off the line break of a file first.
    ///
    /// # Errors
    ///
    /// When it is empty.
    pub fn new(secret: impl AsRef<[u8]>) -> Result<Verifier, EmptySecret> {
        Verifier { keys: Vec::new() }.with_secret(secret)
    }

    /// And with another secret: while one is replaced, both are good.
    ///
    /// The secrets are tried in the order in which they were given.
    ///
    /// # Errors
    ///
    /// When it is empty.
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

    /// Checks the signature of `body`, exactly as it was received, against the header's value.
    ///
    /// Comparing takes the same time wherever the signatures differ.
    ///
    /// # Errors
    ///
    /// What is wrong with the header, or that it is not the signature.
    #[inline]
    pub fn verify<'b>(
        &self,
        body: &'b [u8],
        header: impl AsRef<[u8]>,
    ) -> Result<Verified<'b>, SignatureError> {
        self.verify_signature(body, Signature::parse(header)?)
    }

    /// The same with all headers of that name that a request has: there must be one.
    ///
    /// # Errors
    ///
    /// As [`Verifier::verify`], and when there is no header or more than one.
    ///
    /// ```
    /// use wabahook::{Decoder, Verifier};
    ///
    /// /// The body's bytes as received, and every `X-Hub-Signature-256`; the status to answer with.
    /// fn receive(verifier: &Verifier, body: &[u8], signatures: &[&[u8]]) -> u16 {
    ///     let Ok(verified) = verifier.verify_headers(body, signatures) else { return 401 };
    ///     let mut decoder = Decoder::new(); // better: one a thread, kept
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

    /// The same with a header that was read before.
    ///
    /// # Errors
    ///
    /// [`Mismatch`](SignatureError::Mismatch).
    #[inline]
    pub fn verify_signature<'b>(
        &self,
        body: &'b [u8],
        signature: Signature,
    ) -> Result<Verified<'b>, SignatureError> {
        let [result] = self.check([(body, signature)]);
        result
    }

    /// Checks many bodies, each with its header, two at a time and in turns.
    ///
    /// For those who take bodies from a queue: less time than one by one while they are in the cache and
    /// the CPU has instructions for SHA-256, more when they come from memory. Nothing is allocated.
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

    /// Signs a body with the first secret, as Meta does: for tests, and for passing bodies on.
    pub fn sign(&self, body: &[u8]) -> Signature {
        let codes = self.keys.first().map(|key| key.codes([body]));
        // There is a first secret: `new` makes none without.
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
    /// The body, as it was received.
    pub fn body(self) -> &'b [u8] {
        self.body
    }

    /// The number of the secret that signed it, the first one given being 0.
    ///
    /// When the old secret signs nothing any more, it can go.
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
