//! The value of the field `payment_configuration_update`: what became of a way to be paid, in India and Brazil.
//!
//! Meta's page:
//! <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/payment_configuration_update>.

use super::schema::{open_enum, schema};

schema! {
    /// The value of the field `payment_configuration_update`: what became of a way to be paid.
    ///
    /// See <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/payment_configuration_update>.
    pub struct PaymentConfigurationUpdate {
        /// The name of the configuration, which messages about orders tell.
        configuration_name: text,
        /// The provider of the payments.
        provider_name: enum(PaymentProvider),
        /// The id of the business with the provider.
        provider_mid: text,
        /// What the configuration needs.
        status: enum(PaymentConfigurationStatus),
        /// When it was made. An integer.
        created_timestamp: timestamp,
        /// When it was changed. An integer.
        updated_timestamp: timestamp,
    }
}

open_enum! {
    /// A provider of payments.
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
    /// The state of a payment configuration. Both a blank and `_` come between the words.
    pub enum PaymentConfigurationStatus {
        /// Nothing: it can be used.
        Active = "Active",
        /// It must be connected with the provider again.
        NeedsConnecting = "Needs Connecting" | "Needs_Connecting",
        /// It must be tested in the WhatsApp Manager.
        NeedsTesting = "Needs Testing" | "Needs_Testing",
    }
}
