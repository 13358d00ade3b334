//! The value of the field `history`: messages in the WhatsApp Business app before the business was
//! onboarded.
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
    /// It contains chunks of the history, each of up to thousands of messages, or messages whose
    /// media were omitted there.
    /// See <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/history>.
    pub struct HistoryValue {
        /// The chunks of the history, usually one.
        history: usual list(HistoryChunk as HistoryChunk),
        /// Messages of users, with the media that the history omitted.
        messages: list(Message as HistoryMessage),
        /// Messages of the business, with the content that the history omitted.
        message_echoes: list(Message as HistoryMessage),
        /// The users. Absent in older versions.
        contacts: list(Contact as Contact),
        /// The business phone number.
        metadata: object(Metadata),
        /// The product: `whatsapp`.
        messaging_product: text,
    }
}

schema! {
    /// A chunk of a history.
    ///
    /// Chunks arrive in any order: `metadata` identifies the chunk.
    pub struct HistoryChunk {
        /// The position of the chunk in the history.
        metadata: usual object(HistoryMetadata),
        /// The threads, one per user.
        threads: usual list(HistoryThread as HistoryThread),
        /// The reasons for a missing history: code 2593109 means that the business does not share
        /// it.
        errors: list(ErrorObject as Error),
    }
}

schema! {
    /// The position of a chunk in a history.
    pub struct HistoryMetadata {
        /// The age of the messages: 0 for the last day, 1 for up to 90 days, 2 for up to 180 days.
        phase: number,
        /// The number of the chunk within its phase. Chunks may arrive out of order.
        chunk_order: number,
        /// The share of the history that has been sent, in percent.
        progress: number,
    }
}

schema! {
    /// A thread: the past messages with one user.
    pub struct HistoryThread {
        /// The WhatsApp id of the user, in digits. Absent if there is a `context`.
        id: usual user,
        /// The user. Since 2026.
        context: user(HistoryUser),
        /// The messages.
        messages: usual list(Message as HistoryMessage),
    }
}

schema! {
    /// The user of a thread.
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
