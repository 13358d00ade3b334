#![doc = include_str!("../README.md")]
#![no_std]

extern crate alloc;
#[cfg(feature = "std")]
extern crate std;

mod decoder;
mod error;
mod event;
pub mod fields;
mod json;
mod payload;
#[doc(hidden)]
pub mod scan;

pub use decoder::{Decoder, Limits};
pub use error::{Error, ErrorKind, line_column};
pub use event::{DedupeKey, Event, Events, Item};
pub use fields::{Timestamp, Value};
pub use json::{
    ItemError, ItemErrorKind, Items, Kind, Number, NumberError, Path, Raw, RawItems, RawMembers,
    Str, Unknown, View,
};
pub use payload::{Change, Changes, Entries, Entry, Envelope, Payload};
pub use scan::Kernel;

/// The plain twins of the fast code and a look at every accessor, for tests and fuzzing only: not part of the interface.
#[doc(hidden)]
pub mod twin {
    pub use crate::json::Eye;
    pub use crate::json::check::check;
    pub use crate::scan::naive;
}
