//! Paths through wrappings, provided by the caller.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt;
use core::ops::Range;
use core::str::FromStr;

/// A path to the bodies in a custom wrapping, such as `Records[].Sns.Message`.
///
/// Keys are separated by dots; `[]` stands for all items of an array and `[3]` for one item. A
/// string on the path is read as JSON. At its end, known wrappings are unwrapped.
///
/// ```
/// use wabahook::unwrap::{Road, Unwrapper};
///
/// let road: Road = "batch[].hook".parse()?;
/// let mut unwrapper = Unwrapper::new().along(road);
/// let mut bodies = unwrapper.unwrap(br#"{"batch":[{"hook":"{\"entry\":[]}"}]}"#);
/// while let Some(found) = bodies.next_body() {
///     let found = found?;
///     assert_eq!(found.body(), br#"{"entry":[]}"#);
///     assert_eq!(found.path().to_string(), "batch[0].hook");
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Road {
    text: Box<str>,
    segments: Vec<Segment>,
}

/// A segment of a road.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Segment {
    /// The key at this range of the text.
    Key(Range<usize>),
    /// All items.
    Items,
    /// One item.
    Item(u32),
}

/// An error in the syntax of a road.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RoadError {
    at: usize,
}

impl Road {
    pub(super) fn segment(&self, number: usize) -> Option<&Segment> {
        self.segments.get(number)
    }

    pub(super) fn key(&self, range: &Range<usize>) -> &str {
        self.text.get(range.clone()).unwrap_or_default()
    }

    /// Returns the key of a segment.
    pub(super) fn key_of(&self, number: usize) -> &str {
        match self.segment(number) {
            Some(Segment::Key(range)) => self.key(range),
            _ => "",
        }
    }
}

impl FromStr for Road {
    type Err = RoadError;

    fn from_str(text: &str) -> Result<Road, RoadError> {
        let (mut segments, mut at) = (Vec::new(), 0);
        while at < text.len() {
            let rest = text.get(at..).unwrap_or_default();
            if let Some(inside) = rest.strip_prefix('[') {
                let end = inside.find(']').ok_or(RoadError { at })?;
                let place = inside.get(..end).unwrap_or_default();
                segments.push(match place {
                    "" => Segment::Items,
                    _ => Segment::Item(place.parse().map_err(|_| RoadError { at: at + 1 })?),
                });
                at += end + 2;
                continue;
            }
            let start = at + usize::from(at > 0 && rest.starts_with('.'));
            let key = text.get(start..).unwrap_or_default();
            let len = key.find(['.', '[', ']']).unwrap_or(key.len());
            // A key that follows an item must have a dot as well.
            if len == 0 || (at > 0 && start == at) {
                return Err(RoadError { at: start });
            }
            segments.push(Segment::Key(start..start + len));
            at = start + len;
        }
        if segments.is_empty() {
            return Err(RoadError { at: 0 });
        }
        Ok(Road { text: text.into(), segments })
    }
}

impl fmt::Display for Road {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text)
    }
}

impl fmt::Display for RoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "expected a key, `[]` or `[3]` at byte {} of the path", self.at)
    }
}

impl core::error::Error for RoadError {}
