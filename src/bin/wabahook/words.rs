//! The words of open sets that an item holds: its type, status and the like.

use wabahook::fields::Message;
use wabahook::{Event, Item, Raw};

/// A word and where it stands.
pub(crate) struct Word<'a> {
    /// The name of the set, as the library has it: see [`heading`].
    pub(crate) set: &'static str,
    /// As it came; none for a message without a type.
    pub(crate) text: Option<&'a str>,
    pub(crate) known: bool,
    /// Whether the set tells what items are: all of its words are worth counting.
    pub(crate) counts: bool,
    /// Where it stands; the object that should have it, if it is absent.
    raw: Raw<'a>,
}

impl Word<'_> {
    pub(crate) fn offset(&self) -> usize {
        self.raw.offset()
    }

    pub(crate) fn path(&self) -> String {
        self.raw.path().to_string()
    }

    /// What is to be said of an unknown one.
    pub(crate) fn complaint(&self) -> String {
        let set = heading(self.set);
        match self.text {
            Some(text) => format!("unknown {set} `{}`", crate::text::name(text)),
            None => format!("missing {set}"),
        }
    }
}

/// A set's name as people read it: `message type` for `MessageType`.
pub(crate) fn heading(set: &str) -> String {
    if set == DELIVERY_STATUS {
        return "status".to_owned();
    }
    let mut heading = String::new();
    for char in set.chars() {
        if char.is_uppercase() && !heading.is_empty() {
            heading.push(' ');
        }
        heading.extend(char.to_lowercase());
    }
    heading
}

const MESSAGE_TYPE: &str = "MessageType";
const DELIVERY_STATUS: &str = "DeliveryStatus";
/// The sets that come first, in this order; then those that say which other members come.
pub(crate) const FIRST: [&str; 5] =
    [MESSAGE_TYPE, DELIVERY_STATUS, "InteractiveType", "SystemType", "Preference"];

/// Calls `found` with each word of an item.
pub(crate) fn visit<'a>(event: &Event<'a>, found: &mut dyn FnMut(Word<'a>)) {
    if let Item::Message(message) | Item::HistoryMessage(message) | Item::Echo(message) =
        event.item()
    {
        visit_untyped(message, found);
    }
    event.visit_words(&mut |word| {
        let set = word.set();
        found(Word {
            set,
            text: Some(word.as_str()),
            known: word.is_known(),
            counts: word.is_tag() || FIRST.contains(&set),
            raw: word.raw(),
        });
    });
}

/// A message without a type, or an edited one in it. No deeper than the decoder's limit.
fn visit_untyped<'a>(message: Message<'a>, found: &mut dyn FnMut(Word<'a>)) {
    if message.kind().is_none() {
        let raw = message.raw();
        found(Word { set: MESSAGE_TYPE, text: None, known: false, counts: true, raw });
    }
    if let Some(edited) = message.edit().and_then(|edit| edit.message()) {
        visit_untyped(edited, found);
    }
}
