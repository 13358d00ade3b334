//! Templates of items and bodies: every kernel matches like the byte-by-byte reference.
//!
//!     export WABAHOOK_EXHAUSTIVE=1
//!     cargo test --release --all-features --test kernels --test templates --test guard

#![expect(clippy::expect_used, reason = "a test may panic")]

mod checks;

use checks::kernels::{OffsetBuffer, exhaustive, supported};
use wabahook::scan::{ExactTemplate, Scanner, Template, offset_of};
use wabahook::twin::naive;

/// Bytes that change the structure of a text, or may, and some that do not.
const SPECIAL: &[u8] = b"\"\\/0129-+.eE{}[]:,ntu x\n\x1F\x7F\x80\xFF";

/// Texts with everything that templates distinguish: keys, strings, numbers, gaps of every length.
const TEXTS: [&str; 9] = [
    r#"{"from":"12025550143","id":"wamid.A","timestamp":"1750101000","errors":[{"code":131026}]}"#,
    r#"{"a":"x","b":"y","c":[10,0,-7,1.05,2e10,-0.5E+07,100,"z",1]}"#,
    r#"{"id":"A","a key that is so long that it fills more than one window of thirty-two bytes":12345}"#,
    r#"[ "a" , "b" ,true,false,null,{"k" : [ ] , "l":{}},"c"]"#,
    r#"{"n":1234567890123456789012345678901234567890123456789012345678901234567890,"s":"t"}"#,
    r#"{"s":"t","n":1234567890}"#,
    r#"{"s":"https:\/\/a.example\/b","t":"\"q\"\n","u":[]}"#,
    "{}",
    "-10",
];

/// A text, its template, and the reference that the template is compared with.
struct Known {
    text: Vec<u8>,
    template: Template,
    /// Offsets of its quotes from its start.
    quotes: Vec<usize>,
    /// For each string, whether it must be equal.
    fixed: Vec<bool>,
    /// The bytes that match at each offset.
    allowed: Vec<Allowed>,
}

/// The bytes that match in place of a byte of a known text.
#[derive(Clone, Copy, PartialEq)]
enum Allowed {
    Same,
    Digit,
    /// A digit other than `0`: the first of several.
    Leading,
    Anything,
}

impl Known {
    /// Learns the text that follows `before`; every `fixed`-th of its strings must be equal.
    fn learn(text: &str, before: &str, fixed: usize) -> Option<Known> {
        let body = format!("{before}{text}");
        let all = naive::scan(body.as_bytes()).quotes;
        let start = before.len();
        let quotes = since(&all, start);
        let is_fixed = |quote: usize| fixed > 0 && (quote / 2).is_multiple_of(fixed);
        let mut template = Template::default();
        let learned = template.learn(text.as_bytes(), start, quotes, is_fixed);
        let quotes: Vec<usize> =
            quotes.iter().skip(1).map(|&quote| offset_of(quote) - start).collect();
        let is_key = |closing: usize| {
            text.as_bytes()[closing + 1..].trim_ascii_start().first() == Some(&b':')
        };
        let fixed = (0..quotes.len() / 2)
            .map(|string| is_fixed(2 * string + 1) || is_key(quotes[2 * string + 1]))
            .collect();
        let allowed = Vec::new();
        let mut known = Known { text: text.as_bytes().to_vec(), template, quotes, fixed, allowed };
        known.allowed = known.allowed();
        learned.then_some(known)
    }

    fn allowed(&self) -> Vec<Allowed> {
        let mut allowed = vec![Allowed::Same; self.text.len()];
        let in_string =
            |at: usize| self.quotes.iter().filter(|&&quote| quote <= at).count() % 2 == 1;
        let mut at = 0;
        while at < self.text.len() {
            let rest = &self.text[at..];
            if in_string(at) || !rest[0].is_ascii_digit() {
                at += 1;
                continue;
            }
            // The whole number, with its fraction and its exponent.
            let is_of_number = |byte: &&u8| byte.is_ascii_digit() || b".eE+-".contains(byte);
            let number = rest.iter().take_while(is_of_number).count();
            for (allowed, byte) in allowed[at..].iter_mut().zip(&rest[..number]) {
                *allowed = if byte.is_ascii_digit() { Allowed::Digit } else { Allowed::Same };
            }
            if rest[0] == b'0' {
                allowed[at] = Allowed::Same;
            } else if rest.get(1).is_some_and(u8::is_ascii_digit) {
                allowed[at] = Allowed::Leading;
            }
            at += number;
        }
        for (string, pair) in self.quotes.chunks(2).enumerate() {
            if !self.fixed[string] {
                allowed[pair[0] + 1..pair[1]].fill(Allowed::Anything);
            }
        }
        allowed
    }

    /// Returns the end of the match at `start` of a body with those quotes: the reference.
    fn matches(&self, body: &[u8], start: usize, quotes: &[u32]) -> Option<usize> {
        let (allowed, mut here, mut there) = (&self.allowed, 0, start);
        let quotes = quotes.get(1..=self.quotes.len())?;
        for (string, pair) in self.quotes.chunks(2).enumerate() {
            if self.fixed[string] {
                continue;
            }
            let gap = pair[0] + 1 - here;
            if offset_of(quotes[2 * string]) + 1 - there != gap
                || !agree(&self.text[here..here + gap], &allowed[here..], body.get(there..)?)
            {
                return None;
            }
            (here, there) = (pair[1], offset_of(quotes[2 * string + 1]));
        }
        let rest = &self.text[here..];
        agree(rest, &allowed[here..], body.get(there..)?).then_some(there + rest.len())
    }
}

/// Returns true if `found` begins with bytes that match `known`.
fn agree(known: &[u8], allowed: &[Allowed], found: &[u8]) -> bool {
    found.len() >= known.len()
        && known.iter().zip(allowed).zip(found).all(|((known, allowed), found)| match allowed {
            Allowed::Same => known == found,
            Allowed::Digit => found.is_ascii_digit(),
            Allowed::Leading => (b'1'..=b'9').contains(found),
            Allowed::Anything => true,
        })
}

/// Returns the quotes from the last one before `start` on.
fn since(quotes: &[u32], start: usize) -> &[u32] {
    let before = quotes.iter().skip(1).filter(|&&quote| offset_of(quote) < start).count();
    &quotes[before..]
}

/// Asserts that every kernel matches `body` like the reference; returns whether it matches.
fn check_matches(
    known: &Known,
    body: &[u8],
    start: usize,
    buffer: &mut OffsetBuffer,
    everywhere: bool,
) -> bool {
    let all = naive::scan(body).quotes;
    let quotes = since(&all, start);
    let expected = known.matches(body, start, quotes);
    buffer.hold(body, everywhere, |body| {
        for kernel in supported() {
            let found = Scanner::new(kernel).matches(&known.template, body, start, quotes);
            assert_eq!(found, expected, "{}: {}", kernel.name(), body.escape_ascii());
        }
    });
    expected.is_some()
}

/// Each text with each byte changed, removed or doubled, in bodies that end at every offset.
#[test]
fn every_byte_of_a_known_text() {
    let mut buffer = OffsetBuffer::default();
    let every_byte: Vec<u8> = (0..=255).collect();
    let bytes = if exhaustive() { &every_byte } else { SPECIAL };
    let (mut yes, mut no) = (0, 0);
    for text in TEXTS {
        for fixed in if exhaustive() { 0..4 } else { 0..2 } {
            for before in [
                "",
                "\"a\":",
                "      [7, ",
                "{\"x\":\"\\n\" ,\"a string of another body, which is rather long\":",
            ] {
                let Some(known) = Known::learn(text, before, fixed) else {
                    assert!(text.contains('\\') && fixed > 0, "{text} can be learned");
                    continue;
                };
                let mut check = |changed: &[u8], before: &str, behind: &str| {
                    let body = [before.as_bytes(), changed, behind.as_bytes()].concat();
                    match check_matches(&known, &body, before.len(), &mut buffer, exhaustive()) {
                        true => yes += 1,
                        false => no += 1,
                    }
                };
                let text = text.as_bytes();
                // At the end of the body, with little behind it, and with enough to load whole
                // vectors.
                let behinds =
                    ["", "]", ",{\"from\":\"12025550143\",\"id\":\"wamid.A\",\"more\":1}"];
                for (turn, behind) in behinds.into_iter().enumerate() {
                    check(text, before, behind);
                    for at in 0..text.len() {
                        if !exhaustive() && at % 3 != turn {
                            continue;
                        }
                        let mut changed = text.to_vec();
                        for &byte in bytes {
                            changed[at] = byte;
                            check(&changed, before, behind);
                        }
                        let left_out = [&text[..at], &text[at + 1..]].concat();
                        let doubled = [&text[..=at], &text[at..]].concat();
                        for changed in [&left_out, &doubled, &text[..at]] {
                            check(changed, before, behind);
                        }
                    }
                }
            }
        }
    }
    assert!(yes > 1_000 && no > 10_000, "{yes} match, {no} do not");
}

/// Strings of all lengths move the bytes behind them to all offsets.
#[test]
fn strings_of_every_length() {
    let mut buffer = OffsetBuffer::default();
    let step = if exhaustive() { 1 } else { 7 };
    let text = |first: usize, second: usize| {
        format!(
            r#"{{"s":"{}","n":10,"t":"{}","end":[true]}}"#,
            "x".repeat(first),
            "y".repeat(second)
        )
    };
    let known = Known::learn(&text(3, 5), "[", 0).expect("it can be learned");
    for first in (0..200).step_by(step) {
        for second in (0..140).step_by(step) {
            for space in [1, 30] {
                let before = " ".repeat(space);
                let body = format!("{before}{}", text(first, second));
                assert!(check_matches(&known, body.as_bytes(), space, &mut buffer, exhaustive()));
            }
        }
    }
}

/// The depth of a text and the number of its quotes, whatever its keys and strings contain.
#[test]
fn depth_and_span() {
    for (text, depth) in [
        ("{}", 1),
        ("-10", 0),
        (r#"{"a":1,"b":[]}"#, 2),
        (r#"{"a[{":"x[","}]":[{"b":[]}],"c":["]}"]}"#, 4),
    ] {
        let quotes = text.bytes().filter(|&byte| byte == b'"').count();
        let known = Known::learn(text, "", 0).expect("it can be learned");
        assert_eq!((known.template.depth(), known.template.span()), (depth, quotes), "{text}");
    }
}

/// Valid texts without a template: with an escape in a key, or in a string that must be equal, and
/// too long ones.
#[test]
fn some_texts_cannot_be_learned() {
    assert!(Known::learn(r#"{"\u0061":"x"}"#, "", 0).is_none());
    assert!(Known::learn(r#"{"a":"\n"}"#, "", 1).is_none());
    assert!(Known::learn(r#"{"a":"\n"}"#, "", 0).is_some());
    // 64 windows of 32 bytes.
    let spaces = |n: usize| format!("[{}]", " ".repeat(n));
    assert!(Known::learn(&spaces(64 * 32 - 2), "", 0).is_some());
    assert!(Known::learn(&spaces(64 * 32 - 1), "", 0).is_none());
}

/// A body with an exact template.
struct Body {
    known: Known,
    text: Vec<u8>,
    quotes: Vec<u32>,
    exact: ExactTemplate,
}

impl Body {
    fn learn(text: &str, behind: &str) -> Option<Body> {
        let known = Known::learn(text, "", 0)?;
        let text = [text, behind].concat().into_bytes();
        let quotes = naive::scan(&text).quotes;
        let mut exact = ExactTemplate::default();
        let can_be = ExactTemplate::is_regular(&text, &quotes)
            && exact.learn(&known.template, &text, &quotes);
        can_be.then(|| {
            assert_eq!((exact.body_len(), exact.quotes()), (text.len(), &*quotes));
            assert_eq!(exact.has_backslash(), text.contains(&b'\\'));
            assert!(exact.capacity() >= text.len() + size_of_val(&*quotes));
            Body { known, text, quotes, exact }
        })
    }

    /// Returns true if another body fits: the reference.
    fn fits(&self, body: &[u8]) -> bool {
        let (found, ours) = (naive::scan(body), &self.text);
        let backslashes = |text: &[u8]| text.iter().map(|&byte| byte == b'\\').collect::<Vec<_>>();
        body.len() == ours.len()
            && body.iter().zip(ours).all(|(byte, own)| {
                // White space is allowed between strings.
                (0x20..0x80).contains(byte) || (byte == own && b"\t\n\r".contains(byte))
            })
            && found.quotes == self.quotes
            && backslashes(body) == backslashes(ours)
            && (1..body.len()).all(|at| body[at - 1] != b'\\' || body[at] == ours[at])
            && self
                .known
                .matches(body, 0, &found.quotes)
                .is_some_and(|end| body[end..] == ours[end..])
    }

    fn check(&self, body: &[u8], buffer: &mut OffsetBuffer, everywhere: bool) -> bool {
        let expected = self.fits(body);
        buffer.hold(body, everywhere, |body| {
            for kernel in supported() {
                let fits = Scanner::new(kernel).fits(&self.exact, body);
                assert_eq!(fits, expected, "{}: {}", kernel.name(), body.escape_ascii());
            }
        });
        expected
    }
}

/// Bodies of each length that can be learned, with each byte changed.
#[test]
fn every_byte_of_a_known_body() {
    let mut buffer = OffsetBuffer::default();
    let every_byte: Vec<u8> = (0..=255).collect();
    let bytes = if exhaustive() { &every_byte } else { SPECIAL };
    let lens = if exhaustive() { (64..=300).collect() } else { vec![64, 65, 127, 128, 129, 193] };
    let (mut yes, mut no) = (0, 0);
    let compact = r#"{"time":1750101000,"o":{"id":"wamid.A\/\"\\"},"code":[0,7],"text":""#;
    let indented = "{\n\t\"time\" : 1750101000,\r\n\t\"code\":\n[0,\t7], \"text\":\n\"";
    for len in lens {
        for (start, behind) in
            [(compact, ""), (compact, " "), (compact, "  "), (indented, ""), (indented, "\n\n")]
        {
            let text = format!("{start}{}", "x".repeat(len)); // cut to its length below
            let text = format!("{}\"}}", &text[..(len - behind.len() - 2).max(start.len())]);
            let body = Body::learn(&text, behind).expect("it can be learned");
            let mut check = |changed: &[u8], everywhere: bool| match body.check(
                changed,
                &mut buffer,
                everywhere,
            ) {
                true => yes += 1,
                false => no += 1,
            };
            check(&body.text, true);
            for at in 0..body.text.len() {
                let mut changed = body.text.clone();
                for &byte in bytes {
                    changed[at] = byte;
                    // A byte that fits at one offset fits at every one.
                    check(&changed, false);
                }
            }
            check(&body.text[..body.text.len() - 1], false);
            check(&[&body.text[..], b" "].concat(), false);
        }
    }
    assert!(yes > 1_000 && no > 10_000, "{yes} fit, {no} do not");
}

/// Valid bodies without an exact template: short or long ones, with bytes beyond ASCII or `\u`
/// escapes.
#[test]
fn some_bodies_cannot_be_learned() {
    // 64 digits between strings, and no more.
    let digits =
        |n: usize| format!(r#"{{"a":"{}","b":[1,{}]}}"#, "x".repeat(64), "2".repeat(n - 1));
    assert!(Body::learn(&digits(64), "").is_some());
    assert!(Body::learn(&digits(65), "").is_none());
    let body = |inside: &str| format!(r#"{{"a":"{inside}"}}"#);
    let learned = |text: &str| Body::learn(text, "").is_some();
    for (len, can) in [(63, false), (64, true), (1536, true), (1537, false)] {
        assert_eq!(learned(&body(&"x".repeat(len - 8))), can, "of {len} bytes");
    }
    let long = "x".repeat(64);
    for (inside, can) in [("\\n", true), ("\\u0041", false), ("\u{e9}", false), ("\u{7f}", true)] {
        assert_eq!(learned(&body(&format!("{long}{inside}"))), can, "{inside}");
    }
    assert!(learned(&format!("{{\"a\":\"{long}\",\n\"b\":1}}")));
    for (keys, can) in [(127, true), (128, false)] {
        let members = vec!["\"\":[]"; keys].join(",");
        assert_eq!(learned(&format!("{{{members}}}")), can, "with {keys} keys");
    }
}
