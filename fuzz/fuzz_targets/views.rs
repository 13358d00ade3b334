//! Every accessor and iterator against the raw value, also from a decoder that has decoded other
//! bodies before.

#![no_main]

#[path = "../../tests/checks/mod.rs"]
mod checks;

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    let body: Box<[u8]> = input.into();
    checks::views::check_views(&body);
    checks::reuse::check_reuse(&body);
});
