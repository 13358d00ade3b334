//! JSON after RFC 8259 over an index of its quotes; not one word of WhatsApp's.
//!
//! Read in this order:
//!
//! - [`schema`], [`lookup`]: what a table says about an object, and how a key finds its member;
//! - [`record`]: what parsing leaves behind, and [`read`]: the reads that every accessor makes;
//! - [`parse`]: the one pass that proves a body well formed and writes its records;
//! - [`reference`](mod@reference): the same proof done plainly, byte by byte; it names the error, and tests
//!   hold the parser against it;
//! - [`cache`]: bodies of a structure parsed before, which are compared instead of parsed;
//! - [`view`], [`item_error`], [`raw`], [`text`], [`texts`], [`number`], [`path`]: what callers hold;
//! - [`visit`], [`canonical`], [`keyed`]: visitors over known objects, one hash for all spellings of a value,
//!   and items found by a key;
//! - [`any`]: texts of any root, without a schema; [`table`]: tables for people.

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
