//! The value of the field `messages`: what users sent, and what became of what the business sent.
//!
//! Meta's pages:
//! <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages>,
//! <https://developers.facebook.com/documentation/business-messaging/whatsapp/marketing-messages/track-click-events>.

use super::common::{Contact, ConversationContext, ErrorObject, Metadata};
use super::message::Message;
use super::schema::schema;
use super::status::Status;

schema! {
    /// The value of the field `messages`.
    ///
    /// It has messages or statuses as a rule, but both may stand in one value, and errors or user actions instead.
    /// See <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages>.
    pub struct MessagesValue {
        /// The product: `whatsapp`.
        messaging_product: usual text,
        /// The phone number of the business.
        metadata: usual object(Metadata),
        /// The users whom the messages or statuses are about. Absent for system messages and for errors.
        contacts: usual list(Contact as Contact),
        /// The messages that users sent.
        messages: usual list(Message as Message),
        /// What became of the messages that the business sent.
        statuses: usual list(Status as Status),
        /// Errors that belong to no message and no status.
        errors: list(ErrorObject as Error),
        /// What users did without a message, such as following a link.
        user_actions: list(UserAction as UserAction),
        /// What happened in the conversation before. Since 2026.
        conversation_context: object(ConversationContext),
    }
}

schema! {
    /// What a user did without a message.
    ///
    /// See <https://developers.facebook.com/documentation/business-messaging/whatsapp/marketing-messages/track-click-events>.
    pub struct UserAction {
        /// What the user did: `marketing_messages_link_click`.
        action_type: text,
        /// When.
        timestamp: timestamp,
        /// The link that the user followed.
        marketing_messages_link_click_data: object(LinkClick),
    }
}

schema! {
    /// The link of a marketing message that a user followed.
    pub struct LinkClick {
        /// Which part of the message had the link, such as `cta`.
        click_component: text,
        /// The id of the product.
        product_id: text,
        /// The id of the click.
        click_id: text,
        /// A token to track the message by.
        tracking_token: text,
    }
}
