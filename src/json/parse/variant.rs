//! Variants: values whose schema depends on a sibling member, the discriminant, which may follow.
//!
//! On the wire `value` precedes `field`. The parser assumes a field, and parses the value again if
//! the assumption was wrong.

use super::cursor::Cursor;
use super::parser::{Assumed, Frame, Opening, Parser};
use super::write::{get, set_slot, slot};
use crate::json::record::{Header, Slot, SlotKind};
use crate::json::schema::{Schema, Variant, class};

/// The maximum length of a field's name, in bytes.
const LONGEST: usize = 64;

impl<'b> Parser<'_, 'b> {
    /// Returns the number of the field to parse a value as, before the end of its change.
    #[inline(always)]
    pub(crate) fn assume(&mut self, words: &[u32], change: usize, schema: &'static Schema) -> u8 {
        let Some(variant) = &schema.variant else { return 0 };
        let discriminant = slot(words, change, variant.discriminant);
        if !discriminant.is_absent() {
            return self.field(variant, discriminant);
        }
        // A wrong assumption would drop the records of other members: assume nothing.
        if schema.parts != 0 {
            return 0;
        }
        let assumed = self.assumed.unwrap_or_else(|| self.last(variant));
        self.assumed = Some(assumed);
        assumed.field
    }

    /// Assumes the field that the body's last string names, which on the wire is the last `field`.
    fn last(&self, variant: &Variant) -> Assumed {
        let open = self.body.quotes.len().checked_sub(2);
        let discriminant = open.filter(|&open| {
            self.body.spelled(open).is_some_and(|spelled| spelled.len() <= LONGEST)
        });
        match discriminant.and_then(|open| self.body.short(open, variant.pick)) {
            Some(field) => Assumed { field, discriminant },
            None => Assumed { field: variant.usual, discriminant: None },
        }
    }

    /// Returns true if a change has no value, or its field confirms the assumed one.
    #[inline(always)]
    pub(super) fn is_as_assumed(&self, words: &[u32], change: usize, variant: &Variant) -> bool {
        let (value, discriminant) =
            (slot(words, change, variant.value), slot(words, change, variant.discriminant));
        if value.is_absent() {
            return true;
        }
        let Some(Assumed { field, discriminant: Some(said) }) = self.assumed else { return false };
        value.kind() == SlotKind::Object
            && discriminant.kind() == SlotKind::String
            && Header(get(words, value.record() as usize * 4)).field() == field
            && (said == discriminant.string()
                || self.body.spelled(said) == self.body.spelled(discriminant.string()))
    }

    /// Returns the number of the field that the discriminant names; 0 for an unknown one.
    fn field(&self, variant: &Variant, discriminant: Slot) -> u8 {
        if discriminant.kind() != SlotKind::String {
            return 0;
        }
        self.body.short(discriminant.string(), variant.pick).unwrap_or(0)
    }

    /// Parses the value of a change again if the wrong field was assumed.
    #[inline(never)]
    pub(super) fn resolve(
        &mut self,
        words: &mut [u32],
        mut here: Cursor<'b>,
        mut change: Frame,
        variant: &Variant,
    ) -> Option<(Cursor<'b>, Frame)> {
        let record = change.record as usize;
        let value = slot(words, record, variant.value);
        if value.is_absent() {
            return Some((here, change));
        }
        let discriminant = slot(words, record, variant.discriminant);
        let field = self.field(variant, discriminant);
        let says = (discriminant.kind() == SlotKind::String).then(|| discriminant.string());
        self.assumed = Some(Assumed { field, discriminant: says });
        let assumed = match value.kind() {
            SlotKind::Object => Header(get(words, value.record() as usize * 4)).field(),
            _ => 0,
        };
        if field == assumed {
            return Some((here, change));
        }
        let key = match value.kind() {
            SlotKind::Object => get(words, value.record() as usize * 4 + 1) as usize - 2,
            _ => value.key() as usize,
        };
        if change.schema.parts == 0 {
            here.top = record + change.schema.words;
        }
        let mut again = here;
        (again.quote, again.at) = (key, self.body.quote(key));
        let class = class::of(again.key()?);
        let slot = match variant.schema(field) {
            Some(schema) if class == class::OBJECT => {
                let opening = Opening { schema, is_list: false, number: variant.value, field };
                let value = self.open(words, &mut again, opening, change.depth)?;
                let slot = Slot::of_record(value.record as usize, SlotKind::Object);
                here.top = self.run(words, again, value)?.top;
                change.note(get(words, value.record as usize), variant.value);
                slot
            }
            Some(_) if class == class::NULL => Slot::of_key(key, SlotKind::Null),
            Some(_) => {
                change.flags |= Header::MISMATCH;
                Slot::of_key(key, SlotKind::Mismatch)
            }
            None => Slot::of_key(key, SlotKind::Container),
        };
        here.top = set_slot(words, here.top, record, variant.value, slot)?;
        Some((here, change))
    }
}
