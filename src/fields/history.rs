//! The value of the field `history`: what was written in the WhatsApp Business app before the business joined.
//!
//! Meta's pages:
//! <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/history>,
//! <https://developers.facebook.com/documentation/business-messaging/whatsapp/business-scoped-user-ids>.

use super::common::{Contact, ErrorObject, Metadata};
use super::message::Message;
use super::schema::schema;

schema! {
    /// The value of the field `history`.
    ///
    /// Parts of the history, which may be thousands of messages; or messages whose media were left out there.
    /// See <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/history>.
    pub struct HistoryValue {
        /// The parts of the history; as a rule one.
        history: usual list(HistoryChunk as HistoryChunk),
        /// Messages of users, with the media that the history left out.
        messages: list(Message as HistoryMessage),
        /// Messages of the business, with what the history left out.
        message_echoes: list(Message as HistoryMessage),
        /// The users. Absent in older versions.
        contacts: list(Contact as Contact),
        /// The phone number of the business.
        metadata: object(Metadata),
        /// The product: `whatsapp`.
        messaging_product: text,
    }
}

schema! {
    /// A part of a history.
    ///
    /// Parts come in any order: `metadata` tells which it is.
    pub struct HistoryChunk {
        /// Which part of the history it is.
        metadata: usual object(HistoryMetadata),
        /// The messages, by user.
        threads: usual list(HistoryThread as HistoryThread),
        /// Why there is no history: with code 2593109 the business does not share it.
        errors: list(ErrorObject as Error),
    }
}

schema! {
    /// Which part of a history it is.
    pub struct HistoryMetadata {
        /// How old the messages are: 0 for the last day, 1 for up to 90 days, 2 for up to 180.
        phase: number,
        /// The number of the part within its phase. Parts may come out of order.
        chunk_order: number,
        /// How much of the whole history has come, in percent.
        progress: number,
    }
}

schema! {
    /// The messages of the past with one user.
    pub struct HistoryThread {
        /// The WhatsApp id of the user, in digits. Absent where there is a `context`.
        id: usual user,
        /// The user. Since 2026.
        context: user(HistoryUser),
        /// The messages.
        messages: usual list(Message as HistoryMessage),
    }
}

schema! {
    /// The user with whom messages were exchanged.
    pub struct HistoryUser {
        /// The WhatsApp id of the user, in digits. May be absent.
        wa_id: user,
        /// The id of the user within one business portfolio.
        user_id: user,
        /// The id of the user across the linked business portfolios.
        parent_user_id: text,
        /// The username.
        username: text,
    }
}
