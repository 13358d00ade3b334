//! `simd-json`'s tape, read by hand: each object's keys are compared once, in document order. Tape
//! and buffers are reused; the padded copy that it parses is part of the work.

#[path = "simd_json_tape/history.rs"]
mod history;

use crate::Competitor;
use crate::digest::Digest;
use simd_json::{Buffers, INPUT_PADDING, Node, StaticNode, Tape, fill_tape_padded};

pub(crate) struct SimdJsonTape {
    body: Vec<u8>,
    buffers: Buffers,
    tape: Option<Tape<'static>>,
}

impl Default for SimdJsonTape {
    fn default() -> Self {
        SimdJsonTape { body: Vec::new(), buffers: Buffers::default(), tape: Some(Tape::null()) }
    }
}

impl SimdJsonTape {
    fn with_tape(&mut self, body: &[u8], read: impl FnOnce(&[Node<'_>]) -> bool) -> bool {
        self.body.clear();
        self.body.extend_from_slice(body);
        self.body.resize(body.len() + INPUT_PADDING, 0);
        let mut tape = self.tape.take().unwrap_or_else(Tape::null).reset();
        let ok = fill_tape_padded(&mut self.body, body.len(), &mut self.buffers, &mut tape).is_ok()
            && read(&tape.0);
        self.tape = Some(tape.reset());
        ok
    }
}

/// Calls `member` with each key of the object at `at` and the index of its value.
#[inline(always)]
fn members<'t>(tape: &'t [Node<'t>], at: usize, mut member: impl FnMut(&'t str, usize)) {
    let Node::Object { len, .. } = tape[at] else { return };
    let mut at = at + 1;
    for _ in 0..len {
        let Node::String(key) = tape[at] else { return };
        member(key, at + 1);
        at = after(tape, at + 1);
    }
}

/// Calls `item` with the index of each item of the array at `at`.
#[inline(always)]
fn items(tape: &[Node<'_>], at: usize, mut item: impl FnMut(usize)) {
    let Node::Array { len, .. } = tape[at] else { return };
    let mut at = at + 1;
    for _ in 0..len {
        item(at);
        at = after(tape, at);
    }
}

#[inline(always)]
fn after(tape: &[Node<'_>], at: usize) -> usize {
    match tape[at] {
        Node::Object { count, .. } | Node::Array { count, .. } => at + 1 + count,
        _ => at + 1,
    }
}

#[inline(always)]
fn text<'t>(tape: &'t [Node<'t>], at: usize) -> Option<&'t str> {
    match tape[at] {
        Node::String(text) => Some(text),
        _ => None,
    }
}

/// Returns the strings of an object's members with those keys.
#[inline(always)]
fn pick<'t, const N: usize>(
    tape: &'t [Node<'t>],
    at: Option<usize>,
    keys: [&str; N],
) -> [Option<&'t str>; N] {
    let mut found = [None; N];
    if let Some(at) = at {
        members(tape, at, |key, at| {
            for (found, wanted) in found.iter_mut().zip(keys) {
                if key == wanted {
                    *found = text(tape, at);
                }
            }
        });
    }
    found
}

impl Competitor for SimdJsonTape {
    fn visit(&mut self, body: &[u8], digest: &mut Digest) -> bool {
        self.with_tape(body, |tape| {
            values(tape, digest, |value, digest| visit_value(tape, value, digest), true);
            true
        })
    }

    fn route(&mut self, body: &[u8], digest: &mut Digest) -> bool {
        self.with_tape(body, |tape| {
            values(tape, digest, |value, digest| route_value(tape, value, digest), false);
            true
        })
    }

    fn check(&mut self, body: &[u8]) -> bool {
        self.with_tape(body, |_| true)
    }
}

/// Visits each value from the root; with the id of the entry and the field if asked.
#[inline(always)]
fn values(
    tape: &[Node<'_>],
    digest: &mut Digest,
    mut visit: impl FnMut(usize, &mut Digest),
    envelope: bool,
) {
    members(tape, 0, |key, at| {
        if key != "entry" {
            return;
        }
        items(tape, at, |entry| {
            let (mut id, mut changes) = (None, None);
            members(tape, entry, |key, at| match key {
                "id" => id = text(tape, at),
                "changes" => changes = Some(at),
                _ => {}
            });
            if envelope {
                digest.object(|digest| digest.maybe(id));
            }
            let Some(changes) = changes else { return };
            items(tape, changes, |change| {
                let (mut field, mut value) = (None, None);
                members(tape, change, |key, at| match key {
                    "value" => value = Some(at),
                    "field" => field = text(tape, at),
                    _ => {}
                });
                if envelope {
                    digest.object(|digest| digest.maybe(field));
                }
                if let Some(value) = value {
                    visit(value, digest);
                }
            });
        });
    });
}

/// The members of a value, by name.
#[derive(Default)]
struct Parts {
    metadata: Option<usize>,
    contacts: Option<usize>,
    messages: Option<usize>,
    statuses: Option<usize>,
    preferences: Option<usize>,
    history: Option<usize>,
}

#[inline(always)]
fn parts(tape: &[Node<'_>], value: usize) -> Parts {
    let mut parts = Parts::default();
    members(tape, value, |key, at| match key {
        "metadata" => parts.metadata = Some(at),
        "contacts" => parts.contacts = Some(at),
        "messages" => parts.messages = Some(at),
        "statuses" => parts.statuses = Some(at),
        "user_preferences" => parts.preferences = Some(at),
        "history" => parts.history = Some(at),
        _ => {}
    });
    parts
}

fn visit_value(tape: &[Node<'_>], value: usize, digest: &mut Digest) {
    let parts = parts(tape, value);
    let [display, id] = pick(tape, parts.metadata, ["display_phone_number", "phone_number_id"]);
    digest.object(|digest| {
        digest.maybe(display);
        digest.maybe(id);
    });
    if let Some(contacts) = parts.contacts {
        items(tape, contacts, |contact| {
            let (mut wa_id, mut profile) = (None, None);
            members(tape, contact, |key, at| match key {
                "wa_id" => wa_id = text(tape, at),
                "profile" => profile = Some(at),
                _ => {}
            });
            let [name] = pick(tape, profile, ["name"]);
            digest.object(|digest| {
                digest.maybe(wa_id);
                digest.maybe(name);
            });
        });
    }
    if let Some(messages) = parts.messages {
        items(tape, messages, |message| {
            digest.object(|digest| visit_message(tape, message, digest));
        });
    }
    if let Some(statuses) = parts.statuses {
        items(tape, statuses, |status| {
            digest.object(|digest| visit_status(tape, status, digest));
        });
    }
    if let Some(preferences) = parts.preferences {
        items(tape, preferences, |preference| {
            digest.object(|digest| visit_preference(tape, preference, digest));
        });
    }
    if let Some(chunks) = parts.history {
        items(tape, chunks, |chunk| history::visit(tape, chunk, digest));
    }
}

fn visit_message(tape: &[Node<'_>], message: usize, digest: &mut Digest) {
    let (mut from, mut id, mut timestamp, mut kind) = (None, None, None, None);
    let (mut context, mut content) = (None, None);
    members(tape, message, |key, at| match key {
        "from" => from = text(tape, at),
        "id" => id = text(tape, at),
        "timestamp" => timestamp = text(tape, at),
        "type" => kind = text(tape, at),
        "context" => context = Some(at),
        "text" | "interactive" | "system" | "image" | "audio" | "document" => {
            content = Some((key, at));
        }
        _ => {}
    });
    digest.maybe(from);
    digest.maybe(id);
    digest.maybe(timestamp);
    digest.maybe(kind);
    if context.is_some() {
        for found in pick(tape, context, ["from", "id"]) {
            digest.maybe(found);
        }
    }
    let Some((name, content)) = content else { return };
    match name {
        "text" => digest.maybe(pick(tape, Some(content), ["body"])[0]),
        "interactive" => {
            let mut reply = None;
            members(tape, content, |key, at| {
                if let "list_reply" | "button_reply" = key {
                    reply = Some(at);
                }
            });
            for found in pick(tape, reply, ["id", "title"]) {
                digest.maybe(found);
            }
        }
        "system" => {
            for found in pick(tape, Some(content), ["body", "wa_id"]) {
                digest.maybe(found);
            }
        }
        _ => {
            for found in pick(tape, Some(content), ["id", "mime_type"]) {
                digest.maybe(found);
            }
        }
    }
}

fn visit_status(tape: &[Node<'_>], status: usize, digest: &mut Digest) {
    let (mut id, mut name, mut timestamp, mut recipient) = (None, None, None, None);
    let (mut conversation, mut pricing) = (None, None);
    members(tape, status, |key, at| match key {
        "id" => id = text(tape, at),
        "status" => name = text(tape, at),
        "timestamp" => timestamp = text(tape, at),
        "recipient_id" => recipient = text(tape, at),
        "conversation" => conversation = Some(at),
        "pricing" => pricing = Some(at),
        _ => {}
    });
    digest.maybe(id);
    digest.maybe(name);
    digest.maybe(timestamp);
    digest.maybe(recipient);
    digest.maybe(pick(tape, conversation, ["id"])[0]);
    digest.maybe(pick(tape, pricing, ["category"])[0]);
}

fn visit_preference(tape: &[Node<'_>], preference: usize, digest: &mut Digest) {
    let (mut wa_id, mut detail, mut value, mut timestamp) = (None, None, None, 0);
    members(tape, preference, |key, at| match key {
        "wa_id" => wa_id = text(tape, at),
        "detail" => detail = text(tape, at),
        "value" => value = text(tape, at),
        "timestamp" => {
            if let Node::Static(StaticNode::U64(seconds)) = tape[at] {
                timestamp = seconds;
            }
        }
        _ => {}
    });
    digest.maybe(wa_id);
    digest.maybe(detail);
    digest.maybe(value);
    digest.number(timestamp);
}

fn route_value(tape: &[Node<'_>], value: usize, digest: &mut Digest) {
    let parts = parts(tape, value);
    let [phone] = pick(tape, parts.metadata, ["phone_number_id"]);
    let mut each = |list: Option<usize>, kind: &str, key: &str| {
        if let Some(list) = list {
            items(tape, list, |item| {
                digest.object(|digest| {
                    digest.maybe(phone);
                    digest.text(kind);
                    digest.maybe(pick(tape, Some(item), [key])[0]);
                });
            });
        }
    };
    each(parts.messages, "message", "id");
    each(parts.statuses, "status", "id");
    each(parts.preferences, "user_preference", "wa_id");
    if let Some(chunks) = parts.history {
        items(tape, chunks, |chunk| history::route(tape, chunk, phone, digest));
    }
}
