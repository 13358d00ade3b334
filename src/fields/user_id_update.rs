//! The value of the field `user_id_update`: changes of user ids.
//!
//! Meta's page: <https://developers.facebook.com/documentation/business-messaging/whatsapp/business-scoped-user-ids>.

use super::common::{Contact, Metadata};
use super::schema::schema;

schema! {
    /// The value of the field `user_id_update`.
    ///
    /// See <https://developers.facebook.com/documentation/business-messaging/whatsapp/business-scoped-user-ids>.
    pub struct UserIdUpdateValue {
        /// The changed ids.
        user_id_update: list(UserIdUpdate as UserIdUpdate),
        /// The users.
        contacts: list(Contact as Contact),
        /// The business phone number.
        metadata: object(Metadata),
        /// The product: `whatsapp`.
        messaging_product: text,
    }
}

schema! {
    /// A change of a user's id, for example after a change of the phone number.
    pub struct UserIdUpdate {
        /// The WhatsApp id of the user, in digits. May be absent.
        wa_id: user,
        /// A description of the change, in a sentence.
        detail: text,
        /// The user's id within one business portfolio, before and after the change.
        user_id: user(IdChange),
        /// The user's id across the linked business portfolios, before and after the change. May be
        /// absent.
        parent_user_id: object(IdChange),
        /// The time of the change.
        timestamp: timestamp,
    }
}

schema! {
    /// An id of a user, before and after a change.
    pub struct IdChange {
        /// The new id of the user.
        current: user,
        /// The previous id of the user.
        previous: user,
    }
}
