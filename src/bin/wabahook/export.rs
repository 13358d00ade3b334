//! `export`: items as rows of a file that other engines read.

use crate::body::Body;
use crate::finding::Refusal;
use crate::said::{Said, say_refused};
use crate::task::Task;
use std::io::{self, Write};
use wabahook::arrow::{Decoder, Profile, ReaderBuilder, Table};
use wabahook::{Limits, Payload};

/// The arguments that say what rows there are.
#[derive(Clone)]
pub(crate) struct Rows {
    pub(crate) table: Table,
    /// All columns if there are none.
    pub(crate) columns: Vec<String>,
}

impl Rows {
    /// Returns an empty decoder, or an error if the table lacks a column.
    pub(crate) fn decoder(&self) -> io::Result<Decoder> {
        // The types that every engine takes.
        let builder = ReaderBuilder::new(self.table).with_profile(Profile::Plain);
        let builder = match &*self.columns {
            [] => builder,
            names => builder.with_columns(names),
        };
        builder.with_limits(Limits::new()).build_decoder().map_err(io::Error::other)
    }
}

pub(crate) struct Export {
    rows: io::Result<Decoder>,
    /// The name of the last body's file.
    source: String,
}

impl Export {
    pub(crate) fn new(rows: &Rows) -> Export {
        Export { rows: rows.decoder(), source: String::new() }
    }

    fn rows(&mut self, body: &Body<'_>) -> io::Result<&mut Decoder> {
        let rows = match &mut self.rows {
            Ok(rows) => rows,
            Err(error) => return Err(io::Error::other(error.to_string())),
        };
        if self.source != body.name {
            self.source.replace_range(.., body.name);
            rows.set_source(body.name);
        }
        Ok(rows)
    }
}

impl Task for Export {
    fn payload(&mut self, body: &Body<'_>, payload: Payload<'_>, _: &mut Said) -> io::Result<()> {
        self.rows(body)?.append_at(&payload, body.offset).map_err(io::Error::other)
    }

    fn refused(&mut self, body: &Body<'_>, error: &Refusal, said: &mut Said) -> io::Result<()> {
        if let Refusal::Body(error) = error {
            self.rows(body)?.append_refused(*error, Some(body.offset));
        }
        say_refused(body, error, said)
    }

    fn end_batch(&mut self, said: &mut Said) -> io::Result<()> {
        if let Ok(rows) = &mut self.rows {
            while let Some(table) = rows.flush().map_err(io::Error::other)? {
                said.tables.push(table);
            }
        }
        Ok(())
    }

    fn merge(&mut self, _: Self) {}

    fn finish(self, _: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }
}
