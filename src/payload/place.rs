//! Entries and changes without their document, which the events of a document share.

use super::{At, Change, Changes, Classified, Entry, Form, Payload};
use crate::json::Obj;
use crate::json::record::{Doc, ItemIds};

/// Where the object of an entry or a change is. There are no events of what is no object.
#[derive(Clone, Copy)]
pub(crate) struct Place {
    record: u32,
    form: Form,
}

impl<'a> At<'a> {
    #[inline]
    fn place(self) -> Place {
        Place { record: self.obj.record, form: self.form }
    }

    #[inline]
    fn of(doc: &'a Doc<'a>, place: Place) -> At<'a> {
        At { obj: Obj::new(doc, place.record), form: place.form }
    }
}

impl<'a> Entry<'a> {
    #[inline]
    pub(crate) fn place(self) -> Place {
        self.at.place()
    }

    /// Returns what stands in place of an entry where there is none, and its changes, of which
    /// there are none.
    #[inline]
    pub(crate) fn missing(doc: &'a Doc<'a>) -> (Entry<'a>, Changes<'a>) {
        let at = At { obj: Obj::new(doc, doc.root), form: Form::Missing };
        (Entry { at }, Changes { doc, items: ItemIds::default(), of: Form::Own, only: None })
    }

    /// Returns the place of a change where the entry has none.
    #[inline]
    pub(crate) fn place_of_no_change(self) -> Place {
        match self.at.form {
            Form::NonObject => Place { record: self.at.obj.doc.root, form: Form::Missing },
            _ => Place { form: Form::Missing, ..self.at.place() },
        }
    }

    #[inline]
    pub(crate) fn at(doc: &'a Doc<'a>, place: Place) -> Entry<'a> {
        Entry { at: At::of(doc, place) }
    }
}

impl<'a> Change<'a> {
    #[inline]
    pub(crate) fn place(self) -> Place {
        self.at.place()
    }

    #[inline]
    pub(crate) fn at(doc: &'a Doc<'a>, place: Place) -> Change<'a> {
        Change { at: At::of(doc, place) }
    }
}

impl<'a> Payload<'a> {
    /// Returns the payload that a document was made for.
    pub(crate) fn of(doc: &'a Doc<'a>) -> Option<Payload<'a>> {
        match Payload::classify(Obj::new(doc, doc.root)) {
            Classified::Payload(payload) => Some(payload),
            _ => None,
        }
    }

    #[inline]
    pub(crate) fn doc(self) -> &'a Doc<'a> {
        self.root.doc
    }
}
