//! The value of the field `messages`: messages from users, and statuses of messages from the
//! business.
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
    /// It usually has either messages or statuses, but may have both, or errors or user actions
    /// instead.
    /// See <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages>.
    pub struct MessagesValue {
        /// The product: `whatsapp`.
        messaging_product: usual text,
        /// The business phone number.
        metadata: usual object(Metadata),
        /// The users that the messages or statuses refer to. Absent for system messages and for
        /// errors.
        contacts: usual list(Contact as Contact),
        /// The messages that users sent.
        messages: usual list(Message as Message),
        /// The statuses of messages that the business sent.
        statuses: usual list(Status as Status),
        /// Errors that belong to no message and no status.
        errors: list(ErrorObject as Error),
        /// Actions of users other than messages, such as following a link.
        user_actions: list(UserAction as UserAction),
        /// The context of the conversation before this value. Since 2026.
        conversation_context: object(ConversationContext),
    }
}

schema! {
    /// An action of a user other than a message.
    ///
    /// See <https://developers.facebook.com/documentation/business-messaging/whatsapp/marketing-messages/track-click-events>.
    pub struct UserAction {
        /// The type of the action: `marketing_messages_link_click`.
        action_type: text,
        /// The time of the action.
        timestamp: timestamp,
        /// The link that the user followed.
        marketing_messages_link_click_data: object(LinkClick),
    }
}

schema! {
    /// The link of a marketing message that a user followed.
    pub struct LinkClick {
        /// The part of the message that contained the link, such as `cta`.
        click_component: text,
        /// The id of the product.
        product_id: text,
        /// The id of the click.
        click_id: text,
        /// A token that identifies the message for tracking.
        tracking_token: text,
    }
}
