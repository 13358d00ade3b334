//! `events`: every item with its context, one JSON object a line.

use crate::body::Body;
use crate::finding::Refusal;
use crate::said::Said;
use crate::said::say_refused;
use crate::task::Task;
use std::io::{self, Write};
use wabahook::Payload;

pub(crate) struct Events;

impl Task for Events {
    fn payload(&mut self, _: &Body<'_>, payload: Payload<'_>, said: &mut Said) -> io::Result<()> {
        for event in payload.events() {
            match event {
                Ok(event) => serde_json::to_writer(&mut said.out, &event)?,
                Err(error) => serde_json::to_writer(&mut said.out, &error)?,
            }
            said.out.push(b'\n');
        }
        Ok(())
    }

    fn refused(&mut self, body: &Body<'_>, error: &Refusal, said: &mut Said) -> io::Result<()> {
        say_refused(body, error, said)
    }

    fn merge(&mut self, _: Self) {}

    fn finish(self, _: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }
}
