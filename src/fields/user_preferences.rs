//! The value of the field `user_preferences`: changes of users' message preferences.
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
        /// The business phone number.
        metadata: usual object(Metadata),
        /// The users.
        contacts: usual list(Contact as Contact),
        /// The changed preferences.
        user_preferences: usual list(UserPreference as UserPreference),
    }
}

schema! {
    /// A user's preference for messages of a category.
    pub struct UserPreference {
        /// The WhatsApp id of the user, in digits. May be absent since 2026.
        wa_id: usual user,
        /// A description of the change, in a sentence.
        detail: usual text,
        /// The category of messages: `marketing_messages`.
        category: usual text,
        /// The preference.
        value: usual required enum(Preference),
        /// The time of the change.
        timestamp: usual timestamp,
        /// The id of the user within one business portfolio. Since 2026.
        user_id: user,
        /// The id of the user across the linked business portfolios. Since 2026.
        parent_user_id: text,
        /// The id of the sign-up through which the user made the choice. In samples of the App
        /// Dashboard, not on Meta's pages.
        signup_id: text,
    }
}

open_enum! {
    /// A user's preference for messages of a category.
    pub enum Preference {
        /// Stop messages.
        Stop = "stop",
        /// Resume messages.
        Resume = "resume",
    }
}
