//! Webhooks of every field, made from the tables: members of the documented type as a rule, and now and
//! then of any other, absent, `null` or unknown.

use super::json::Json;
use crate::checks::random::Random;
use wabahook::twin::{Row, TABLES, Table};

/// How deep objects are made in objects.
const DEEPEST: usize = 6;

/// A webhook with some changes of any fields.
pub(crate) fn webhook(random: &mut Random) -> Json {
    let changes = (0..1 + random.below(2)).map(|_| change(random)).collect();
    let mut entry = vec![member("changes", Json::Array(changes))];
    if !random.one_in(4) {
        entry.push(member("id", Json::Str("102".to_owned())));
    }
    if random.one_in(2) {
        entry.push(member("time", number(random)));
    }
    let entry = Json::Array(vec![Json::Object(entry)]);
    Json::Object(vec![member("entry", entry)])
}

fn change(random: &mut Random) -> Json {
    let (names, table) = TABLES[random.below(TABLES.len())];
    let name = names[random.below(names.len())].to_owned();
    let field = member("field", Json::Str(name));
    let value = member("value", object(table(), random, 0));
    Json::Object(if random.one_in(2) { vec![value, field] } else { vec![field, value] })
}

fn object(table: Table, random: &mut Random, depth: usize) -> Json {
    let mut members = Vec::new();
    // Most members of small tables, some of large ones.
    let often = table.rows.len().max(6);
    for row in table.rows {
        if row.is_required || row.items != 0 || random.below(often) < 4 {
            members.push(member(row.keys[0], nearly(row, random, depth)));
        }
    }
    if random.one_in(24) {
        members.push(member("x_new", text(random)));
    }
    random.shuffle(&mut members);
    Json::Object(members)
}

/// A value for a member, seldom of the wrong type.
fn nearly(row: &Row, random: &mut Random, depth: usize) -> Json {
    match random.below(60) {
        0 => Json::Null,
        1 => text(random),
        2 => Json::Array(vec![number(random)]),
        3 => Json::Object(vec![member("x_other", number(random))]),
        _ => value(row, random, depth),
    }
}

fn value(row: &Row, random: &mut Random, depth: usize) -> Json {
    let deeper = |random: &mut Random| match row.of {
        Some(of) if depth < DEEPEST => object(of(), random, depth + 1),
        _ => Json::Object(Vec::new()),
    };
    match (row.word, row.of, row.set) {
        ("list" | "some", _, _) => {
            let most = if row.items != 0 { 5 } else { 3 };
            let items = (0..random.below(most)).map(|_| deeper(random)).collect();
            if row.word == "some" && random.one_in(2) { deeper(random) } else { Json::Array(items) }
        }
        (_, Some(_), _) => deeper(random),
        ("texts", _, set) => {
            let word = |random: &mut Random| match set {
                Some(set) => word(set, random),
                None => text(random),
            };
            let words = (0..random.below(4)).map(|_| word(random)).collect();
            if !random.one_in(3) { Json::Array(words) } else { word(random) }
        }
        (_, _, Some(set)) => word(set, random),
        ("number" | "timestamp", _, _) => number(random),
        ("boolean", _, _) => Json::Bool(random.one_in(2)),
        ("json", _, _) => Json::Str(r#"{"a":["\u00e9/"]}"#.to_owned()),
        _ if row.word == "user" || row.keys[0].ends_with("_id") => user(random),
        _ => text(random),
    }
}

fn word(set: fn() -> wabahook::twin::SetTable, random: &mut Random) -> Json {
    let values = set().values;
    let known = values.get(random.below(values.len() + 1)).map(|value| value.text);
    Json::Str(known.unwrap_or("x_new").to_owned())
}

/// One of few ids, so that contacts are found.
fn user(random: &mut Random) -> Json {
    let id = random.below(6).to_string();
    if random.one_in(8) { Json::Number(id) } else { Json::Str(id) }
}

fn text(random: &mut Random) -> Json {
    const TEXTS: [&str; 6] = ["", "a", "image/jpeg", "É – 😀", "{\"a\":1}", "line\r\nline"];
    Json::Str((*random.pick(&TEXTS)).to_owned())
}

fn number(random: &mut Random) -> Json {
    const NUMBERS: [&str; 6] = ["0", "1758300101", "14.28", "-1", "1315502779341834", "1e3"];
    let number = (*random.pick(&NUMBERS)).to_owned();
    if random.one_in(3) { Json::Str(number) } else { Json::Number(number) }
}

fn member(name: &str, value: Json) -> (String, Json) {
    (name.to_owned(), value)
}
