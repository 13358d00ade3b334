//! The receiver as a process, over loopback.

#![cfg(unix)]
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

mod admin;
mod facts;
mod files;
mod limits;
mod process;

use process::{
    Receiver, SECRET, TOKEN, client, folder, head, id, messages, post, sign, status, status_body,
    write,
};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};
use wabahook::{Decoder, Verifier};

#[test]
fn the_handshake() {
    let receiver = Receiver::start(&folder("handshake"));
    let get = |query: &str| {
        let mut answer = client().get(format!("{}{query}", receiver.url())).call().unwrap();
        let kind =
            answer.headers().get("content-type").map(|kind| kind.to_str().unwrap().to_owned());
        (answer.status().as_u16(), answer.body_mut().read_to_string().unwrap(), kind)
    };
    let token = TOKEN.replace(' ', "%20");
    let good = format!("?hub.mode=subscribe&hub.challenge=%3Cb%3E1&hub.verify_token={token}");
    assert_eq!(get(&good), (200, "<b>1".into(), Some("text/plain; charset=utf-8".into())));
    for bad in [
        "".to_owned(),
        "?".to_owned(),
        good.replace("subscribe", "unsubscribe"),
        good.replace("verify_token=", "verify_token=x"),
        good.replace("hub.challenge", "challenge"),
        format!("{good}&hub.verify_token={token}"),
    ] {
        let (status, body, _) = get(&bad);
        assert_eq!((status, body.as_str()), (403, ""), "{bad}");
    }
    receiver.stop();
}

#[test]
fn t86_t88_only_what_is_signed_comes_in() {
    let receiver = Receiver::start(&folder("signatures"));
    let body = messages(["wamid.A"]);
    let good = sign(&body);
    let other = Verifier::new("another secret").unwrap().sign(&body).to_string();
    let bad = ["", "sha256=", "sha1=0123", &good[7..], &format!("{good}0"), &other, &sign(b"{}")];
    for signature in bad {
        assert_eq!(receiver.post_signed(&body, signature), 401, "{signature:?}");
    }
    let mut flipped = body.clone();
    flipped[200] ^= 1;
    assert_eq!(receiver.post_signed(&flipped, &good), 401);
    assert_eq!(receiver.post_signed(&[&body[..], b"\n"].concat(), &good), 401);

    // Two headers: whatever each of them says.
    let mut stream = receiver.connect();
    let twice = head(body.len(), &good)
        .replace("\r\n\r\n", &format!("\r\nX-Hub-Signature-256: {good}\r\n\r\n"));
    write(&mut stream, twice);
    let _ = stream.write_all(&body);
    assert_eq!(status(&mut stream), 401);

    // A refusal says nothing.
    let answer =
        client().post(receiver.url()).header("x-hub-signature-256", &other).send(&body[..]);
    assert_eq!(answer.unwrap().body_mut().read_to_string().unwrap(), "");

    assert_eq!(receiver.lines(), [""; 0]);
    assert_eq!(receiver.post_signed(&body, &good), 200);
    assert_eq!(receiver.lines().len(), 1);
    let counted = receiver.stop();
    assert_eq!(counted.get("requests"), 12);
    let reasons = ["unsigned", "malformed_signature", "wrong_signature"];
    assert_eq!(reasons.map(|reason| counted.refused(reason)), [1, 5, 5]);
}

#[test]
fn a_secret_is_replaced_without_a_gap() {
    let folder = folder("rotation");
    let receiver = Receiver::start_with(&folder, |command| {
        command.env("WHATSAPP_APP_SECRET_OLD", "the old secret\n");
    });
    let old = Verifier::new("the old secret").unwrap();
    let (a, b) = (messages(["wamid.A"]), messages(["wamid.B"]));
    assert_eq!(receiver.post_signed(&a, &old.sign(&a).to_string()), 200);
    assert_eq!(receiver.post(&b), 200);
    receiver.stop();
    let receiver = Receiver::start(&folder);
    assert_eq!(receiver.post_signed(&a, &old.sign(&a).to_string()), 401);
    receiver.stop();
}

#[test]
fn lines_are_those_of_the_tool() {
    let receiver = Receiver::start(&folder("lines"));
    let mut bodies = vec![messages(["wamid.A", "wamid.B"]), status_body("wamid.C", "read")];
    // One bad item between good ones, a field that nobody knows, an envelope without events.
    bodies.push(br#"{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"messages","value":{"messages":[7,{"id":"wamid.D","type":"new","new":{"a":1.50}}]}}]}]}"#.to_vec());
    bodies.push(br#"{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"new_field","value":{"x":[1,2]}}]}]}"#.to_vec());
    bodies.push(br#"{"object":"whatsapp_business_account","entry":[]}"#.to_vec());
    let mut expected = Vec::new();
    let mut decoder = Decoder::new();
    for body in &bodies {
        assert_eq!(receiver.post(body), 200);
        expected.extend(decoder.decode(body).unwrap().events().map(|event| match event {
            Ok(event) => serde_json::to_string(&event).unwrap(),
            Err(error) => serde_json::to_string(&error).unwrap(),
        }));
    }
    assert!(expected.len() >= 6);
    assert_eq!(receiver.lines(), expected);
    receiver.stop();
}

#[test]
fn malformed_bodies_go_to_the_dead_letters() {
    let receiver = Receiver::start(&folder("malformed"));
    let bodies: [&[u8]; 4] = [b"", b"{\"entry\":[", b"[1,2]", b"\xFF\x00not text"];
    for body in bodies {
        assert_eq!(receiver.post(body), 200);
    }
    let letters = receiver.dead_letters();
    let letters: Vec<serde_json::Value> =
        letters.iter().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(letters.len(), bodies.len());
    for (letter, body) in letters.iter().zip(bodies) {
        let kept = match letter["body"].as_str() {
            Some(text) => text.as_bytes().to_vec(),
            None => hex::decode(letter["hex"].as_str().unwrap()).unwrap(),
        };
        assert_eq!(kept, body);
        let error = Decoder::new().decode(body).unwrap_err();
        assert_eq!(letter["error"].as_str().unwrap(), error.to_string());
    }
    assert_eq!(receiver.post_signed(b"[1,2]", "sha256=00"), 401);
    assert_eq!((receiver.lines().len(), receiver.dead_letters().len()), (0, 4));
    assert_eq!(receiver.stop().of("bodies", "malformed"), 4);
}

#[test]
fn many_at_once() {
    const THREADS: usize = 16;
    const EACH: usize = 40;
    let receiver = Receiver::start(&folder("many"));
    thread::scope(|scope| {
        for thread in 0..THREADS {
            let receiver = &receiver;
            scope.spawn(move || {
                let client = client();
                for number in 0..EACH {
                    // Two threads send the same.
                    let body = messages([&*format!("wamid.{}.{number}", thread / 2)]);
                    assert_eq!(post(&client, &receiver.url(), &body, &sign(&body)).unwrap(), 200);
                }
            });
        }
    });
    let lines = receiver.lines();
    let ids: BTreeSet<_> = lines.iter().map(|line| id(line)).collect();
    assert_eq!((lines.len(), ids.len()), (THREADS / 2 * EACH, THREADS / 2 * EACH));
    let counted = receiver.stop();
    assert_eq!(counted.get("requests"), (THREADS * EACH) as u64);
    assert_eq!(counted.get("duplicates"), (THREADS / 2 * EACH) as u64);
}

#[test]
fn t90_what_comes_again_is_written_once() {
    let folder = folder("again");
    let receiver = Receiver::start(&folder);
    let bodies = [
        messages(["wamid.A", "wamid.B"]),
        // The same message in another body, with a new one.
        messages(["wamid.B", "wamid.C"]),
        status_body("wamid.A", "delivered"),
        status_body("wamid.A", "read"),
        // Late, and out of order.
        status_body("wamid.A", "sent"),
    ];
    for body in bodies.iter().chain(&bodies) {
        assert_eq!(receiver.post(body), 200);
    }
    assert_eq!(receiver.lines().len(), 6);
    assert_eq!(receiver.stop().get("duplicates"), 8);

    // And across a restart.
    let receiver = Receiver::start(&folder);
    for body in &bodies {
        assert_eq!(receiver.post(body), 200);
    }
    assert_eq!(receiver.post(&messages(["wamid.D"])), 200);
    assert_eq!(receiver.lines().len(), 7);
    receiver.stop();
}

#[test]
fn the_window_is_bounded() {
    let receiver = Receiver::start_with(&folder("window"), |command| {
        command.args(["--window", "3"]);
    });
    for id in ["A", "B", "C", "A", "D", "A", "B", "B"] {
        assert_eq!(receiver.post(&messages([id])), 200);
    }
    let ids: Vec<_> = receiver.lines().iter().map(|line| id(line)).collect();
    assert_eq!(ids, ["A", "B", "C", "D", "A", "B"]);
    receiver.stop();
}

/// Senders hammer, the receiver is killed in the middle, again and again: what was answered with 200 is there.
#[test]
fn nothing_acknowledged_is_lost_by_kill_9() {
    const THREADS: usize = 8;
    let folder = folder("killed");
    let sent = Mutex::new(BTreeMap::<String, bool>::new());
    let next = AtomicUsize::new(0);
    for round in 0..4 {
        let receiver = Receiver::start(&folder);
        let acknowledged = AtomicUsize::new(0);
        let killed = AtomicBool::new(false);
        let url = receiver.url();
        thread::scope(|scope| {
            for _ in 0..THREADS {
                scope.spawn(|| {
                    let client = client();
                    while !killed.load(Ordering::Relaxed) {
                        let id = format!("wamid.{}", next.fetch_add(1, Ordering::Relaxed));
                        let body = messages([&*id]);
                        let good = post(&client, &url, &body, &sign(&body)).ok() == Some(200);
                        sent.lock().unwrap().insert(id, good);
                        acknowledged.fetch_add(usize::from(good), Ordering::Relaxed);
                    }
                });
            }
            while acknowledged.load(Ordering::Relaxed) < 60 + round * 17 {
                thread::sleep(Duration::from_millis(1));
            }
            receiver.kill();
            killed.store(true, Ordering::Relaxed);
        });
    }
    // As if the plug had been pulled in the middle of a line.
    let path = folder.join("events.ndjson");
    let before = fs::read(&path).unwrap();
    let torn = [&before[..], b"{\"entry\":\"102\",\"kind\":\"mess"].concat();
    fs::write(&path, &torn).unwrap();

    let receiver = Receiver::start(&folder);
    let sent = sent.into_inner().unwrap();
    let ids: BTreeSet<_> = receiver.lines().iter().map(|line| id(line)).collect();
    let lost: Vec<_> = sent.iter().filter(|(id, good)| **good && !ids.contains(*id)).collect();
    assert!(lost.is_empty(), "{lost:?}");
    assert!(sent.values().filter(|good| **good).count() >= 240);

    // Meta sends the rest again, and maybe more than that; in the end all is there, once.
    for id in sent.keys() {
        assert_eq!(receiver.post(&messages([&**id])), 200);
    }
    let lines = receiver.lines();
    let ids: BTreeSet<_> = lines.iter().map(|line| id(line)).collect();
    assert_eq!((lines.len(), ids.len()), (sent.len(), sent.len()));
    assert!(fs::read(&path).unwrap().starts_with(&[&torn[..], b" \n"].concat()));
    assert_eq!(receiver.stop().get("torn_lines"), 1);
}

/// A disk that takes no more: no 200, no half line, and the event comes again later.
#[test]
fn what_the_disk_refuses_is_not_acknowledged() {
    let folder = folder("full");
    let receiver = Receiver::start_after(&folder, "trap '' XFSZ; ulimit -f 4");
    // Of five events some are in the file when the disk is full: they must not be written again.
    let ids = |number: usize| [0, 1, 2, 3, 4].map(|event| format!("wamid.{number}.{event}"));
    let bodies: Vec<_> =
        (0..20).map(|number| messages(ids(number).iter().map(String::as_str))).collect();
    let answers: Vec<_> = bodies.iter().map(|body| receiver.post(body)).collect();
    let good = answers.iter().filter(|status| **status == 200).count();
    assert!(good > 0 && good < bodies.len(), "{answers:?}");
    assert!(answers.iter().all(|status| [200, 500].contains(status)));
    let lines = receiver.lines().len();
    assert!(lines > 5 * good, "{lines} lines of {good} bodies");
    let counted = receiver.stop();
    assert_eq!(counted.refused("failed"), (bodies.len() - good) as u64);
    assert_eq!(counted.all("events"), lines as u64);

    let receiver = Receiver::start(&folder);
    for body in &bodies {
        assert_eq!(receiver.post(body), 200);
    }
    let lines = receiver.lines();
    let unique: BTreeSet<_> = lines.iter().map(|line| id(line)).collect();
    assert_eq!((lines.len(), unique.len()), (5 * bodies.len(), 5 * bodies.len()));
    receiver.stop();
}

#[test]
fn the_end_waits_for_what_was_begun() {
    let receiver = Receiver::start(&folder("drain"));
    let body = messages(["wamid.late"]);
    let mut stream = receiver.connect();
    write(&mut stream, head(body.len(), &sign(&body)));
    write(&mut stream, &body[..50]);
    // It is being read now.
    assert_eq!(receiver.post(&messages(["wamid.early"])), 200);
    receiver.terminate();
    let start = Instant::now();
    while TcpStream::connect(receiver.address).is_ok() {
        assert!(start.elapsed() < Duration::from_secs(5), "it still listens");
        thread::sleep(Duration::from_millis(5));
    }
    write(&mut stream, &body[50..]);
    assert_eq!(status(&mut stream), 200);
    let mut rest = Vec::new();
    let _ = stream.read_to_end(&mut rest);
    assert_eq!(receiver.lines().len(), 2);
    assert_eq!(receiver.wait().all("events"), 2);
}

#[test]
fn t91_no_secret_and_no_payload_is_printed() {
    let receiver = Receiver::start(&folder("printed"));
    let body = b"{\"a private text\":\"\x1b[31m\"}";
    assert_eq!(receiver.post(body), 200);
    assert_eq!(receiver.post_signed(body, "sha256=a private text"), 401);
    assert_eq!(receiver.post(&messages(["a private text"])), 200);
    receiver.terminate();
    let told = receiver.wait_told();
    assert!(told.contains("wabahook_events_total"), "{told}");
    for private in ["private", "\x1b", SECRET, TOKEN] {
        assert!(!told.contains(private), "{told}");
    }
}
