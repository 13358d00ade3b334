//! A value whose schema another member decides, which may stand behind it.
//!
//! On the wire `value` comes before `field`. The walk takes a value for the usual one; when its object
//! closes and the tag says otherwise, the value is walked once more, as what it is.

use super::doc::{Entry, Pos, Shape};
use super::nodes::{Frame, Opening};
use super::schema::{Schema, Variant};
use super::unescape::short;
use super::walk::{Walked, Walker};

impl Walker<'_> {
    /// What the value of the open object's variant is to be taken for, as far as is known.
    pub(super) fn variant(&self, schema: &Schema) -> Option<&'static Schema> {
        let variant = schema.variant.as_ref()?;
        match self.memory.frames.last()?.tag {
            None => self.guessed(variant),
            tag => variant.schema(self.tagged(tag, variant)?),
        }
    }

    /// The schema to expect while the tag has not been met. On the wire it is the last string of the
    /// body, unless there are several.
    fn guessed(&self, variant: &Variant) -> Option<&'static Schema> {
        let last = self.last.and_then(|open| short(self.here.body.spelled(open)?, variant.pick));
        variant.schema(last.unwrap_or(variant.guess))
    }

    /// The number of the schema that the tag at that place among the pending words asks for.
    fn tagged(&self, tag: Option<usize>, variant: &Variant) -> Option<u8> {
        let tag = self.memory.pending.get(tag?)?;
        if tag.shape() != Shape::Str {
            return None;
        }
        short(self.here.body.spelled(tag.at() as usize + 2)?, variant.pick)
    }

    /// Now that the tag is known, the value is given the right schema, if it was taken for another.
    pub(super) fn settle(&mut self, frame: &mut Frame, variant: &Variant) -> Walked {
        let members = self.memory.pending.get(frame.pending..).unwrap_or_default();
        let Some(place) = members.iter().rposition(|member| member.number() == variant.value)
        else {
            return Ok(());
        };
        let place = frame.pending + place;
        let Some(&word) = self.memory.pending.get(place) else {
            return Ok(());
        };
        let choice = self.tagged(frame.tag, variant).unwrap_or(0);
        let key = match word.shape() {
            Shape::Object | Shape::List => {
                let start = self.memory.nodes.get(word.at() as usize).copied().unwrap_or(0);
                Pos::from_word(start).mark.saturating_sub(1)
            }
            Shape::Str | Shape::Other => word.at(),
        };
        let settled = match (variant.schema(choice), frame.variant) {
            (Some(wanted), Some(taken)) if core::ptr::eq(wanted, taken) => word,
            (None, None) => return Ok(()),
            // Nobody knows the tag: what was found under the guess counts for nothing.
            (None, Some(_)) => Entry::member(key, Shape::Other, variant.value),
            (Some(wanted), _) => self.again(key as usize, wanted, variant.value, word)?,
        };
        if let Some(word) = self.memory.pending.get_mut(place) {
            *word = settled.chosen(choice);
        }
        Ok(())
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
