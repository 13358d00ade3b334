//! The values of the columns about the content of a message.

use super::Row;
use crate::fields::{
    Interactive, Item, Location, Media, Message, MessageType, SentMedia, SentMessage, SentType,
};

impl<'a> Row<'a> {
    pub(in crate::arrow) fn message(&self) -> Option<Message<'a>> {
        match self.item()? {
            Item::Message(message) | Item::HistoryMessage(message) | Item::Echo(message) => {
                Some(message)
            }
            _ => None,
        }
    }

    fn sent_message(&self) -> Option<SentMessage<'a>> {
        match self.item()? {
            Item::StandbyEcho(echo) => echo.message(),
            _ => None,
        }
    }

    /// Returns the text that a person would read.
    pub(in crate::arrow) fn text(&self) -> Option<&'a str> {
        match self.item()? {
            Item::StandbyEcho(echo) => text_of_sent(echo.message()?),
            Item::UserPreference(preference) => preference.detail(),
            Item::UserIdUpdate(update) => update.detail(),
            _ => text_of(self.message()?),
        }
    }

    /// Returns the id that the business gave the button or row that the user chose.
    pub(in crate::arrow) fn reply_id(&self) -> Option<&'a str> {
        let message = self.message()?;
        match message.kind()? {
            MessageType::Button => message.button()?.payload(),
            MessageType::Interactive => {
                let interactive = message.interactive()?;
                let button = interactive.button_reply().and_then(|reply| reply.id());
                button.or_else(|| interactive.list_reply()?.id())
            }
            _ => None,
        }
    }

    /// Returns the id of the message that this one is about.
    pub(in crate::arrow) fn context_id(&self) -> Option<&'a str> {
        if let Some(sent) = self.sent_message() {
            let context = sent.context().and_then(|context| context.message_id());
            return context.or_else(|| match sent.kind()? {
                SentType::Reaction => sent.reaction()?.message_id(),
                SentType::Pin => sent.pin()?.message_id(),
                _ => None,
            });
        }
        let message = self.message()?;
        let of_type = match message.kind() {
            Some(MessageType::Reaction) => message.reaction().and_then(|it| it.message_id()),
            Some(MessageType::Edit) => message.edit().and_then(|it| it.original_message_id()),
            Some(MessageType::Revoke) => message.revoke().and_then(|it| it.original_message_id()),
            Some(MessageType::Pin) => message.pin().and_then(|it| it.message_id()),
            _ => None,
        };
        of_type.or_else(|| message.context()?.id())
    }

    pub(in crate::arrow) fn media_id(&self) -> Option<&'a str> {
        match self.sent_message() {
            Some(sent) => sent_media(sent)?.id(),
            None => media(self.message()?)?.id(),
        }
    }

    pub(in crate::arrow) fn filename(&self) -> Option<&'a str> {
        match self.sent_message() {
            Some(sent) => sent_media(sent)?.filename(),
            None => media(self.message()?)?.filename(),
        }
    }

    /// Returns the file of a message that was received.
    pub(in crate::arrow) fn media(&self) -> Option<Media<'a>> {
        media(self.message()?)
    }

    pub(in crate::arrow) fn location(&self) -> Option<Location<'a>> {
        match self.sent_message() {
            Some(sent) if sent.kind() == Some(SentType::Location) => sent.location(),
            Some(_) => None,
            None => {
                let message = newest(self.message()?);
                let is_location = message.kind() == Some(MessageType::Location);
                message.location().filter(|_| is_location)
            }
        }
    }
}

/// Returns the message that an edit holds, else the message itself. Edits nest as deep as bodies may.
fn newest(mut message: Message<'_>) -> Message<'_> {
    while message.kind() == Some(MessageType::Edit)
        && let Some(edited) = message.edit().and_then(|edit| edit.message())
    {
        message = edited;
    }
    message
}

fn media(message: Message<'_>) -> Option<Media<'_>> {
    let message = newest(message);
    match message.kind()? {
        MessageType::Image => message.image(),
        MessageType::Audio => message.audio(),
        MessageType::Document => message.document(),
        MessageType::Video => message.video(),
        MessageType::Sticker => message.sticker(),
        MessageType::Voice => message.voice(),
        _ => None,
    }
}

fn sent_media(sent: SentMessage<'_>) -> Option<SentMedia<'_>> {
    match sent.kind()? {
        SentType::Image => sent.image(),
        SentType::Audio => sent.audio(),
        SentType::Document => sent.document(),
        SentType::Video => sent.video(),
        SentType::Sticker => sent.sticker(),
        _ => None,
    }
}

fn text_of(message: Message<'_>) -> Option<&str> {
    let message = newest(message);
    match message.kind()? {
        MessageType::Text => Some(message.text()?.body()),
        MessageType::Button => message.button()?.text(),
        MessageType::Interactive => text_of_reply(message.interactive()?),
        MessageType::Reaction => message.reaction()?.emoji(),
        MessageType::Location => text_of_location(message.location()?),
        MessageType::Order => message.order()?.text(),
        MessageType::Contacts => {
            let contact = message.contacts().flatten().next()?;
            contact.name()?.formatted_name()
        }
        MessageType::System => message.system()?.body(),
        _ => media(message)?.caption(),
    }
}

fn text_of_reply(interactive: Interactive<'_>) -> Option<&str> {
    let button = interactive.button_reply().and_then(|reply| reply.title());
    let list = || interactive.list_reply()?.title();
    button.or_else(list).or_else(|| interactive.nfm_reply()?.body())
}

fn text_of_location(location: Location<'_>) -> Option<&str> {
    location.name().or_else(|| location.address())
}

fn text_of_sent(sent: SentMessage<'_>) -> Option<&str> {
    match sent.kind()? {
        SentType::Text => sent.text()?.body(),
        SentType::Interactive => sent.interactive()?.body()?.text(),
        SentType::Reaction => sent.reaction()?.emoji(),
        SentType::Location => text_of_location(sent.location()?),
        SentType::Contacts => sent.contacts().flatten().next()?.name()?.formatted_name(),
        _ => sent_media(sent)?.caption(),
    }
}
