//! Lookups in the tables of the vocabulary.

use wabahook::JsonType;
use wabahook::twin::{KINDS, Row, TABLES, Table};

/// Returns the table of the value of a field.
pub(crate) fn of_field(field: &str) -> Option<Table> {
    TABLES.iter().find(|(names, _)| names.contains(&field)).map(|(_, table)| table())
}

/// Returns the table of the items of a kind.
pub(crate) fn of_kind(kind: &str) -> Option<Table> {
    fn find(table: Table, kind: &str) -> Option<Table> {
        items(table).find_map(|(row, of)| {
            if KINDS[usize::from(row.items)] == kind { Some(of) } else { find(of, kind) }
        })
    }
    TABLES.iter().find_map(|(_, table)| find(table(), kind))
}

/// Returns the members that hold items, each with the table of its items.
pub(crate) fn items(table: Table) -> impl Iterator<Item = (&'static Row, Table)> {
    table.rows.iter().filter(|row| row.items != 0).filter_map(|row| Some((row, row.of?())))
}

/// Returns true if items of the table hold other items.
pub(crate) fn holds_items(table: Table) -> bool {
    items(table).next().is_some()
}

/// Returns true if other events, or their context, show the member.
pub(crate) fn is_elsewhere(table: Table, is_value: bool, key: &str, kind: JsonType) -> bool {
    let Some(row) = table.rows.iter().find(|row| row.keys[0] == key) else { return false };
    let fits = match row.word {
        "list" => kind == JsonType::Array,
        "object" | "user" => kind == JsonType::Object,
        _ => matches!(kind, JsonType::Array | JsonType::Object),
    };
    let context = || match row.of {
        Some(of) => row.word == "object" && of().name == "Metadata",
        None => key == "messaging_product",
    };
    (row.items != 0 && fits) || (is_value && holds_items(table) && context())
}
