//! Activity in the WhatsApp Business app next to the Cloud API: the fields `smb_app_state_sync`,
//! `smb_message_echoes` and `message_echoes`.
//!
//! Meta's pages:
//! <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/smb_app_state_sync>,
//! <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/smb_message_echoes>.

use super::common::{Contact, Metadata};
use super::message::Message;
use super::schema::{open_enum, schema};

schema! {
    /// The value of the fields `smb_message_echoes` and `message_echoes`: messages that the
    /// business sent by other means than this app.
    ///
    /// Meta describes only the first field.
    /// See <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/smb_message_echoes>.
    pub struct MessageEchoesValue {
        /// The messages, as their senders see them: `from` is the business, `to` the user.
        message_echoes: list(Message as Echo),
        /// The recipients. Since 2026.
        contacts: list(Contact as Contact),
        /// The business phone number.
        metadata: object(Metadata),
        /// The product: `whatsapp`.
        messaging_product: text,
    }
}

schema! {
    /// The value of the field `smb_app_state_sync`: changes of the contacts in the WhatsApp
    /// Business app.
    ///
    /// See <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/smb_app_state_sync>.
    pub struct StateSyncValue {
        /// The changes.
        state_sync: list(StateSync as StateSync),
        /// The business phone number.
        metadata: object(Metadata),
        /// The product: `whatsapp`.
        messaging_product: text,
    }
}

schema! {
    /// A change of the contacts in the WhatsApp Business app.
    pub struct StateSync {
        /// The type of the changed object.
        kind = "type": discriminant(StateSyncType),
        /// The changed contact.
        contact: object(AppContact),
        /// The action.
        action: enum(StateSyncAction),
        /// The time of the change.
        metadata: object(StateSyncMetadata),
    }
}

open_enum! {
    /// The type of a changed object in the WhatsApp Business app.
    pub enum StateSyncType {
        /// A contact.
        Contact = "contact",
    }
}

open_enum! {
    /// An action on a contact.
    pub enum StateSyncAction {
        /// The contact was added or edited.
        Add = "add",
        /// The contact was removed.
        Remove = "remove",
    }
}

schema! {
    /// A contact in the WhatsApp Business app. Names are absent if it was removed.
    pub struct AppContact {
        /// The full name.
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
        /// The user's country as two letters.
        country_code: text,
    }
}

schema! {
    /// The time of a change of the contacts.
    pub struct StateSyncMetadata {
        /// The time.
        timestamp: timestamp,
    }
}
