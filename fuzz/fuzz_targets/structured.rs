//! Webhooks generated from the input, printed in several spellings and read back.

#![no_main]

#[path = "../../tests/checks/mod.rs"]
mod checks;
#[path = "../../tests/model/mod.rs"]
mod model;

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    let Some((which, choices)) = input.split_first() else { return };
    match which % 2 {
        0 => model::webhook::check(choices),
        _ => model::vocabulary::check(choices),
    }
});
