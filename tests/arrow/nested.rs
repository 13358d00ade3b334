//! A row of a nested table against the JSON of its item: each member is in its column, or in `unknown`.

use super::cells::{cell, float};
use super::flat::{number, time};
use arrow_array::cast::AsArray;
use arrow_array::{Array, RecordBatch, StructArray};
use arrow_schema::DataType;
use std::collections::BTreeSet;
use wabahook::{JsonType, Raw};

/// The members that no column has, by path, with their JSON.
pub(crate) type Unknown = Vec<(String, String)>;

/// Holds the columns of members in a row of a batch to an item. Returns the members without a column.
pub(crate) fn check_item(
    batch: &RecordBatch,
    row: usize,
    item: Raw<'_>,
    is_elsewhere: &dyn Fn(&str) -> bool,
) -> Unknown {
    let mut unknown = Unknown::new();
    let column = |key: &str| batch.column_by_name(key).map(|it| &**it);
    members(&column, row, item, "", is_elsewhere, &mut unknown);
    unknown
}

/// Holds columns to the members of an object: those that are called so, the last of equal names.
fn members<'b>(
    column: &dyn Fn(&str) -> Option<&'b dyn Array>,
    row: usize,
    object: Raw<'_>,
    path: &str,
    is_elsewhere: &dyn Fn(&str) -> bool,
    unknown: &mut Unknown,
) {
    let keys: Vec<String> = object.members().map(|(key, _)| key.to_str().to_owned()).collect();
    let mut seen = BTreeSet::new();
    for (key, (_, raw)) in keys.iter().zip(object.members()) {
        let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
        match column(key) {
            _ if is_elsewhere(key) => {}
            Some(array) if seen.insert(key) => {
                value(array, row, object.get(key).unwrap(), &path, unknown);
            }
            Some(_) => {}
            None => unknown.push((raw.path().to_string(), raw.json().to_owned())),
        }
    }
}

/// Holds a value of a column to the JSON that it was read from.
fn value(array: &dyn Array, row: usize, raw: Raw<'_>, path: &str, unknown: &mut Unknown) {
    if raw.is_null() {
        return assert!(array.is_null(row), "{path}");
    }
    let spelled = raw.as_text();
    match array.data_type() {
        DataType::Struct(_) if raw.json_type() == JsonType::Object => {
            object(array.as_struct(), row, raw, path, unknown);
        }
        DataType::Struct(_) => {
            let is_empty_array = raw.json_type() == JsonType::Array && raw.items().next().is_none();
            assert_eq!(array.is_valid(row), is_empty_array, "{path}");
        }
        DataType::List(of) => {
            let is_single =
                matches!(of.data_type(), DataType::Struct(_)) && raw.json_type() != JsonType::Array;
            if array.is_null(row) && is_single {
                return; // a value of another type, in a malformed item
            }
            assert!(array.is_valid(row), "{path}");
            let items = array.as_list::<i32>().value(row);
            let raws: Vec<_> = match raw.json_type() {
                JsonType::Array => raw.items().collect(),
                _ => vec![raw],
            };
            assert_eq!(items.len(), raws.len(), "{path}");
            for (place, raw) in raws.into_iter().enumerate() {
                item(&*items, place, raw, &format!("{path}[{place}]"), unknown);
            }
        }
        DataType::Boolean => {
            let expected = spelled.filter(|it| matches!(*it, "true" | "false"));
            assert_eq!(cell(array, row).as_deref(), expected, "{path}");
        }
        DataType::Int64 => {
            let is_json = spelled.is_some_and(|it| number(it).is_some());
            let expected = spelled.and_then(|it| it.parse::<i64>().ok()).filter(|_| is_json);
            assert_eq!(cell(array, row), expected.map(|it| it.to_string()), "{path}");
        }
        DataType::Float64 => {
            assert_eq!(cell(array, row), spelled.and_then(number).map(float), "{path}");
        }
        DataType::Timestamp(..) => {
            assert_eq!(cell(array, row), spelled.and_then(time), "{path}");
        }
        _ => {
            let found = cell(array, row);
            let expected = [spelled, Some(raw.json())];
            assert!(expected.contains(&found.as_deref()), "{path} is {found:?}");
        }
    }
}

/// An item of a list: an object, or a text.
fn item(items: &dyn Array, place: usize, raw: Raw<'_>, path: &str, unknown: &mut Unknown) {
    match items.data_type() {
        DataType::Struct(_) if raw.json_type() == JsonType::Object => {
            object(items.as_struct(), place, raw, path, unknown);
        }
        // A value of another type is null, or, for an empty array, an object without members.
        DataType::Struct(_) => {
            let children = items.as_struct();
            assert!(children.columns().iter().all(|child| child.is_null(place)), "{path}");
        }
        _ => assert_eq!(cell(items, place).as_deref(), raw.as_text(), "{path}"),
    }
}

fn object(array: &StructArray, row: usize, raw: Raw<'_>, path: &str, unknown: &mut Unknown) {
    assert!(array.is_valid(row), "{path}");
    let column = |key: &str| array.column_by_name(key).map(|it| &**it);
    members(&column, row, raw, path, &|_| false, unknown);
}
