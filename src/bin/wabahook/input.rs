//! From paths to bodies: files, folders and standard input, in memory bounded by one body.

use crate::text::{clean, complain};
use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use walkdir::WalkDir;

/// How bodies stand in a file.
#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Format {
    /// One body, however it is printed
    Json,
    /// One body a line; blank lines are skipped
    Lines,
}

/// What the files of a folder are by their extension; others are passed over.
const EXTENSIONS: [(&str, Format); 3] =
    [("json", Format::Json), ("ndjson", Format::Lines), ("jsonl", Format::Lines)];

/// One body and where it came from.
pub(crate) struct Body<'a> {
    /// The file, fit for a terminal.
    pub(crate) name: &'a str,
    /// The line that it begins in, from 1.
    pub(crate) line: usize,
    /// The bytes; of a body beyond the limit only enough of them to have it refused.
    pub(crate) bytes: &'a [u8],
    /// How many bytes were met, held or not.
    pub(crate) len: u64,
}

/// Who is called with the bodies. An error is one of writing, and ends the reading.
pub(crate) trait Visitor {
    fn body(&mut self, body: &Body<'_>) -> io::Result<()>;

    /// The next read may wait.
    fn idle(&mut self) -> io::Result<()>;
}

/// The paths of the command line.
pub(crate) struct Input {
    paths: Vec<PathBuf>,
    format: Option<Format>,
    max_body: usize,
}

/// Why reading a file ended early.
enum Stop {
    Read(io::Error),
    Write(io::Error),
}

impl Input {
    pub(crate) fn new(paths: Vec<PathBuf>, format: Option<Format>, max_body: usize) -> Input {
        Input { paths, format, max_body }
    }

    /// Calls `visitor` with every body, in the order of the paths; whether everything could be read.
    ///
    /// What cannot be read is said on standard error, and the next path follows.
    pub(crate) fn read(&self, visitor: &mut dyn Visitor) -> io::Result<bool> {
        let mut all_read = true;
        for path in &self.paths {
            all_read &= if path.as_os_str() == "-" {
                let stdin = io::stdin().lock();
                let format = self.format.unwrap_or(Format::Lines);
                self.report("<stdin>", self.bodies(stdin, "<stdin>", format, visitor))?
            } else if path.is_dir() {
                self.folder(path, visitor)?
            } else {
                let format = by_name(path).unwrap_or(Format::Lines);
                self.file(path, format, visitor)?
            };
        }
        Ok(all_read)
    }

    /// The files below a folder, sorted by name.
    fn folder(&self, root: &Path, visitor: &mut dyn Visitor) -> io::Result<bool> {
        let (mut all_read, mut empty) = (true, true);
        for found in WalkDir::new(root).follow_links(true).sort_by_file_name() {
            match found {
                Ok(found) if found.file_type().is_file() => {
                    let Some(format) = by_name(found.path()) else { continue };
                    empty = false;
                    all_read &= self.file(found.path(), format, visitor)?;
                }
                Ok(_) => {}
                // A link back to a folder that is being walked hides nothing.
                Err(error) if error.loop_ancestor().is_some() => {}
                Err(error) => {
                    complain(format_args!("{}", clean(&error.to_string())));
                    all_read = false;
                }
            }
        }
        if empty && all_read {
            // Silence would look like a clean bill of health.
            let root = root.display().to_string();
            complain(format_args!("{}: no .json, .ndjson or .jsonl file", clean(&root)));
        }
        Ok(all_read && !empty)
    }

    fn file(&self, path: &Path, format: Format, visitor: &mut dyn Visitor) -> io::Result<bool> {
        let name = path.display().to_string();
        let name = clean(&name);
        let read = match File::open(path) {
            Ok(file) => self.bodies(file, &name, self.format.unwrap_or(format), visitor),
            Err(error) => Err(Stop::Read(error)),
        };
        self.report(&name, read)
    }

    /// Whether a file was read to its end; errors of writing pass through.
    fn report(&self, name: &str, read: Result<(), Stop>) -> io::Result<bool> {
        match read {
            Ok(()) => Ok(true),
            Err(Stop::Write(error)) => Err(error),
            Err(Stop::Read(error)) => {
                complain(format_args!("{name}: {error}"));
                Ok(false)
            }
        }
    }

    fn bodies(
        &self,
        reader: impl Read,
        name: &str,
        format: Format,
        visitor: &mut dyn Visitor,
    ) -> Result<(), Stop> {
        match format {
            Format::Json => self.whole(reader, name, visitor),
            Format::Lines => {
                let mut reader = BufReader::with_capacity(1 << 18, reader);
                self.lines(&mut reader, name, visitor)
            }
        }
    }

    /// A file that is one body. Past the limit it is read, but not held.
    fn whole(
        &self,
        mut reader: impl Read,
        name: &str,
        visitor: &mut dyn Visitor,
    ) -> Result<(), Stop> {
        let mut bytes = Vec::new();
        let hold = self.max_body as u64 + 1;
        reader.by_ref().take(hold).read_to_end(&mut bytes).map_err(Stop::Read)?;
        let mut len = bytes.len() as u64;
        if len == hold {
            len += io::copy(&mut reader, &mut io::sink()).map_err(Stop::Read)?;
        }
        visitor.body(&Body { name, line: 1, bytes: &bytes, len }).map_err(Stop::Write)
    }

    /// A file of lines. A line is taken from the reader's buffer if it lies there as a whole, else
    /// gathered in a vector, up to the limit.
    fn lines<R: Read>(
        &self,
        reader: &mut BufReader<R>,
        name: &str,
        visitor: &mut dyn Visitor,
    ) -> Result<(), Stop> {
        // Enough to be refused even without a `\r` at the end.
        let hold = self.max_body + 2;
        let (mut gathered, mut len, mut line) = (Vec::new(), 0u64, 1);
        loop {
            if reader.buffer().is_empty() {
                visitor.idle().map_err(Stop::Write)?;
            }
            let buffer = match reader.fill_buf() {
                Ok(buffer) => buffer,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(Stop::Read(error)),
            };
            let end = memchr::memchr(b'\n', buffer);
            let at_end = buffer.is_empty();
            let piece = buffer.get(..end.unwrap_or(buffer.len())).unwrap_or_default();
            let consumed = piece.len() + usize::from(end.is_some());
            len += consumed as u64;

            let ends = end.is_some() || at_end;
            let whole = if ends && gathered.is_empty() && piece.len() < hold {
                piece
            } else {
                let room = hold - gathered.len();
                gathered.extend_from_slice(piece.get(..room).unwrap_or(piece));
                &gathered
            };
            if ends {
                let bytes = whole.strip_suffix(b"\r").unwrap_or(whole);
                if !is_blank(bytes) {
                    visitor.body(&Body { name, line, bytes, len }).map_err(Stop::Write)?;
                }
                gathered.clear();
                (len, line) = (0, line + 1);
            }
            reader.consume(consumed);
            if at_end {
                return Ok(());
            }
        }
    }
}

fn by_name(path: &Path) -> Option<Format> {
    let extension = path.extension().and_then(OsStr::to_str)?;
    let known = EXTENSIONS.iter().find(|(name, _)| extension.eq_ignore_ascii_case(name));
    known.map(|&(_, format)| format)
}

fn is_blank(line: &[u8]) -> bool {
    line.iter().all(|byte| matches!(byte, b' ' | b'\t' | b'\r'))
}
