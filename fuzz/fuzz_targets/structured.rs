//! A webhook that the input is the seed of, printed in several spellings and read back.

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
    // The input's beginning is the seed of the choices, what follows that of the spelling. Taken for
    // the choices themselves, its bytes run out soon, and some choices never end on zeros.
    let mut seed = [0; 32];
    seed.iter_mut().zip(input).for_each(|(seed, &byte)| *seed = byte);
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &seed);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let Ok(tree) = WEBHOOKS.with(|webhooks| webhooks.new_tree(&mut runner)) else { return };
    let mix = |sum: u64, &byte: &u8| sum.wrapping_mul(31).wrapping_add(byte.into());
    let spelling = input.iter().skip(32).fold(1, mix);
    model::webhook::check(&tree.current(), spelling | 1);
});
