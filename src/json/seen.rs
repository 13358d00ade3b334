//! What the walk knows of an open object's members, as they go by.

use super::doc::{Entry, Info, Shape, UNNAMED};
use super::hot::LAST_NOTED;
use super::nodes::Closed;
use super::schema::{HOT, Member, Schema, class};

/// What is known of the members of an open object so far; of the items of an array, whether they have
/// members that no schema names.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Seen {
    /// Which members were met.
    met: u64,
    /// Which of them are misfits, or hold items.
    aside: u64,
    /// Where the first members are, see [`super::hot`].
    pub(super) hot: u64,
    /// What of the [`Info`] is known.
    info: u64,
}

impl Seen {
    /// In `info`: some member was met twice, so the rest counts for nothing.
    const REPEATED: u64 = 1;

    /// Notes a named member, whose value has no node; its word.
    #[inline(always)]
    pub(super) fn note(
        &mut self,
        schema: &Schema,
        member: &Member,
        key: usize,
        class: u8,
    ) -> Entry {
        let word = Entry::member(key as u32, shape(class), member.number);
        self.count(member.number);
        if class & member.accepts & !class::NULL != 0 {
            return word;
        }
        let word = word.misfit_if(class & member.accepts == 0).null_if(class == class::NULL);
        self.note_odd(schema, word);
        word
    }

    /// Notes a member that no schema names; its word.
    #[inline(always)]
    pub(super) fn note_unnamed(&mut self, key: usize, class: u8) -> Entry {
        self.info |= Info::UNNAMED | Info::UNKNOWN;
        Entry::member(key as u32, shape(class), UNNAMED)
    }

    /// Notes the word of a named member, whose value has no node, once more.
    pub(super) fn note_word(&mut self, schema: &Schema, word: Entry) {
        self.count(word.number());
        self.note_odd(schema, word);
    }

    /// Notes that a member is a misfit, or `null`.
    fn note_odd(&mut self, schema: &Schema, word: Entry) {
        let bit = 1 << word.number();
        if word.is_misfit() {
            self.aside |= bit;
            self.info |= Info::MISFIT;
        }
        if word.is_null() && schema.required & bit != 0 {
            self.info |= Info::INCOMPLETE;
        }
    }

    /// Notes a container that was closed: of an array, an item.
    #[inline(always)]
    pub(super) fn note_part(&mut self, schema: &Schema, closed: Closed) {
        let number = closed.word.number();
        if number == UNNAMED {
            self.info |= closed.unknown;
            return;
        }
        self.count(number);
        let bit = 1 << number;
        // What is of the wrong type is an error, and nothing more.
        if closed.word.is_misfit() {
            self.note_odd(schema, closed.word);
        } else if schema.holders & bit != 0 {
            self.aside |= bit;
        } else {
            self.info |= closed.unknown;
        }
    }

    /// Notes the [`Info::UNKNOWN`] of an item.
    #[inline(always)]
    pub(super) fn note_unknown(&mut self, unknown: u64) {
        self.info |= unknown;
    }

    /// The same of all items noted, for an array.
    #[inline(always)]
    pub(super) fn unknown(&self) -> u64 {
        self.info
    }

    /// What is left when all members are looked at once more, of which some may be `repeated`.
    pub(super) fn again(&self, repeated: bool) -> Seen {
        let unnamed = self.info & Info::UNNAMED;
        let unknown = if unnamed == 0 { 0 } else { Info::UNKNOWN };
        let repeated = if repeated { Self::REPEATED } else { 0 };
        Seen { info: repeated | unnamed | unknown, ..Seen::default() }
    }

    #[inline(always)]
    fn count(&mut self, number: u8) {
        let bit = 1 << number;
        // Of members met twice there may be any number, and all is counted again.
        self.info = self.info.wrapping_add(Info::ONE_NAMED);
        self.info |= if self.met & bit != 0 { Self::REPEATED } else { 0 };
        self.met |= bit;
        let named = Info(self.info).named();
        if number < HOT && named <= LAST_NOTED {
            self.hot |= (named as u64) << (4 * number);
        }
    }

    #[inline(always)]
    pub(super) fn is_repeated(&self) -> bool {
        self.info & Self::REPEATED != 0
    }

    /// All that there is to know of an object of that schema.
    #[inline(always)]
    pub(super) fn info(&self, schema: &Schema) -> Info {
        Info(self.info & !Self::REPEATED)
            .of(self.met)
            .incomplete_if(schema.required & !self.met != 0)
            .beside_if(self.met & !(self.aside | schema.contexts) != 0)
    }
}

/// The shape of a value that has no node.
#[inline(always)]
fn shape(class: u8) -> Shape {
    if class == class::STRING { Shape::Str } else { Shape::Other }
}
