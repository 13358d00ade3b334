//! Entries: the changes of one account.

use super::{At, Change, Changes, EntryObject, Form, Root};
#[cfg(feature = "serde")]
use super::{TIME_IN_ENTRY, TIME_IN_ROOT};
use crate::fields::Timestamp;
use crate::json::doc::{Doc, ItemIds};
use crate::json::parse::Generated;
use crate::json::{ItemError, Path, Raw, Str, View};

/// An entry: the changes of one WhatsApp Business account.
#[derive(Clone, Copy)]
pub struct Entry<'a> {
    pub(super) at: At<'a>,
}

/// An iterator over the entries of a payload; see [`Payload::entries`](super::Payload::entries).
#[derive(Clone)]
pub struct Entries<'a> {
    pub(super) doc: &'a Doc<'a>,
    pub(super) items: ItemIds,
    pub(super) of: Form,
    pub(super) only: Option<Entry<'a>>,
}

impl<'a> Iterator for Entries<'a> {
    type Item = Entry<'a>;

    #[inline(always)]
    fn next(&mut self) -> Option<Entry<'a>> {
        match self.items.next(self.doc) {
            Some(record) => Some(Entry { at: At::item(self.doc, record, self.of) }),
            None => self.only.take(),
        }
    }
}

impl core::iter::FusedIterator for Entries<'_> {}

impl<'a> Entry<'a> {
    /// Returns the id of the WhatsApp Business account, or in some management fields of the
    /// business portfolio. Absent if the root is a bare change.
    #[inline]
    pub fn id(self) -> Option<&'a str> {
        match self.at.form {
            Form::Own | Form::Foreign => EntryObject::from_obj(self.at.obj).id(),
            Form::Root => Root::from_obj(self.at.obj).id(),
            Form::Inside | Form::Missing | Form::NonObject => None,
        }
    }

    /// Returns the time of the entry; only present in management fields.
    #[inline]
    pub fn time(self) -> Option<Timestamp<'a>> {
        match self.at.form {
            Form::Own | Form::Foreign => EntryObject::from_obj(self.at.obj).time(),
            Form::Root => Root::from_obj(self.at.obj).time(),
            Form::Inside | Form::Missing | Form::NonObject => None,
        }
    }

    /// Returns the raw JSON of the time.
    #[cfg(feature = "serde")]
    pub(crate) fn raw_time(self) -> Option<Raw<'a>> {
        let raw = match self.at.form {
            Form::Own | Form::Foreign => self.at.obj.raw_member(TIME_IN_ENTRY),
            Form::Root => self.at.obj.raw_member(TIME_IN_ROOT),
            Form::Inside | Form::Missing | Form::NonObject => None,
        };
        // Otherwise it is an error of the entry.
        raw.filter(|raw| raw.as_text().is_some())
    }

    /// Returns the changes in document order.
    ///
    /// An element that is not an object is a [`Change`] too, with an [error](Change::error).
    #[inline(always)]
    pub fn changes(self) -> Changes<'a> {
        let (doc, obj) = (self.at.obj.doc, self.at.obj);
        let (items, of) = match self.at.form {
            Form::Own => (EntryObject::from_obj(obj).changes().ids(), Form::Own),
            Form::Foreign => (EntryObject::from_obj(obj).changes().ids(), Form::Foreign),
            Form::Root => (Root::from_obj(obj).changes().ids(), Form::Own),
            Form::Inside => {
                let only = Some(Change { at: At { form: Form::Root, ..self.at } });
                return Changes { doc, items: ItemIds::default(), of: Form::Own, only };
            }
            Form::Missing | Form::NonObject => (ItemIds::default(), Form::Own),
        };
        Changes { doc, items, of, only: None }
    }

    /// Returns the error of the entry itself: not an object, or a member of the wrong type.
    #[inline]
    pub fn error(self) -> Option<ItemError<'a>> {
        self.at.error(EntryObject::schema())
    }

    /// Returns `true` if the events of `changes`, all still pending, do not cover all of the entry.
    #[inline(always)]
    pub(crate) fn has_more(self, changes: &Changes<'a>) -> bool {
        changes.is_empty() || self.at.has_unknown()
    }

    /// Returns `true` if the entry is of a product other than WhatsApp.
    #[inline(always)]
    pub(crate) fn is_foreign(self) -> bool {
        matches!(self.at.form, Form::Foreign)
    }

    /// Returns the unknown members of the entry, in document order.
    pub fn unknown(self) -> impl Iterator<Item = (Str<'a>, Raw<'a>)> {
        self.at.unknown(EntryObject::schema())
    }

    /// Returns the raw JSON of the entry, or of the bare change if there is no entry around it.
    pub fn raw(self) -> Raw<'a> {
        self.at.raw()
    }

    /// Returns the path of the entry in the body.
    pub fn path(self) -> Path<'a> {
        self.raw().path()
    }
}
