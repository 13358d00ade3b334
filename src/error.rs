//! Errors of whole bodies, with their position.

mod wrapping;

pub use wrapping::Wrapping;

use core::fmt;

/// The reason why a body is rejected as a whole.
///
/// It contains a kind and a position, but no text of the body, which is personal data. The path
/// consists of Meta's names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Error {
    kind: ErrorKind,
    offset: usize,
    path: &'static str,
}

/// The kind of an [`Error`]. New limits or checks may add kinds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The body is longer than [`Limits`](crate::Limits) allows; the offset is the limit.
    BodyTooLarge,
    /// Containers are nested deeper than [`Limits`](crate::Limits) allows.
    DepthLimit,
    /// Decoding needs more memory than [`Limits`](crate::Limits) allow, or than is available; the
    /// offset is 0. The body is well formed.
    MemoryLimit,
    /// The body ends before its value is complete.
    UnexpectedEnd,
    /// The bytes are not UTF-8.
    InvalidUtf8,
    /// A control character (below U+0020) is unescaped in a string.
    ControlCharacter,
    /// A backslash is followed by an invalid escape.
    InvalidEscape,
    /// Invalid number, such as `01` or `1.`.
    InvalidNumber,
    /// Invalid literal that begins like `true`, `false` or `null`.
    InvalidLiteral,
    /// Expected a value.
    ExpectedValue,
    /// Expected a key (a string).
    ExpectedKey,
    /// Expected a colon.
    ExpectedColon,
    /// Expected a comma or the closing bracket.
    ExpectedComma,
    /// A comma before a closing bracket.
    TrailingComma,
    /// Bytes other than white space after the value.
    TrailingData,
    /// The body begins with a byte order mark.
    ByteOrderMark,
    /// The body is JSON, but its root is not an object.
    NotAnObject,
    /// The body is a JSON object, but not an envelope of Meta's webhooks.
    NotAnEnvelope,
    /// The body is an envelope, but the member given by the path has the wrong type.
    WrongType,
    /// A wrapped body: use [`unwrap`](crate::unwrap). Names the innermost wrapping outside any
    /// string.
    ///
    /// The offset is that of the value that contains the body. For a value without its envelope, a
    /// list or a string it is that of the root; for text before the body, that of the body.
    Wrapped(Wrapping),
}

impl ErrorKind {
    /// Returns the name of the kind in lower case, as used by the corpus and the tool.
    pub fn name(self) -> &'static str {
        match self {
            ErrorKind::BodyTooLarge => "body_too_large",
            ErrorKind::DepthLimit => "depth_limit",
            ErrorKind::MemoryLimit => "memory_limit",
            ErrorKind::UnexpectedEnd => "unexpected_end",
            ErrorKind::InvalidUtf8 => "invalid_utf8",
            ErrorKind::ControlCharacter => "control_character",
            ErrorKind::InvalidEscape => "invalid_escape",
            ErrorKind::InvalidNumber => "invalid_number",
            ErrorKind::InvalidLiteral => "invalid_literal",
            ErrorKind::ExpectedValue => "expected_value",
            ErrorKind::ExpectedKey => "expected_key",
            ErrorKind::ExpectedColon => "expected_colon",
            ErrorKind::ExpectedComma => "expected_comma",
            ErrorKind::TrailingComma => "trailing_comma",
            ErrorKind::TrailingData => "trailing_data",
            ErrorKind::ByteOrderMark => "byte_order_mark",
            ErrorKind::NotAnObject => "not_an_object",
            ErrorKind::NotAnEnvelope => "not_an_envelope",
            ErrorKind::WrongType => "wrong_type",
            ErrorKind::Wrapped(_) => "wrapped",
        }
    }

    fn message(self) -> &'static str {
        match self {
            ErrorKind::BodyTooLarge => "body longer than the limit",
            ErrorKind::DepthLimit => "nested deeper than the limit",
            ErrorKind::MemoryLimit => "more memory needed than the limit allows",
            ErrorKind::UnexpectedEnd => "unexpected end of body",
            ErrorKind::InvalidUtf8 => "invalid UTF-8",
            ErrorKind::ControlCharacter => "control character in a string",
            ErrorKind::InvalidEscape => "invalid escape",
            ErrorKind::InvalidNumber => "invalid number",
            ErrorKind::InvalidLiteral => "invalid literal",
            ErrorKind::ExpectedValue => "expected a value",
            ErrorKind::ExpectedKey => "expected a key",
            ErrorKind::ExpectedColon => "expected `:`",
            ErrorKind::ExpectedComma => "expected `,` or a closing bracket",
            ErrorKind::TrailingComma => "trailing comma",
            ErrorKind::TrailingData => "unexpected bytes after the value",
            ErrorKind::ByteOrderMark => "byte order mark",
            ErrorKind::NotAnObject => "the root is not an object",
            ErrorKind::NotAnEnvelope => {
                "no webhook envelope: neither `entry` nor `changes` nor `field`"
            }
            ErrorKind::WrongType => "expected an array",
            ErrorKind::Wrapped(wrapping) => wrapping.refusal(),
        }
    }

    /// Returns `true` if the body is not JSON according to RFC 8259, or exceeds a limit.
    ///
    /// The other kinds are JSON that is not a webhook.
    pub fn is_syntax(self) -> bool {
        match self {
            ErrorKind::NotAnObject | ErrorKind::NotAnEnvelope | ErrorKind::WrongType => false,
            ErrorKind::Wrapped(wrapping) => wrapping == Wrapping::Text,
            _ => true,
        }
    }
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.message())
    }
}

impl Error {
    pub(crate) fn new(kind: ErrorKind, offset: usize) -> Error {
        Error { kind, offset, path: "" }
    }

    pub(crate) fn at_path(kind: ErrorKind, offset: usize, path: &'static str) -> Error {
        Error { kind, offset, path }
    }

    /// Returns the kind of error.
    pub fn kind(self) -> ErrorKind {
        self.kind
    }

    /// Returns the offset in bytes from the start of the body; its length if it ends too early.
    pub fn offset(self) -> usize {
        self.offset
    }

    /// Returns the name of the malformed envelope member, or an empty string for syntax errors.
    pub fn path(self) -> &'static str {
        self.path
    }

    /// Returns line and column of the error in `body`, both from 1; columns count characters.
    ///
    /// ```
    /// let body = b"{\n  \"entry\": nil }";
    /// let error = wabahook::Decoder::new().decode(body).unwrap_err();
    /// assert_eq!(error.line_column(body), (2, 12));
    /// assert_eq!(error.to_string(), "invalid literal at byte 13");
    /// ```
    pub fn line_column(self, body: &[u8]) -> (usize, usize) {
        line_column(body, self.offset)
    }
}

/// Returns line and column of `offset` in `body`, both from 1; columns count characters.
pub fn line_column(body: &[u8], offset: usize) -> (usize, usize) {
    let before = body.get(..offset).unwrap_or(body);
    let line_start = memchr::memrchr(b'\n', before).map_or(0, |newline| newline + 1);
    let line = memchr::memchr_iter(b'\n', before).count() + 1;
    // UTF-8 continuation bytes do not start a character.
    let column = before.iter().skip(line_start).filter(|&&byte| byte & 0xC0 != 0x80).count() + 1;
    (line, column)
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind.message())?;
        if !self.path.is_empty() {
            write!(f, " in `{}`", self.path)?;
        }
        write!(f, " at byte {}", self.offset)
    }
}

impl core::error::Error for Error {}
