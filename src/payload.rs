//! The envelope: from the payload to the entries, the changes and their values.

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
use crate::json::record::{Doc, Header, SlotKind};
use crate::json::schema::Schema;
use crate::json::{ItemError, Obj, Raw, Str, View};

schema! {
    /// Everything that a root may be: the webhook, an entry of it, or a change of it.
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

/// In which envelope a body came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Envelope {
    /// The webhook: `{"object":…,"entry":[…]}`.
    Webhook,
    /// An entry by itself: `{"id":…,"changes":[…]}`.
    Entry,
    /// A change by itself, as in the samples of the App Dashboard: `{"field":…,"value":…}`.
    Change,
}

/// One checked body.
///
/// Small and `Copy`, as all views; the lifetime is that of the body and of the decoder, neither of
/// which can be touched while a view is held.
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

/// An entry or a change, with the object that it is.
#[derive(Clone, Copy)]
struct At<'a> {
    obj: Obj<'a>,
    form: Form,
}

/// What the object of an entry or a change is.
#[derive(Clone, Copy)]
enum Form {
    /// It is one.
    Own,
    /// It is the root, which is one.
    Root,
    /// It is the root, a change that has no entry around it.
    Inside,
    /// It is one of another product, of which nothing is known.
    Foreign,
    /// There is none: an event has this that stands above entries or changes.
    Missing,
    /// It is no object.
    NonObject,
}

impl<'a> At<'a> {
    /// An item of `entry` or of `changes`; an object has that form.
    #[inline(always)]
    fn item(doc: &'a Doc<'a>, record: u32, form: Form) -> At<'a> {
        let obj = Obj::new(doc, record);
        At { obj, form: if obj.header().is_object() { form } else { Form::NonObject } }
    }

    #[cold]
    fn non_object(self) -> ItemError<'a> {
        ItemError::non_object(self.obj.doc, self.obj.record)
    }

    /// What is wrong with the object, which is of the schema `own`, or the root.
    #[inline(always)]
    fn error(self, own: &'static Schema) -> Option<ItemError<'a>> {
        match self.form {
            Form::Own => self.obj.error(own),
            Form::Root => self.obj.error(Root::schema()),
            // The change in it says what is wrong with the root.
            Form::Inside => None,
            Form::Foreign | Form::Missing => None,
            Form::NonObject => Some(self.non_object()),
        }
    }

    /// The unknown members of its own object, of the schema `own`. Those of the root the payload lists.
    fn unknown(self, own: &'static Schema) -> impl Iterator<Item = (Str<'a>, Raw<'a>)> {
        let is_own = matches!(self.form, Form::Own | Form::Foreign);
        let own = is_own.then(|| self.obj.unknown(own, !0));
        own.into_iter().flatten()
    }

    /// Returns true if [`At::unknown`] has any.
    #[inline(always)]
    fn has_unknown(self) -> bool {
        matches!(self.form, Form::Own) && self.obj.header().has(Header::UNKNOWN)
    }

    fn raw(self) -> Raw<'a> {
        self.obj.raw()
    }
}

/// One bit for each of the members that an envelope's own view names.
const fn bits(members: &[u8]) -> u64 {
    let (mut bits, mut i) = (0, 0);
    while i < members.len() {
        bits |= 1 << members[i];
        i += 1;
    }
    bits
}

// The numbers of the members of `Root`, in the order of its table.
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

/// What a root turned out to be.
pub(crate) enum Classified<'a> {
    Payload(Payload<'a>),
    /// `entry`, or `changes`, is there and is no array: its name, and where its value is.
    WrongType(&'static str, usize),
    /// Its value.
    NotAnEnvelope(Raw<'a>),
}

pub(crate) fn root_schema() -> &'static Schema {
    Root::schema()
}

impl<'a> Payload<'a> {
    /// Tells which envelope a root is.
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

    /// In which envelope the body came.
    pub fn envelope(self) -> Envelope {
        self.envelope
    }

    /// What the webhook is about: `whatsapp_business_account`. Absent in the other envelopes.
    pub fn object(self) -> Option<&'a str> {
        Root::from_obj(self.root).object()
    }

    /// Returns the product of Meta's that sent the body, by its `object`; `None` without one, as in
    /// the other envelopes.
    ///
    /// One URL may receive the webhooks of several products. Of any but WhatsApp's, `events()`
    /// yields each entry as it came ([`Item::Entry`](crate::Item::Entry)), and every value is
    /// [`Value::Unknown`](crate::Value::Unknown): fields have the same names there and other
    /// values.
    ///
    /// ```
    /// use wabahook::{Decoder, Product};
    /// let body = br#"{"object":"page","entry":[{"id":"1","time":2,"messaging":[{"mid":"m_1"}]}]}"#;
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

    /// Returns what is wrong with the webhook itself: `object` is no string.
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

    /// Returns true if the events of its entries certainly show all of the payload.
    #[inline(always)]
    pub(crate) fn is_shown_by(self, entries: &Entries<'a>) -> bool {
        let is_webhook = self.envelope == Envelope::Webhook && !self.root.find(OBJECT).is_absent();
        let has = |number| !self.root.find(number).is_absent();
        is_webhook
            && !self.root.header().has(Header::MISMATCH | Header::UNKNOWN)
            && !(CHANGES - 2..=VALUE_IN_ROOT).any(has)
            && entries.items.left() > 0
    }

    /// Returns true if the body is of another product than WhatsApp.
    #[inline]
    pub(crate) fn is_foreign(self) -> bool {
        let is_foreign = |object: &str| !Product::is_whatsapp_object(object);
        self.envelope == Envelope::Webhook && self.object().is_some_and(is_foreign)
    }

    /// The entries, in the order of the document.
    ///
    /// One that is not an object is an [`Entry`] all the same, with an [error](Entry::error).
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

    /// The root as it came.
    pub fn raw(self) -> Raw<'a> {
        self.root.raw()
    }

    /// The members of the root that the envelope does not name.
    pub fn unknown(self) -> impl Iterator<Item = (Str<'a>, Raw<'a>)> {
        let named = match self.envelope {
            Envelope::Webhook => WEBHOOK,
            Envelope::Entry => ENTRY,
            Envelope::Change => CHANGE,
        };
        self.root.unknown(Root::schema(), named)
    }
}

/// Returns true if the members of a value stand beside `field`, and not in `value`.
#[inline]
fn holds_merged_value(root: Obj<'_>) -> bool {
    root.find(VALUE_IN_ROOT).is_absent() && root.raw().members().nth(1).is_some()
}
