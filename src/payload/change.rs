//! Changes: a field and its value each.

use super::{At, ChangeObject, Form, Root};
use crate::fields::Value;
use crate::json::record::{Doc, ItemIds};
use crate::json::{ItemError, Path, Raw, Str, View};

/// One change of an entry: a `field` and its value.
#[derive(Clone, Copy)]
pub struct Change<'a> {
    pub(super) at: At<'a>,
}

/// The changes of an entry; see [`Entry::changes`](super::Entry::changes).
#[derive(Clone)]
pub struct Changes<'a> {
    pub(super) doc: &'a Doc<'a>,
    pub(super) items: ItemIds,
    pub(super) of: Form,
    pub(super) only: Option<Change<'a>>,
}

impl<'a> Iterator for Changes<'a> {
    type Item = Change<'a>;

    #[inline(always)]
    fn next(&mut self) -> Option<Change<'a>> {
        match self.items.next(self.doc) {
            Some(record) => Some(Change { at: At::item(self.doc, record, self.of) }),
            None => self.only.take(),
        }
    }
}

impl core::iter::FusedIterator for Changes<'_> {}

impl Changes<'_> {
    #[inline(always)]
    pub(crate) fn is_empty(&self) -> bool {
        self.items.left() == 0 && self.only.is_none()
    }
}

impl<'a> Change<'a> {
    /// Returns the field in Meta's words: `messages`. Every change on the wire has one.
    #[inline]
    pub fn field(self) -> Option<&'a str> {
        match self.at.form {
            Form::Own | Form::Foreign => ChangeObject::from_obj(self.at.obj).field(),
            Form::Root | Form::Inside => Root::from_obj(self.at.obj).field(),
            Form::Missing | Form::NonObject => None,
        }
    }

    /// The value, by the field. Never fails: what nobody knows is [`Value::Unknown`].
    #[inline(always)]
    pub fn value(self) -> Value<'a> {
        match self.known() {
            Some((field, obj)) => field.value(obj),
            None => self.value_without_view(),
        }
    }

    /// Returns the error of the change itself: it is no object, or its field is no string.
    #[inline]
    pub fn error(self) -> Option<ItemError<'a>> {
        self.at.error(ChangeObject::schema())
    }

    /// Returns true if the event of its value does not show all of the change.
    #[inline(always)]
    pub(crate) fn has_more(self) -> bool {
        self.at.has_unknown()
    }

    /// The members that a change does not name, in the order of the document.
    pub fn unknown(self) -> impl Iterator<Item = (Str<'a>, Raw<'a>)> {
        self.at.unknown(ChangeObject::schema())
    }

    /// The change as it came.
    pub fn raw(self) -> Raw<'a> {
        self.at.raw()
    }

    /// Where it stands in the body.
    pub fn path(self) -> Path<'a> {
        self.raw().path()
    }
}
