//! File names: every file of the repository can be checked out on every system.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Directories below the root that are not part of the repository.
const IGNORED: [&str; 9] = [
    ".git",
    "target",
    "fuzz/target",
    "fuzz/artifacts",
    "fuzz/corpus",
    "fuzz/coverage",
    "tests/cross/target",
    "tests/loom/target",
    "mutants.out",
];

/// Device names on Windows, with any extension.
const DEVICES: [&str; 6] = ["con", "prn", "aux", "nul", "conin$", "conout$"];

#[test]
fn every_name_is_good_on_every_system() {
    let mut names = Vec::new();
    collect(Path::new(env!("CARGO_MANIFEST_DIR")), "", &mut names);
    assert!(names.len() > 1000, "only {} names were found", names.len());
    let bad: Vec<_> = names.iter().filter_map(|name| Some((name, fault(name)?))).collect();
    assert!(bad.is_empty(), "{bad:#?}");
    let mut folded = BTreeMap::new();
    for name in &names {
        if let Some(other) = folded.insert(name.to_lowercase(), name) {
            panic!("{name} and {other} differ in case only");
        }
    }
}

#[test]
fn bad_names_are_found() {
    for name in [
        "nul",
        "NUL.json",
        "a/aux.tar.gz",
        "Con.txt",
        "lpt0",
        "com1.rs",
        "COM³",
        "nul .json",
        "conin$",
        "a.",
        "b ",
        "c./d",
        "e:f",
        "g*",
        "h?",
        "i\"j",
        "k<l",
        "m>n",
        "o|p",
        "q\\r",
        "s\tt",
    ] {
        assert!(fault(name).is_some(), "{name:?}");
    }
    for name in
        ["null.json", "console.rs", "com.rs", "com10", "a/.gitignore", "lpt", "nul-cut.json"]
    {
        assert_eq!(fault(name), None, "{name:?}");
    }
}

/// Adds the paths of everything below a directory; `path` is its own path from the root.
fn collect(folder: &Path, path: &str, names: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        let path = if path.is_empty() { name } else { format!("{path}/{name}") };
        if IGNORED.contains(&path.as_str()) {
            continue;
        }
        if entry.file_type().unwrap().is_dir() {
            collect(&entry.path(), &path, names);
        }
        names.push(path);
    }
}

/// Returns the reason why a path is invalid on some system.
fn fault(path: &str) -> Option<&'static str> {
    path.split('/').find_map(|name| {
        let stem = name.split('.').next().unwrap_or_default().trim_end().to_lowercase();
        let port = stem.strip_prefix("com").or_else(|| stem.strip_prefix("lpt"));
        let is_port = port.is_some_and(|port| {
            port.chars().count() == 1
                && port.contains(|c: char| c.is_ascii_digit() || "¹²³".contains(c))
        });
        if DEVICES.contains(&stem.as_str()) || is_port {
            Some("the name of a device")
        } else if name.ends_with(['.', ' ']) {
            Some("a dot or a blank at the end")
        } else if name.contains(|c: char| c.is_control() || "<>:\"|?*\\".contains(c)) {
            Some("a character that Windows reserves")
        } else {
            None
        }
    })
}
