//! `docs/COLUMNS.md`, written from the tables.

use crate::checks::tables;
use arrow_schema::DataType;
use std::fmt::Write;
use wabahook::arrow::{Column, Table};
use wabahook::twin::KINDS;

/// The hand-written beginning of the page ends here.
pub(crate) const FROM: &str = "<!-- tables: written by the test `arrow` -->\n";
pub(crate) const TO: &str = "\n<!-- tables end -->";

pub(crate) fn tables() -> String {
    let events = Table::EVENTS.columns();
    let nested: Vec<Table> = Table::all().skip(1).collect();
    let is_everywhere = |column: &&Column| {
        let in_some = |table: &Table| {
            table.columns().iter().any(|it| it.name == column.name && it.doc == column.doc)
        };
        column.name != "item" && nested.iter().any(in_some)
    };
    let mut page = String::new();
    page += "\n## Context\n\nEvery table begins with these columns.\n\n";
    rows(events.iter().filter(is_everywhere), None, &mut page);
    page += "\n## `events`\n\nOne row an item, whatever its kind.\n\n";
    rows(events.iter().filter(|it| !is_everywhere(it)), None, &mut page);
    let unknown = nested[0].columns().into_iter().filter(|it| it.name == "unknown");
    let item = events.iter().filter(|it| it.name == "item").cloned();
    page += "\n## Nested tables\n\nEvery one ends with these columns.\n\n";
    let ends: Vec<Column> = unknown.chain(item).collect();
    rows(ends.iter(), None, &mut page);
    for table in nested {
        let name = table.name();
        let vocabulary =
            if KINDS.contains(&name) { tables::of_kind(name) } else { tables::of_field(name) };
        let view = vocabulary.unwrap();
        write!(page, "\n### `{name}`\n\n").unwrap();
        let what = if KINDS.contains(&name) {
            "One row an item of the kind"
        } else {
            "One row a value of the field"
        };
        writeln!(page, "{what} `{name}`: {}.\n", link(view.name)).unwrap();
        let columns = table.columns();
        let own = |it: &&Column| view.rows.iter().any(|row| row.keys[0] == it.name);
        rows(columns.iter().filter(own), Some(view), &mut page);
    }
    page
}

fn rows<'c>(
    columns: impl Iterator<Item = &'c Column>,
    view: Option<wabahook::twin::Table>,
    page: &mut String,
) {
    page.push_str("| column | type | |\n|---|---|---|\n");
    for column in columns {
        let row = view.and_then(|view| view.rows.iter().find(|row| row.keys[0] == column.name));
        let of = row.and_then(|row| row.of).map(|of| of().name);
        let doc = column.doc.replace('|', "\\|");
        writeln!(page, "| `{}` | {} | {doc} |", column.name, kind(&column.data_type, of)).unwrap();
    }
}

/// The type of a column; that of objects by their view.
fn kind(data_type: &DataType, of: Option<&str>) -> String {
    match data_type {
        DataType::Struct(_) => link(of.unwrap()),
        DataType::List(item) => format!("list of {}", kind(item.data_type(), of)),
        DataType::Timestamp(..) => "timestamp".to_owned(),
        DataType::Utf8View if of.is_some() => "text (JSON)".to_owned(),
        DataType::Utf8View => "text".to_owned(),
        DataType::Binary => "binary".to_owned(),
        DataType::Int64 => "integer".to_owned(),
        DataType::Float64 => "float".to_owned(),
        DataType::Boolean => "boolean".to_owned(),
        other => panic!("a column of type {other}"),
    }
}

fn link(name: &str) -> String {
    format!("[{name}](VOCABULARY.md#{})", name.to_lowercase())
}
