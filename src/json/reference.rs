//! The reference of the grammar: byte by byte, with a stack of bits.
//!
//! It parses the bodies that the parser rejected, to determine the error and its offset. Tests
//! compare the index and the parser with it: all three must agree on every input.

use crate::error::{Error, ErrorKind};

/// The largest depth that limits can allow.
pub(crate) const MAX_DEPTH: usize = 1024;

/// Checks that `body` is one JSON text in UTF-8 whose root is an object, nested at most `max_depth`
/// deep.
///
/// # Errors
///
/// The first error in document order.
pub fn check(body: &[u8], max_depth: usize) -> Result<(), Error> {
    let grammar =
        Checker { body, at: 0, depth: 0, in_array: [0; MAX_DEPTH / 64], max_depth }.text();
    let encoding = match core::str::from_utf8(body) {
        Ok(_) => return grammar,
        // A character that is cut by the end of the body: the grammar reports the end.
        Err(error) if error.error_len().is_none() && grammar.is_err() => return grammar,
        Err(error) => Error::new(ErrorKind::InvalidUtf8, error.valid_up_to()),
    };
    match grammar {
        // A root that is not an object is reported only for valid JSON.
        Err(error) if error.kind().is_syntax() && error.offset() < encoding.offset() => Err(error),
        _ => Err(encoding),
    }
}

struct Checker<'b> {
    body: &'b [u8],
    at: usize,
    depth: usize,
    /// One bit for each level: 1 for an array.
    in_array: [u64; MAX_DEPTH / 64],
    max_depth: usize,
}

type Checked<T = ()> = Result<T, Error>;

impl Checker<'_> {
    fn text(mut self) -> Checked {
        if self.body.starts_with(b"\xEF\xBB\xBF") {
            return Err(Error::new(ErrorKind::ByteOrderMark, 0));
        }
        self.space();
        let root = self.at;
        let is_object = self.peek() == Some(b'{');
        self.value()?;
        self.space();
        if self.at < self.body.len() {
            return self.fail(ErrorKind::TrailingData);
        }
        if is_object { Ok(()) } else { Err(Error::new(ErrorKind::NotAnObject, root)) }
    }

    /// Skips one value of any depth, without recursion.
    fn value(&mut self) -> Checked {
        loop {
            // A value starts here.
            match self.peek() {
                Some(b'{') => {
                    self.open(false)?;
                    if self.peek() != Some(b'}') {
                        self.key()?;
                        continue;
                    }
                    self.close();
                }
                Some(b'[') => {
                    self.open(true)?;
                    if self.peek() != Some(b']') {
                        continue;
                    }
                    self.close();
                }
                Some(b'"') => self.string()?,
                Some(b'-' | b'0'..=b'9') => self.at = number(self.body, self.at)?,
                Some(b't') => self.literal(b"true")?,
                Some(b'f') => self.literal(b"false")?,
                Some(b'n') => self.literal(b"null")?,
                _ => return self.fail(ErrorKind::ExpectedValue),
            }
            // A value ended: close the containers that end here.
            loop {
                if self.depth == 0 {
                    return Ok(());
                }
                self.space();
                let array = self.is_array();
                match self.peek() {
                    Some(b',') => {
                        let comma = self.at;
                        self.at += 1;
                        self.space();
                        if let Some(b'}' | b']') = self.peek() {
                            return Err(Error::new(ErrorKind::TrailingComma, comma));
                        }
                        if !array {
                            self.key()?;
                        }
                        break;
                    }
                    Some(b']') if array => self.close(),
                    Some(b'}') if !array => self.close(),
                    _ => return self.fail(ErrorKind::ExpectedComma),
                }
            }
        }
    }

    fn open(&mut self, array: bool) -> Checked {
        if self.depth == self.max_depth.min(MAX_DEPTH) {
            return self.fail(ErrorKind::DepthLimit);
        }
        if let Some(word) = self.in_array.get_mut(self.depth / 64) {
            let bit = 1 << (self.depth % 64);
            *word = if array { *word | bit } else { *word & !bit };
        }
        self.depth += 1;
        self.at += 1;
        self.space();
        Ok(())
    }

    fn close(&mut self) {
        self.depth -= 1;
        self.at += 1;
    }

    fn is_array(&self) -> bool {
        let level = self.depth - 1;
        self.in_array.get(level / 64).is_some_and(|word| (word >> (level % 64)) & 1 == 1)
    }

    /// Skips a key, its colon and white space.
    fn key(&mut self) -> Checked {
        if self.peek() != Some(b'"') {
            return self.fail(ErrorKind::ExpectedKey);
        }
        self.string()?;
        self.space();
        if self.peek() != Some(b':') {
            return self.fail(ErrorKind::ExpectedColon);
        }
        self.at += 1;
        self.space();
        Ok(())
    }

    fn string(&mut self) -> Checked {
        self.at += 1;
        loop {
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(());
                }
                Some(b'\\') => self.escape()?,
                Some(0..=0x1F) => return self.fail(ErrorKind::ControlCharacter),
                Some(_) => self.at += 1,
                None => return self.fail(ErrorKind::UnexpectedEnd),
            }
        }
    }

    /// Skips an escape. The offset of an error is that of its backslash.
    fn escape(&mut self) -> Checked {
        let backslash = self.at;
        self.at += 1;
        let digits = match self.peek() {
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => 0,
            Some(b'u') => 4,
            Some(_) => return Err(Error::new(ErrorKind::InvalidEscape, backslash)),
            None => return self.fail(ErrorKind::UnexpectedEnd),
        };
        self.at += 1;
        for _ in 0..digits {
            match self.peek() {
                Some(digit) if digit.is_ascii_hexdigit() => self.at += 1,
                Some(_) => return Err(Error::new(ErrorKind::InvalidEscape, backslash)),
                None => return self.fail(ErrorKind::UnexpectedEnd),
            }
        }
        Ok(())
    }

    fn literal(&mut self, word: &[u8]) -> Checked {
        let start = self.at;
        for &expected in word {
            match self.peek() {
                Some(byte) if byte == expected => self.at += 1,
                Some(_) => return Err(Error::new(ErrorKind::InvalidLiteral, start)),
                None => return self.fail(ErrorKind::UnexpectedEnd),
            }
        }
        match self.peek() {
            Some(b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_') => {
                Err(Error::new(ErrorKind::InvalidLiteral, start))
            }
            _ => Ok(()),
        }
    }

    fn space(&mut self) {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.peek() {
            self.at += 1;
        }
    }

    fn peek(&self) -> Option<u8> {
        self.body.get(self.at).copied()
    }

    /// Returns an error at the cursor; at the end of the body always `UnexpectedEnd`.
    fn fail(&self, kind: ErrorKind) -> Checked {
        let at_end = self.at >= self.body.len();
        Err(Error::new(if at_end { ErrorKind::UnexpectedEnd } else { kind }, self.at))
    }
}

/// Returns the offset behind the number at `start`.
pub(crate) fn number(body: &[u8], start: usize) -> Checked<usize> {
    let digits = |from: usize| {
        let rest = body.get(from..).unwrap_or_default();
        from + rest.iter().take_while(|byte| byte.is_ascii_digit()).count()
    };
    let fail = |at: usize| {
        if at >= body.len() {
            Err(Error::new(ErrorKind::UnexpectedEnd, body.len()))
        } else {
            Err(Error::new(ErrorKind::InvalidNumber, start))
        }
    };
    let mut at = start + usize::from(body.get(start) == Some(&b'-'));
    match body.get(at) {
        Some(b'0') => at += 1,
        Some(b'1'..=b'9') => at = digits(at),
        _ => return fail(at),
    }
    if body.get(at) == Some(&b'.') {
        let end = digits(at + 1);
        if end == at + 1 {
            return fail(end);
        }
        at = end;
    }
    if let Some(b'e' | b'E') = body.get(at) {
        at += 1;
        at += usize::from(matches!(body.get(at), Some(b'+' | b'-')));
        let end = digits(at);
        if end == at {
            return fail(end);
        }
        at = end;
    }
    // `01`, `1.2.3`, `0x1F`: one invalid number, not a number and trailing bytes.
    match body.get(at) {
        Some(b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' | b'.' | b'+' | b'-') => fail(at),
        _ => Ok(at),
    }
}
