//! The tasks over a generic JSON value, written once for all competitors that have one.

use super::Sink;

/// A JSON value of some library.
pub(crate) trait Node: Copy {
    /// The members of those names, the last of each; none where the value is not an object.
    fn members<const N: usize>(self, names: [&str; N]) -> [Option<Self>; N];
    /// The items of an array; none where the value is not one.
    fn items(self) -> impl Iterator<Item = Self>;
    fn text(&self) -> Option<&str>;
    fn integer(&self) -> Option<i64>;
}

/// The items of a member that is an array.
fn list<N: Node>(node: Option<N>) -> impl Iterator<Item = N> {
    node.into_iter().flat_map(N::items)
}

/// The members of a member that is an object.
fn inside<N: Node, const M: usize>(node: Option<N>, names: [&str; M]) -> [Option<N>; M] {
    node.map_or([None; M], |node| node.members(names))
}

fn text<N: Node>(node: &Option<N>) -> Option<&str> {
    node.as_ref().and_then(N::text)
}

fn texts<N: Node, const M: usize>(sink: &mut impl Sink, nodes: [Option<N>; M]) {
    nodes.iter().for_each(|node| sink.text(text(node)));
}

/// The values of the field `messages` or `user_preferences`, with the id of the entry and the field.
fn each_value<N: Node>(root: N, mut each: impl FnMut(Option<N>, Option<N>, N)) {
    let [entries] = root.members(["entry"]);
    for entry in list(entries) {
        let [id, changes] = entry.members(["id", "changes"]);
        for change in list(changes) {
            let [value, field] = change.members(["value", "field"]);
            if let (Some("messages" | "user_preferences"), Some(value)) = (text(&field), value) {
                each(id, field, value);
            }
        }
    }
}

/// The business phone number's id, the kind and the id of each item.
pub(crate) fn route<N: Node>(root: N, sink: &mut impl Sink) {
    each_value(root, |_, _, value| {
        let [metadata, messages, statuses, preferences] =
            value.members(["metadata", "messages", "statuses", "user_preferences"]);
        let [number] = inside(metadata, ["phone_number_id"]);
        let mut item = |kind, id| {
            sink.text(text(&number));
            sink.text(Some(kind));
            sink.text(text(&id));
        };
        for message in list(messages) {
            let [id] = message.members(["id"]);
            item("message", id);
        }
        for status in list(statuses) {
            let [id] = status.members(["id"]);
            item("status", id);
        }
        for preference in list(preferences) {
            let [id] = preference.members(["wa_id"]);
            item("user_preference", id);
        }
    });
}

/// Every documented string of the founding shapes and of statuses, and what messages of the other
/// types mainly hold.
pub(crate) fn visit<N: Node>(root: N, sink: &mut impl Sink) {
    each_value(root, |entry_id, field, value| {
        let [metadata, contacts, messages, statuses, preferences] =
            value.members(["metadata", "contacts", "messages", "statuses", "user_preferences"]);
        texts(sink, [entry_id, field]);
        texts(sink, inside(metadata, ["display_phone_number", "phone_number_id"]));
        for contact in list(contacts) {
            let [profile, wa_id, hash] = contact.members(["profile", "wa_id", "identity_key_hash"]);
            texts(sink, inside(profile, ["name"]));
            texts(sink, [wa_id, hash]);
        }
        list(messages).for_each(|message| visit_message(message, sink));
        list(statuses).for_each(|status| visit_status(status, sink));
        for preference in list(preferences) {
            let [wa_id, detail, category, value, timestamp] =
                preference.members(["wa_id", "detail", "category", "value", "timestamp"]);
            texts(sink, [wa_id, detail, category, value]);
            sink.number(timestamp.as_ref().and_then(N::integer));
        }
    });
}

fn visit_message<N: Node>(message: N, sink: &mut impl Sink) {
    #[rustfmt::skip]
    let [
        from, id, timestamp, kind, context, text_, interactive, button, reaction, system, image,
        audio, video, document, sticker,
    ] = message.members([
        "from", "id", "timestamp", "type", "context", "text", "interactive", "button", "reaction",
        "system", "image", "audio", "video", "document", "sticker",
    ]);
    texts(sink, [from, id, timestamp, kind]);
    texts(sink, inside(context, ["from", "id"]));
    match text(&kind) {
        Some("text") => texts(sink, inside(text_, ["body"])),
        Some("interactive") => {
            let [kind, button, list] = inside(interactive, ["type", "button_reply", "list_reply"]);
            texts(sink, [kind]);
            match text(&kind) {
                Some("button_reply") => texts(sink, inside(button, ["id", "title"])),
                Some("list_reply") => texts(sink, inside(list, ["id", "title", "description"])),
                _ => {}
            }
        }
        Some("button") => texts(sink, inside(button, ["payload", "text"])),
        Some("reaction") => texts(sink, inside(reaction, ["message_id", "emoji"])),
        Some("system") => texts(sink, inside(system, ["body", "type", "wa_id"])),
        Some(kind @ ("image" | "audio" | "video" | "document" | "sticker")) => {
            let media = match kind {
                "image" => image,
                "audio" => audio,
                "video" => video,
                "document" => document,
                _ => sticker,
            };
            texts(sink, inside(media, ["id", "mime_type", "sha256", "caption", "filename"]));
        }
        _ => {}
    }
}

fn visit_status<N: Node>(status: N, sink: &mut impl Sink) {
    let [id, what, timestamp, recipient, conversation, pricing] =
        status.members(["id", "status", "timestamp", "recipient_id", "conversation", "pricing"]);
    texts(sink, [id, what, timestamp, recipient]);
    let [id, origin] = inside(conversation, ["id", "origin"]);
    texts(sink, [id]);
    texts(sink, inside(origin, ["type"]));
    texts(sink, inside(pricing, ["pricing_model", "category", "type"]));
}
