//! The value of the field `user_preferences`: which messages users want.
//!
//! Meta's page: <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/user_preferences>.

use super::common::{Contact, Metadata};
use super::schema::{open_enum, schema};

schema! {
    /// The value of the field `user_preferences`.
    ///
    /// See <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/user_preferences>.
    pub struct UserPreferencesValue {
        /// The product: `whatsapp`.
        messaging_product: usual text,
        /// The phone number of the business.
        metadata: usual object(Metadata),
        /// The users.
        contacts: usual list(Contact as Contact),
        /// What users want now.
        user_preferences: usual list(UserPreference as UserPreference),
    }
}

schema! {
    /// What a user wants: messages of a category, or none.
    pub struct UserPreference {
        /// The WhatsApp id of the user, in digits. May be absent since 2026.
        wa_id: usual user,
        /// What happened, in a sentence.
        detail: usual text,
        /// The category of messages: `marketing_messages`.
        category: usual text,
        /// What the user wants.
        value: usual required enum(Preference),
        /// When the user chose.
        timestamp: usual timestamp,
        /// The id of the user within one business portfolio. Since 2026.
        user_id: user,
        /// The id of the user across the linked business portfolios. Since 2026.
        parent_user_id: text,
        /// The id of the sign-up through which the user chose. In samples of the App Dashboard; no page of Meta's
        /// has it.
        signup_id: text,
    }
}

open_enum! {
    /// Whether a user wants messages of a category.
    pub enum Preference {
        /// No more messages.
        Stop = "stop",
        /// Messages again.
        Resume = "resume",
    }
}
