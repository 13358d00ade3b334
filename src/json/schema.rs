//! Schemas: the tables of members as data.
//!
//! The macros in [`crate::fields`] write them; the parser reads them. A member's index in its table
//! is its number. The first [`SLOTS`] members have a slot in records.

use super::lookup::{Lookup, Spelling};
use super::record::{HEADER, Header, SLOTS, SlotKind};

/// The maximum number of members of a schema.
pub(crate) const MAX_MEMBERS: usize = 62;

/// The schema of one kind of object.
#[derive(Debug)]
pub struct Schema {
    /// The name of the view.
    pub(crate) name: &'static str,
    /// The documented members, the most frequent first.
    pub(crate) members: &'static [Member],
    /// The hash table from keys to member numbers.
    pub(crate) lookup: Lookup,
    /// The number of words of a record.
    pub(crate) words: usize,
    /// One bit for each required member.
    pub(crate) required: u64,
    /// The member whose schema depends on another member, if there is one.
    pub(crate) variant: Option<Variant>,
    /// The members by which items of a list are looked up.
    pub(crate) keys: Option<[u8; 2]>,
    /// One bit for each member that holds items: see [`Member::items`].
    pub(crate) holders: u64,
    /// One bit for each member that is an object with a schema, or a list of such objects.
    pub(crate) parts: u64,
    /// One bit for each member in which items may be malformed.
    pub(crate) lists: u64,
    /// One bit for each member that is an open enum, or a list of one.
    pub(crate) enums: u64,
    /// One bit for each member that names a user: an id, or an object with such members.
    pub(crate) users: u64,
    /// Members with several spellings: the current one first, then the deprecated ones by
    /// preference.
    pub(crate) aliases: &'static [&'static [u8]],
}

/// One documented member.
#[derive(Debug)]
pub(crate) struct Member {
    /// Its index in the table.
    pub(crate) number: u8,
    pub(crate) spelling: Spelling,
    /// The [`class`]es of values that can be read as its type, as bits.
    pub(crate) accepts: u8,
    /// The classes of containers that can have a record.
    pub(crate) opens: u8,
    /// The key on the wire.
    pub(crate) name: &'static str,
    /// The type of its value.
    pub(crate) kind: Type,
    /// The kind of item of each object in it, by a number of [`crate::fields`]; 0 for none.
    pub(crate) items: u8,
    /// True if it is the context of the items in the same object.
    pub(crate) is_context: bool,
    /// The open enum of its strings, if there is one.
    pub(crate) enum_of: Option<OpenEnum>,
}

/// An open enum: some documented strings, and any other.
#[derive(Clone, Copy, Debug)]
pub(crate) struct OpenEnum {
    pub(crate) name: &'static str,
    /// Returns true for a documented string.
    pub(crate) has: fn(&str) -> bool,
    /// True if its value decides which other members the object has.
    pub(crate) is_discriminant: bool,
}

/// A function that returns a schema, because tables may refer to each other in cycles.
pub(crate) type SchemaFn = fn() -> &'static Schema;

/// The documented type of a member's value.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Type {
    /// A string; numbers and booleans are read as spelled.
    Text,
    /// A number; a string is read too.
    Number,
    /// A boolean; a string is read too.
    Bool,
    /// An object of that schema.
    Object(SchemaFn),
    /// An object of that schema, in which required members may be missing.
    Part(SchemaFn),
    /// An array of objects of that schema.
    List(SchemaFn),
    /// An array of objects of that schema, or one such object.
    Some(SchemaFn),
    /// An array of strings, or one string.
    Strings,
    /// A value of any type.
    Raw,
    /// An object whose schema [`Schema::variant`] decides.
    Variant,
}

impl Type {
    /// Returns true for an object with a schema, or a list of such objects.
    pub(crate) const fn is_part(self) -> bool {
        matches!(self, Type::Object(_) | Type::Part(_) | Type::List(_) | Type::Some(_))
    }

    /// Returns true if items in a value of this type may be malformed.
    pub(crate) const fn has_items(self) -> bool {
        self.is_part() || matches!(self, Type::Strings)
    }

    /// Returns the [`class`]es of values that can be read as this type. `null` always can: it
    /// equals absence.
    const fn accepts(self) -> u8 {
        use class::*;
        NULL | match self {
            Type::Text => STRING | NUMBER | BOOL,
            Type::Number => STRING | NUMBER,
            Type::Bool => STRING | BOOL,
            Type::Object(_) | Type::Part(_) => OBJECT,
            Type::List(_) => ARRAY,
            Type::Some(_) => ARRAY | OBJECT,
            Type::Strings => STRING | NUMBER | BOOL | ARRAY,
            Type::Raw | Type::Variant => STRING | NUMBER | BOOL | OBJECT | ARRAY,
        }
    }

    /// Returns the classes of containers that can have a record.
    const fn opens(self) -> u8 {
        match self {
            Type::Variant => class::OBJECT,
            Type::List(_) => class::ARRAY,
            // An empty array is read as an empty object.
            Type::Object(_) | Type::Part(_) | Type::Some(_) => class::ARRAY | class::OBJECT,
            Type::Text | Type::Number | Type::Bool | Type::Strings | Type::Raw => 0,
        }
    }

    /// Returns the schema of an object of this type.
    #[inline]
    pub(crate) fn of_object(self) -> Option<SchemaFn> {
        match self {
            Type::Object(of) | Type::Part(of) | Type::Some(of) => Some(of),
            _ => None,
        }
    }

    /// Returns the schema of the items of a list of this type.
    #[inline]
    pub(crate) fn of_items(self) -> Option<SchemaFn> {
        match self {
            Type::List(of) | Type::Some(of) => Some(of),
            _ => None,
        }
    }

    /// Returns the schema of an object that may nest: an edit, and the message in it.
    pub(crate) fn of_nested(self) -> Option<SchemaFn> {
        match self {
            Type::Part(of) => Some(of),
            Type::Object(of)
                if of().members.iter().any(|member| matches!(member.kind, Type::Part(_))) =>
            {
                Some(of)
            }
            _ => None,
        }
    }

    /// Returns the type for the message of an error.
    pub(crate) fn expected(self) -> Expected {
        match self {
            Type::Text => Expected::String,
            Type::Number => Expected::Number,
            Type::Bool => Expected::Bool,
            Type::Object(_) | Type::Part(_) | Type::Variant => Expected::Object,
            Type::List(_) | Type::Some(_) => Expected::List,
            Type::Strings => Expected::Strings,
            Type::Raw => Expected::Value,
        }
    }
}

/// Classes of values, by their first byte: one bit each.
pub(crate) mod class {
    pub(crate) const STRING: u8 = 1;
    pub(crate) const NUMBER: u8 = 2;
    pub(crate) const BOOL: u8 = 4;
    pub(crate) const NULL: u8 = 8;
    pub(crate) const OBJECT: u8 = 16;
    pub(crate) const ARRAY: u8 = 32;

    static CLASSES: [u8; 256] = {
        let mut table = [0; 256];
        let mut byte = 0;
        while byte < 256 {
            table[byte] = match byte as u8 {
                b'"' => STRING,
                b'-' | b'0'..=b'9' => NUMBER,
                b't' | b'f' => BOOL,
                b'n' => NULL,
                b'{' => OBJECT,
                b'[' => ARRAY,
                _ => 0,
            };
            byte += 1;
        }
        table
    };

    /// Returns the class of a value that starts with `first`; 0 if no value does.
    #[inline(always)]
    pub(crate) fn of(first: u8) -> u8 {
        CLASSES.get(usize::from(first)).copied().unwrap_or(0)
    }
}

/// The type that an error message names as expected.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Expected {
    String,
    Number,
    Bool,
    Object,
    List,
    Strings,
    Value,
}

impl Expected {
    pub(crate) fn words(self) -> &'static str {
        match self {
            Expected::String => "a string",
            Expected::Number => "a number",
            Expected::Bool => "a boolean",
            Expected::Object => "an object",
            Expected::List => "an array of objects",
            Expected::Strings => "an array of strings",
            Expected::Value => "a value",
        }
    }
}

/// A member whose schema depends on the value of another member, the discriminant.
#[derive(Debug)]
pub(crate) struct Variant {
    /// The number of the discriminant.
    pub(crate) discriminant: u8,
    /// The number of the member with the schema.
    pub(crate) value: u8,
    /// The schemas to choose from.
    pub(crate) schemas: &'static [SchemaFn],
    /// Returns the number, from 1, of the schema that a discriminant selects; `None` if unknown.
    pub(crate) pick: fn(&[u8]) -> Option<u8>,
    /// The number that is assumed before the first discriminant.
    pub(crate) usual: u8,
}

impl Variant {
    /// Returns the schema with that number, from 1.
    pub(crate) fn schema(&self, number: u8) -> Option<&'static Schema> {
        let place = usize::from(number).checked_sub(1)?;
        self.schemas.get(place).map(|schema| schema())
    }
}

/// Returns the number of words of the record of an object with so many members.
pub(crate) const fn words(members: usize) -> usize {
    let slots = if members < SLOTS { members } else { SLOTS };
    HEADER + slots.next_multiple_of(4)
}

/// Returns the flags of the outer object for the unknown members of an inner one.
#[inline(always)]
pub(crate) const fn unknown_below(flags: u32) -> u32 {
    if flags & (Header::UNKNOWN | Header::UNKNOWN_BELOW) == 0 { 0 } else { Header::UNKNOWN_BELOW }
}

impl Member {
    /// Returns the flags of a value of this type that make its object malformed.
    #[inline(always)]
    pub(crate) const fn counts(&self) -> u32 {
        match self.kind {
            Type::Object(_) => Header::MISMATCH | Header::INCOMPLETE,
            Type::Part(_) => Header::MISMATCH,
            // Lists report the errors of their items themselves.
            _ => 0,
        }
    }

    /// Returns the flags of the outer object for the flags of this member's value.
    #[inline(always)]
    pub(crate) const fn below(&self, flags: u32) -> u32 {
        let mismatch = if flags & self.counts() == 0 { 0 } else { Header::MISMATCH };
        mismatch | if self.items == 0 { unknown_below(flags) } else { 0 }
    }

    pub(crate) const fn new(number: u8, name: &'static str, kind: Type) -> Member {
        let spelling = Spelling::of(name.as_bytes());
        let (accepts, opens) = (kind.accepts(), kind.opens());
        let (items, is_context, enum_of) = (0, false, None);
        Member { number, spelling, accepts, opens, name, kind, items, is_context, enum_of }
    }
}

impl Schema {
    /// Returns true if a member holds items.
    #[inline]
    pub(crate) fn holds_items(&self) -> bool {
        self.holders != 0
    }

    /// Returns [`Header::BESIDE`] for a member with that slot that is neither items nor context.
    #[inline(always)]
    pub(crate) fn beside(&self, member: &Member, slot: u32) -> u32 {
        let is_items = member.items != 0 && slot & 7 >= SlotKind::Object as u32;
        if self.holders == 0 || member.is_context || is_items { 0 } else { Header::BESIDE }
    }

    /// Returns the member whose key is spelled without escapes in the range `from..to` of `bytes`.
    #[inline(always)]
    pub(crate) fn find(&self, bytes: &[u8], from: usize, to: usize) -> Option<&'static Member> {
        let spelling = Spelling::within(bytes, from, to);
        let member = self.member(self.lookup.find(spelling))?;
        let is_it = member.spelling == spelling
            && (spelling.is_whole() || bytes.get(from..to) == Some(member.name.as_bytes()));
        is_it.then_some(member)
    }

    /// Returns the schema of the variant with that number.
    pub(crate) fn chosen(&self, number: u8) -> Option<&'static Schema> {
        self.variant.as_ref()?.schema(number)
    }

    /// Returns the current name of a member, if its accessor reads this spelling of it.
    ///
    /// Any other spelling keeps its own name: two spellings in one object are two members.
    pub(crate) fn canonical_name(
        &self,
        number: u8,
        is_present: impl Fn(u8) -> bool,
    ) -> &'static str {
        let group = self.aliases.iter().find(|group| group.contains(&number));
        let read = group.and_then(|group| {
            let read = group.iter().find(|&&number| is_present(number))?;
            if *read == number { group.first() } else { None }
        });
        self.member(read.copied().unwrap_or(number)).map_or("", |member| member.name)
    }

    /// Returns the member with that number.
    #[inline]
    pub(crate) fn member(&self, number: u8) -> Option<&'static Member> {
        self.members.get(usize::from(number))
    }
}
