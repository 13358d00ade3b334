//! Every kernel against the reference, and through the decoder.

#![no_main]

#[path = "../../tests/checks/mod.rs"]
mod checks;

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    let body: Box<[u8]> = input.into();
    checks::kernels::check_kernels(&body);
});
