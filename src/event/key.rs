//! Deduplication keys of items.

use super::{Event, EventError};
use crate::fields::{Amount, Call, ErrorObject, Item, Kind, Message, Payment, Status, Transaction};
use crate::json::canonical::{ObjectHash, chain, hash_spelled, hash_text};
use crate::json::{Items, Number};
use crate::payload::Payload;
use core::fmt::{self, Write};
use core::hash::{Hash, Hasher};
use xxhash_rust::xxh3::{Xxh3, xxh3_128};

/// A deduplication key: unique for each fact, and equal for each delivery of the same fact.
///
/// Meta delivers at least once, in arbitrary batches: drop items with a known key. Two items share
/// a key exactly if they agree in all of these:
/// items share a key exactly when they agree in all of these:
///
/// - the kind of item, such as message, echo or status;
/// - the id of the business phone number, or of the entry if there is none;
/// - the item's id and its type, status or event;
/// - the participant in a group status: phone number and user ids, in any spelling;
/// - the code of the first error;
/// - the attempt and the refunds of a payment;
/// - the original of an edit or a revocation.
///
/// Items without an id use a hash of their content instead of id and type. It covers the entry's id
/// and time, the field, and the list. It does not depend on the order of members, on escapes in
/// strings or on deprecated spellings of members, with two exceptions: values more than 16 levels
/// deep, and unknown members that repeat or number more than 32. A malformed item uses a hash of
/// its bytes, with the same context.
///
/// The timestamp of an item with an id is ignored, because Meta repeats some facts with a new one:
/// a second `RINGING` of one call has the key of the first. Two errors of a value that agree in
/// everything else share a key, too: a second occurrence cannot be distinguished from a redelivery.
///
/// The text (`Display`) is stable across versions. `:` separates its parts, in which `:`, `%` and
/// ASCII control characters are percent-encoded. **It contains personal data**: the ids of messages
/// contain phone numbers. [`DedupeKey::to_u128`] is a short form for sets and caches.
///
/// ```text
/// message:427719930556182:wamid.HBgL…:text
/// status:427719930556182:wamid.HBgM…:read:participant=12025550143
/// status:427719930556182:wamid.HBgM…:failed:error=131026
/// contact:427719930556182:hash=9f2b…
/// malformed:427719930556182:hash=03c1…
/// ```
#[derive(Clone, Copy)]
pub struct DedupeKey<'a> {
    kind: &'a str,
    owner: &'a str,
    what: What<'a>,
}

#[derive(Clone, Copy)]
enum What<'a> {
    /// The id, then the type, status or event.
    Id(&'a str, &'a str, Details<'a>),
    Content(u128),
}

/// The item that provides the details of a key.
#[derive(Clone, Copy)]
enum Details<'a> {
    None,
    Message(Message<'a>),
    Status(Status<'a>),
    Call(Call<'a>),
}

impl<'a> DedupeKey<'a> {
    #[inline]
    pub(super) fn of(event: &Event<'a>) -> DedupeKey<'a> {
        let what = match event.item() {
            Item::Message(message) | Item::Echo(message) | Item::HistoryMessage(message) => {
                let kind = message.kind().map_or("", |kind| kind.as_str());
                What::Id(message.id(), kind, Details::Message(message))
            }
            Item::Status(status) => {
                What::Id(status.id(), status.status().as_str(), Details::Status(status))
            }
            Item::StandbyEcho(echo) => {
                let kind = echo.message().and_then(|message| message.kind());
                What::Id(echo.id(), kind.map_or("", |kind| kind.as_str()), Details::None)
            }
            Item::Call(call) => What::Id(call.id(), call.event().as_str(), Details::Call(call)),
            Item::CallStatus(status) => {
                What::Id(status.id(), status.status().as_str(), Details::None)
            }
            Item::AutomaticEvent(found) => {
                What::Id(found.id(), found.event_name().as_str(), Details::None)
            }
            _ => What::Content(content(event)),
        };
        // The kind of a value is its field, whose name may equal a kind of item.
        let kind = if event.kind == Kind::Value { "value" } else { event.kind() };
        DedupeKey { kind, owner: event.routing_key().unwrap_or_default(), what }
    }

    pub(super) fn of_error(error: &EventError<'a>) -> DedupeKey<'a> {
        let event = &error.event;
        let context = chain(context(event), hash_text(error.list));
        // `[7]` and `7` in place of a list are different facts.
        let context = chain(context, hash_text(error.error.kind().name()));
        let what = What::Content(chain(context, hash_spelled(error.raw())));
        DedupeKey { kind: "malformed", owner: event.routing_key().unwrap_or_default(), what }
    }

    /// Returns the XXH3-128 hash, with seed 0, of the key's text in UTF-8.
    ///
    /// Store it big-endian, as `XXH128_canonicalFromHash` does. XXH3 is not a cryptographic hash;
    /// the ids in the text are Meta's, not the sender's.
    ///
    /// ```
    /// let body = br#"{"field":"messages","value":{"metadata":{"phone_number_id":"106"},
    ///     "statuses":[{"id":"wamid.A","status":"read"}]}}"#;
    /// let mut decoder = wabahook::Decoder::new();
    /// let key = decoder.decode(body)?.events().flatten().next().unwrap().dedupe_key();
    /// assert_eq!(key.to_string(), "status:106:wamid.A:read");
    /// assert_eq!(key.to_u128(), 0x1d9e_076b_3286_c82e_150f_2607_d81f_be65);
    /// # Ok::<(), wabahook::Error>(())
    /// ```
    pub fn to_u128(&self) -> u128 {
        let mut text = ShortText { bytes: [0; 512], len: 0 };
        if write!(text, "{self}").is_ok() {
            return xxh3_128(text.bytes.get(..text.len).unwrap_or_default());
        }
        let mut long = LongText(Xxh3::new());
        // Writing to a hasher is infallible.
        let _ = write!(long, "{self}");
        long.0.digest128()
    }

    /// Returns the named parts that follow the type.
    fn details(&self) -> impl Iterator<Item = (&'static str, &'a str)> {
        let details = match self.what {
            What::Id(_, _, details) => details,
            What::Content(_) => Details::None,
        };
        let (errors, participant, original, payment) = match details {
            Details::None => (None, [None; 3], None, None),
            Details::Message(message) => {
                let edited = message.edit().and_then(|edit| edit.original_message_id());
                let revoked = || message.revoke().and_then(|revoke| revoke.original_message_id());
                (Some(message.errors()), [None; 3], edited.or_else(revoked), None)
            }
            Details::Status(status) => {
                let participant = [
                    status.recipient_participant_id(),
                    status.recipient_participant_user_id(),
                    status.recipient_participant_parent_user_id(),
                ];
                (Some(status.errors()), participant, None, status.payment())
            }
            Details::Call(call) => (Some(call.errors()), [None; 3], None, None),
        };
        let [number, user, parent] = participant;
        let participant = [
            ("participant", number),
            ("participant_user", user),
            ("participant_parent", parent),
            ("original", original),
        ];
        let named = |(name, value): (_, Option<_>)| Some((name, value?));
        let error = errors.and_then(first_code).map(|code| ("error", code.as_str()));
        let payment = payment.into_iter().flat_map(payment_details);
        participant.into_iter().filter_map(named).chain(error).chain(payment)
    }
}

fn first_code<'a>(errors: Items<'a, ErrorObject<'a>>) -> Option<Number<'a>> {
    errors.filter_map(Result::ok).next().map(ErrorObject::code)
}

/// Returns the attempt and the refunds of a payment.
fn payment_details<'a>(payment: Payment<'a>) -> impl Iterator<Item = (&'static str, &'a str)> {
    let transaction = payment.transaction();
    let attempt = [
        ("attempt", transaction.and_then(|attempt| attempt.id())),
        ("gateway_attempt", transaction.and_then(|attempt| attempt.pg_transaction_id())),
        ("attempt_status", transaction.and_then(|attempt| attempt.status())),
    ];
    let refunds = transaction.into_iter().flat_map(Transaction::refunds).chain(payment.refunds());
    let refunds = refunds.filter_map(Result::ok).flat_map(|refund| {
        let amount = refund.amount().and_then(Amount::value).map(Number::as_str);
        // Always all three, so that parts of two refunds cannot be confused.
        [("refund", refund.id()), ("refund_status", refund.status()), ("refund_amount", amount)]
            .map(|(name, value)| (name, value.unwrap_or_default()))
    });
    attempt.into_iter().filter_map(|(name, value)| Some((name, value?))).chain(refunds)
}

/// Returns the hash of the content and context of an event without an id.
fn content(event: &Event<'_>) -> u128 {
    let mut object = ObjectHash::new();
    match event.shown() {
        Some(shown) => {
            // Includes the context, which may have unknown members.
            for slot in shown.named_without_items() {
                object.add_named(shown.obj, shown.schema, slot);
            }
            for (key, raw) in shown.obj.unknown(shown.schema, !0) {
                object.add_unknown(key.to_str(), raw);
            }
        }
        None if event.kind == Kind::Value || event.entry().is_foreign() => {
            object.add_unknown("", event.raw());
        }
        None => {
            event.visit_unknown_above(&mut |key, raw| object.add_unknown(key.to_str(), raw));
        }
    }
    chain(context(event), object.finish())
}

/// Returns the hash of an item's context. Indexes are excluded, because they change with the batch.
fn context(event: &Event<'_>) -> u128 {
    let time = event.entry_time();
    let payload = Payload::of(event.doc);
    let product = payload.filter(|payload| payload.is_foreign()).and_then(Payload::object);
    let [outer, inner] = event.above.map(|kind| kind.name());
    let parts = [
        product,
        event.entry_id(),
        time.map(|time| time.as_str()),
        event.field(),
        event.kind.name(),
        outer,
        inner,
    ];
    let hash = parts.into_iter().fold(0, |hash, part| match part {
        Some(part) => chain(hash, hash_text(part)),
        None => chain(hash, 0),
    });
    // The chunk of the history that contains a thread.
    event.shown_above().fold(hash, |hash, above| {
        let mut object = ObjectHash::new();
        for slot in above.named_without_items() {
            object.add_named(above.obj, above.schema, slot);
        }
        chain(hash, object.finish())
    })
}

impl fmt::Display for DedupeKey<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:", self.kind, Part(self.owner))?;
        match self.what {
            What::Content(hash) => return write!(f, "hash={hash:032x}"),
            What::Id(id, kind, _) => write!(f, "{}:{}", Part(id), Part(kind))?,
        }
        for (name, value) in self.details() {
            write!(f, ":{name}={}", Part(value))?;
        }
        Ok(())
    }
}

impl fmt::Debug for DedupeKey<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DedupeKey({self})")
    }
}

impl PartialEq for DedupeKey<'_> {
    fn eq(&self, other: &Self) -> bool {
        (self.kind, self.owner) == (other.kind, other.owner)
            && match (self.what, other.what) {
                (What::Id(id, kind, _), What::Id(other_id, other_kind, _)) => {
                    (id, kind) == (other_id, other_kind) && self.details().eq(other.details())
                }
                (What::Content(hash), What::Content(other)) => hash == other,
                _ => false,
            }
    }
}

impl Eq for DedupeKey<'_> {}

impl Hash for DedupeKey<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.kind, self.owner).hash(state);
        match self.what {
            What::Id(id, kind, _) => (id, kind).hash(state),
            What::Content(hash) => hash.hash(state),
        }
    }
}

/// A part of a key, with separators percent-encoded.
struct Part<'a>(&'a str);

impl fmt::Display for Part<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let is_special = |byte| matches!(byte, b':' | b'%' | ..0x20 | 0x7F);
        let mut rest = self.0;
        while let Some(at) = rest.bytes().position(is_special) {
            let (plain, special) = rest.split_at(at);
            let byte = special.as_bytes().first().copied().unwrap_or_default();
            write!(f, "{plain}%{byte:02X}")?;
            rest = special.get(1..).unwrap_or_default();
        }
        f.write_str(rest)
    }
}

/// A buffer for the text of a key, large enough for nearly all keys.
struct ShortText {
    bytes: [u8; 512],
    len: usize,
}

impl Write for ShortText {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let end = self.len + text.len();
        self.bytes.get_mut(self.len..end).ok_or(fmt::Error)?.copy_from_slice(text.as_bytes());
        self.len = end;
        Ok(())
    }
}

struct LongText(Xxh3);

impl Write for LongText {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0.update(text.as_bytes());
        Ok(())
    }
}
