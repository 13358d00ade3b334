//! Record boundaries: the same for any chunks, and equal to a search in the whole.

#![no_main]

#[path = "../../tests/checks/mod.rs"]
mod checks;

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    let stream: Box<[u8]> = input.into();
    checks::stream::check_stream(&stream);
});
