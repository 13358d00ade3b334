//! The value of the field `automatic_events`: what Meta reads from the chats that follow a click on an advertisement.
//!
//! Meta's page: <https://developers.facebook.com/documentation/business-messaging/whatsapp/embedded-signup/automatic-events-api>.

use super::common::Metadata;
use super::schema::{open_enum, schema};

schema! {
    /// The value of the field `automatic_events`.
    ///
    /// See <https://developers.facebook.com/documentation/business-messaging/whatsapp/embedded-signup/automatic-events-api>.
    pub struct AutomaticEventsValue {
        /// What Meta found.
        automatic_events: list(AutomaticEvent as AutomaticEvent),
        /// The phone number of the business.
        metadata: object(Metadata),
        /// The product: `whatsapp`.
        messaging_product: text,
    }
}

schema! {
    /// Something that Meta found in a chat: a user is interested, or has bought.
    pub struct AutomaticEvent {
        /// The id of the message in which it was found: `wamid.…`.
        id: required text,
        /// What was found.
        event_name: required discriminant(AutomaticEventName),
        /// When it was found. An integer on the wire.
        timestamp: timestamp,
        /// The id of the click on the advertisement.
        ctwa_clid: text,
        /// How much was paid. Only in `Purchase`.
        custom_data: object(AutomaticEventData),
    }
}

open_enum! {
    /// What Meta found in a chat.
    pub enum AutomaticEventName {
        /// The user is interested.
        LeadSubmitted = "LeadSubmitted",
        /// The user has bought: `custom_data`.
        Purchase = "Purchase",
    }
}

schema! {
    /// How much a user paid.
    pub struct AutomaticEventData {
        /// The currency, three letters.
        currency: text,
        /// The amount.
        value: number,
    }
}
