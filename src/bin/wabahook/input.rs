//! From paths to batches of records: files, folders and standard input, in bounded memory.

use crate::batch::{Batch, Batches};
use crate::file_id::FileId;
use crate::format::{Format, Named, by_name, sniff};
use crate::text::clean;
use crate::unpack::unpack;
use std::collections::HashSet;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use wabahook::Limits;
use wabahook::stream::{Framing, RecordReader};
use walkdir::{DirEntry, WalkDir};

/// What is to be read, in order.
pub(crate) struct Input {
    sources: Vec<Source>,
    /// The files among the sources: each is read once, however many paths lead to it.
    files: HashSet<FileId>,
    format: Option<Format>,
    max_body: usize,
    /// How many bytes were read, compressed or not.
    pub(crate) read: Arc<AtomicU64>,
}

enum Source {
    Stdin,
    File(PathBuf, Named),
    /// What is wrong with a path.
    Complaint(String),
}

impl Input {
    /// Finds all files.
    pub(crate) fn new(paths: Vec<PathBuf>, format: Option<Format>, max_body: usize) -> Input {
        let (sources, files) = (Vec::new(), HashSet::new());
        let mut input = Input { sources, files, format, max_body, read: Arc::default() };
        for path in paths {
            if path.as_os_str() == "-" {
                input.files.extend(FileId::of_handle(io::stdin()));
                input.sources.push(Source::Stdin);
            } else if path.is_dir() {
                input.walk(&path);
            } else {
                let named = by_name(&path).unwrap_or(Named::Log);
                input.add(path, named);
            }
        }
        input
    }

    /// Adds a file, unless another path led to it before.
    fn add(&mut self, path: PathBuf, named: Named) {
        if FileId::of_path(&path).is_none_or(|id| self.files.insert(id)) {
            self.sources.push(Source::File(path, named));
        }
    }

    /// Adds the files below a folder, sorted by name.
    fn walk(&mut self, root: &Path) {
        let mut is_empty = true;
        // Folders that link to each other have exponentially many paths.
        let mut folders = HashSet::new();
        let is_new = |found: &DirEntry| {
            !found.file_type().is_dir()
                || FileId::of_path(found.path()).is_none_or(|id| folders.insert(id))
        };
        let walk = WalkDir::new(root).follow_links(true).sort_by_file_name();
        for found in walk.into_iter().filter_entry(is_new) {
            match found {
                Ok(found) if found.file_type().is_file() => {
                    if let Some(named) = by_name(found.path()) {
                        is_empty = false;
                        self.add(found.into_path(), named);
                    }
                }
                Ok(found) if found.file_type().is_dir() => {}
                // Reading a pipe or a socket could wait for ever. By name it would be a body.
                Ok(found) if by_name(found.path()).is_some() => {
                    let name = found.path().display().to_string();
                    let what = format!("{}: not a regular file", clean(&name));
                    is_empty = false;
                    self.sources.push(Source::Complaint(what));
                }
                Ok(_) => {}
                // A link back to a folder that is being walked hides nothing.
                Err(error) if error.loop_ancestor().is_some() => {}
                Err(error) => {
                    is_empty = false;
                    self.sources.push(Source::Complaint(clean(&error.to_string()).into_owned()));
                }
            }
        }
        if is_empty {
            // Silence would look like a clean bill of health.
            let root = root.display().to_string();
            let what = "no .json, .ndjson, .jsonl or .log file";
            self.sources.push(Source::Complaint(format!("{}: {what}", clean(&root))));
        }
    }

    /// Bytes to read; none if standard input is among it, which does not say.
    pub(crate) fn len(&self) -> Option<u64> {
        let len = |source: &Source| match source {
            Source::Stdin => None,
            Source::File(path, _) => Some(path.metadata().map_or(0, |about| about.len())),
            Source::Complaint(_) => Some(0),
        };
        self.sources.iter().map(len).sum()
    }

    /// Returns whether the file is one of the sources.
    pub(crate) fn has(&self, file: &FileId) -> bool {
        self.files.contains(file)
    }

    /// Fills batches with every record, in order; whether everything could be read.
    ///
    /// What cannot be read is a complaint, and the next source follows. `None`: nobody wants any more.
    pub(crate) fn fill(&self, batches: &mut Batches) -> Option<bool> {
        let mut all_read = true;
        for source in &self.sources {
            let (name, read) = match source {
                Source::Stdin => {
                    let name: Arc<str> = "<stdin>".into();
                    batches.begin(&name)?;
                    (name, self.records(io::stdin().lock(), Named::Log, batches))
                }
                Source::File(path, named) => {
                    let name: Arc<str> = clean(&path.display().to_string()).into();
                    batches.begin(&name)?;
                    let file = File::open(path).map_err(Stop::Read);
                    (name, file.and_then(|file| self.records(file, *named, batches)))
                }
                Source::Complaint(what) => {
                    batches.begin(&"".into())?;
                    batches.current().complaint = Some(what.clone());
                    all_read = false;
                    continue;
                }
            };
            match read {
                Ok(()) => {}
                Err(Stop::Unwanted) => return None,
                Err(Stop::Read(error)) => {
                    batches.current().complaint = Some(format!("{name}: {error}"));
                    all_read = false;
                }
            }
        }
        batches.send()?;
        Some(all_read)
    }

    fn records(&self, reader: impl Read, named: Named, batches: &mut Batches) -> Result<(), Stop> {
        let counted = Counted { reader, read: &self.read };
        let reader = unpack(counted)?;
        let format = self.format.map_or(named, Named::Format);
        match format {
            Named::Format(Format::Json) => self.whole(reader, batches.current()),
            Named::Format(Format::Lines) => self.stream(reader, Framing::Lines, batches),
            Named::Format(Format::Concatenated) => {
                self.stream(reader, Framing::Concatenated, batches)
            }
            Named::Log => {
                let (framing, reader) = sniff(reader)?;
                self.stream(reader, framing, batches)
            }
        }
    }

    /// A file that is one body. Past the limit it is read, but not held.
    fn whole(&self, mut reader: impl Read, batch: &mut Batch) -> Result<(), Stop> {
        let hold = self.max_body as u64 + 1;
        let held = batch.take_whole(&mut reader.by_ref().take(hold))?;
        if held == hold {
            batch.lengthen(io::copy(&mut reader, &mut io::sink())?);
        }
        Ok(())
    }

    /// A file of records: one batch for each filling of the reader's buffer.
    fn stream(
        &self,
        reader: impl Read,
        framing: Framing,
        batches: &mut Batches,
    ) -> Result<(), Stop> {
        // One byte more than the decoder allows: enough to be refused.
        let limits = Limits::new().with_max_body_len(self.max_body + 1);
        let mut records = RecordReader::new(reader, framing, limits);
        loop {
            while let Some(record) = records.next_buffered() {
                batches.current().push(record);
            }
            // The next read may wait: whoever waits for output should have it now.
            batches.send().ok_or(Stop::Unwanted)?;
            match records.next_record()? {
                Some(record) => batches.current().push(record),
                None => return Ok(()),
            }
        }
    }
}

/// Why reading a file ended early.
enum Stop {
    Read(io::Error),
    /// Nobody wants any more.
    Unwanted,
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Stop {
        Stop::Read(error)
    }
}

/// Counts what is read.
struct Counted<'c, R> {
    reader: R,
    read: &'c AtomicU64,
}

impl<R: Read> Read for Counted<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.reader.read(buffer)?;
        self.read.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}
