//! Facts that share an id: none is lost, and none is written twice, through kills and redelivery.

use crate::process::{Receiver, client, folder, post, sign};
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::{fs, thread};

fn body(members: &str) -> Vec<u8> {
    format!(
        r#"{{"object":"whatsapp_business_account","entry":[{{"id":"102","changes":[{{"value":{{"messaging_product":"whatsapp","metadata":{{"display_phone_number":"12025550100","phone_number_id":"106"}},{members}}},"field":"messages"}}]}}]}}"#
    )
    .into_bytes()
}

fn list(name: &str, items: &[String]) -> String {
    format!(r#""{name}":[{}]"#, items.join(","))
}

/// 500 statuses of members of groups, 250 messages of which the half came as `unsupported` before,
/// 250 payments of which the half was refunded: 1,000 facts in 350 bodies.
fn bodies() -> Vec<Vec<u8>> {
    let mut bodies = Vec::new();
    for group in 0..100 {
        let status = |member: usize| {
            format!(
                r#"{{"id":"wamid.G{group}","status":"read","timestamp":"175826{group:04}","recipient_id":"group-{group}","recipient_type":"group","recipient_participant_id":"1202555010{member}"}}"#
            )
        };
        bodies.push(body(&list("statuses", &(0..5).map(status).collect::<Vec<_>>())));
    }
    for ghost in 0..125 {
        for content in [
            r#""type":"unsupported","errors":[{"code":131060}]"#,
            r#""type":"text","text":{"body":"here it is"}"#,
        ] {
            let message = format!(
                r#"{{"from":"12025550143","id":"wamid.U{ghost}","timestamp":"1758260100",{content}}}"#
            );
            bodies.push(body(&list("messages", &[message])));
        }
        let payment = |refunds: &str| {
            format!(
                r#"{{"id":"wamid.P{ghost}","status":"captured","timestamp":"1758262061","recipient_id":"12025550143","type":"payment","payment":{{"reference_id":"r{ghost}","transaction":{{"id":"t{ghost}","status":"success"}}{refunds}}}}}"#
            )
        };
        let refunded = payment(r#","refunds":[{"id":"f1","status":"success"}]"#);
        bodies.push(body(&list("statuses", &[payment("")])));
        bodies.push(body(&list("statuses", &[refunded])));
    }
    bodies
}

/// What a line says, apart from its key.
fn fact(line: &str) -> String {
    let line: serde_json::Value = serde_json::from_str(line).unwrap();
    let item = &line["item"];
    format!(
        "{} {} {} {}",
        item["id"], item["type"], item["recipient_participant_id"], item["payment"]["refunds"]
    )
}

#[test]
fn no_fact_is_lost_by_kill_9_and_redelivery() {
    const THREADS: usize = 4;
    let folder = folder("facts");
    let bodies = bodies();
    for round in 0..3 {
        let receiver = Receiver::start(&folder);
        let (next, url) = (AtomicUsize::new(0), receiver.url());
        // Each round gets further before the kill; the last one sends everything, some of it again.
        let end = [bodies.len() / 3, bodies.len() * 3 / 4, bodies.len()][round];
        thread::scope(|scope| {
            for _ in 0..THREADS {
                scope.spawn(|| {
                    let client = client();
                    loop {
                        let place = next.fetch_add(1, Ordering::Relaxed);
                        let Some(body) = bodies.get(place).filter(|_| place < end) else { break };
                        let _ = post(&client, &url, body, &sign(body));
                    }
                });
            }
        });
        receiver.kill();
    }
    let receiver = Receiver::start(&folder);
    for body in bodies.iter().rev() {
        assert_eq!(receiver.post(body), 200);
    }
    let lines = receiver.lines();
    receiver.stop();
    let facts: BTreeSet<_> = lines.iter().map(|line| fact(line)).collect();
    assert_eq!((lines.len(), facts.len()), (1000, 1000));
}

/// Malformed items and items of one id are told apart by where they came and what they are.
#[test]
fn facts_that_look_alike_are_kept() {
    let folder = folder("alike");
    let of = |number: &str, field: &str, entry: &str, members: &str| {
        let text = String::from_utf8(body(members)).unwrap();
        let text = text.replace(r#""106""#, &format!(r#""{number}""#));
        let text = text.replace(r#""id":"102""#, &format!(r#""id":"{entry}""#));
        text.replace(r#""field":"messages""#, &format!(r#""field":"{field}""#)).into_bytes()
    };
    let message = r#"{"from":"12025550143","id":"7","timestamp":"1758260100","type":"text"}"#;
    let failed = |code: u32| {
        format!(r#""statuses":[{{"id":"wamid.F","status":"failed","errors":[{{"code":{code}}}]}}]"#)
    };
    let without_number = |entry: &str| {
        let text = String::from_utf8(of("106", "messages", entry, r#""messages":[{}]"#)).unwrap();
        text.replace(r#""phone_number_id":"106""#, r#""x":1"#).into_bytes()
    };
    let bodies = [
        of("106", "messages", "102", &format!(r#""messages":[{message}]"#)),
        of("107", "messages", "102", &format!(r#""messages":[{message}]"#)),
        of("106", "smb_message_echoes", "102", &format!(r#""message_echoes":[{message}]"#)),
        of("106", "messages", "102", r#""messages":[7]"#),
        of("106", "messages", "102", &failed(131_026)),
        of("106", "messages", "102", &failed(131_047)),
        without_number("102"),
        without_number("103"),
    ];
    for _ in 0..2 {
        let receiver = Receiver::start(&folder);
        for body in bodies.iter().chain(&bodies) {
            assert_eq!(receiver.post(body), 200);
        }
        receiver.kill();
    }
    let text = fs::read_to_string(folder.join("events.ndjson")).unwrap();
    let kinds: Vec<_> = text.lines().filter(|line| !line.contains("metadata.x")).collect();
    assert_eq!(kinds.len(), bodies.len(), "{kinds:#?}");
}

/// Nothing in a body can pass for the key of its line, from which the window is filled.
#[test]
fn the_key_of_a_line_is_its_own() {
    let folder = folder("own-key");
    let message = |id: &str, time: &str| {
        let item = format!(r#"{{"id":"{id}","timestamp":"1758260100","type":"text"}}"#);
        let text = String::from_utf8(body(&list("messages", &[item]))).unwrap();
        text.replace(r#""id":"102","#, &format!(r#""id":"102","time":{time},"#)).into_bytes()
    };
    let bodies = [
        message("wamid.L", r#"{"dedupe_key":"message:106:wamid.K:text"}"#),
        message("wamid.K", "1758240000"),
    ];
    for (round, body) in bodies.iter().enumerate() {
        let receiver = Receiver::start(&folder);
        assert_eq!(receiver.post(body), 200);
        let ids =
            receiver.lines().iter().filter(|line| line.contains(r#""kind":"message""#)).count();
        assert_eq!(ids, round + 1);
        receiver.kill();
    }
}

/// A signed body that yields no item leaves a line.
#[test]
fn every_signed_body_leaves_a_line() {
    let receiver = Receiver::start(&folder("every"));
    let bodies = [
        &br#"{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[],"new_thing":{"x":1}}]}"#[..],
        br#"{"object":"page","entry":[{"id":"2","time":1758240000123,"messaging":[{"mid":"m_1"}]}]}"#,
        br#"{"object":"whatsapp_business_account","entry":[]}"#,
        br#"{"object":"whatsapp_business_account","entry":[{"id":"3","changes":null}]}"#,
    ];
    for (place, body) in bodies.into_iter().enumerate() {
        assert_eq!(receiver.post(body), 200);
        assert_eq!(receiver.lines().len(), place + 1);
    }
    let lines = receiver.lines();
    assert!(lines[0].contains(r#""unknown":{"new_thing":{"x":1}}"#));
    assert!(lines[1].contains(r#""mid":"m_1""#));
    receiver.stop();
}
