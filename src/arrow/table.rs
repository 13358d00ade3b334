//! The tables, by name.

use crate::fields::{Field, Kind, TABLES};
use crate::json::schema::Schema;
use crate::json::table::Table as Vocabulary;
use core::fmt;

/// A table: `events`, one kind of item, or one field without items.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Table(pub(super) Rows);

/// The items that are rows of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rows {
    All,
    /// The items of a kind.
    Items(Kind),
    /// The values of a field.
    Values(Field),
}

impl Table {
    /// The flat table: one row an item, whatever its kind.
    pub const EVENTS: Table = Table(Rows::All);

    /// Returns all tables, `events` first.
    ///
    /// ```
    /// use wabahook::arrow::Table;
    /// assert!(Table::all().any(|table| table.name() == "status"));
    /// ```
    pub fn all() -> impl Iterator<Item = Table> {
        let items = Kind::ALL.iter().map(|&kind| Table(Rows::Items(kind)));
        let fields = (1..=u8::MAX).map_while(Field::numbered);
        let fields = fields.filter(|field| !field.schema().holds_items());
        let values = fields.map(|field| Table(Rows::Values(field)));
        core::iter::once(Table::EVENTS).chain(items).chain(values)
    }

    /// Returns the table of that name.
    pub fn named(name: &str) -> Option<Table> {
        Table::all().find(|table| table.name() == name)
    }

    /// Returns the name: `events`, the kind of item, or the field.
    pub fn name(self) -> &'static str {
        match self.0 {
            Rows::All => "events",
            Rows::Items(kind) => kind.name().unwrap_or_default(),
            Rows::Values(field) => names(field).first().copied().unwrap_or_default(),
        }
    }

    /// Returns the vocabulary of a nested table.
    pub(super) fn vocabulary(self) -> Option<(Vocabulary, &'static Schema)> {
        match self.0 {
            Rows::All => None,
            Rows::Items(kind) => Some((kind.table()?, kind.schema()?)),
            Rows::Values(field) => {
                let (_, table) = TABLES.get(field as usize)?;
                Some((table(), field.schema()))
            }
        }
    }
}

/// Returns the names of a field, the one in use first.
pub(super) fn names(field: Field) -> &'static [&'static str] {
    TABLES.get(field as usize).map_or(&[], |(names, _)| names)
}

impl fmt::Debug for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Table({})", self.name())
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}
