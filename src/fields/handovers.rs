//! The value of the field `messaging_handovers`: the transfer of a conversation to a new owner.
//!
//! Meta's page:
//! <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messaging-handovers>.

use super::common::{ConversationContext, Metadata};
use super::schema::{open_enum, schema};

schema! {
    /// The value of the field `messaging_handovers`: the transfer of a conversation from one app to
    /// another.
    ///
    /// It has no `metadata`: the business phone number is the `recipient`.
    /// See <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messaging-handovers>.
    pub struct MessagingHandovers {
        /// The type of the transfer. Absent in the samples of the App Dashboard.
        kind = "type": discriminant(HandoverType),
        /// The time of the transfer.
        timestamp: timestamp,
        /// The business phone number.
        recipient: object(Metadata),
        /// The user.
        sender: object(HandoverSender),
        /// The details of a transfer by the previous owner.
        control_passed: object(ControlChange),
        /// The details of a transfer by the new owner.
        control_taken: object(ControlChange),
        /// The product: `whatsapp`.
        messaging_product: text,
    }
}

impl<'a> MessagingHandovers<'a> {
    /// Returns the business phone number: the `recipient`.
    #[inline]
    pub fn metadata(self) -> Option<Metadata<'a>> {
        self.recipient()
    }
}

open_enum! {
    /// The type of a transfer.
    pub enum HandoverType {
        /// The previous owner passed control: `control_passed`.
        ControlPassed = "control_passed",
        /// The new owner took control: `control_taken`.
        ControlTaken = "control_taken",
    }
}

schema! {
    /// The user in the conversation.
    pub struct HandoverSender {
        /// The phone number of the user, in digits.
        phone_number: text,
    }
}

schema! {
    /// The previous and the new owner of a conversation.
    pub struct ControlChange {
        /// The id of the previous owner's app.
        previous_owner_app_id: text,
        /// The role of the previous owner's app, such as `meta_business_agent`.
        previous_owner_app_role: text,
        /// The role of the previous owner.
        previous_owner_role: enum(OwnerRole),
        /// The id of the new owner's app.
        new_owner_app_id: text,
        /// The role of the new owner.
        new_owner_role: enum(OwnerRole),
        /// Free text from the previous owner.
        metadata: text,
        /// The context of the conversation before the transfer.
        conversation_context: object(ConversationContext),
    }
}

open_enum! {
    /// The role of an owner of a conversation.
    pub enum OwnerRole {
        /// Customer service.
        CustomerService = "customer_service",
        /// Marketing.
        Marketing = "marketing",
        /// Utility messages, such as receipts.
        Utility = "utility",
        /// Conversations with users who clicked on an ad.
        Ctwa = "ctwa",
        /// Automatic replies by an AI agent.
        AiAgent = "ai_agent",
        /// Escalations from other owners.
        Escalation = "escalation",
    }
}
