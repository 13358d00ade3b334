//! Paths from the outer text to a body.

use super::road::Road;
use core::fmt;

/// A step of a path; a key of the caller's road is stored by number.
#[derive(Clone, Copy, Debug)]
pub(super) enum Kept {
    Key(&'static str),
    OfRoad(usize),
    Item(u32),
}

/// A step of a [`Path`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Step<'a> {
    /// A member of an object: the last one with this key.
    Key(&'a str),
    /// An item of an array, counted from 0.
    Item(usize),
}

/// The path from the outer text to a body: `Records[0].Sns.Message`. Empty for a bare body.
///
/// Entering a string adds no step: later steps refer to its decoded text.
#[derive(Clone, Copy)]
pub struct Path<'a> {
    pub(super) kept: &'a [Kept],
    pub(super) road: Option<&'a Road>,
}

impl<'a> Path<'a> {
    /// Returns the steps, outermost first.
    pub fn steps(self) -> impl Iterator<Item = Step<'a>> {
        self.kept.iter().map(move |kept| match *kept {
            Kept::Key(name) => Step::Key(name),
            Kept::OfRoad(number) => Step::Key(self.road.map_or("", |road| road.key_of(number))),
            Kept::Item(place) => Step::Item(place as usize),
        })
    }

    /// Returns `true` if the path has no steps.
    pub fn is_empty(self) -> bool {
        self.kept.is_empty()
    }
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, step) in self.steps().enumerate() {
            match step {
                Step::Key(key) if number == 0 => f.write_str(key)?,
                Step::Key(key) => write!(f, ".{key}")?,
                Step::Item(place) => write!(f, "[{place}]")?,
            }
        }
        Ok(())
    }
}

impl fmt::Debug for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
