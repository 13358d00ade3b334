//! From a payload to lines of JSON.

use super::window::{Key, Keys};
use crate::metrics::EventKind;
use serde::Serialize;
use std::fmt::Write;
use std::str;
use std::time::{SystemTime, UNIX_EPOCH};
use wabahook::axum::Malformed;
use wabahook::{Event, EventError};

/// Events of a body, a line each, as `wabahook events` prints them.
#[derive(Default)]
pub(crate) struct Lines {
    text: Vec<u8>,
    ends: Vec<End>,
}

/// The end of a line in the text, with the key and the kind of its event.
struct End {
    at: usize,
    key: Key,
    kind: EventKind,
}

/// Bytes of lines that are written before the next are made. All of a body's may be 55 times its
/// length.
const PIECE: usize = 1 << 20;

impl Lines {
    /// Makes lines of the next events.
    pub(crate) fn of<'a>(
        events: &mut impl Iterator<Item = Result<Event<'a>, EventError<'a>>>,
        keys: &Keys,
    ) -> serde_json::Result<Lines> {
        let mut lines = Lines::default();
        let mut name = String::new();
        while lines.len() < PIECE
            && let Some(event) = events.next()
        {
            name.clear();
            let kind = EventKind::of(&event);
            match event {
                Ok(event) => {
                    serde_json::to_writer(&mut lines.text, &event)?;
                    let _ = write!(name, "{}", event.dedupe_key());
                }
                // A malformed item is an event too: it must not get lost.
                Err(error) => {
                    serde_json::to_writer(&mut lines.text, &error)?;
                    let _ = write!(name, "{}", error.dedupe_key());
                }
            }
            lines.text.push(b'\n');
            lines.ends.push(End { at: lines.text.len(), key: keys.key(&name), kind });
        }
        Ok(lines)
    }

    /// Returns each line with the key and the kind of its event.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&[u8], Key, EventKind)> {
        let mut start = 0;
        self.ends.iter().map(move |&End { at, key, kind }| {
            let line = self.text.get(start..at).unwrap_or_default();
            start = at;
            (line, key, kind)
        })
    }

    /// Returns whether no events were left for more lines.
    pub(crate) fn is_last(&self) -> bool {
        self.len() < PIECE
    }

    /// Returns the bytes of all lines.
    pub(crate) fn len(&self) -> usize {
        self.text.len()
    }
}

/// Returns a malformed body as a line: the time, the error, and the body, in hexadecimal if it is
/// not UTF-8.
pub(crate) fn dead_letter(malformed: &Malformed) -> serde_json::Result<Vec<u8>> {
    #[derive(Serialize)]
    struct Line<'a> {
        received: u64,
        error: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        body: Option<&'a str>,
        #[serde(skip_serializing_if = "Option::is_none")]
        hex: Option<String>,
    }
    let received = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
    let body = str::from_utf8(&malformed.body).ok();
    let hex = body.is_none().then(|| {
        malformed.body.iter().fold(String::new(), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        })
    });
    let error = malformed.error.to_string();
    let mut line = serde_json::to_vec(&Line { received, error, body, hex })?;
    line.push(b'\n');
    Ok(line)
}
