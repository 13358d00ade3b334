//! Records of slots: the output of the parser.
//!
//! One array of words describes every object and list that has a schema. A record starts at a
//! multiple of four words; its id is that position divided by four. Positions are quote numbers,
//! or distances from a quote. A body's records are therefore valid for every body that differs
//! from it only in digits and in string values other than discriminants.
//!
//! | word | object | value in a list that is not an object | list |
//! |---|---|---|---|
//! | 0 | [`Header`] | [`Header`] | [`Header`] |
//! | 1 | first quote after `{` | first quote after its start | first quote after `[` |
//! | 2 | id of the next item | the same | id of the first item, or of the [index](INDEXED) |
//! | 3 | rare member id, or [`Header::EMPTY`] | distance from the quote before | number of items |
//! | 4… | a [`Slot`] for each of the first [`SLOTS`] members | | |
//!
//! A rare member is one with a number from [`SLOTS`] on. It has four words of its own: its number,
//! its slot, the id of the next rare member, and 0. The index of a list has two words for its table
//! of keys ([`super::keyed`]), two unused ones, and the id of each item.
//!
//! The first [`ZEROS`] words are zero: they serve as the slots of bare records.

/// The number of words in a header.
pub(crate) const HEADER: usize = 4;

/// The number of slots in an object's record: members with a lower number have one.
pub(crate) const SLOTS: usize = 16;

/// The number of words at the start of the array that stay zero.
pub(crate) const ZEROS: usize = HEADER + SLOTS;

/// The length of the longest list without an index.
pub(crate) const INDEXED: usize = 8;

/// The kind of a member's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum SlotKind {
    /// No such member.
    Absent,
    /// A string.
    String,
    /// A number or a boolean.
    Scalar,
    /// An object or an array without a schema.
    Container,
    /// `null`.
    Null,
    /// A value of another type than that of the table.
    Mismatch,
    /// An object with a record.
    Object,
    /// A list with a record.
    List,
}

impl SlotKind {
    const ALL: [SlotKind; 8] = [
        SlotKind::Absent,
        SlotKind::String,
        SlotKind::Scalar,
        SlotKind::Container,
        SlotKind::Null,
        SlotKind::Mismatch,
        SlotKind::Object,
        SlotKind::List,
    ];
}

/// A member of an object: its number in the table, and a word that locates its value.
///
/// ```text
/// bits 0-2   SlotKind
/// bits 3-31  Object, List: the id of the record
///            otherwise:    half the number of the key's opening quote
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Slot {
    pub(crate) word: u32,
    pub(crate) number: u8,
}

impl Slot {
    /// Returns the word for a member without a record, by the opening quote of its key.
    #[inline(always)]
    pub(crate) fn of_key(key: usize, kind: SlotKind) -> u32 {
        (key as u32 >> 1) << 3 | kind as u32
    }

    /// Returns the word for a member whose record starts at `word`.
    #[inline(always)]
    pub(crate) fn of_record(word: usize, kind: SlotKind) -> u32 {
        (word as u32) << 1 | kind as u32
    }

    #[inline(always)]
    pub(crate) fn kind(self) -> SlotKind {
        SlotKind::ALL[(self.word & 7) as usize]
    }

    #[inline(always)]
    pub(crate) fn is_absent(self) -> bool {
        self.word == 0
    }

    #[inline]
    pub(crate) fn is_null(self) -> bool {
        self.kind() == SlotKind::Null
    }

    /// Returns true if the value has a record.
    #[inline]
    pub(crate) fn has_record(self) -> bool {
        self.word & 7 >= SlotKind::Object as u32
    }

    /// Returns the id of the record of an object or a list.
    #[inline(always)]
    pub(crate) fn record(self) -> u32 {
        self.word >> 3
    }

    /// Returns the opening quote of a member that is a string.
    #[inline(always)]
    pub(crate) fn string(self) -> usize {
        self.key() as usize + 2
    }

    /// Returns the opening quote of the key of a member without a record.
    #[inline(always)]
    pub(crate) fn key(self) -> u32 {
        self.word >> 3 << 1 | 1
    }
}

/// The first word of a record.
///
/// ```text
/// bits 0-1    0 object, 1 list, 2 a value in a list that is not an object
/// bits 2-8    flags
/// bits 9-31   of a list: the distance of its bracket from the quote before; 0 if it does not fit
/// bits 16-23  of a variant: the number of the field that it was parsed as, from 1
/// ```
///
/// The flags are conservative: one may be set because of a member that a later duplicate replaced.
/// If one is set, readers check the slots.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Header(pub(crate) u32);

impl Header {
    pub(crate) const LIST: u32 = 1;
    pub(crate) const NON_OBJECT: u32 = 2;
    /// Neither slots nor rare members: the record has no words behind its header.
    pub(crate) const BARE: u32 = 1 << 2;
    /// No members: word 3 is the distance of the bracket from the quote before.
    pub(crate) const EMPTY: u32 = 1 << 3;
    /// A member is of the wrong type, or an object in it is malformed.
    pub(crate) const MISMATCH: u32 = 1 << 4;
    /// A required member is absent or `null`.
    pub(crate) const INCOMPLETE: u32 = 1 << 5;
    /// A member is unknown: the table does not name it.
    pub(crate) const UNKNOWN: u32 = 1 << 6;
    /// A nested object has unknown members; items are not counted.
    pub(crate) const UNKNOWN_BELOW: u32 = 1 << 7;
    /// The object holds items, and has members other than items and their context.
    pub(crate) const BESIDE: u32 = 1 << 8;
    /// All flags.
    pub(crate) const FLAGS: u32 = 0x1FC;
    const FIELD: u32 = 16;
    const DISTANCE: u32 = 9;

    /// Returns the header of a list whose bracket is at that distance from the quote before.
    #[inline(always)]
    pub(crate) const fn of_list(distance: usize) -> u32 {
        Self::LIST | if distance < 1 << 23 { (distance as u32) << Self::DISTANCE } else { 0 }
    }

    /// Returns the distance of a list's bracket from the quote before; 0 if it did not fit.
    pub(crate) fn distance(self) -> usize {
        (self.0 >> Self::DISTANCE) as usize
    }

    pub(crate) fn of_field(number: u8) -> u32 {
        u32::from(number) << Self::FIELD
    }

    /// Returns the number of the field that a value was parsed as.
    #[inline]
    pub(crate) fn field(self) -> u8 {
        (self.0 >> Self::FIELD) as u8
    }

    #[inline(always)]
    pub(crate) fn has(self, flags: u32) -> bool {
        self.0 & flags != 0
    }

    #[inline(always)]
    pub(crate) fn is_object(self) -> bool {
        self.0 & 3 == 0
    }
}

/// Returns the number of words in the key table of a list with so many items and keys: its state, a
/// bit for each item, and the slots.
pub(crate) fn key_table(items: usize, keys: usize) -> usize {
    if items <= INDEXED { 0 } else { 1 + bits(items) + (2 * keys).next_power_of_two() }
}

/// Returns the number of words that hold a bit for each item.
pub(crate) fn bits(items: usize) -> usize {
    items.div_ceil(32)
}
