//! Tables as people read them: names, words of the language, and the first lines of their comments.
//!
//! For the reference page and the tests that hold it and the corpus to the tables; the decoder needs
//! none of it.

/// A table of members: what `schema!` was given.
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
    /// The keys on the wire: the one in use, then the deprecated ones that its accessor reads as
    /// well, and `part.key` for the same member of a part.
    pub keys: &'static [&'static str],
    /// The name of its accessor.
    pub accessor: &'static str,
    pub is_required: bool,
    /// The word of the language for its type.
    pub word: &'static str,
    /// The lines of its comment.
    pub doc: &'static [&'static str],
    /// The table of an object, or of the items of a list.
    pub of: Option<fn() -> Table>,
    /// The open enum of its strings.
    pub enum_table: Option<fn() -> EnumTable>,
    /// The kind of item that it holds, by the number of the table of items; 0 for none.
    pub items: u8,
}

/// An open enum: what `open_enum!` was given.
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
    /// For a type of contents: the member that holds what it says.
    pub member: Option<&'static str>,
}
