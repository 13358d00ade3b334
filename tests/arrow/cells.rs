//! Values of arrays as text, to be compared.

use arrow_array::cast::AsArray;
use arrow_array::types::{Float64Type, Int64Type, TimestampMicrosecondType};
use arrow_array::{Array, RecordBatch};
use arrow_schema::{DataType, TimeUnit};

/// A value of a flat column; none for null.
pub(crate) fn cell(array: &dyn Array, row: usize) -> Option<String> {
    array.is_valid(row).then(|| match array.data_type() {
        DataType::Utf8View => array.as_string_view().value(row).to_owned(),
        DataType::Utf8 => array.as_string::<i32>().value(row).to_owned(),
        DataType::Boolean => array.as_boolean().value(row).to_string(),
        DataType::Int64 => array.as_primitive::<Int64Type>().value(row).to_string(),
        DataType::Float64 => float(array.as_primitive::<Float64Type>().value(row)),
        DataType::Timestamp(TimeUnit::Microsecond, Some(zone)) => {
            assert_eq!(&**zone, "UTC");
            array.as_primitive::<TimestampMicrosecondType>().value(row).to_string()
        }
        DataType::Binary => hex::encode(array.as_binary::<i32>().value(row)),
        other => panic!("a flat column of type {other}"),
    })
}

pub(crate) fn float(value: f64) -> String {
    format!("{value:?}")
}

/// All rows of batches, column by column.
pub(crate) fn rows(batches: &[RecordBatch]) -> Vec<Vec<Option<String>>> {
    let of_batch = |batch: &RecordBatch| {
        let cells = |row| batch.columns().iter().map(|array| cell(array, row)).collect();
        (0..batch.num_rows()).map(cells).collect::<Vec<_>>()
    };
    batches.iter().flat_map(of_batch).collect()
}
