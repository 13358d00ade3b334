//! The receiver as a process, and the faults: kills, a full disk, rotations.

use crate::account::{Account, File as Kind};
use crate::load::{Load, SECRET};
use std::collections::VecDeque;
use std::fs::{self, File};
use std::io::{self, BufReader, ErrorKind};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// Rotated files that stay: bodies are delivered again for as long as their events may be in them.
const ROTATED: usize = 2;
const EVENTS: &str = "events.ndjson";
const DEAD_LETTERS: &str = "dead-letters.ndjson";
const BALLAST: &str = "ballast";
/// The time for a receiver to listen, and for the disk to be full.
const PATIENCE: Duration = Duration::from_secs(30);

pub(crate) struct Faults {
    program: PathBuf,
    folder: PathBuf,
    address: SocketAddr,
    child: Child,
    memory: Arc<Memory>,
    rotated: VecDeque<PathBuf>,
    /// Removed files, which can still be read.
    removed: Vec<File>,
    turn: usize,
    kills: u64,
    full_disks: u64,
    rotations: u64,
}

/// The most resident memory of any process so far.
#[derive(Default)]
struct Memory {
    process: AtomicU32,
    peak: AtomicUsize,
    is_over: AtomicBool,
}

impl Memory {
    fn look(&self) {
        let path = format!("/proc/{}/status", self.process.load(Ordering::Relaxed));
        let status = fs::read_to_string(path).unwrap_or_default();
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kib = peak.and_then(|peak| peak.trim().trim_end_matches(" kB").parse().ok());
        self.peak.fetch_max(kib.unwrap_or(0_usize) << 10, Ordering::Relaxed);
    }
}

impl Faults {
    /// Starts a receiver in that folder, which lies on a small disk.
    pub(crate) fn start(program: &Path, folder: &Path) -> io::Result<Faults> {
        let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let memory = Arc::new(Memory::default());
        let seen = Arc::clone(&memory);
        thread::spawn(move || {
            while !seen.is_over.load(Ordering::Relaxed) {
                seen.look();
                thread::sleep(Duration::from_millis(50));
            }
        });
        let child = spawn(program, folder, address, &memory)?;
        Ok(Faults {
            program: program.to_owned(),
            folder: folder.to_owned(),
            address,
            child,
            memory,
            rotated: VecDeque::new(),
            removed: Vec::new(),
            turn: 0,
            kills: 0,
            full_disks: 0,
            rotations: 0,
        })
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    pub(crate) fn counts(&self) -> [(&'static str, u64); 3] {
        [
            ("times kill -9", self.kills),
            ("times a full disk", self.full_disks),
            ("rotations, by rename with and without SIGHUP, and by rm", self.rotations),
        ]
    }

    /// Does the next fault in turn.
    pub(crate) fn next(&mut self, load: &Load, account: &mut Account) -> io::Result<()> {
        if let Some(status) = self.child.try_wait()? {
            return Err(io::Error::other(format!("the receiver ended by itself: {status}")));
        }
        let turn = self.turn;
        self.turn += 1;
        match turn % 8 {
            0 | 5 => self.kill(),
            1 => self.rename(account),
            2 => {
                self.fill(load)?;
                thread::sleep(Duration::from_secs(1));
                self.empty()
            }
            3 => {
                self.rename(account)?;
                self.signal("-HUP")
            }
            4 => {
                self.fill(load)?;
                self.kill()?;
                thread::sleep(Duration::from_secs(1));
                self.empty()
            }
            6 => self.remove(account),
            _ => {
                self.rename(account)?;
                self.kill()
            }
        }
    }

    /// Ends the receiver, reads all files, and returns the most memory that it held.
    pub(crate) fn finish(&mut self, account: &mut Account) -> io::Result<usize> {
        self.memory.look();
        self.memory.is_over.store(true, Ordering::Relaxed);
        self.signal("-TERM")?;
        let status = self.child.wait()?;
        if !status.success() {
            return Err(io::Error::other(format!("the receiver ended with {status}")));
        }
        self.read_rotated(account, 0)?;
        for file in self.removed.drain(..) {
            account.read(BufReader::new(file), Kind::Removed)?;
        }
        for (name, kind) in [(EVENTS, Kind::Kept), (DEAD_LETTERS, Kind::DeadLetters)] {
            account.read(BufReader::new(File::open(self.folder.join(name))?), kind)?;
        }
        Ok(self.memory.peak.load(Ordering::Relaxed))
    }

    fn kill(&mut self) -> io::Result<()> {
        self.memory.look();
        self.child.kill()?;
        self.child.wait()?;
        self.kills += 1;
        self.child = spawn(&self.program, &self.folder, self.address, &self.memory)?;
        Ok(())
    }

    fn signal(&self, name: &str) -> io::Result<()> {
        let status = Command::new("kill").args([name, &self.child.id().to_string()]).status()?;
        if status.success() { Ok(()) } else { Err(io::Error::other("no such process")) }
    }

    fn rename(&mut self, account: &mut Account) -> io::Result<()> {
        self.rotations += 1;
        let path = self.folder.join(format!("{EVENTS}.{}", self.rotations));
        match fs::rename(self.folder.join(EVENTS), &path) {
            // Nothing was written since the rotation before.
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
            renamed => renamed?,
        }
        self.rotated.push_back(path);
        self.read_rotated(account, ROTATED)
    }

    fn remove(&mut self, account: &mut Account) -> io::Result<()> {
        self.rotations += 1;
        // The one before is closed, or its blocks stay taken.
        for file in self.removed.drain(..) {
            account.read(BufReader::new(file), Kind::Removed)?;
        }
        let path = self.folder.join(EVENTS);
        match File::open(&path) {
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
            file => {
                self.removed.push(file?);
                fs::remove_file(path)
            }
        }
    }

    /// Reads and deletes the oldest rotated files, but for some.
    fn read_rotated(&mut self, account: &mut Account, but: usize) -> io::Result<()> {
        while self.rotated.len() > but
            && let Some(path) = self.rotated.pop_front()
        {
            account.read(BufReader::new(File::open(&path)?), Kind::Kept)?;
            fs::remove_file(path)?;
        }
        Ok(())
    }

    /// Leaves 256 KiB of the disk, and waits until the receiver is out of space.
    fn fill(&mut self, load: &Load) -> io::Result<()> {
        let fill = format!(
            "fallocate -l $(($(df -k --output=avail . | tail -n 1) - 256))K {BALLAST} 2>/dev/null ||
            head -c $(($(df -k --output=avail . | tail -n 1) - 256))K /dev/zero >{BALLAST} 2>/dev/null || true"
        );
        let start = Instant::now();
        let failed = load.failed.load(Ordering::Relaxed);
        Command::new("sh").args(["-c", &fill]).current_dir(&self.folder).status()?;
        while load.failed.load(Ordering::Relaxed) == failed {
            if start.elapsed() > PATIENCE {
                return Err(io::Error::other("the disk did not get full"));
            }
            thread::sleep(Duration::from_millis(10));
        }
        self.full_disks += 1;
        Ok(())
    }

    fn empty(&self) -> io::Result<()> {
        fs::remove_file(self.folder.join(BALLAST))
    }
}

impl Drop for Faults {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Starts a receiver, and waits until it listens.
fn spawn(program: &Path, folder: &Path, address: SocketAddr, memory: &Memory) -> io::Result<Child> {
    let mut child = Command::new(program)
        .args(["--port", &address.port().to_string(), "--admin-port", "0"])
        .current_dir(folder)
        .env("WHATSAPP_APP_SECRET", SECRET)
        .env("WHATSAPP_VERIFY_TOKEN", "the verify token")
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    memory.process.store(child.id(), Ordering::Relaxed);
    let start = Instant::now();
    while TcpStream::connect(address).is_err() {
        if start.elapsed() > PATIENCE || child.try_wait()?.is_some() {
            let _ = child.kill();
            return Err(io::Error::other("the receiver does not listen"));
        }
        thread::sleep(Duration::from_millis(5));
    }
    Ok(child)
}
