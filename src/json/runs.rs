//! Items that tell nothing, one behind the other: empty objects, and what is no object.
//!
//! Nobody sends them but who wants to keep us busy: no values are shorter, so that no body has more of them.

use super::doc::Entry;
use super::nodes::{Frame, Opening};
use super::tokens::{Rejected, Tokens};
use super::walk::{Walked, Walker};

impl<'w> Walker<'w> {
    /// Passes an item that is no object and begins with that byte, and those right behind it.
    #[cold]
    #[inline(never)]
    pub(super) fn strays(&mut self, from: Tokens<'w>, mut byte: u8) -> Walked<Tokens<'w>> {
        let mut here = from;
        let depth = self.memory.frames.len() + 1;
        loop {
            let word = Entry::stray(here.pos());
            self.room.push(&mut self.memory.pending, word.0)?;
            here.value(byte, depth)?;
            match here.body.bytes.get(here.at..here.at + 2) {
                Some(&[b',', next]) if next > b' ' && next != b'{' => {
                    here.at += 1;
                    byte = next;
                }
                _ => return Ok(here),
            }
        }
    }

    /// Passes an item of `list` that is `{}`, and those right behind it.
    #[cold]
    #[inline(never)]
    pub(super) fn empty_items(&mut self, from: Tokens<'w>, list: Frame) -> Walked<Tokens<'w>> {
        if self.memory.frames.len() + 1 >= from.body.max_depth {
            return Err(Rejected);
        }
        let mut here = from;
        let opening = Opening::item(list.schema);
        loop {
            // Without members there is nothing to settle, and nothing unknown for the list to note.
            let word = self.memory.empty_object(opening, here.pos(), self.room)?;
            self.room.push(&mut self.memory.pending, word.0)?;
            here.at += 2;
            match here.body.bytes.get(here.at..here.at + 3) {
                Some(b",{}") => here.at += 1,
                _ => return Ok(here),
            }
        }
    }
}
