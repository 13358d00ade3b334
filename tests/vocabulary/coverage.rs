//! Coverage: the entries of the tables that no body of the corpus has.

use crate::checks::bodies::{Expected, corpus};
use std::collections::BTreeSet;
use std::fmt;
use wabahook::fields::FIELDS;
use wabahook::twin::{TABLES, Table, Visitor};
use wabahook::{Decoder, EmbeddedJson, Items, Number, Raw, StringItems, Value, View};

/// Entries found in the corpus: fields, members as `View.key`, values as `View.key=value`.
#[derive(Default)]
struct Covered(BTreeSet<String>);

/// Returns the entries that no body has, each with a file to write.
pub(crate) fn missing() -> Vec<String> {
    let covered = covered();
    let mut missing = Vec::new();
    let mut seen = BTreeSet::new();
    for name in FIELDS.iter().filter(|name| !covered.0.contains(**name)) {
        missing.push(format!("corpus/{name}/<case>.json: the field `{name}`"));
    }
    for (names, table) in TABLES {
        of_table(table(), names[0], &covered, &mut seen, &mut missing);
    }
    missing
}

fn of_table(
    table: Table,
    field: &str,
    covered: &Covered,
    seen: &mut BTreeSet<&'static str>,
    missing: &mut Vec<String>,
) {
    if !seen.insert(table.name) {
        return;
    }
    for row in table.rows {
        let member = format!("{}.{}", table.name, row.keys[0]);
        if !covered.0.contains(&member) {
            let file = format!("corpus/{field}/<case>.json");
            missing.push(format!("{file}: `{member}`"));
        }
        if let Some(table) = row.enum_table.filter(|_| row.word == "discriminant") {
            for value in table().values {
                if !covered.0.contains(&format!("{member}={}", value.text)) {
                    let case = value.text.to_lowercase().replace('_', "-");
                    let file = format!("corpus/{field}/{case}.json");
                    missing.push(format!("{file}: `{member}` `{}`", value.text));
                }
            }
        }
        if let Some(of) = row.of {
            of_table(of(), field, covered, seen, missing);
        }
    }
}

/// Returns the entries that the valid bodies of the corpus have.
fn covered() -> Covered {
    let mut covered = Covered::default();
    for body in corpus().iter().filter(|body| body.expected() == Expected::Good) {
        let mut decoder = Decoder::new();
        let payload = decoder.decode(&body.bytes).unwrap();
        for change in payload.entries().flat_map(|entry| entry.changes()) {
            let value = change.value();
            let name = change.field().unwrap_or_default();
            if matches!(value, Value::Malformed(_)) {
                continue;
            }
            covered.0.insert(name.to_owned());
            if let Some((_, table)) = TABLES.iter().find(|(names, _)| names.contains(&name)) {
                let (view, raw) = (table().name, value.raw());
                value.accept(&mut Coverage { view, raw, covered: &mut covered });
            }
        }
    }
    covered
}

/// A visitor that notes the members of one view.
struct Coverage<'m, 'a> {
    view: &'static str,
    raw: Raw<'a>,
    covered: &'m mut Covered,
}

type Keys = &'static [&'static str];

impl<'a> Coverage<'_, 'a> {
    /// Notes a member by its own name; aliases have rows of their own.
    fn note(&mut self, keys: Keys) {
        if self.raw.get(keys[0]).is_some() {
            self.covered.0.insert(format!("{}.{}", self.view, keys[0]));
        }
    }

    fn inside<V: View<'a>>(&mut self, views: impl Iterator<Item = V>) {
        for view in views {
            let (name, raw) = (V::table().name, view.raw());
            view.accept(&mut Coverage { view: name, raw, covered: self.covered });
        }
    }
}

impl<'a> Visitor<'a> for Coverage<'_, 'a> {
    fn text(&mut self, keys: Keys, _: Option<&'a str>) {
        self.note(keys);
    }

    fn enum_value(&mut self, keys: Keys, answer: Option<&'a str>, _: fn(&'a str) -> &'a str) {
        self.note(keys);
        if let Some(value) = answer {
            self.covered.0.insert(format!("{}.{}={value}", self.view, keys[0]));
        }
    }

    fn number(&mut self, keys: Keys, _: Option<Number<'a>>) {
        self.note(keys);
    }

    fn timestamp(&mut self, keys: Keys, _: Option<&'a str>) {
        self.note(keys);
    }

    fn boolean(&mut self, keys: Keys, _: Option<bool>) {
        self.note(keys);
    }

    fn object<V: View<'a> + fmt::Debug>(&mut self, keys: Keys, answer: Option<V>) {
        self.note(keys);
        self.inside(answer.into_iter());
    }

    fn list<V: View<'a> + fmt::Debug>(&mut self, keys: Keys, answer: Items<'a, V>) {
        self.note(keys);
        self.inside(answer.flatten());
    }

    fn one_or_many<V: View<'a> + fmt::Debug>(&mut self, keys: Keys, answer: Items<'a, V>) {
        self.list(keys, answer);
    }

    fn strings<T: From<&'a str> + AsRef<str>>(&mut self, keys: Keys, _: StringItems<'a, T>) {
        self.note(keys);
    }

    fn json(&mut self, keys: Keys, _: Option<EmbeddedJson<'a>>) {
        self.note(keys);
    }

    fn raw(&mut self, keys: Keys, _: Option<Raw<'a>>) {
        self.note(keys);
    }
}
