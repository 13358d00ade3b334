//! Texts generated from the tables: the page of the vocabulary, the README's table, the dictionary.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::iter;
use wabahook::fields::FIELDS;
use wabahook::twin::{EnumTable, EnumVariant, KINDS, Row, TABLES, Table};

const HEAD: &str = "\
# The vocabulary

Every field, view, member and documented enum value that wabahook knows. Generated from the tables
in `src/fields` by

    WABAHOOK_BLESS=1 cargo test --test vocabulary

A name that is not on this page is no error: its value is kept raw.

Types: `text`, `number`, `fraction` (a number that may have a fraction), `timestamp` (Unix seconds)
and `boolean` are read from strings and bare values alike; `json` is JSON inside a string; an enum is one of the texts listed below, or any
other; `[…]` is an array. An empty array in place of an object reads as an empty object. A member
may be absent, unless it is *required*: without it the object is an error.
";

/// Markers around the table of fields in the README.
pub(crate) const FROM: &str = "<!-- fields: written by the test `vocabulary` -->\n\n";
pub(crate) const TO: &str = "\n<!-- fields end -->";

/// Returns the whole page.
pub(crate) fn page() -> String {
    let mut page = HEAD.to_owned();
    let mut views = Vec::new();
    let mut enums = BTreeMap::new();
    page += "\n## Fields\n\n| `field` | value | items |\n|---|---|---|\n";
    for (names, table) in TABLES {
        let table = table();
        let names: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
        let items = items(table);
        let items = if items.is_empty() { "the value itself".to_owned() } else { items.join(", ") };
        writeln!(page, "| {} | {} | {items} |", names.join(", "), link(table.name)).unwrap();
        collect(table, &mut views, &mut enums);
    }
    for field in raw_fields() {
        writeln!(page, "| `{field}` | any JSON: Meta does not describe it | the value itself |")
            .unwrap();
    }
    page += "\n## Views\n";
    for table in &views {
        view(table, &mut page);
    }
    page += "\n## Enums\n";
    for table in enums.values() {
        enum_table(table, &mut page);
    }
    page
}

/// Returns the README's table of fields, grouped by the kinds of their items.
pub(crate) fn fields() -> String {
    let mut rows: Vec<(String, Vec<&str>)> = Vec::new();
    let tables = TABLES.iter().flat_map(|(names, table)| {
        let items = items(table());
        let items = if items.is_empty() { "the value itself".to_owned() } else { items.join(", ") };
        names.iter().map(move |&name| (name, items.clone()))
    });
    let raw =
        raw_fields().map(|field| (field, "the value, raw: Meta does not describe it".to_owned()));
    for (field, items) in tables.chain(raw) {
        match rows.iter_mut().find(|(known, _)| *known == items) {
            Some((_, fields)) => fields.push(field),
            None => rows.push((items, vec![field])),
        }
    }
    rows.sort_by_key(|(items, _)| items.starts_with("the value"));
    let mut table = "| `field` | kinds of items |\n|---|---|\n".to_owned();
    for (items, fields) in rows {
        let fields: Vec<_> = fields.iter().map(|field| format!("`{field}`")).collect();
        writeln!(table, "| {} | {items} |", fields.join(", ")).unwrap();
    }
    table + "| any other | the value, raw: [`Value::Unknown`] |\n"
}

/// Returns the fields that have no view.
fn raw_fields() -> impl Iterator<Item = &'static str> {
    let has_table = |field| TABLES.iter().any(|(names, _)| names.contains(field));
    FIELDS.iter().filter(move |field| !has_table(field)).copied()
}

/// Returns the words of the vocabulary for the fuzzers' dictionary.
pub(crate) fn dictionary() -> String {
    let (mut views, mut enums) = (Vec::new(), BTreeMap::new());
    TABLES.iter().for_each(|(_, table)| collect(table(), &mut views, &mut enums));
    let keys = views.iter().flat_map(|view| view.rows.iter().map(|row| row.keys[0]));
    let texts = enums.values().flat_map(|table| table.values.iter().flat_map(spellings));
    let words: BTreeSet<_> = FIELDS.iter().copied().chain(keys).chain(texts).collect();
    words.into_iter().map(|word| format!("\"\\\"{word}\\\"\"\n")).collect()
}

/// Returns the kinds of items that a table holds, at any depth.
fn items(table: Table) -> Vec<String> {
    let mut kinds = Vec::new();
    for row in table.rows.iter().filter(|row| row.items != 0) {
        kinds.push(format!("`{}`", KINDS[usize::from(row.items)]));
        kinds.extend(row.of.map_or_else(Vec::new, |of| items(of())));
    }
    let mut seen = Vec::new();
    kinds.retain(|kind| {
        !seen.contains(kind) && {
            seen.push(kind.clone());
            true
        }
    });
    kinds
}

/// Collects every reachable table in depth-first order, and every enum by name.
fn collect(table: Table, views: &mut Vec<Table>, enums: &mut BTreeMap<&'static str, EnumTable>) {
    if views.iter().any(|view| view.name == table.name) {
        return;
    }
    views.push(table);
    for row in table.rows {
        if let Some(table) = row.enum_table {
            enums.insert(table().name, table());
        }
        if let Some(of) = row.of {
            collect(of(), views, enums);
        }
    }
}

fn view(table: &Table, page: &mut String) {
    writeln!(page, "\n### {}\n\n{}\n", table.name, prose(table.doc)).unwrap();
    page.push_str("| member | type | |\n|---|---|---|\n");
    for row in table.rows {
        let mut name = format!("`{}`", row.keys[0]);
        if row.accessor != row.keys[0] {
            write!(name, ", read by `{}()`", row.accessor).unwrap();
        }
        if let Some(key) = row.keys.iter().find(|key| key.contains('.')) {
            write!(name, " or `{key}`").unwrap();
        }
        writeln!(page, "| {name} | {} | {} |", kind(row), prose(row.doc)).unwrap();
    }
}

fn kind(row: &Row) -> String {
    let of = row.of.map(|of| link(of().name)).or(row.enum_table.map(|table| link(table().name)));
    let of = of.unwrap_or_default();
    let kind = match row.word {
        "user" if of.is_empty() => "text".to_owned(),
        "object" | "part" | "user" | "enum" | "discriminant" => of,
        "list" => format!("[{of}]"),
        "strings" if of.is_empty() => "text or [text]".to_owned(),
        "one_or_many" | "strings" => format!("{of} or [{of}]"),
        word => word.to_owned(),
    };
    if row.is_required { format!("{kind}, *required*") } else { kind }
}

fn enum_table(table: &EnumTable, page: &mut String) {
    writeln!(page, "\n### {}\n\n{}\n", table.name, prose(table.doc)).unwrap();
    page.push_str("| text | variant | |\n|---|---|---|\n");
    for value in table.values {
        let doc = prose(value.doc);
        let member = value.member.map_or_else(String::new, |member| format!(" In `{member}`."));
        let texts: Vec<_> = spellings(value).map(|text| format!("`{text}`")).collect();
        let texts = texts.join(", ");
        writeln!(page, "| {texts} | `{}` | {doc}{member} |", value.variant).unwrap();
    }
}

/// Returns the texts of a value: its name, then its aliases.
fn spellings(value: &'static EnumVariant) -> impl Iterator<Item = &'static str> {
    iter::once(value.text).chain(value.aliases.iter().copied())
}

fn link(name: &str) -> String {
    format!("[{name}](#{})", name.to_lowercase())
}

/// Returns a doc comment as one line.
fn prose(doc: &[&str]) -> String {
    let lines: Vec<_> =
        doc.iter().map(|line| line.trim()).filter(|line| !line.is_empty()).collect();
    lines.join(" ").replace('|', "\\|")
}
