//! From batches to output: one thread reads, some decode, and the main one writes, in order.
//!
//! ```text
//! read ──full──▶ decode, decode, … ──done──▶ write
//!   ▲                                          │
//!   └──────────────────empty───────────────────┘
//! ```
//!
//! The number of batches is fixed, and bounds memory: who reads waits for an empty one. Ctrl-C is a
//! message to the main thread, which has the others finish what they have.

use crate::batch::{Batch, Batches};
use crate::body::Body;
use crate::finding::Refusal;
use crate::input::Input;
use crate::output::Output;
use crate::said::{Position, Said};
use crate::task::Task;
use crate::wrapping::Unwrap;
use std::collections::BTreeMap;
use std::io::{self, ErrorKind};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;
use wabahook::unwrap::Unwrapper;
use wabahook::{Decoder, Limits};

/// How a run ended. If the reader of the output left early: what was known until then.
pub(crate) struct Ended {
    /// Everything could be read.
    pub(crate) all_read: bool,
    /// A task found something.
    pub(crate) found: bool,
    pub(crate) interrupted: bool,
}

enum Message<T> {
    /// A batch was decoded; or it could not be rendered.
    Done(Box<Batch>, io::Result<()>),
    /// There is nothing more to read; whether everything could be.
    Read(bool),
    /// A thread has nothing more to decode; what it counted.
    Counted(T),
    /// Somebody pressed Ctrl-C.
    Interrupted,
    /// A thread is gone.
    Panicked,
}

/// How often the progress bar moves on.
const TICK: Duration = Duration::from_millis(200);

/// Hands every body to a task, on so many threads.
pub(crate) fn run<T: Task + 'static>(
    input: Input,
    limits: Limits,
    unwrap: &Unwrap,
    threads: usize,
    task: impl Fn() -> T + Clone + Send + 'static,
    output: &mut Output,
) -> io::Result<Ended> {
    let (messages, inbox) = channel();
    let (full, work) = channel();
    let (recycle, empty) = channel();
    for _ in 0..2 * threads + 1 {
        let _ = recycle.send(Batch::default());
    }
    let interrupted = messages.clone();
    // Without a handler Ctrl-C ends the run without a value.
    let _ = ctrlc::set_handler(move || drop(interrupted.send(Message::Interrupted)));

    let work = Arc::new(Mutex::new(work));
    for _ in 0..threads {
        let (work, messages, task) = (work.clone(), messages.clone(), task.clone());
        let unwrapper = unwrap.unwrapper(limits);
        let worker =
            move || Worker { unwrapper, decoder: Decoder::with_limits(limits), task: task() };
        thread::spawn(move || decode(&work, &messages, worker));
    }
    let batches = Batches::new(empty, full.clone());
    thread::spawn(move || read(&input, batches, &messages));

    let ended = Ended { all_read: true, found: false, interrupted: false };
    let mut writer = Writer { output, recycle, waiting: BTreeMap::new(), next: 0, ended };
    match writer.until_the_end(&inbox, &full, threads, task()) {
        // The reader has read enough, which is no failure and changes no finding.
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(error),
        _ => Ok(writer.ended),
    }
}

/// Reads everything.
fn read<T>(input: &Input, mut batches: Batches, messages: &Sender<Message<T>>) {
    let _alarm = Alarm(messages);
    if let Some(all_read) = input.fill(&mut batches) {
        let _ = messages.send(Message::Read(all_read));
    }
}

/// Decodes batches as long as there are any.
fn decode<T: Task>(
    work: &Mutex<Receiver<Option<Batch>>>,
    messages: &Sender<Message<T>>,
    worker: impl FnOnce() -> Worker<T>,
) {
    let _alarm = Alarm(messages);
    let mut worker = worker();
    let next = || work.lock().unwrap_or_else(PoisonError::into_inner).recv().ok().flatten();
    while let Some(mut batch) = next() {
        let rendered = worker.decode_batch(&mut batch);
        let _ = messages.send(Message::Done(Box::new(batch), rendered));
    }
    let _ = messages.send(Message::Counted(worker.task));
}

/// The state of a worker thread.
struct Worker<T> {
    unwrapper: Option<Unwrapper>,
    decoder: Decoder,
    task: T,
}

impl<T: Task> Worker<T> {
    fn decode_batch(&mut self, batch: &mut Batch) -> io::Result<()> {
        let mut said = std::mem::take(&mut batch.said);
        for number in 0..batch.len() {
            let Some(body) = batch.body(number) else { continue };
            let refusal = self.decode(body, &mut said)?;
            said.refused.extend(refusal.map(|why| (number, why)));
        }
        self.task.end_batch(&mut said)?;
        batch.said = said;
        Ok(())
    }

    /// Hands the bodies of a record to the task; why the first refused one was.
    fn decode(&mut self, record: Body<'_>, said: &mut Said) -> io::Result<Option<String>> {
        let Worker { unwrapper, decoder, task } = self;
        said.position = Position::default();
        let mut first = None;
        let mut refuse = |task: &mut T, body: &Body<'_>, refusal, said: &mut Said| {
            task.refused(body, &refusal, said)?;
            first.get_or_insert_with(|| refusal.to_string());
            io::Result::Ok(())
        };
        let Some(unwrapper) = unwrapper else {
            match decoder.decode(record.bytes) {
                Ok(payload) => task.payload(&record, payload, said)?,
                Err(error) => refuse(task, &record, Refusal::Body(error), said)?,
            }
            return Ok(first);
        };
        let mut bodies = unwrapper.unwrap(record.bytes);
        while let Some(found) = bodies.next_body() {
            let found = match found {
                Ok(found) => found,
                Err(error) => {
                    refuse(task, &Body { len: 0, ..record }, Refusal::Wrapping(error), said)?;
                    continue;
                }
            };
            let len = if found.is_bare() { record.len } else { found.body().len() as u64 };
            let body = Body { len, found: Some(found), ..record };
            match decoder.decode(found.body()) {
                Ok(payload) => task.payload(&body, payload, said)?,
                Err(error) => refuse(task, &body, Refusal::Body(error), said)?,
            }
        }
        Ok(first)
    }
}

/// Tells of a panic: whoever waits for the thread would wait for ever.
struct Alarm<'m, T>(&'m Sender<Message<T>>);

impl<T> Drop for Alarm<'_, T> {
    fn drop(&mut self) {
        if thread::panicking() {
            let _ = self.0.send(Message::Panicked);
        }
    }
}

/// The main thread: puts batches in order and writes what was said of them.
struct Writer<'o> {
    output: &'o mut Output,
    recycle: Sender<Batch>,
    /// Decoded before their turn.
    waiting: BTreeMap<u64, Batch>,
    /// Whose turn it is.
    next: u64,
    ended: Ended,
}

impl Writer<'_> {
    fn until_the_end<T: Task>(
        &mut self,
        inbox: &Receiver<Message<T>>,
        full: &Sender<Option<Batch>>,
        threads: usize,
        mut counted: T,
    ) -> io::Result<()> {
        let mut busy = threads;
        // A word that nothing follows for each thread that decodes.
        let close = || (0..threads).for_each(|_| drop(full.send(None)));
        while busy > 0 {
            match self.receive(inbox)? {
                Message::Done(batch, rendered) => {
                    rendered?;
                    self.write(*batch)?;
                }
                Message::Read(all) => {
                    self.ended.all_read &= all;
                    close();
                }
                Message::Counted(task) => {
                    counted.merge(task);
                    busy -= 1;
                }
                Message::Interrupted if self.ended.interrupted => break,
                Message::Interrupted => {
                    self.ended.interrupted = true;
                    close();
                }
                Message::Panicked => return Err(io::Error::other("a thread is gone")),
            }
        }
        self.output.end(self.ended.interrupted)?;
        counted.finish(&mut self.output.out)?;
        self.output.finish()
    }

    /// The next message. Before it waits, it sees to it that everything is written.
    fn receive<T>(&mut self, inbox: &Receiver<Message<T>>) -> io::Result<Message<T>> {
        if let Ok(message) = inbox.try_recv() {
            return Ok(message);
        }
        self.output.flush()?;
        loop {
            match inbox.recv_timeout(TICK) {
                Ok(message) => return Ok(message),
                Err(RecvTimeoutError::Timeout) => self.output.tick(),
                Err(RecvTimeoutError::Disconnected) => return Ok(Message::Panicked),
            }
        }
    }

    fn write(&mut self, batch: Batch) -> io::Result<()> {
        self.waiting.insert(batch.number, batch);
        while let Some(mut batch) = self.waiting.remove(&self.next) {
            self.next += 1;
            self.ended.found |= batch.said.found;
            self.ended.all_read &= batch.complaint.is_none();
            self.output.write(&batch)?;
            batch.clear();
            let _ = self.recycle.send(batch);
        }
        self.output.tick();
        Ok(())
    }
}
