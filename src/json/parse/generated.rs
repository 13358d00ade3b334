//! The interface of a table to the parser: its schema, and a function for its usual members.

use super::cursor::{Body, Position};
use super::object::Object;
use super::parser::Parser;
use crate::json::schema::Schema;

/// A table with a generated parser.
pub trait Generated {
    #[doc(hidden)]
    fn schema() -> &'static Schema;
    /// The number of words of its record.
    #[doc(hidden)]
    const WORDS: usize;
    /// Parses an object whose opening bracket was consumed; expects its usual members.
    #[doc(hidden)]
    fn members<'b>(
        parser: &mut Parser<'_, 'b>,
        body: Body<'b>,
        words: &mut [u32],
        here: Position,
        object: Object,
    ) -> Option<Position>;
}
