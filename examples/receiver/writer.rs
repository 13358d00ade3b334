//! The thread that writes: all that waits at one time goes to disk with one call, and then is answered.

use crate::complaints::Complaints;
use crate::counters::{Counters, count};
use crate::lines::Lines;
use crate::log::Log;
use crate::window::Window;
use std::io;
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::Instant;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc, oneshot};

/// How many requests may wait, …
const WAITING: usize = 4096;
/// … with how many KiB of lines …
const WAITING_KIB: usize = 64 << 10;
/// … and how many bytes go to disk at one time.
const COMMIT: usize = 4 << 20;

/// What became of lines.
#[derive(Clone, Copy)]
pub(crate) enum Written {
    /// They are on disk.
    Durably,
    /// Too much is waiting already.
    NotNow,
    /// The disk refused.
    Failed,
}

/// The way to the thread.
#[derive(Clone)]
pub(crate) struct Writer {
    queue: mpsc::Sender<Job>,
    room: Arc<Semaphore>,
}

struct Job {
    what: What,
    done: oneshot::Sender<Written>,
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
    pub(crate) async fn events(&self, lines: Lines) -> Written {
        if lines.len() == 0 {
            return Written::Durably;
        }
        let len = lines.len();
        self.write(What::Events(lines), len).await
    }

    pub(crate) async fn dead_letter(&self, line: Vec<u8>) -> Written {
        let len = line.len();
        self.write(What::DeadLetter(line), len).await
    }

    /// Opens the files again if they were moved or removed. Every write does so first.
    pub(crate) async fn follow(&self) -> Written {
        self.write(What::Follow, 0).await
    }

    async fn write(&self, what: What, len: usize) -> Written {
        let kib = len.div_ceil(1024).min(WAITING_KIB) as u32;
        let Ok(room) = Arc::clone(&self.room).try_acquire_many_owned(kib) else {
            return Written::NotNow;
        };
        let (done, written) = oneshot::channel();
        match self.queue.try_send(Job { what, done, _room: room }) {
            Ok(()) => written.await.unwrap_or(Written::Failed),
            Err(mpsc::error::TrySendError::Full(_)) => Written::NotNow,
            Err(mpsc::error::TrySendError::Closed(_)) => Written::Failed,
        }
    }
}

/// The thread, from outside.
pub(crate) struct Handle {
    thread: JoinHandle<io::Result<()>>,
    /// Resolves when the thread ends, also by a panic: it then has no sender any more.
    ended: oneshot::Receiver<()>,
}

impl Handle {
    /// Waits for the thread, which ends by itself when no `Writer` is left.
    pub(crate) async fn ended(&mut self) {
        let _ = (&mut self.ended).await;
    }

    /// The error that ended the thread.
    pub(crate) fn join(self) -> io::Result<()> {
        self.thread.join().unwrap_or_else(|_| Err(io::Error::other("the writer panicked")))
    }
}

/// Starts the thread. It ends when no `Writer` is left and all is written, or when a file breaks.
pub(crate) fn start(
    events: Log,
    dead_letters: Log,
    window: Window,
    counters: Arc<Counters>,
) -> io::Result<(Writer, Handle)> {
    let (queue, jobs) = mpsc::channel(WAITING);
    let (alive, ended) = oneshot::channel();
    let mut thread = Thread {
        jobs,
        events,
        dead_letters,
        window,
        counters,
        complaints: Complaints::default(),
        new: Vec::new(),
        letters: Vec::new(),
        _alive: alive,
    };
    let thread = thread::Builder::new().name("writer".into()).spawn(move || thread.run())?;
    Ok((Writer { queue, room: Arc::new(Semaphore::new(WAITING_KIB)) }, Handle { thread, ended }))
}

struct Thread {
    jobs: mpsc::Receiver<Job>,
    events: Log,
    dead_letters: Log,
    window: Window,
    counters: Arc<Counters>,
    /// The lines of new events, and those of dead letters, that go to disk now.
    new: Vec<u8>,
    letters: Vec<u8>,
    complaints: Complaints,
    _alive: oneshot::Sender<()>,
}

impl Thread {
    fn run(&mut self) -> io::Result<()> {
        let mut batch = Vec::new();
        while let Some(job) = self.jobs.blocking_recv() {
            let mut fresh = self.take(&job);
            batch.push(job);
            while self.new.len() + self.letters.len() < COMMIT
                && let Ok(job) = self.jobs.try_recv()
            {
                fresh += self.take(&job);
                batch.push(job);
            }
            let (events, letters) = self.commit(fresh)?;
            for job in batch.drain(..) {
                // Nobody may be waiting any more; it is on disk all the same.
                let _ = job.done.send(match job.what {
                    What::Events(_) => events,
                    What::DeadLetter(_) => letters,
                    What::Follow => Written::Durably,
                });
            }
        }
        Ok(())
    }

    /// Puts a job's lines to what goes to disk now; how many new events they are.
    fn take(&mut self, job: &Job) -> usize {
        let mut fresh = 0;
        match &job.what {
            What::DeadLetter(line) => self.letters.extend_from_slice(line),
            What::Follow => {
                for log in [&mut self.events, &mut self.dead_letters] {
                    if let Err(error) = log.follow() {
                        self.complaints.say(error);
                    }
                }
            }
            What::Events(lines) => {
                for (line, key) in lines.iter() {
                    if self.window.insert(key) {
                        fresh += 1;
                        self.new.extend_from_slice(line);
                    } else {
                        count(&self.counters.duplicates, 1);
                    }
                }
            }
        }
        fresh
    }

    /// Has everything on disk. An event that came again waits for its first one here, too.
    ///
    /// After an error nothing can be promised of the file any more.
    fn commit(&mut self, fresh: usize) -> io::Result<(Written, Written)> {
        let start = Instant::now();
        let (events, kept) = append(&mut self.events, &mut self.new, &mut self.complaints)?;
        let (letters, _) = append(&mut self.dead_letters, &mut self.letters, &mut self.complaints)?;
        // What is in the file is not written again, whatever was answered.
        self.window.forget_newest(fresh - kept);
        self.window.trim();
        count(&self.counters.events, kept);
        count(&self.counters.commits, 1);
        self.counters.writing(start.elapsed());
        Ok((events, letters))
    }
}

/// Appends lines; how many of them are on disk.
fn append(
    log: &mut Log,
    lines: &mut Vec<u8>,
    complaints: &mut Complaints,
) -> io::Result<(Written, usize)> {
    let result = if lines.is_empty() { Ok(()) } else { log.append(lines) };
    let on_disk = match &result {
        Ok(()) => lines.len(),
        Err(error) => error.kept,
    };
    let kept = memchr::memchr_iter(b'\n', lines.get(..on_disk).unwrap_or_default()).count();
    lines.clear();
    match result {
        Ok(()) => Ok((Written::Durably, kept)),
        Err(failed) if failed.is_broken => Err(failed.error),
        Err(failed) => {
            complaints.say(format_args!("not written: {}", failed.error));
            Ok((Written::Failed, kept))
        }
    }
}
