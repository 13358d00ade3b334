//! Limits: on lengths, memory, time and options.

use crate::process::{
    Counts, Receiver, SECRET, folder, head, id, messages, refused, sign, status, write,
};
use std::collections::BTreeSet;
use std::io::Write;
use std::net::TcpStream;
use std::time::{Duration, Instant};
use std::{iter, thread};

#[test]
fn three_megabytes_come_in_and_five_do_not() {
    let receiver = Receiver::start(&folder("large"));
    let ids: Vec<_> = (0..28_000).map(|number| format!("wamid.{number}")).collect();
    let body = messages(ids.iter().map(String::as_str));
    assert!((3_000_000..4 << 20).contains(&body.len()), "{}", body.len());
    assert_eq!(receiver.post(&body), 200);
    assert_eq!(receiver.lines().len(), ids.len());

    // Refused when the length is known, before anything of it is sent …
    let signature = sign(&body);
    let mut stream = receiver.connect();
    write(&mut stream, head((4 << 20) + 1, &signature));
    assert_eq!(status(&mut stream), 413);
    // … and without a length at the limit. Whoever goes on sending is cut off.
    let mut stream = receiver.connect();
    let chunked = head(0, &signature).replace("Content-Length: 0", "Transfer-Encoding: chunked");
    write(&mut stream, chunked);
    let chunk = [b"10000\r\n", vec![b' '; 1 << 16].as_slice(), b"\r\n"].concat();
    let sent = (0..1000).take_while(|_| stream.write_all(&chunk).is_ok()).count();
    assert!(sent < 1000, "it would have taken 64 MB");

    // To the byte.
    let mut exact = body.clone();
    exact.resize(4 << 20, b' ');
    assert_eq!(receiver.post(&exact), 200);
    exact.push(b' ');
    // A sender that reads the answer only after the body sees it, whatever the answer is.
    for (body, signature, expected) in
        [(&exact, &*signature, 413), (&vec![b' '; 15 << 20], "sha256=0", 401)]
    {
        let mut stream = receiver.connect();
        write(&mut stream, head(body.len(), signature));
        for piece in body.chunks(1 << 20) {
            thread::sleep(Duration::from_millis(20));
            write(&mut stream, piece);
        }
        assert_eq!(status(&mut stream), expected);
    }

    // A chunked body within the limit is as good as any.
    let body = messages(["wamid.chunked"]);
    let mut stream = receiver.connect();
    let chunked = head(0, &sign(&body)).replace("Content-Length: 0", "Transfer-Encoding: chunked");
    write(&mut stream, chunked);
    for piece in body.chunks(7) {
        write(&mut stream, [format!("{:x}\r\n", piece.len()).as_bytes(), piece, b"\r\n"].concat());
    }
    write(&mut stream, "0\r\n\r\n");
    assert_eq!(status(&mut stream), 200);
    assert_eq!(receiver.lines().len(), ids.len() + 1);
    assert_eq!(receiver.stop().refused("too_large"), 3);
}

/// Bodies that nobody signed take memory before that is known: all of them together a bounded part.
#[cfg(target_os = "linux")]
#[test]
fn unsigned_bodies_take_bounded_memory() {
    let receiver = Receiver::start(&folder("budget"));
    let head = head(4 << 20, &sign(b"another body"));
    let body = vec![b' '; (4 << 20) - 1];
    let mut streams: Vec<_> = iter::repeat_with(|| receiver.connect()).take(64).collect();
    thread::scope(|scope| {
        for stream in &mut streams {
            scope.spawn(|| {
                write(stream, &head);
                let _ = stream.write_all(&body);
            });
        }
    });
    // Small ones still come in between.
    assert_eq!(receiver.post(&messages(["wamid.A"])), 200);
    // What was sent may still wait in the sockets.
    let mut peak = 0;
    while peak < receiver.memory() {
        peak = receiver.memory();
        thread::sleep(Duration::from_millis(300));
    }
    assert!(peak < 128 << 20, "{} MB", peak >> 20);
    drop(streams);
    let mut large = messages(["wamid.B"]);
    large.resize(4 << 20, b' ');
    let start = Instant::now();
    while receiver.post(&large) != 200 {
        assert!(start.elapsed() < Duration::from_secs(10), "what they held is not given back");
        thread::sleep(Duration::from_millis(20));
    }
    let counted = receiver.stop();
    assert!(counted.refused("over_budget") > 32, "{counted:?}");
    assert_eq!(counted.all("events"), 2);
}

#[test]
fn options_out_of_range_are_refused() {
    let folder = folder("options");
    for (option, value, told) in [
        ("--connections", "0", "0 is not in 1..=65536"),
        ("--connections", "65537", "65537 is not in 1..=65536"),
        ("--connections", "18446744073709551615", "number too large"),
        ("--window=-1", "", "invalid digit found in string"),
        ("--address", "here", "invalid IP address syntax"),
        ("--such-an-option", "1", "unexpected argument"),
        ("--app-secret", "", "it is empty"),
        ("--verify-token", " \n", "it is empty"),
    ] {
        let arguments = [option, value];
        let arguments = if option.contains('=') { &arguments[..1] } else { &arguments };
        let (code, printed) = refused(&folder, arguments);
        assert!(code == Some(2) && printed.contains(told), "{option} {value}: {printed}");
        assert!(!printed.contains(SECRET), "{printed}");
    }
    let receiver = Receiver::start(&folder);
    let (code, told) = refused(&folder, &["--out", "events.ndjson"]);
    assert!(code == Some(2) && told.contains("another receiver"), "{told}");
    let (code, told) = refused(&folder, &["--out", "x", "--dead-letters", "x"]);
    assert!(code == Some(2) && told.contains("another option"), "{told}");
    receiver.stop();
}

/// The lines of a body may be many times as long as it is. They are acknowledged after the last
/// one.
#[test]
fn a_body_of_very_many_events_is_written_in_pieces() {
    const ITEMS: usize = 60_000;
    let folder = folder("pieces");
    let items = (0..ITEMS).map(|number| number.to_string()).collect::<Vec<_>>().join(",");
    let body = messages([]);
    let body = String::from_utf8(body)
        .unwrap()
        .replace(r#""messages":[]"#, &format!(r#""messages":[{items}]"#));
    // There is room for some of the pieces.
    let receiver = Receiver::start_after(&folder, "trap '' XFSZ; ulimit -f 12000");
    assert_eq!(receiver.post(body.as_bytes()), 500);
    let first = receiver.lines();
    assert!(first.len() > ITEMS / 10 && first.len() < ITEMS, "{}", first.len());
    #[cfg(target_os = "linux")]
    assert!(receiver.memory() < 36 << 20, "{} MB", receiver.memory() >> 20);
    receiver.stop();

    let receiver = Receiver::start(&folder);
    assert_eq!(receiver.post(body.as_bytes()), 200);
    let lines = receiver.lines();
    assert_eq!((lines.len(), lines.starts_with(&first)), (ITEMS, true));
    let raw =
        |line: &String| serde_json::from_str::<serde_json::Value>(line).unwrap()["raw"].as_u64();
    assert!(lines.iter().map(raw).eq((0..ITEMS as u64).map(Some)));
    let counted = receiver.stop();
    assert_eq!(counted.get("duplicates"), first.len() as u64);
    assert!(counted.get("commit_seconds_count") > 5, "{counted:?}");
}

/// However often the disk refuses: standard error may be a disk, too.
#[test]
fn complaints_are_few() {
    let folder = folder("complaints");
    let receiver = Receiver::start_after(&folder, "trap '' XFSZ; ulimit -f 0");
    for number in 0..50 {
        assert_eq!(receiver.post(&messages([&*format!("wamid.{number}")])), 500);
    }
    for _ in 0..50 {
        assert_eq!(receiver.post_signed(b"[]", ""), 401);
    }
    receiver.terminate();
    let told = receiver.wait_told();
    for event in ["not written", "webhook refused reason=\"unauthorized\""] {
        assert_eq!(told.matches(event).count(), 1, "{told}");
    }
    assert_eq!(Counts::parse(&told).get("log_events_left_out"), 98);
}

#[test]
fn slow_and_broken_senders_disturb_nobody() {
    let receiver = Receiver::start(&folder("slow"));
    let body = messages(["wamid.slow"]);
    let head = head(body.len(), &sign(&body));

    // In the middle of the headers, and of the body, nothing more comes.
    let mut slow: Vec<TcpStream> = iter::repeat_with(|| receiver.connect()).take(60).collect();
    for (number, stream) in slow.iter_mut().enumerate() {
        let cut = number % 2 * head.len() + 40;
        write(stream, &[head.as_bytes(), &body].concat()[..cut]);
    }
    // Garbage, and senders that leave.
    for broken in [
        "",
        "\0\0\0\0\r\n\r\n",
        "GET",
        "POST /webhook HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
        &head,
    ] {
        let mut stream = receiver.connect();
        write(&mut stream, broken);
    }
    let start = Instant::now();
    for number in 0..20 {
        assert_eq!(receiver.post(&messages([&*format!("wamid.{number}")])), 200);
    }
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());

    // One goes on, a byte at a time.
    let mut stream = slow.remove(1);
    for byte in &body[40..] {
        write(&mut stream, [*byte]);
    }
    assert_eq!(status(&mut stream), 200);
    drop(slow);
    let ids: BTreeSet<_> = receiver.lines().iter().map(|line| id(line)).collect();
    assert_eq!(ids.len(), 21);
    let counted = receiver.stop();
    assert_eq!((counted.all("events"), counted.refused("failed")), (21, 0));
    assert!(counted.refused("incomplete") >= 1, "{counted:?}");
}
