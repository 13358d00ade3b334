//! One row of the flat table: an item with its context, and the values that columns read from it.

mod message;
mod user;

use super::json_text::escape;
use crate::error::Error;
use crate::event::{Event, EventError};
use crate::fields::{Contact, ErrorObject, Item, Status, Timestamp};
use crate::json::Items;
use alloc::string::String;
use core::cell::OnceCell;
use core::fmt::Write;

/// Longer texts are not ids: the columns of the context, which every row repeats, are null then.
const MAX_CONTEXT: usize = 4096;

/// The origin of a body.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Origin<'a> {
    pub(super) source: Option<&'a str>,
    pub(super) offset: Option<u64>,
    pub(super) object: Option<&'a str>,
}

/// The content of a row.
#[derive(Clone, Copy, Debug)]
pub(super) enum Subject<'a> {
    Item(Event<'a>, Item<'a>),
    Malformed(EventError<'a>),
    Refused(Error),
}

pub(super) struct Row<'a> {
    pub(super) origin: Origin<'a>,
    pub(super) subject: Subject<'a>,
    contact: OnceCell<Option<Contact<'a>>>,
}

impl<'a> Row<'a> {
    pub(super) fn new(origin: Origin<'a>, subject: Subject<'a>) -> Row<'a> {
        Row { origin, subject, contact: OnceCell::new() }
    }

    pub(super) fn event(&self) -> Option<&Event<'a>> {
        match &self.subject {
            Subject::Item(event, _) => Some(event),
            _ => None,
        }
    }

    pub(super) fn item(&self) -> Option<Item<'a>> {
        match self.subject {
            Subject::Item(_, item) => Some(item),
            _ => None,
        }
    }

    pub(super) fn error(&self) -> Option<&EventError<'a>> {
        match &self.subject {
            Subject::Malformed(error) => Some(error),
            _ => None,
        }
    }

    /// Returns the event, or the one that a malformed item would be, for its context.
    pub(super) fn context(&self) -> Option<&Event<'a>> {
        match &self.subject {
            Subject::Item(event, _) => Some(event),
            Subject::Malformed(error) => Some(error.context()),
            Subject::Refused(_) => None,
        }
    }

    pub(super) fn contact(&self) -> Option<Contact<'a>> {
        *self.contact.get_or_init(|| self.event()?.contact())
    }

    pub(super) fn status(&self) -> Option<Status<'a>> {
        match self.item()? {
            Item::Status(status) => Some(status),
            _ => None,
        }
    }

    pub(super) fn kind(&self) -> &'a str {
        match &self.subject {
            Subject::Item(event, _) => event.kind(),
            Subject::Malformed(_) => "malformed",
            Subject::Refused(_) => "refused",
        }
    }

    /// Writes the place of the item in its body.
    pub(super) fn write_path(&self, out: &mut String) -> bool {
        match &self.subject {
            Subject::Item(event, _) => write!(out, "{}", event.path()).is_ok(),
            Subject::Malformed(error) => write!(out, "{}", error.path()).is_ok(),
            Subject::Refused(_) => false,
        }
    }

    /// Writes the reason of a row that is no item.
    pub(super) fn write_error(&self, out: &mut String) -> bool {
        match &self.subject {
            Subject::Item(..) => false,
            Subject::Malformed(error) => write!(out, "{}", error.error().kind()).is_ok(),
            Subject::Refused(error) => write!(out, "{error}").is_ok(),
        }
    }

    pub(super) fn write_dedupe_key(&self, out: &mut String) -> bool {
        let key = match &self.subject {
            Subject::Item(event, _) => event.dedupe_key(),
            Subject::Malformed(error) => error.dedupe_key(),
            Subject::Refused(_) => return false,
        };
        write!(out, "{key}").is_ok() && out.len() <= MAX_CONTEXT
    }

    pub(super) fn dedupe_hash(&self) -> Option<u128> {
        match &self.subject {
            Subject::Item(event, _) => Some(event.dedupe_key().to_u128()),
            Subject::Malformed(error) => Some(error.dedupe_key().to_u128()),
            Subject::Refused(_) => None,
        }
    }

    /// Writes path and error of each malformed item of the item's lists, as JSON.
    pub(super) fn write_malformed(&self, out: &mut String) -> bool {
        let Some(event) = self.event() else { return false };
        event.visit_errors(&mut |error| {
            out.push_str(if out.is_empty() { "[{\"path\":\"" } else { ",{\"path\":\"" });
            // Writing to a string does not fail.
            let _ = write!(escape(out), "{}", error.path());
            out.push_str("\",\"error\":\"");
            let _ = write!(escape(out), "{}", error.kind());
            out.push_str("\"}");
        });
        let any = !out.is_empty();
        if any {
            out.push(']');
        }
        any
    }

    /// Returns the JSON of the item.
    pub(super) fn json(&self) -> Option<&'a str> {
        match &self.subject {
            Subject::Item(event, _) => Some(event.raw().json()),
            Subject::Malformed(error) => Some(error.raw().json()),
            Subject::Refused(_) => None,
        }
    }

    pub(super) fn phone_number_id(&self) -> Option<&'a str> {
        short(self.context()?.value().phone_number_id())
    }

    pub(super) fn id(&self) -> Option<&'a str> {
        match self.item()? {
            Item::Message(message) | Item::HistoryMessage(message) | Item::Echo(message) => {
                Some(message.id())
            }
            Item::Status(status) => Some(status.id()),
            Item::Call(call) => Some(call.id()),
            Item::CallStatus(status) => Some(status.id()),
            Item::StandbyEcho(echo) => Some(echo.id()),
            Item::AutomaticEvent(event) => Some(event.id()),
            _ => None,
        }
    }

    pub(super) fn timestamp(&self) -> Option<Timestamp<'a>> {
        match self.item()? {
            Item::Message(message) | Item::HistoryMessage(message) | Item::Echo(message) => {
                message.timestamp()
            }
            Item::Status(status) => status.timestamp(),
            Item::Call(call) => call.timestamp(),
            Item::CallStatus(status) => status.timestamp(),
            Item::StandbyEcho(echo) => echo.timestamp(),
            Item::AutomaticEvent(event) => event.timestamp(),
            Item::UserPreference(preference) => preference.timestamp(),
            Item::UserAction(action) => action.timestamp(),
            Item::UserIdUpdate(update) => update.timestamp(),
            Item::GroupUpdate(update) => update.timestamp(),
            Item::StateSync(sync) => sync.metadata()?.timestamp(),
            _ => None,
        }
    }

    /// Returns the type of a message, the event of a call, and the like.
    pub(super) fn type_name(&self) -> Option<&'a str> {
        match self.item()? {
            Item::Message(message) | Item::HistoryMessage(message) | Item::Echo(message) => {
                message.kind().map(|kind| kind.as_str())
            }
            Item::Status(status) => status.kind().map(|kind| kind.as_str()),
            Item::Call(call) => Some(call.event().as_str()),
            Item::CallStatus(status) => status.kind(),
            Item::StandbyEcho(echo) => echo.message()?.kind().map(|kind| kind.as_str()),
            Item::AutomaticEvent(event) => Some(event.event_name().as_str()),
            Item::UserPreference(preference) => preference.category(),
            Item::UserAction(action) => action.action_type(),
            Item::GroupUpdate(update) => update.kind().map(|kind| kind.as_str()),
            Item::StateSync(sync) => sync.kind().map(|kind| kind.as_str()),
            _ => None,
        }
    }

    pub(super) fn status_name(&self) -> Option<&'a str> {
        match self.item()? {
            Item::Status(status) => Some(status.status().as_str()),
            Item::Call(call) => call.status().map(|status| status.as_str()),
            Item::CallStatus(status) => Some(status.status().as_str()),
            Item::HistoryMessage(message) => {
                message.history_context()?.status().map(|status| status.as_str())
            }
            Item::UserPreference(preference) => Some(preference.value().as_str()),
            Item::StateSync(sync) => sync.action().map(|action| action.as_str()),
            _ => None,
        }
    }

    /// Returns the first error of the item, or the item if it is one.
    pub(super) fn first_error(&self) -> Option<ErrorObject<'a>> {
        let first = |errors: Items<'a, ErrorObject<'a>>| errors.flatten().next();
        match self.item()? {
            Item::Error(error) => Some(error),
            Item::Message(message) | Item::HistoryMessage(message) | Item::Echo(message) => {
                first(message.errors())
            }
            Item::Status(status) => first(status.errors()),
            Item::Call(call) => first(call.errors()),
            Item::GroupUpdate(update) => first(update.errors()),
            _ => None,
        }
    }
}

/// Returns a text of the context, unless it is much longer than ids are.
pub(super) fn short(text: Option<&str>) -> Option<&str> {
    text.filter(|text| text.len() <= MAX_CONTEXT)
}

/// Returns the microseconds of a timestamp in seconds or milliseconds.
///
/// From 100,000,000,000 on it is in milliseconds, since 1973: in seconds it would be in the year 5138.
pub(super) fn microseconds(time: Timestamp<'_>) -> Option<i64> {
    const MILLISECONDS: u64 = 100_000_000_000;
    let number = time.unix_seconds().ok()?;
    match number.unsigned_abs() {
        ..MILLISECONDS => Some(number * 1_000_000),
        MILLISECONDS..100_000_000_000_000 => Some(number * 1000),
        _ => None,
    }
}
