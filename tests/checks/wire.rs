//! Converts the documentation's spelling to that on the wire: compact, `\/`, `\u00e9`.

use std::fmt::Write;

/// Returns a valid text as Meta's servers spell it; numbers and literals are unchanged.
pub(crate) fn wire(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(char) = chars.next() {
        match char {
            ' ' | '\n' | '\r' | '\t' => {}
            '"' => {
                out.push('"');
                string(&mut chars, &mut out);
                out.push('"');
            }
            other => out.push(other),
        }
    }
    out
}

/// Copies the rest of a string, with its closing quote.
fn string(chars: &mut std::str::Chars<'_>, out: &mut String) {
    while let Some(char) = chars.next() {
        match char {
            '"' => return,
            '\\' => match chars.next().expect("an escape is whole") {
                'u' => {
                    let unit = hex(chars);
                    write!(out, "\\u{unit:04x}").unwrap();
                }
                plain => {
                    out.push('\\');
                    out.push(plain);
                }
            },
            '/' => out.push_str("\\/"),
            '\0'..='\u{7F}' => out.push(char),
            other => {
                for unit in other.encode_utf16(&mut [0; 2]) {
                    write!(out, "\\u{unit:04x}").unwrap();
                }
            }
        }
    }
}

fn hex(chars: &mut std::str::Chars<'_>) -> u32 {
    let digit = |char: char| char.to_digit(16).expect("an escape has hex digits");
    chars.take(4).fold(0, |unit, char| unit * 16 + digit(char))
}

#[test]
fn as_meta_spells() {
    let documented = "{ \"a/\u{e9}\" : [ 1.50,\ttrue ], \"\\u00E9\\/\" : \"\u{1F600}\\n\\\\\" }";
    let expected = r#"{"a\/\u00e9":[1.50,true],"\u00e9\/":"\ud83d\ude00\n\\"}"#;
    assert_eq!(wire(documented), expected);
}
