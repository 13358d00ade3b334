#![doc = include_str!("../README.md")]
#![no_std]

extern crate alloc;
#[cfg(feature = "std")]
extern crate std;

#[cfg(feature = "arrow")]
pub mod arrow;
#[cfg(feature = "axum")]
pub mod axum;
#[cfg(feature = "bytes")]
mod body;
#[cfg(feature = "signature")]
mod challenge;
mod decoder;
mod error;
mod event;
pub mod fields;
mod json;
mod limits;
mod memory;
mod payload;
mod recognize;
#[doc(hidden)]
pub mod scan;
#[cfg(feature = "signature")]
mod signature;
pub mod stream;
pub mod unwrap;

#[cfg(feature = "bytes")]
pub use body::Body;
#[cfg(feature = "signature")]
pub use challenge::{ChallengeError, challenge};
pub use decoder::Decoder;
pub use error::{Error, ErrorKind, line_column};
pub use event::{DedupeKey, Event, EventError, Events};
pub use fields::{Item, Timestamp, Value};
pub use json::{
    EmbeddedJson, EnumValue, ItemError, ItemErrorKind, Items, JsonType, Number, NumberError, Path,
    Raw, RawItems, RawMembers, Str, StringItems, UnknownMembers, View,
};
pub use limits::Limits;
pub use payload::{Change, Changes, Entries, Entry, Envelope, Payload, Product};
pub use scan::Kernel;
#[cfg(feature = "signature")]
pub use signature::{EmptySecret, Signature, SignatureError, Verified, Verifier};

/// Reference implementations and visitors, for tests and fuzzing only: not public API.
#[doc(hidden)]
pub mod twin {
    pub use crate::decoder::records;
    pub use crate::fields::{KINDS, TABLES};
    pub use crate::json::Visitor;
    pub use crate::json::reference::check;
    pub use crate::json::table::{EnumTable, EnumVariant, Row, Table};
    pub use crate::scan::naive;
}
