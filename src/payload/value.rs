//! What the value of a change is.

use super::{Change, Form, VALUE_IN_CHANGE, VALUE_IN_ROOT};
use crate::fields::{Field, Value};
use crate::json::{ItemError, Obj};

impl<'a> Change<'a> {
    /// The field and the object of a value that has a view, and, where it is an item itself, a good one.
    #[inline]
    pub(crate) fn known(self) -> Option<(Field, Obj<'a>)> {
        let (field, obj) = self.object()?;
        let is_good = field.schema().holds_items || obj.doc.info(obj.node).is_good();
        is_good.then_some((field, obj))
    }

    /// The same, good or not.
    #[inline]
    pub(crate) fn object(self) -> Option<(Field, Obj<'a>)> {
        let number = match self.form {
            Form::Own => VALUE_IN_CHANGE,
            Form::Root | Form::Inside => VALUE_IN_ROOT,
            Form::Stray(_) => return None,
        };
        let obj = self.obj.object_at(number)?;
        Some((Field::of(self.field()?)?, obj))
    }

    #[cold]
    pub(super) fn value_without_view(self) -> Value<'a> {
        let obj = self.obj;
        let number = match self.form {
            Form::Own => VALUE_IN_CHANGE,
            Form::Root | Form::Inside => VALUE_IN_ROOT,
            Form::Stray(word) => return Value::Malformed(ItemError::stray(obj.doc, word)),
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
            Some(raw) => Value::Malformed(ItemError::no_value(obj, raw)),
            None => Value::Malformed(ItemError::no_value(obj, obj.raw())),
        }
    }
}
