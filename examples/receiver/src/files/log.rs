//! A file of lines that only grows. What was appended is on disk.
//!
//! Nothing in the file is ever cut or overwritten. A kill or a full disk may leave half a line at
//! the end. It is ended by a space and a line break before the next one. No whole line ends in a
//! space.

use crate::metrics::Metrics;
use std::ffi::OsStr;
use std::fs::{self, File, Metadata, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use tracing::warn;

pub(crate) struct Log {
    path: PathBuf,
    file: File,
    metrics: Metrics,
}

/// A failed [`Log::append`].
pub(crate) struct AppendError {
    pub(crate) error: io::Error,
    /// How many of the bytes are on disk all the same, the last line being torn.
    pub(crate) kept: usize,
    /// What the system took may or may not be on disk: nothing can be promised any more.
    pub(crate) is_broken: bool,
}

/// What ends half a line.
const TORN: &[u8] = b" \n";

/// How much is read at one time, and the longest line that is looked at.
const CHUNK: usize = 128 << 10;
const LONGEST: usize = 16 << 20;

impl Log {
    /// Opens or creates a log, for nobody else to write to.
    pub(crate) fn open(path: &Path, metrics: Metrics) -> io::Result<Log> {
        Ok(Log { path: path.to_owned(), file: open(path)?, metrics })
    }

    /// Opens the file again if its path leads to another one, or to none: it was moved or removed.
    pub(crate) fn follow(&mut self) -> io::Result<()> {
        let here = self.file.metadata()?;
        match fs::metadata(&self.path) {
            Ok(there) if is_same(&here, &there) => Ok(()),
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(named(&self.path, error)),
            _ => {
                self.file = open(&self.path)?;
                self.metrics.reopened_files.increment(1);
                Ok(())
            }
        }
    }

    /// Writes lines to the file that the path leads to. Without an error they are on disk.
    pub(crate) fn append(&mut self, lines: &[u8]) -> Result<(), AppendError> {
        let failed = |error| AppendError { error, kept: 0, is_broken: false };
        loop {
            self.follow().map_err(failed)?;
            self.end_torn_line().map_err(failed)?;
            let (kept, written) = write(&self.file, lines);
            // Also after a failure: the lines that it did take must not be written again.
            self.file.sync_data().map_err(|error| AppendError { error, kept, is_broken: true })?;
            written.map_err(|error| AppendError { error, kept, is_broken: false })?;
            if !is_removed(&self.file.metadata().map_err(failed)?) {
                return Ok(());
            }
        }
    }

    fn end_torn_line(&mut self) -> io::Result<()> {
        let mut last = [b'\n'];
        if self.file.metadata()?.len() > 0 {
            self.file.seek(SeekFrom::End(-1))?;
            self.file.read_exact(&mut last)?;
        }
        if last != *b"\n" {
            self.file.write_all(TORN)?;
            self.metrics.torn_lines.increment(1);
        }
        Ok(())
    }

    /// Hands out the whole lines of the file and then of rotated ones, without their line breaks,
    /// the last one first.
    pub(crate) fn lines_backwards(
        &mut self,
        mut each: impl FnMut(&[u8]) -> ControlFlow<()>,
    ) -> io::Result<()> {
        let mut flow = lines_backwards(&mut self.file, &mut each)?;
        for path in self.rotated()? {
            if flow.is_break() {
                break;
            }
            match File::open(&path).and_then(|mut file| lines_backwards(&mut file, &mut each)) {
                Ok(next) => flow = next,
                // It may be another's, or be moved again just now.
                Err(error) => warn!("not read: {}", named(&path, error)),
            }
        }
        Ok(())
    }

    /// Returns the files beside this one that rotations left there, such as `events.ndjson.1` and
    /// `events.ndjson-20261130`, the last one first. Compressed ones are left out.
    fn rotated(&self) -> io::Result<Vec<PathBuf>> {
        let Some(name) = self.path.file_name().map(OsStr::as_encoded_bytes) else {
            return Ok(Vec::new());
        };
        let mut found = Vec::new();
        for entry in fs::read_dir(folder(&self.path))? {
            let entry = entry?;
            let other = entry.file_name();
            let suffix = other.as_encoded_bytes().strip_prefix(name).unwrap_or_default();
            let is_rotated = matches!(suffix, [b'.' | b'-', number, ..] if number.is_ascii_digit());
            let is_compressed =
                [".gz", ".zst", ".xz", ".bz2"].iter().any(|end| suffix.ends_with(end.as_bytes()));
            if is_rotated
                && !is_compressed
                // Without it, it was moved again just now.
                && let Ok(about) = entry.metadata()
                && about.is_file()
            {
                found.push((about.modified()?, entry.path()));
            }
        }
        found.sort();
        Ok(found.into_iter().rev().map(|(_, path)| path).collect())
    }
}

/// Hands out the whole lines of a file without their line breaks, the last one first.
fn lines_backwards(
    file: &mut File,
    each: &mut impl FnMut(&[u8]) -> ControlFlow<()>,
) -> io::Result<ControlFlow<()>> {
    let mut position = file.metadata()?.len();
    // The end of a line that begins further in front; none if the line is torn or too long.
    let mut tail = None::<Vec<u8>>;
    let mut buffer = Vec::new();
    while position > 0 {
        // A long line costs linear time, as what is read doubles.
        let len = tail.as_ref().map_or(0, Vec::len).max(CHUNK);
        let len = usize::try_from(position).unwrap_or(len).min(len);
        position -= len as u64;
        buffer.resize(len, 0);
        file.seek(SeekFrom::Start(position))?;
        file.read_exact(&mut buffer)?;
        let mut end = buffer.len();
        for at in memchr::memrchr_iter(b'\n', &buffer) {
            let line = buffer.get(at + 1..end).unwrap_or_default();
            let flow = match &mut tail {
                Some(tail) if end == buffer.len() => {
                    tail.splice(..0, line.iter().copied());
                    each(tail)
                }
                None if end == buffer.len() => ControlFlow::Continue(()),
                _ => each(line),
            };
            if flow.is_break() {
                return Ok(flow);
            }
            end = at;
        }
        let rest = buffer.get(..end).unwrap_or_default();
        if end < buffer.len() {
            tail = Some(rest.to_vec());
        } else if let Some(longer) = &mut tail {
            longer.splice(..0, rest.iter().copied());
        }
        tail = tail.filter(|tail| tail.len() <= LONGEST);
    }
    // The first line of the file has no line break before it.
    Ok(tail.map_or(ControlFlow::Continue(()), |first| each(&first)))
}

fn open(path: &Path) -> io::Result<File> {
    let opened = || {
        let file = OpenOptions::new().read(true).append(true).create(true).open(path)?;
        if !file.metadata()?.is_file() {
            return Err(io::Error::other("not a regular file"));
        }
        file.try_lock().map_err(|error| match error {
            TryLockError::WouldBlock => {
                io::Error::other("another receiver, or another option of this one, holds the file")
            }
            TryLockError::Error(error) => error,
        })?;
        file.sync_all()?;
        // The name of a new file is on disk when its folder is.
        #[cfg(unix)]
        {
            File::open(folder(path))?.sync_all()?;
        }
        Ok(file)
    };
    opened().map_err(|error| named(path, error))
}

fn folder(path: &Path) -> &Path {
    path.parent().filter(|folder| *folder != "").unwrap_or(Path::new("."))
}

fn named(path: &Path, error: io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}

/// Writes all of the bytes; also how many the system took.
fn write(mut file: &File, bytes: &[u8]) -> (usize, io::Result<()>) {
    let mut taken = 0;
    while let Some(rest) = bytes.get(taken..).filter(|rest| !rest.is_empty()) {
        match file.write(rest) {
            Ok(0) => return (taken, Err(io::ErrorKind::WriteZero.into())),
            Ok(more) => taken += more,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return (taken, Err(error)),
        }
    }
    (taken, Ok(()))
}

#[cfg(unix)]
fn is_same(a: &Metadata, b: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    (a.dev(), a.ino()) == (b.dev(), b.ino())
}

#[cfg(unix)]
fn is_removed(file: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    file.nlink() == 0
}

/// Elsewhere an open file can be neither moved nor removed.
#[cfg(not(unix))]
fn is_same(_: &Metadata, _: &Metadata) -> bool {
    true
}

#[cfg(not(unix))]
fn is_removed(_: &Metadata) -> bool {
    false
}
