//! Bodies of the corpus, in the spelling of the wire.

use std::{fs, io, path::Path};

/// The bodies of a folder of `corpus/`, by name.
pub(crate) fn bodies(folder: &str) -> io::Result<Vec<String>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(folder);
    let mut paths = fs::read_dir(&folder)?
        .map(|entry| Ok(entry?.path()))
        .filter(|path| !path.as_ref().is_ok_and(|path| path.extension() != Some("json".as_ref())))
        .collect::<io::Result<Vec<_>>>()?;
    paths.sort();
    assert!(!paths.is_empty(), "{} holds bodies", folder.display());
    paths.iter().map(|path| Ok(on_the_wire(&fs::read_to_string(path)?))).collect()
}

/// The body as Meta's serializer spells it: without white space, `/` and everything beyond ASCII escaped.
fn on_the_wire(body: &str) -> String {
    let mut wire = String::with_capacity(body.len());
    let (mut in_string, mut escaped) = (false, false);
    for char in body.chars() {
        match char {
            _ if escaped => wire.push(char),
            '/' if in_string => wire.push_str("\\/"),
            _ if in_string && !char.is_ascii() => {
                for unit in char.encode_utf16(&mut [0; 2]) {
                    wire.push_str(&format!("\\u{unit:04x}"));
                }
            }
            ' ' | '\t' | '\n' | '\r' if !in_string => {}
            _ => wire.push(char),
        }
        in_string ^= char == '"' && !escaped;
        escaped = char == '\\' && !escaped;
    }
    wire
}
