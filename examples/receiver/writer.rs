//! The thread that writes: all that waits at one time goes to disk with one call, and then is answered.

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

/// Starts the thread. It ends when no `Writer` is left and all is written.
pub(crate) fn start(
    events: Log,
    dead_letters: Log,
    window: Window,
    counters: Arc<Counters>,
) -> io::Result<(Writer, JoinHandle<()>)> {
    let (queue, jobs) = mpsc::channel(WAITING);
    let mut thread = Thread {
        jobs,
        events,
        dead_letters,
        window,
        counters,
        new: Vec::new(),
        letters: Vec::new(),
    };
    let handle = thread::Builder::new().name("writer".into()).spawn(move || thread.run())?;
    Ok((Writer { queue, room: Arc::new(Semaphore::new(WAITING_KIB)) }, handle))
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
}

impl Thread {
    fn run(&mut self) {
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
            let (events, letters) = self.commit(fresh);
            for job in batch.drain(..) {
                // Nobody may be waiting any more; it is on disk all the same.
                let _ = job.done.send(match job.what {
                    What::Events(_) => events,
                    What::DeadLetter(_) => letters,
                });
            }
        }
    }

    /// Puts a job's lines to what goes to disk now; how many new events they are.
    fn take(&mut self, job: &Job) -> usize {
        let mut fresh = 0;
        match &job.what {
            What::DeadLetter(line) => self.letters.extend_from_slice(line),
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
    fn commit(&mut self, fresh: usize) -> (Written, Written) {
        let start = Instant::now();
        let events = append(&mut self.events, &mut self.new);
        let letters = append(&mut self.dead_letters, &mut self.letters);
        match events {
            Written::Durably => {
                self.window.trim();
                count(&self.counters.events, fresh);
            }
            _ => self.window.forget_newest(fresh),
        }
        count(&self.counters.commits, 1);
        self.counters.writing(start.elapsed());
        (events, letters)
    }
}

fn append(log: &mut Log, lines: &mut Vec<u8>) -> Written {
    let result = if lines.is_empty() { Ok(()) } else { log.append(lines) };
    lines.clear();
    match result {
        Ok(()) => Written::Durably,
        Err(error) => {
            eprintln!("receiver: not written: {error}");
            Written::Failed
        }
    }
}
