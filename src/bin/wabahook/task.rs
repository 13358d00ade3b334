//! From bodies to payloads: the loop that every command runs in.

use crate::input::{Body, Input, Visitor};
use std::io;
use wabahook::{Decoder, Error, Payload};

/// What a command does with bodies. An error is one of writing, and ends the run.
pub(crate) trait Task {
    /// Takes a body that was decoded.
    fn payload(&mut self, body: &Body<'_>, payload: Payload<'_>) -> io::Result<()>;

    /// Takes a body that was refused.
    fn refused(&mut self, body: &Body<'_>, error: Error) -> io::Result<()>;

    /// The next body may be long in coming: whoever waits for output should have it now.
    fn idle(&mut self) -> io::Result<()> {
        Ok(())
    }

    /// Says what is left to say; whether there were findings.
    fn finish(self) -> io::Result<bool>;
}

/// Hands every body to `task`; whether everything could be read.
pub(crate) fn run(input: Input, decoder: Decoder, task: &mut impl Task) -> io::Result<bool> {
    input.read(&mut Feed { decoder, task })
}

struct Feed<'t, T> {
    decoder: Decoder,
    task: &'t mut T,
}

impl<T: Task> Visitor for Feed<'_, T> {
    fn body(&mut self, body: &Body<'_>) -> io::Result<()> {
        match self.decoder.decode(body.bytes) {
            Ok(payload) => self.task.payload(body, payload),
            Err(error) => self.task.refused(body, error),
        }
    }

    fn idle(&mut self) -> io::Result<()> {
        self.task.idle()
    }
}
