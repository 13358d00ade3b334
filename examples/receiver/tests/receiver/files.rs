//! The files under trouble: rotation, torn lines, other people's text, full and broken disks,
//! restarts.

use crate::process::{
    Receiver, folder, head, id, lines, messages, refused, sign, wait_until, write,
};
use std::fs::{self, OpenOptions};
use std::path::Path;
use std::process::Command;
use std::thread;
use std::time::Duration;

fn ids(path: &Path) -> Vec<String> {
    lines(path).iter().map(|line| id(line)).collect()
}

/// What `logrotate` does with `create`, the same with a signal after it, and what `rm` does.
#[test]
fn a_file_that_was_moved_or_removed_is_opened_again() {
    let folder = folder("moved");
    let at = |name: &str| folder.join(name);
    let receiver = Receiver::start(&folder);
    assert_eq!(receiver.post(&messages(["wamid.A"])), 200);

    fs::rename(at("events.ndjson"), at("events.ndjson.1")).unwrap();
    fs::write(at("events.ndjson"), "").unwrap();
    assert_eq!(receiver.post(&messages(["wamid.B"])), 200);
    assert_eq!(ids(&at("events.ndjson.1")), ["wamid.A"]);
    assert_eq!(ids(&at("events.ndjson")), ["wamid.B"]);

    fs::rename(at("events.ndjson"), at("events.ndjson.2")).unwrap();
    fs::rename(at("dead-letters.ndjson"), at("dead-letters.ndjson.1")).unwrap();
    receiver.signal("-HUP");
    wait_until(|| at("events.ndjson").exists() && at("dead-letters.ndjson").exists());
    assert_eq!(receiver.post(&messages(["wamid.C"])), 200);
    assert_eq!(receiver.post(b"[]"), 200);
    assert_eq!(ids(&at("events.ndjson.2")), ["wamid.B"]);
    assert_eq!(ids(&at("events.ndjson")), ["wamid.C"]);
    assert_eq!(receiver.dead_letters().len(), 1);

    fs::remove_file(at("events.ndjson")).unwrap();
    assert_eq!(receiver.post(&messages(["wamid.D"])), 200);
    assert_eq!(ids(&at("events.ndjson")), ["wamid.D"]);
    // The window goes on, and the new file is locked as the first one was.
    assert_eq!(receiver.post(&messages(["wamid.A"])), 200);
    assert_eq!(ids(&at("events.ndjson")), ["wamid.D"]);
    assert_eq!(refused(&folder, &["--out", "events.ndjson"]).0, Some(2));
    let counted = receiver.stop();
    assert_eq!((counted.get("reopened_files"), counted.get("torn_lines")), (4, 0));
}

#[test]
fn what_cannot_be_opened_again_is_not_acknowledged() {
    let folder = folder("gone");
    fs::create_dir(folder.join("logs")).unwrap();
    let receiver = Receiver::start_after(&folder, "set -- \"$@\" --dead-letters logs/bad.ndjson");
    fs::remove_dir_all(folder.join("logs")).unwrap();
    assert_eq!(receiver.post(b"[]"), 500);
    fs::create_dir(folder.join("logs")).unwrap();
    assert_eq!(receiver.post(b"[]"), 200);
    assert_eq!(lines(&folder.join("logs/bad.ndjson")).len(), 1);
    receiver.stop();
}

/// `copytruncate`, on a disk that takes no more: no zeros, and no event behind half a line.
#[test]
fn a_file_that_was_cut_by_others_goes_on() {
    let folder = folder("cut");
    let path = folder.join("events.ndjson");
    let cut = |len: u64| {
        fs::copy(&path, folder.join("events.ndjson.1")).unwrap();
        OpenOptions::new().write(true).open(&path).unwrap().set_len(len).unwrap();
    };
    let receiver = Receiver::start_after(&folder, "trap '' XFSZ; ulimit -f 4");
    let mut number = 0;
    let mut until_full = || {
        let mut acknowledged = Vec::new();
        loop {
            number += 1;
            let id = format!("wamid.{number}");
            match receiver.post(&messages([&*id])) {
                200 => acknowledged.push(id),
                status => break assert_eq!(status, 500),
            }
        }
        acknowledged
    };
    let acknowledged = until_full();
    assert_eq!(ids(&path), acknowledged);
    let full = fs::metadata(&path).unwrap().len();

    // Cut to nothing.
    cut(0);
    let acknowledged = until_full();
    assert!(acknowledged.len() > 2);
    assert_eq!(ids(&path), acknowledged);
    // In the middle of a line.
    cut(full / 2 + 3);
    let torn = fs::read(&path).unwrap();
    let before = ids(&path);
    let acknowledged = until_full();
    assert!(fs::read(&path).unwrap().starts_with(&[&torn[..], b" \n{"].concat()));
    assert_eq!(ids(&path), [before, acknowledged].concat());
    assert!(!fs::read(&path).unwrap().contains(&0));
    assert_eq!(fs::metadata(&path).unwrap().len(), full);
    assert_eq!(receiver.stop().get("torn_lines"), 1);
}

/// Nothing that the receiver did not write is cut.
#[test]
fn what_others_wrote_stays() {
    let folder = folder("others");
    let path = folder.join("events.ndjson");
    let notes = "a note of somebody, without a line break at its end";
    fs::write(&path, notes).unwrap();
    let receiver = Receiver::start(&folder);
    assert_eq!(fs::read_to_string(&path).unwrap(), notes);
    assert_eq!(receiver.post(&messages(["wamid.A"])), 200);
    let text = fs::read_to_string(&path).unwrap();
    assert_eq!(
        text.strip_prefix(notes).unwrap().strip_prefix(" \n"),
        Some(&*(lines(&path).concat() + "\n"))
    );
    assert_eq!(receiver.stop().get("torn_lines"), 1);
    // A pipe cannot be synced.
    let pipe = folder.join("pipe");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let (code, told) = refused(&folder, &["--out", "pipe"]);
    assert_eq!(
        (code, told.lines().last()),
        (Some(2), Some("wabahook-receiver: pipe: not a regular file"))
    );
}

/// The window is read from the end of the file, wherever lines begin, and whatever else is in it.
#[test]
fn a_restart_remembers_the_last_lines() {
    let folder = folder("restart");
    let path = folder.join("events.ndjson");
    let names: Vec<_> = (0..40).map(|number| format!("wamid.\"{number}\\")).collect();
    let bodies: Vec<_> = names
        .iter()
        .map(|name| messages([&*name.replace('\\', "\\\\").replace('"', "\\\"")]))
        .collect();
    let receiver = Receiver::start(&folder);
    for body in &bodies {
        assert_eq!(receiver.post(body), 200);
    }
    receiver.stop();
    let whole = lines(&path);
    // Between them others, about as long as what is read at one time.
    let padding = |number: usize| match number % 5 {
        0 => "x".repeat((128 << 10) - whole[number].len() - 20 + number),
        1 => "x".repeat(3 << 20),
        2 => "\n".repeat(number),
        3 => format!("{{\"text\":\"\\\"dedupe_key\\\":\\\"{number}\\\"\"}}"),
        _ => String::new(),
    };
    let padded =
        whole.iter().enumerate().map(|(number, line)| format!("{line}\n{}\n", padding(number)));
    let padded = padded.collect::<String>();
    fs::write(&path, &padded).unwrap();
    let receiver = Receiver::start(&folder);
    #[cfg(target_os = "linux")]
    assert!(receiver.memory() < 32 << 20, "{} of {}", receiver.memory(), padded.len());
    for body in &bodies {
        assert_eq!(receiver.post(body), 200);
    }
    assert_eq!(receiver.stop().get("duplicates"), 40);

    // Only as many as the window takes, and no line that is not whole: it was acknowledged to
    // nobody.
    let torn = whole[37].replacen("}}", "}", 1);
    assert!(torn.ends_with('}') && torn != whole[37]);
    let zeros = whole[36].replace("12025550143", &"\0".repeat(11));
    let text =
        [&whole[38], "\n", &torn, " \n", &zeros, "\n", &whole[39], "\n", &whole[35]].concat();
    fs::write(&path, text).unwrap();
    let receiver = Receiver::start_with(&folder, |command| {
        command.args(["--window", "2"]);
    });
    for number in [38, 39, 37, 36, 35] {
        assert_eq!(receiver.post(&bodies[number]), 200);
    }
    let counted = receiver.stop();
    assert_eq!((counted.get("duplicates"), counted.all("events")), (2, 3));
}

/// Rotated files are read as well, the newest first, until the window is full.
#[test]
fn a_restart_remembers_rotated_files() {
    let folder = folder("rotated");
    let at = |name: &str| folder.join(name);
    let ids = ["wamid.A", "wamid.B", "wamid.C", "wamid.D", "wamid.E"];
    let bodies = ids.map(|id| messages([id]));
    // Names of rotated files do not tell their order. A compressed one and another's are not read.
    let names = ["events.ndjson.old", "events.ndjson.1.gz", "events.ndjson.2", "events.ndjson-1"];
    for (body, name) in bodies.iter().zip(names) {
        let receiver = Receiver::start(&folder);
        assert_eq!(receiver.post(body), 200);
        receiver.kill();
        fs::rename(at("events.ndjson"), at(name)).unwrap();
        // So that their times differ.
        thread::sleep(Duration::from_millis(20));
    }
    let receiver = Receiver::start(&folder);
    assert_eq!(receiver.post(&bodies[4]), 200);
    receiver.kill();
    let receiver = Receiver::start(&folder);
    for body in &bodies {
        assert_eq!(receiver.post(body), 200);
    }
    let (lines, counted) = (receiver.lines(), receiver.stop());
    assert_eq!(counted.get("duplicates"), 3);
    assert_eq!(
        lines.iter().map(|line| id(line)).collect::<Vec<_>>(),
        ["wamid.E", "wamid.A", "wamid.B"]
    );

    fs::remove_file(at("events.ndjson")).unwrap();
    let receiver = Receiver::start_with(&folder, |command| {
        command.args(["--window", "1"]);
    });
    assert_eq!(receiver.post(&bodies[3]), 200);
    assert_eq!(receiver.post(&bodies[2]), 200);
    let counted = receiver.stop();
    assert_eq!((counted.get("duplicates"), counted.all("events")), (1, 1));
}

/// A disk that loses what it took ends the receiver: nothing can be promised any more.
#[cfg(target_os = "linux")]
#[test]
fn a_broken_disk_is_the_end() {
    let folder = folder("broken");
    // In front of the system's: once there is a file `broken`, nothing reaches the disk.
    let source = r#"
        unsafe extern "C" { fn __errno_location() -> *mut i32; fn fsync(file: i32) -> i32; }
        #[unsafe(no_mangle)]
        pub extern "C" fn fdatasync(file: i32) -> i32 {
            if std::path::Path::new("broken").exists() {
                unsafe { *__errno_location() = 5; }
                return -1;
            }
            unsafe { fsync(file) }
        }"#;
    let mut receiver = Receiver::spawn_with_library(&folder, source);
    receiver.wait_until_it_listens();
    assert_eq!(receiver.post(&messages(["wamid.A"])), 200);
    fs::write(folder.join("broken"), "").unwrap();
    assert_eq!(receiver.admin("/healthz"), (200, "ready\n".into()));
    // A sender that is slow holds the process for a while.
    let mut stream = receiver.connect();
    write(&mut stream, head(100, &sign(b"")));
    assert_eq!(receiver.post(&messages(["wamid.B"])), 500);
    wait_until(|| receiver.admin("/healthz").0 == 503);
    assert_eq!(receiver.admin("/readyz"), (503, "broken\n".into()));
    drop(stream);
    let (code, told) = receiver.wait_code();
    assert_eq!(code, Some(2), "{told}");
    assert!(told.contains("Input/output error"), "{told}");
}
