//! A webhook made of the input, printed in two spellings and read back.

#![no_main]

#[path = "../../tests/checks/mod.rs"]
mod checks;
#[path = "../../tests/model/mod.rs"]
mod model;

use proptest::strategy::{BoxedStrategy, Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

thread_local! {
    static WEBHOOKS: BoxedStrategy<model::json::Json> = model::webhook::webhook().boxed();
}

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    // The choices are the input's bytes; behind its end they are all zero.
    let rng = TestRng::from_seed(RngAlgorithm::PassThrough, input);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let Ok(tree) = WEBHOOKS.with(|webhooks| webhooks.new_tree(&mut runner)) else { return };
    let spelling =
        input.iter().fold(1, |sum: u64, &byte| sum.wrapping_mul(31).wrapping_add(byte.into()));
    model::webhook::check(&tree.current(), spelling | 1);
});
