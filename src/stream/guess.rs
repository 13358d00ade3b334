//! Ends of concatenated texts that are guessed, and proved by decoding.
//!
//! Where texts follow one another, what stood behind one stands behind the next: a line end, or a bracket.
//! So the next `}` before such a byte is likely to end the text. If what lies before it is a valid body, it is the
//! text, as no valid text goes on behind its last bracket; otherwise the [`Framer`] finds the end. Most texts
//! are then read once, by the decoder.

use super::frame::Frame;
use super::framer::Framer;
use crate::decoder::{Decoder, Located};

/// A guess reaches this far.
const LONGEST: usize = 4096;

/// Bytes like that behind the last text that are looked at for a guess.
const TRIES: usize = 16;

/// Texts that are not guessed behind a wrong guess: hostile streams cost little more than framing.
const DOUBT: u8 = 64;

/// What is known of the texts before.
#[derive(Clone, Debug)]
pub(super) struct Guess {
    /// The length of the shortest.
    shortest: usize,
    /// The byte that stood behind the last.
    behind: u8,
    /// The number of texts that are not guessed.
    doubt: u8,
}

impl Guess {
    pub(super) fn new() -> Guess {
        Guess { shortest: LONGEST, behind: 0, doubt: 0 }
    }

    /// Takes bytes off `chunk` up to the next end of a record, as [`Framer::feed`] does, and locates the
    /// record's contents if its end was guessed.
    #[inline(always)]
    pub(super) fn feed(
        &mut self,
        framer: &mut Framer,
        chunk: &mut &[u8],
        decoder: &mut Decoder,
    ) -> Option<(Frame, Option<Located>)> {
        if !framer.is_between_texts() {
            return Some((framer.feed(chunk)?, None));
        }
        self.behind = chunk.first().copied().unwrap_or(self.behind);
        framer.pass_gap(chunk);
        if self.doubt > 0 {
            self.doubt -= 1;
        } else if let Some(text) = self.text(chunk) {
            if let Some((located, lines)) = decoder.locate(text) {
                return Some((framer.pass(chunk, text.len(), lines as u64), Some(located)));
            }
            self.doubt = DOUBT;
        } else if self.shortest < LONGEST && chunk.len() >= LONGEST {
            self.doubt = DOUBT;
        }
        let frame = framer.feed(chunk)?;
        self.shortest = self.shortest.min(frame.len.min(LONGEST as u64) as usize);
        Some((frame, None))
    }

    /// Guesses the text at the start of `chunk`.
    #[inline(always)]
    fn text<'c>(&self, chunk: &'c [u8]) -> Option<&'c [u8]> {
        chunk.first().filter(|&&first| first == b'{')?;
        let start = self.shortest - 1;
        let ends = chunk.get(start..LONGEST.min(chunk.len()))?;
        let is_end = |&at: &usize| at > 0 && ends.get(at - 1) == Some(&b'}');
        let end = memchr::memchr_iter(self.behind, ends).take(TRIES).find(is_end)?;
        chunk.get(..start + end)
    }
}
