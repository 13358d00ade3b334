//! An event, or an error, as one JSON object: what the tool prints a line of.
//!
//! ```text
//! {"entry":…,"time":…,"field":…,"phone_number_id":…,"kind":…,"path":…,"item":{…},"contact":{…},"unknown":{…}}
//! {"kind":"malformed","path":…,"error":…,"raw":…}
//! ```
//!
//! Members that would be empty are left out. `item` holds what the views name, `unknown` everything
//! else of it by dotted path; `contact` and `raw` are as they came.

use super::{Event, Item};
use crate::json::{ItemError, Raw};
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
        if let Some(id) = self.metadata().and_then(|metadata| metadata.phone_number_id()) {
            map.serialize_entry("phone_number_id", id)?;
        }
        map.serialize_entry("kind", self.kind())?;
        map.serialize_entry("path", &format_args!("{}", self.path()))?;
        match self.item() {
            Item::Value(value) if value.obj().is_some() => {
                map.serialize_entry("item", &Rest(self))?;
            }
            item => map.serialize_entry("item", &item)?,
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

/// What a value holds besides its items.
struct Rest<'e, 'a>(&'e Event<'a>);

impl Serialize for Rest<'_, '_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_map(self.0.rest().map(|(key, value)| (key.to_str(), value)))
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
        let item = self.0.item().obj();
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
