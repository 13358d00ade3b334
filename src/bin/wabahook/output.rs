//! Where everything goes that a run has to say.

use crate::batch::Batch;
use crate::progress::Progress;
use crate::targets::Targets;
use crate::text::complain;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

pub(crate) struct Output {
    pub(crate) out: Box<dyn Write>,
    dead_letters: Option<DeadLetters>,
    progress: Progress,
    #[cfg(feature = "parquet")]
    pub(crate) tables: Option<crate::table_file::TableFile>,
}

impl Output {
    pub(crate) fn new(
        out: Box<dyn Write>,
        dead_letters: Option<DeadLetters>,
        progress: Progress,
    ) -> Output {
        Output {
            out,
            dead_letters,
            progress,
            #[cfg(feature = "parquet")]
            tables: None,
        }
    }

    /// Writes what was said of a batch.
    pub(crate) fn write(&mut self, batch: &Batch) -> io::Result<()> {
        self.out.write_all(&batch.said.out)?;
        #[cfg(feature = "parquet")]
        if let Some(file) = &mut self.tables {
            batch.said.tables.iter().try_for_each(|table| file.write(table))?;
        }
        if !batch.said.err.is_empty() || batch.complaint.is_some() {
            self.progress.aside(|| {
                // With standard error gone there is nobody left to tell.
                let _ = io::stderr().lock().write_all(&batch.said.err);
                if let Some(complaint) = &batch.complaint {
                    complain(format_args!("{complaint}"));
                }
            });
        }
        match &mut self.dead_letters {
            Some(letters) => letters.write(batch),
            None => Ok(()),
        }
    }

    pub(crate) fn flush(&mut self) -> io::Result<()> {
        self.out.flush()?;
        match &mut self.dead_letters {
            Some(letters) => letters.flush(),
            None => Ok(()),
        }
    }

    pub(crate) fn tick(&mut self) {
        self.progress.tick();
    }

    /// Nothing more is read.
    pub(crate) fn end(&mut self, interrupted: bool) -> io::Result<()> {
        self.progress.end();
        #[cfg(feature = "parquet")]
        if interrupted && self.tables.take().is_some() {
            complain(format_args!("interrupted: nothing is written"));
            return self.flush();
        }
        if interrupted {
            complain(format_args!("interrupted: this is what came before"));
        }
        self.flush()
    }

    pub(crate) fn finish(&mut self) -> io::Result<()> {
        #[cfg(feature = "parquet")]
        if let Some(file) = self.tables.take() {
            file.finish(&mut self.out)?;
        }
        self.flush()
    }
}

/// Records that were refused, as they came, and why.
pub(crate) struct DeadLetters {
    letters: BufWriter<File>,
    reasons: BufWriter<File>,
    /// How long the file of letters is.
    len: u64,
}

/// The second file's name is that of the first and this.
const REASONS: &str = ".reasons.tsv";

impl DeadLetters {
    /// Opens both files. Nothing is written before the next flush.
    pub(crate) fn open(path: &Path, targets: &mut Targets<'_>) -> io::Result<DeadLetters> {
        let letters = BufWriter::new(targets.open(path)?);
        let mut reasons = path.as_os_str().to_owned();
        reasons.push(REASONS);
        let mut reasons = BufWriter::new(targets.open(Path::new(&reasons))?);
        writeln!(reasons, "at\tbytes\tsource\tline\toffset\tlength\treason")?;
        Ok(DeadLetters { letters, reasons, len: 0 })
    }

    fn write(&mut self, batch: &Batch) -> io::Result<()> {
        for (number, reason) in &batch.said.refused {
            let Some(body) = batch.body(*number) else { continue };
            let (at, bytes, offset) = (self.len, body.bytes.len(), batch.offset(*number));
            writeln!(
                self.reasons,
                "{at}\t{bytes}\t{}\t{}\t{offset}\t{}\t{reason}",
                body.name, body.line, body.len
            )?;
            self.letters.write_all(body.bytes)?;
            self.letters.write_all(b"\n")?;
            self.len += bytes as u64 + 1;
        }
        Ok(())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.letters.flush()?;
        self.reasons.flush()
    }
}
