//! Events and items as Arrow record batches.
//!
//! [`Table::EVENTS`] is flat and normalised: one row an item, whatever its kind. For each kind of item,
//! and each field without items, there is a table with all documented members, nested as on the wire.
//! `docs/COLUMNS.md` lists the columns of all tables, with meaning, unit, and the meaning of null.
//!
//! | bytes come | use |
//! |---|---|
//! | from any [`std::io::BufRead`] | [`ReaderBuilder::build`] |
//! | in a shared buffer, such as a mapped file | [`ReaderBuilder::build_buffer`]: texts are not copied |
//! | pushed, chunk by chunk | [`ReaderBuilder::build_decoder`], [`Decoder::decode`] |
//! | one decoded body at a time | [`Decoder::append`] |
//!
//! A column that is not asked for costs nothing: see [`ReaderBuilder::with_columns`].
//!
//! ```
//! use arrow_array::cast::AsArray;
//! use wabahook::arrow::{ReaderBuilder, Table};
//!
//! let log = br#"{"field":"messages","value":{"metadata":{"phone_number_id":"106"},"statuses":[
//!     {"id":"wamid.A","status":"read","timestamp":"1750101000"}]}}"#;
//! let log = log.iter().filter(|&&byte| byte != b'\n').copied().collect::<Vec<_>>();
//! let reader = ReaderBuilder::new(Table::EVENTS).with_columns(["id", "status"]).build(&log[..])?;
//! for batch in reader {
//!     let batch = batch?;
//!     assert_eq!(batch.column(0).as_string_view().value(0), "wamid.A");
//!     assert_eq!(batch.column(1).as_string_view().value(0), "read");
//! }
//! # Ok::<(), arrow_schema::ArrowError>(())
//! ```
//!
//! Types never drift. A value that does not fit its column, such as a timestamp that is no number, is
//! null there and stays in the column `item`. A refused body is a row of the kind `refused`, a malformed
//! item one of the kind `malformed`, unless they go elsewhere: see [`ReaderBuilder::on_refused`].
//!
//! The versions of `arrow-array`, `arrow-buffer` and `arrow-schema` are part of the interface: 59.

mod batches;
mod builder;
mod columns;
mod decoder;
mod json_text;
mod nested;
mod plan;
mod reader;
mod row;
mod rows;
mod table;
mod tree;
mod values;
mod window;

pub use builder::ReaderBuilder;
pub use decoder::Decoder;
pub use plan::Column;
pub use reader::{BufferReader, Reader};
pub use table::Table;

/// The types of the columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Profile {
    /// Texts are `Utf8View`.
    #[default]
    Views,
    /// Texts are `Utf8`, for engines that take no views, such as Spark.
    Plain,
}

/// The time zone of every timestamp.
const TIME_ZONE: &str = "UTC";
