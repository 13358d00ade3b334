//! Positions of entries and changes without their document, which is shared by all events.

use super::{At, Change, Changes, Classified, Entry, Form, Payload};
use crate::json::Obj;
use crate::json::doc::{Doc, ItemIds};

/// The position of the object of an entry or a change. Only objects have events.
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

    /// Returns an empty entry without changes, in place of a missing one.
    #[inline]
    pub(crate) fn missing(doc: &'a Doc<'a>) -> (Entry<'a>, Changes<'a>) {
        let at = At { obj: Obj::new(doc, doc.root), form: Form::Missing };
        (Entry { at }, Changes { doc, items: ItemIds::default(), of: Form::Own, only: None })
    }

    /// Returns the position of a missing change of the entry.
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
    /// Returns the payload of a document.
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
