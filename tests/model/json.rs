//! JSON as a tree, and a printer with many spellings.

use super::choices::Choices;
use std::fmt::Write;
use wabahook::{JsonType, Number, Raw};

/// A value. Members keep their order and duplicates, numbers their spelling.
#[derive(Clone, PartialEq)]
pub(crate) enum Json {
    Null,
    Bool(bool),
    Number(String),
    Str(String),
    Array(Vec<Json>),
    Object(Vec<(String, Json)>),
}

impl Json {
    /// Returns the last member of that name, which is the one that counts; `null` is absence.
    pub(crate) fn get(&self, name: &str) -> Option<&Json> {
        let Json::Object(members) = self else { return None };
        let last = members.iter().rfind(|(key, _)| key == name).map(|(_, value)| value);
        last.filter(|value| **value != Json::Null)
    }

    pub(crate) fn items(&self) -> &[Json] {
        if let Json::Array(items) = self { items } else { &[] }
    }

    /// Returns the value as text: strings decoded, numbers and booleans as spelled.
    pub(crate) fn text(&self) -> Option<String> {
        match self {
            Json::Str(text) | Json::Number(text) => Some(text.clone()),
            Json::Bool(value) => Some(value.to_string()),
            Json::Null | Json::Array(_) | Json::Object(_) => None,
        }
    }

    /// Prints the value in a spelling that `choices` select.
    pub(crate) fn print(&self, choices: &mut Choices<'_>) -> String {
        self.spell(Spelling::Chosen(choices))
    }

    /// Prints the value in one line, without white space and optional escapes.
    pub(crate) fn compact(&self) -> String {
        self.spell(Spelling::Compact)
    }

    /// Prints the value with a member or an item per line, as documentation does.
    pub(crate) fn indented(&self) -> String {
        self.spell(Spelling::Indented)
    }

    fn spell(&self, spelling: Spelling<'_, '_>) -> String {
        let mut printer = Printer { spelling, depth: 0, out: String::new() };
        printer.space();
        printer.value(self);
        printer.space();
        printer.out
    }

    /// Panics unless `raw` reads as this value.
    pub(crate) fn assert_read(&self, raw: Raw<'_>) {
        match self {
            Json::Null => assert!(raw.is_null()),
            Json::Bool(value) => assert_eq!(raw.as_bool(), Some(*value)),
            Json::Number(text) => assert_eq!(raw.as_number().map(Number::as_str), Some(&**text)),
            Json::Str(text) => assert_eq!(raw.as_str(), Some(&**text)),
            Json::Array(items) => {
                assert_eq!((raw.json_type(), raw.items().count()), (JsonType::Array, items.len()));
                items.iter().zip(raw.items()).for_each(|(item, raw)| item.assert_read(raw));
            }
            Json::Object(members) => {
                assert_eq!(
                    (raw.json_type(), raw.members().count()),
                    (JsonType::Object, members.len())
                );
                for ((name, value), (key, raw)) in members.iter().zip(raw.members()) {
                    assert_eq!(key.to_str(), name);
                    assert!(key == **name);
                    value.assert_read(raw);
                }
            }
        }
    }
}

/// Prints compact JSON.
impl std::fmt::Debug for Json {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.compact())
    }
}

/// The spellings of one value.
enum Spelling<'c, 'b> {
    Compact,
    Indented,
    Chosen(&'c mut Choices<'b>),
}

struct Printer<'c, 'b> {
    spelling: Spelling<'c, 'b>,
    depth: usize,
    out: String,
}

impl Printer<'_, '_> {
    fn one_in(&mut self, n: usize) -> bool {
        if let Spelling::Chosen(choices) = &mut self.spelling { choices.one_in(n) } else { false }
    }

    /// Prints white space at random.
    fn space(&mut self) {
        if let Spelling::Chosen(choices) = &mut self.spelling {
            while choices.one_in(6) {
                self.out.push(*choices.pick(&[' ', '\n', '\r', '\t']));
            }
        }
    }

    /// Prints white space at random, and a line break if indented.
    fn line(&mut self) {
        if let Spelling::Indented = self.spelling {
            self.out.push('\n');
            self.out.extend(std::iter::repeat_n("  ", self.depth));
        }
        self.space();
    }

    fn value(&mut self, value: &Json) {
        match value {
            Json::Null => self.out.push_str("null"),
            Json::Bool(value) => self.out.push_str(if *value { "true" } else { "false" }),
            Json::Number(text) => self.out.push_str(text),
            Json::Str(text) => self.string(text),
            Json::Array(items) => self.list('[', items, ']', Printer::value),
            Json::Object(members) => self.list('{', members, '}', |printer, (key, value)| {
                printer.string(key);
                printer.space();
                printer.out.push(':');
                if let Spelling::Indented = printer.spelling {
                    printer.out.push(' ');
                }
                printer.space();
                printer.value(value);
            }),
        }
    }

    fn list<T>(&mut self, open: char, items: &[T], close: char, each: fn(&mut Self, &T)) {
        self.out.push(open);
        self.depth += 1;
        for (place, item) in items.iter().enumerate() {
            if place > 0 {
                self.out.push(',');
            }
            self.line();
            each(self, item);
            self.space();
        }
        self.depth -= 1;
        if items.is_empty() {
            self.space();
        } else {
            self.line();
        }
        self.out.push(close);
    }

    fn string(&mut self, text: &str) {
        self.out.push('"');
        // Mostly unescaped, sometimes a few characters, half or all of them escaped.
        let often = match &mut self.spelling {
            Spelling::Chosen(choices) => *choices.pick(&[None, None, Some(30), Some(2), Some(1)]),
            _ => None,
        };
        for char in text.chars() {
            let must = char < ' ' || matches!(char, '"' | '\\');
            if must || often.is_some_and(|often| self.one_in(often)) {
                self.escape(char);
            } else {
                self.out.push(char);
            }
        }
        self.out.push('"');
    }

    fn escape(&mut self, char: char) {
        let short = match char {
            '"' | '\\' | '/' => Some(char),
            '\u{8}' => Some('b'),
            '\u{c}' => Some('f'),
            '\n' => Some('n'),
            '\r' => Some('r'),
            '\t' => Some('t'),
            _ => None,
        };
        if let Some(short) = short.filter(|_| !self.one_in(3)) {
            return self.out.extend(['\\', short]);
        }
        for unit in char.encode_utf16(&mut [0; 2]) {
            let upper = self.one_in(2);
            let done = match upper {
                true => write!(self.out, "\\u{unit:04X}"),
                false => write!(self.out, "\\u{unit:04x}"),
            };
            assert!(done.is_ok());
        }
    }
}

/// Returns text of all kinds.
pub(crate) fn text(choices: &mut Choices<'_>) -> String {
    const LETTERS: &[u8] = b"abcdefghijklmnopqrstuvwxyz_";
    const TROUBLE: &[u8] = b"\"\\/\0\x01\x08\t\n\x0B\x0C\r\x1F\x7F";
    const TEXTS: &[&str] = &[
        "wamid.HBgLMTIwMjU1NTAxNDMVAgASGBQzQUZGOUQzN0FDQjNBMUFENTVDMQA=",
        "12025550143",
        "image/jpeg",
        "\u{c9} \u{2013} \u{1F600}",
        "{\"a\":1}",
        "line\r\nline",
        "text",
    ];
    let one_of = |bytes: &'static [u8]| move |c: &mut Choices<'_>| char::from(*c.pick(bytes));
    match choices.below(10) {
        0..=3 => choices.some(0, 20, one_of(LETTERS)).into_iter().collect(),
        4..=5 => (*choices.pick(TEXTS)).to_owned(),
        6 => choices.some(0, 6, one_of(TROUBLE)).into_iter().collect(),
        7 => choices
            .some(0, 8, |c| char::from_u32(c.below(0x11_0000) as u32).unwrap_or('\u{FFFD}'))
            .into_iter()
            .collect(),
        _ => {
            let len = choices.below(40);
            String::from_utf8_lossy(choices.bytes(len)).into_owned()
        }
    }
}

/// Returns a JSON number, within the range of all types or beyond.
pub(crate) fn number(choices: &mut Choices<'_>) -> String {
    let digit = |c: &mut Choices<'_>| char::from(b'0' + c.below(10) as u8);
    let digits = |c: &mut Choices<'_>, most| c.some(1, most, digit).into_iter().collect::<String>();
    match choices.below(6) {
        0 | 1 => choices.below(2_000_000_000).to_string(),
        2 => i64::from_be_bytes(std::array::from_fn(|_| choices.below(256) as u8)).to_string(),
        3 => (*choices.pick(&["1758300101", "14.28", "-1", "0", "1315502779341834", "1e3"]))
            .to_owned(),
        _ => {
            let sign = if choices.one_in(2) { "-" } else { "" };
            let whole = digits(choices, 30);
            let whole = whole.trim_start_matches('0');
            let whole = if whole.is_empty() { "0" } else { whole };
            let mut number = format!("{sign}{whole}");
            if choices.one_in(2) {
                number += &format!(".{}", digits(choices, 20));
            }
            if choices.one_in(2) {
                let exponent = choices.pick(&["e", "E", "e-", "E-", "e+", "E+"]);
                number += &format!("{exponent}{}", digits(choices, 3));
            }
            number
        }
    }
}

/// Returns any value, nested at most `depth` levels deep.
pub(crate) fn anything(choices: &mut Choices<'_>, depth: usize) -> Json {
    match choices.below(if depth > 0 { 10 } else { 6 }) {
        0 => Json::Null,
        1 => Json::Bool(choices.one_in(2)),
        2 | 3 => Json::Number(number(choices)),
        4 | 5 => Json::Str(text(choices)),
        6 | 7 => Json::Array(choices.some(0, 6, |c| anything(c, depth - 1))),
        _ => Json::Object(choices.some(0, 8, |c| (key(c), anything(c, depth - 1)))),
    }
}

/// Returns a key that is known in some object, or another one.
fn key(choices: &mut Choices<'_>) -> String {
    const KNOWN: &[&str] = &[
        "id",
        "type",
        "text",
        "body",
        "from",
        "messages",
        "statuses",
        "contacts",
        "metadata",
        "wa_id",
        "errors",
        "code",
        "status",
        "context",
        "value",
        "field",
        "changes",
        "entry",
        "user_id",
        "image",
        "phone_number_id",
        "timestamp",
        "user_preferences",
        "interactive",
        "profile",
        "edit",
        "message",
    ];
    if choices.one_in(6) { text(choices) } else { (*choices.pick(KNOWN)).to_owned() }
}
