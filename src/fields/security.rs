//! The value of the field `security`: the two-step verification PIN of a business phone number.
//!
//! Meta's page: <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/security>.

use super::schema::{open_enum, schema};

schema! {
    /// The value of the field `security`: an event of a business phone number's PIN.
    ///
    /// See <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/security>.
    pub struct Security {
        /// The business phone number, in digits.
        display_phone_number: text,
        /// The event.
        event: required discriminant(SecurityEvent),
        /// The id of the user who requested it in Meta Business Suite. Only in `PIN_RESET_REQUEST`.
        requester: text,
    }
}

open_enum! {
    /// An event of a business phone number's PIN. In upper case.
    pub enum SecurityEvent {
        /// The PIN was set or changed.
        PinChanged = "PIN_CHANGED",
        /// A user requested to turn off two-step verification: `requester`.
        PinResetRequest = "PIN_RESET_REQUEST",
        /// A user confirmed by e-mail to turn off two-step verification.
        PinRequestSuccess = "PIN_REQUEST_SUCCESS",
        /// The PIN was reset. Not on Meta's pages.
        PinResetSuccess = "PIN_RESET_SUCCESS",
    }
}
