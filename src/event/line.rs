//! An event, or an error, as one JSON object: what the tool prints a line of.
//!
//! ```text
//! {"entry":…,"time":…,"field":…,"phone_number_id":…,"kind":…,"path":…,"item":{…},"contact":{…},"unknown":{…}}
//! {…,"kind":"history_message","path":…,"history_chunk":{…},"history_thread":{…},"item":{…},…}
//! {"kind":"malformed","path":…,"error":…,"raw":…}
//! ```
//!
//! Members that would be empty are left out. `item` holds what the views name, `unknown` everything
//! else of it by dotted path; `contact` and `raw` are as they came. What stands between the value and the
//! item goes by its kind, without what other events show.

use super::{Event, Item, is_elsewhere};
use crate::fields::Kind;
use crate::json::doc::Entry as Word;
use crate::json::schema::Schema;
use crate::json::{ItemError, Obj, Raw, serialize_some};
use serde::ser::{Serialize, SerializeMap, Serializer};

impl Serialize for Event<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut map = to.serialize_map(None)?;
        if let Some(id) = self.entry_id() {
            map.serialize_entry("entry", id)?;
        }
        if let Some(time) = self.entry().raw_time() {
            map.serialize_entry("time", &time)?;
        }
        if let Some(field) = self.field() {
            map.serialize_entry("field", field)?;
        }
        if let Some(id) = self.value().phone_number_id() {
            map.serialize_entry("phone_number_id", id)?;
        }
        map.serialize_entry("kind", self.kind())?;
        map.serialize_entry("path", &format_args!("{}", self.path()))?;
        // The outermost first.
        for (kind, node) in self.above.into_iter().zip(self.holders) {
            if let (Some(name), Some(schema)) = (kind.name(), kind.schema()) {
                let rest = Rest { obj: self.object(node), schema, kind, misfits: false };
                if !rest.is_empty() {
                    map.serialize_entry(name, &rest)?;
                }
            }
        }
        match self.known() {
            Some((obj, schema)) => {
                map.serialize_entry("item", &Rest { obj, schema, kind: self.kind, misfits: true })?;
            }
            None => map.serialize_entry("item", &self.item())?,
        }
        if !matches!(self.item(), Item::Contact(_))
            && let Some(contact) = self.contact()
        {
            map.serialize_entry("contact", &contact.raw())?;
        }
        let unknown = Unknown(self);
        if unknown.any() {
            map.serialize_entry("unknown", &unknown)?;
        }
        map.end()
    }
}

/// What an item holds besides other items; of one that holds none everything.
struct Rest<'a> {
    obj: Obj<'a>,
    schema: &'static Schema,
    kind: Kind,
    /// Whether members of the wrong type count, which are errors of their own.
    misfits: bool,
}

impl Rest<'_> {
    fn has(&self, word: Word) -> bool {
        let is_elsewhere = || is_elsewhere(self.kind, self.schema, word);
        (self.misfits || !word.is_misfit()) && !(self.schema.holds_items() && is_elsewhere())
    }

    fn is_empty(&self) -> bool {
        !self.obj.entries().any(|word| self.has(word))
    }
}

impl Serialize for Rest<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let wanted = &|word, _: &_| self.has(word);
        serialize_some(self.obj, self.schema, wanted, to)
    }
}

/// The members that no view names, by their path below the item.
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
        let item = self.0.known();
        self.0.visit_unknown(&mut |raw: Raw<'_>| {
            if let (Ok(()), Some((item, _))) = (&result, item) {
                let path = raw.path().below(item);
                result = map.serialize_entry(&format_args!("{path}"), &raw);
            }
        });
        result?;
        map.end()
    }
}

impl Serialize for ItemError<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut map = to.serialize_map(Some(4))?;
        map.serialize_entry("kind", "malformed")?;
        map.serialize_entry("path", &format_args!("{}", self.path()))?;
        map.serialize_entry("error", &format_args!("{}", self.kind()))?;
        map.serialize_entry("raw", &self.raw())?;
        map.end()
    }
}
