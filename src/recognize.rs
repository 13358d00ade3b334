//! Recognition of objects by their members: a body, a value without an envelope, or a wrapping.
//!
//! The decoder asks about rejected bodies, `unwrap` about each object on its path.

use crate::error::Wrapping;
use crate::json::{JsonType, Raw, Str, short};

/// The kind of an object.
pub(crate) enum Sight<'a> {
    /// A webhook, an entry or a change.
    Body,
    /// The value of a change, and the field merged into it.
    Value(Option<Raw<'a>>),
    /// A wrapping, with the member that leads to the body.
    Wrapped(Inward<'a>),
    /// An unrecognized object.
    Unknown,
}

/// The member of a wrapping that leads to the body.
pub(crate) struct Inward<'a> {
    pub(crate) wrapping: Wrapping,
    pub(crate) name: &'static str,
    pub(crate) value: Raw<'a>,
    /// The value is a string in base64.
    pub(crate) is_base64: bool,
}

impl Inward<'_> {
    /// Returns `true` if the value is the list of the wrapping's records, which may be empty.
    pub(crate) fn is_records(&self) -> bool {
        matches!(self.name, "Records" | "records" | "Messages")
    }

    /// Returns the wrapping whose `data` is a member of the value, or of each of its items.
    pub(crate) fn around(&self) -> Option<Wrapping> {
        let holds_data =
            matches!(self.wrapping, Wrapping::Kinesis | Wrapping::Firehose | Wrapping::PubSub);
        (holds_data && self.name != DATA).then_some(self.wrapping)
    }
}

/// The member of a Kinesis, Firehose or Pub/Sub record that contains base64.
const DATA: &str = "data";

/// The members that identify an object.
#[derive(Clone, Copy)]
enum Key {
    Entry,
    Changes,
    Field,
    Value,
    MessagingProduct,
    Metadata,
    ListMessages,
    Statuses,
    Contacts,
    Errors,
    WebhookEntry,
    LambdaRecords,
    FirehoseRecords,
    SqsMessages,
    Sns,
    SnsMessage,
    Kinesis,
    SqsBody,
    Body,
    IsBase64,
    ReceiptHandle,
    Detail,
    PubSubMessage,
    Data,
    Payload,
    Log,
}

const KEYS: usize = Key::Log as usize + 1;

impl Key {
    fn of(key: Str<'_>) -> Option<Key> {
        if key.is_escaped() {
            let named = |key: &[u8]| Key::named(core::str::from_utf8(key).ok()?);
            return short(key.as_spelled().as_bytes(), named);
        }
        Key::named(key.as_spelled())
    }

    fn named(name: &str) -> Option<Key> {
        Some(match name {
            "entry" => Key::Entry,
            "changes" => Key::Changes,
            "field" => Key::Field,
            "value" => Key::Value,
            "messaging_product" => Key::MessagingProduct,
            "metadata" => Key::Metadata,
            "messages" => Key::ListMessages,
            "statuses" => Key::Statuses,
            "contacts" => Key::Contacts,
            "errors" => Key::Errors,
            "whatsAppWebhookEntry" => Key::WebhookEntry,
            "Records" => Key::LambdaRecords,
            "records" => Key::FirehoseRecords,
            "Messages" => Key::SqsMessages,
            "Sns" => Key::Sns,
            "Message" => Key::SnsMessage,
            "kinesis" => Key::Kinesis,
            "Body" => Key::SqsBody,
            "body" => Key::Body,
            "isBase64Encoded" => Key::IsBase64,
            "receiptHandle" => Key::ReceiptHandle,
            "detail" => Key::Detail,
            "message" => Key::PubSubMessage,
            DATA => Key::Data,
            "payload" => Key::Payload,
            "log" => Key::Log,
            _ => return None,
        })
    }
}

/// The recognized members of an object; the last of equal keys.
struct Members<'a>([Option<Raw<'a>>; KEYS]);

impl<'a> Members<'a> {
    fn of(object: Raw<'a>) -> Members<'a> {
        let mut members = Members([None; KEYS]);
        for (key, value) in object.members() {
            if let Some(slot) = Key::of(key).and_then(|key| members.0.get_mut(key as usize)) {
                *slot = Some(value);
            }
        }
        members
    }

    fn get(&self, key: Key) -> Option<Raw<'a>> {
        *self.0.get(key as usize)?
    }

    fn has(&self, key: Key) -> bool {
        self.get(key).is_some()
    }

    fn get_if(&self, key: Key, kinds: &[JsonType]) -> Option<Raw<'a>> {
        self.get(key).filter(|value| kinds.contains(&value.json_type()))
    }
}

/// Recognizes an object by its members.
///
/// `around` is the wrapping whose records or object contain `data`, if the object is inside one.
pub(crate) fn recognize(object: Raw<'_>, around: Option<Wrapping>) -> Sight<'_> {
    let members = Members::of(object);
    // Bodies that `decode` accepts come first.
    if members.has(Key::Entry) || members.has(Key::Changes) {
        return Sight::Body;
    }
    let field = members.get_if(Key::Field, &[JsonType::String, JsonType::Number, JsonType::Bool]);
    if field.is_some() && (members.has(Key::Value) || object.members().nth(1).is_none()) {
        return Sight::Body;
    }
    if members.has(Key::WebhookEntry) {
        return inward(&members, around);
    }
    let field = field.filter(|field| field.json_type() == JsonType::String);
    if has_product_and_list(&members) {
        return Sight::Value(field);
    }
    if let Some(wrapped) = by_a_sure_member(&members, around) {
        return wrapped;
    }
    if field.is_some() || has_items(&members) {
        return Sight::Value(field);
    }
    inward(&members, around)
}

/// Returns `true` if an object is the value of a change, whatever its lists contain.
fn has_product_and_list(members: &Members<'_>) -> bool {
    let lists = [Key::ListMessages, Key::Statuses, Key::Contacts, Key::Errors];
    members.has(Key::MessagingProduct)
        && lists.into_iter().any(|key| members.get_if(key, &[JsonType::Array]).is_some())
}

/// Returns `true` if a list of an object contains an item that looks like one of Meta's.
fn has_items(members: &Members<'_>) -> bool {
    let holds = |list, keys: &[&str]| {
        let looks_like_an_item = |item: Raw<'_>| {
            item.json_type() == JsonType::Object && keys.iter().any(|key| item.get(key).is_some())
        };
        let list = members.get_if(list, &[JsonType::Array]);
        list.is_some_and(|list| list.items().any(looks_like_an_item))
    };
    holds(Key::ListMessages, &["id"])
        || holds(Key::Statuses, &["id"])
        || (members.has(Key::Metadata)
            && (holds(Key::Contacts, &["wa_id", "user_id"]) || holds(Key::Errors, &["code"])))
}

/// Returns a wrapping whose member has the right type and is not also a member of values.
fn by_a_sure_member<'a>(members: &Members<'a>, around: Option<Wrapping>) -> Option<Sight<'a>> {
    let has = |key, kinds: &[JsonType]| members.get_if(key, kinds).is_some();
    let (list, object) = (&[JsonType::Array], &[JsonType::Object]);
    let text = &[JsonType::String, JsonType::Object];
    let is_sure = (around.is_some() && has(Key::Data, &[JsonType::String]))
        || [Key::LambdaRecords, Key::FirehoseRecords, Key::SqsMessages]
            .into_iter()
            .any(|key| has(key, list))
        || [Key::Sns, Key::Kinesis].into_iter().any(|key| has(key, object))
        || [Key::SnsMessage, Key::SqsBody, Key::Body].into_iter().any(|key| has(key, text));
    is_sure.then(|| inward(members, around))
}

/// Returns the member of a wrapping that leads to the body; the most specific members come first.
fn inward<'a>(members: &Members<'a>, around: Option<Wrapping>) -> Sight<'a> {
    let found = |wrapping, key, name, is_base64| {
        let value = members.get(key)?;
        Some(Sight::Wrapped(Inward { wrapping, name, value, is_base64 }))
    };
    let plain = |wrapping, key, name| found(wrapping, key, name, false);
    let record = |key, name, kinds: &[JsonType], wrapping| {
        members.get_if(key, kinds).and_then(|_| plain(wrapping, key, name))
    };
    let http = if members.has(Key::ReceiptHandle) { Wrapping::Sqs } else { Wrapping::Http };
    let in_base64 = members.get(Key::IsBase64).and_then(Raw::as_bool) == Some(true);
    let list = &[JsonType::Array];
    let object = &[JsonType::Object];
    let text = &[JsonType::String, JsonType::Object];
    around
        .and_then(|around| found(around, Key::Data, DATA, true))
        .or_else(|| plain(Wrapping::EndUserMessaging, Key::WebhookEntry, "whatsAppWebhookEntry"))
        .or_else(|| record(Key::LambdaRecords, "Records", list, Wrapping::Lambda))
        .or_else(|| record(Key::FirehoseRecords, "records", list, Wrapping::Firehose))
        .or_else(|| record(Key::SqsMessages, "Messages", list, Wrapping::Sqs))
        .or_else(|| record(Key::Sns, "Sns", object, Wrapping::Sns))
        .or_else(|| record(Key::Kinesis, "kinesis", object, Wrapping::Kinesis))
        .or_else(|| plain(Wrapping::Sns, Key::SnsMessage, "Message"))
        .or_else(|| plain(Wrapping::Sqs, Key::SqsBody, "Body"))
        .or_else(|| found(http, Key::Body, "body", in_base64))
        .or_else(|| record(Key::PubSubMessage, "message", object, Wrapping::PubSub))
        .or_else(|| record(Key::Detail, "detail", text, Wrapping::EventBridge))
        .or_else(|| record(Key::Payload, "payload", text, Wrapping::KafkaConnect))
        .or_else(|| record(Key::Log, "log", text, Wrapping::ContainerLog))
        .unwrap_or(Sight::Unknown)
}

/// Returns `true` if a text begins like a webhook, an entry or a change, by its first keys, without
/// parsing it.
///
/// Returns `false` if these keys are not conclusive. Such a text may still be malformed.
pub(crate) fn begins_like_a_body(text: &[u8]) -> bool {
    text.starts_with(USUAL_START) || look(text).unwrap_or(false)
}

/// The start of nearly all bodies.
const USUAL_START: &[u8] = br#"{"object":"whatsapp_business_account","entry":"#;

fn look(text: &[u8]) -> Option<bool> {
    let mut rest = text.trim_ascii_start().strip_prefix(b"{")?;
    let mut has_field = false;
    // `object`, `id`, `time` and `field` may precede the decisive key.
    for _ in 0..4 {
        let (key, behind) = short_string(rest.trim_ascii_start())?;
        let value = behind.trim_ascii_start().strip_prefix(b":")?.trim_ascii_start();
        match key {
            b"entry" | b"changes" => return Some(true),
            b"value" => return Some(has_field),
            b"field" => has_field = value.first() == Some(&b'"'),
            b"object" | b"id" | b"time" => {}
            _ => return None,
        }
        let behind = match short_string(value) {
            Some((_, behind)) => behind,
            None => {
                let digits = value.iter().take(LOOKED_AT).take_while(|byte| byte.is_ascii_digit());
                value.get(digits.count()..)?
            }
        };
        rest = behind.trim_ascii_start().strip_prefix(b",")?;
    }
    None
}

/// The maximum length of an inspected string.
const LOOKED_AT: usize = 64;

/// Returns a string without escapes, and the rest of the text.
fn short_string(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let inside = text.strip_prefix(b"\"")?;
    let len = inside.iter().take(LOOKED_AT).position(|byte| matches!(byte, b'"' | b'\\'))?;
    let (spelled, behind) = inside.split_at_checked(len)?;
    Some((spelled, behind.strip_prefix(b"\"")?))
}

/// Returns the end of the text before a body or a wrapping: the first brace followed by a string.
///
/// The text must begin with an ASCII graphic character, not with NUL bytes or non-JSON white space.
pub(crate) fn end_of_text_before(bytes: &[u8]) -> Option<usize> {
    bytes.trim_ascii_start().first().filter(|first| first.is_ascii_graphic())?;
    memchr::memchr_iter(b'{', bytes).find(|&at| {
        let behind = bytes.get(at + 1..).unwrap_or_default();
        behind.trim_ascii_start().first() == Some(&b'"')
    })
}
