//! The verification request that Meta sends before it delivers webhooks.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use subtle::ConstantTimeEq;

/// The reason why a verification request is rejected. Reply only 403 to the sender.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ChallengeError {
    /// The parameter with this name is missing.
    Missing(&'static str),
    /// The parameter with this name is repeated.
    Repeated(&'static str),
    /// The parameter contains a `%` without two hexadecimal digits, or is not UTF-8.
    Encoding(&'static str),
    /// `hub.mode` is not `subscribe`.
    WrongMode,
    /// `hub.verify_token` does not match the token.
    WrongToken,
    /// The expected token is empty, so that anybody could know it.
    EmptyToken,
}

/// Answers Meta's verification request: checks the query of the `GET`, returns the challenge.
///
/// `query` is the part after the `?`, as received; `verify_token` is the text entered in the App
/// Dashboard. Reply 200 with only the challenge as `text/plain`; on an error, 403. The order of
/// parameters does not matter, and unknown ones are ignored. Tokens of equal length are compared in
/// constant time.
///
/// # Errors
///
/// Returns the first error.
///
/// ```
/// use wabahook::{ChallengeError, challenge};
/// let query = "hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=my%20token";
/// assert_eq!(challenge(query, "my token")?, "1158201444");
/// assert_eq!(challenge(query, "another"), Err(ChallengeError::WrongToken));
/// # Ok::<(), ChallengeError>(())
/// ```
///
/// See Meta on verification requests:
/// <https://developers.facebook.com/docs/graph-api/webhooks/getting-started#verification-requests>.
pub fn challenge<'q>(query: &'q str, verify_token: &str) -> Result<Cow<'q, str>, ChallengeError> {
    if verify_token.is_empty() {
        return Err(ChallengeError::EmptyToken);
    }
    let mode = parameter(query, "hub.mode")?;
    let token = parameter(query, "hub.verify_token")?;
    let challenge = parameter(query, "hub.challenge")?;
    if mode != "subscribe" {
        return Err(ChallengeError::WrongMode);
    }
    if !bool::from(token.as_bytes().ct_eq(verify_token.as_bytes())) {
        return Err(ChallengeError::WrongToken);
    }
    Ok(challenge)
}

/// Returns the value of the only parameter with this name.
fn parameter<'q>(query: &'q str, name: &'static str) -> Result<Cow<'q, str>, ChallengeError> {
    let mut values = query.split('&').filter_map(|pair| {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        decoded(key).is_some_and(|key| key == name).then_some(value)
    });
    let value = values.next().ok_or(ChallengeError::Missing(name))?;
    if values.next().is_some() {
        return Err(ChallengeError::Repeated(name));
    }
    decoded(value).ok_or(ChallengeError::Encoding(name))
}

/// Decodes a form-encoded text: `+` is a space, `%` and two digits are a byte.
fn decoded(text: &str) -> Option<Cow<'_, str>> {
    if !text.contains(['+', '%']) {
        return Some(Cow::Borrowed(text));
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => digit(rest.next()?)? << 4 | digit(rest.next()?)?,
            byte => byte,
        });
    }
    String::from_utf8(bytes).ok().map(Cow::Owned)
}

fn digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

impl fmt::Display for ChallengeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ChallengeError::Missing(name) => write!(f, "no `{name}`"),
            ChallengeError::Repeated(name) => write!(f, "more than one `{name}`"),
            ChallengeError::Encoding(name) => write!(f, "`{name}` is not well encoded"),
            ChallengeError::WrongMode => f.write_str("`hub.mode` is not `subscribe`"),
            ChallengeError::WrongToken => f.write_str("`hub.verify_token` is not the token"),
            ChallengeError::EmptyToken => f.write_str("empty token"),
        }
    }
}

impl core::error::Error for ChallengeError {}
