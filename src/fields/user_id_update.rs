//! The value of the field `user_id_update`: a user has a new id.
//!
//! Meta's page: <https://developers.facebook.com/documentation/business-messaging/whatsapp/business-scoped-user-ids>.

use super::common::{Contact, Metadata};
use super::schema::schema;

schema! {
    /// The value of the field `user_id_update`.
    ///
    /// See <https://developers.facebook.com/documentation/business-messaging/whatsapp/business-scoped-user-ids>.
    pub struct UserIdUpdateValue {
        /// Which ids changed.
        user_id_update: list(UserIdUpdate as UserIdUpdate),
        /// The users.
        contacts: list(Contact as Contact),
        /// The phone number of the business.
        metadata: object(Metadata),
        /// The product: `whatsapp`.
        messaging_product: text,
    }
}

schema! {
    /// A user has a new id, as after a change of the phone number.
    pub struct UserIdUpdate {
        /// The WhatsApp id of the user, in digits. May be absent.
        wa_id: user,
        /// What happened, in a sentence.
        detail: text,
        /// The id of the user within one business portfolio, before and after.
        user_id: user(IdChange),
        /// The id of the user across the linked business portfolios, before and after. May be absent.
        parent_user_id: object(IdChange),
        /// When it changed.
        timestamp: timestamp,
    }
}

schema! {
    /// An id of a user, before and after.
    pub struct IdChange {
        /// The id that the user has now.
        current: user,
        /// The id that the user had.
        previous: user,
    }
}
