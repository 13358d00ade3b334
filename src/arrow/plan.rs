//! The columns of a table in their order, and those of them that were asked for.

use super::Profile;
use super::columns::{self, CONTEXT, ITEM};
use super::nested::{self, Member};
use super::table::Table;
use super::values::Type;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::sync::Arc;
use alloc::vec::Vec;
use arrow_schema::{ArrowError, DataType, Field, Schema, SchemaRef};

/// A column of a table, for people.
#[derive(Clone, Debug)]
pub struct Column {
    /// The name.
    pub name: String,
    /// The type in the default profile.
    pub data_type: DataType,
    /// The meaning, with the unit, and the meaning of null.
    pub doc: String,
}

impl Table {
    /// Returns the schema of all columns.
    pub fn schema(self, profile: Profile) -> SchemaRef {
        Plan::new(self, profile).schema
    }

    /// Returns all columns, with their meaning.
    pub fn columns(self) -> Vec<Column> {
        Plan::new(self, Profile::Views).describe()
    }
}

/// What a column is filled from.
#[derive(Clone)]
pub(super) enum Source {
    Flat(&'static columns::Column),
    /// A member of the item's object.
    Member(Member),
    /// The members that no table names.
    Unknown,
}

const UNKNOWN_DOC: &str = "The members that no table names, by their path below the item: a JSON object. Null if there are none.";

impl Source {
    fn name(&self) -> &'static str {
        match self {
            Source::Flat(column) => column.name,
            Source::Member(member) => member.name(),
            Source::Unknown => "unknown",
        }
    }

    fn doc(&self) -> String {
        match self {
            Source::Flat(column) => column.doc.to_string(),
            Source::Member(member) => member.doc(),
            Source::Unknown => UNKNOWN_DOC.to_string(),
        }
    }

    fn field(&self, profile: Profile) -> Field {
        let data_type = match self {
            Source::Flat(column) => column.of().data_type(profile),
            Source::Member(member) => member.data_type(profile),
            Source::Unknown => Type::Text.data_type(profile),
        };
        Field::new(self.name(), data_type, true)
    }
}

/// The columns of a batch.
#[derive(Clone)]
pub(super) struct Plan {
    table: Table,
    profile: Profile,
    sources: Vec<Source>,
    schema: SchemaRef,
}

impl Plan {
    /// All columns of a table.
    pub(super) fn new(table: Table, profile: Profile) -> Plan {
        let sources = match table.vocabulary() {
            None => columns::events().map(Source::Flat).collect(),
            Some((vocabulary, schema)) => {
                let members = nested::members(vocabulary, schema);
                let item = ITEM.iter().filter(|column| column.name == "item");
                let behind = core::iter::once(Source::Unknown).chain(item.map(Source::Flat));
                // A member has the name of the context in few tables, and means the same there.
                let is_member = |name| members.iter().any(|member| member.name() == name);
                let context = CONTEXT.iter().filter(|column| !is_member(column.name));
                let context: Vec<_> = context.map(Source::Flat).collect();
                let members = members.into_iter().map(Source::Member);
                context.into_iter().chain(members).chain(behind).collect()
            }
        };
        Plan::of(table, profile, sources)
    }

    fn of(table: Table, profile: Profile, sources: Vec<Source>) -> Plan {
        let fields: Vec<_> = sources.iter().map(|source| source.field(profile)).collect();
        Plan { table, profile, sources, schema: Arc::new(Schema::new(fields)) }
    }

    /// The columns of those names, in their order.
    pub(super) fn project(self, names: &[String]) -> Result<Plan, ArrowError> {
        let find = |name: &String| {
            let mut sources = self.sources.iter();
            let source = sources.find(|source| source.name() == name);
            source.cloned().ok_or_else(|| {
                let what = format!("table `{}` has no column `{name}`", self.table);
                ArrowError::SchemaError(what)
            })
        };
        let sources = names.iter().map(find).collect::<Result<_, _>>()?;
        Ok(Plan::of(self.table, self.profile, sources))
    }

    pub(super) fn table(&self) -> Table {
        self.table
    }

    pub(super) fn profile(&self) -> Profile {
        self.profile
    }

    pub(super) fn sources(&self) -> &[Source] {
        &self.sources
    }

    pub(super) fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    /// Returns names, types and meanings.
    fn describe(&self) -> Vec<Column> {
        let columns = self.sources.iter().zip(self.schema.fields());
        let describe = |(source, field): (&Source, &Arc<Field>)| Column {
            name: source.name().to_string(),
            data_type: field.data_type().clone(),
            doc: source.doc(),
        };
        columns.map(describe).collect()
    }
}
