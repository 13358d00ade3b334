//! The values of open enums in an item: its type, its status and the like.

use wabahook::fields::Message;
use wabahook::{Event, Item, Raw};

/// A value and its position.
pub(crate) struct EnumValue<'a> {
    /// The name of the enum, as the library has it: see [`heading`].
    pub(crate) name: &'static str,
    /// The string, unescaped; `None` for a message without a type.
    pub(crate) text: Option<&'a str>,
    pub(crate) known: bool,
    /// The summary counts every value of the enum, not only unknown ones.
    pub(crate) counts: bool,
    /// The value; the object that lacks it if it is absent.
    raw: Raw<'a>,
}

impl EnumValue<'_> {
    pub(crate) fn offset(&self) -> usize {
        self.raw.offset()
    }

    pub(crate) fn path(&self) -> String {
        self.raw.path().to_string()
    }

    /// Describes an unknown value.
    pub(crate) fn complaint(&self) -> String {
        let name = heading(self.name);
        match self.text {
            Some(text) => format!("unknown {name} `{}`", crate::text::name(text)),
            None => format!("missing {name}"),
        }
    }
}

/// Returns the name of an enum in plain words: `message type` for `MessageType`.
pub(crate) fn heading(name: &str) -> String {
    if name == DELIVERY_STATUS {
        return "status".to_owned();
    }
    let mut heading = String::new();
    for char in name.chars() {
        if char.is_uppercase() && !heading.is_empty() {
            heading.push(' ');
        }
        heading.extend(char.to_lowercase());
    }
    heading
}

const MESSAGE_TYPE: &str = "MessageType";
const DELIVERY_STATUS: &str = "DeliveryStatus";
/// The enums that the summary lists first, in this order; discriminants follow.
pub(crate) const FIRST: [&str; 5] =
    [MESSAGE_TYPE, DELIVERY_STATUS, "InteractiveType", "SystemType", "Preference"];

/// Calls `found` with each value of an open enum in the item.
pub(crate) fn visit<'a>(event: &Event<'a>, found: &mut dyn FnMut(EnumValue<'a>)) {
    if let Item::Message(message) | Item::HistoryMessage(message) | Item::Echo(message) =
        event.item()
    {
        visit_untyped(message, found);
    }
    event.visit_enum_values(&mut |value| {
        let name = value.enum_name();
        found(EnumValue {
            name,
            text: Some(value.as_str()),
            known: value.is_known(),
            counts: value.is_discriminant() || FIRST.contains(&name),
            raw: value.raw(),
        });
    });
}

/// A message without a type, or an edited one in it. No deeper than the decoder's limit.
fn visit_untyped<'a>(message: Message<'a>, found: &mut dyn FnMut(EnumValue<'a>)) {
    if message.kind().is_none() {
        let raw = message.raw();
        found(EnumValue { name: MESSAGE_TYPE, text: None, known: false, counts: true, raw });
    }
    if let Some(edited) = message.edit().and_then(|edit| edit.message()) {
        visit_untyped(edited, found);
    }
}
