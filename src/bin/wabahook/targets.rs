//! Files to be overwritten: none is emptied before all are open and known to be different files.

use crate::file_id::FileId;
use crate::input::Input;
use crate::text::clean;
use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

pub(crate) struct Targets<'i> {
    input: &'i Input,
    /// The outputs so far and how messages name them.
    taken: Vec<(FileId, String)>,
    files: Vec<File>,
    /// Removed again if an output is refused.
    created: Vec<PathBuf>,
}

impl<'i> Targets<'i> {
    pub(crate) fn new(input: &'i Input) -> Targets<'i> {
        Targets { input, taken: Vec::new(), files: Vec::new(), created: Vec::new() }
    }

    /// Adds standard output.
    pub(crate) fn standard_output(&mut self) -> io::Result<()> {
        self.take(FileId::of_handle(io::stdout()), "standard output".to_owned())
    }

    /// Opens a file, or creates it. What it holds stays until [`empty`](Targets::empty).
    pub(crate) fn open(&mut self, path: &Path) -> io::Result<File> {
        let name = clean(&path.display().to_string()).into_owned();
        let named = |error: io::Error| io::Error::new(error.kind(), format!("{name}: {error}"));
        let mut options = OpenOptions::new();
        options.write(true).truncate(false);
        let file = match options.clone().create_new(true).open(path) {
            Ok(file) => {
                self.created.push(path.to_owned());
                file
            }
            // Not a plain `open`: a symbolic link may lead to a file that is still to be created.
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                options.create(true).open(path).map_err(named)?
            }
            Err(error) => return Err(named(error)),
        };
        self.files.push(file.try_clone().map_err(named)?);
        self.take(FileId::of_path(path), name)?;
        Ok(file)
    }

    /// Adds a file that another one will replace: none that is read, and no device.
    #[cfg(feature = "parquet")]
    pub(crate) fn replace(&mut self, path: &Path) -> io::Result<()> {
        let name = clean(&path.display().to_string()).into_owned();
        if fs::metadata(path).is_ok_and(|found| !found.is_file()) {
            return Err(io::Error::other(format!("{name} is no regular file")));
        }
        self.take(FileId::of_path(path), name)
    }

    fn take(&mut self, id: Option<FileId>, name: String) -> io::Result<()> {
        let Some(id) = id else { return Ok(()) };
        if self.input.has(&id) {
            return Err(io::Error::other(format!("{name} is an input, too")));
        }
        if let Some((_, other)) = self.taken.iter().find(|(taken, _)| *taken == id) {
            return Err(io::Error::other(format!("{name} and {other} are the same file")));
        }
        self.taken.push((id, name));
        Ok(())
    }

    /// Empties the files that were opened.
    pub(crate) fn empty(mut self) -> io::Result<()> {
        self.created.clear();
        for file in &self.files {
            // Pipes and devices have no length.
            if file.metadata()?.is_file() {
                file.set_len(0)?;
            }
        }
        Ok(())
    }
}

impl Drop for Targets<'_> {
    fn drop(&mut self) {
        for path in &self.created {
            let _ = fs::remove_file(path);
        }
    }
}
