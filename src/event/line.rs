//! Serialization of an event, or an error, as one JSON object: a line of the tool's output.
//!
//! ```text
//! {"entry_id":…,"entry_time":…,"field":…,"phone_number_id":…,"display_phone_number":…,"kind":…,
//!  "path":…,"dedupe_key":…,"item":{…},"contact":{…},"unknown":{…},"malformed":[…]}
//! {…,"kind":"history_message",…,"history_chunk":{…},"history_thread":{…},"item":{…},…}
//! {…,"kind":"malformed","item_kind":…,"path":…,"error":…,"dedupe_key":…,"raw":…}
//! ```
//!
//! Empty members are omitted; `object` and `messaging_product` come first if they are not
//! WhatsApp's. `item` holds the members named by views, `unknown` all others by dotted path,
//! `malformed` the path and error of each malformed item in its lists; `contact` and `raw` are raw
//! JSON. Objects between the value and the item are members named by their kind, without members
//! covered by other events.
//! events show.

use super::shown::Shown;
use super::{Event, EventError, Item};
use crate::fields::Kind;
use crate::json::record::Slot;
use crate::json::{Raw, serialize_some};
use crate::payload::{Payload, Product};
use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};

/// The usual `messaging_product`.
const WHATSAPP: &str = "whatsapp";

impl Serialize for Event<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut map = to.serialize_map(None)?;
        self.serialize_context(&mut map)?;
        map.serialize_entry("kind", self.kind())?;
        map.serialize_entry("path", &format_args!("{}", self.path()))?;
        map.serialize_entry("dedupe_key", &format_args!("{}", self.dedupe_key()))?;
        for shown in self.shown_above() {
            if let Some(name) = shown.kind.name()
                && Rest::without_malformed(shown).any()
            {
                map.serialize_entry(name, &Rest::without_malformed(shown))?;
            }
        }
        match self.shown() {
            Some(shown) => map.serialize_entry("item", &Rest { shown, malformed: true })?,
            None if self.kind == Kind::Value || self.entry().is_foreign() => {
                map.serialize_entry("item", &self.item())?;
            }
            None => {}
        }
        if !matches!(self.item(), Item::Contact(_))
            && let Some(contact) = self.contact()
        {
            map.serialize_entry("contact", &contact.raw())?;
        }
        if Unknown(self).any() {
            map.serialize_entry("unknown", &Unknown(self))?;
        }
        if Malformed(self).any() {
            map.serialize_entry("malformed", &Malformed(self))?;
        }
        map.end()
    }
}

impl Serialize for EventError<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut map = to.serialize_map(None)?;
        self.event.serialize_context(&mut map)?;
        map.serialize_entry("kind", "malformed")?;
        map.serialize_entry("item_kind", self.item_kind())?;
        map.serialize_entry("path", &format_args!("{}", self.path()))?;
        map.serialize_entry("error", &format_args!("{}", self.error.kind()))?;
        map.serialize_entry("dedupe_key", &format_args!("{}", self.dedupe_key()))?;
        map.serialize_entry("raw", &self.raw())?;
        map.end()
    }
}

impl Event<'_> {
    fn serialize_context<M: SerializeMap>(&self, map: &mut M) -> Result<(), M::Error> {
        let object = Payload::of(self.doc).and_then(Payload::object);
        if let Some(object) = object
            && Product::new(object) != Product::WhatsAppBusinessAccount
        {
            map.serialize_entry("object", object)?;
        }
        if let Some(id) = self.entry_id() {
            map.serialize_entry("entry_id", id)?;
        }
        if let Some(time) = self.entry().raw_time() {
            map.serialize_entry("entry_time", &time)?;
        }
        if let Some(field) = self.field() {
            map.serialize_entry("field", field)?;
        }
        if let Some(product) = self.messaging_product().filter(|product| *product != WHATSAPP) {
            map.serialize_entry("messaging_product", product)?;
        }
        if let Some(id) = self.value().phone_number_id() {
            map.serialize_entry("phone_number_id", id)?;
        }
        let metadata = self.metadata();
        if let Some(number) = metadata.and_then(|metadata| metadata.display_phone_number()) {
            map.serialize_entry("display_phone_number", number)?;
        }
        Ok(())
    }

    /// Returns the product if it is the context of a value's items.
    fn messaging_product(&self) -> Option<&str> {
        let schema = self.field?.schema();
        let is_product = |number: &u8| {
            let member = schema.member(*number);
            member.is_some_and(|member| member.is_context && member.kind.of_object().is_none())
        };
        let number = (0..schema.members.len() as u8).find(is_product)?;
        if schema.holds_items() { self.object(self.value).text(number) } else { None }
    }
}

/// The named members of an object that its event covers.
struct Rest<'a> {
    shown: Shown<'a>,
    /// Includes mismatches, which are errors of their own.
    malformed: bool,
}

impl<'a> Rest<'a> {
    fn without_malformed(shown: Shown<'a>) -> Rest<'a> {
        Rest { shown, malformed: false }
    }

    fn counts(&self, slot: Slot) -> bool {
        self.malformed || !self.shown.obj.is_mismatch(slot, self.shown.schema)
    }

    fn any(&self) -> bool {
        self.shown.named().any(|slot| self.counts(slot))
    }
}

impl Serialize for Rest<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let Shown { obj, schema, .. } = self.shown;
        let wanted = &|slot: Slot, _: &_| self.counts(slot) && self.shown.has(slot);
        serialize_some(obj, schema, wanted, to)
    }
}

/// The unknown members, by their path below the item.
struct Unknown<'e, 'a>(&'e Event<'a>);

impl Unknown<'_, '_> {
    fn any(&self) -> bool {
        let mut any = false;
        self.0.visit_unknown(&mut |_| any = true);
        any
    }
}

impl Serialize for Unknown<'_, '_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut map = to.serialize_map(None)?;
        let mut result = Ok(());
        if let Some((item, schema)) = self.0.known() {
            self.0.visit_unknown(&mut |raw: Raw<'_>| {
                if result.is_ok() {
                    let path = raw.path().below(item, schema);
                    result = map.serialize_entry(&format_args!("{path}"), &raw);
                }
            });
        } else {
            self.0.visit_unknown_above(&mut |key, raw| {
                if result.is_ok() {
                    result = map.serialize_entry(&key, &raw);
                }
            });
        }
        result?;
        map.end()
    }
}

/// The malformed items in an item's lists.
struct Malformed<'e, 'a>(&'e Event<'a>);

impl Malformed<'_, '_> {
    fn any(&self) -> bool {
        let mut any = false;
        self.0.visit_errors(&mut |_| any = true);
        any
    }
}

impl Serialize for Malformed<'_, '_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut seq = to.serialize_seq(None)?;
        let mut result = Ok(());
        self.0.visit_errors(&mut |error| {
            if result.is_ok() {
                result = seq.serialize_element(&error);
            }
        });
        result?;
        seq.end()
    }
}
