//! The value of the field `payment_configuration_update`: a change of a payment configuration in
//! India or Brazil.
//!
//! Meta's page:
//! <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/payment_configuration_update>.

use super::schema::{open_enum, schema};

schema! {
    /// The value of the field `payment_configuration_update`: a change of a payment configuration.
    ///
    /// See <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/payment_configuration_update>.
    pub struct PaymentConfigurationUpdate {
        /// The name of the configuration, as used in order messages.
        configuration_name: text,
        /// The payment provider.
        provider_name: enum(PaymentProvider),
        /// The merchant id of the business at the provider.
        provider_mid: text,
        /// The status of the configuration.
        status: enum(PaymentConfigurationStatus),
        /// The creation time. An integer.
        created_timestamp: timestamp,
        /// The time of the last update. An integer.
        updated_timestamp: timestamp,
    }
}

open_enum! {
    /// A payment provider.
    pub enum PaymentProvider {
        /// BillDesk.
        Billdesk = "billdesk",
        /// PayU.
        Payu = "payu",
        /// Razorpay.
        Razorpay = "razorpay",
        /// Zaakpay.
        Zaakpay = "zaakpay",
    }
}

open_enum! {
    /// The status of a payment configuration. Words are separated by a space or `_`.
    pub enum PaymentConfigurationStatus {
        /// The configuration is ready for use.
        Active = "Active",
        /// The configuration must be reconnected to the provider.
        NeedsConnecting = "Needs Connecting" | "Needs_Connecting",
        /// The configuration must be tested in WhatsApp Manager.
        NeedsTesting = "Needs Testing" | "Needs_Testing",
    }
}
