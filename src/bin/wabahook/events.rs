//! `events`: every item with its context, one JSON object a line.

use crate::finding::say_refused;
use crate::input::Body;
use crate::task::Task;
use std::io::{self, Write};
use wabahook::{Error, Payload};

pub(crate) struct Events<W> {
    out: W,
    refused: bool,
}

impl<W: Write> Events<W> {
    pub(crate) fn new(out: W) -> Self {
        Events { out, refused: false }
    }
}

impl<W: Write> Task for Events<W> {
    fn payload(&mut self, _: &Body<'_>, payload: Payload<'_>) -> io::Result<()> {
        for event in payload.events() {
            match event {
                Ok(event) => serde_json::to_writer(&mut self.out, &event)?,
                Err(error) => serde_json::to_writer(&mut self.out, &error)?,
            }
            self.out.write_all(b"\n")?;
        }
        Ok(())
    }

    fn refused(&mut self, body: &Body<'_>, error: Error) -> io::Result<()> {
        self.refused = true;
        say_refused(body, error);
        Ok(())
    }

    fn idle(&mut self) -> io::Result<()> {
        self.out.flush()
    }

    fn finish(mut self) -> io::Result<bool> {
        self.out.flush()?;
        Ok(self.refused)
    }
}
