//! The thread that writes: all that waits at one time goes to disk with one call, and then is answered.

use super::lines::Lines;
use super::log::Log;
use super::window::Window;
use crate::metrics::{EventKind, Metrics};
use crate::sink::Outcome;
use std::io;
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::Instant;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc, oneshot};
use tracing::error;

/// How many requests may wait, …
const WAITING: usize = 4096;
/// … with how many KiB of lines …
const WAITING_KIB: usize = 64 << 10;
/// … and how many bytes go to disk at one time.
const COMMIT: usize = 4 << 20;

/// The queue of the thread.
#[derive(Clone)]
pub(crate) struct Writer {
    queue: mpsc::Sender<Job>,
    room: Arc<Semaphore>,
}

struct Job {
    what: What,
    done: oneshot::Sender<Outcome>,
    _room: OwnedSemaphorePermit,
}

enum What {
    Events(Lines),
    DeadLetter(Vec<u8>),
    /// Open the files again if they were moved.
    Follow,
}

impl Writer {
    /// Writes the events that are new.
    pub(crate) async fn events(&self, lines: Lines) -> Outcome {
        if lines.len() == 0 {
            return Outcome::Stored;
        }
        let len = lines.len();
        self.write(What::Events(lines), len).await
    }

    pub(crate) async fn dead_letter(&self, line: Vec<u8>) -> Outcome {
        let len = line.len();
        self.write(What::DeadLetter(line), len).await
    }

    /// Opens the files again if they were moved or removed. Every write does so first.
    pub(crate) async fn follow(&self) -> Outcome {
        self.write(What::Follow, 0).await
    }

    async fn write(&self, what: What, len: usize) -> Outcome {
        let kib = len.div_ceil(1024).min(WAITING_KIB) as u32;
        let Ok(room) = Arc::clone(&self.room).try_acquire_many_owned(kib) else {
            return Outcome::Busy;
        };
        let (done, written) = oneshot::channel();
        match self.queue.try_send(Job { what, done, _room: room }) {
            Ok(()) => written.await.unwrap_or(Outcome::Failed),
            Err(mpsc::error::TrySendError::Full(_)) => Outcome::Busy,
            Err(mpsc::error::TrySendError::Closed(_)) => Outcome::Failed,
        }
    }
}

/// The thread that writes, for the one who waits for its end.
pub struct WriterThread {
    thread: JoinHandle<io::Result<()>>,
    /// Resolves when the thread ends, also by a panic: it then has no sender any more.
    ended: oneshot::Receiver<()>,
}

impl WriterThread {
    /// Waits for the end of the thread: by an error, by a panic, or as no sink is left.
    pub async fn ended(&mut self) {
        let _ = (&mut self.ended).await;
    }

    /// Joins the thread.
    ///
    /// # Errors
    ///
    /// The error that ended it, after which nothing can be promised of a file.
    pub fn join(self) -> io::Result<()> {
        self.thread.join().unwrap_or_else(|_| Err(io::Error::other("the writer panicked")))
    }
}

/// Starts the thread. It ends when no `Writer` is left and all is written, or when a file breaks.
pub(crate) fn start(
    events: Log,
    dead_letters: Log,
    window: Window,
    metrics: Metrics,
) -> io::Result<(Writer, WriterThread)> {
    let (queue, jobs) = mpsc::channel(WAITING);
    let (alive, ended) = oneshot::channel();
    let mut thread = Thread {
        jobs,
        events,
        dead_letters,
        window,
        metrics,
        new: Vec::new(),
        kinds: Vec::new(),
        letters: Vec::new(),
        _alive: alive,
    };
    let thread = thread::Builder::new().name("writer".into()).spawn(move || thread.run())?;
    Ok((
        Writer { queue, room: Arc::new(Semaphore::new(WAITING_KIB)) },
        WriterThread { thread, ended },
    ))
}

struct Thread {
    jobs: mpsc::Receiver<Job>,
    events: Log,
    dead_letters: Log,
    window: Window,
    metrics: Metrics,
    /// The lines of new events that are written next, and the kind of each.
    new: Vec<u8>,
    kinds: Vec<EventKind>,
    /// The lines of dead letters that are written next.
    letters: Vec<u8>,
    _alive: oneshot::Sender<()>,
}

impl Thread {
    fn run(&mut self) -> io::Result<()> {
        let mut batch = Vec::new();
        while let Some(job) = self.jobs.blocking_recv() {
            self.take(&job);
            batch.push(job);
            while self.new.len() + self.letters.len() < COMMIT
                && let Ok(job) = self.jobs.try_recv()
            {
                self.take(&job);
                batch.push(job);
            }
            let (events, letters) = self.commit()?;
            for job in batch.drain(..) {
                // Nobody may be waiting any more; it is on disk all the same.
                let _ = job.done.send(match job.what {
                    What::Events(_) => events,
                    What::DeadLetter(_) => letters,
                    What::Follow => Outcome::Stored,
                });
            }
        }
        Ok(())
    }

    /// Adds the new lines of a job to those that are written next.
    fn take(&mut self, job: &Job) {
        match &job.what {
            What::DeadLetter(line) => self.letters.extend_from_slice(line),
            What::Follow => {
                for log in [&mut self.events, &mut self.dead_letters] {
                    if let Err(error) = log.follow() {
                        error!("not reopened: {error}");
                    }
                }
            }
            What::Events(lines) => {
                for (line, key, kind) in lines.iter() {
                    if self.window.insert(key) {
                        self.new.extend_from_slice(line);
                        self.kinds.push(kind);
                    } else {
                        self.metrics.duplicates.increment(1);
                    }
                }
            }
        }
    }

    /// Writes and syncs all lines. A duplicate waits here for the first one of its event, too.
    ///
    /// After an error nothing can be promised of the file any more.
    fn commit(&mut self) -> io::Result<(Outcome, Outcome)> {
        let start = Instant::now();
        let (events, kept) = append(&mut self.events, &mut self.new)?;
        let (letters, _) = append(&mut self.dead_letters, &mut self.letters)?;
        // Lines that are in the file are not written again, whatever was answered.
        self.window.forget_newest(self.kinds.len() - kept);
        self.window.trim();
        for kind in self.kinds.drain(..).take(kept) {
            self.metrics.count_events(kind, 1);
        }
        self.metrics.commits.record(start.elapsed());
        Ok((events, letters))
    }
}

/// Appends lines, and returns how many of them are on disk.
fn append(log: &mut Log, lines: &mut Vec<u8>) -> io::Result<(Outcome, usize)> {
    let result = if lines.is_empty() { Ok(()) } else { log.append(lines) };
    let on_disk = match &result {
        Ok(()) => lines.len(),
        Err(error) => error.kept,
    };
    let kept = memchr::memchr_iter(b'\n', lines.get(..on_disk).unwrap_or_default()).count();
    lines.clear();
    match result {
        Ok(()) => Ok((Outcome::Stored, kept)),
        Err(failed) if failed.is_broken => Err(failed.error),
        Err(failed) => {
            error!("not written: {}", failed.error);
            Ok((Outcome::Failed, kept))
        }
    }
}
