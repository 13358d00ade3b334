//! The notices of WhatsApp about a user: a new number, a new id.
//!
//! Meta's pages:
//! <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/system>,
//! <https://developers.facebook.com/documentation/business-messaging/whatsapp/business-scoped-user-ids>.

use super::schema::{open_enum, schema};

schema! {
    /// The content of a system message.
    ///
    /// The value around it has no contacts.
    /// See <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/system>.
    pub struct System {
        /// What happened, in a sentence with the name and both numbers.
        body: usual text,
        /// The new WhatsApp id of the user, in digits.
        wa_id: usual text,
        /// What happened.
        kind = "type": usual enum(SystemType),
        /// The new id of the user within one business portfolio.
        user_id: text,
        /// The new id of the user across the linked business portfolios.
        parent_user_id: text,
        /// The new WhatsApp id of the user, as older versions spell it.
        new_wa_id: text,
        /// The hash of the identity. In older versions only.
        identity: text,
        /// The WhatsApp id that the user had before. In older versions only.
        customer: text,
    }
}

open_enum! {
    /// What a system message tells.
    pub enum SystemType {
        /// The user changed the phone number.
        UserChangedNumber = "user_changed_number",
        /// The id of the user changed.
        UserChangedUserId = "user_changed_user_id",
        /// The user changed the phone number, as older versions spell it.
        CustomerChangedNumber = "customer_changed_number",
        /// The identity of the user changed. In older versions only.
        CustomerIdentityChanged = "customer_identity_changed",
    }
}
