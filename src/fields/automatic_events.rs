//! The value of the field `automatic_events`: leads and purchases that Meta detects in chats that
//! follow a click on an ad.
//!
//! Meta's page: <https://developers.facebook.com/documentation/business-messaging/whatsapp/embedded-signup/automatic-events-api>.

use super::common::Metadata;
use super::schema::{open_enum, schema};

schema! {
    /// The value of the field `automatic_events`.
    ///
    /// See <https://developers.facebook.com/documentation/business-messaging/whatsapp/embedded-signup/automatic-events-api>.
    pub struct AutomaticEventsValue {
        /// The detected events.
        automatic_events: list(AutomaticEvent as AutomaticEvent),
        /// The business phone number.
        metadata: object(Metadata),
        /// The product: `whatsapp`.
        messaging_product: text,
    }
}

schema! {
    /// An event that Meta detected in a chat: a lead or a purchase.
    pub struct AutomaticEvent {
        /// The id of the message that revealed the event: `wamid.…`.
        id: required text,
        /// The name of the event.
        event_name: required discriminant(AutomaticEventName),
        /// The time of detection. An integer on the wire.
        timestamp: timestamp,
        /// The id of the click on the ad.
        ctwa_clid: text,
        /// The amount paid. Only in `Purchase`.
        custom_data: object(AutomaticEventData),
    }
}

open_enum! {
    /// The name of an event that Meta detected in a chat.
    pub enum AutomaticEventName {
        /// The user showed interest.
        LeadSubmitted = "LeadSubmitted",
        /// The user made a purchase: `custom_data`.
        Purchase = "Purchase",
    }
}

schema! {
    /// The amount paid by a user.
    pub struct AutomaticEventData {
        /// The currency as three letters.
        currency: text,
        /// The amount.
        value: fraction,
    }
}
