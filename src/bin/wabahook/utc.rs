//! Timestamps for writers of text: those print an offset, but know no names of time zones.

use arrow_array::cast::AsArray;
use arrow_array::types::TimestampMicrosecondType;
use arrow_array::{Array, ArrayRef, ListArray, RecordBatch, StructArray};
use arrow_schema::{ArrowError, DataType, Field, FieldRef, Schema, TimeUnit};
use std::sync::Arc;

/// Returns the same rows, with the offset `+00:00` in place of `UTC`.
pub(crate) fn with_offsets(table: &RecordBatch) -> Result<RecordBatch, ArrowError> {
    let columns = table.columns().iter().map(array).collect::<Result<Vec<_>, _>>()?;
    let schema = table.schema();
    let fields: Vec<_> = schema.fields().iter().zip(&columns).map(field).collect();
    RecordBatch::try_new(Arc::new(Schema::new(fields)), columns)
}

/// The field of a column that may have another type now.
fn field((field, column): (&FieldRef, &ArrayRef)) -> FieldRef {
    Arc::new(Field::new(field.name(), column.data_type().clone(), field.is_nullable()))
}

/// Recurses no deeper than the schema.
fn array(column: &ArrayRef) -> Result<ArrayRef, ArrowError> {
    Ok(match column.data_type() {
        DataType::Timestamp(TimeUnit::Microsecond, Some(_)) => {
            let times = column.as_primitive::<TimestampMicrosecondType>().clone();
            Arc::new(times.with_timezone("+00:00"))
        }
        DataType::Struct(fields) => {
            let objects = column.as_struct();
            let columns = objects.columns().iter().map(array).collect::<Result<Vec<_>, _>>()?;
            let fields = fields.iter().zip(&columns).map(field).collect();
            Arc::new(StructArray::try_new(fields, columns, objects.nulls().cloned())?)
        }
        DataType::List(item) => {
            let lists = column.as_list::<i32>();
            let values = array(lists.values())?;
            let item = field((item, &values));
            let nulls = lists.nulls().cloned();
            Arc::new(ListArray::try_new(item, lists.offsets().clone(), values, nulls)?)
        }
        _ => column.clone(),
    })
}
