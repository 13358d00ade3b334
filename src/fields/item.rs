//! The table of items: what comes out of `events()`.
//!
//! A member of a table that is written `list(View as Kind)` holds items of that kind.

use super::{
    AutomaticEvent, Call, CallStatus, Contact, ErrorObject, GroupUpdate, HistoryChunk,
    HistoryThread, Message, Standby, StandbyEcho, StateSync, Status, UserAction, UserIdUpdate,
    UserPreference, Value,
};
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
            /// The value itself: of a field without items, or one that holds more than its items, or
            /// none at all. See [`Event::rest`](crate::Event::rest).
            Value(Value<'a>),
            /// A change with members that no view names.
            Change(Raw<'a>),
            /// An entry without changes, with members that no view names, or of another product.
            Entry(Raw<'a>),
            /// A body without entries, or with members that no view names.
            Payload(Raw<'a>),
        }

        /// The kind of an item.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[repr(u8)]
        pub(crate) enum Kind {
            Value,
            $( $Variant, )*
            // Above the value, where only what no other event shows is an event.
            Change,
            Entry,
            Payload,
        }

        /// The names of the kinds, by their numbers; the first, of values, has none.
        #[doc(hidden)]
        pub const KINDS: &[&str] = &["", $($kind),*];

        impl Kind {
            const ALL: &[Kind] = &[$(Kind::$Variant),*];

            /// The kind of that number, as tables have it; none for 0.
            #[inline]
            pub(crate) fn of(number: u8) -> Option<Kind> {
                Kind::ALL.get(usize::from(number).wrapping_sub(1)).copied()
            }

            /// The name; none for a value, which goes by its field's.
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

            /// The schema of an item; none for a value and what stands above it.
            #[inline]
            pub(crate) fn schema(self) -> Option<&'static Schema> {
                match self {
                    $( Kind::$Variant => Some($View::schema()), )*
                    Kind::Value | Kind::Change | Kind::Entry | Kind::Payload => None,
                }
            }

            /// The item that an object is; none for a value and what stands above it.
            #[inline]
            pub(crate) fn item(self, obj: Obj<'_>) -> Option<$Item<'_>> {
                match self {
                    $( Kind::$Variant => Some($Item::$Variant($View::from_obj(obj))), )*
                    Kind::Value | Kind::Change | Kind::Entry | Kind::Payload => None,
                }
            }
        }

        impl<'a> $Item<'a> {
            /// The item as it came.
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
    /// What an [`Event`](crate::Event) is about.
    pub enum Item {
        /// A message that a user sent; in the field `standby` to another app, which owns the conversation.
        Message(Message) = "message",
        /// What became of a message that the business sent.
        Status(Status) = "status",
        /// A contact that no item beside it is about.
        Contact(Contact) = "contact",
        /// An error that belongs to no other item.
        Error(ErrorObject) = "error",
        /// What a user prefers to receive.
        UserPreference(UserPreference) = "user_preference",
        /// What a user did without a message.
        UserAction(UserAction) = "user_action",
        /// Something that happened to a call.
        Call(Call) = "call",
        /// What became of a call that the business made.
        CallStatus(CallStatus) = "call_status",
        /// A message of the past, sent by the user or by the business. [`Event::thread`](crate::Event::thread) and
        /// [`Event::history`](crate::Event::history) tell where it stood.
        HistoryMessage(Message) = "history_message",
        /// A part of a history, where it has more than its threads, or none.
        HistoryChunk(HistoryChunk) = "history_chunk",
        /// The messages of the past with one user, where there is more than messages, or none.
        HistoryThread(HistoryThread) = "history_thread",
        /// A message that the business sent by other means, such as its own app.
        Echo(Message) = "echo",
        /// A message that another app sent, as it gave it to the Cloud API.
        StandbyEcho(StandbyEcho) = "standby_echo",
        /// What happened in conversations of another app, where it has more than items, or none.
        Standby(Standby) = "standby",
        /// A change of the address book of the WhatsApp Business app.
        StateSync(StateSync) = "state_sync",
        /// A user has a new id.
        UserIdUpdate(UserIdUpdate) = "user_id_update",
        /// What happened to a group.
        GroupUpdate(GroupUpdate) = "group_update",
        /// Something that Meta found in a chat.
        AutomaticEvent(AutomaticEvent) = "automatic_event",
    }
}
