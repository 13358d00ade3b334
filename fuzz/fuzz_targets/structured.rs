//! A webhook made of the input, printed in two spellings and read back.

#![no_main]

#[path = "../../tests/checks/mod.rs"]
mod checks;
#[path = "../../tests/model/mod.rs"]
mod model;

use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use std::sync::LazyLock;

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    static WEBHOOKS: LazyLock<proptest::strategy::BoxedStrategy<model::json::Json>> =
        LazyLock::new(|| model::webhook::webhook().boxed());
    // The choices are the input's bytes; behind its end they are all zero.
    let rng = TestRng::from_seed(RngAlgorithm::PassThrough, input);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let Ok(tree) = WEBHOOKS.new_tree(&mut runner) else { return };
    let spelling = input.iter().fold(1, |sum: u64, &byte| sum.wrapping_mul(31) + u64::from(byte));
    model::webhook::check(&tree.current(), spelling | 1);
});
