//! The columns of the flat table, each with its type, its meaning and how it is read.

use super::row::{Row, microseconds, short};
use super::values::Type;
use crate::fields::{Conversation, DeliveryStatus, Pricing};
use alloc::string::String;

/// A column of the flat table.
pub(super) struct Column {
    pub(super) name: &'static str,
    pub(super) doc: &'static str,
    pub(super) fill: Fill,
}

/// Reads the value of a column from a row. Without one the column is null there.
pub(super) enum Fill {
    Text(for<'r, 'a> fn(&'r Row<'a>) -> Option<&'a str>),
    /// Writes a text that is not in the body. Returns false if there is none.
    Written(for<'r, 'a> fn(&'r Row<'a>, &mut String) -> bool),
    Bool(for<'r, 'a> fn(&'r Row<'a>) -> Option<bool>),
    Int(for<'r, 'a> fn(&'r Row<'a>) -> Option<i64>),
    Float(for<'r, 'a> fn(&'r Row<'a>) -> Option<f64>),
    /// Microseconds.
    Time(for<'r, 'a> fn(&'r Row<'a>) -> Option<i64>),
    Hash(for<'r, 'a> fn(&'r Row<'a>) -> Option<u128>),
}

impl Column {
    pub(super) fn of(&self) -> Type {
        match self.fill {
            Fill::Text(_) | Fill::Written(_) => Type::Text,
            Fill::Bool(_) => Type::Bool,
            Fill::Int(_) => Type::Int,
            Fill::Float(_) => Type::Float,
            Fill::Time(_) => Type::Time,
            Fill::Hash(_) => Type::Hash,
        }
    }
}

/// One row a column: name, how it is filled, and what it holds.
macro_rules! columns {
    ($($name:literal $Fill:ident $fill:expr, $doc:literal;)*) => {
        &[$(Column { name: $name, doc: $doc, fill: Fill::$Fill($fill) }),*]
    };
}

/// The columns of the context, which every table begins with.
pub(super) static CONTEXT: &[Column] = columns! {
    "source" Text |row| row.origin.source,
        "The name that the body's source was given, such as a file. Null if it was given none.";
    "offset" Int |row| i64::try_from(row.origin.offset?).ok(),
        "Where the body begins in its source, in bytes. Null for a body that came by itself.";
    "object" Text |row| short(row.origin.object),
        "The product that sent the body: `whatsapp_business_account`. Null without the webhook's envelope.";
    "entry_id" Text |row| short(row.context()?.entry_id()),
        "The id of the WhatsApp Business account. Null without an entry.";
    "entry_time" Time |row| microseconds(row.context()?.entry_time()?),
        "When the entry happened. Null in messaging fields, which have no such time.";
    "field" Text |row| short(row.context()?.field()),
        "The field of the change, such as `messages`. Null above changes and for refused bodies.";
    "phone_number_id" Text |row| row.phone_number_id(),
        "The id of the business phone number. Null in fields about the account.";
    "display_phone_number" Text |row| short(row.context()?.metadata()?.display_phone_number()),
        "The business phone number as it is shown. Null in fields about the account.";
    "kind" Text |row| short(Some(row.kind())),
        "The kind of item: `message`, `status`, `call`, …; the field, for an item that is the value itself; \
         `malformed` for an item that cannot be read; `refused` for a body.";
    "path" Written |row, out| row.write_path(out),
        "Where the item stands in its body, such as `entry[0].changes[0].value.messages[3]`. Null for a \
         refused body.";
    "dedupe_key" Written |row, out| row.write_dedupe_key(out),
        "The deduplication key: equal whenever Meta delivers the same fact again. Holds personal data. Null \
         for a refused body.";
    "dedupe_hash" Hash |row| row.dedupe_hash(),
        "The XXH3-128 hash of `dedupe_key`, 16 bytes, big-endian. Null for a refused body.";
    "conversation_key" Written |row, out| row.write_conversation_key(out),
        "What to order by: `phone_number_id`, `:`, and the group id, else the user's phone number, else the \
         user id. Null for what belongs to no conversation.";
};

/// The other columns of `events`.
pub(super) static ITEM: &[Column] = columns! {
    "item_kind" Text |row| row.error().and_then(|error| short(Some(error.item_kind()))),
        "The kind that a malformed item should be. Null for all others.";
    "from" Text |row| row.from(),
        "The phone number of who sent the message or began the call, in digits. Null where Meta leaves it out, \
         as for a user with a username.";
    "to" Text |row| row.to(),
        "The phone number of the receiver, or the id of the group. Null where Meta leaves it out: incoming \
         messages have none.";
    "user_id" Text |row| row.user_id(),
        "The id of the user within one business portfolio, such as `US.13491208655302741918`. Null before 2026.";
    "contact_name" Text |row| row.contact_name(),
        "The name that the user chose. Null where the body has no contact for the item.";
    "username" Text |row| row.username(),
        "The username of the user, as it came. Null if the user has none.";
    "group_id" Text |row| row.group_id(),
        "The id of the group. Null outside of groups.";
    "participant" Text |row| row.status()?.recipient_participant_id(),
        "The member of a group whom a status is about, in digits. Null outside of groups.";
    "id" Text |row| row.id(),
        "The id of the message or the call: `wamid.…`, `wacid.…`. Null for items without an id.";
    "timestamp" Time |row| microseconds(row.timestamp()?),
        "When it happened, as Meta says. A value in milliseconds is converted. Null where there is none or it \
         is no integer.";
    "type" Text |row| row.type_name(),
        "The type of the message, the event of the call or group, the category of a preference. Null for \
         items without a type.";
    "status" Text |row| row.status_name(),
        "What became of the message or the call, such as `delivered`; what a user wants. Null for items \
         without a status.";
    "status_rank" Int |row| rank(row.status()?.status()),
        "The rank of `status`: sent 1, delivered 2, read 3, played 4, failed 9. A status never takes back one \
         of a higher rank. Null for all other texts and items.";
    "text" Text |row| row.text(),
        "What a person would read: the text, the caption, the title of the chosen button or row, the emoji, \
         the name of a place or contact. Null where there is nothing to read.";
    "reply_id" Text |row| row.reply_id(),
        "The id that the business gave the button or row that the user chose. Null for other messages.";
    "context_id" Text |row| row.context_id(),
        "The id of the message that this one answers, reacts to, edits, revokes or pins. Null for other messages.";
    "media_id" Text |row| row.media_id(),
        "The id of the file of a media message. Null for other messages.";
    "mime_type" Text |row| row.media()?.mime_type(),
        "The media type of the file, such as `image/jpeg`. Null for other messages.";
    "sha256" Text |row| row.media()?.sha256(),
        "The SHA-256 of the file, in base64. Null for other messages.";
    "filename" Text |row| row.filename(),
        "The name of a document. Null for other messages.";
    "latitude" Float |row| row.location()?.latitude()?.to_f64().ok(),
        "The latitude of a location message, in degrees. Null for other messages.";
    "longitude" Float |row| row.location()?.longitude()?.to_f64().ok(),
        "The longitude of a location message, in degrees. Null for other messages.";
    "conversation_id" Text |row| conversation(row)?.id(),
        "The id of the conversation that a status belongs to. Null since version 24.0 but for free entry points.";
    "conversation_origin" Text |row| Some(conversation(row)?.origin()?.kind()?.as_str()),
        "The category of that conversation. Null without one.";
    "billable" Bool |row| pricing(row)?.billable(),
        "Whether the message is paid for. Null for a status without a price.";
    "pricing_model" Text |row| Some(pricing(row)?.pricing_model()?.as_str()),
        "How prices are made: `PMP` for each message, `CBP` for each conversation. Null without a price.";
    "pricing_category" Text |row| Some(pricing(row)?.category()?.as_str()),
        "The category, which sets the rate. Null without a price.";
    "pricing_type" Text |row| Some(pricing(row)?.kind()?.as_str()),
        "Whether the message is free, and why: `regular`, `free_customer_service`, …. Null without a price.";
    "error_code" Int |row| row.first_error()?.code().to_i64().ok(),
        "The code of the item's first error. Null without an error.";
    "error_title" Text |row| row.first_error()?.title(),
        "The title of that error. Null without an error.";
    "error_details" Text |row| {
        let error = row.first_error()?;
        error.error_data().and_then(|data| data.details()).or_else(|| error.details())
    },
        "The details of that error. Null without an error.";
    "malformed" Written |row, out| row.write_malformed(out),
        "The path and error of each malformed item in the item's lists: a JSON array. Null if all are well.";
    "error" Written |row, out| row.write_error(out),
        "Why an item is malformed or a body refused. Never holds text of the body. Null for all others.";
    "item" Text |row| row.json(),
        "The JSON of the item, as it came. Null for a refused body.";
};

/// Returns the columns of `events`.
pub(super) fn events() -> impl Iterator<Item = &'static Column> {
    CONTEXT.iter().chain(ITEM)
}

fn conversation<'a>(row: &Row<'a>) -> Option<Conversation<'a>> {
    row.status()?.conversation()
}

fn pricing<'a>(row: &Row<'a>) -> Option<Pricing<'a>> {
    let status = row.status()?;
    status.pricing().or_else(|| status.conversation()?.pricing())
}

fn rank(status: DeliveryStatus<'_>) -> Option<i64> {
    match status {
        DeliveryStatus::Sent => Some(1),
        DeliveryStatus::Delivered => Some(2),
        DeliveryStatus::Read => Some(3),
        DeliveryStatus::Played => Some(4),
        DeliveryStatus::Failed => Some(9),
        _ => None,
    }
}
