//! System messages about a user: a new phone number or a new id.
//!
//! Meta's pages:
//! <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/system>,
//! <https://developers.facebook.com/documentation/business-messaging/whatsapp/business-scoped-user-ids>.

use super::schema::{open_enum, schema};

schema! {
    /// The content of a system message.
    ///
    /// The enclosing value has no contacts.
    /// See <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/system>.
    pub struct System {
        /// A description of the change, in a sentence with the name and both numbers.
        body: usual text,
        /// The new WhatsApp id of the user, in digits.
        wa_id: usual text,
        /// The type of the change.
        kind = "type": usual enum(SystemType),
        /// The new id of the user within one business portfolio.
        user_id: text,
        /// The new id of the user across the linked business portfolios.
        parent_user_id: text,
        /// The older spelling of the user's new WhatsApp id.
        new_wa_id: text,
        /// The hash of the identity. Only in older versions.
        identity: text,
        /// The user's previous WhatsApp id. Only in older versions.
        customer: text,
    }
}

open_enum! {
    /// The type of a system message.
    pub enum SystemType {
        /// The user changed the phone number.
        UserChangedNumber = "user_changed_number",
        /// The id of the user changed.
        UserChangedUserId = "user_changed_user_id",
        /// The older spelling of a change of the phone number.
        CustomerChangedNumber = "customer_changed_number",
        /// The identity of the user changed. Only in older versions.
        CustomerIdentityChanged = "customer_identity_changed",
    }
}
