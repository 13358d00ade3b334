//! The value of the field `security`: the PIN of a phone number of the business.
//!
//! Meta's page: <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/security>.

use super::schema::{open_enum, schema};

schema! {
    /// The value of the field `security`: what was done with the PIN of a phone number.
    ///
    /// See <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/security>.
    pub struct Security {
        /// The phone number, in digits.
        display_phone_number: text,
        /// What was done.
        event: required discriminant(SecurityEvent),
        /// The id of who asked for it in the Meta Business Suite. Only in `PIN_RESET_REQUEST`.
        requester: text,
    }
}

open_enum! {
    /// What was done with the PIN of a phone number. In capitals.
    pub enum SecurityEvent {
        /// It was set or changed.
        PinChanged = "PIN_CHANGED",
        /// Somebody asks to do without one: `requester`.
        PinResetRequest = "PIN_RESET_REQUEST",
        /// Somebody asked to, and confirmed it by e-mail.
        PinRequestSuccess = "PIN_REQUEST_SUCCESS",
        /// The PIN was reset. No page of Meta's has it.
        PinResetSuccess = "PIN_RESET_SUCCESS",
    }
}
