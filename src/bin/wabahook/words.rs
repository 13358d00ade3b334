//! The words of open sets that an item holds: its type, status and the like.

use wabahook::fields::{Message, Pricing, Status, StatusType};
use wabahook::{Event, Item, Raw};

/// Which set a word belongs to; its text is what people read.
pub(crate) const MESSAGE_TYPE: &str = "message type";
pub(crate) const STATUS: &str = "status";
pub(crate) const INTERACTIVE_TYPE: &str = "interactive type";
pub(crate) const SYSTEM_TYPE: &str = "system type";
pub(crate) const PREFERENCE: &str = "preference";

/// A word and where it stands.
pub(crate) struct Word<'a> {
    pub(crate) set: &'static str,
    /// As it came; none for a message without a type.
    pub(crate) text: Option<&'a str>,
    pub(crate) known: bool,
    holder: Raw<'a>,
    key: &'static str,
}

impl<'a> Word<'a> {
    /// Where it stands; the object that should have it, if it is absent.
    pub(crate) fn offset(&self) -> usize {
        self.holder.get(self.key).unwrap_or(self.holder).offset()
    }

    /// The path of the same.
    pub(crate) fn path(&self) -> String {
        self.holder.get(self.key).unwrap_or(self.holder).path().to_string()
    }

    /// What is to be said of an unknown one.
    pub(crate) fn complaint(&self) -> String {
        match self.text {
            Some(text) => format!("unknown {} `{}`", self.set, crate::text::name(text)),
            None => format!("missing {}", self.set),
        }
    }
}

/// One word of an object, by the accessor of its member.
macro_rules! word {
    ($found:ident, $set:expr, $view:expr, $member:ident, $key:literal) => {
        if let Some(word) = $view.$member() {
            let (text, known) = (Some(word.as_str()), !word.is_unknown());
            $found(Word { set: $set, text, known, holder: $view.raw(), key: $key });
        }
    };
}

/// Calls `found` with each word of an item.
pub(crate) fn visit<'a>(event: &Event<'a>, found: &mut dyn FnMut(Word<'a>)) {
    match event.item() {
        Item::Message(message) => visit_message(message, MESSAGE_TYPE, found),
        Item::Status(status) => visit_status(status, found),
        Item::UserPreference(preference) => {
            let word = preference.value();
            let (text, known) = (Some(word.as_str()), !word.is_unknown());
            let holder = preference.raw();
            found(Word { set: PREFERENCE, text, known, holder, key: "value" });
        }
        _ => {}
    }
}

fn visit_message<'a>(message: Message<'a>, set: &'static str, found: &mut dyn FnMut(Word<'a>)) {
    match message.kind() {
        Some(_) => word!(found, set, message, kind, "type"),
        None => found(Word { set, text: None, known: false, holder: message.raw(), key: "type" }),
    }
    if let Some(interactive) = message.interactive() {
        word!(found, INTERACTIVE_TYPE, interactive, kind, "type");
        if let Some(reply) = interactive.call_permission_reply() {
            word!(found, "call permission", reply, response, "response");
        }
    }
    if let Some(system) = message.system() {
        word!(found, SYSTEM_TYPE, system, kind, "type");
    }
    if let Some(context) = message.history_context() {
        word!(found, "history status", context, status, "status");
    }
    // No deeper than the decoder's limit.
    if let Some(edited) = message.edit().and_then(|edit| edit.message()) {
        visit_message(edited, "type of an edited message", found);
    }
}

fn visit_status<'a>(status: Status<'a>, found: &mut dyn FnMut(Word<'a>)) {
    let word = status.status();
    // What a payment or a call says is no delivery, and has words of its own.
    let elsewhere = matches!(status.kind(), Some(StatusType::Payment | StatusType::Call));
    let (text, known) = (Some(word.as_str()), elsewhere || !word.is_unknown());
    found(Word { set: STATUS, text, known, holder: status.raw(), key: "status" });
    word!(found, "status type", status, kind, "type");
    let in_conversation = status.conversation().and_then(|conversation| conversation.pricing());
    for pricing in status.pricing().into_iter().chain(in_conversation) {
        visit_pricing(pricing, found);
    }
}

fn visit_pricing<'a>(pricing: Pricing<'a>, found: &mut dyn FnMut(Word<'a>)) {
    word!(found, "pricing model", pricing, pricing_model, "pricing_model");
    word!(found, "pricing category", pricing, category, "category");
    word!(found, "pricing type", pricing, kind, "type");
}
