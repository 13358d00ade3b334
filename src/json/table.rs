//! Tables for readers: names, type words, and the lines of their comments.
//!
//! They are the source of the reference page, and tests compare the page and the corpus with them.
//! The decoder does not use them.

/// A table of members: the input of `schema!`.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct Table {
    /// The name of the view.
    pub name: &'static str,
    /// The lines of its comment.
    pub doc: &'static [&'static str],
    pub rows: &'static [Row],
}

/// One member of a table.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// The keys on the wire: the current one, then the deprecated ones that its accessor reads too,
    /// and `part.key` for the same member of a part.
    pub keys: &'static [&'static str],
    /// The name of its accessor.
    pub accessor: &'static str,
    pub is_required: bool,
    /// The word for its type in `schema!`.
    pub word: &'static str,
    /// The lines of its comment.
    pub doc: &'static [&'static str],
    /// The table of an object, or of the items of a list.
    pub of: Option<fn() -> Table>,
    /// The open enum of its strings.
    pub enum_table: Option<fn() -> EnumTable>,
    /// The kind of item that it holds, by its number in the table of items; 0 for none.
    pub items: u8,
}

/// An open enum: the input of `open_enum!`.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct EnumTable {
    pub name: &'static str,
    pub doc: &'static [&'static str],
    pub values: &'static [EnumVariant],
}

/// A documented string of an open enum.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct EnumVariant {
    pub variant: &'static str,
    pub text: &'static str,
    /// Other spellings of the text.
    pub aliases: &'static [&'static str],
    pub doc: &'static [&'static str],
    /// For a discriminant: the member that belongs to this value.
    pub member: Option<&'static str>,
}
