//! The part of an item that its event covers: all of it, or the members besides its nested items.

use super::Event;
use crate::fields::Kind;
use crate::json::Obj;
use crate::json::record::Slot;
use crate::json::schema::Schema;

/// An object and the part of it that its event covers.
#[derive(Clone, Copy)]
pub(super) struct Shown<'a> {
    pub(super) obj: Obj<'a>,
    pub(super) schema: &'static Schema,
    pub(super) kind: Kind,
}

impl<'a> Event<'a> {
    /// Returns the item, unless it is a value without a view or a level above values.
    pub(super) fn shown(&self) -> Option<Shown<'a>> {
        let (obj, schema) = self.known()?;
        Some(Shown { obj, schema, kind: self.kind })
    }

    /// Returns the objects between the value and the item, outermost first.
    pub(super) fn shown_above(&self) -> impl Iterator<Item = Shown<'a>> + '_ {
        self.above.into_iter().zip(self.holders).filter_map(|(kind, record)| {
            Some(Shown { obj: self.object(record), schema: kind.schema()?, kind })
        })
    }
}

impl<'a> Shown<'a> {
    /// Returns `true` if the object contains items that are events of their own.
    pub(super) fn is_holder(self) -> bool {
        self.schema.holds_items()
    }

    /// Returns the named members in document order, except those covered by other events or their
    /// context.
    pub(super) fn named(self) -> impl Iterator<Item = Slot> + 'a {
        self.obj.members(self.schema).filter(move |&slot| self.has(slot))
    }

    /// Returns `true` if the event covers a named member.
    pub(super) fn has(self, slot: Slot) -> bool {
        let is_context = || {
            let member = self.schema.member(slot.number);
            self.kind == Kind::Value && member.is_some_and(|member| member.is_context)
        };
        !self.is_holder() || !(self.holds_items(slot) || is_context())
    }

    /// Returns the named members except those that hold items.
    pub(super) fn named_without_items(self) -> impl Iterator<Item = Slot> + 'a {
        self.obj.members(self.schema).filter(move |&slot| !self.holds_items(slot))
    }

    fn holds_items(self, slot: Slot) -> bool {
        let member = self.schema.member(slot.number);
        member.is_some_and(|member| member.items != 0) && slot.has_record()
    }
}
