//! Values of changes: selection of the view.

use super::{Change, Form, VALUE_IN_CHANGE, VALUE_IN_ROOT};
use crate::fields::{Field, Value};
use crate::json::record::SlotKind;
use crate::json::{ItemError, Obj};

impl<'a> Change<'a> {
    /// Returns the field and object of a value that has a view; if it is an item itself, only if
    /// valid.
    #[inline(always)]
    pub(crate) fn known(self) -> Option<(Field, Obj<'a>)> {
        let (field, obj) = self.object()?;
        let is_good = field.schema().holds_items() || obj.is_valid(field.schema());
        is_good.then_some((field, obj))
    }

    /// Returns the number of the member that holds the value.
    #[inline(always)]
    fn value_number(self) -> Option<u8> {
        match self.at.form {
            Form::Own => Some(VALUE_IN_CHANGE),
            Form::Root | Form::Inside => Some(VALUE_IN_ROOT),
            Form::Foreign | Form::Missing | Form::NonObject => None,
        }
    }

    /// Returns the field and object of a value that has a view, valid or not.
    #[inline(always)]
    pub(crate) fn object(self) -> Option<(Field, Obj<'a>)> {
        let slot = self.at.obj.find(self.value_number()?);
        if slot.kind() != SlotKind::Object {
            return None;
        }
        // The header has the field for which the parser chose the schema.
        let value = self.at.obj.part(slot);
        Some((Field::numbered(value.header().field())?, value))
    }

    #[cold]
    pub(super) fn value_without_view(self) -> Value<'a> {
        let obj = self.at.obj;
        let Some(number) = self.value_number() else {
            return match self.at.form {
                Form::NonObject => Value::Malformed(self.at.non_object()),
                Form::Foreign => {
                    Value::Unknown(obj.raw_member(VALUE_IN_CHANGE).unwrap_or(self.raw()))
                }
                _ => Value::Unknown(self.raw()),
            };
        };
        // The value is an item itself, and malformed.
        let wrong = self.object().and_then(|(field, obj)| obj.error(field.schema()));
        if let Some(error) = wrong {
            return Value::Malformed(error);
        }
        let slot = obj.find(number);
        match Some(slot).filter(|slot| !slot.is_absent()).map(|slot| obj.value(slot)) {
            Some(raw) if self.field().and_then(Field::of).is_none() => {
                Value::without_view(self.field(), raw)
            }
            _ => Value::Malformed(ItemError::no_value(obj, number)),
        }
    }
}
