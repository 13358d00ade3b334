//! What a command does with bodies.

use crate::body::Body;
use crate::finding::Refusal;
use crate::said::Said;
use std::io::{self, Write};
use wabahook::Payload;

/// A command, as one thread does it. An error is one of writing, and ends the run.
pub(crate) trait Task: Send + Sized {
    /// Takes a body that was decoded.
    fn payload(&mut self, body: &Body<'_>, payload: Payload<'_>, said: &mut Said)
    -> io::Result<()>;

    /// Takes a body that was refused, or a wrapping that leads to none.
    fn refused(&mut self, body: &Body<'_>, error: &Refusal, said: &mut Said) -> io::Result<()>;

    /// Adds what it held back to the output of the batch that ends.
    fn end_batch(&mut self, _: &mut Said) -> io::Result<()> {
        Ok(())
    }

    /// Adds what another thread counted.
    fn merge(&mut self, other: Self);

    /// Says what is left to say.
    fn finish(self, out: &mut dyn Write) -> io::Result<()>;
}
