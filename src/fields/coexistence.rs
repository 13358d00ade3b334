//! What happens in the WhatsApp Business app beside the Cloud API: the fields `smb_app_state_sync`,
//! `smb_message_echoes` and `message_echoes`.
//!
//! Meta's pages:
//! <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/smb_app_state_sync>,
//! <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/smb_message_echoes>.

use super::common::{Contact, Metadata};
use super::message::Message;
use super::schema::{open_enum, schema};

schema! {
    /// The value of the fields `smb_message_echoes` and `message_echoes`: what the business sent by other means
    /// than this app.
    ///
    /// Only the first is described by Meta.
    /// See <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/smb_message_echoes>.
    pub struct MessageEchoesValue {
        /// The messages, as their senders see them: `from` is the business, `to` the user.
        message_echoes: list(Message as Echo),
        /// The users. Since 2026.
        contacts: list(Contact as Contact),
        /// The phone number of the business.
        metadata: object(Metadata),
        /// The product: `whatsapp`.
        messaging_product: text,
    }
}

schema! {
    /// The value of the field `smb_app_state_sync`: the address book of the WhatsApp Business app.
    ///
    /// See <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/smb_app_state_sync>.
    pub struct StateSyncValue {
        /// The changes.
        state_sync: list(StateSync as StateSync),
        /// The phone number of the business.
        metadata: object(Metadata),
        /// The product: `whatsapp`.
        messaging_product: text,
    }
}

schema! {
    /// A change of the address book of the WhatsApp Business app.
    pub struct StateSync {
        /// What was changed.
        kind = "type": discriminant(StateSyncType),
        /// The contact that was changed.
        contact: object(AppContact),
        /// What was done.
        action: enum(StateSyncAction),
        /// When it was done.
        metadata: object(StateSyncMetadata),
    }
}

open_enum! {
    /// What was changed in the WhatsApp Business app.
    pub enum StateSyncType {
        /// A contact of the address book.
        Contact = "contact",
    }
}

open_enum! {
    /// What was done to a contact of the address book.
    pub enum StateSyncAction {
        /// It was added, or changed.
        Add = "add",
        /// It was removed.
        Remove = "remove",
    }
}

schema! {
    /// A contact of the address book of the WhatsApp Business app. Names are absent when it was removed.
    pub struct AppContact {
        /// The whole name.
        full_name: text,
        /// The first name.
        first_name: text,
        /// The phone number. Absent for a user with a username.
        phone_number: text,
        /// The id of the user within one business portfolio. Since 2026.
        user_id: text,
        /// The id of the user across the linked business portfolios. Since 2026.
        parent_user_id: text,
        /// The username. Since 2026.
        username: text,
        /// The country of the user, two letters.
        country_code: text,
    }
}

schema! {
    /// When the address book was changed.
    pub struct StateSyncMetadata {
        /// The time.
        timestamp: timestamp,
    }
}
