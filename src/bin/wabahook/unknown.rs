//! The members of a body that no view names, and what else `check --strict` reports of its shape,
//! each with the way to it, in linear time.
//!
//! The library says which values they are, cheaply and without their keys. Their offsets, sorted,
//! lead one descent over the body that notes the keys on the way.

use crate::text::{NONE, name};
use std::fmt::Write;
use wabahook::{Change, JsonType, Payload, Raw, Value};

/// A step down into a value.
#[derive(Clone, Copy)]
pub(crate) enum Step<'a> {
    Key(&'a str),
    Item(usize),
}

/// The reason for reporting a value.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum What {
    /// No view names the member.
    Key,
    /// An empty array stands in place of an object.
    EmptyArray,
}

/// A value that no view names, or not as it came.
pub(crate) struct Unknown<'t, 'a> {
    pub(crate) what: What,
    /// The way from the root.
    pub(crate) steps: &'t [Step<'a>],
    /// The change that it stands in, and how many steps lead to that.
    pub(crate) change: Option<(Change<'a>, usize)>,
    pub(crate) value: Raw<'a>,
}

impl<'a> Unknown<'_, 'a> {
    /// Whether it is the whole value of a change whose field has no view.
    pub(crate) fn is_value_of_field(&self) -> bool {
        self.change.is_some_and(|(change, _)| change.value().raw().offset() == self.value.offset())
    }

    /// The field of its change, and the steps from there; the steps from the root if it is in none.
    pub(crate) fn in_change(&self) -> (Option<&'a str>, &[Step<'a>]) {
        match self.change {
            Some((change, depth)) => {
                let field = change.field().unwrap_or(NONE);
                (Some(field), self.steps.get(depth..).unwrap_or_default())
            }
            None => (None, self.steps),
        }
    }

    /// The path of the one place: `entry[0].changes[0].value.messages[2].foo`.
    pub(crate) fn path(&self) -> String {
        let mut path = String::new();
        for step in self.steps {
            // Writing to a string does not fail.
            let _ = match *step {
                Step::Key(key) if path.is_empty() => write!(path, "{}", name(key)),
                Step::Key(key) => write!(path, ".{}", name(key)),
                Step::Item(place) => write!(path, "[{place}]"),
            };
        }
        path
    }

    /// The path of all such places: `messages: value.messages[].foo`.
    pub(crate) fn pattern(&self) -> String {
        let (field, steps) = self.in_change();
        let mut path = field.map_or_else(String::new, |field| format!("{}: ", name(field)));
        let start = path.len();
        for step in steps {
            match *step {
                Step::Key(key) => {
                    path.push_str(if path.len() == start { "" } else { "." });
                    path.push_str(&name(key));
                }
                Step::Item(_) => path.push_str("[]"),
            }
        }
        path
    }
}

/// Finds the unknown members of bodies, in memory that it reuses.
#[derive(Default)]
pub(crate) struct Finder {
    offsets: Vec<(usize, What)>,
    empty_arrays: bool,
}

impl Finder {
    /// A finder that reports empty arrays in place of objects, too.
    pub(crate) fn with_empty_arrays() -> Finder {
        Finder { empty_arrays: true, ..Finder::default() }
    }

    /// Calls `found` with each member that no view names; not with what stands below it.
    pub(crate) fn visit<'a>(
        &mut self,
        payload: Payload<'a>,
        found: &mut dyn FnMut(Unknown<'_, 'a>),
    ) {
        self.offsets.clear();
        payload.visit_unknown(&mut |value| self.offsets.push((value.offset(), What::Key)));
        if self.empty_arrays {
            payload.visit_empty_arrays(&mut |value| {
                self.offsets.push((value.offset(), What::EmptyArray));
            });
        }
        if self.offsets.is_empty() {
            return;
        }
        self.offsets.sort_unstable();
        let root = payload.raw();
        let mut descent =
            Descent { offsets: &self.offsets, steps: Vec::new(), change: None, found };
        for (key, value) in payload.unknown() {
            descent.member(key.to_str(), value);
        }
        for (place, entry) in payload.entries().enumerate() {
            let in_root = entry.raw().offset() == root.offset();
            if !in_root {
                descent.steps.extend([Step::Key("entry"), Step::Item(place)]);
            }
            for (key, value) in entry.unknown() {
                descent.member(key.to_str(), value);
            }
            for (place, change) in entry.changes().enumerate() {
                descent.enter_change(change, place, root);
            }
            descent.steps.clear();
        }
    }
}

/// The way down over one body.
struct Descent<'o, 'f, 'a> {
    /// The offsets of the values to find, ascending.
    offsets: &'o [(usize, What)],
    steps: Vec<Step<'a>>,
    change: Option<(Change<'a>, usize)>,
    found: &'f mut dyn FnMut(Unknown<'_, 'a>),
}

impl<'a> Descent<'_, '_, 'a> {
    fn enter_change(&mut self, change: Change<'a>, place: usize, root: Raw<'a>) {
        let before = self.steps.len();
        if change.raw().offset() != root.offset() {
            self.steps.extend([Step::Key("changes"), Step::Item(place)]);
        }
        self.change = Some((change, self.steps.len()));
        for (key, value) in change.unknown() {
            self.member(key.to_str(), value);
        }
        let value = change.value();
        // An absent value stands for the change itself.
        if !matches!(value, Value::Malformed(_)) && value.raw().offset() != change.raw().offset() {
            self.member("value", value.raw());
        }
        self.change = None;
        self.steps.truncate(before);
    }

    fn member(&mut self, key: &'a str, value: Raw<'a>) {
        self.steps.push(Step::Key(key));
        self.value(value);
        self.steps.pop();
    }

    /// Reports the value if it is one to find, else looks below it if there is one.
    fn value(&mut self, value: Raw<'a>) {
        let start = value.offset();
        let Some((next, what)) = self.next(start) else { return };
        if next == start {
            let (steps, change) = (&self.steps, self.change);
            (self.found)(Unknown { what, steps, change, value });
            return;
        }
        let end = match value.json_type() {
            JsonType::Array | JsonType::Object => start + value.json().len(),
            JsonType::Null | JsonType::Bool | JsonType::Number | JsonType::String => return,
        };
        if next >= end {
            return;
        }
        for (key, value) in value.members() {
            self.member(key.to_str(), value);
        }
        for (place, value) in value.items().enumerate() {
            self.steps.push(Step::Item(place));
            self.value(value);
            self.steps.pop();
        }
    }

    /// The first offset from `start` on.
    fn next(&self, start: usize) -> Option<(usize, What)> {
        let at = self.offsets.partition_point(|&(offset, _)| offset < start);
        self.offsets.get(at).copied()
    }
}
