//! The envelope: from the payload to the entries, the changes and their values.

use crate::fields::schema::schema;
use crate::fields::{Timestamp, Value};
use crate::json::schema::Schema;
use crate::json::{ItemError, Items, Kind, Obj, Path, Raw, View};
use core::fmt;

schema! {
    /// Everything that a root may be: the webhook, an entry of it, a change of it, or Amazon's wrapping.
    pub(crate) struct Root {
        object: text,
        entry: list(EntryObject),
        id: text,
        time: timestamp,
        changes: list(ChangeObject),
        field: text,
        value: variant(field),
        whatsapp_webhook_entry = "whatsAppWebhookEntry": text,
    }
}

schema! {
    pub(crate) struct EntryObject {
        id: text,
        changes: list(ChangeObject),
        time: timestamp,
    }
}

schema! {
    pub(crate) struct ChangeObject {
        value: variant(field),
        field: text,
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
    /// An entry as a JSON string in an object of AWS End User Messaging Social:
    /// `{"whatsAppWebhookEntry":"{…}",…}`.
    Aws,
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
    /// The object of AWS around the entry.
    outer: Option<Root<'a>>,
}

/// One entry: what happened to one WhatsApp Business account.
#[derive(Clone, Copy)]
pub struct Entry<'a>(EntryForm<'a>);

#[derive(Clone, Copy)]
enum EntryForm<'a> {
    Object(EntryObject<'a>),
    /// The root is the entry.
    Root(Root<'a>),
    /// The root is a change of an entry that is not there.
    Change(Root<'a>),
    Malformed(ItemError<'a>),
}

/// One change of an entry: a `field` and its value.
#[derive(Clone, Copy)]
pub struct Change<'a>(ChangeForm<'a>);

#[derive(Clone, Copy)]
enum ChangeForm<'a> {
    Object(ChangeObject<'a>),
    Root(Root<'a>),
    Malformed(ItemError<'a>),
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
const AWS: u64 = bits(&[7]);
const VALUE_IN_ROOT: u8 = 6;
const VALUE_IN_CHANGE: u8 = 0;

/// What a root turned out to be.
pub(crate) enum Classified<'a> {
    Payload(Payload<'a>),
    /// The entry is in this string.
    Wrapped(Root<'a>),
    /// `entry`, or `changes`, is there and is no array: its name, and where its value is.
    WrongType(&'static str, usize),
    NotAnEnvelope(usize),
}

pub(crate) fn root_schema() -> &'static Schema {
    Root::schema()
}

impl<'a> Payload<'a> {
    /// Tells which envelope a root is.
    #[inline]
    pub(crate) fn classify(root: Obj<'a>) -> Classified<'a> {
        let view = Root::from_obj(root);
        for (envelope, number, name) in
            [(Envelope::Webhook, 1, "entry"), (Envelope::Entry, 4, "changes")]
        {
            let Some(entry) = root.find(number) else { continue };
            let value = root.value(entry);
            return match value.kind() {
                Kind::Array => Classified::Payload(Payload { root, envelope, outer: None }),
                _ => Classified::WrongType(name, value.offset()),
            };
        }
        if view.field().is_some() {
            let envelope = Envelope::Change;
            return Classified::Payload(Payload { root, envelope, outer: None });
        }
        if view.whatsapp_webhook_entry().is_some() {
            return Classified::Wrapped(view);
        }
        Classified::NotAnEnvelope(root.start())
    }

    /// An entry that came in an object of AWS.
    pub(crate) fn in_aws(self, outer: Root<'a>) -> Payload<'a> {
        Payload { envelope: Envelope::Aws, outer: Some(outer), ..self }
    }

    /// In which envelope the body came.
    pub fn envelope(self) -> Envelope {
        self.envelope
    }

    /// What the webhook is about: `whatsapp_business_account`. Absent in the other envelopes.
    pub fn object(self) -> Option<&'a str> {
        Root::from_obj(self.root).object()
    }

    /// The entries, in the order of the document.
    ///
    /// One that is not an object is an [`Entry`] all the same, with an [error](Entry::error).
    #[inline]
    pub fn entries(self) -> Entries<'a> {
        let root = Root::from_obj(self.root);
        match root.entry() {
            items if items.len() > 0 => Entries { items, only: None },
            items => {
                let only = match self.envelope {
                    Envelope::Change => Some(EntryForm::Change(root)),
                    Envelope::Entry => Some(EntryForm::Root(root)),
                    Envelope::Aws if root.field().is_some() => Some(EntryForm::Change(root)),
                    Envelope::Aws if self.root.find(1).is_none() => Some(EntryForm::Root(root)),
                    Envelope::Aws | Envelope::Webhook => None,
                };
                Entries { items, only: only.map(Entry) }
            }
        }
    }

    /// The root as it came. For [`Envelope::Aws`] the entry in the string, decoded; its offsets are
    /// those of the decoded string.
    pub fn raw(self) -> Raw<'a> {
        self.root.raw()
    }

    /// The object of AWS around the entry, for [`Envelope::Aws`].
    pub fn outer(self) -> Option<Raw<'a>> {
        self.outer.map(Root::raw)
    }

    /// The members of the root that the envelope does not name, those of AWS's object included.
    pub fn unknown(self) -> impl Iterator<Item = (crate::json::Str<'a>, Raw<'a>)> {
        let named = match self.envelope {
            Envelope::Webhook => WEBHOOK,
            Envelope::Entry => ENTRY,
            Envelope::Change => CHANGE,
            Envelope::Aws => WEBHOOK | ENTRY | CHANGE,
        };
        let outer = self.outer.map(|outer| outer.obj().unknown(AWS));
        self.root.unknown(named).chain(outer.into_iter().flatten())
    }

    /// Every item of every change, with its context, in the order of the document.
    #[inline]
    pub fn events(self) -> crate::Events<'a> {
        crate::Events::new(self)
    }
}

/// The entries of a payload; see [`Payload::entries`].
#[derive(Clone)]
pub struct Entries<'a> {
    items: Items<'a, EntryObject<'a>>,
    only: Option<Entry<'a>>,
}

impl<'a> Iterator for Entries<'a> {
    type Item = Entry<'a>;

    #[inline]
    fn next(&mut self) -> Option<Entry<'a>> {
        match self.items.next_lenient() {
            Some(Ok(object)) => Some(Entry(EntryForm::Object(object))),
            Some(Err(error)) => Some(Entry(EntryForm::Malformed(error))),
            None => self.only.take(),
        }
    }
}

impl core::iter::FusedIterator for Entries<'_> {}

impl<'a> Entry<'a> {
    /// The id of the WhatsApp Business account; for some management fields that of the business
    /// portfolio. Absent where the root is a bare change.
    #[inline]
    pub fn id(self) -> Option<&'a str> {
        match self.0 {
            EntryForm::Object(object) => object.id(),
            EntryForm::Root(root) => root.id(),
            EntryForm::Change(_) | EntryForm::Malformed(_) => None,
        }
    }

    /// When it happened; only the management fields have it.
    #[inline]
    pub fn time(self) -> Option<Timestamp<'a>> {
        match self.0 {
            EntryForm::Object(object) => object.time(),
            EntryForm::Root(root) => root.time(),
            EntryForm::Change(_) | EntryForm::Malformed(_) => None,
        }
    }

    /// The changes, in the order of the document.
    ///
    /// One that is not an object is a [`Change`] all the same, with an [error](Change::error).
    #[inline]
    pub fn changes(self) -> Changes<'a> {
        let items = match self.0 {
            EntryForm::Object(object) => Some(object.changes()),
            EntryForm::Root(root) => Some(root.changes()),
            EntryForm::Change(_) | EntryForm::Malformed(_) => None,
        };
        let only = match self.0 {
            EntryForm::Change(root) => Some(Change(ChangeForm::Root(root))),
            _ => None,
        };
        Changes { items, only }
    }

    /// What is wrong with the entry itself: it is no object, or a member has the wrong type.
    pub fn error(self) -> Option<ItemError<'a>> {
        match self.0 {
            EntryForm::Object(object) => object.obj().error(EntryObject::schema()),
            EntryForm::Root(root) => root.obj().error(Root::schema()),
            EntryForm::Change(_) => None,
            EntryForm::Malformed(error) => Some(error),
        }
    }

    /// The members that an entry does not name, in the order of the document.
    pub fn unknown(self) -> impl Iterator<Item = (crate::json::Str<'a>, Raw<'a>)> {
        let unknown = match self.0 {
            EntryForm::Object(object) => Some(object.unknown()),
            // The payload lists those of the root.
            EntryForm::Root(_) | EntryForm::Change(_) | EntryForm::Malformed(_) => None,
        };
        unknown.into_iter().flatten()
    }

    /// The entry as it came; a bare change where there is no entry around it.
    pub fn raw(self) -> Raw<'a> {
        match self.0 {
            EntryForm::Object(object) => object.raw(),
            EntryForm::Root(root) | EntryForm::Change(root) => root.raw(),
            EntryForm::Malformed(error) => error.raw(),
        }
    }

    /// Where it stands in the body.
    pub fn path(self) -> Path<'a> {
        self.raw().path()
    }
}

/// The changes of an entry; see [`Entry::changes`].
#[derive(Clone)]
pub struct Changes<'a> {
    items: Option<Items<'a, ChangeObject<'a>>>,
    only: Option<Change<'a>>,
}

impl<'a> Iterator for Changes<'a> {
    type Item = Change<'a>;

    #[inline]
    fn next(&mut self) -> Option<Change<'a>> {
        match self.items.as_mut().and_then(Items::next_lenient) {
            Some(Ok(object)) => Some(Change(ChangeForm::Object(object))),
            Some(Err(error)) => Some(Change(ChangeForm::Malformed(error))),
            None => self.only.take(),
        }
    }
}

impl core::iter::FusedIterator for Changes<'_> {}

impl<'a> Change<'a> {
    /// What the change is about, in Meta's words: `messages`. Every change on the wire has it.
    #[inline]
    pub fn field(self) -> Option<&'a str> {
        match self.0 {
            ChangeForm::Object(object) => object.field(),
            ChangeForm::Root(root) => root.field(),
            ChangeForm::Malformed(_) => None,
        }
    }

    /// The value, by the field. Never fails: what nobody knows is [`Value::Unknown`].
    #[inline]
    pub fn value(self) -> Value<'a> {
        let (obj, number) = match self.0 {
            ChangeForm::Object(object) => (object.obj(), VALUE_IN_CHANGE),
            ChangeForm::Root(root) => (root.obj(), VALUE_IN_ROOT),
            ChangeForm::Malformed(error) => return Value::Malformed(error),
        };
        let field = self.field().unwrap_or_default();
        match obj.object_at(number) {
            Some(value) => Value::of(field, value),
            None => value_without_view(obj, number, field),
        }
    }

    /// What is wrong with the change itself: it is no object, or its field is no string.
    pub fn error(self) -> Option<ItemError<'a>> {
        match self.0 {
            ChangeForm::Object(object) => object.obj().error(ChangeObject::schema()),
            ChangeForm::Root(root) => root.obj().error(Root::schema()),
            ChangeForm::Malformed(error) => Some(error),
        }
    }

    /// The members that a change does not name, in the order of the document.
    pub fn unknown(self) -> impl Iterator<Item = (crate::json::Str<'a>, Raw<'a>)> {
        let unknown = match self.0 {
            ChangeForm::Object(object) => Some(object.unknown()),
            ChangeForm::Root(_) | ChangeForm::Malformed(_) => None,
        };
        unknown.into_iter().flatten()
    }

    /// The change as it came.
    pub fn raw(self) -> Raw<'a> {
        match self.0 {
            ChangeForm::Object(object) => object.raw(),
            ChangeForm::Root(root) => root.raw(),
            ChangeForm::Malformed(error) => error.raw(),
        }
    }

    /// Where it stands in the body.
    pub fn path(self) -> Path<'a> {
        self.raw().path()
    }
}

#[cold]
fn value_without_view<'a>(obj: Obj<'a>, number: u8, field: &str) -> Value<'a> {
    let known = crate::fields::pick(field).is_some();
    match obj.find(number) {
        Some(entry) if known => Value::Malformed(ItemError::no_value(obj, obj.value(entry))),
        Some(entry) => Value::Unknown(obj.value(entry)),
        None if known => Value::Malformed(ItemError::no_value(obj, obj.raw())),
        None => Value::Unknown(obj.raw()),
    }
}

impl fmt::Debug for Payload<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Payload")
            .field("envelope", &self.envelope)
            .field("object", &self.object())
            .field("entries", &List(self.entries()))
            .finish()
    }
}

impl fmt::Debug for Entry<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Entry")
            .field("id", &self.id())
            .field("time", &self.time())
            .field("changes", &List(self.changes()))
            .finish()
    }
}

impl fmt::Debug for Change<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Change")
            .field("field", &self.field())
            .field("value", &self.value())
            .finish()
    }
}

/// `Debug` of what an iterator yields.
struct List<I>(I);

impl<I: Iterator<Item: fmt::Debug> + Clone> fmt::Debug for List<I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.clone()).finish()
    }
}
