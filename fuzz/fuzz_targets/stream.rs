//! Where records end: the same in every cut, and as a plain search finds it.

#![no_main]

#[path = "../../tests/checks/mod.rs"]
mod checks;

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    let stream: Box<[u8]> = input.into();
    checks::stream::check_stream(&stream);
});
