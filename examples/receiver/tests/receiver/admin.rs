//! The admin endpoints: metrics, health, readiness.

use crate::process::{Counts, Receiver, folder, head, messages, sign, status, wait_until, write};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// The metrics of `/metrics` are those of the table in `examples/README.md`, each described, and
/// all are there from the start.
#[test]
fn metrics_are_those_of_the_table() {
    let receiver = Receiver::start(&folder("metrics"));
    let (status, text) = receiver.admin("/metrics");
    assert_eq!(status, 200);
    let of = |start: &str| {
        let lines = text.lines().filter_map(|line| line.strip_prefix(start));
        let names = lines.map(|line| line.split(' ').next().unwrap().to_owned());
        names.collect::<BTreeSet<_>>()
    };
    let served = of("# TYPE wabahook_");
    assert_eq!(served, of("# HELP wabahook_"));
    let readme = Path::new(env!("CARGO_MANIFEST_DIR")).join("../README.md");
    let readme = fs::read_to_string(readme).unwrap();
    let (_, table) = readme.split_once("| metric | labels | counts |\n|---|---|---|\n").unwrap();
    let rows = table.lines().take_while(|line| line.starts_with("| `"));
    let told: BTreeSet<_> = rows.map(|row| row.split('`').nth(1).unwrap().to_owned()).collect();
    assert_eq!(told, served);
    assert_eq!(receiver.admin("/other").0, 404);
    assert_eq!(receiver.admin("/webhook").0, 404);
    receiver.stop();
}

/// No text of a body, of a header or of a path becomes a name, a label or a series.
#[test]
fn senders_add_no_series() {
    let receiver = Receiver::start(&folder("series"));
    let names = |receiver: &Receiver| {
        let (_, text) = receiver.admin("/metrics");
        assert!(!text.contains("private"), "{text}");
        Counts::parse(&text).0.into_keys().collect::<Vec<_>>()
    };
    let before = names(&receiver);
    for number in 0..40 {
        let name = format!("private_{number}");
        let bodies = [
            format!(
                r#"{{"object":"{name}","entry":[{{"id":"{name}","changes":[{{"field":"{name}","value":{{"{name}":1}}}}]}}]}}"#
            ),
            format!(
                r#"{{"entry":[{{"changes":[{{"field":"messages","value":{{"messages":[{{"id":"{name}","type":"{name}"}}],"{name}":[7]}}}}]}}]}}"#
            ),
            format!("[\"{name}\"]"),
        ];
        for body in bodies {
            assert_eq!(receiver.post(body.as_bytes()), 200);
            assert_eq!(receiver.post_signed(body.as_bytes(), &name), 401);
        }
    }
    assert_eq!(names(&receiver), before);
    let counted = receiver.stop();
    assert_eq!((counted.of("events", "value"), counted.of("events", "message")), (40, 40));
}

/// `/readyz` fails while the files are opened and while requests are drained; `/healthz` does not.
#[cfg(target_os = "linux")]
#[test]
fn ready_is_between_start_and_end() {
    let folder = folder("ready");
    // In front of the system's: opening a log takes as long as there is a file `slow`.
    let source = r#"
        unsafe extern "C" { fn fdatasync(file: i32) -> i32; }
        #[unsafe(no_mangle)]
        pub extern "C" fn fsync(file: i32) -> i32 {
            while std::path::Path::new("slow").exists() {
                std::thread::sleep(std::time::Duration::from_millis(5));
            }
            unsafe { fdatasync(file) }
        }"#;
    fs::write(folder.join("slow"), "").unwrap();
    let mut receiver = Receiver::spawn_with_library(&folder, source);
    assert_eq!(receiver.admin("/readyz"), (503, "starting\n".into()));
    assert_eq!(receiver.admin("/healthz"), (200, "starting\n".into()));
    fs::remove_file(folder.join("slow")).unwrap();
    receiver.wait_until_it_listens();
    wait_until(|| receiver.admin("/readyz") == (200, "ready\n".into()));

    let body = messages(["wamid.A"]);
    let mut stream = receiver.connect();
    write(&mut stream, head(body.len(), &sign(&body)));
    // It is being read now.
    assert_eq!(receiver.post(&messages(["wamid.B"])), 200);
    receiver.terminate();
    wait_until(|| receiver.admin("/readyz") == (503, "draining\n".into()));
    assert_eq!(receiver.admin("/healthz"), (200, "draining\n".into()));
    write(&mut stream, &body);
    assert_eq!(status(&mut stream), 200);
    receiver.wait();
}
