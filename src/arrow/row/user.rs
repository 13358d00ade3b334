//! The values of the columns about who sent, received, called, and with whom.

use super::{Row, short};
use crate::fields::{CallDirection, Item, Message};
use alloc::string::String;
use core::fmt::Write;

/// The ids by which the user of an item is known.
#[derive(Clone, Copy, Default)]
struct User<'a> {
    number: Option<&'a str>,
    id: Option<&'a str>,
}

impl<'a> Row<'a> {
    pub(in crate::arrow) fn from(&self) -> Option<&'a str> {
        match self.item()? {
            Item::Message(message) | Item::HistoryMessage(message) | Item::Echo(message) => {
                message.from()
            }
            Item::Call(call) => call.from(),
            _ => None,
        }
    }

    pub(in crate::arrow) fn to(&self) -> Option<&'a str> {
        match self.item()? {
            Item::Message(message) | Item::HistoryMessage(message) | Item::Echo(message) => {
                message.to()
            }
            Item::Status(status) => status.recipient_id(),
            Item::Call(call) => call.to(),
            Item::CallStatus(status) => status.recipient_id(),
            Item::StandbyEcho(echo) => echo.message()?.to(),
            _ => None,
        }
    }

    pub(in crate::arrow) fn group_id(&self) -> Option<&'a str> {
        match self.item()? {
            Item::Message(message) | Item::HistoryMessage(message) | Item::Echo(message) => {
                message.group_id()
            }
            Item::Status(status) if status.recipient_type() == Some("group") => {
                status.recipient_id()
            }
            Item::StandbyEcho(echo) => {
                let message = echo.message()?;
                message.to().filter(|_| message.recipient_type() == Some("group"))
            }
            Item::GroupUpdate(update) => update.group_id(),
            _ => None,
        }
    }

    pub(in crate::arrow) fn user_id(&self) -> Option<&'a str> {
        let id = self.user().id;
        id.or_else(|| self.contact()?.user_id())
    }

    pub(in crate::arrow) fn contact_name(&self) -> Option<&'a str> {
        if let Item::StateSync(sync) = self.item()? {
            return sync.contact()?.full_name();
        }
        self.contact()?.profile()?.name()
    }

    pub(in crate::arrow) fn username(&self) -> Option<&'a str> {
        match self.item()? {
            Item::StateSync(sync) => sync.contact()?.username(),
            Item::GroupUpdate(update) => update.username(),
            _ => {
                let contact = self.contact().and_then(|contact| contact.profile()?.username());
                contact.or_else(|| self.event()?.thread()?.context()?.username())
            }
        }
    }

    /// Writes the business number and the group or user, if the item belongs to a conversation.
    pub(in crate::arrow) fn write_conversation_key(&self, out: &mut String) -> bool {
        let Some(business) = self.phone_number_id() else { return false };
        let Some(other) = short(self.group_id().or_else(|| self.user_number_or_id())) else {
            return false;
        };
        write!(out, "{business}:{other}").is_ok()
    }

    /// Returns the phone number of the user where there is one, else the user id.
    fn user_number_or_id(&self) -> Option<&'a str> {
        let user = self.user();
        let contact = || self.contact().and_then(|contact| contact.wa_id());
        user.number.or_else(contact).or_else(|| self.user_id())
    }

    /// Returns what the item itself says of its user.
    fn user(&self) -> User<'a> {
        let Some(item) = self.item() else { return User::default() };
        match item {
            Item::Message(message) => User { number: message.from(), id: message.from_user_id() },
            Item::Echo(message) => User { number: message.to(), id: message.to_user_id() },
            Item::HistoryMessage(message) => self.user_of_history(message),
            Item::Status(status) => {
                User { number: status.recipient_id(), id: status.recipient_user_id() }
            }
            Item::StandbyEcho(echo) => {
                let message = echo.message();
                User {
                    number: message.and_then(|message| message.to()),
                    id: message.and_then(|message| message.recipient()),
                }
            }
            Item::Call(call) if call.direction() == Some(CallDirection::BusinessInitiated) => {
                User { number: call.to(), id: call.to_user_id() }
            }
            Item::Call(call) if call.direction() == Some(CallDirection::UserInitiated) => {
                User { number: call.from(), id: call.from_user_id() }
            }
            Item::CallStatus(status) => {
                User { number: status.recipient_id(), id: status.recipient_user_id() }
            }
            Item::Contact(contact) => User { number: contact.wa_id(), id: contact.user_id() },
            Item::UserPreference(preference) => {
                User { number: preference.wa_id(), id: preference.user_id() }
            }
            Item::UserIdUpdate(update) => User {
                number: update.wa_id(),
                id: update.user_id().and_then(|change| change.current()),
            },
            Item::StateSync(sync) => {
                let contact = sync.contact();
                User {
                    number: contact.and_then(|contact| contact.phone_number()),
                    id: contact.and_then(|contact| contact.user_id()),
                }
            }
            Item::GroupUpdate(update) => User { number: update.wa_id(), id: update.user_id() },
            _ => User::default(),
        }
    }

    /// Returns the user of the thread that a message of the past stands in, else the side of it that is
    /// not the business.
    fn user_of_history(&self, message: Message<'a>) -> User<'a> {
        let Some(thread) = self.event().and_then(|event| event.thread()) else {
            return if self.is_from_business(message) {
                User { number: message.to(), id: message.to_user_id() }
            } else {
                User { number: message.from(), id: message.from_user_id() }
            };
        };
        let context = thread.context();
        User {
            number: thread.id().or_else(|| context?.wa_id()),
            id: context.and_then(|context| context.user_id()),
        }
    }

    fn is_from_business(&self, message: Message<'a>) -> bool {
        let from_me = message.history_context().and_then(|context| context.from_me());
        let own = || {
            let metadata = self.event()?.metadata()?;
            // Some bodies print it with `+` and blanks.
            let digits = metadata.display_phone_number()?.chars().filter(char::is_ascii_digit);
            Some(message.from()?.chars().eq(digits))
        };
        from_me.or_else(own).unwrap_or(false)
    }
}
