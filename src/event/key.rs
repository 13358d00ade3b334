//! What an item is known by.

use super::Event;
use crate::fields::Item;
use core::fmt;

/// What an item is known by when it is delivered again: see [`Event::dedupe_key`].
///
/// Its text, by `Display`, is stable across versions: the id; the id, a colon and the other text; or
/// `fnv1a:` and the 128-bit FNV-1a hash in 32 hex digits. A new field may bring a new form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum DedupeKey<'a> {
    /// The item has an id of its own.
    Id(&'a str),
    /// The item is one of several things that happen to one id.
    IdAnd(&'a str, &'a str),
    /// The item has no id.
    Hash(u128),
}

impl<'a> DedupeKey<'a> {
    #[inline]
    pub(super) fn of(event: &Event<'a>) -> DedupeKey<'a> {
        match event.item() {
            Item::Message(message) | Item::Echo(message) => DedupeKey::Id(message.id()),
            Item::StandbyEcho(echo) => DedupeKey::Id(echo.id()),
            Item::Status(status) => DedupeKey::IdAnd(status.id(), status.status().as_str()),
            Item::Call(call) => DedupeKey::IdAnd(call.id(), call.event().as_str()),
            Item::CallStatus(status) => DedupeKey::IdAnd(status.id(), status.status().as_str()),
            Item::HistoryMessage(message) => {
                let kind = message.kind().map_or("", |kind| kind.as_str());
                DedupeKey::IdAnd(message.id(), kind)
            }
            Item::AutomaticEvent(found) => {
                DedupeKey::IdAnd(found.id(), found.event_name().as_str())
            }
            _ => DedupeKey::Hash(hash(event)),
        }
    }
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

/// The hash of an item's bytes and of where it came: equal bytes happen to several accounts, and again later.
fn hash(event: &Event<'_>) -> u128 {
    let context = [
        event.entry_id(),
        event.time().map(|time| time.as_str()),
        event.field(),
        event.value().phone_number_id(),
    ];
    // No string of a body holds a 0xFF.
    let context = context.iter().flat_map(|text| text.unwrap_or("").bytes().chain([0xFF]));
    fnv1a(context.chain(event.raw().json().bytes()))
}

/// The FNV-1a hash of 128 bits.
fn fnv1a(bytes: impl Iterator<Item = u8>) -> u128 {
    const BASIS: u128 = 0x6C62_272E_07BB_0142_62B8_2175_6295_C58D;
    const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013B;
    bytes.fold(BASIS, |hash, byte| (hash ^ u128::from(byte)).wrapping_mul(PRIME))
}
