//! Entries and changes without their document, which the events of a document share.

use super::{Change, Entry, Form};
use crate::json::Obj;
use crate::json::doc::Doc;

/// Where the object of an entry or a change is. There are no events of what is no object.
#[derive(Clone, Copy)]
pub(crate) struct Place {
    node: u32,
    form: u8,
}

impl Place {
    #[inline]
    fn new(obj: Obj<'_>, form: Form) -> Place {
        let form = match form {
            Form::Own => 0,
            Form::Root => 1,
            Form::Inside | Form::Stray(_) => 2,
        };
        Place { node: obj.node, form }
    }

    #[inline]
    fn parts<'a>(self, doc: &'a Doc<'a>) -> (Obj<'a>, Form) {
        let form = match self.form {
            0 => Form::Own,
            1 => Form::Root,
            _ => Form::Inside,
        };
        (Obj { doc, node: self.node }, form)
    }
}

impl<'a> Entry<'a> {
    #[inline]
    pub(crate) fn place(self) -> Place {
        Place::new(self.obj, self.form)
    }

    #[inline]
    pub(crate) fn at(doc: &'a Doc<'a>, place: Place) -> Entry<'a> {
        let (obj, form) = place.parts(doc);
        Entry { obj, form }
    }
}

impl<'a> Change<'a> {
    #[inline]
    pub(crate) fn doc(self) -> &'a Doc<'a> {
        self.obj.doc
    }

    #[inline]
    pub(crate) fn place(self) -> Place {
        Place::new(self.obj, self.form)
    }

    #[inline]
    pub(crate) fn at(doc: &'a Doc<'a>, place: Place) -> Change<'a> {
        let (obj, form) = place.parts(doc);
        Change { obj, form }
    }
}
