//! The grammar: JSON after RFC 8259 over an index of its quotes, and nothing about WhatsApp.
//!
//! Read in this order:
//!
//! - [`schema`]: what a table says about an object: its members and their types;
//! - [`walk`]: the one pass that proves a body well formed and notes where its documented members are;
//! - `tokens`, `runs`, `variant`: how it steps through the body, and through what tells nothing, and what it does
//!   when it learns late what a value is;
//! - `seen`, `nodes`: what it knows of an object that is open, and what it writes;
//! - [`check`]: the same proof done plainly, byte by byte; it names the error, and it is the twin that
//!   tests hold `walk` against;
//! - [`doc`], `hot`: what the pass leaves behind, and how a member is found in it;
//! - [`shapes`]: bodies and items of a shape met before, which need no walk;
//! - [`layouts`]: bodies of which even the strings' lengths were met before, which need no index;
//! - [`outlines`]: what stands around a value, met before: then only the value is walked;
//! - `moves`, `ways`: how their nodes are placed anew, and which of them to try for a body;
//! - [`view`], [`misfit`], [`raw`], [`text`], [`texts`], [`number`], [`path`]: what callers hold;
//! - [`any`]: texts of any root, without a schema;
//! - [`canonical`]: one hash for all spellings of a value;
//! - [`visit`], [`table`]: what is in an object, and what a table says, for those who ask after all of it.

pub(crate) mod any;
pub(crate) mod canonical;
pub(crate) mod check;
mod cursor;
pub(crate) mod doc;
mod hot;
pub(crate) mod keyed;
pub(crate) mod layouts;
pub(crate) mod lookup;
mod misfit;
mod moves;
pub(crate) mod nodes;
mod number;
pub(crate) mod outlines;
mod path;
mod raw;
mod runs;
pub(crate) mod schema;
mod seen;
#[cfg(feature = "serde")]
mod serialize;
pub(crate) mod shapes;
pub(crate) mod span;
pub(crate) mod table;
mod text;
mod texts;
mod tokens;
mod unescape;
mod variant;
mod view;
mod visit;
pub(crate) mod walk;
mod ways;

pub use misfit::{ItemError, ItemErrorKind};
pub use number::{Number, NumberError};
pub use path::Path;
pub use raw::{Kind, Raw, RawItems, RawMembers};
#[cfg(feature = "serde")]
pub(crate) use serialize::{serialize, serialize_some};
pub use text::Str;
pub(crate) use text::{Strings, body_as_str, unescape_into};
pub use texts::{JsonText, Texts};
pub(crate) use unescape::short;
pub use view::{Eye, Items, Unknown, View};
pub(crate) use view::{Obj, debug};
pub use visit::Word;
