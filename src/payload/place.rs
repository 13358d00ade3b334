//! Entries and changes without their document, which the events of a document share.

use super::{At, Change, Entry, Form};
use crate::json::Obj;
use crate::json::doc::Doc;

/// Where the object of an entry or a change is. There are no events of what is no object.
#[derive(Clone, Copy)]
pub(crate) struct Place {
    node: u32,
    form: Form,
}

impl<'a> At<'a> {
    #[inline]
    fn place(self) -> Place {
        Place { node: self.obj.node, form: self.form }
    }

    #[inline]
    fn of(doc: &'a Doc<'a>, place: Place) -> At<'a> {
        At { obj: Obj { doc, node: place.node }, form: place.form }
    }
}

impl<'a> Entry<'a> {
    #[inline]
    pub(crate) fn place(self) -> Place {
        self.at.place()
    }

    #[inline]
    pub(crate) fn at(doc: &'a Doc<'a>, place: Place) -> Entry<'a> {
        Entry { at: At::of(doc, place) }
    }
}

impl<'a> Change<'a> {
    #[inline]
    pub(crate) fn doc(self) -> &'a Doc<'a> {
        self.at.obj.doc
    }

    #[inline]
    pub(crate) fn place(self) -> Place {
        self.at.place()
    }

    #[inline]
    pub(crate) fn at(doc: &'a Doc<'a>, place: Place) -> Change<'a> {
        Change { at: At::of(doc, place) }
    }
}
