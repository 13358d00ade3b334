//! The rows of a batch while it is filled.

use super::columns::{Column, Fill};
use super::json_text::escape;
use super::plan::{Plan, Source};
use super::row::{Row, Subject};
use super::table::{self, names};
use super::tree::Tree;
use super::values::{Type, Values};
use super::window::{Sink, Window};
use crate::event::Event;
use crate::fields::Item;
use alloc::string::String;
use alloc::vec::Vec;
use arrow_array::{ArrayRef, RecordBatch, RecordBatchOptions};
use arrow_schema::{ArrowError, DataType};
use core::fmt::Write;

/// Bytes that a batch copies at most, but for those of its last row.
const MAX_COPIED: usize = 32 << 20;

pub(super) struct Rows {
    plan: Plan,
    columns: Vec<Filled>,
    len: usize,
    copied: usize,
    /// Texts that are written for a column.
    scratch: String,
}

/// A column and what is read into it.
enum Filled {
    Flat(&'static Column, Values),
    Member(u8, Tree),
    Unknown(Values),
}

impl Rows {
    pub(super) fn new(plan: Plan) -> Rows {
        let profile = plan.profile();
        let column = |source: &Source| match source {
            Source::Flat(column) => Filled::Flat(column, Values::new(column.of(), profile)),
            Source::Member(member) => {
                Filled::Member(member.number, Tree::new(&member.shape, profile))
            }
            Source::Unknown => Filled::Unknown(Values::new(Type::Text, profile)),
        };
        let columns = plan.sources().iter().map(column).collect();
        Rows { plan, columns, len: 0, copied: 0, scratch: String::new() }
    }

    pub(super) fn plan(&self) -> &Plan {
        &self.plan
    }

    pub(super) fn len(&self) -> usize {
        self.len
    }

    pub(super) fn is_full(&self, most: usize) -> bool {
        self.len >= most || self.copied >= MAX_COPIED
    }

    /// Appends a row, if it is one of the table.
    pub(super) fn push(&mut self, row: &Row<'_>, window: Option<&Window>) {
        if !self.has(row) {
            return;
        }
        let mut sink = Sink { window, copied: self.copied };
        for column in &mut self.columns {
            match column {
                Filled::Flat(column, values) => {
                    fill(column, values, self.len, row, &mut self.scratch, &mut sink);
                }
                Filled::Member(number, tree) => {
                    if let Some((obj, _)) = row.event().and_then(Event::known) {
                        tree.set(self.len, obj, *number, &mut sink);
                    }
                }
                Filled::Unknown(values) => {
                    self.scratch.clear();
                    if write_unknown(row, &mut self.scratch) {
                        values.set_text(self.len, &self.scratch, &mut sink);
                    }
                }
            }
        }
        self.copied = sink.copied;
        self.len += 1;
    }

    fn has(&self, row: &Row<'_>) -> bool {
        let of = self.plan.table().0;
        match (of, &row.subject) {
            (table::Rows::All, _) => true,
            (table::Rows::Values(field), Subject::Item(event, Item::Value(_))) => {
                names(field).contains(&event.kind()) && event.known().is_some()
            }
            (_, Subject::Item(_, Item::Value(_))) => false,
            (table::Rows::Items(kind), Subject::Item(event, _)) => {
                kind.name() == Some(event.kind())
            }
            _ => false,
        }
    }

    /// Returns the rows as a batch, and begins the next one.
    pub(super) fn finish(&mut self) -> Result<RecordBatch, ArrowError> {
        let rows = core::mem::take(&mut self.len);
        self.copied = 0;
        let schema = self.plan.schema();
        let columns = self.columns.iter_mut().zip(schema.fields());
        let columns = columns.map(|(column, field)| column.finish(rows, field.data_type()));
        let columns = columns.collect::<Result<_, _>>()?;
        let options = RecordBatchOptions::new().with_row_count(Some(rows));
        RecordBatch::try_new_with_options(schema.clone(), columns, &options)
    }
}

impl Filled {
    fn finish(&mut self, rows: usize, of: &DataType) -> Result<ArrayRef, ArrowError> {
        match self {
            Filled::Flat(_, values) | Filled::Unknown(values) => Ok(values.finish(rows, of)),
            Filled::Member(_, tree) => tree.finish(rows),
        }
    }
}

#[inline]
fn fill<'a>(
    column: &Column,
    values: &mut Values,
    number: usize,
    row: &Row<'a>,
    scratch: &mut String,
    sink: &mut Sink<'_>,
) {
    match column.fill {
        Fill::Text(read) => {
            if let Some(text) = read(row) {
                values.set_text(number, text, sink);
            }
        }
        Fill::Written(write) => {
            scratch.clear();
            if write(row, scratch) {
                values.set_text(number, scratch, sink);
            }
        }
        Fill::Bool(read) => {
            if let Some(value) = read(row) {
                values.set_bool(number, value);
            }
        }
        Fill::Int(read) | Fill::Time(read) => {
            if let Some(value) = read(row) {
                values.set_int(number, value);
            }
        }
        Fill::Float(read) => {
            if let Some(value) = read(row) {
                values.set_float(number, value);
            }
        }
        Fill::Hash(read) => {
            if let Some(hash) = read(row) {
                values.set_hash(number, hash);
            }
        }
    }
}

/// Writes the members that no table names, by their path below the item, as a JSON object.
fn write_unknown(row: &Row<'_>, out: &mut String) -> bool {
    let Some(event) = row.event() else { return false };
    let Some((item, schema)) = event.known() else { return false };
    event.visit_unknown(&mut |raw| {
        out.push_str(if out.is_empty() { "{\"" } else { ",\"" });
        // Writing to a string does not fail.
        let _ = write!(escape(out), "{}", raw.path().below(item, schema));
        out.push_str("\":");
        out.push_str(raw.json());
    });
    let any = !out.is_empty();
    if any {
        out.push('}');
    }
    any
}
