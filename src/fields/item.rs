//! The table of items: the values that `events()` yields.
//!
//! A member written as `list(View as Kind)` in a table holds items of that kind.

use super::{
    AutomaticEvent, Call, CallStatus, Contact, ErrorObject, GroupUpdate, HistoryChunk,
    HistoryThread, Message, Standby, StandbyEcho, StateSync, Status, UserAction, UserIdUpdate,
    UserPreference, Value,
};
use crate::json::parse::Generated;
use crate::json::schema::Schema;
use crate::json::{Obj, Raw, View};

macro_rules! items {
    (
        $(#[$meta:meta])*
        pub enum $Item:ident {
            $( $(#[$doc:meta])* $Variant:ident($View:ident) = $kind:literal, )*
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug)]
        #[non_exhaustive]
        pub enum $Item<'a> {
            $( $(#[$doc])* $Variant($View<'a>), )*
            /// The value itself, if its field has no items, or if the value has other members or no
            /// items at all. See [`Event::rest`](crate::Event::rest).
            Value(Value<'a>),
            /// A change with unknown members.
            Change(Raw<'a>),
            /// An entry without changes, with unknown members, or of another product.
            Entry(Raw<'a>),
            /// A body without entries, or with unknown members.
            Payload(Raw<'a>),
        }

        /// The kind of an item.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[repr(u8)]
        pub(crate) enum Kind {
            Value,
            $( $Variant, )*
            // Levels above the value, which are events only if no other event covers them.
            Change,
            Entry,
            Payload,
        }

        /// The names of the kinds, by number; the first, of values, is empty.
        #[doc(hidden)]
        pub const KINDS: &[&str] = &["", $($kind),*];

        impl Kind {
            pub(crate) const ALL: &[Kind] = &[$(Kind::$Variant),*];

            /// Returns the kind with this number in the tables, or `None` for 0.
            #[inline]
            pub(crate) fn of(number: u8) -> Option<Kind> {
                Kind::ALL.get(usize::from(number).wrapping_sub(1)).copied()
            }

            /// Returns the name, or `None` for a value, which is named after its field.
            #[inline]
            pub(crate) fn name(self) -> Option<&'static str> {
                match self {
                    $( Kind::$Variant => Some($kind), )*
                    Kind::Value => None,
                    Kind::Change => Some("change"),
                    Kind::Entry => Some("entry"),
                    Kind::Payload => Some("payload"),
                }
            }

            /// Returns the schema of an item, or `None` for a value and the levels above it.
            #[inline]
            pub(crate) fn schema(self) -> Option<&'static Schema> {
                match self {
                    $( Kind::$Variant => Some($View::schema()), )*
                    Kind::Value | Kind::Change | Kind::Entry | Kind::Payload => None,
                }
            }

            /// Returns the table of an item; none for a value and what stands above it.
            #[cfg(feature = "arrow")]
            pub(crate) fn table(self) -> Option<crate::json::table::Table> {
                match self {
                    $( Kind::$Variant => Some($View::table()), )*
                    Kind::Value | Kind::Change | Kind::Entry | Kind::Payload => None,
                }
            }

            /// Wraps an object as an item, or returns `None` for a value and the levels above it.
            #[inline]
            pub(crate) fn item(self, obj: Obj<'_>) -> Option<$Item<'_>> {
                match self {
                    $( Kind::$Variant => Some($Item::$Variant($View::from_obj(obj))), )*
                    Kind::Value | Kind::Change | Kind::Entry | Kind::Payload => None,
                }
            }
        }

        impl<'a> $Item<'a> {
            /// Returns the raw JSON of the item.
            pub fn raw(&self) -> Raw<'a> {
                match self {
                    $( $Item::$Variant(view) => view.raw(), )*
                    $Item::Value(value) => value.raw(),
                    $Item::Change(raw) | $Item::Entry(raw) | $Item::Payload(raw) => *raw,
                }
            }
        }

        #[cfg(feature = "serde")]
        impl serde::Serialize for $Item<'_> {
            fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                match self {
                    $( $Item::$Variant(view) => view.serialize(to), )*
                    $Item::Value(value) => value.serialize(to),
                    $Item::Change(raw) | $Item::Entry(raw) | $Item::Payload(raw) => {
                        raw.serialize(to)
                    }
                }
            }
        }
    };
}

items! {
    /// The subject of an [`Event`](crate::Event).
    pub enum Item {
        /// A message from a user. In the field `standby` it was sent to the app that owns the
        /// conversation.
        Message(Message) = "message",
        /// The delivery status of a message that the business sent.
        Status(Status) = "status",
        /// A contact that no other item refers to.
        Contact(Contact) = "contact",
        /// An error that belongs to no other item.
        Error(ErrorObject) = "error",
        /// A user's preference about messages to receive.
        UserPreference(UserPreference) = "user_preference",
        /// A user's action other than sending a message.
        UserAction(UserAction) = "user_action",
        /// An event of a call.
        Call(Call) = "call",
        /// The status of a call that the business made.
        CallStatus(CallStatus) = "call_status",
        /// A message of the history, sent by the user or by the business.
        /// [`Event::thread`](crate::Event::thread) and [`Event::history`](crate::Event::history)
        /// return the thread and chunk that it belongs to.
        HistoryMessage(Message) = "history_message",
        /// A chunk of a history, if it has members besides its threads, or no threads.
        HistoryChunk(HistoryChunk) = "history_chunk",
        /// A thread of a history with one user, if it has members besides its messages, or no
        /// messages.
        HistoryThread(HistoryThread) = "history_thread",
        /// A message that the business sent by other means, such as the WhatsApp Business app.
        Echo(Message) = "echo",
        /// A message that another app sent, in the form of its request to the Cloud API.
        StandbyEcho(StandbyEcho) = "standby_echo",
        /// Activity in conversations of another app, if it has members besides items, or no items.
        Standby(Standby) = "standby",
        /// A change of the contacts in the WhatsApp Business app.
        StateSync(StateSync) = "state_sync",
        /// A change of a user's id.
        UserIdUpdate(UserIdUpdate) = "user_id_update",
        /// An event of a group.
        GroupUpdate(GroupUpdate) = "group_update",
        /// An event that Meta detected in a chat.
        AutomaticEvent(AutomaticEvent) = "automatic_event",
    }
}
