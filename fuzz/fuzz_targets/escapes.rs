//! String values, by every method, against `serde_json`.

#![no_main]

#[path = "../../tests/checks/mod.rs"]
mod checks;

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    let spelled: Box<[u8]> = input.into();
    checks::escapes::check_escapes(&spelled);
});
