//! Reading a chunk of a history from the tape.

use super::{items, members, pick, text};
use crate::digest::Digest;
use simd_json::{Node, StaticNode};

pub(super) fn visit(tape: &[Node<'_>], chunk: usize, digest: &mut Digest) {
    let (mut metadata, mut threads) = (None, None);
    members(tape, chunk, |key, at| match key {
        "metadata" => metadata = Some(at),
        "threads" => threads = Some(at),
        _ => {}
    });
    if let Some(metadata) = metadata {
        let (mut phase, mut order, mut progress) = (u64::MAX, u64::MAX, u64::MAX);
        members(tape, metadata, |key, at| {
            let Node::Static(StaticNode::U64(number)) = tape[at] else { return };
            match key {
                "phase" => phase = number,
                "chunk_order" => order = number,
                "progress" => progress = number,
                _ => {}
            }
        });
        digest.object(|digest| {
            [phase, order, progress].into_iter().for_each(|number| digest.number(number));
        });
    }
    let Some(threads) = threads else { return };
    items(tape, threads, |thread| {
        let (mut id, mut messages) = (None, None);
        members(tape, thread, |key, at| match key {
            "id" => id = text(tape, at),
            "messages" => messages = Some(at),
            _ => {}
        });
        digest.object(|digest| digest.maybe(id));
        if let Some(messages) = messages {
            items(tape, messages, |message| {
                digest.object(|digest| visit_message(tape, message, digest));
            });
        }
    });
}

fn visit_message(tape: &[Node<'_>], message: usize, digest: &mut Digest) {
    let (mut from, mut to, mut id, mut timestamp, mut kind) = (None, None, None, None, None);
    let (mut context, mut content, mut history) = (None, None, None);
    members(tape, message, |key, at| match key {
        "from" => from = text(tape, at),
        "to" => to = text(tape, at),
        "id" => id = text(tape, at),
        "timestamp" => timestamp = text(tape, at),
        "type" => kind = text(tape, at),
        "context" => context = Some(at),
        "text" => content = Some(at),
        "history_context" => history = Some(at),
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
    if content.is_some() {
        digest.maybe(pick(tape, content, ["body"])[0]);
    }
    digest.maybe(to);
    digest.maybe(pick(tape, history, ["status"])[0]);
}

pub(super) fn route(tape: &[Node<'_>], chunk: usize, phone: Option<&str>, digest: &mut Digest) {
    let mut list = None;
    members(tape, chunk, |key, at| {
        if key == "threads" {
            list = Some(at);
        }
    });
    let Some(threads) = list else { return };
    items(tape, threads, |thread| {
        let mut list = None;
        members(tape, thread, |key, at| {
            if key == "messages" {
                list = Some(at);
            }
        });
        let Some(messages) = list else { return };
        items(tape, messages, |message| {
            digest.object(|digest| {
                digest.maybe(phone);
                digest.text("history_message");
                digest.maybe(pick(tape, Some(message), ["id"])[0]);
            });
        });
    });
}
