//! Visitors of an object and all objects in it: unknown members, values of open enums, and
//! malformed items of lists.

use super::doc::ItemIds;
use super::record::{Header, Slot, SlotKind};
use super::schema::{OpenEnum, Schema, Type};
use super::strings::StringItems;
use super::{ItemError, JsonType, Obj, Raw};
use core::fmt;

/// A value of an open enum: a type, a status, an event.
#[derive(Clone, Copy)]
pub struct EnumValue<'a> {
    enum_of: OpenEnum,
    text: &'a str,
    raw: Raw<'a>,
}

impl<'a> EnumValue<'a> {
    /// Returns the name of the enum, like `MessageType`.
    pub fn enum_name(self) -> &'static str {
        self.enum_of.name
    }

    /// Returns the text.
    pub fn as_str(self) -> &'a str {
        self.text
    }

    /// Returns true if the text is documented.
    pub fn is_known(self) -> bool {
        (self.enum_of.has)(self.text)
    }

    /// Returns true if the enum decides which other members there are, like the `type` of a
    /// message.
    pub fn is_discriminant(self) -> bool {
        self.enum_of.is_discriminant
    }

    /// Returns the raw JSON, with its path.
    pub fn raw(self) -> Raw<'a> {
        self.raw
    }
}

impl fmt::Debug for EnumValue<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}({:?})", self.enum_of.name, self.text)
    }
}

/// An object with its schema.
type Part<'a> = (Obj<'a>, &'static Schema);

/// Calls `visit` with an object, then with each nested object that it defers.
// Messages in edits nest as deep as the limit allows: one is deferred, so the stack does not grow.
fn visit_nested<'a>(part: Part<'a>, mut visit: impl FnMut(Part<'a>, &mut Option<Part<'a>>)) {
    visit_checked(part, |part, next, _| visit(part, next));
}

/// Calls `visit` likewise, and with true if an outer object, with all nested in it, is valid.
fn visit_checked<'a>(part: Part<'a>, mut visit: impl FnMut(Part<'a>, &mut Option<Part<'a>>, bool)) {
    let (mut next, mut is_checked) = (Some(part), false);
    while let Some(part) = next.take() {
        visit(part, &mut next, is_checked);
        is_checked = true;
    }
}

/// Returns true if a member's object may nest.
fn is_nested(schema: &'static Schema, slot: Slot) -> bool {
    schema.member(slot.number).is_some_and(|member| member.kind.of_nested().is_some())
}

impl<'a> Obj<'a> {
    /// Calls `found` with each unknown member at any depth, in document order within each object.
    /// Without `items`, members that hold items are skipped.
    pub(crate) fn visit_unknown(
        self,
        schema: &'static Schema,
        items: bool,
        found: &mut dyn FnMut(Raw<'a>),
    ) {
        visit_nested((self, schema), |(obj, schema), next| {
            let any = obj.header().has(Header::UNKNOWN | Header::UNKNOWN_BELOW);
            if !any && (schema.holders == 0 || !items) {
                return;
            }
            obj.visit_parts(schema, items, next, &mut |part, of| {
                part.visit_unknown(of, items, found);
            });
            obj.unknown(schema, !0).for_each(|(_, raw)| found(raw));
        });
    }

    /// Returns true if there are unknown members at any depth, except in malformed objects and
    /// items.
    pub(crate) fn any_unknown(self, schema: &'static Schema) -> bool {
        let mut any = false;
        visit_checked((self, schema), |(obj, schema), next, is_checked| {
            any |= obj.header().has(Header::UNKNOWN);
            if !any && obj.header().has(Header::UNKNOWN_BELOW) {
                let parts = obj.members_in(schema, schema.parts);
                let valid = parts.filter(|slot| {
                    (is_checked && is_nested(schema, *slot)) || !obj.is_mismatch(*slot, schema)
                });
                obj.visit_some_parts(schema, valid, false, next, &mut |part, of| {
                    any |= part.any_unknown(of);
                });
            }
        });
        any
    }

    /// Calls `found` with each empty array, at any depth, that is read as an empty object.
    pub(crate) fn visit_empty_arrays(
        self,
        schema: &'static Schema,
        found: &mut dyn FnMut(Raw<'a>),
    ) {
        visit_nested((self, schema), |(obj, schema), next| {
            if obj.raw().json_type() == JsonType::Array {
                found(obj.raw());
            }
            obj.visit_parts(schema, true, next, &mut |part, of| part.visit_empty_arrays(of, found));
        });
    }

    /// Calls `found` with each text of an open enum at any depth, except in members with items.
    pub(crate) fn visit_enum_values(
        self,
        schema: &'static Schema,
        found: &mut dyn FnMut(EnumValue<'a>),
    ) {
        visit_nested((self, schema), |(obj, schema), next| {
            for slot in obj.members_in(schema, schema.enums) {
                if let Some(enum_of) = schema.member(slot.number).and_then(|member| member.enum_of)
                {
                    obj.visit_strings(slot, enum_of, found);
                }
            }
            obj.visit_parts(schema, false, next, &mut |part, of| part.visit_enum_values(of, found));
        });
    }

    /// Calls `found` with the text of a member, or each of a list of them.
    fn visit_strings(self, slot: Slot, enum_of: OpenEnum, found: &mut dyn FnMut(EnumValue<'a>)) {
        let value = self.value(slot);
        for raw in core::iter::once(value).chain(value.items()) {
            if let Some(text) = raw.as_text() {
                found(EnumValue { enum_of, text, raw });
            }
        }
    }

    /// Calls `found` with each malformed item of the lists in this object, at any depth.
    ///
    /// Skips lists whose items are events, and the inside of malformed items. Does not report the
    /// error of the object itself, [`Obj::error`].
    pub(crate) fn visit_errors(
        self,
        schema: &'static Schema,
        found: &mut dyn FnMut(ItemError<'a>),
    ) {
        visit_checked((self, schema), |(obj, schema), next, is_checked| {
            for slot in obj.members_in(schema, schema.lists) {
                obj.visit_errors_of(slot, schema, next, is_checked, found);
            }
        });
    }

    fn visit_errors_of(
        self,
        slot: Slot,
        schema: &'static Schema,
        next: &mut Option<Part<'a>>,
        is_checked: bool,
        found: &mut dyn FnMut(ItemError<'a>),
    ) {
        let Some(member) = schema.member(slot.number).filter(|member| member.items == 0) else {
            return;
        };
        match (slot.kind(), member.kind) {
            (SlotKind::Object, Type::Some(of)) => self.part(slot).visit_item_errors(of(), found),
            (SlotKind::Object, Type::Object(of) | Type::Part(of)) => {
                let is_valid = is_checked && is_nested(schema, slot);
                if !is_valid && self.is_mismatch(slot, schema) {
                    return;
                }
                if next.is_none() && member.kind.of_nested().is_some() {
                    *next = Some((self.part(slot), of()));
                } else {
                    self.part(slot).visit_errors(of(), found);
                }
            }
            (SlotKind::List, Type::List(of) | Type::Some(of)) => {
                let mut items = ItemIds::of(self.doc, slot.record());
                while let Some(item) = items.next(self.doc) {
                    if self.doc.header(item).is_object() {
                        Obj::new(self.doc, item).visit_item_errors(of(), found);
                    } else {
                        found(ItemError::non_object(self.doc, item));
                    }
                }
            }
            (SlotKind::Container, Type::Strings) => {
                let texts: StringItems<'_> = self.strings(slot.number, schema);
                texts.filter_map(Result::err).for_each(found);
            }
            _ => {}
        }
    }

    fn visit_item_errors(self, schema: &'static Schema, found: &mut dyn FnMut(ItemError<'a>)) {
        match self.error(schema) {
            Some(error) => found(error),
            None => self.visit_errors(schema, found),
        }
    }

    /// Calls `with` with each object in this one, or in its lists, that has a schema. The first one
    /// that may nest is deferred in `next` instead.
    fn visit_parts(
        self,
        schema: &'static Schema,
        items: bool,
        next: &mut Option<Part<'a>>,
        with: &mut dyn FnMut(Obj<'a>, &'static Schema),
    ) {
        self.visit_some_parts(schema, self.members_in(schema, schema.parts), items, next, with);
    }

    fn visit_some_parts(
        self,
        schema: &'static Schema,
        members: impl Iterator<Item = Slot>,
        items: bool,
        next: &mut Option<Part<'a>>,
        with: &mut dyn FnMut(Obj<'a>, &'static Schema),
    ) {
        if schema.parts == 0 {
            return;
        }
        for slot in members.filter(|slot| slot.has_record()) {
            let Some(member) = schema.member(slot.number) else { continue };
            if member.items != 0 && !items {
                continue;
            }
            if slot.kind() == SlotKind::Object {
                match (member.kind.of_object(), member.kind.of_nested()) {
                    (_, Some(of)) if next.is_none() => *next = Some((self.part(slot), of())),
                    (Some(of), _) => with(self.part(slot), of()),
                    _ => {}
                }
            } else if let Some(of) = member.kind.of_items() {
                let mut items = ItemIds::of(self.doc, slot.record());
                while let Some(item) = items.next(self.doc) {
                    if self.doc.header(item).is_object() {
                        with(Obj::new(self.doc, item), of());
                    }
                }
            }
        }
    }
}
