//! The envelope: the payload, its entries, their changes and values.

mod change;
mod debug;
mod entry;
mod place;
mod product;
mod value;

pub use change::{Change, Changes};
pub use entry::{Entries, Entry};
pub(crate) use place::Place;
pub use product::Product;

use crate::fields::schema::schema;
use crate::json::doc::Doc;
use crate::json::parse::Generated;
use crate::json::record::{Header, SlotKind};
use crate::json::schema::Schema;
use crate::json::{ItemError, Obj, Raw, Str, View};

schema! {
    /// The members of every possible root: a webhook, a bare entry or a bare change.
    pub(crate) struct Root {
        object: usual text,
        entry: usual list(EntryObject),
        id: text,
        time: timestamp,
        changes: list(ChangeObject),
        field: text,
        value: variant(field),
    }
}

schema! {
    pub(crate) struct EntryObject {
        id: usual text,
        time: usual timestamp,
        changes: usual list(ChangeObject),
    }
}

schema! {
    pub(crate) struct ChangeObject {
        value: usual variant(field),
        field: usual text,
    }
}

/// The envelope that a body has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Envelope {
    /// The webhook: `{"object":…,"entry":[…]}`.
    Webhook,
    /// A bare entry: `{"id":…,"changes":[…]}`.
    Entry,
    /// A bare change, as in the samples of the App Dashboard: `{"field":…,"value":…}`.
    Change,
}

/// A checked body.
///
/// Small and `Copy`, like all views; its lifetime covers the body and the decoder, so that neither
/// can be modified while a view exists.
///
/// ```
/// let body = br#"{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[]}]}"#;
/// let mut decoder = wabahook::Decoder::new();
/// let payload = decoder.decode(body)?;
/// assert_eq!(payload.object(), Some("whatsapp_business_account"));
/// assert_eq!(payload.entries().next().and_then(|entry| entry.id()), Some("1"));
/// # Ok::<(), wabahook::Error>(())
/// ```
#[derive(Clone, Copy)]
pub struct Payload<'a> {
    root: Obj<'a>,
    envelope: Envelope,
}

/// An entry or a change, with its object.
#[derive(Clone, Copy)]
struct At<'a> {
    obj: Obj<'a>,
    form: Form,
}

/// The role of the object of an entry or a change.
#[derive(Clone, Copy)]
enum Form {
    /// The entry or change itself.
    Own,
    /// The root is the entry or change itself.
    Root,
    /// The root is a change, and the entry around it is missing.
    Inside,
    /// An entry or change of another product, whose fields are not known.
    Foreign,
    /// No object: the entry or change of an event above entries or changes.
    Missing,
    /// Not an object.
    NonObject,
}

impl<'a> At<'a> {
    /// Returns an item of `entry` or `changes`, with this form if it is an object.
    #[inline(always)]
    fn item(doc: &'a Doc<'a>, record: u32, form: Form) -> At<'a> {
        let obj = Obj::new(doc, record);
        At { obj, form: if obj.header().is_object() { form } else { Form::NonObject } }
    }

    #[cold]
    fn non_object(self) -> ItemError<'a> {
        ItemError::non_object(self.obj.doc, self.obj.record)
    }

    /// Returns the error of the object, which has the schema `own` or is the root.
    #[inline(always)]
    fn error(self, own: &'static Schema) -> Option<ItemError<'a>> {
        match self.form {
            Form::Own => self.obj.error(own),
            Form::Root => self.obj.error(Root::schema()),
            // The change reports the errors of the root.
            Form::Inside => None,
            Form::Foreign | Form::Missing => None,
            Form::NonObject => Some(self.non_object()),
        }
    }

    /// Returns the unknown members of the object if it has the schema `own`. The payload lists
    /// those of the root.
    fn unknown(self, own: &'static Schema) -> impl Iterator<Item = (Str<'a>, Raw<'a>)> {
        let is_own = matches!(self.form, Form::Own | Form::Foreign);
        let own = is_own.then(|| self.obj.unknown(own, !0));
        own.into_iter().flatten()
    }

    /// Returns `true` if [`At::unknown`] yields a member.
    #[inline(always)]
    fn has_unknown(self) -> bool {
        matches!(self.form, Form::Own) && self.obj.header().has(Header::UNKNOWN)
    }

    fn raw(self) -> Raw<'a> {
        self.obj.raw()
    }
}

/// Returns a set with one bit for each of the members.
const fn bits(members: &[u8]) -> u64 {
    let (mut bits, mut i) = (0, 0);
    while i < members.len() {
        bits |= 1 << members[i];
        i += 1;
    }
    bits
}

// The members of `Root` by number, in the order of its table; sets contain the members that the
// view of an envelope names.
const WEBHOOK: u64 = bits(&[0, 1]);
const ENTRY: u64 = bits(&[2, 3, 4]);
const CHANGE: u64 = bits(&[5, 6]);
const OBJECT: u8 = 0;
const ENTRIES: u8 = 1;
const CHANGES: u8 = 4;
const VALUE_IN_ROOT: u8 = 6;
const VALUE_IN_CHANGE: u8 = 0;
#[cfg(feature = "serde")]
const TIME_IN_ROOT: u8 = 3;
#[cfg(feature = "serde")]
const TIME_IN_ENTRY: u8 = 1;

/// The result of classifying a root.
pub(crate) enum Classified<'a> {
    Payload(Payload<'a>),
    /// `entry` or `changes` is not an array: the name, and the offset of the value.
    WrongType(&'static str, usize),
    /// Not an envelope: the raw root.
    NotAnEnvelope(Raw<'a>),
}

pub(crate) fn root_schema() -> &'static Schema {
    Root::schema()
}

impl<'a> Payload<'a> {
    /// Determines the envelope of a root.
    #[inline(always)]
    pub(crate) fn classify(root: Obj<'a>) -> Classified<'a> {
        let view = Root::from_obj(root);
        for (envelope, number, name) in
            [(Envelope::Webhook, ENTRIES, "entry"), (Envelope::Entry, CHANGES, "changes")]
        {
            let slot = root.find(number);
            if slot.is_absent() {
                continue;
            }
            if slot.kind() == SlotKind::List {
                return Classified::Payload(Payload { root, envelope });
            }
            return Classified::WrongType(name, root.value(slot).offset());
        }
        if view.field().is_some() && !holds_merged_value(root) {
            let envelope = Envelope::Change;
            return Classified::Payload(Payload { root, envelope });
        }
        Classified::NotAnEnvelope(root.raw())
    }

    /// Returns the envelope of the body.
    pub fn envelope(self) -> Envelope {
        self.envelope
    }

    /// Returns the object type of the webhook: `whatsapp_business_account`. Absent in bare entries
    /// and changes.
    pub fn object(self) -> Option<&'a str> {
        Root::from_obj(self.root).object()
    }

    /// Returns the Meta product that sent the body, by its `object`; `None` for bare entries and
    /// changes.
    ///
    /// One URL may receive the webhooks of several products. For products other than WhatsApp,
    /// `events()` yields each entry as raw JSON ([`Item::Entry`](crate::Item::Entry)), and each
    /// value is [`Value::Unknown`](crate::Value::Unknown), because their fields have the same names
    /// but different values.
    ///
    /// ```
    /// use wabahook::{Decoder, Product};
    /// let body = br#"{"object":"page","entry":[
    ///     {"id":"1","time":2,"messaging":[{"mid":"m_1"}]}]}"#;
    /// let mut decoder = Decoder::new();
    /// let payload = decoder.decode(body)?;
    /// assert_eq!(payload.product(), Some(Product::Page));
    /// let event = payload.events().flatten().next().unwrap();
    /// assert_eq!((event.kind(), event.entry_id()), ("entry", Some("1")));
    /// # Ok::<(), wabahook::Error>(())
    /// ```
    #[inline]
    pub fn product(self) -> Option<Product<'a>> {
        let is_webhook = self.envelope == Envelope::Webhook;
        self.object().filter(|_| is_webhook).map(Product::new)
    }

    /// Returns the error of the webhook itself, if `object` is not a string.
    pub fn error(self) -> Option<ItemError<'a>> {
        let (root, schema) = (self.root, Root::schema());
        if self.envelope != Envelope::Webhook || !root.header().has(Header::MISMATCH) {
            return None;
        }
        let named = |number: u8| WEBHOOK >> number & 1 == 1;
        let mut members = root.members(schema);
        let slot = members.find(|slot| named(slot.number) && root.is_mismatch(*slot, schema))?;
        Some(ItemError::in_member(root.doc, slot, schema))
    }

    /// Returns `true` if the events of the entries are known to cover all of the payload.
    #[inline(always)]
    pub(crate) fn is_shown_by(self, entries: &Entries<'a>) -> bool {
        let is_webhook = self.envelope == Envelope::Webhook && !self.root.find(OBJECT).is_absent();
        let has = |number| !self.root.find(number).is_absent();
        is_webhook
            && !self.root.header().has(Header::MISMATCH | Header::UNKNOWN)
            && !(CHANGES - 2..=VALUE_IN_ROOT).any(has)
            && entries.items.left() > 0
    }

    /// Returns `true` if the body is of a product other than WhatsApp.
    #[inline]
    pub(crate) fn is_foreign(self) -> bool {
        let is_foreign = |object: &str| !Product::is_whatsapp_object(object);
        self.envelope == Envelope::Webhook && self.object().is_some_and(is_foreign)
    }

    /// Returns the entries in document order.
    ///
    /// An element that is not an object is an [`Entry`] too, with an [error](Entry::error).
    #[inline(always)]
    pub fn entries(self) -> Entries<'a> {
        let root = Root::from_obj(self.root);
        let form = match self.envelope {
            Envelope::Webhook => None,
            Envelope::Entry => Some(Form::Root),
            Envelope::Change => Some(Form::Inside),
        };
        Entries {
            doc: self.root.doc,
            items: root.entry().ids(),
            of: if self.is_foreign() { Form::Foreign } else { Form::Own },
            only: form.map(|form| Entry { at: At { obj: self.root, form } }),
        }
    }

    /// Returns the raw JSON of the root.
    pub fn raw(self) -> Raw<'a> {
        self.root.raw()
    }

    /// Returns the members of the root that the envelope does not name.
    pub fn unknown(self) -> impl Iterator<Item = (Str<'a>, Raw<'a>)> {
        let named = match self.envelope {
            Envelope::Webhook => WEBHOOK,
            Envelope::Entry => ENTRY,
            Envelope::Change => CHANGE,
        };
        self.root.unknown(Root::schema(), named)
    }
}

/// Returns `true` if the members of a value are next to `field` instead of inside `value`.
#[inline]
fn holds_merged_value(root: Obj<'_>) -> bool {
    root.find(VALUE_IN_ROOT).is_absent() && root.raw().members().nth(1).is_some()
}
