//! Unwrapping of any bytes, alone and within each wrapping that accepts any text.

#![no_main]

#[path = "../../tests/checks/mod.rs"]
mod checks;

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    let outer: Box<[u8]> = input.into();
    checks::unwrap::check_unwrap(&outer);
    // The first byte chooses a wrapping for the rest.
    let Some((choice, inner)) = input.split_first() else { return };
    let text = serde_json::to_string(&String::from_utf8_lossy(inner)).expect("a string");
    let wrapped = match choice % 6 {
        0 => format!(r#"{{"Message":{text}}}"#),
        1 => format!(r#"{{"Records":[{{"body":{text}}},{{"Sns":{{"Message":{text}}}}}]}}"#),
        2 => format!(r#"{{"records":[{{"data":{text}}}]}}"#),
        3 => format!(r#"{{"isBase64Encoded":true,"body":{text}}}"#),
        4 => format!("[{{}},{text}]"),
        _ => return checks::unwrap::check_unwrap(&[b"12:03 ", inner].concat()),
    };
    checks::unwrap::check_unwrap(wrapped.as_bytes());
});
