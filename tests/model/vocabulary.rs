//! Webhooks of every field, generated from the tables: members mostly of the documented type,
//! sometimes of another one, absent, `null` or unknown.

use super::choices::Choices;
use super::json::{self, Json};
use crate::checks::spelling::lines;
use std::cell::OnceCell;
use wabahook::twin::{Row, TABLES, Table};

/// Highest nesting of generated objects.
const MAX_DEPTH: usize = 6;

/// Returns a webhook with changes of any fields.
pub(crate) fn webhook(choices: &mut Choices<'_>) -> Json {
    let mut entry = vec![member("changes", Json::Array(choices.some(1, 2, change)))];
    if !choices.one_in(4) {
        entry.push(member("id", Json::Str("102".to_owned())));
    }
    if choices.one_in(2) {
        entry.push(member("time", number(choices)));
    }
    let entry = Json::Array(vec![Json::Object(entry)]);
    Json::Object(vec![member("entry", entry)])
}

fn change(choices: &mut Choices<'_>) -> Json {
    let (names, table) = choices.pick(TABLES);
    let field = member("field", Json::Str((*choices.pick(names)).to_owned()));
    let value = member("value", object(table(), choices, 0));
    Json::Object(if choices.one_in(2) { vec![value, field] } else { vec![field, value] })
}

fn object(table: Table, choices: &mut Choices<'_>, depth: usize) -> Json {
    let mut members = Vec::new();
    // Most members of small tables, some of large ones.
    let often = table.rows.len().max(6);
    for row in table.rows {
        if row.is_required || row.items != 0 || choices.below(often) >= often - 4 {
            members.push(member(row.keys[0], nearly(row, choices, depth)));
        }
    }
    if choices.one_in(24) {
        members.push(member("x_new", text(choices)));
    }
    choices.shuffle(&mut members);
    Json::Object(members)
}

/// Returns a value for a member, rarely of the wrong type.
fn nearly(row: &Row, choices: &mut Choices<'_>, depth: usize) -> Json {
    match choices.below(60) {
        59 => Json::Null,
        58 => text(choices),
        57 => Json::Array(vec![number(choices)]),
        56 => Json::Object(vec![member("x_other", number(choices))]),
        55 => json::anything(choices, 3),
        54 => Json::Array(Vec::new()),
        _ => value(row, choices, depth),
    }
}

fn value(row: &Row, choices: &mut Choices<'_>, depth: usize) -> Json {
    let deeper = |choices: &mut Choices<'_>| match row.of {
        Some(of) if depth < MAX_DEPTH => object(of(), choices, depth + 1),
        _ => Json::Object(Vec::new()),
    };
    match (row.word, row.of, row.enum_table) {
        ("one_or_many", _, _) if choices.one_in(2) => deeper(choices),
        ("list" | "one_or_many", _, _) => {
            let most = if row.items != 0 { 5 } else { 3 };
            Json::Array(choices.some(0, most, deeper))
        }
        (_, Some(_), _) => deeper(choices),
        ("strings", _, table) => {
            let one = |choices: &mut Choices<'_>| match table {
                Some(table) => enum_value(table, choices),
                None => text(choices),
            };
            if choices.one_in(3) { one(choices) } else { Json::Array(choices.some(0, 4, one)) }
        }
        (_, _, Some(table)) => enum_value(table, choices),
        ("number" | "fraction" | "timestamp", _, _) => number(choices),
        ("boolean", _, _) => Json::Bool(choices.one_in(2)),
        ("json", _, _) => Json::Str(json::anything(choices, 2).compact()),
        _ if row.word == "user" || row.keys[0].ends_with("_id") => user(choices),
        _ => text(choices),
    }
}

fn enum_value(table: fn() -> wabahook::twin::EnumTable, choices: &mut Choices<'_>) -> Json {
    let values = table().values;
    let Some(known) = values.get(choices.below(values.len() + 1)) else {
        return Json::Str("x_new".to_owned());
    };
    let alias = known.aliases.get(choices.below(known.aliases.len() + 1));
    Json::Str((*alias.unwrap_or(&known.text)).to_owned())
}

/// Returns one of few ids, so that contacts are found.
fn user(choices: &mut Choices<'_>) -> Json {
    let id = choices.below(6).to_string();
    if choices.one_in(8) { Json::Number(id) } else { Json::Str(id) }
}

fn text(choices: &mut Choices<'_>) -> Json {
    Json::Str(json::text(choices))
}

fn number(choices: &mut Choices<'_>) -> Json {
    let number = json::number(choices);
    if choices.one_in(3) { Json::Str(number) } else { Json::Number(number) }
}

fn member(name: &str, value: Json) -> (String, Json) {
    (name.to_owned(), value)
}

/// Asserts that the webhook of those choices has the same events in every spelling.
pub(crate) fn check(choices: &[u8]) {
    let webhook = webhook(&mut Choices(choices));
    let expected = OnceCell::new();
    super::check_spellings(&webhook, choices, |payload| {
        let lines = lines(payload);
        assert_eq!(lines, *expected.get_or_init(|| lines.clone()));
    });
}
