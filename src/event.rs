//! The flat view: every item of every change, with its context.

mod iter;
#[cfg(feature = "serde")]
mod line;

pub use iter::Events;

use crate::fields::{
    Contact, ErrorObject, Message, Metadata, Status, Timestamp, UserAction, UserPreference, Value,
};
use crate::json::doc::{Entry as Word, Shape};
use crate::json::schema::{Schema, Type};
use crate::json::{Obj, Path, Raw, Str, View};
use crate::payload::{Change, Entry, Payload};
use core::fmt;

/// The table of items: what the lists of the values hold.
macro_rules! items {
    (
        $(#[$meta:meta])*
        pub enum $Item:ident {
            $( $(#[$doc:meta])* $Variant:ident($View:ident) = $kind:expr, )*
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug)]
        #[non_exhaustive]
        pub enum $Item<'a> {
            $( $(#[$doc])* $Variant($View<'a>), )*
            /// The value itself: of a field without items, or one that holds more than its items, or
            /// none at all. See [`Event::rest`].
            Value(Value<'a>),
        }

        impl<'a> $Item<'a> {
            /// The item that an object of that schema is.
            fn of(schema: &'static Schema, obj: Obj<'a>) -> Option<Self> {
                $(
                    if core::ptr::eq(schema, $View::schema()) {
                        return Some($Item::$Variant($View::from_obj(obj)));
                    }
                )*
                None
            }

            /// Whether lists of objects of that schema are lists of items.
            fn is_item(schema: &'static Schema) -> bool {
                false $(|| core::ptr::eq(schema, $View::schema()))*
            }

            /// The name of the kind, none for those that go by the field's name.
            fn kind(&self) -> Option<&'static str> {
                match self {
                    $( $Item::$Variant(_) => $kind, )*
                    $Item::Value(_) => None,
                }
            }

            /// The item as it came.
            pub fn raw(&self) -> Raw<'a> {
                match self {
                    $( $Item::$Variant(view) => view.raw(), )*
                    $Item::Value(value) => value.raw(),
                }
            }

            /// The object that the item is, with its schema; none for a value without a view.
            pub(crate) fn obj(&self) -> Option<(Obj<'a>, &'static Schema)> {
                match self {
                    $( $Item::$Variant(view) => Some((view.obj(), $View::schema())), )*
                    $Item::Value(value) => value.obj(),
                }
            }
        }

        #[cfg(feature = "serde")]
        impl serde::Serialize for $Item<'_> {
            fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                match self {
                    $( $Item::$Variant(view) => view.serialize(to), )*
                    $Item::Value(value) => value.serialize(to),
                }
            }
        }
    };
}

items! {
    /// What an [`Event`] is about.
    pub enum Item {
        /// A message.
        Message(Message) = Some("message"),
        /// What became of a message that the business sent.
        Status(Status) = Some("status"),
        /// An error that belongs to no message and no status.
        Error(ErrorObject) = Some("error"),
        /// What a user prefers to receive.
        UserPreference(UserPreference) = Some("user_preference"),
        /// What a user did without a message.
        UserAction(UserAction) = None,
        /// A contact that no item of its value is about.
        Contact(Contact) = Some("contact"),
    }
}

/// One item with its context.
///
/// ```
/// let body = br#"{"object":"whatsapp_business_account","entry":[{"id":"102","changes":[{"value":
///     {"metadata":{"display_phone_number":"12025550100","phone_number_id":"106"},
///     "statuses":[{"id":"wamid.A","status":"read","timestamp":"1750101000"}]},
///     "field":"messages"}]}]}"#;
/// let mut decoder = wabahook::Decoder::new();
/// let event = decoder.decode(body)?.events().flatten().next().unwrap();
/// assert_eq!(event.kind(), "status");
/// assert_eq!(event.path().to_string(), "entry[0].changes[0].value.statuses[0]");
/// assert_eq!(event.dedupe_key().to_string(), "wamid.A:read");
/// assert_eq!(event.routing_key(), Some("106"));
/// # Ok::<(), wabahook::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Event<'a> {
    entry: Entry<'a>,
    change: Change<'a>,
    value: Value<'a>,
    item: Item<'a>,
}

impl<'a> Event<'a> {
    /// The entry that the item came in.
    pub fn entry(&self) -> Entry<'a> {
        self.entry
    }

    /// The id of the entry.
    #[inline]
    pub fn entry_id(&self) -> Option<&'a str> {
        self.entry.id()
    }

    /// When the entry happened; only the management fields have it.
    #[inline]
    pub fn time(&self) -> Option<Timestamp<'a>> {
        self.entry.time()
    }

    /// The change that the item came in.
    pub fn change(&self) -> Change<'a> {
        self.change
    }

    /// The field of the change.
    #[inline]
    pub fn field(&self) -> Option<&'a str> {
        self.change.field()
    }

    /// The value that the item came in.
    pub fn value(&self) -> Value<'a> {
        self.value
    }

    /// The phone number of the business.
    #[inline]
    pub fn metadata(&self) -> Option<Metadata<'a>> {
        self.value.metadata()
    }

    /// The item itself.
    #[inline]
    pub fn item(&self) -> Item<'a> {
        self.item
    }

    /// What kind of item it is: `message`, `status`, `error`, `user_preference`, `contact`; the name of
    /// the field for everything else, and `value` where there is none.
    pub fn kind(&self) -> &'a str {
        self.item.kind().or(self.field()).unwrap_or("value")
    }

    /// Where the item stands in the body: `entry[0].changes[0].value.messages[3]`.
    pub fn path(&self) -> Path<'a> {
        self.item.raw().path()
    }

    /// The contact whom the item is about, found by `wa_id` or `user_id`.
    ///
    /// However many contacts and items a value has, looking up all of them costs linear time.
    pub fn contact(&self) -> Option<Contact<'a>> {
        if let Item::Contact(contact) = self.item {
            return Some(contact);
        }
        let contacts = self.value.contacts_by_id()?;
        self.item.users().find_map(|id| contacts.find(id)).map(Contact::from_obj)
    }

    /// What tells the item from every other, and is the same when it is delivered again.
    ///
    /// The id of a message; id and status of a status; of anything else a hash of its bytes.
    #[inline]
    pub fn dedupe_key(&self) -> DedupeKey<'a> {
        match self.item {
            Item::Message(message) => DedupeKey::Id(message.id()),
            Item::Status(status) => DedupeKey::IdAnd(status.id(), status.status().as_str()),
            other => DedupeKey::Hash(fnv1a(other.raw().json().as_bytes())),
        }
    }

    /// What to route by: the id of the business phone number, else the id of the entry.
    #[inline]
    pub fn routing_key(&self) -> Option<&'a str> {
        self.metadata().and_then(|metadata| metadata.phone_number_id()).or(self.entry_id())
    }

    /// For [`Item::Value`] of a field with a view: the named members that no other event shows. Lists
    /// of items are events of their own, metadata and product are context.
    pub fn rest(&self) -> impl Iterator<Item = (Str<'a>, Raw<'a>)> + 'a {
        let obj = match self.item {
            Item::Value(value) => value.obj(),
            _ => None,
        };
        obj.into_iter().flat_map(|(obj, schema)| {
            obj.entries()
                .filter(|&word| !is_elsewhere(schema, word))
                .map(move |word| (obj.key(word), obj.value(word)))
        })
    }
}

impl<'a> Event<'a> {
    /// Calls `found` with each member of the item, at any depth, that no view names.
    ///
    /// For [`Item::Value`] these are the members that no other event shows.
    pub fn visit_unknown(&self, found: &mut dyn FnMut(Raw<'a>)) {
        let elsewhere: &dyn Fn(&'static Schema) -> bool = match self.item {
            Item::Value(_) => &Item::is_item,
            _ => &|_| false,
        };
        if let Some((obj, schema)) = self.item.obj() {
            obj.visit_unknown(schema, elsewhere, found);
        }
    }
}

impl<'a> Payload<'a> {
    /// Every item of every change, with its context, in the order of the document.
    #[inline]
    pub fn events(self) -> Events<'a> {
        Events::new(self)
    }

    /// Calls `found` with each member of the body, at any depth, that no view names, and with the
    /// value of each field that has no view.
    pub fn visit_unknown(self, found: &mut dyn FnMut(Raw<'a>)) {
        for (_, raw) in self.unknown() {
            found(raw);
        }
        for entry in self.entries() {
            for (_, raw) in entry.unknown() {
                found(raw);
            }
            for change in entry.changes() {
                for (_, raw) in change.unknown() {
                    found(raw);
                }
                match change.value() {
                    Value::Unknown(raw) => found(raw),
                    value => {
                        if let Some((obj, schema)) = value.obj() {
                            obj.visit_unknown(schema, &|_| false, found);
                        }
                    }
                }
            }
        }
    }
}

/// Whether other events, or their context, show a member of a value.
fn is_elsewhere(schema: &'static Schema, word: Word) -> bool {
    let Some(member) = schema.member(word.number()) else { return false };
    match member.kind {
        Type::List(of) => Item::is_item(of()) && word.shape() == Shape::List,
        Type::Object(of) => core::ptr::eq(of(), Metadata::schema()),
        _ => member.name == "messaging_product",
    }
}

/// What an item is known by when it is delivered again: see [`Event::dedupe_key`].
///
/// Its text, by `Display`, is stable across versions: the id; the id, a colon and the status; or
/// `fnv1a:` and the 128-bit FNV-1a hash of the item's bytes in 32 hex digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum DedupeKey<'a> {
    /// The item has an id of its own.
    Id(&'a str),
    /// The item is one of several things that happen to one id.
    IdAnd(&'a str, &'a str),
    /// The item has no id.
    Hash(u128),
}

impl fmt::Display for DedupeKey<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            DedupeKey::Id(id) => f.write_str(id),
            DedupeKey::IdAnd(id, what) => write!(f, "{id}:{what}"),
            DedupeKey::Hash(hash) => write!(f, "fnv1a:{hash:032x}"),
        }
    }
}

/// The FNV-1a hash of 128 bits.
fn fnv1a(bytes: &[u8]) -> u128 {
    const BASIS: u128 = 0x6C62_272E_07BB_0142_62B8_2175_6295_C58D;
    const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013B;
    bytes.iter().fold(BASIS, |hash, &byte| (hash ^ u128::from(byte)).wrapping_mul(PRIME))
}

impl<'a> Item<'a> {
    /// The ids of the users whom the item is about, the likeliest first.
    #[inline]
    fn users(self) -> impl Iterator<Item = &'a str> {
        (0..4).filter_map(move |place| self.user(place))
    }

    #[inline]
    fn user(self, place: u8) -> Option<&'a str> {
        match (self, place) {
            (Item::Message(message), 0) => message.from(),
            (Item::Message(message), 1) => message.from_user_id(),
            (Item::Message(message), 2) => message.to(),
            (Item::Message(message), 3) => message.to_user_id(),
            (Item::Status(status), 0) => status.recipient_id(),
            (Item::Status(status), 1) => status.recipient_user_id(),
            (Item::Status(status), 2) => {
                status.recipient_participant_id().or(status.participant_recipient_id())
            }
            (Item::Status(status), 3) => status.recipient_participant_user_id(),
            (Item::UserPreference(preference), 0) => preference.wa_id(),
            (Item::UserPreference(preference), 1) => preference.user_id(),
            _ => None,
        }
    }
}
