//! What the value of a change is.

use super::{Change, Form, VALUE_IN_CHANGE, VALUE_IN_ROOT};
use crate::fields::{Field, Value};
use crate::json::doc::Shape;
use crate::json::{ItemError, Obj};

impl<'a> Change<'a> {
    /// The field and the object of a value that has a view, and, where it is an item itself, a good one.
    #[inline(always)]
    pub(crate) fn known(self) -> Option<(Field, Obj<'a>)> {
        let (field, obj) = self.object()?;
        let is_good = field.schema().holds_items() || obj.doc.info(obj.node).is_good();
        is_good.then_some((field, obj))
    }

    /// The number that the value has among the members.
    #[inline(always)]
    fn value_number(self) -> Option<u8> {
        match self.at.form {
            Form::Own => Some(VALUE_IN_CHANGE),
            Form::Root | Form::Inside => Some(VALUE_IN_ROOT),
            Form::Foreign | Form::Missing | Form::Stray => None,
        }
    }

    /// The same, good or not.
    #[inline(always)]
    pub(crate) fn object(self) -> Option<(Field, Obj<'a>)> {
        let word = self.at.obj.find(self.value_number()?)?;
        // The walk has read the field: it chose the schema.
        let field = Field::numbered(word.choice())?;
        (word.shape() == Shape::Object).then(|| (field, self.at.obj.part(word)))
    }

    #[cold]
    pub(super) fn value_without_view(self) -> Value<'a> {
        let obj = self.at.obj;
        let Some(number) = self.value_number() else {
            return match self.at.form {
                Form::Stray => Value::Malformed(self.at.stray()),
                Form::Foreign => {
                    Value::Unknown(obj.raw_member(VALUE_IN_CHANGE).unwrap_or(self.raw()))
                }
                _ => Value::Unknown(self.raw()),
            };
        };
        // An item itself, of the wrong shape.
        let wrong = self.object().and_then(|(field, obj)| obj.error(field.schema()));
        if let Some(error) = wrong {
            return Value::Malformed(error);
        }
        match obj.find(number).map(|word| obj.value(word)) {
            Some(raw) if self.field().and_then(Field::of).is_none() => {
                Value::without_view(self.field(), raw)
            }
            _ => Value::Malformed(ItemError::no_value(obj, number)),
        }
    }
}
