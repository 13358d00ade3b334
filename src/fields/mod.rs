//! The vocabulary, in Meta's words: one file for each family, tables rather than code.
//!
//! A new member is a line in a table; a new message type is a line in `message`'s table of types and
//! a table for its content; a new `field` is a line in the table below and a table for its value. See
//! `schema` for the language of the tables.

mod common;
mod content;
mod interactive;
mod message;
mod messages;
mod payment;
pub(crate) mod schema;
mod shared_contact;
mod status;
mod system;
mod timestamp;
mod user_preferences;

pub use common::*;
pub use content::*;
pub use interactive::*;
pub use message::*;
pub use messages::*;
pub use payment::*;
pub use shared_contact::*;
pub use status::*;
pub use system::*;
pub use timestamp::Timestamp;
pub use user_preferences::*;

use crate::json::schema::{Schema, SchemaFn};
use crate::json::{ItemError, Items, Obj, Raw, View};

/// The table of fields.
macro_rules! fields {
    (
        $(#[$meta:meta])*
        pub enum $Value:ident {
            $( $(#[$doc:meta])* $Variant:ident($View:ident) = $field:literal, )*
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug)]
        #[non_exhaustive]
        pub enum $Value<'a> {
            $( $(#[$doc])* $Variant($View<'a>), )*
            /// The value of a field that has no view: any JSON.
            Unknown(Raw<'a>),
            /// A value that should be an object and is not, or is absent.
            Malformed(ItemError<'a>),
        }

        /// The names of the fields that have a view.
        pub const FIELDS: &[&str] = &[$($field),*];

        /// The places of the fields in the table.
        #[repr(u8)]
        enum Number {
            $( $Variant, )*
        }

        /// The schemas of their values.
        pub(crate) static SCHEMAS: &[SchemaFn] = &[$(<$View<'static> as View<'static>>::schema),*];

        /// The number of a field, counted from 1.
        pub(crate) fn pick(field: &str) -> Option<u8> {
            match field {
                $( $field => Some(Number::$Variant as u8 + 1), )*
                _ => None,
            }
        }

        impl<'a> $Value<'a> {
            /// The view of an object that was walked as the value of the field of that number.
            #[inline(always)]
            pub(crate) fn of(number: u8, obj: Obj<'a>) -> Self {
                match number {
                    $( number if number == Number::$Variant as u8 + 1 => {
                        $Value::$Variant($View::from_obj(obj))
                    } )*
                    _ => $Value::Unknown(obj.raw()),
                }
            }

            /// The phone number of the business; management fields have none.
            #[inline]
            pub fn metadata(&self) -> Option<Metadata<'a>> {
                match *self {
                    $( $Value::$Variant(view) => view.metadata(), )*
                    $Value::Unknown(_) | $Value::Malformed(_) => None,
                }
            }

            /// The users whom the items are about, if the field has such.
            #[inline]
            pub fn contacts(&self) -> Items<'a, Contact<'a>> {
                match *self {
                    $( $Value::$Variant(view) => view.contacts(), )*
                    $Value::Unknown(raw) => Items::empty(raw.doc()),
                    $Value::Malformed(error) => Items::empty(error.raw().doc()),
                }
            }

            /// The value as it came.
            pub fn raw(&self) -> Raw<'a> {
                match *self {
                    $( $Value::$Variant(view) => view.raw(), )*
                    $Value::Unknown(raw) => raw,
                    $Value::Malformed(error) => error.raw(),
                }
            }

            /// The object of a known field.
            pub(crate) fn obj(&self) -> Option<(Obj<'a>, &'static Schema)> {
                match *self {
                    $( $Value::$Variant(view) => Some((view.obj(), $View::schema())), )*
                    _ => None,
                }
            }
        }

        #[cfg(feature = "serde")]
        impl serde::Serialize for $Value<'_> {
            fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                match self {
                    $( $Value::$Variant(view) => view.serialize(to), )*
                    $Value::Unknown(raw) => raw.serialize(to),
                    $Value::Malformed(error) => error.raw().serialize(to),
                }
            }
        }
    };
}

fields! {
    /// The value of a change, by its `field`.
    pub enum Value {
        /// What users sent, and what became of what the business sent.
        Messages(MessagesValue) = "messages",
        /// What users prefer to receive.
        UserPreferences(UserPreferencesValue) = "user_preferences",
    }
}

/// What a value is taken for before its `field` was read: on the wire it stands behind the value, and
/// nearly always it is this one.
pub(crate) const USUAL: u8 = Number::Messages as u8 + 1;
