//! The generated bodies: the same in every run.
//!
//! Except for `pretty`, all have wire spelling: compact, `/` as `\/`, everything beyond ASCII as
//! lower-case `\uXXXX`. People, numbers and texts are invented; ids have the form of real ones.

#[path = "sets/batches.rs"]
mod batches;
#[path = "sets/history.rs"]
mod history;
#[path = "sets/shuffled.rs"]
mod shuffled;
#[path = "sets/varied.rs"]
mod varied;
#[path = "sets/wide.rs"]
mod wide;

use std::fmt::Write;

/// Number of readable bytes behind a body, which simdjson requires.
pub(crate) const PADDING: usize = 64;

/// A named set of bodies.
#[allow(dead_code, reason = "not every program that makes sets has tasks and names them")]
pub(crate) struct Set {
    pub(crate) name: &'static str,
    /// The bodies, contiguous in memory as in a reader's buffer.
    pub(crate) bodies: Vec<&'static [u8]>,
    /// True if only `check` runs, as not every competitor reads all of their members.
    pub(crate) is_only_checked: bool,
}

/// Returns the bodies contiguous in memory, with [`PADDING`] bytes behind the last; they are
/// leaked.
pub(crate) fn in_a_row(bodies: &[Vec<u8>]) -> Vec<&'static [u8]> {
    let mut bytes = bodies.concat();
    bytes.extend_from_slice(&[0; PADDING]);
    let mut rest: &'static [u8] = bytes.leak();
    let bodies = bodies.iter().map(|body| {
        let (one, more) = rest.split_at(body.len());
        rest = more;
        one
    });
    bodies.collect()
}

/// A function that makes the bodies of a set.
type Make = fn() -> Vec<Vec<u8>>;

/// The sets, in the order of the table.
const SETS: [(&str, Make); 18] = [
    ("founding", || many(400, founding)),
    ("text_ascii", || many(1_000, |dice| text(dice, ASCII))),
    ("text_unicode", || many(1_000, |dice| text(dice, SCRIPTS))),
    ("statuses", || many(1_000, status)),
    ("mixed", || many(20_000, mixed)),
    ("entries", || many(20_000, mixed).chunks(10).map(entries).collect()),
    ("varied", || many(5_000, varied::varied)),
    ("shuffled", || shuffled::all(&many(5_000, mixed))),
    ("batch_10", || many(1_000, |dice| batches::messages(dice, 10))),
    ("batch_100", || many(100, |dice| batches::messages(dice, 100))),
    ("batch_1000", || many(10, |dice| batches::messages(dice, 1_000))),
    ("statuses_10", || many(1_000, |dice| batches::statuses(dice, 10))),
    ("statuses_100", || many(100, |dice| batches::statuses(dice, 100))),
    ("statuses_1000", || many(10, |dice| batches::statuses(dice, 1_000))),
    ("history", || vec![history::history(3_000_000).into_bytes()]),
    ("pretty", || many(5_000, mixed).iter().map(|body| pretty(body)).collect()),
    ("wide", wide::wide),
    ("scattered", || many(20_000, mixed)),
];

fn many(count: usize, body: fn(&mut Dice) -> String) -> Vec<Vec<u8>> {
    let mut dice = Dice(0x5EED);
    (0..count).map(|_| body(&mut dice).into_bytes()).collect()
}

/// Returns the sets of those names, or all if none is named.
pub(crate) fn sets(wanted: &[String]) -> Vec<Set> {
    let is_wanted = |name: &str| wanted.is_empty() || wanted.iter().any(|one| one == name);
    SETS.into_iter()
        .filter(|(name, _)| is_wanted(name))
        .map(|(name, make)| set(name, make))
        .collect()
}

fn set(name: &'static str, make: Make) -> Set {
    let mut bodies = in_a_row(&make());
    if name == "scattered" {
        // The bodies stay in place, so that a reader cannot predict the address of the next one.
        let mut dice = Dice(0x5EED);
        for at in (1..bodies.len()).rev() {
            bodies.swap(at, dice.below(at as u64 + 1) as usize);
        }
    }
    Set { name, bodies, is_only_checked: name == "wide" }
}

/// An xorshift generator of random numbers.
pub(crate) struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, limit: u64) -> u64 {
        (self.roll() >> 11) % limit
    }

    fn pick<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len() as u64) as usize]
    }

    fn digits(&mut self, count: usize) -> String {
        (0..count)
            .map(|place| {
                char::from(
                    b'0' + (self.below(if place == 0 { 9 } else { 10 }) as u8
                        + u8::from(place == 0)),
                )
            })
            .map(|digit| if digit > '9' { '9' } else { digit })
            .collect()
    }

    fn phone(&mut self) -> String {
        format!("1202555{:04}", 100 + self.below(100))
    }

    fn time(&mut self) -> String {
        format!("{}", 1_739_000_000 + self.below(40_000_000))
    }

    /// Returns `wamid.` and the base64 of the fixed bytes, the phone number and a hex id.
    fn wamid(&mut self, phone: &str, inbound: bool) -> String {
        let hex: String = (0..20).map(|_| char::from(self.pick(b"0123456789ABCDEF"))).collect();
        let mut bytes = vec![0x1C, 0x18, phone.len() as u8];
        bytes.extend(phone.bytes());
        bytes.extend([0x15, 0x02, 0x00, if inbound { 0x12 } else { 0x11 }, 0x18, 0x14]);
        bytes.extend(hex.bytes());
        bytes.push(0);
        format!("wamid.{}", base64(&bytes))
    }
}

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for three in bytes.chunks(3) {
        let word = three.iter().fold(0u32, |word, &byte| word << 8 | u32::from(byte))
            << (8 * (3 - three.len()));
        for place in 0..4 {
            if place <= three.len() {
                out.push(char::from(DIGITS[(word >> (18 - 6 * place)) as usize & 63]));
            } else {
                out.push('=');
            }
        }
    }
    out
}

/// Returns the text as the inside of a JSON string in wire spelling.
fn wire(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '/' => out.push_str("\\/"),
            '\n' => out.push_str("\\n"),
            ' '..='~' => out.push(char),
            other => {
                for unit in other.encode_utf16(&mut [0; 2]) {
                    let _ = write!(out, "\\u{unit:04x}");
                }
            }
        }
    }
    out
}

/// Names and texts.
type Words = (&'static [&'static str], &'static [&'static str]);

const ASCII: Words = (
    &["Sheila Nolan", "Pablo Marin", "Mirela Voss", "Jun Harada", "Amara Okafor", "Tom Alder"],
    &[
        "Does it come in another color?",
        "Thanks, that was quick! See you on Thursday at the shop around ten.",
        "ok",
        "Can I still change the delivery address for order 20384?",
        "I have been waiting for forty minutes now and nobody has come yet, is everything all right?",
        "Yes please",
    ],
);

const SCRIPTS: Words = (
    &[
        "Željko Šarić",
        "Γιώργος Νικολάου",
        "Анна Смирнова",
        "דנה לוי",
        "ليلى حداد",
        "अनिता शर्मा",
        "สมชาย ใจดี",
        "김민준",
        "田中さくら",
        "王小明",
    ],
    &[
        "Můžu ještě změnit adresu? 🙏",
        "Καλημέρα, είναι ανοιχτά σήμερα το κατάστημα;",
        "Здравствуйте! Когда привезут мой заказ? Жду с утра.",
        "שלום, האם החנות פתוחה היום?",
        "مرحبا، هل يمكنني تغيير موعد التسليم؟",
        "नमस्ते, मेरा ऑर्डर कब तक आएगा?",
        "สวัสดีค่ะ สินค้ายังมีอยู่ไหมคะ 😊",
        "안녕하세요, 배송 상태를 확인하고 싶습니다.",
        "こんにちは、予約の変更はできますか？",
        "你好，请问这个还有货吗？👍🏽",
    ],
);

/// Returns a body with one change whose value has the metadata and the members `value`.
fn envelope(field: &str, value: &str) -> String {
    format!(
        "{{\"object\":\"whatsapp_business_account\",\"entry\":[{{\"id\":\"102290129340398\",\
         \"changes\":[{{\"value\":{{\"messaging_product\":\"whatsapp\",\"metadata\":\
         {{\"display_phone_number\":\"15550783881\",\"phone_number_id\":\"106540352242922\"}},\
         {value}}},\"field\":\"{field}\"}}]}}]}}"
    )
}

fn contact(name: &str, phone: &str) -> String {
    format!("{{\"profile\":{{\"name\":\"{}\"}},\"wa_id\":\"{phone}\"}}", wire(name))
}

fn with_contact(
    dice: &mut Dice,
    words: Words,
    message: impl FnOnce(&mut Dice, &str) -> String,
) -> String {
    let phone = dice.phone();
    let name = dice.pick(words.0);
    let message = message(dice, &phone);
    envelope(
        "messages",
        &format!("\"contacts\":[{}],\"messages\":[{message}]", contact(name, &phone)),
    )
}

fn text_message(dice: &mut Dice, words: Words, phone: &str) -> String {
    let (id, time, body) = (dice.wamid(phone, true), dice.time(), wire(dice.pick(words.1)));
    format!(
        "{{\"from\":\"{phone}\",\"id\":\"{id}\",\"timestamp\":\"{time}\",\"text\":{{\"body\":\"{body}\"}},\"type\":\"text\"}}"
    )
}

fn text(dice: &mut Dice, words: Words) -> String {
    with_contact(dice, words, |dice, phone| text_message(dice, words, phone))
}

fn reply(dice: &mut Dice, words: Words) -> String {
    with_contact(dice, words, reply_message)
}

fn reply_message(dice: &mut Dice, phone: &str) -> String {
    let (asked, id, time) = (dice.wamid(phone, false), dice.wamid(phone, true), dice.time());
    let reply = if dice.below(2) == 0 {
        "{\"type\":\"list_reply\",\"list_reply\":{\"id\":\"priority_express\",\"title\":\
         \"Priority Mail Express\",\"description\":\"Next Day to 2 Days\"}}"
    } else {
        "{\"type\":\"button_reply\",\"button_reply\":{\"id\":\"cancel-button\",\"title\":\"Cancel\"}}"
    };
    format!(
        "{{\"context\":{{\"from\":\"15550783881\",\"id\":\"{asked}\"}},\"from\":\"{phone}\",\
         \"id\":\"{id}\",\"timestamp\":\"{time}\",\"type\":\"interactive\",\"interactive\":{reply}}}"
    )
}

fn media(dice: &mut Dice, words: Words) -> String {
    with_contact(dice, words, media_message)
}

fn media_message(dice: &mut Dice, phone: &str) -> String {
    let (id, time, media) = (dice.wamid(phone, true), dice.time(), dice.digits(16));
    let hash: Vec<u8> = (0..32).map(|_| dice.below(256) as u8).collect();
    let hash = wire(&base64(&hash));
    let (kind, mime, more) = dice.pick(&[
        ("image", "image/jpeg", ""),
        ("audio", "audio/ogg; codecs=opus", ",\"voice\":true"),
        ("document", "application/pdf", ",\"filename\":\"invoice_2041.pdf\""),
    ]);
    let url = wire(&format!(
        "https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid={media}&source=webhook&ext={time}&hash=ARk{}",
        dice.digits(24)
    ));
    format!(
        "{{\"from\":\"{phone}\",\"id\":\"{id}\",\"timestamp\":\"{time}\",\"type\":\"{kind}\",\"{kind}\":\
             {{\"mime_type\":\"{}\",\"sha256\":\"{hash}\",\"id\":\"{media}\",\"url\":\"{url}\"{more}}}}}",
        wire(mime)
    )
}

fn status_item(dice: &mut Dice) -> String {
    let phone = dice.phone();
    let (id, time) = (dice.wamid(&phone, false), dice.time());
    let name = dice.pick(&["sent", "delivered", "delivered", "read", "read", "failed"]);
    let head = format!(
        "{{\"id\":\"{id}\",\"status\":\"{name}\",\"timestamp\":\"{time}\",\"recipient_id\":\"{phone}\""
    );
    let category = dice.pick(&["service", "utility", "marketing", "authentication"]);
    match (name, dice.below(3)) {
        ("failed", _) => format!(
            "{head},\"errors\":[{{\"code\":131026,\"title\":\"Message undeliverable\",\"message\":\
             \"Message undeliverable\",\"error_data\":{{\"details\":\"Message Undeliverable.\"}},\"href\":\
             \"https:\\/\\/developers.facebook.com\\/docs\\/whatsapp\\/cloud-api\\/support\\/error-codes\\/\"}}]}}"
        ),
        ("sent", 0) => {
            let (hash, until) = (dice.roll(), dice.time());
            format!(
                "{head},\"conversation\":{{\"id\":\"{hash:016x}{hash:016x}\",\"expiration_timestamp\":\"{until}\",\
                 \"origin\":{{\"type\":\"{category}\"}}}},\"pricing\":{{\"billable\":true,\"pricing_model\":\
                 \"CBP\",\"category\":\"{category}\"}}}}"
            )
        }
        ("read", _) => {
            let hash = dice.roll();
            format!(
                "{head},\"conversation\":{{\"id\":\"{hash:016x}{hash:016x}\",\"origin\":{{\"type\":\"{category}\"}}}},\
                 \"pricing\":{{\"billable\":true,\"pricing_model\":\"CBP\",\"category\":\"{category}\"}}}}"
            )
        }
        _ => format!(
            "{head},\"pricing\":{{\"billable\":true,\"pricing_model\":\"PMP\",\"category\":\"{category}\",\
             \"type\":\"regular\"}}}}"
        ),
    }
}

fn status(dice: &mut Dice) -> String {
    let status = status_item(dice);
    envelope("messages", &format!("\"statuses\":[{status}]"))
}

fn system(dice: &mut Dice) -> String {
    let (old, new) = (dice.phone(), dice.phone());
    let (id, time, name) = (dice.wamid(&old, true), dice.time(), dice.pick(ASCII.0));
    envelope(
        "messages",
        &format!(
            "\"messages\":[{{\"from\":\"{old}\",\"id\":\"{id}\",\"timestamp\":\"{time}\",\"system\":\
             {{\"body\":\"User {name} changed from {old} to {new}\",\"wa_id\":\"{new}\",\"type\":\
             \"user_changed_number\"}},\"type\":\"system\"}}]"
        ),
    )
}

fn preference(dice: &mut Dice) -> String {
    let (phone, time) = (dice.phone(), dice.time());
    let name = dice.pick(ASCII.0);
    let value = dice.pick(&["stop", "resume"]);
    envelope(
        "user_preferences",
        &format!(
            "\"contacts\":[{}],\"user_preferences\":[{{\"wa_id\":\"{phone}\",\"detail\":\"User requested to \
             {value} marketing messages\",\"category\":\"marketing_messages\",\"value\":\"{value}\",\
             \"timestamp\":{time}}}]",
            contact(name, &phone)
        ),
    )
}

/// Returns one of the four kinds of payloads that the project began with.
fn founding(dice: &mut Dice) -> String {
    match dice.below(4) {
        0 | 1 => reply(dice, ASCII),
        2 => system(dice),
        _ => preference(dice),
    }
}

/// Returns 60% statuses, 22% text (half of it not ASCII), the rest replies, media, system,
/// preferences.
fn mixed(dice: &mut Dice) -> String {
    let words = dice.pick(&[ASCII, SCRIPTS]);
    match dice.below(100) {
        0..60 => status(dice),
        60..71 => text(dice, ASCII),
        71..82 => text(dice, SCRIPTS),
        82..89 => reply(dice, words),
        89..96 => media(dice, words),
        96..98 => system(dice),
        _ => preference(dice),
    }
}

/// Returns `mixed` as a stream: one body a line, at least `len` bytes.
#[allow(dead_code, reason = "not every bench reads streams")]
pub(crate) fn lines(len: usize) -> Vec<u8> {
    let (mut dice, mut lines) = (Dice(0x5EED), Vec::with_capacity(len + 4096));
    while lines.len() < len {
        lines.extend_from_slice(mixed(&mut dice).as_bytes());
        lines.push(b'\n');
    }
    lines
}

/// Returns `count` contacts and messages in wire spelling, with names and texts from `words` in
/// turns.
#[allow(dead_code, reason = "not every bench asks what size costs")]
fn chat(count: usize, words: &[Words]) -> Vec<(String, String)> {
    let mut dice = Dice(0xBA7C4);
    let one = |place: usize| {
        let words = words[place % words.len()];
        let phone = format!("1202{:07}", 5_550_000 + place);
        let contact = contact(dice.pick(words.0), &phone);
        (contact, text_message(&mut dice, words, &phone))
    };
    (0..count).map(one).collect()
}

/// Returns one change with those messages and contacts.
#[allow(dead_code, reason = "not every bench asks what size costs")]
fn batch(chat: &[(String, String)]) -> Vec<u8> {
    let (contacts, messages): (Vec<_>, Vec<_>) = chat.iter().cloned().unzip();
    batches::lists(&contacts, &messages).into_bytes()
}

/// Returns one body with the entries of several, which are in wire spelling.
fn entries(bodies: &[Vec<u8>]) -> Vec<u8> {
    const START: &[u8] = br#"{"object":"whatsapp_business_account","entry":["#;
    const END: &[u8] = b"]}";
    let entry = |body: &Vec<u8>| {
        // Other members of the root would make the result invalid.
        let inside = body.strip_prefix(START).and_then(|rest| rest.strip_suffix(END));
        inside.unwrap_or(body).to_vec()
    };
    let entries: Vec<_> = bodies.iter().map(entry).collect();
    [START, &entries.join(&b','), END].concat()
}

/// Returns `messages` messages of equal length, in bodies of `size` messages each.
#[allow(dead_code, reason = "not every bench asks what size costs")]
pub(crate) fn batches(messages: usize, size: usize) -> Vec<Vec<u8>> {
    const ALIKE: Words = (&["Sheila Nolan"], &["Does it come in another color?"]);
    chat(messages, &[ALIKE]).chunks(size).map(batch).collect()
}

/// Returns the documented spelling: indented, `/` and other scripts unescaped.
fn pretty(body: &[u8]) -> Vec<u8> {
    let value: serde_json::Value = serde_json::from_slice(body).unwrap_or_default();
    serde_json::to_vec_pretty(&value).unwrap_or_default()
}
