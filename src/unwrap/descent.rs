//! Descent from a value to the bodies inside it.

use super::error::UnwrapErrorKind;
use super::path::Kept;
use super::road::{Road, Segment};
use super::stack::Stack;
use super::texts::{Closed, STRINGS, Spelled, Texts};
use crate::error::Wrapping;
use crate::json::doc::Doc;
use crate::json::{JsonType, Raw};
use crate::limits::Limits;
use crate::memory::MemoryBudget;
use crate::recognize::{Sight, begins_like_a_body, end_of_text_before, recognize};

/// The maximum number of steps of a path.
pub(super) const STEPS: usize = 32;

/// The state of a descent, without heap memory.
#[derive(Clone, Debug)]
pub(super) struct Descent {
    pub(super) steps: Stack<Kept, STEPS>,
    pub(super) wrappings: Stack<Wrapping, STEPS>,
    /// The arrays being iterated.
    lists: Stack<List, STEPS>,
}

/// A value in one of the texts.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub(super) level: usize,
    pub(super) at: usize,
    quote: u32,
    /// The offset in the outer text of the outermost string that contains the level.
    pub(super) string: usize,
    /// The number of segments of the road already followed.
    segment: usize,
    /// The wrapping whose records or object contain `data`.
    around: Option<Wrapping>,
    is_base64: bool,
    /// A member that is known to lead to a body.
    is_member: bool,
    /// The records of a wrapping; the list may be empty.
    is_records: bool,
}

/// An array and the current item.
#[derive(Clone, Copy, Debug)]
struct List {
    item: Place,
    number: u32,
    steps: usize,
    wrappings: usize,
}

/// The result of a descent.
pub(super) enum Leaf {
    /// The text of a level from this offset.
    Text(Place, usize),
    /// A value, with its end.
    Value(Place, usize),
    /// A value without its envelope, with its end and the field merged into it.
    Bare(Place, usize, Option<Merged>),
    /// An empty list of records.
    Nothing,
}

/// The member `field` of a value: the offsets of its key, its value and its end.
#[derive(Clone, Copy)]
pub(super) struct Merged {
    pub(super) key: usize,
    pub(super) value: usize,
    pub(super) end: usize,
}

impl Merged {
    /// Returns the member with this string as its value.
    fn of(field: Raw<'_>) -> Merged {
        let value = field.offset();
        let key = field.doc().quote(field.quote().saturating_sub(2));
        Merged { key, value, end: value + field.json().len() }
    }
}

/// The position and kind of a failed descent.
#[derive(Clone, Copy)]
pub(super) struct Failure {
    pub(super) kind: UnwrapErrorKind,
    pub(super) place: Place,
    /// The offset in the text of the level.
    pub(super) at: usize,
}

/// The context of a descent.
pub(super) struct Means<'m> {
    pub(super) texts: &'m mut Texts,
    pub(super) outer: &'m str,
    pub(super) road: Option<&'m Road>,
    pub(super) limits: Limits,
    pub(super) budget: &'m mut MemoryBudget,
}

type Descended<T> = Result<T, Failure>;

impl Place {
    /// The start of the outer text.
    pub(super) const OUTER: Place = Place {
        level: 0,
        at: 0,
        quote: 1,
        string: 0,
        segment: 0,
        around: None,
        is_base64: false,
        is_member: false,
        is_records: false,
    };

    fn value<'d>(self, doc: &'d Doc<'d>) -> Raw<'d> {
        Raw::new(doc, self.at, self.quote)
    }

    pub(super) fn to(self, value: Raw<'_>) -> Place {
        let (at, quote) = (value.offset(), value.quote());
        Place { at, quote, is_base64: false, is_member: false, is_records: false, ..self }
    }

    fn fail<T>(self, kind: UnwrapErrorKind) -> Descended<T> {
        Err(Failure { kind, place: self, at: self.at })
    }
}

impl Descent {
    pub(super) fn new() -> Descent {
        let list = List { item: Place::OUTER, number: 0, steps: 0, wrappings: 0 };
        Descent {
            steps: Stack::new(Kept::Item(0)),
            wrappings: Stack::new(Wrapping::List),
            lists: Stack::new(list),
        }
    }

    pub(super) fn clear(&mut self) {
        self.steps.truncate(0);
        self.wrappings.truncate(0);
        self.lists.truncate(0);
    }

    /// Returns `true` before the first step.
    pub(super) fn is_at_the_start(&self) -> bool {
        self.steps.len() == 0
    }

    /// Adds a wrapping, unless it equals the innermost one.
    pub(super) fn wrap(&mut self, wrapping: Wrapping, place: Place) -> Descended<()> {
        if self.wrappings.as_slice().last() == Some(&wrapping) && wrapping != Wrapping::JsonString {
            return Ok(());
        }
        self.wrappings.push(wrapping).map_or_else(|| place.fail(UnwrapErrorKind::TooDeep), Ok)
    }

    fn step(&mut self, step: Kept, place: Place) -> Descended<()> {
        self.steps.push(step).map_or_else(|| place.fail(UnwrapErrorKind::TooDeep), Ok)
    }

    /// Returns the next item of the innermost array that has one.
    pub(super) fn next_item(&mut self, means: &mut Means<'_>) -> Option<Place> {
        while let Some(list) = self.lists.last_mut() {
            self.steps.truncate(list.steps);
            self.wrappings.truncate(list.wrappings);
            let doc = means.texts.doc(means.outer, list.item.level)?;
            if let Some(item) = list.item.value(&doc).next_item() {
                list.item = list.item.to(item);
                list.number += 1;
                let (item, number) = (list.item, list.number);
                // The step of the previous item has freed its slot.
                self.steps.push(Kept::Item(number))?;
                return Some(item);
            }
            let outer_list = self.lists.len() - 1;
            self.lists.truncate(outer_list);
        }
        None
    }

    /// Descends from a value to a body.
    pub(super) fn descend(&mut self, mut place: Place, means: &mut Means<'_>) -> Descended<Leaf> {
        loop {
            let segment = means.road.and_then(|road| road.segment(place.segment));
            let next = match segment {
                Some(segment) => self.follow(segment, place, means)?,
                None => self.inward(place, means)?,
            };
            match next {
                Next::Place(next) => place = next,
                Next::Leaf(leaf) => return Ok(leaf),
            }
        }
    }

    /// Follows one segment of the caller's road.
    fn follow(
        &mut self,
        segment: &Segment,
        place: Place,
        means: &mut Means<'_>,
    ) -> Descended<Next> {
        let Some(doc) = means.texts.doc(means.outer, place.level) else {
            return place.fail(UnwrapErrorKind::TooDeep);
        };
        let value = place.value(&doc);
        let behind = Place { segment: place.segment + 1, ..place };
        let found = match (segment, value.json_type()) {
            (_, JsonType::String) => return self.enter(place, means),
            (Segment::Key(key), JsonType::Object) => {
                let key = means.road.map_or("", |road| road.key(key));
                let member = value.members().filter(|(name, _)| *name == key).last();
                member.map(|(_, value)| (Kept::OfRoad(place.segment), value))
            }
            (Segment::Items, JsonType::Array) => {
                return self.list(Place { is_member: true, is_records: true, ..behind }, value);
            }
            (Segment::Item(number), JsonType::Array) => {
                value.items().nth(*number as usize).map(|value| (Kept::Item(*number), value))
            }
            _ => return place.fail(UnwrapErrorKind::WrongType),
        };
        match found {
            Some((step, value)) => {
                self.step(step, place)?;
                Ok(Next::Place(Place { is_member: true, ..behind.to(value) }))
            }
            None => place.fail(UnwrapErrorKind::Missing),
        }
    }

    /// Follows one step through a known wrapping.
    fn inward(&mut self, place: Place, means: &mut Means<'_>) -> Descended<Next> {
        let Some(doc) = means.texts.doc(means.outer, place.level) else {
            return place.fail(UnwrapErrorKind::TooDeep);
        };
        let value = place.value(&doc);
        match value.json_type() {
            JsonType::Object => self.object(place, value),
            JsonType::Array => {
                if !place.is_member {
                    self.wrap(Wrapping::List, place)?;
                }
                self.list(place, value)
            }
            JsonType::String => {
                if !place.is_member {
                    self.wrap(Wrapping::JsonString, place)?;
                }
                self.enter(place, means)
            }
            _ if place.is_member => place.fail(UnwrapErrorKind::WrongType),
            _ => place.fail(UnwrapErrorKind::NotABody),
        }
    }

    fn object(&mut self, place: Place, object: Raw<'_>) -> Descended<Next> {
        let end = place.at + object.json().len();
        match recognize(object, place.around) {
            Sight::Body => Ok(Next::Leaf(Leaf::Value(place, end))),
            Sight::Value(field) => {
                let wrapping =
                    if field.is_some() { Wrapping::MergedValue } else { Wrapping::Value };
                self.wrap(wrapping, place)?;
                let field = field.map(Merged::of);
                Ok(Next::Leaf(Leaf::Bare(place, end, field)))
            }
            Sight::Wrapped(inward) => {
                let wrapping = inward.wrapping;
                self.wrap(wrapping, place)?;
                self.step(Kept::Key(inward.name), place)?;
                let around = inward.around();
                let (is_base64, is_records) = (inward.is_base64, inward.is_records());
                let next = place.to(inward.value);
                Ok(Next::Place(Place { around, is_base64, is_member: true, is_records, ..next }))
            }
            Sight::Unknown => place.fail(UnwrapErrorKind::NotABody),
        }
    }

    /// Enters the first item of an array.
    fn list(&mut self, place: Place, array: Raw<'_>) -> Descended<Next> {
        // In an array without objects, strings and arrays, items are not reported one by one. The
        // scan passes only scalars, so time stays linear.
        let may_hold = |item: Raw<'_>| {
            matches!(item.json_type(), JsonType::Object | JsonType::String | JsonType::Array)
        };
        if !place.is_member && !array.items().any(may_hold) {
            return place.fail(UnwrapErrorKind::NotABody);
        }
        let Some(first) = array.first_item() else {
            let nothing = Ok(Next::Leaf(Leaf::Nothing));
            return if place.is_records { nothing } else { place.fail(UnwrapErrorKind::NotABody) };
        };
        let item = place.to(first);
        let (steps, wrappings) = (self.steps.len(), self.wrappings.len());
        self.step(Kept::Item(0), place)?;
        let list = List { item, number: 0, steps, wrappings };
        match self.lists.push(list) {
            Some(()) => Ok(Next::Place(item)),
            None => place.fail(UnwrapErrorKind::TooDeep),
        }
    }

    /// Enters the string at a place.
    fn enter(&mut self, place: Place, means: &mut Means<'_>) -> Descended<Next> {
        let Means { texts, outer, budget, .. } = means;
        let string = texts.doc(outer, place.level).and_then(|doc| {
            let string = place.value(&doc).as_string()?;
            let from = place.at + 1;
            let to = from + string.as_spelled().len();
            let (is_escaped, is_base64) = (string.is_escaped(), place.is_base64);
            Some(Spelled { from, to, is_escaped, is_base64 })
        });
        let Some(string) = string else { return place.fail(UnwrapErrorKind::WrongType) };
        if place.level == STRINGS {
            return place.fail(UnwrapErrorKind::TooDeep);
        }
        let entered = texts.enter(outer, place.level, string, budget);
        entered.or_else(|Closed { kind, .. }| place.fail(kind))?;
        let outermost = if place.level == 0 { place.at } else { place.string };
        let inside = Place {
            level: place.level + 1,
            string: outermost,
            segment: place.segment,
            ..Place::OUTER
        };
        self.begin(inside, means)
    }

    /// Opens the text of a string as the next level.
    fn begin(&mut self, inside: Place, means: &mut Means<'_>) -> Descended<Next> {
        let on_road = means.is_on_road(inside);
        let Means { texts, outer, limits, budget, .. } = means;
        let candidates = candidates(texts.text(outer, inside.level).as_bytes(), on_road);
        let mut failure = Failure { kind: UnwrapErrorKind::NotABody, place: inside, at: 0 };
        for Candidate { start, is_body } in candidates.into_iter().flatten() {
            if start > 0 {
                self.wrap(Wrapping::Text, inside)?;
            }
            if is_body {
                return Ok(Next::Leaf(Leaf::Text(inside, start)));
            }
            match texts.open(inside.level, start, *limits, budget) {
                Ok(()) => {
                    let root = texts.doc(outer, inside.level).map(|doc| inside.to(Raw::root(&doc)));
                    return root.map_or_else(|| Err(failure), |root| Ok(Next::Place(root)));
                }
                // Text behind a prefix need not be JSON.
                Err(Closed { kind: UnwrapErrorKind::Malformed(_), .. }) if start > 0 => {}
                Err(Closed { kind, at }) => failure = Failure { kind, at, ..failure },
            }
        }
        Err(failure)
    }
}

impl Means<'_> {
    /// Returns `true` if the caller's road continues from a place.
    pub(super) fn is_on_road(&self, place: Place) -> bool {
        self.road.is_some_and(|road| road.segment(place.segment).is_some())
    }
}

/// A possible start of the JSON in a text.
#[derive(Clone, Copy)]
pub(super) struct Candidate {
    pub(super) start: usize,
    /// The text begins like a body and need not be opened.
    pub(super) is_body: bool,
}

/// Returns the possible starts of the JSON in a text: at once, or after a prefix.
pub(super) fn candidates(text: &[u8], on_road: bool) -> [Option<Candidate>; 2] {
    let candidate = |start| {
        let is_body = !on_road && text.get(start..).is_some_and(begins_like_a_body);
        Candidate { start, is_body }
    };
    let behind = || end_of_text_before(text).filter(|&start| start > 0).map(candidate);
    match text.trim_ascii_start().first() {
        Some(b'{') => [Some(candidate(0)), None],
        // Log lines may start with a timestamp in brackets or quotes.
        Some(b'[' | b'"') => [Some(candidate(0)), behind()],
        _ => [behind(), None],
    }
}

/// The next step of a descent.
enum Next {
    Place(Place),
    Leaf(Leaf),
}
