//! The account: which events were acknowledged, and which are on disk.

use crate::load::Sent;
use std::io::{self, BufRead};

/// How often each event was found, by sender and number.
pub(crate) struct Account {
    kept: Vec<Vec<u8>>,
    /// In files that were removed.
    removed: Vec<Vec<u8>>,
    malformed: Vec<Vec<u8>>,
    broken_lines: u64,
}

/// The kind of a file.
#[derive(Clone, Copy)]
pub(crate) enum File {
    Kept,
    Removed,
    DeadLetters,
}

/// The differences between what was acknowledged and what is on disk.
pub(crate) struct Found {
    pub(crate) lost: u64,
    pub(crate) twice: u64,
    pub(crate) malformed_lost: u64,
    pub(crate) broken_lines: u64,
}

impl Account {
    pub(crate) fn new(senders: usize) -> Account {
        let none = || vec![Vec::new(); senders];
        Account { kept: none(), removed: none(), malformed: none(), broken_lines: 0 }
    }

    /// Counts the events of a file.
    pub(crate) fn read(&mut self, mut file: impl BufRead, kind: File) -> io::Result<()> {
        let mut line = Vec::new();
        loop {
            line.clear();
            if file.read_until(b'\n', &mut line)? == 0 {
                return Ok(());
            }
            // A torn line ends in a space, or where the file does: it was acknowledged to nobody.
            let Some(whole) = line.strip_suffix(b"\n") else { continue };
            if whole.ends_with(b" ") {
                continue;
            }
            let text = String::from_utf8_lossy(whole);
            let (counts, mark) = match kind {
                File::Kept => (&mut self.kept, "\"id\":\"wamid."),
                File::Removed => (&mut self.removed, "\"id\":\"wamid."),
                File::DeadLetters => (&mut self.malformed, "malformed."),
            };
            let name = text.split_once(mark).map(|(_, rest)| rest);
            let is_whole = text.starts_with('{') && text.ends_with('}');
            match name.and_then(numbers).filter(|_| is_whole) {
                Some((sender, number)) if sender < counts.len() => {
                    let counts = &mut counts[sender];
                    if counts.len() <= number {
                        counts.resize(number + 1, 0);
                    }
                    counts[number] = counts[number].saturating_add(1);
                }
                _ => self.broken_lines += 1,
            }
        }
    }

    /// Compares with what the senders say was acknowledged: all that they sent.
    pub(crate) fn compare(&self, sent: &[Sent]) -> Found {
        let count = |counts: &Vec<u8>, number: u64| {
            usize::try_from(number).ok().and_then(|number| counts.get(number)).copied().unwrap_or(0)
        };
        let (mut lost, mut twice, mut malformed_lost) = (0, 0, 0);
        for (sender, sent) in sent.iter().enumerate() {
            for number in 0..sent.events {
                let kept = count(&self.kept[sender], number);
                lost += u64::from(kept == 0 && count(&self.removed[sender], number) == 0);
                twice += u64::from(kept > 1);
            }
            let is_lost = |number: &u64| count(&self.malformed[sender], *number) == 0;
            malformed_lost += (0..sent.malformed).filter(is_lost).count() as u64;
        }
        Found { lost, twice, malformed_lost, broken_lines: self.broken_lines }
    }
}

/// Parses `12.345"…`, the sender and the number of an event.
fn numbers(name: &str) -> Option<(usize, usize)> {
    let name = name.split(|char: char| char != '.' && !char.is_ascii_digit()).next()?;
    let (sender, number) = name.split_once('.')?;
    Some((sender.parse().ok()?, number.parse().ok()?))
}
