//! The option `--unwrap`: takes bodies out of their wrappings.

use std::str::FromStr;
use wabahook::Limits;
use wabahook::unwrap::{Road, RoadError, Unwrapper};

/// The argument of `--unwrap`.
#[derive(Clone, Debug)]
pub(crate) enum Unwrap {
    /// Unwrap what is known.
    Auto,
    /// Every record is a body.
    None,
    /// Follow a path, and unwrap what is known behind it.
    Along(Road),
}

impl FromStr for Unwrap {
    type Err = RoadError;

    fn from_str(text: &str) -> Result<Unwrap, RoadError> {
        Ok(match text {
            "auto" => Unwrap::Auto,
            "none" => Unwrap::None,
            path => Unwrap::Along(path.parse()?),
        })
    }
}

impl Unwrap {
    /// One for each thread; none if records are bodies.
    pub(crate) fn unwrapper(&self, limits: Limits) -> Option<Unwrapper> {
        let unwrapper = Unwrapper::with_limits(limits);
        match self {
            Unwrap::Auto => Some(unwrapper),
            Unwrap::None => None,
            Unwrap::Along(road) => Some(unwrapper.along(road.clone())),
        }
    }
}
