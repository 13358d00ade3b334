//! The tables in `src/fields` and the accessors that the tests look at are the same.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod checks;

use checks::look::VIEWS;
use std::collections::BTreeMap;
use std::{fs, path::Path};

/// The members of each view, read from the tables: lines between `pub struct` and its brace.
fn tables() -> BTreeMap<String, Vec<String>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/fields");
    let mut tables = BTreeMap::new();
    for file in fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        if path.ends_with("schema.rs") {
            continue; // the language, not a table
        }
        let text = fs::read_to_string(path).unwrap();
        for block in text.split("schema! {").skip(1) {
            let block = block.split("\n}").next().unwrap();
            let Some((_, table)) = block.split_once("pub struct ") else { continue };
            let (head, members) = table.split_once('{').unwrap();
            let name = head.split_whitespace().next().unwrap().to_owned();
            tables.insert(name, members.lines().filter_map(member).collect());
        }
    }
    tables
}

/// The key of a member on the wire: `kind = "type": text,` has `type`.
fn member(line: &str) -> Option<String> {
    let line = line.trim();
    if line.starts_with("//") || !line.ends_with(',') {
        return None;
    }
    let (name, _) = line.split_once(':')?;
    let wire = name.split_once('=').map_or(name, |(_, wire)| wire);
    Some(wire.trim().trim_matches('"').to_owned())
}

#[test]
fn every_member_of_every_view_is_looked_at() {
    let tables = tables();
    assert!(tables.len() > 40, "the tables were not found");
    for (view, members) in &tables {
        let looked = VIEWS.iter().find(|(name, _)| name == view);
        let looked = looked.map(|(_, members)| members.to_vec());
        let members: Vec<_> = members.iter().map(String::as_str).collect();
        assert_eq!(looked, Some(members), "{view}: mend the table in tests/checks/look.rs");
    }
    for (view, _) in VIEWS {
        assert!(tables.contains_key(*view), "{view} is gone: mend tests/checks/look.rs");
    }
}
