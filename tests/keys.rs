//! Dedupe keys: two items share a key exactly when they are the same fact.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

mod checks;
#[expect(dead_code, reason = "only the model's bodies are used; other tests use its readings")]
mod model;

use checks::bodies::corpus;
use checks::keys::{parts, parts_of_error};
use checks::random::Random;
use checks::wire::wire;
use model::choices::Choices;
use proptest::prelude::*;
use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, PoisonError};
use wabahook::twin::{KINDS, TABLES, Table};
use wabahook::{Decoder, JsonType, Limits, Payload, Raw, Str};

/// The keys so far by the facts that they stand for, and the reverse.
#[derive(Default)]
struct Seen {
    keys: HashMap<Vec<String>, String>,
    facts: HashMap<String, Vec<String>>,
    hashes: HashMap<u128, String>,
}

impl Seen {
    /// Compares every event of a payload with all earlier ones.
    fn see(&mut self, payload: Payload<'_>) {
        let other = payload.product().filter(|product| !product.is_whatsapp());
        for event in payload.events() {
            let (key, fact) = match &event {
                Ok(event) => {
                    (event.dedupe_key(), parts(event, other.map(|product| product.as_str())))
                }
                Err(error) => (error.dedupe_key(), parts_of_error(error)),
            };
            let (text, hash) = (key.to_string(), key.to_u128());
            let old = self.keys.insert(fact.clone(), text.clone());
            assert!(old.as_ref().is_none_or(|old| *old == text), "{old:?}, {text} for {fact:?}");
            let old = self.facts.insert(text.clone(), fact.clone());
            assert!(old.as_ref().is_none_or(|old| *old == fact), "{text} for {old:?} and {fact:?}");
            let old = self.hashes.insert(hash, text.clone());
            assert!(old.is_none_or(|old| old == text), "{hash:x} for two keys");
        }
    }

    fn decode(&mut self, body: &[u8]) {
        for mut decoder in checks::decoders(body, Limits::new()) {
            if let Ok(payload) = decoder.decode(body) {
                self.see(payload);
            }
        }
    }
}

/// Returns the keys of a body, which are the same from every decoder.
fn keys(body: &str) -> Vec<String> {
    let keys = checks::decoders(body.as_bytes(), Limits::new());
    let mut keys: Vec<_> = keys.map(|mut decoder| keys_by(&mut decoder, body)).collect();
    keys.dedup();
    assert_eq!(keys.len(), 1, "the decoders differ on {body}");
    keys.remove(0)
}

fn keys_by(decoder: &mut Decoder, body: &str) -> Vec<String> {
    let payload = decoder.decode(body.as_bytes()).unwrap_or_else(|error| panic!("{error}: {body}"));
    let key = |event: Result<wabahook::Event<'_>, wabahook::EventError<'_>>| match event {
        Ok(event) => event.dedupe_key().to_string(),
        Err(error) => error.dedupe_key().to_string(),
    };
    payload.events().map(key).collect()
}

/// Returns a value with the members of every object in random order.
fn shuffled(value: Raw<'_>, random: &mut Random) -> String {
    match value.json_type() {
        JsonType::Object => {
            let member = |(key, value): (Str<'_>, _)| {
                let key = serde_json::to_string(key.to_str()).unwrap();
                format!("{key}:{}", shuffled(value, random))
            };
            let mut members: Vec<_> = value.members().map(member).collect();
            random.shuffle(&mut members);
            format!("{{{}}}", members.join(","))
        }
        JsonType::Array => {
            let items: Vec<_> = value.items().map(|item| shuffled(item, random)).collect();
            format!("[{}]", items.join(","))
        }
        _ => value.json().to_owned(),
    }
}

/// Every fact of the corpus has one key, in both spellings and any order of members.
#[test]
fn one_key_a_fact() {
    let (mut seen, mut random) = (Seen::default(), Random(7));
    for body in corpus() {
        seen.decode(&body.bytes);
        let Ok(text) = std::str::from_utf8(&body.bytes) else { continue };
        let mut decoder = Decoder::new();
        let Ok(payload) = decoder.decode(&body.bytes) else { continue };
        // Deeply nested values are hashed as spelled, so their spelling counts.
        if checks::oracle::depth(text) > 20 {
            continue;
        }
        seen.decode(wire(text).as_bytes());
        let mended = checks::oracle::parse(&body.bytes).unwrap();
        if !checks::oracle::has_duplicates(mended.trim()) {
            // The keys of malformed items are hashes of their bytes.
            let of_events = |body: &str| {
                let mut keys = keys(body);
                keys.retain(|key| !key.starts_with("malformed:"));
                keys.sort_unstable();
                keys
            };
            let other = shuffled(payload.raw(), &mut random);
            assert_eq!(of_events(text), of_events(&other), "{}", body.name());
        }
    }
    assert!(seen.keys.len() > 700, "{}", seen.keys.len());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    /// Every fact of generated bodies has one key, in two spellings.
    #[test]
    fn one_key_a_generated_fact(choices in prop::collection::vec(any::<u8>(), 0..4000)) {
        static SEEN: LazyLock<Mutex<Seen>> = LazyLock::new(Mutex::default);
        let webhook = model::webhook::webhook(&mut Choices(&choices));
        let mut seen = SEEN.lock().unwrap_or_else(PoisonError::into_inner);
        for spelling in [webhook.compact(), wire(&webhook.compact())] {
            seen.decode(spelling.as_bytes());
        }
    }
}

fn in_messages(metadata: &str, members: &str) -> String {
    format!(
        r#"{{"object":"whatsapp_business_account","entry":[{{"id":"9001","changes":[{{"value":{{
        "messaging_product":"whatsapp","metadata":{{"phone_number_id":"{metadata}"}},{members}}},
        "field":"messages"}}]}}]}}"#
    )
}

/// Asserts that each of the bodies has one event, and that all keys differ.
fn all_differ(bodies: &[String]) {
    let keys: Vec<_> = bodies.iter().map(|body| keys(body)).collect();
    assert!(keys.iter().all(|keys| keys.len() == 1), "{keys:#?}");
    for (place, key) in keys.iter().enumerate() {
        assert!(!keys[..place].contains(key), "{key:?} occurs twice");
    }
}

#[test]
fn every_part_counts() {
    let message =
        |more: &str| in_messages("1", &format!(r#""messages":[{{"id":"wamid.A",{more}}}]"#));
    let status =
        |more: &str| in_messages("1", &format!(r#""statuses":[{{"id":"wamid.A",{more}}}]"#));
    all_differ(&[
        message(r#""type":"text""#),
        message(r#""type":"unsupported""#),
        message(r#""type":"unsupported","errors":[{"code":131051}]"#),
        message(r#""type":"unsupported","errors":[{"code":131060}]"#),
        message(r#""type":"edit","edit":{"original_message_id":"wamid.B"}"#),
        message(r#""type":"edit","edit":{"original_message_id":"wamid.C"}"#),
        message(r#""type":"revoke","revoke":{"original_message_id":"wamid.B"}"#),
        in_messages("2", r#""messages":[{"id":"wamid.A","type":"text"}]"#),
        status(r#""status":"read""#),
        status(r#""status":"delivered""#),
        status(r#""status":"read","recipient_participant_id":"12025550143""#),
        status(r#""status":"read","recipient_participant_id":"12025550144""#),
        status(r#""status":"read","recipient_participant_user_id":"12025550144""#),
        status(r#""status":"read","recipient_participant_parent_user_id":"12025550144""#),
        status(r#""status":"failed","errors":[{"code":131026}]"#),
        status(r#""status":"failed","errors":[{"code":131047}]"#),
        status(r#""status":"captured","payment":{"transaction":{"id":"t1"}}"#),
        status(r#""status":"captured","payment":{"transaction":{"id":"t2"}}"#),
        status(
            r#""status":"captured","payment":{"transaction":{"id":"t1"},"refunds":[{"id":"r1"}]}"#,
        ),
        status(
            r#""status":"captured","payment":{"transaction":{"id":"t1"},"refunds":[{"amount":{"value":1}}]}"#,
        ),
        status(
            r#""status":"captured","payment":{"transaction":{"id":"t1"},"refunds":[{"amount":{"value":2}}]}"#,
        ),
        status(
            r#""status":"captured","payment":{"transaction":{"id":"t1"},"refunds":[{"id":"r2"}]}"#,
        ),
        status(
            r#""status":"captured","payment":{"transaction":{"id":"t1"},"refunds":[{"id":"r1"},{"id":"r2"}]}"#,
        ),
    ]);
}

/// The contents of a part cannot be read as a separator.
#[test]
fn parts_do_not_run_together() {
    let status = |id: &str, status: &str| {
        in_messages("1", &format!(r#""statuses":[{{"id":"{id}","status":"{status}"}}]"#))
    };
    all_differ(&[
        status("a", "x:read"),
        status("a:x", "read"),
        status("a%3Ax", "read"),
        status("a", "read:participant=1"),
        in_messages(
            "1",
            r#""statuses":[{"id":"a","status":"read","recipient_participant_id":"1"}]"#,
        ),
    ]);
    let key = keys(&status("a:%\\n", "read")).remove(0);
    assert_eq!(key, "status:1:a%3A%25%0A:read");
}

/// All spellings of the participant give the same part.
#[test]
fn aliases_are_one_part() {
    let status = |name: &str| {
        let member = format!(r#""{name}":"12025550143""#);
        in_messages("1", &format!(r#""statuses":[{{"id":"wamid.A","status":"read",{member}}}]"#))
    };
    assert_eq!(
        keys(&status("recipient_participant_id")),
        keys(&status("participant_recipient_id"))
    );
}

/// Facts without an id: equal keys for any spelling and order, different ones for any difference in
/// meaning, entry, time or field.
#[test]
fn content_counts_where_there_is_no_id() {
    let entry = |id: &str, time: &str, value: &str| {
        format!(
            r#"{{"object":"whatsapp_business_account","entry":[{{"id":"{id}","time":{time},"changes":[
            {{"value":{value},"field":"account_update"}}]}}]}}"#
        )
    };
    let update = r#"{"event":"PARTNER_ADDED","waba_info":{"waba_id":"1","owner_business_id":"2"}}"#;
    all_differ(&[
        entry("1", "1", update),
        entry("2", "1", update),
        entry("1", "2", update),
        entry("1", "1", update).replace("account_update", "business_status_update"),
        entry("1", "1", &update.replace(r#""2""#, r#""3""#)),
        entry("1", "1", &update.replace(r#""2""#, "2")),
        entry("1", "1", &update.replace("}}", r#"},"new":1}"#)),
        entry("1", "1", &update.replace("}}", r#"},"new":{"a":1,"a":2}}"#)),
        entry("1", "1", &update.replace("}}", r#"},"new":{"a":2,"a":1}}"#)),
        entry("1", "1", &update.replace("}}", r#"},"new":[1,2]}"#)),
        entry("1", "1", &update.replace("}}", r#"},"new":[2,1]}"#)),
        entry("1", "1", &update.replace("}}", r#"},"new":[[2],1]}"#)),
    ]);
    let same = [
        update.to_owned(),
        r#"{ "waba_info" : {"owner_business_id":"2","waba_id":"1"}, "event":"PARTNER\u005FADDED"}"#
            .to_owned(),
        update.replace("}}", r#"},"country":null}"#),
    ];
    let keys: Vec<_> = same.iter().map(|value| keys(&entry("1", "1", value))).collect();
    assert!(keys.windows(2).all(|pair| pair[0] == pair[1]), "{keys:#?}");
}

/// Unknown members are part of a key at any depth; the order of known members is not.
#[test]
fn unknown_members_count() {
    let message = r#""messages":[{"id":"wamid.A","type":"text"}]"#;
    let metadata = |more: &str| {
        let number = format!(r#"{{"phone_number_id":"1","zz":{more}}}"#);
        in_messages("1", message).replace(r#"{"phone_number_id":"1"}"#, &number)
    };
    let value_key = |body: &str| keys(body).into_iter().find(|key| key.starts_with("value:"));
    assert!(value_key(&metadata("9")).is_some());
    assert_ne!(value_key(&metadata("9")), value_key(&metadata("10")));
    let product = |object: &str| {
        format!(r#"{{"object":"{object}","entry":[{{"id":"1","time":1,"messaging":[1]}}]}}"#)
    };
    all_differ(&[product("page"), product("instagram"), product("whatsapp_business_account")]);
    let thread = |phase: u32| {
        let chunk = format!(r#"{{"metadata":{{"phase":{phase}}},"threads":[{{"id":"1"}}]}}"#);
        let body = in_messages("1", &format!(r#""history":[{chunk}]"#));
        body.replace(r#""field":"messages""#, r#""field":"history""#)
    };
    all_differ(&[thread(0), thread(1)]);

    let update = |first: &str, more: &str| {
        format!(
            r#"{{"object":"whatsapp_business_account","entry":[{{"id":"1","changes":[
            {{"value":{{{first},{more}}},"field":"account_update"}}]}}]}}"#
        )
    };
    let (one, other) = (r#""event":"A","country":"FR""#, r#""country":"FR","event":"A""#);
    let many: Vec<_> = (0..40).map(|n| format!(r#""n{n}":{n}"#)).collect();
    for more in [r#""n":1,"n":2"#, &many.join(",")] {
        assert_eq!(keys(&update(one, more)), keys(&update(other, more)), "{more}");
    }
    assert_ne!(keys(&update(one, r#""n":1,"n":2"#)), keys(&update(one, r#""n":2,"n":1"#)));
}

/// A webhook whose `object` is not a string is reported as an error with its bytes.
#[test]
fn an_object_that_is_no_string_is_an_error() {
    for object in [r#"{"a":"lost"}"#, r#"["lost"]"#] {
        let body = format!(r#"{{"object":{object},"entry":[]}}"#);
        let mut decoder = Decoder::new();
        let payload = decoder.decode(body.as_bytes()).unwrap();
        let events: Vec<_> = payload.events().collect();
        let error = events[0].unwrap_err();
        assert_eq!((error.item_kind(), error.raw().json()), ("payload", object));
        assert_eq!(error.path().to_string(), "object");
        assert_eq!(events.len(), 2);
    }
}

/// A second `RINGING` differs only in its time, which is not part of the key.
#[test]
fn times_of_items_do_not_count() {
    let bodies = corpus();
    let body = bodies.iter().find(|body| body.name() == "calls/statuses-user-ids.json").unwrap();
    let keys = keys(std::str::from_utf8(&body.bytes).unwrap());
    assert_eq!(keys.len(), 3);
    assert_eq!(keys[0], keys[1]);
    assert_ne!(keys[1], keys[2]);
}

/// Malformed items differ by their bytes and by their context.
#[test]
fn malformed_items_have_keys_of_their_own() {
    let in_entry = |id: &str, members: &str| in_messages("1", members).replace("9001", id);
    let without_number = |id: &str, members: &str| {
        in_entry(id, members).replace(r#""metadata":{"phone_number_id":"1"},"#, "")
    };
    all_differ(&[
        in_messages("1", r#""messages":[7]"#),
        in_messages("1", r#""messages":["7"]"#),
        in_messages("1", r#""messages":[{"id":"7","type":"text"}]"#),
        in_messages("1", r#""statuses":[7]"#),
        in_messages("1", r#""messages":7"#),
        in_messages("2", r#""messages":[7]"#),
        without_number("1", r#""messages":[{}]"#),
        without_number("2", r#""messages":[{}]"#),
    ]);
}

/// No two kinds share a key, whatever their items contain.
#[test]
fn kinds_never_meet() {
    let items = [
        ("messages", r#""messages":[ITEM]"#),
        ("messages", r#""statuses":[ITEM]"#),
        ("messages", r#""errors":[ITEM]"#),
        ("messages", r#""user_actions":[ITEM]"#),
        ("messages", r#""contacts":[ITEM]"#),
        ("user_preferences", r#""user_preferences":[ITEM]"#),
        ("user_id_update", r#""user_id_update":[ITEM]"#),
        ("calls", r#""calls":[ITEM]"#),
        ("calls", r#""statuses":[ITEM]"#),
        ("history", r#""messages":[ITEM]"#),
        ("smb_app_state_sync", r#""state_sync":[ITEM]"#),
        ("smb_message_echoes", r#""message_echoes":[ITEM]"#),
        ("standby", r#""standby":{"message_echoes":[ITEM]}"#),
        ("group_settings_update", r#""groups":[ITEM]"#),
        ("automatic_events", r#""automatic_events":[ITEM]"#),
        ("account_update", r#""more":ITEM"#),
        ("new_field", r#""more":ITEM"#),
    ];
    let item =
        r#"{"id":"x","type":"read","status":"read","event":"read","event_name":"read","code":1}"#;
    let bodies: Vec<_> = items
        .iter()
        .map(|(field, members)| {
            in_messages("1", &members.replace("ITEM", item))
                .replace(r#""field":"messages""#, &format!(r#""field":"{field}""#))
        })
        .collect();
    all_differ(&bodies);
}

/// Kind and field determine the list of an item without an id; lists of items with ids may share a
/// kind.
#[test]
fn a_kind_determines_the_list() {
    fn lists(table: Table, above: &str, found: &mut Vec<String>) {
        for row in table.rows.iter().filter(|row| row.items != 0) {
            let (Some(of), kind) = (row.of, KINDS[usize::from(row.items)]) else { continue };
            let path = format!("{above}.{kind}");
            if !of().rows.iter().any(|row| row.keys[0] == "id" && row.is_required) {
                found.push(path.clone());
            }
            lists(of(), &path, found);
        }
    }
    for (names, table) in TABLES {
        let mut found = Vec::new();
        lists(table(), names[0], &mut found);
        found.sort_unstable();
        let before = found.len();
        found.dedup();
        assert_eq!(found.len(), before, "two lists of one kind in {}", names[0]);
    }
}

/// Texts and hashes of some keys, for implementations in other languages.
#[test]
fn test_vectors() {
    for (members, text, hash) in [
        (
            r#""messages":[{"id":"wamid.A","type":"text"}]"#,
            "message:1:wamid.A:text",
            0x02d0_e095_1663_d5d2_07da_ccdf_e59c_1dabu128,
        ),
        (
            r#""statuses":[{"id":"wamid.\u00c9","status":"a:b","recipient_participant_id":"12025550143"}]"#,
            "status:1:wamid.\u{c9}:a%3Ab:participant=12025550143",
            0x0a3c_d5a1_5d5b_e970_d057_2b16_3008_c22c,
        ),
        (
            r#""contacts":[{"wa_id":"12025550143"}]"#,
            "contact:1:hash=9cde6cd1ceaca2eda50596eff5f74e1f",
            0x783a_fdef_5ad8_c2fd_6793_5e0a_dd9f_58f0,
        ),
        (
            r#""messages":[7]"#,
            "malformed:1:hash=33316b42b8af86e4600947f5e09f4b6c",
            0xe368_654b_7f0e_e475_5a80_0088_ee43_cd06,
        ),
    ] {
        let body = in_messages("1", members);
        let mut decoder = Decoder::new();
        let key = match decoder.decode(body.as_bytes()).unwrap().events().next().unwrap() {
            Ok(event) => event.dedupe_key(),
            Err(error) => error.dedupe_key(),
        };
        assert_eq!((&*key.to_string(), key.to_u128()), (text, hash), "{:x}", key.to_u128());
    }
    // Longer than the buffer in which short keys are hashed.
    let long =
        in_messages("1", &format!(r#""messages":[{{"id":"{}","type":"text"}}]"#, "x".repeat(1000)));
    let mut decoder = Decoder::new();
    let key =
        decoder.decode(long.as_bytes()).unwrap().events().flatten().next().unwrap().dedupe_key();
    assert_eq!(key.to_u128(), 0x87be_14bb_4447_1243_618b_5e5f_d132_c7a5);
}
