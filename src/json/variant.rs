//! A value whose schema another member decides, which may stand behind it.
//!
//! On the wire `value` comes before `field`. The walk takes a value for the usual one; when its object
//! closes and the tag says otherwise, the value is walked once more, as what it is.

use super::doc::{Entry, Pos, Shape};
use super::nodes::{Frame, Opening};
use super::schema::{Schema, Variant};
use super::walk::{Stage, Walked, Walker};

impl Walker<'_> {
    /// What the value of the variant of an object of that schema is to be taken for, as far as is known: the
    /// number of its schema, 0 for none. The last tag has its opening quote at that mark, if there was one.
    pub(super) fn choose(&self, schema: &'static Schema, tag: u32) -> u8 {
        match &schema.variant {
            Some(variant) if tag == 0 => self.guess(variant),
            Some(variant) => self.tagged(variant, tag),
            None => 0,
        }
    }

    /// What to expect while the tag has not been met. On the wire it is the last string of the body, unless
    /// there are several.
    fn guess(&self, variant: &Variant) -> u8 {
        let last = self.last.and_then(|open| self.here.body.short(open, variant.pick));
        last.unwrap_or(variant.guess)
    }

    /// The number of the schema that the tag with that opening quote asks for, 0 for none.
    fn tagged(&self, variant: &Variant, tag: u32) -> u8 {
        if tag == 0 {
            return 0;
        }
        self.here.body.short(tag as usize, variant.pick).unwrap_or(0)
    }

    /// Now that the tag is known, the value is given the right schema, if it was taken for another; whether
    /// it was.
    pub(super) fn settle(&mut self, variant: &Variant, object: &Frame) -> Walked<bool> {
        let from = object.pending as usize;
        let members = self.memory.pending.get(from..).unwrap_or_default();
        let is_value = |word: &u64| Entry(*word).number() == variant.value;
        let Some(place) = members.iter().rposition(is_value) else { return Ok(false) };
        let place = from + place;
        let Some(&word) = self.memory.pending.get(place) else { return Ok(false) };
        let word = Entry(word);
        let choice = self.tagged(variant, object.tag);
        let key = match word.shape() {
            Shape::Object | Shape::List => {
                let start = self.memory.nodes.get(word.at() as usize).copied().unwrap_or(0);
                Pos::from_word(start).mark.saturating_sub(1)
            }
            Shape::Str | Shape::Other => word.at(),
        };
        let settled = if choice == object.taken() {
            word
        } else {
            self.forget_value(variant, object);
            match variant.schema(choice) {
                Some(wanted) => self.again(key as usize, wanted, variant.value, word)?,
                // Nobody knows the tag: what was found under the guess counts for nothing.
                None => Entry::member(key, Shape::Other, variant.value),
            }
        };
        if let Some(word) = self.memory.pending.get_mut(place) {
            *word = settled.chosen(choice).0;
        }
        Ok(choice != object.taken())
    }

    /// Drops the nodes of the value, and of those that it takes the place of, if `object` has no others: a large value
    /// that is walked twice would need twice the memory.
    fn forget_value(&mut self, variant: &Variant, object: &Frame) {
        let members = self.memory.pending.get(object.pending as usize..).unwrap_or_default();
        let mut words = members.iter().map(|&word| Entry(word));
        let has_node = |word: Entry| matches!(word.shape(), Shape::Object | Shape::List);
        if words.all(|word| word.number() == variant.value || !has_node(word)) {
            self.memory.nodes.truncate(object.first as usize);
            // The tail that was to be learned begins at a node that is gone.
            self.stage = Stage::Done;
        }
    }

    /// Walks the value of `key` a second time, as an object of `schema`.
    fn again(
        &mut self,
        key: usize,
        schema: &'static Schema,
        number: u8,
        word: Entry,
    ) -> Walked<Entry> {
        let here = self.here;
        self.here.quote = key;
        self.here.at = self.here.body.marks.get(key).map_or(0, |&mark| crate::scan::place(mark));
        let byte = self.here.key()?;
        let settled = if byte == b'{' {
            // What is wrong inside of it is told there.
            self.container(Opening::value(schema, number))?.word.misfit_if(false)
        } else {
            word.misfit_if(byte != b'n')
        };
        self.here = here;
        Ok(settled)
    }
}
