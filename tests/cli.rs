//! The tool as a process: its output and its exit codes.
#![cfg(feature = "cli")]
#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use serde_json::Value as Json;
use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

#[path = "checks/tables.rs"]
mod tables;

use wabahook::JsonType;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");
const ALL: [&str; 4] = ["summary", "events", "check", "drift"];
/// A body with one text message, in one line.
const BODY: &str = r#"{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"value":{"messages":[{"from":"12025550143","id":"wamid.A","type":"text","text":{"body":"Hi"}}]},"field":"messages"}]}]}"#;

/// The output and the exit code of a run.
#[derive(Debug, PartialEq)]
struct Ran {
    out: String,
    err: String,
    code: i32,
}

fn tool() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_wabahook"));
    command.current_dir(ROOT);
    command
}

fn run<S: AsRef<OsStr>>(arguments: impl IntoIterator<Item = S>) -> Ran {
    fed(arguments, b"")
}

/// Runs the tool with `input` on standard input.
fn fed<S: AsRef<OsStr>>(arguments: impl IntoIterator<Item = S>, input: &[u8]) -> Ran {
    let mut child = tool()
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    let writer = std::thread::spawn(move || drop(stdin.write_all(&input)));
    let ran = child.wait_with_output().unwrap();
    writer.join().unwrap();
    Ran {
        out: String::from_utf8(ran.stdout).unwrap(),
        err: String::from_utf8(ran.stderr).unwrap(),
        code: ran.status.code().unwrap(),
    }
}

/// A temporary directory, removed at the end of the test.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Folder {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("wabahook-{}-{number}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> String {
        let path = self.0.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, bytes).unwrap();
        path.to_str().unwrap().to_owned()
    }

    fn path(&self) -> &str {
        self.0.to_str().unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Returns the files of the corpus below a directory.
fn corpus(below: &str) -> Vec<PathBuf> {
    let walk =
        walkdir::WalkDir::new(Path::new(ROOT).join("corpus").join(below)).sort_by_file_name();
    walk.into_iter()
        .map(|found| found.unwrap().into_path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
        .collect()
}

fn json_lines(out: &str) -> Vec<Json> {
    out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn help_lists_every_command() {
    let help = run(["--help"]);
    assert_eq!((help.code, help.err.as_str()), (0, ""));
    for command in ALL {
        assert!(help.out.contains(&format!("\n  {command}")), "{}", help.out);
        let help = run([command, "--help"]);
        assert_eq!(help.code, 0);
        assert!(help.out.contains("Examples:") && help.out.contains("--max-body-bytes"));
    }
    assert!(run(["check", "--help"]).out.contains("--strict"));
    assert_eq!(run(["--version"]).out, concat!("wabahook ", env!("CARGO_PKG_VERSION"), "\n"));
}

#[test]
fn help_fits_the_terminal() {
    for width in [80, 100] {
        for command in [None].into_iter().chain(ALL.map(Some)) {
            for flag in ["-h", "--help"] {
                let out = tool()
                    .args(command)
                    .arg(flag)
                    .env("COLUMNS", width.to_string())
                    .output()
                    .unwrap();
                let text = String::from_utf8(out.stdout).unwrap();
                assert!(text.lines().count() > 10, "{text}");
                let wide = text.lines().find(|line| line.chars().count() > width);
                assert_eq!(wide, None, "{command:?} {flag} at {width}");
            }
        }
    }
}

#[test]
fn wrong_usage_is_2() {
    let none: [&str; 0] = [];
    assert_eq!(run(none).code, 2);
    assert_eq!(run(["frobnicate"]).code, 2);
    for command in ALL {
        for arguments in [&[command][..], &[command, "--no-such", "x"]] {
            let ran = run(arguments);
            assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{arguments:?}");
            assert!(!ran.err.is_empty());
        }
    }
    assert_eq!(run(["check", "--max-depth", "0", "corpus/messages"]).code, 2);
    assert_eq!(run(["check", "--max-body-bytes", "2G", "corpus/messages"]).code, 2);
}

#[test]
fn an_unreadable_input_is_2_and_the_others_are_read() {
    let folder = Folder::new();
    let good = folder.file("good.ndjson", BODY);
    for command in ALL {
        let ran = run([command, "/no/such/file.json", &good]);
        assert_eq!(ran.code, 2, "{command}");
        assert!(ran.err.starts_with("wabahook: /no/such/file.json: "), "{}", ran.err);
        assert_eq!(ran.err.lines().count(), 1);
    }
    assert_eq!(run(["events", "/no/such/file.json", &good]).out.lines().count(), 1);
    // Findings do not hide inputs that cannot be read.
    assert_eq!(run(["check", "corpus/invalid", "/no/such/file.json"]).code, 2);
}

#[test]
fn a_folder_without_bodies_is_reported() {
    let folder = Folder::new();
    folder.file("notes.txt", "{");
    let ran = run(["check", folder.path()]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert!(ran.err.contains("no .json, .ndjson, .jsonl or .log file"), "{}", ran.err);
}

#[test]
fn check_is_silent_without_findings() {
    let silence = Ran { out: String::new(), err: String::new(), code: 0 };
    for folder in ["founding", "messages", "statuses", "user_preferences", "unknown", "envelope"] {
        assert_eq!(run(["check", &format!("corpus/{folder}")]), silence, "{folder}");
    }
    for folder in ["founding", "user_preferences/stop.json", "messages"] {
        assert_eq!(run(["check", "--strict", &format!("corpus/{folder}")]), silence, "{folder}");
        assert_eq!(run(["drift", &format!("corpus/{folder}")]), silence, "{folder}");
    }
}

#[test]
fn check_reports_places() {
    let cases = [
        (
            "corpus/malformed/missing_member/text-without-body.json",
            ":37:25: missing member `body` (entry[0].changes[0].value.messages[1].text)",
        ),
        ("corpus/malformed/not_an_object/entry.json", ":4:5: expected an object (entry[0])"),
        (
            "corpus/malformed/wrong_type/contacts-number.json",
            ":14:25: member `contacts` should be an array of objects \
             (entry[0].changes[0].value.contacts)",
        ),
        ("corpus/invalid/control_character/newline.json", ":1:449: control character in a string"),
        ("corpus/invalid/not_an_object/null.json", ":1:1: the root is not an object"),
        ("corpus/invalid/wrong_type/entry-null.json", ":1:47: expected an array (entry)"),
    ];
    for (file, finding) in cases {
        let ran = run(["check", file]);
        assert_eq!((ran.code, ran.err.as_str()), (1, ""), "{file}");
        assert_eq!(ran.out.lines().next(), Some(format!("{file}{finding}").as_str()));
    }
}

#[test]
fn check_finds_something_in_every_bad_file_and_in_no_other() {
    let ran = run(["check", "--unwrap", "none", "corpus"]);
    assert_eq!((ran.code, ran.err.as_str()), (1, ""));
    let mut found = BTreeSet::new();
    for line in ran.out.lines() {
        let place: Vec<_> = line.splitn(4, ':').collect();
        found.insert(place[0].to_owned());
        assert!(place[1].parse::<u32>().unwrap() > 0 && place[2].parse::<u32>().unwrap() > 0);
    }
    // Bodies that fuzzing found may be valid or not.
    found.retain(|file| !file.starts_with("corpus/regress/"));
    let mut bad = ["invalid", "malformed", "other_product", "wrapped"].map(corpus).concat();
    // A file may begin with a byte order mark.
    bad.retain(|file| !file.to_str().unwrap().contains("byte_order_mark/then-"));
    let bad = bad.iter().map(|file| file.strip_prefix(ROOT).unwrap().to_str().unwrap().to_owned());
    assert_eq!(found, bad.collect());
}

#[test]
fn check_reports_bodies_of_other_products() {
    let ran = run(["check", "corpus/other_product/page-messaging.json"]);
    let finding = ":2:13: a body of another product: `page` (object)\n";
    assert_eq!(ran.out, format!("corpus/other_product/page-messaging.json{finding}"));
    assert_eq!(ran.code, 1);
}

#[test]
fn check_and_summary_find_malformed_items_of_nested_lists() {
    let value = r#"{"messages":[{"id":"wamid.A","type":"order","order":{"product_items":[1,
        {"product_retailer_id":{"a":1}}]}}],
        "statuses":[{"id":"wamid.B","status":"failed","errors":[{"title":"no code"},5]}]}"#;
    let body = format!(r#"{{"field":"messages","value":{value}}}"#).replace('\n', "");
    let ran = fed(["check", "-"], body.as_bytes());
    let paths: Vec<_> = ran.out.lines().filter_map(|line| line.rsplit_once(" (value.")).collect();
    let paths: Vec<_> = paths.into_iter().map(|(_, path)| path.trim_end_matches(')')).collect();
    assert_eq!(
        paths,
        [
            "messages[0].order.product_items[0]",
            "messages[0].order.product_items[1].product_retailer_id",
            "statuses[0].errors[0]",
            "statuses[0].errors[1]",
        ]
    );
    assert_eq!(ran.code, 1);
    let ran = fed(["summary", "-"], body.as_bytes());
    assert!(ran.out.contains("  4  malformed items\n"), "{}", ran.out);
}

#[test]
fn check_strict_reports_unknown_names() {
    let ran = run(["check", "--strict", "corpus/unknown"]);
    assert_eq!(ran.code, 1);
    for finding in [
        "field.json:24:20: unknown field `weather_updates` (entry[0].changes[0].field)",
        "message-type.json:27:25: unknown message type `telepathy` \
         (entry[0].changes[0].value.messages[0].type)",
        "keys-everywhere.json:37:30: unknown key (entry[0].changes[0].value.messages[0].text.preview)",
        "keys-everywhere.json:99:15: unknown key (delivery)",
        "values.json:69:31: unknown pricing category `gift` \
         (entry[0].changes[0].value.statuses[0].pricing.category)",
        "interactive-type.json:33:27: unknown interactive type `slider_reply` \
         (entry[0].changes[0].value.messages[0].interactive.type)",
    ] {
        assert!(ran.out.lines().any(|line| line.ends_with(finding)), "{finding}\n{}", ran.out);
    }
    // An unknown field is one finding; its value is none.
    assert_eq!(ran.out.lines().filter(|line| line.contains("/field.json:")).count(), 1);
    let statuses = run(["check", "--strict", "corpus/statuses"]);
    assert_eq!(statuses.out.lines().count(), 1, "{}", statuses.out);
    assert!(statuses.out.contains("unknown status `evaporated`"));
}

#[test]
fn check_strict_reports_empty_arrays_in_place_of_objects() {
    let silence = Ran { out: String::new(), err: String::new(), code: 0 };
    assert_eq!(run(["check", "corpus/relayed"]), silence);
    let ran = run(["check", "--strict", "corpus/relayed"]);
    assert_eq!((ran.code, ran.err.as_str()), (1, ""));
    for path in [
        "value.contacts[0].profile",
        "value.messages[0].referral",
        "value.messages[2].context.referred_product",
        "value.messages[3].edit.message",
        "value.statuses[0].conversation.origin",
        "value.history[0].threads[0].context",
        "value.standby",
        "value.alert_info",
    ] {
        let finding = format!(": empty array in place of an object (entry[0].changes[0].{path})");
        assert!(ran.out.lines().any(|line| line.ends_with(&finding)), "{path}\n{}", ran.out);
    }
    // A list may be empty, and untyped members may hold anything.
    for path in ["messages[1].errors", "payment.notes", "payment.refunds"] {
        assert!(!ran.out.contains(&format!("{path})")), "{path}\n{}", ran.out);
    }
    assert_eq!(
        run(["drift", "corpus/relayed"]).out,
        "1  array   messages: value.messages[].x_new\n"
    );
}

/// Lines are counted once per record, not once per rejected body, which would take many minutes.
#[test]
fn refused_bodies_of_one_record_take_linear_time() {
    let record = format!("[{}{{}}]", "{},\n".repeat(99_999));
    for command in ["events", "check"] {
        let started = std::time::Instant::now();
        let ran = fed([command, "--input-format", "json", "-"], record.as_bytes());
        let lines = if command == "check" { ran.out } else { ran.err };
        assert_eq!(lines.lines().count(), 100_000);
        let last = "<stdin>:100000:1: neither a body nor a known wrapping ([99999])\n";
        assert!(lines.ends_with(last));
        assert!(started.elapsed().as_secs() < 60, "{:?}", started.elapsed());
    }
}

#[test]
fn findings_in_a_string_are_placed_at_the_string() {
    let body = br#"{"n":1,
  "whatsAppWebhookEntry":"{\"changes\":[{\"field\":\"messages\",\"value\":{\"x\":1,\"messages\":[7]}}]}"}"#;
    let ran = fed(["check", "--strict", "--input-format", "json", "-"], body);
    assert_eq!(
        ran.out,
        "<stdin>:2:26: expected an object at byte 59 of the string \
         (whatsAppWebhookEntry: changes[0].value.messages[0])\n\
         <stdin>:2:26: unknown key at byte 45 of the string \
         (whatsAppWebhookEntry: changes[0].value.x)\n"
    );
    let ran = fed(["check", "-"], br#"{"whatsAppWebhookEntry":"{\"changes\":["}"#);
    assert_eq!(
        ran.out,
        "<stdin>:1:25: unexpected end of body at byte 12 of the string (whatsAppWebhookEntry)\n"
    );
    let ran = fed(["check", "-"], br#"{"Message":"hello"}"#);
    assert_eq!(
        ran.out,
        "<stdin>:1:12: neither a body nor a known wrapping at byte 0 of the string (Message)\n"
    );
}

/// The file has one message in a wrapping; all commands read it like a bare body.
#[test]
fn wrapped_bodies_are_read_like_bare_ones() {
    let quote = |text: &str| serde_json::to_string(text).unwrap();
    let entry = BODY.strip_prefix(r#"{"object":"whatsapp_business_account","entry":["#).unwrap();
    let entry = entry.strip_suffix("]}").unwrap();
    let aws = format!(r#"{{"whatsAppWebhookEntry":{}}}"#, quote(entry));
    let pretty: Json = serde_json::from_str(&format!(
        r#"{{"Records":[{{"Sns":{{"Message":{}}}}}]}}"#,
        quote(&aws)
    ))
    .unwrap();
    let item: Json =
        serde_json::from_str(&format!(r#"[{{"headers":{{}},"body":{BODY}}}]"#)).unwrap();
    let folder = Folder::new();
    let bare = json_lines(&fed(["events", "-"], BODY.as_bytes()).out);
    for (name, text) in [
        ("sns.json", format!(r#"{{"Type":"Notification","Message":{}}}"#, quote(&aws))),
        ("lambda.json", serde_json::to_string_pretty(&pretty).unwrap()),
        ("lambda.log", serde_json::to_string_pretty(&pretty).unwrap()),
        ("n8n.json", serde_json::to_string_pretty(&item).unwrap()),
        ("queue.ndjson", format!("\n{}\n", quote(BODY))),
        ("time.log", format!("2026-01-02T03:04:05Z INFO {BODY}\n")),
        ("brackets.log", format!("[2026-01-02T03:04:05Z] [x] {BODY}\n")),
        ("marked.json", format!("\u{FEFF}{BODY}")),
        ("marked.ndjson", format!("\u{FEFF}{BODY}\n")),
    ] {
        let file = folder.file(name, &text);
        let ran = run(["events", &file]);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{name}");
        let events = json_lines(&ran.out);
        assert_eq!(events.len(), 1, "{name}: {}", ran.out);
        assert_eq!((&events[0]["item"], &events[0]["kind"]), (&bare[0]["item"], &bare[0]["kind"]));
        let zipped = folder.file("zipped.gz", gzip(text.as_bytes()));
        if name.ends_with(".ndjson") || name.ends_with(".log") {
            assert_eq!(json_lines(&run(["events", &zipped]).out), events, "{name}, zipped");
        }
        for command in ["check", "drift"] {
            let ran = run([command, &file]);
            assert_eq!((ran.code, ran.err.as_str(), ran.out.as_str()), (0, "", ""), "{name}");
        }
    }
    let zipped = folder.file("marked.json.gz", gzip(format!("\u{FEFF}{BODY}").as_bytes()));
    assert_eq!(run(["check", &zipped]).code, 0);
}

#[test]
fn summary_counts_wrappings() {
    let quote = |text: &str| serde_json::to_string(text).unwrap();
    let record = format!(r#"{{"body":{}}}"#, quote(BODY));
    let lines = format!(
        "{BODY}\n12:03 {BODY}\n12:04 {BODY}\n{{\"Records\":[{record},{record},{{}}]}}\n12:05 {record}\n"
    );
    let ran = fed(["summary", "-"], lines.as_bytes());
    assert_eq!(ran.code, 0);
    let has = |line: &str| ran.out.lines().any(|it| it == line);
    for line in [
        "      7  bodies",
        "unwrapped",
        "      2  text before the body",
        "      2  Lambda event, HTTP request: Records[].body",
        "      1  text before the body, HTTP request: body",
        "      1  not_a_body",
    ] {
        assert!(has(line), "{line:?} in\n{}", ran.out);
    }
    assert!(!run(["summary", "corpus/user_preferences"]).out.contains("unwrapped"));
}

#[test]
fn unwrap_takes_a_path_or_nothing() {
    let quoted = serde_json::to_string(BODY).unwrap();
    let line = format!(r#"{{"batch":[{{"hook":{quoted}}},{{}}],"Message":{quoted}}}"#);
    let ran = fed(["events", "--unwrap", "batch[].hook", "-"], line.as_bytes());
    assert_eq!((ran.code, json_lines(&ran.out).len()), (1, 1));
    assert!(ran.err.starts_with("<stdin>:1:"), "{}", ran.err);
    assert!(ran.err.ends_with("no value at the path (batch[1])\n"), "{}", ran.err);
    let ran = fed(["events", "--unwrap", "Message", "-"], line.as_bytes());
    assert_eq!((ran.code, json_lines(&ran.out).len()), (0, 1));
    let ran = fed(["check", "--unwrap", "none", "-"], line.as_bytes());
    assert_eq!(ran.code, 1);
    assert!(ran.out.contains("an SNS notification: see `unwrap`"), "{}", ran.out);
    let ran = fed(["check", "--unwrap", "none", "-"], format!("12:03 {BODY}").as_bytes());
    assert_eq!(ran.out, "<stdin>:1:7: text before the body: see `unwrap`\n");
    let ran = fed(["check", "--unwrap", "a..b", "-"], b"");
    assert_eq!(ran.code, 2);
}

/// A rejected record is written once, however many bodies it has.
#[test]
fn a_wrapped_dead_letter_is_written_once() {
    let folder = Folder::new();
    let file = folder.file("dead", "");
    let line = r#"{"Records":[{"body":"x"},{"body":"y"},{"body":"{\"entry\":nil}"}]}"#;
    let ran = fed(["events", "--dead-letter", &file, "-"], line.as_bytes());
    assert_eq!((ran.code, ran.err.lines().count()), (1, 3), "{}", ran.err);
    assert_eq!(fs::read_to_string(&file).unwrap(), format!("{line}\n"));
    let reasons = fs::read_to_string(format!("{file}.reasons.tsv")).unwrap();
    assert_eq!(reasons.lines().count(), 2, "{reasons}");
}

#[test]
fn lines_are_counted_with_their_blank_ones() {
    let folder = Folder::new();
    let bad = BODY.replace("\"wamid.A\"", "{}");
    let text = format!("{BODY}\r\n\r\n\n  \t\n{bad}\n{BODY}\n{{\"entry\":nil}}\r\n{BODY}");
    let column = bad.find("{}").unwrap() + 1;
    for name in ["a.ndjson", "b.jsonl", "c.log"] {
        let file = folder.file(name, &text);
        let ran = run(["check", &file]);
        assert_eq!(
            ran.out,
            format!(
                "{file}:5:{column}: member `id` should be a string \
                 (entry[0].changes[0].value.messages[0].id)\n{file}:7:10: invalid literal\n"
            )
        );
        let ran = run(["events", &file]);
        assert_eq!((ran.code, ran.out.lines().count()), (1, 4));
        assert_eq!(ran.err, format!("{file}:7:10: invalid literal\n"));
    }
    let ran = run(["summary", &folder.file("d.ndjson", &text)]);
    assert_eq!(ran.code, 0);
    for row in ["5  bodies\n", "3  items\n", "1  malformed items\n", "1  malformed bodies\n"] {
        assert!(ran.out.contains(row), "{row}{}", ran.out);
    }
    // The given format overrides that of the name.
    assert_eq!(run(["check", "--input-format", "lines", &folder.file("e.json", &text)]).code, 1);
    assert_eq!(
        fed(["check", "--input-format", "json", "-"], format!("\n{BODY}\n").as_bytes()).code,
        0
    );
}

#[test]
fn a_folder_is_walked_in_order() {
    let folder = Folder::new();
    for name in ["b.json", "a/z.jsonl", "c.ndjson", "a/B.JSON", "c.txt", "a/json"] {
        folder.file(name, "[]");
    }
    let ran = run(["check", folder.path()]);
    let names: Vec<_> = ran.out.lines().filter_map(|line| line.split(':').next()).collect();
    let expected = ["a/B.JSON", "a/z.jsonl", "b.json", "c.ndjson"];
    assert_eq!(names, expected.map(|name| format!("{}/{name}", folder.path())));
}

/// File names are bytes, and a walk reports every body that it does not read.
#[cfg(target_os = "linux")]
#[test]
fn a_walk_reads_or_reports_every_name() {
    use std::os::unix::ffi::OsStrExt;
    let folder = Folder::new();
    for name in [&b"caf\xE9.json"[..], b"caf\xE9.log-20260131"] {
        fs::write(folder.0.join(OsStr::from_bytes(name)), "[]\n").unwrap();
    }
    fs::create_dir(folder.0.join(OsStr::from_bytes(b"f\xF6lder"))).unwrap();
    fs::write(folder.0.join(OsStr::from_bytes(b"f\xF6lder/a.jsonl")), "[]\n").unwrap();
    let ran = run(["check", folder.path()]);
    let found = ["caf\u{FFFD}.json", "caf\u{FFFD}.log-20260131", "f\u{FFFD}lder/a.jsonl"];
    let what = ":1:1: the root is not an object\n";
    let found = found.map(|name| format!("{}/{name}{what}", folder.path()));
    assert_eq!((ran.out, ran.err, ran.code), (found.concat(), String::new(), 1));

    let folder = Folder::new();
    folder.file("a.json", BODY);
    let pipe = folder.0.join("b.log");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    std::os::unix::fs::symlink("nowhere", folder.0.join("c.json")).unwrap();
    let ran = run(["check", folder.path()]);
    let (pipe, link) = (pipe.display(), folder.0.join("c.json"));
    let err = ran.err.lines().collect::<Vec<_>>();
    assert_eq!(err[0], format!("wabahook: {pipe}: not a regular file"));
    assert!(err[1].contains(link.to_str().unwrap()) && err.len() == 2, "{}", ran.err);
    assert_eq!((ran.out.as_str(), ran.code), ("", 2));
}

/// Several links may lead to one file, also in cycles.
#[cfg(unix)]
#[test]
fn a_file_is_read_once_whatever_leads_to_it() {
    use std::os::unix::fs::symlink;
    let folder = Folder::new();
    let log = folder.file("a/log.ndjson", format!("{BODY}\n"));
    fs::hard_link(&log, folder.0.join("a/log.ndjson.1")).unwrap();
    symlink("log.ndjson", folder.0.join("a/link.ndjson")).unwrap();
    symlink("..", folder.0.join("a/up")).unwrap();
    symlink("b", folder.0.join("a-too")).unwrap();
    symlink("a", folder.0.join("b")).unwrap();
    // 2^20 paths: two links in each directory lead to the next one.
    for level in 0..20 {
        let here = folder.0.join(format!("deep/{level}"));
        fs::create_dir_all(&here).unwrap();
        symlink(format!("../{}", level + 1), here.join("x")).unwrap();
        symlink(format!("../{}", level + 1), here.join("y")).unwrap();
    }
    folder.file("deep/20/b.ndjson", format!("{BODY}\n"));
    let ran = run(["summary", folder.path(), &log, &log, folder.path()]);
    assert!(ran.out.starts_with("    2  bodies\n"), "{}", ran.out);
    assert_eq!((ran.err.as_str(), ran.code), ("", 0));
    let ran = run(["events", folder.0.join("b").to_str().unwrap()]);
    assert_eq!((ran.out.lines().count(), ran.code), (2, 0), "{}", ran.err);
}

#[test]
fn a_line_beyond_the_limit_is_one_finding() {
    let folder = Folder::new();
    let long = BODY.replace("Hi", &"x".repeat(3_000_000));
    let limit = BODY.len().to_string();
    let tight = ["--max-body-bytes", &limit];
    for end in ["\n", "\r\n"] {
        let file = folder.file("long.ndjson", [BODY, &long, BODY].join(end));
        let ran = run(["check", tight[0], tight[1], &file]);
        let column = BODY.len() + 1;
        assert_eq!(ran.out, format!("{file}:2:{column}: body longer than the limit\n"));
        assert_eq!(run(["events", tight[0], tight[1], &file]).out.lines().count(), 2);
        let summary = run(["summary", tight[0], tight[1], &file]).out;
        assert!(summary.contains("1  body_too_large\n") && summary.contains("3,000,"), "{summary}");
        // Accepted within the default limit, and across the boundaries of buffers.
        assert_eq!(run(["check", &file]).code, 0);
        assert_eq!(run(["events", &file]).out.lines().count(), 3);
    }
    // One byte too many, of any kind.
    for more in [" ", "\r", "\r\r\n", " \r\n"] {
        let ran = fed(["check", tight[0], tight[1], "-"], format!("{BODY}{more}").as_bytes());
        assert_eq!(ran.code, i32::from(more != "\r"), "{more:?}: {}", ran.out);
    }
    let file = folder.file("long.json", &long);
    let ran = run(["check", tight[0], tight[1], &file]);
    assert_eq!(ran.out, format!("{file}:1:{}: body longer than the limit\n", BODY.len() + 1));
    assert_eq!(run(["check", "--max-depth", "3", "corpus/messages/text.json"]).code, 1);
}

#[test]
fn standard_input_gives_a_body_a_line() {
    let two = format!("{BODY}\n{BODY}\n");
    let events = json_lines(&fed(["events", "-"], two.as_bytes()).out);
    assert_eq!(events.len(), 2);
    assert_eq!(
        events[0],
        serde_json::json!({
            "entry_id": "1", "field": "messages", "kind": "message",
            "path": "entry[0].changes[0].value.messages[0]",
            "dedupe_key": "message:1:wamid.A:text",
            "item": {"from": "12025550143", "id": "wamid.A", "type": "text", "text": {"body": "Hi"}},
        })
    );
    let pretty = fs::read(Path::new(ROOT).join("corpus/messages/text.json")).unwrap();
    assert_eq!(fed(["check", "--input-format", "lines", "-"], &pretty).code, 1);
    assert_eq!(fed(["check", "--input-format", "json", "-"], &pretty).code, 0);
    let nothing = Ran { out: String::new(), err: String::new(), code: 0 };
    for command in ["events", "check", "drift"] {
        assert_eq!(fed([command, "-"], b""), nothing);
    }
}

#[test]
fn a_closed_pipe_ends_quietly() {
    for command in ["events", "check", "drift"] {
        let folder = Folder::new();
        let line = if command == "check" { "[]\n".to_owned() } else { format!("{BODY}\n") };
        let file = folder.file("many.ndjson", line.repeat(20_000));
        let mut child = tool()
            .args(
                [command, "--strict"]
                    .into_iter()
                    .filter(|&word| word == "check" || word == command),
            )
            .arg(&file)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap());
        let mut first = String::new();
        lines.read_line(&mut first).unwrap();
        assert_eq!(first.is_empty(), command == "drift");
        drop(lines);
        let mut err = String::new();
        child.stderr.take().unwrap().read_to_string(&mut err).unwrap();
        // Findings determine the exit code, even if nobody reads them.
        let code = i32::from(command == "check");
        assert_eq!((child.wait().unwrap().code(), err.as_str()), (Some(code), ""), "{command}");
    }
}

/// Findings and unreadable inputs determine the exit code, even if the reader leaves early.
#[test]
fn a_closed_pipe_does_not_change_the_exit_code() {
    let folder = Folder::new();
    let well = folder.file("well.ndjson", format!("{BODY}\n"));
    let bad = folder.file("bad.ndjson", format!("{BODY}\noops\n"));
    let nowhere = folder.0.join("nowhere.ndjson").to_str().unwrap().to_owned();
    for (command, paths, code) in [
        ("check", [&well, &bad], 1),
        ("events", [&well, &well], 0),
        ("events", [&bad, &well], 1),
        ("summary", [&well, &well], 0),
        ("summary", [&nowhere, &well], 2),
        ("check", [&nowhere, &bad], 2),
    ] {
        let (reader, closed) = std::io::pipe().unwrap();
        drop(reader);
        let mut tool = tool();
        let ran = tool.arg(command).args(paths).stdout(closed).output().unwrap();
        assert_eq!(ran.status.code(), Some(code), "{command} {paths:?}");
        let err = String::from_utf8(ran.stderr).unwrap();
        assert!(!err.contains("wabahook: output"), "{err}");
    }
}

#[test]
fn events_come_while_the_input_is_open() {
    let mut child =
        tool().args(["events", "-"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    writeln!(stdin, "{BODY}").unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    assert!(line.contains("wamid.A"));
    drop(stdin);
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn summary_counts() {
    let ran = run(["summary", "--unwrap", "none", "corpus"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    assert!(!ran.out.contains('\u{1b}'), "colours without a terminal");
    let count = |row: &str| -> u64 {
        let mut rows = ran.out.lines().filter_map(|line| line.trim_start().split_once("  "));
        let (count, _) = rows.find(|(_, name)| *name == row).expect(row);
        count.replace(',', "").parse().unwrap()
    };
    assert_eq!(count("bodies"), corpus("").len() as u64);
    let bytes: u64 = corpus("").iter().map(|path| fs::metadata(path).unwrap().len()).sum();
    // A byte order mark at the start of a file is not counted as part of a body.
    let marked = corpus("invalid/byte_order_mark").len();
    assert_eq!(count("bytes"), bytes - 3 * marked as u64);
    let malformed = corpus("invalid").len() - (marked - 1) + corpus("wrapped").len();
    assert_eq!(count("malformed bodies"), malformed as u64);
    let events = run(["events", "--unwrap", "none", "corpus"]).out;
    let events = json_lines(&events);
    let malformed = events.iter().filter(|event| event["kind"] == "malformed").count();
    let nested = |event: &Json| event["malformed"].as_array().map_or(0, Vec::len);
    let nested: usize = events.iter().map(nested).sum();
    assert_eq!(count("malformed items"), (malformed + nested) as u64);
    assert_eq!(count("items"), (events.len() - malformed) as u64);
    assert_eq!(count("bodies of other products"), 2);
    for kind in fs::read_dir(Path::new(ROOT).join("corpus/invalid")).unwrap() {
        let kind = kind.unwrap().file_name().into_string().unwrap();
        let mut files = corpus(&format!("invalid/{kind}"));
        files.retain(|file| kind != "byte_order_mark" || file.ends_with("twice.json"));
        let row = format!("  {}  {kind}", files.len());
        let (_, bodies) = ran.out.rsplit_once("\nmalformed bodies\n").unwrap();
        assert!(bodies.lines().any(|line| line.ends_with(&row)), "{row}\n{bodies}");
    }
    let unknown = ran.out.lines().find(|line| line.contains("weather_updates")).unwrap();
    assert!(unknown.ends_with("  (unknown)"));
    assert!(ran.out.contains("  messages: value.messages[].text.preview\n"));
    assert!(ran.out.lines().last().unwrap().contains(" bodies/s"));
}

#[test]
fn drift_lists_paths_and_no_values() {
    let ran = run(["drift", "corpus/unknown"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    let rows: Vec<(u64, &str, &str)> = ran
        .out
        .lines()
        .map(|line| {
            let mut parts = line.trim_start().splitn(3, "  ");
            let count = parts.next().unwrap().parse().unwrap();
            let (kind, path) = (parts.next().unwrap(), parts.next().unwrap().trim_start());
            (count, kind, path)
        })
        .collect();
    for row in [
        (1, "object", "messages: value.messages[].zeta"),
        (1, "number", "entry[].shard"),
        (1, "object", "weather_updates: value"),
        (1, "string", "weather_updates: value.weather[].kind"),
    ] {
        assert!(rows.contains(&row), "{row:?} in\n{}", ran.out);
    }
    assert!(rows.is_sorted_by(|a, b| a.0 > b.0 || (a.0 == b.0 && a.2 < b.2)), "{}", ran.out);

    let body = r#"{"entry":[{"s":"SECRET","changes":[
        {"field":"messages","x":["SECRET",null,1234567],"value":{"messages":[
            {"id":"a","foo":{"bar":[{"baz":"SECRET"}]}},{"id":"b","foo":null}]}},
        {"field":"new","value":[[true,"SECRET"]]},{"field":"gone"},{"value":{"a":1234567}}]}]}"#;
    let ran = fed(["drift", "--input-format", "json", "-"], body.as_bytes());
    let expected = "\
3  string  messages: x[]
2  object  messages: value.messages[].foo
2  bool    new: value[][]
1  object  (none): value
1  number  (none): value.a
1  string  entry[].s
1  array   messages: value.messages[].foo.bar
1  object  messages: value.messages[].foo.bar[]
1  string  messages: value.messages[].foo.bar[].baz
1  array   messages: x
1  array   new: value
1  array   new: value[]
";
    assert_eq!((ran.out.as_str(), ran.code), (expected, 0));
    for command in ["check", "drift", "summary"] {
        let ran = fed([command, "--input-format", "json", "-"], body.as_bytes());
        assert!(!ran.out.contains("SECRET") && !ran.err.contains("SECRET"), "{command}");
    }
}

#[test]
fn drift_takes_linear_time() {
    let many = |count: usize, text: &dyn Fn(usize) -> String| {
        (0..count).map(text).collect::<Vec<_>>().join(",")
    };
    let members = many(100_000, &|i| format!("\"k{i}\":{i}"));
    let messages = many(60_000, &|i| format!(r#"{{"id":"a","x":{i}}}"#));
    let value = format!(r#"{{{members},"messages":[{messages}]}}"#);
    let body = format!(r#"{{"field":"messages","value":{value}}}"#);
    let started = std::time::Instant::now();
    let ran = fed(["drift", "-"], body.as_bytes());
    assert_eq!(ran.out.lines().count(), 100_001);
    assert!(ran.out.starts_with("60000  number  messages: value.messages[].x\n"));
    // In quadratic time it would take minutes.
    assert!(started.elapsed().as_secs() < 20);
}

#[test]
fn names_cannot_move_the_cursor() {
    let body = r#"{"entry":[{"\u001b[2J\nx":1,"changes":[{"field":"\u001b[0m\u202e","value":1},
        {"field":"messages","value":{"messages":[{"id":"a","type":"\u0007\n"}]}}]}]}"#;
    for command in [&["summary"][..], &["check", "--strict"], &["drift"]] {
        let ran = fed(command.iter().chain(&["--input-format", "json", "-"]), body.as_bytes());
        assert!(!ran.out.contains(['\u{1b}', '\u{7}', '\u{202e}']), "{}", ran.out);
        assert!(ran.out.contains(r"\u{1b}[2J\nx"), "{}", ran.out);
    }
}

/// Counts every scalar, without keys and nesting.
fn scalars(value: &Json, found: &mut BTreeMap<String, i64>, by: i64) {
    match value {
        Json::Array(items) => items.iter().for_each(|item| scalars(item, found, by)),
        Json::Object(members) => members.values().for_each(|value| scalars(value, found, by)),
        // Integers beyond 64 bits are printed as strings: compared as the nearest float.
        Json::Number(number) if number.is_f64() => float(number.as_f64().unwrap(), found, by),
        Json::String(text) if text.len() > 18 && text.parse::<f64>().is_ok() => {
            float(text.parse().unwrap(), found, by);
        }
        scalar => *found.entry(scalar.to_string()).or_default() += by,
    }
}

fn float(number: f64, found: &mut BTreeMap<String, i64>, by: i64) {
    // Negative zero is printed as zero.
    let text = if number == 0.0 { "0".to_owned() } else { format!("{number:.12e}") };
    *found.entry(text).or_default() += by;
}

/// Returns the value at a path like `entry[0].changes[0].value`.
fn at<'a>(body: &'a Json, path: &str) -> &'a Json {
    let pointer = path.replace(['.', '['], "/").replace(']', "");
    let pointer = if pointer.is_empty() { pointer } else { format!("/{pointer}") };
    body.pointer(&pointer).unwrap_or_else(|| panic!("nothing at {path}"))
}

#[test]
fn events_lose_no_scalar() {
    let mut compared = 0;
    for file in corpus("") {
        let name = file.strip_prefix(ROOT).unwrap().to_str().unwrap();
        if ["duplicate", "lone-surrogates", "numbers/in-unknown"].iter().any(|it| name.contains(it))
        {
            continue;
        }
        // The paths of wrapped bodies are relative to the inner body.
        if name.starts_with("corpus/wrapped/") {
            continue;
        }
        let Ok(body) = serde_json::from_slice::<Json>(&fs::read(&file).unwrap()) else {
            continue;
        };
        for event in json_lines(&run(["events", name]).out) {
            if event["kind"] == "malformed" {
                assert!(event["path"].is_string() && event["error"].is_string());
                assert!(event.get("raw").is_some());
                continue;
            }
            if let Some("change" | "entry" | "payload") = event["kind"].as_str() {
                continue;
            }
            let mut item = at(&body, event["path"].as_str().unwrap()).clone();
            // Items are separate events, the rest is context.
            let (field, kind) = (event["field"].as_str().unwrap_or(""), event["kind"].as_str());
            let path = event["path"].as_str().unwrap();
            let is_value = path == "value" || path.ends_with(".value");
            let table =
                if is_value { tables::of_field(field) } else { tables::of_kind(kind.unwrap()) };
            if let (Some(table), Json::Object(members)) = (table, &mut item) {
                members.retain(|key, value| {
                    let kind = match value {
                        Json::Array(_) => JsonType::Array,
                        Json::Object(_) => JsonType::Object,
                        _ => JsonType::String,
                    };
                    !tables::is_elsewhere(table, is_value, key, kind)
                });
            }
            let mut found = BTreeMap::new();
            scalars(&item, &mut found, 1);
            scalars(&event["item"], &mut found, -1);
            if let Some(unknown) = event.get("unknown") {
                scalars(unknown, &mut found, -1);
            }
            // The value also shows the unknown members of its context.
            found.retain(|_, times| *times > 0 || (*times < 0 && !is_value));
            assert!(found.is_empty(), "{name} {}: {found:?}", event["path"]);
            compared += 1;
        }
    }
    assert!(compared > 300, "{compared} events");
}

#[test]
fn events_show_context_and_unknown() {
    let event = &json_lines(&run(["events", "corpus/founding/button-reply.json"]).out)[0];
    for key in [
        "entry_id",
        "field",
        "phone_number_id",
        "display_phone_number",
        "kind",
        "path",
        "dedupe_key",
        "item",
        "contact",
    ] {
        assert!(event.get(key).is_some(), "{key} in {event}");
    }
    let events = json_lines(&run(["events", "corpus/unknown/keys-everywhere.json"]).out);
    let unknown =
        events.iter().find(|event| event["kind"] == "message").unwrap()["unknown"].clone();
    assert!(unknown.get("text.preview").is_some() && unknown.get("context.mood").is_some());
    for folder in fs::read_dir(Path::new(ROOT).join("corpus/invalid")).unwrap() {
        let kind = folder.unwrap().file_name().into_string().unwrap();
        // A file may begin with one byte order mark, but not with two.
        let below = match &*kind {
            "byte_order_mark" => "invalid/byte_order_mark/twice.json".to_owned(),
            _ => format!("invalid/{kind}"),
        };
        // Without `none`, a list of bodies is read item by item.
        let ran = run(["events", "--unwrap", "none", &format!("corpus/{below}")]);
        assert_eq!((ran.code, ran.out.as_str()), (1, ""), "{kind}");
        assert_eq!(ran.err.lines().count(), corpus(&below).len(), "{kind}");
    }
}

#[test]
fn the_first_line_determines_the_framing() {
    let pretty = fs::read_to_string(Path::new(ROOT).join("corpus/messages/text.json")).unwrap();
    let pretty = pretty.trim();
    let events = |input: &str| {
        let ran = fed(["events", "-"], input.as_bytes());
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{input}");
        ran.out.lines().count()
    };
    let in_pretty = events(pretty);
    assert!(in_pretty > 0);
    for (between, count) in [("", 3), ("\n", 3), ("\r\n\n", 3), (" ", 3), ("\n\u{1E}", 3)] {
        let first = if between.contains('\u{1E}') { "\u{1E}" } else { "" };
        assert_eq!(events(&format!("{first}{}", [BODY; 3].join(between))), count, "{between:?}");
        assert_eq!(events(&[pretty; 3].join(between)), count * in_pretty, "{between:?}");
        let marked = format!("\u{FEFF}\n\u{1E}{}", [pretty; 3].join(between));
        assert_eq!(events(&marked), count * in_pretty, "{between:?}");
    }
    // A truncated body does not look like one in several lines: only it is lost.
    for cut in [10, 50, BODY.len() - 3] {
        let input = format!("{}\n{BODY}\n{BODY}\n", &BODY[..cut]);
        let ran = fed(["events", "-"], input.as_bytes());
        assert_eq!((ran.code, ran.out.lines().count()), (1, 2), "cut off at {cut}");
        assert!(ran.err.starts_with("<stdin>:1:"), "{}", ran.err);
    }
    // The given format overrides the first line.
    let two = format!("{BODY}\n{pretty}");
    assert_eq!(fed(["check", "--input-format", "concatenated", "-"], two.as_bytes()).code, 0);
    assert_eq!(fed(["check", "-"], two.as_bytes()).code, 1);
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    ruzstd::encoding::compress_to_vec(bytes, ruzstd::encoding::CompressionLevel::Fastest)
}

#[test]
fn compressed_input_is_unpacked_whatever_its_name() {
    let line = format!("{BODY}\n");
    let many = line.repeat(10_000);
    // Several members and frames, some of them skippable.
    let skipped = b"\x5A\x2A\x4D\x18\x03\x00\x00\x00abc";
    let packed = [
        gzip(many.as_bytes()),
        [gzip(line.as_bytes()), gzip(&many.as_bytes()[line.len()..])].concat(),
        zstd(many.as_bytes()),
        [zstd(line.as_bytes()), skipped.to_vec(), zstd(&many.as_bytes()[line.len()..])].concat(),
        [skipped.to_vec(), zstd(many.as_bytes())].concat(),
    ];
    let expected = fed(["events", "-"], many.as_bytes());
    assert_eq!(expected.out.lines().count(), 10_000);
    let folder = Folder::new();
    for packed in packed {
        assert_eq!(fed(["events", "-"], &packed), expected);
        assert_eq!(run(["events", &folder.file("x.ndjson", &packed)]), expected);
        // Truncated: the complete part is printed, and the end is reported.
        let ran = fed(["events", "-"], &packed[..packed.len() - 9]);
        assert_eq!(ran.code, 2);
        assert!(ran.err.starts_with("wabahook: <stdin>: "), "{}", ran.err);
        assert!(expected.out.starts_with(&ran.out));
    }
    let mut broken = zstd(&many.as_bytes()[..100_000]);
    *broken.last_mut().unwrap() ^= 1;
    let ran = fed(["check", "-"], &broken);
    assert_eq!((ran.code, ran.err.as_str()), (2, "wabahook: <stdin>: zstd: wrong checksum\n"));
    let body = folder.file("body.json", gzip(BODY.as_bytes()));
    assert_eq!(run(["events", &body]).out.lines().count(), 1);
}

#[test]
fn a_folder_of_rotated_logs() {
    let folder = Folder::new();
    let line = format!("{BODY}\n");
    let names = [
        "hooks.ndjson",
        "hooks.ndjson.1",
        "hooks.ndjson.2.gz",
        "hooks.jsonl-20260131.zst",
        "old/hooks.log.2026-01-31T10-00",
        "old/HOOKS.LOG.3.GZ",
    ];
    for name in names {
        let bytes = match name.to_ascii_lowercase() {
            name if name.ends_with("gz") => gzip(line.as_bytes()),
            name if name.ends_with("zst") => zstd(line.as_bytes()),
            _ => line.clone().into_bytes(),
        };
        folder.file(name, bytes);
    }
    for other in ["notes.txt", "hooks.json5", "hooks.1", "hooks.gz", "hooks.ndjson.bak", "log"] {
        folder.file(other, "{");
    }
    let ran = run(["summary", folder.path()]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    assert!(ran.out.contains("6  bodies\n") && ran.out.contains("6  items\n"), "{}", ran.out);
    let drifted = BODY.replace("\"Hi\"", "\"Hi\",\"mood\":1") + "\n";
    folder.file("hooks.ndjson.2.gz", gzip(drifted.repeat(3).as_bytes()));
    let ran = run(["drift", folder.path()]);
    assert_eq!(ran.out, "3  number  messages: value.messages[].text.mood\n");
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let folder = Folder::new();
    let mut log = Vec::new();
    for body in corpus("") {
        let name = body.to_str().unwrap();
        // Without bodies that break lines, and without types that depend on the first occurrence.
        if !["invalid", "regress"].iter().any(|it| name.contains(it)) {
            let body = fs::read_to_string(&body).unwrap();
            log.extend_from_slice(body.replace(['\n', '\r'], " ").as_bytes());
            log.extend_from_slice(b"\n{\"entry\":nil}\n");
        }
    }
    let log = folder.file("log.ndjson", log.repeat(20));
    for command in ALL {
        let expected = run([command, "--threads", "1", "corpus", &log]);
        assert!(!expected.out.is_empty());
        for threads in ["2", "7"] {
            let mut ran = run([command, "--threads", threads, "corpus", &log]);
            let mut expected =
                Ran { out: expected.out.clone(), err: expected.err.clone(), ..expected };
            if command == "summary" {
                // The last line is the elapsed time.
                for ran in [&mut ran, &mut expected] {
                    ran.out.truncate(ran.out.trim_end().rfind('\n').unwrap());
                }
            }
            assert_eq!(ran.code, expected.code);
            assert!(ran.out == expected.out && ran.err == expected.err, "{command}, {threads}");
        }
    }
}

#[test]
fn rejected_records_are_written_to_a_file() {
    let folder = Folder::new();
    let bad = ["{\"entry\":nil}", "oops", "{\"entry\":[],\"x\":\"\u{fffd}"];
    let input = format!("{BODY}\n{}\r\n\n{BODY}\n{}\n{}", bad[0], bad[1], bad[2]);
    let input = input.replace('\u{fffd}', "\u{7F}").into_bytes();
    let log = folder.file("log.ndjson", &input);
    for command in ALL {
        let letters = folder.0.join("bad");
        let ran = run([command, "--dead-letter", letters.to_str().unwrap(), &log]);
        assert_eq!(ran.code, i32::from(command != "summary"));
        let written = fs::read(&letters).unwrap();
        let lines: Vec<_> = written.split(|byte| *byte == b'\n').collect();
        assert_eq!(lines.len(), 4, "one record a line, and nothing else");
        assert_eq!(lines[..2], [bad[0].as_bytes(), bad[1].as_bytes()]);
        let reasons = fs::read_to_string(folder.0.join("bad.reasons.tsv")).unwrap();
        let rows: Vec<Vec<_>> = reasons.lines().map(|row| row.split('\t').collect()).collect();
        assert_eq!(rows[0], ["at", "bytes", "source", "line", "offset", "length", "reason"]);
        assert_eq!(rows.len(), 4);
        for row in &rows[1..] {
            let number = |column: usize| row[column].parse::<usize>().unwrap();
            let (at, len, offset) = (number(0), number(1), number(4));
            assert_eq!(row[2], log);
            assert_eq!(written[at..at + len], input[offset..offset + len]);
            assert_eq!((len, written[at + len]), (number(5), b'\n'));
        }
        let offset = (BODY.len() + 1).to_string();
        assert_eq!(rows[1][3..], ["2", &offset, "13", "invalid literal at byte 9"]);
        // The written records can be read again.
        let again = run(["summary", "--input-format", "lines", letters.to_str().unwrap()]);
        assert!(again.out.contains("3  malformed bodies"), "{}", again.out);
    }
    // For oversized bodies only the first bytes are kept.
    let letters = folder.0.join("long");
    let arguments =
        ["check", "--max-body-bytes", "8", "--dead-letter", letters.to_str().unwrap(), &log];
    assert_eq!(run(arguments).code, 1);
    let written = fs::read_to_string(&letters).unwrap();
    assert_eq!(written.lines().next(), Some(&BODY[..9]));
}

#[test]
fn an_input_is_never_overwritten() {
    let folder = Folder::new();
    let log = folder.file("log.ndjson", format!("{BODY}\n"));
    folder.file("bad.reasons.tsv", "");
    let letters = folder.file("bad.ndjson", "oops\n");
    for arguments in [
        ["events", "--output", &log, folder.path()],
        ["events", "--dead-letter", &letters, folder.path()],
        ["summary", "--dead-letter", &log, &log],
        ["events", "--output", "/no/such/folder/file", &log],
        ["check", "--dead-letter", "/no/such/folder/file", &log],
    ] {
        let ran = run(arguments);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{arguments:?}");
        assert!(ran.err.starts_with("wabahook: output: "), "{}", ran.err);
    }
    assert_eq!(fs::read_to_string(&log).unwrap(), format!("{BODY}\n"));
    assert_eq!(fs::read_to_string(&letters).unwrap(), "oops\n");
}

/// Outputs are different files, and none is an input, through any link.
#[cfg(unix)]
#[test]
fn outputs_are_separate_files() {
    use std::os::unix::fs::symlink;
    let folder = Folder::new();
    let log = folder.file("log/a.ndjson", format!("{BODY}\noops\n"));
    let old = folder.file("old", "what was there before");
    let at = |name: &str| folder.0.join(name).to_str().unwrap().to_owned();
    fs::hard_link(&log, at("hard")).unwrap();
    fs::hard_link(&log, at("hard.reasons.tsv")).unwrap();
    fs::hard_link(&old, at("old-too")).unwrap();
    symlink("log", at("linked")).unwrap();
    symlink("new", at("to-new")).unwrap();
    symlink("old", at("letters.reasons.tsv")).unwrap();
    let refused = |output: &str, letters: &str, what: String| {
        let ran = run(["events", "--output", output, "--dead-letter", letters, &log]);
        assert_eq!((ran.code, ran.out.as_str(), ran.err), (2, "", what), "{output} {letters}");
    };
    let same = |a: &str, b: &str| format!("wabahook: output: {a} and {b} are the same file\n");
    let read = |a: &str| format!("wabahook: output: {a} is an input, too\n");
    let new = at("new");
    refused(&new, &new, same(&new, &new));
    refused(&at("new.reasons.tsv"), &new, same(&at("new.reasons.tsv"), &at("new.reasons.tsv")));
    refused(&new, &at("log/../new"), same(&at("log/../new"), &new));
    refused(&at("to-new"), &new, same(&new, &at("to-new")));
    refused(&old, &at("old-too"), same(&at("old-too"), &old));
    refused(&old, &at("letters"), same(&at("letters.reasons.tsv"), &old));
    refused(&at("hard"), &new, read(&at("hard")));
    refused(&new, &at("linked/a.ndjson"), read(&at("linked/a.ndjson")));
    refused(&new, &at("hard"), read(&at("hard")));
    // Standard input and output count if they are files.
    let stdio = |output: &[&str], stdout: &str| {
        let out = fs::OpenOptions::new().append(true).open(stdout).unwrap();
        let mut tool = tool();
        tool.args(["events", "-"]).args(output).stdin(fs::File::open(&log).unwrap()).stdout(out);
        tool.output().unwrap().status.code()
    };
    assert_eq!(stdio(&[], &log), Some(2));
    assert_eq!(stdio(&["--dead-letter", &old], &old), Some(2));
    assert_eq!(stdio(&["--output", &log], "/dev/null"), Some(2));
    // Nothing was written, truncated or created.
    assert_eq!(fs::read_to_string(&log).unwrap(), format!("{BODY}\noops\n"));
    assert_eq!(fs::read_to_string(&old).unwrap(), "what was there before");
    let names = fs::read_dir(&folder.0).unwrap().map(|found| found.unwrap().file_name());
    let names: Vec<_> = names.filter(|name| name.to_str().unwrap().starts_with("new")).collect();
    assert!(names.iter().all(|name| name == "new"), "{names:?}");
    // Devices may be shared, and separate files are accepted.
    assert_eq!(stdio(&["--output", "/dev/null"], "/dev/null"), Some(1));
    assert_eq!(run(["events", "--output", &old, "--dead-letter", &at("b"), &log]).code, 1);
}

#[test]
fn events_are_written_to_a_file() {
    let folder = Folder::new();
    let to = folder.file("events", "what was there before");
    let ran = run(["events", "--output", &to, "corpus/messages"]);
    assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (0, "", ""));
    assert_eq!(fs::read_to_string(&to).unwrap(), run(["events", "corpus/messages"]).out);
}

/// Waits until `what` returns true.
fn wait_until(mut what: impl FnMut() -> bool) {
    let started = std::time::Instant::now();
    while !what() {
        assert!(started.elapsed().as_secs() < 60, "timeout");
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
}

#[cfg(unix)]
#[test]
fn ctrl_c_prints_the_counts_so_far() {
    for (command, code) in [("summary", 130), ("drift", 130), ("events", 130)] {
        let mut child = tool()
            .args([command, "-"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdin = child.stdin.take().unwrap();
        let line = BODY.replace("\"Hi\"", "\"Hi\",\"mood\":1");
        write!(stdin, "{}", format!("{line}\n").repeat(1000)).unwrap();
        // By then the tool has read everything, and waits for more.
        std::thread::sleep(std::time::Duration::from_millis(700));
        let id = child.id().to_string();
        assert!(Command::new("kill").args(["-INT", &id]).status().unwrap().success());
        let mut ended = None;
        wait_until(|| {
            ended = child.try_wait().unwrap();
            ended.is_some() || command == "events"
        });
        let ran = child.wait_with_output().unwrap();
        let (out, err) =
            (String::from_utf8(ran.stdout).unwrap(), String::from_utf8(ran.stderr).unwrap());
        assert_eq!(ran.status.code(), Some(code), "{command}: {err}");
        assert_eq!(err, "wabahook: interrupted: this is what came before\n");
        match command {
            "summary" => assert!(out.contains("1,000  bodies\n"), "{out}"),
            "drift" => assert_eq!(out, "1000  number  messages: value.messages[].text.mood\n"),
            _ => assert_eq!(out.lines().count(), 1000),
        }
        drop(stdin);
    }
}

/// Memory does not grow with the input: 100 MB in lines, and one line of 50 MB, need less than
/// 64 MiB.
#[cfg(target_os = "linux")]
#[test]
fn memory_is_bounded_for_any_input() {
    let long = BODY.replace("Hi", &"x".repeat(5000));
    let lines = format!("{long}\n").repeat(200);
    for command in ["summary", "events"] {
        let mut child = tool()
            .args([command, "--threads", "2", "-"])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut stdin = child.stdin.take().unwrap();
        for _ in 0..100 {
            stdin.write_all(lines.as_bytes()).unwrap();
        }
        let dull = vec![b' '; 1 << 20];
        stdin.write_all(b"{").unwrap();
        for _ in 0..50 {
            stdin.write_all(&dull).unwrap();
        }
        let status = fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap();
        let most = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
        let most: u64 = most.trim().strip_suffix(" kB").unwrap().parse().unwrap();
        println!("{command}: {most} kB");
        assert!(most < 64 << 10, "{command}: {most} kB");
        drop(stdin);
        assert_eq!(child.wait().unwrap().code(), Some(i32::from(command == "events")));
    }
}
