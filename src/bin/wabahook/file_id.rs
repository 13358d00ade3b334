//! The identity of a file, whatever path or handle leads to it.

use std::fs;
#[cfg(unix)]
use std::fs::{File, Metadata};
#[cfg(unix)]
use std::os::fd::AsFd;
use std::path::Path;

/// The device and inode of a regular file or a folder; its canonical path where there are none.
///
/// Pipes, terminals and devices have no identity: it is fine to read and write one of them at a
/// time.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct FileId(Inner);

#[cfg(unix)]
type Inner = (u64, u64);
#[cfg(not(unix))]
type Inner = std::path::PathBuf;

impl FileId {
    /// The identity of what a path leads to; none if it leads nowhere.
    #[cfg(unix)]
    pub(crate) fn of_path(path: &Path) -> Option<FileId> {
        fs::metadata(path).ok().and_then(|found| FileId::of_metadata(&found))
    }

    /// The identity of what a path leads to; none if it leads nowhere.
    #[cfg(not(unix))]
    pub(crate) fn of_path(path: &Path) -> Option<FileId> {
        let found = fs::metadata(path).ok()?;
        (found.is_file() || found.is_dir()).then(|| path.canonicalize().ok().map(FileId))?
    }

    /// The identity of a file that the process was started with, such as standard output.
    #[cfg(unix)]
    pub(crate) fn of_handle(handle: impl AsFd) -> Option<FileId> {
        let file = File::from(handle.as_fd().try_clone_to_owned().ok()?);
        file.metadata().ok().and_then(|found| FileId::of_metadata(&found))
    }

    /// None: such a handle has no path to compare.
    #[cfg(not(unix))]
    pub(crate) fn of_handle<T>(_: T) -> Option<FileId> {
        None
    }

    #[cfg(unix)]
    fn of_metadata(found: &Metadata) -> Option<FileId> {
        use std::os::unix::fs::MetadataExt;
        (found.is_file() || found.is_dir()).then(|| FileId((found.dev(), found.ino())))
    }
}
