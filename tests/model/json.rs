//! JSON as a tree, and a printer that spells it in ever other ways.

use crate::checks::random::Random;
use proptest::prelude::*;
use std::fmt::Write;
use wabahook::{Kind, Number, Raw};

/// A value. Members keep their order and their duplicates, numbers their spelling.
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
    /// The last member of that name: what counts. `null` is absence.
    pub(crate) fn get(&self, name: &str) -> Option<&Json> {
        let Json::Object(members) = self else { return None };
        let last = members.iter().rfind(|(key, _)| key == name).map(|(_, value)| value);
        last.filter(|value| **value != Json::Null)
    }

    pub(crate) fn items(&self) -> &[Json] {
        if let Json::Array(items) = self { items } else { &[] }
    }

    /// What reads as text: strings as meant, numbers and booleans as spelled.
    pub(crate) fn text(&self) -> Option<String> {
        match self {
            Json::Str(text) | Json::Number(text) => Some(text.clone()),
            Json::Bool(value) => Some(value.to_string()),
            Json::Null | Json::Array(_) | Json::Object(_) => None,
        }
    }

    /// The value, spelled as `spelling` decides.
    pub(crate) fn print(&self, spelling: u64) -> String {
        let mut printer = Printer { random: Some(Random(spelling)), out: String::new() };
        printer.space();
        printer.value(self);
        printer.space();
        printer.out
    }

    /// Panics unless `raw` reads as this.
    pub(crate) fn assert_read(&self, raw: Raw<'_>) {
        match self {
            Json::Null => assert!(raw.is_null()),
            Json::Bool(value) => assert_eq!(raw.as_bool(), Some(*value)),
            Json::Number(text) => assert_eq!(raw.as_number().map(Number::as_str), Some(&**text)),
            Json::Str(text) => assert_eq!(raw.as_str(), Some(&**text)),
            Json::Array(items) => {
                assert_eq!((raw.kind(), raw.items().count()), (Kind::Array, items.len()));
                items.iter().zip(raw.items()).for_each(|(item, raw)| item.assert_read(raw));
            }
            Json::Object(members) => {
                assert_eq!((raw.kind(), raw.members().count()), (Kind::Object, members.len()));
                for ((name, value), (key, raw)) in members.iter().zip(raw.members()) {
                    assert_eq!(key.to_str(), name);
                    assert!(key == **name);
                    value.assert_read(raw);
                }
            }
        }
    }
}

/// The JSON, plainly spelled.
impl std::fmt::Debug for Json {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut printer = Printer { random: None, out: String::new() };
        printer.value(self);
        f.write_str(&printer.out)
    }
}

/// Spells as chance decides, or plainly.
struct Printer {
    random: Option<Random>,
    out: String,
}

impl Printer {
    fn one_in(&mut self, n: usize) -> bool {
        self.random.as_mut().is_some_and(|random| random.one_in(n))
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        self.random.as_mut().map_or(from[0], |random| *random.pick(from))
    }

    fn space(&mut self) {
        while self.one_in(6) {
            let space = self.pick(&[' ', '\n', '\r', '\t']);
            self.out.push(space);
        }
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
                printer.space();
                printer.value(value);
            }),
        }
    }

    fn list<T>(&mut self, open: char, items: &[T], close: char, each: fn(&mut Printer, &T)) {
        self.out.push(open);
        self.space();
        for (place, item) in items.iter().enumerate() {
            if place > 0 {
                self.out.push(',');
                self.space();
            }
            each(self, item);
            self.space();
        }
        self.out.push(close);
    }

    fn string(&mut self, text: &str) {
        self.out.push('"');
        // Mostly plain, sometimes half, sometimes every character escaped.
        let often = self.pick(&[1000, 1000, 30, 2, 1]);
        for char in text.chars() {
            if self.one_in(often) || char < ' ' || matches!(char, '"' | '\\') {
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

/// Text of all kinds.
pub(crate) fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[a-z_]{0,12}",
        2 => "\\PC{0,12}",
        1 => prop::collection::vec(any::<char>(), 0..8).prop_map(String::from_iter),
        1 => "[\"\\\\/\\x00-\\x1f\\x7f]{0,6}",
        1 => Just("wamid.HBgLMTIwMjU1NTAxNDMVAgASGBQzQUZGOUQzN0FDQjNBMUFENTVDMQA=".to_owned()),
    ]
}

/// Numbers as JSON spells them, within the range of anything and beyond.
pub(crate) fn number() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<i64>().prop_map(|number| number.to_string()),
        (0..2_000_000_000u32).prop_map(|number| number.to_string()),
        "-?(0|[1-9][0-9]{0,30})(\\.[0-9]{1,20})?([eE][+-]?[0-9]{1,3})?",
    ]
}

/// Any value at all.
pub(crate) fn anything() -> impl Strategy<Value = Json> {
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::Bool),
        number().prop_map(Json::Number),
        text().prop_map(Json::Str),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Json::Array),
            prop::collection::vec((key(), inner), 0..8).prop_map(Json::Object),
        ]
    })
}

/// Keys that are known somewhere, and others.
pub(crate) fn key() -> impl Strategy<Value = String> {
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
    prop_oneof![
        5 => prop::sample::select(KNOWN).prop_map(str::to_owned),
        1 => text(),
    ]
}
