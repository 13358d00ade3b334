//! Invariants of every body: one `fn(&[u8])` each, called by the corpus walk, by proptest and by
//! the fuzz targets. A check panics on a violation.
//!
//! To add one: write it in a file of its own, and add a line to [`ALL`].

#![allow(dead_code, reason = "every test and fuzz target takes the part that it needs")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a check may panic")]

pub(crate) mod accessors;
pub(crate) mod agreement;
pub(crate) mod bodies;
pub(crate) mod decoders;
pub(crate) mod escapes;
pub(crate) mod events;
pub(crate) mod hostile;
pub(crate) mod kernels;
pub(crate) mod keys;
pub(crate) mod malformed;
pub(crate) mod oracle;
pub(crate) mod random;
pub(crate) mod reuse;
#[cfg(feature = "serde")]
pub(crate) mod scalars;
pub(crate) mod spelling;
#[cfg(feature = "std")]
pub(crate) mod stream;
pub(crate) mod tables;
pub(crate) mod unwrap;
pub(crate) mod values;
pub(crate) mod views;
pub(crate) mod wire;
pub(crate) mod written;

pub(crate) use decoders::decoders;

/// A check: panics if `body` is treated wrongly.
pub(crate) type Check = fn(&[u8]);

/// All checks, by name.
pub(crate) const ALL: &[(&str, Check)] = &[
    ("agreement", agreement::check_agreement),
    ("values", values::check_values),
    ("kernels", kernels::check_kernels),
    ("views", views::check_views),
    ("spelling", spelling::check_spelling),
    ("reuse", reuse::check_reuse),
    #[cfg(feature = "std")]
    ("stream", stream::check_stream),
    ("escapes", escapes::check_escapes),
    ("unwrap", unwrap::check_unwrap),
];

/// Runs every check on `body`.
pub(crate) fn check_all(body: &[u8]) {
    for (_, check) in ALL {
        check(body);
    }
}
