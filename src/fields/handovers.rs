//! The value of the field `messaging_handovers`: a conversation has a new owner.
//!
//! Meta's page:
//! <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messaging-handovers>.

use super::common::{ConversationContext, Metadata};
use super::schema::{open_enum, schema};

schema! {
    /// The value of the field `messaging_handovers`: a conversation went from one app to another.
    ///
    /// It has no `metadata`: the phone number of the business is the `recipient`.
    /// See <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messaging-handovers>.
    pub struct MessagingHandovers {
        /// What happened. Absent in the samples of the App Dashboard.
        kind = "type": discriminant(HandoverType),
        /// When it happened.
        timestamp: timestamp,
        /// The phone number of the business.
        recipient: object(Metadata),
        /// The user.
        sender: object(HandoverSender),
        /// That control was passed on, by its owner.
        control_passed: object(ControlChange),
        /// That control was taken, by its new owner.
        control_taken: object(ControlChange),
        /// The product: `whatsapp`.
        messaging_product: text,
    }
}

impl<'a> MessagingHandovers<'a> {
    /// The phone number of the business: the `recipient`.
    #[inline]
    pub fn metadata(self) -> Option<Metadata<'a>> {
        self.recipient()
    }
}

open_enum! {
    /// How a conversation came to have a new owner.
    pub enum HandoverType {
        /// The owner passed it on: `control_passed`.
        ControlPassed = "control_passed",
        /// Another took it: `control_taken`.
        ControlTaken = "control_taken",
    }
}

schema! {
    /// The user whose conversation it is.
    pub struct HandoverSender {
        /// The phone number of the user, in digits.
        phone_number: text,
    }
}

schema! {
    /// Who owned a conversation, and who does now.
    pub struct ControlChange {
        /// The id of the app that owned it.
        previous_owner_app_id: text,
        /// What that app is, such as `meta_business_agent`.
        previous_owner_app_role: text,
        /// What the owner did with it.
        previous_owner_role: enum(OwnerRole),
        /// The id of the app that owns it now.
        new_owner_app_id: text,
        /// What the new owner is to do with it.
        new_owner_role: enum(OwnerRole),
        /// What the owner had to say about it: free text.
        metadata: text,
        /// What happened in the conversation before.
        conversation_context: object(ConversationContext),
    }
}

open_enum! {
    /// What an owner does with a conversation.
    pub enum OwnerRole {
        /// It helps users.
        CustomerService = "customer_service",
        /// It advertises.
        Marketing = "marketing",
        /// It sends what users need, such as receipts.
        Utility = "utility",
        /// It talks to users who came by an ad.
        Ctwa = "ctwa",
        /// It answers without a human.
        AiAgent = "ai_agent",
        /// It takes over what others cannot do.
        Escalation = "escalation",
    }
}
