//! JSON after RFC 8259 over an index of quotes; no names of webhook members.
//!
//! Read in this order:
//!
//! - [`schema`], [`lookup`]: tables of members as data, and the lookup of a key;
//! - [`record`]: the output of the parser, and [`read`]: the reads of every accessor;
//! - [`parse`]: one pass that checks the grammar of a body and writes its records;
//! - [`reference`](mod@reference): the same check byte by byte; it determines the error, and tests
//!   compare the parser with it;
//! - [`cache`]: parsed bodies, whose records are reused for bodies of the same structure;
//! - [`view`], [`item_error`], [`raw`], [`text`], [`strings`], [`number`], [`path`]: the values
//!   that callers hold;
//! - [`visit`], [`canonical`], [`keyed`]: visitors of objects with a schema, canonical hashes, and
//!   indexes of lists by a key;
//! - [`any`]: JSON texts without a schema; [`table`]: tables for the reference page and tests.

pub(crate) mod any;
pub(crate) mod cache;
pub(crate) mod canonical;
mod decoded;
pub(crate) mod doc;
mod item_error;
pub(crate) mod keyed;
pub(crate) mod lookup;
mod number;
mod object;
pub(crate) mod parse;
mod path;
mod raw;
mod read;
pub(crate) mod record;
pub(crate) mod reference;
pub(crate) mod schema;
#[cfg(feature = "serde")]
mod serialize;
mod skip;
mod space;
mod strings;
pub(crate) mod table;
mod text;
mod unescape;
mod view;
mod visit;

pub(crate) use decoded::{Strings, body_as_str, unescape_into};
pub use item_error::{ItemError, ItemErrorKind};
pub use number::{Number, NumberError};
pub(crate) use object::Obj;
pub use path::Path;
pub use raw::{JsonType, Raw, RawItems, RawMembers};
#[cfg(feature = "serde")]
pub(crate) use serialize::{serialize, serialize_some};
pub use strings::{EmbeddedJson, StringItems};
pub use text::Str;

pub(crate) use unescape::short;
pub(crate) use view::debug;
pub use view::{Items, UnknownMembers, View, Visitor};
pub use visit::EnumValue;
