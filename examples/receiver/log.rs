//! A file of lines that only grows, and whose end is known to be on disk.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;

pub(crate) struct Log {
    file: File,
    /// Up to here everything is on disk.
    durable: u64,
    /// A write failed, and what it left could not be cut off.
    broken: bool,
}

impl Log {
    /// Opens or creates a log, for nobody else to write to.
    ///
    /// What stands behind the last line break was being written when somebody pulled the plug, and
    /// never acknowledged: it is cut off.
    pub(crate) fn open(path: &Path) -> io::Result<Log> {
        let named =
            |error: io::Error| io::Error::new(error.kind(), format!("{}: {error}", path.display()));
        Log::open_file(path).map_err(named)
    }

    fn open_file(path: &Path) -> io::Result<Log> {
        let mut file = OpenOptions::new().read(true).append(true).create(true).open(path)?;
        file.try_lock()?;
        let durable = end_of_lines(&mut file)?;
        file.set_len(durable)?;
        file.sync_all()?;
        // The name of a new file is on disk when its folder is.
        let folder = path.parent().filter(|folder| *folder != "").unwrap_or(Path::new("."));
        #[cfg(unix)]
        File::open(folder)?.sync_all()?;
        let _ = folder;
        Ok(Log { file, durable, broken: false })
    }

    /// Writes lines; when this comes back without an error, they are on disk, else they are not there.
    pub(crate) fn append(&mut self, lines: &[u8]) -> io::Result<()> {
        if self.broken {
            return Err(io::Error::other("an earlier write left half a line"));
        }
        let result = self.file.write_all(lines).and_then(|()| self.file.sync_data());
        match result {
            Ok(()) => self.durable += lines.len() as u64,
            Err(_) => self.broken = self.file.set_len(self.durable).is_err(),
        }
        result
    }

    /// The lines at the end, of at most that many bytes, for `each`.
    pub(crate) fn tail(&mut self, bytes: u64, mut each: impl FnMut(&[u8])) -> io::Result<()> {
        let start = self.durable.saturating_sub(bytes);
        self.file.seek(SeekFrom::Start(start))?;
        let mut tail = Vec::new();
        (&self.file).take(self.durable - start).read_to_end(&mut tail)?;
        let mut lines = tail.split(|&byte| byte == b'\n');
        if start > 0 {
            // It begins anywhere.
            lines.next();
        }
        lines.for_each(&mut each);
        Ok(())
    }
}

/// Where the last line ends, in bytes.
fn end_of_lines(file: &mut File) -> io::Result<u64> {
    let mut chunk = vec![0; 64 << 10];
    let mut end = file.metadata()?.len();
    while end > 0 {
        let start = end.saturating_sub(chunk.len() as u64);
        let chunk = chunk.get_mut(..(end - start) as usize).unwrap_or_default();
        file.seek(SeekFrom::Start(start))?;
        file.read_exact(chunk)?;
        if let Some(at) = chunk.iter().rposition(|&byte| byte == b'\n') {
            return Ok(start + at as u64 + 1);
        }
        end = start;
    }
    Ok(0)
}
