//! Changes: a field and its value.

use super::{At, ChangeObject, Form, Root};
use crate::fields::Value;
use crate::json::doc::{Doc, ItemIds};
use crate::json::parse::Generated;
use crate::json::{ItemError, Path, Raw, Str, View};

/// A change of an entry: a `field` and its value.
#[derive(Clone, Copy)]
pub struct Change<'a> {
    pub(super) at: At<'a>,
}

/// An iterator over the changes of an entry; see [`Entry::changes`](super::Entry::changes).
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
    /// Returns the name of the field, such as `messages`. Present in every change on the wire.
    #[inline]
    pub fn field(self) -> Option<&'a str> {
        match self.at.form {
            Form::Own | Form::Foreign => ChangeObject::from_obj(self.at.obj).field(),
            Form::Root | Form::Inside => Root::from_obj(self.at.obj).field(),
            Form::Missing | Form::NonObject => None,
        }
    }

    /// Returns the value, typed by its field. Never fails: undocumented fields are
    /// [`Value::Unknown`].
    #[inline(always)]
    pub fn value(self) -> Value<'a> {
        match self.known() {
            Some((field, obj)) => field.value(obj),
            None => self.value_without_view(),
        }
    }

    /// Returns the error of the change itself: not an object, or `field` is not a string.
    #[inline]
    pub fn error(self) -> Option<ItemError<'a>> {
        self.at.error(ChangeObject::schema())
    }

    /// Returns `true` if the event of the value does not cover all of the change.
    #[inline(always)]
    pub(crate) fn has_more(self) -> bool {
        self.at.has_unknown()
    }

    /// Returns the unknown members of the change, in document order.
    pub fn unknown(self) -> impl Iterator<Item = (Str<'a>, Raw<'a>)> {
        self.at.unknown(ChangeObject::schema())
    }

    /// Returns the raw JSON of the change.
    pub fn raw(self) -> Raw<'a> {
        self.at.raw()
    }

    /// Returns the path of the change in the body.
    pub fn path(self) -> Path<'a> {
        self.raw().path()
    }
}
