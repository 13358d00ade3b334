//! Malformed items: the events and their errors report each one exactly once.

use super::accessors::Errors;
use wabahook::Payload;

/// Each malformed item of a known value is reported, and none twice.
pub(crate) fn check(payload: Payload<'_>) {
    let mut reported = Vec::new();
    for event in payload.events() {
        match event {
            Ok(event) => event.visit_errors(&mut |error| reported.push(error.raw().offset())),
            Err(error) => reported.push(error.raw().offset()),
        }
    }
    reported.sort_unstable();
    let before = reported.len();
    reported.dedup();
    assert_eq!(reported.len(), before, "a malformed item is reported twice: {}", payload.raw());
    for change in payload.entries().flat_map(|entry| entry.changes()) {
        let mut errors = Errors::default();
        change.value().accept(&mut errors);
        for place in errors.0 {
            // For an object between a value and its items, the malformed member is reported.
            let at = reported.partition_point(|&offset| offset < place.start);
            let is_reported = reported.get(at).is_some_and(|offset| place.contains(offset));
            assert!(is_reported, "the item at {} is not reported", place.start);
        }
    }
}
