//! Acceptance and values, against `serde_json` and `simd-json`.

#![no_main]

#[path = "../../tests/checks/mod.rs"]
mod checks;

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    // A copy of exactly the body's size, so that the sanitizer sees a read beyond it.
    let body: Box<[u8]> = input.into();
    checks::agreement::check_agreement(&body);
    checks::values::check_values(&body);
    checks::spelling::check_spelling(&body);
});
