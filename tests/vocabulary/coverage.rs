//! Which entries of the tables no body of the corpus has.

use crate::checks::bodies::{Expected, corpus};
use std::collections::BTreeSet;
use std::fmt;
use wabahook::fields::FIELDS;
use wabahook::twin::{TABLES, Table, Visitor};
use wabahook::{Decoder, EmbeddedJson, Items, Number, Raw, StringItems, Value, View};

/// What was met: fields, members as `View.key`, words as `View.key=word`.
#[derive(Default)]
struct Met(BTreeSet<String>);

/// What no body has, each with a file to write.
pub(crate) fn missing() -> Vec<String> {
    let met = met();
    let mut missing = Vec::new();
    let mut seen = BTreeSet::new();
    for name in FIELDS.iter().filter(|name| !met.0.contains(**name)) {
        missing.push(format!("corpus/{name}/<case>.json: the field `{name}`"));
    }
    for (names, table) in TABLES {
        of_table(table(), names[0], &met, &mut seen, &mut missing);
    }
    missing
}

fn of_table(
    table: Table,
    field: &str,
    met: &Met,
    seen: &mut BTreeSet<&'static str>,
    missing: &mut Vec<String>,
) {
    if !seen.insert(table.name) {
        return;
    }
    for row in table.rows {
        let member = format!("{}.{}", table.name, row.keys[0]);
        if !met.0.contains(&member) {
            let file = format!("corpus/{field}/<case>.json");
            missing.push(format!("{file}: `{member}`"));
        }
        if let Some(set) = row.enum_table.filter(|_| row.word == "discriminant") {
            for value in set().values {
                if !met.0.contains(&format!("{member}={}", value.text)) {
                    let case = value.text.to_lowercase().replace('_', "-");
                    let file = format!("corpus/{field}/{case}.json");
                    missing.push(format!("{file}: `{member}` `{}`", value.text));
                }
            }
        }
        if let Some(of) = row.of {
            of_table(of(), field, met, seen, missing);
        }
    }
}

/// What the good bodies of the corpus have.
fn met() -> Met {
    let mut met = Met::default();
    for body in corpus().iter().filter(|body| body.expected() == Expected::Good) {
        let mut decoder = Decoder::new();
        let payload = decoder.decode(&body.bytes).unwrap();
        for change in payload.entries().flat_map(|entry| entry.changes()) {
            let value = change.value();
            let name = change.field().unwrap_or_default();
            if matches!(value, Value::Malformed(_)) {
                continue;
            }
            met.0.insert(name.to_owned());
            if let Some((_, table)) = TABLES.iter().find(|(names, _)| names.contains(&name)) {
                let (view, raw) = (table().name, value.raw());
                value.accept(&mut Meeting { view, raw, met: &mut met });
            }
        }
    }
    met
}

/// Notes what the accessors of one view find.
struct Meeting<'m, 'a> {
    view: &'static str,
    raw: Raw<'a>,
    met: &'m mut Met,
}

type Keys = &'static [&'static str];

impl<'a> Meeting<'_, 'a> {
    /// A member that has a line of its own, by that name only.
    fn meet(&mut self, keys: Keys) {
        if self.raw.get(keys[0]).is_some() {
            self.met.0.insert(format!("{}.{}", self.view, keys[0]));
        }
    }

    fn inside<V: View<'a>>(&mut self, views: impl Iterator<Item = V>) {
        for view in views {
            let (name, raw) = (V::table().name, view.raw());
            view.accept(&mut Meeting { view: name, raw, met: self.met });
        }
    }
}

impl<'a> Visitor<'a> for Meeting<'_, 'a> {
    fn text(&mut self, keys: Keys, _: Option<&'a str>) {
        self.meet(keys);
    }

    fn enum_value(&mut self, keys: Keys, answer: Option<&'a str>, _: fn(&'a str) -> &'a str) {
        self.meet(keys);
        if let Some(word) = answer {
            self.met.0.insert(format!("{}.{}={word}", self.view, keys[0]));
        }
    }

    fn number(&mut self, keys: Keys, _: Option<Number<'a>>) {
        self.meet(keys);
    }

    fn timestamp(&mut self, keys: Keys, _: Option<&'a str>) {
        self.meet(keys);
    }

    fn boolean(&mut self, keys: Keys, _: Option<bool>) {
        self.meet(keys);
    }

    fn object<V: View<'a> + fmt::Debug>(&mut self, keys: Keys, answer: Option<V>) {
        self.meet(keys);
        self.inside(answer.into_iter());
    }

    fn list<V: View<'a> + fmt::Debug>(&mut self, keys: Keys, answer: Items<'a, V>) {
        self.meet(keys);
        self.inside(answer.flatten());
    }

    fn one_or_many<V: View<'a> + fmt::Debug>(&mut self, keys: Keys, answer: Items<'a, V>) {
        self.list(keys, answer);
    }

    fn strings<T: From<&'a str> + AsRef<str>>(&mut self, keys: Keys, _: StringItems<'a, T>) {
        self.meet(keys);
    }

    fn json(&mut self, keys: Keys, _: Option<EmbeddedJson<'a>>) {
        self.meet(keys);
    }

    fn raw(&mut self, keys: Keys, _: Option<Raw<'a>>) {
        self.meet(keys);
    }
}
