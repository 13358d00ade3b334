//! The values of one column while a batch is filled.

use super::window::Sink;
use super::{Profile, TIME_ZONE};
use alloc::sync::Arc;
use arrow_array::builder::{
    ArrayBuilder, BinaryBuilder, BooleanBuilder, Float64Builder, Int64Builder, StringBuilder,
    StringViewBuilder, TimestampMicrosecondBuilder,
};
use arrow_array::{Array, ArrayRef, new_null_array};
use arrow_schema::{DataType, TimeUnit};

/// The longest text that is stored inside its view.
const INLINE: usize = 12;

/// The type of a column's values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Type {
    Text,
    Bool,
    Int,
    Float,
    Time,
    Hash,
}

impl Type {
    pub(super) fn data_type(self, profile: Profile) -> DataType {
        match (self, profile) {
            (Type::Text, Profile::Views) => DataType::Utf8View,
            (Type::Text, Profile::Plain) => DataType::Utf8,
            (Type::Bool, _) => DataType::Boolean,
            (Type::Int, _) => DataType::Int64,
            (Type::Float, _) => DataType::Float64,
            (Type::Time, _) => DataType::Timestamp(TimeUnit::Microsecond, Some(TIME_ZONE.into())),
            (Type::Hash, _) => DataType::Binary,
        }
    }
}

/// A builder that rows may be left out of: those become null when a later one is set.
#[derive(Debug)]
pub(super) enum Values {
    Views(StringViewBuilder, Option<Block>),
    Text(StringBuilder),
    Bool(BooleanBuilder),
    Int(Int64Builder),
    Float(Float64Builder),
    Time(TimestampMicrosecondBuilder),
    Hash(BinaryBuilder),
}

/// The last shared buffer that a column of views was given.
#[derive(Clone, Copy, Debug)]
pub(super) struct Block {
    window: u64,
    number: u32,
}

impl Values {
    pub(super) fn new(of: Type, profile: Profile) -> Values {
        match (of, profile) {
            (Type::Text, Profile::Views) => Values::Views(StringViewBuilder::new(), None),
            (Type::Text, Profile::Plain) => Values::Text(StringBuilder::new()),
            (Type::Bool, _) => Values::Bool(BooleanBuilder::new()),
            (Type::Int, _) => Values::Int(Int64Builder::new()),
            (Type::Float, _) => Values::Float(Float64Builder::new()),
            (Type::Time, _) => {
                Values::Time(TimestampMicrosecondBuilder::new().with_timezone(TIME_ZONE))
            }
            (Type::Hash, _) => Values::Hash(BinaryBuilder::new()),
        }
    }

    pub(super) fn len(&self) -> usize {
        match self {
            Values::Views(views, _) => views.len(),
            Values::Text(texts) => texts.len(),
            Values::Bool(bools) => bools.len(),
            Values::Int(numbers) => numbers.len(),
            Values::Float(numbers) => numbers.len(),
            Values::Time(times) => times.len(),
            Values::Hash(hashes) => hashes.len(),
        }
    }

    /// Sets the text of a row. A text that the column cannot hold is null.
    #[inline]
    pub(super) fn set_text(&mut self, row: usize, text: &str, sink: &mut Sink<'_>) {
        self.fill_up(row);
        match self {
            Values::Views(views, block) => {
                if text.len() <= INLINE || !set_view(views, block, text, sink) {
                    sink.copied += text.len();
                    // Only a text of 4 GiB fails.
                    let _ = views.try_append_value(text);
                }
            }
            Values::Text(texts) => {
                // Offsets are 32 bits wide.
                if texts.values_slice().len() + text.len() <= i32::MAX as usize {
                    sink.copied += text.len();
                    texts.append_value(text);
                }
            }
            _ => debug_assert!(false, "a column of another type"),
        }
    }

    pub(super) fn set_bool(&mut self, row: usize, value: bool) {
        self.fill_up(row);
        match self {
            Values::Bool(bools) => bools.append_value(value),
            _ => debug_assert!(false, "a column of another type"),
        }
    }

    pub(super) fn set_int(&mut self, row: usize, value: i64) {
        self.fill_up(row);
        match self {
            Values::Int(numbers) => numbers.append_value(value),
            Values::Time(times) => times.append_value(value),
            _ => debug_assert!(false, "a column of another type"),
        }
    }

    pub(super) fn set_float(&mut self, row: usize, value: f64) {
        self.fill_up(row);
        match self {
            Values::Float(numbers) => numbers.append_value(value),
            _ => debug_assert!(false, "a column of another type"),
        }
    }

    pub(super) fn set_hash(&mut self, row: usize, value: u128) {
        self.fill_up(row);
        match self {
            Values::Hash(hashes) => hashes.append_value(value.to_be_bytes()),
            _ => debug_assert!(false, "a column of another type"),
        }
    }

    /// Appends nulls until there are so many rows.
    #[inline]
    pub(super) fn fill_up(&mut self, rows: usize) {
        let missing = rows.saturating_sub(self.len());
        if missing > 0 {
            self.append_nulls(missing);
        }
    }

    #[inline(never)]
    fn append_nulls(&mut self, n: usize) {
        match self {
            Values::Views(views, _) => (0..n).for_each(|_| views.append_null()),
            Values::Text(texts) => texts.append_nulls(n),
            Values::Bool(bools) => bools.append_nulls(n),
            Values::Int(numbers) => numbers.append_nulls(n),
            Values::Float(numbers) => numbers.append_nulls(n),
            Values::Time(times) => times.append_nulls(n),
            Values::Hash(hashes) => hashes.append_nulls(n),
        }
    }

    /// Returns the column of so many rows, and begins the next one.
    pub(super) fn finish(&mut self, rows: usize, of: &DataType) -> ArrayRef {
        if self.len() == 0 {
            return new_null_array(of, rows);
        }
        self.fill_up(rows);
        let array: ArrayRef = match self {
            Values::Views(views, block) => {
                *block = None;
                Arc::new(views.finish())
            }
            Values::Text(texts) => Arc::new(texts.finish()),
            Values::Bool(bools) => Arc::new(bools.finish()),
            Values::Int(numbers) => Arc::new(numbers.finish()),
            Values::Float(numbers) => Arc::new(numbers.finish()),
            Values::Time(times) => Arc::new(times.finish()),
            Values::Hash(hashes) => Arc::new(hashes.finish()),
        };
        debug_assert_eq!((array.len(), array.data_type()), (rows, of));
        array
    }
}

/// Appends a view of the shared buffer that a text lies in. Returns false if it lies in none.
fn set_view(
    views: &mut StringViewBuilder,
    block: &mut Option<Block>,
    text: &str,
    sink: &Sink<'_>,
) -> bool {
    let Some((window, offset)) = sink.find(text) else { return false };
    let number = match *block {
        Some(known) if known.window == window.id() => known.number,
        _ => {
            let number = views.append_block(window.buffer());
            *block = Some(Block { window: window.id(), number });
            number
        }
    };
    views.try_append_view(number, offset, text.len() as u32).is_ok()
}
