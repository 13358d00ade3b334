//! The columns of the nested tables, derived from the vocabulary: each member of a table is one.

use super::Profile;
use super::values::Type;
use crate::json::schema::Schema;
use crate::json::table::{Row, Table};
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use arrow_schema::{DataType, Field, Fields};

/// A member of an object as a column.
#[derive(Clone)]
pub(super) struct Member {
    pub(super) number: u8,
    row: &'static Row,
    pub(super) shape: Shape,
}

/// The type of a member.
#[derive(Clone)]
pub(super) enum Shape {
    Scalar(Scalar),
    Object(Vec<Member>),
    /// A list of objects of those members.
    Objects(Vec<Member>),
    /// A list of texts, with the schema of the object that holds it.
    Texts(&'static Schema),
}

/// How a member without members of its own is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scalar {
    Text,
    Bool,
    Int,
    Float,
    Time,
    /// JSON inside of a string.
    Embedded,
    /// The JSON of a value of any type.
    Raw,
}

impl Scalar {
    fn of(row: &Row) -> Scalar {
        match row.word {
            "number" => Scalar::Int,
            "fraction" => Scalar::Float,
            "timestamp" => Scalar::Time,
            "boolean" => Scalar::Bool,
            "json" => Scalar::Embedded,
            "raw" | "variant" => Scalar::Raw,
            _ => Scalar::Text,
        }
    }

    pub(super) fn of_values(self) -> Type {
        match self {
            Scalar::Text | Scalar::Embedded | Scalar::Raw => Type::Text,
            Scalar::Bool => Type::Bool,
            Scalar::Int => Type::Int,
            Scalar::Float => Type::Float,
            Scalar::Time => Type::Time,
        }
    }
}

/// Returns the columns of the objects that a table describes.
pub(super) fn members(table: Table, schema: &'static Schema) -> Vec<Member> {
    members_below(table, schema, &mut Vec::new())
}

/// The same, within objects of those names.
fn members_below(
    table: Table,
    schema: &'static Schema,
    above: &mut Vec<&'static str>,
) -> Vec<Member> {
    above.push(table.name);
    let rows = (0u8..).zip(table.rows).filter(|(_, row)| row.items == 0);
    let member = |(number, row)| Member { number, row, shape: shape(number, row, schema, above) };
    let members = rows.map(member).collect();
    above.pop();
    members
}

fn shape(
    number: u8,
    row: &'static Row,
    schema: &'static Schema,
    above: &mut Vec<&'static str>,
) -> Shape {
    if row.word == "strings" {
        return Shape::Texts(schema);
    }
    let (Some(of), Some(member)) = (row.of, schema.member(number)) else {
        return Shape::Scalar(Scalar::of(row));
    };
    // A message in an edit in a message: a type has an end.
    if above.contains(&of().name) {
        return Shape::Scalar(Scalar::Raw);
    }
    let is_list = matches!(row.word, "list" | "one_or_many");
    let inner = if is_list { member.kind.of_items() } else { member.kind.of_object() };
    match inner {
        Some(inner) if is_list => Shape::Objects(members_below(of(), inner(), above)),
        Some(inner) => Shape::Object(members_below(of(), inner(), above)),
        None => Shape::Scalar(Scalar::Raw),
    }
}

impl Member {
    pub(super) fn name(&self) -> &'static str {
        self.row.keys.first().copied().unwrap_or_default()
    }

    /// Returns the comment of the member as one line.
    pub(super) fn doc(&self) -> String {
        let lines = self.row.doc.iter().map(|line| line.trim());
        lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ")
    }

    pub(super) fn data_type(&self, profile: Profile) -> DataType {
        self.shape.data_type(profile)
    }
}

impl Shape {
    fn data_type(&self, profile: Profile) -> DataType {
        let list = |of| DataType::List(Arc::new(Field::new_list_field(of, true)));
        match self {
            Shape::Scalar(scalar) => scalar.of_values().data_type(profile),
            Shape::Object(members) => DataType::Struct(fields(members, profile)),
            Shape::Objects(members) => list(DataType::Struct(fields(members, profile))),
            Shape::Texts(_) => list(Type::Text.data_type(profile)),
        }
    }
}

pub(super) fn fields(members: &[Member], profile: Profile) -> Fields {
    let field = |member: &Member| Field::new(member.name(), member.data_type(profile), true);
    members.iter().map(field).collect()
}
