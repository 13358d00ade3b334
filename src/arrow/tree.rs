//! The values of nested columns while a batch is filled.

use super::Profile;
use super::nested::{Member, Scalar, Shape, fields};
use super::row::microseconds;
use super::values::{Type, Values};
use super::window::Sink;
use crate::fields::Timestamp;
use crate::json::Obj;
use crate::json::record::SlotKind;
use crate::json::schema::Schema;
use alloc::boxed::Box;
use alloc::sync::Arc;
use alloc::vec;
use alloc::vec::Vec;
use arrow_array::{ArrayRef, ListArray, StructArray};
use arrow_buffer::{NullBufferBuilder, OffsetBuffer};
use arrow_schema::{ArrowError, DataType, Field, Fields};

/// Bytes of memory that a row of an object takes for each of its members.
const BYTES_OF_MEMBER: usize = 16;

/// The values of one member.
#[derive(Debug)]
pub(super) enum Tree {
    Scalar(Scalar, Values, DataType),
    Object(Objects),
    Objects(List<Objects>),
    Texts(List<Values>, &'static Schema),
}

/// The values of objects.
#[derive(Debug)]
pub(super) struct Objects {
    fields: Fields,
    members: Vec<(u8, Tree)>,
    present: NullBufferBuilder,
}

/// Lists of values.
#[derive(Debug)]
pub(super) struct List<T> {
    items: Box<T>,
    item: Arc<Field>,
    len: usize,
    offsets: Vec<i32>,
    present: NullBufferBuilder,
}

impl Tree {
    pub(super) fn new(shape: &Shape, profile: Profile) -> Tree {
        match shape {
            Shape::Scalar(scalar) => {
                let of = scalar.of_values();
                Tree::Scalar(*scalar, Values::new(of, profile), of.data_type(profile))
            }
            Shape::Object(members) => Tree::Object(Objects::new(members, profile)),
            Shape::Objects(members) => {
                let objects = Objects::new(members, profile);
                let item = DataType::Struct(objects.fields.clone());
                Tree::Objects(List::new(objects, item))
            }
            Shape::Texts(schema) => {
                let texts = Values::new(Type::Text, profile);
                Tree::Texts(List::new(texts, Type::Text.data_type(profile)), schema)
            }
        }
    }

    /// Sets a row to the member with that number.
    pub(super) fn set(&mut self, row: usize, obj: Obj<'_>, number: u8, sink: &mut Sink<'_>) {
        let slot = obj.find(number);
        if slot.is_absent() {
            return;
        }
        match self {
            Tree::Scalar(scalar, values, _) => set_scalar(*scalar, values, row, obj, number, sink),
            Tree::Object(objects) if slot.kind() == SlotKind::Object => {
                objects.set(row, obj.part(slot), sink);
            }
            Tree::Objects(list) => {
                let Some(mut ids) = obj.item_ids(slot) else { return };
                list.begin(row);
                while let Some(record) = ids.next(obj.doc) {
                    let place = list.push();
                    if obj.doc.header(record).is_object() {
                        list.items.set(place, Obj::new(obj.doc, record), sink);
                    }
                }
            }
            Tree::Texts(list, schema) if !slot.is_null() => {
                list.begin(row);
                for text in obj.strings::<&str>(number, schema) {
                    let place = list.push();
                    if let Ok(text) = text {
                        list.items.set_text(place, text, sink);
                    }
                }
            }
            Tree::Object(_) | Tree::Texts(..) => {}
        }
    }

    /// Returns the column of so many rows, and begins the next one.
    pub(super) fn finish(&mut self, rows: usize) -> Result<ArrayRef, ArrowError> {
        match self {
            Tree::Scalar(_, values, of) => Ok(values.finish(rows, of)),
            Tree::Object(objects) => objects.finish(rows),
            Tree::Objects(list) => list.finish(rows, |objects, len, _| objects.finish(len)),
            Tree::Texts(list, _) => list.finish(rows, |texts, len, of| Ok(texts.finish(len, of))),
        }
    }
}

/// Sets a row of a scalar column; a value that does not fit it stays null.
fn set_scalar(
    scalar: Scalar,
    values: &mut Values,
    row: usize,
    obj: Obj<'_>,
    number: u8,
    sink: &mut Sink<'_>,
) {
    match scalar {
        Scalar::Text => {
            if let Some(text) = obj.text(number) {
                values.set_text(row, text, sink);
            }
        }
        Scalar::Bool => {
            if let Some(value) = obj.boolean(number) {
                values.set_bool(row, value);
            }
        }
        Scalar::Int => {
            if let Some(Ok(value)) = obj.number(number).map(|value| value.to_i64()) {
                values.set_int(row, value);
            }
        }
        Scalar::Float => {
            if let Some(Ok(value)) = obj.number(number).map(|value| value.to_f64()) {
                values.set_float(row, value);
            }
        }
        Scalar::Time => {
            let time = obj.number(number).map(Timestamp::new);
            if let Some(time) = time.and_then(microseconds) {
                values.set_int(row, time);
            }
        }
        Scalar::Embedded => {
            if let Some(raw) = obj.raw_member(number) {
                values.set_text(row, raw.as_str().unwrap_or_else(|| raw.json()), sink);
            }
        }
        Scalar::Raw => {
            if let Some(raw) = obj.raw_member(number) {
                values.set_text(row, raw.json(), sink);
            }
        }
    }
}

impl Objects {
    fn new(members: &[Member], profile: Profile) -> Objects {
        let tree = |member: &Member| (member.number, Tree::new(&member.shape, profile));
        Objects {
            fields: fields(members, profile),
            members: members.iter().map(tree).collect(),
            present: NullBufferBuilder::new(0),
        }
    }

    fn set(&mut self, row: usize, obj: Obj<'_>, sink: &mut Sink<'_>) {
        self.present.append_n_nulls(row.saturating_sub(self.present.len()));
        self.present.append_non_null();
        sink.copied += BYTES_OF_MEMBER * self.members.len();
        for (number, tree) in &mut self.members {
            tree.set(row, obj, *number, sink);
        }
    }

    fn finish(&mut self, rows: usize) -> Result<ArrayRef, ArrowError> {
        self.present.append_n_nulls(rows.saturating_sub(self.present.len()));
        let nulls = self.present.finish();
        let columns = self.members.iter_mut().map(|(_, tree)| tree.finish(rows));
        let columns = columns.collect::<Result<_, _>>()?;
        let array = StructArray::try_new_with_length(self.fields.clone(), columns, nulls, rows)?;
        Ok(Arc::new(array))
    }
}

impl<T> List<T> {
    fn new(items: T, of: DataType) -> List<T> {
        List {
            items: Box::new(items),
            item: Arc::new(Field::new_list_field(of, true)),
            len: 0,
            offsets: vec![0],
            present: NullBufferBuilder::new(0),
        }
    }

    /// Begins the list of a row.
    fn begin(&mut self, row: usize) {
        self.fill_up(row);
        self.present.append_non_null();
        self.offsets.push(self.len as i32);
    }

    /// Returns the place of a new item of the last list.
    fn push(&mut self) -> usize {
        self.len += 1;
        if let Some(end) = self.offsets.last_mut() {
            // The memory of a batch is bounded far below so many items.
            *end = self.len as i32;
        }
        self.len - 1
    }

    fn fill_up(&mut self, rows: usize) {
        let missing = rows.saturating_sub(self.present.len());
        self.present.append_n_nulls(missing);
        self.offsets.resize(rows + 1, self.len as i32);
    }

    fn finish(
        &mut self,
        rows: usize,
        items: impl FnOnce(&mut T, usize, &DataType) -> Result<ArrayRef, ArrowError>,
    ) -> Result<ArrayRef, ArrowError> {
        self.fill_up(rows);
        let values = items(&mut self.items, self.len, self.item.data_type())?;
        self.len = 0;
        let offsets = core::mem::replace(&mut self.offsets, vec![0]);
        let offsets = OffsetBuffer::new(offsets.into());
        let nulls = self.present.finish();
        Ok(Arc::new(ListArray::try_new(self.item.clone(), offsets, values, nulls)?))
    }
}
