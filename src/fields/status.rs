//! The statuses of messages that the business sent, and their pricing.
//!
//! Meta's pages:
//! <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/status>,
//! <https://developers.facebook.com/documentation/business-messaging/whatsapp/groups/groups-messaging>,
//! <https://developers.facebook.com/documentation/business-messaging/whatsapp/business-scoped-user-ids>.

use super::common::ErrorObject;
use super::payment::Payment;
use super::schema::{open_enum, schema};

schema! {
    /// The status of a message that the business sent; also the status of a payment or of a call.
    ///
    /// Statuses are repeated and arrive in any order; `delivered` may be omitted if `read` arrives.
    /// See <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/status>.
    pub struct Status {
        /// The id of the message, usually `wamid.…`, or of the call. Treat it as opaque and
        /// private.
        id: usual required text,
        /// The status of the message. Statuses of payments and calls that are not listed, such as
        /// `RINGING`, are unknown values.
        status: usual required enum(DeliveryStatus),
        /// The time of the status.
        timestamp: usual timestamp,
        /// The WhatsApp id of the recipient, in digits, or the id of the group. May be absent since
        /// 2026.
        recipient_id: usual user,
        /// The id of the recipient within one business portfolio, such as
        /// `US.13491208655302741918`. Since 2026.
        recipient_user_id: usual user,
        /// The conversation of the message. Absent since version 24.0, except for a free entry
        /// point.
        conversation: usual object(Conversation),
        /// The pricing of the message. Only in `sent` and in one of `delivered` and `read`.
        pricing: usual object(Pricing),
        /// The reasons for a failed message.
        errors: usual list(ErrorObject),
        /// The type of the recipient: `group`. Absent for a single user.
        recipient_type: text,
        /// The group member that the status refers to, in digits.
        recipient_participant_id alias [participant_recipient_id]: user,
        /// Data that the business attached to the message. May be JSON inside a string.
        biz_opaque_callback_data: text,
        /// The type of the object that the status refers to. Usually absent.
        kind = "type": enum(StatusType),
        /// The payment, in a payment status.
        payment: object(Payment),
        /// The id of the template of the message. Since 2026.
        template_id: text,
        /// Internal data of Meta's own products. Not documented, seen since August 2026.
        internal_1p_only_data: object(StatusInternalData),
        /// The id of the recipient across the linked business portfolios, such as
        /// `US.ENT.11815799212886844830`.
        recipient_parent_user_id alias [parent_recipient_user_id, parent_user_id]: text,
        /// The oldest spelling of `recipient_parent_user_id` on Meta's page.
        parent_recipient_user_id: text,
        /// The second spelling of `recipient_parent_user_id` on Meta's page.
        parent_user_id: text,
        /// The spelling of `recipient_participant_id` in three of Meta's examples.
        participant_recipient_id: user,
        /// The id of the group member within one business portfolio.
        recipient_participant_user_id: user,
        /// The id of the group member across the linked business portfolios.
        recipient_participant_parent_user_id: text,
        /// An id of the recipient, in digits, like `from_logical_id` of a message. Not documented.
        recipient_logical_id: text,
        /// A hash of the recipient's identity key. Present only if the identity change check is
        /// enabled.
        recipient_identity_key_hash: text,
    }
}

open_enum! {
    /// The status of a message that the business sent.
    pub enum DeliveryStatus {
        /// Sent: the message left Meta's servers.
        Sent = "sent",
        /// Delivered to the user's device.
        Delivered = "delivered",
        /// Read: displayed in an open chat.
        Read = "read",
        /// Not delivered; `errors` has the reason.
        Failed = "failed",
        /// Played; only for a voice message.
        Played = "played",
        /// Paid; only for a payment.
        Captured = "captured",
        /// Not paid yet; only for a payment.
        Pending = "pending",
        /// Deleted. From the On-Premises API, not on any Cloud API page.
        Deleted = "deleted",
        /// A warning. From the On-Premises API, not on any Cloud API page.
        Warning = "warning",
    }
}

open_enum! {
    /// The type of the object that a status refers to.
    pub enum StatusType {
        /// A message. In older versions.
        Message = "message",
        /// A payment.
        Payment = "payment",
        /// A call.
        Call = "call",
    }
}

schema! {
    /// The conversation that a message belongs to.
    pub struct Conversation {
        /// The id of the conversation.
        id: usual text,
        /// The time at which the conversation ends. Only in `sent`.
        expiration_timestamp: usual timestamp,
        /// The origin of the conversation.
        origin: usual object(Origin),
        /// The pricing of the message, in the position used by the page about groups.
        pricing: object(Pricing),
    }
}

schema! {
    /// The origin of a conversation.
    pub struct Origin {
        /// The category of the conversation.
        kind = "type": usual enum(OriginType),
    }
}

open_enum! {
    /// The category of a conversation. Meta writes `authentication_international` here, but
    /// `authentication-international` in the pricing.
    pub enum OriginType {
        /// Service.
        Service = "service",
        /// Utility.
        Utility = "utility",
        /// Marketing.
        Marketing = "marketing",
        /// Marketing, sent by the Marketing Messages API.
        MarketingLite = "marketing_lite",
        /// Authentication.
        Authentication = "authentication",
        /// Authentication, at the international rate.
        AuthenticationInternational = "authentication_international",
        /// A conversation from a free entry point.
        ReferralConversion = "referral_conversion",
        /// Service, in a group.
        GroupService = "group_service",
        /// Utility, in a group.
        GroupUtility = "group_utility",
        /// Marketing, in a group.
        GroupMarketing = "group_marketing",
        /// A conversation of a business that offers a general-purpose AI. Not documented.
        GeneralPurposeAi = "general_purpose_ai",
        /// A conversation opened by the user. Until June 2023.
        UserInitiated = "user_initiated",
        /// A conversation opened by the business. Until June 2023.
        BusinessInitiated = "business_initiated",
    }
}

schema! {
    /// The pricing of a message.
    ///
    /// See <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/status>.
    pub struct Pricing {
        /// `true` if the message is billed.
        billable: usual boolean,
        /// The pricing model.
        pricing_model: usual enum(PricingModel),
        /// The pricing category, which determines the rate.
        category: usual enum(PricingCategory),
        /// The pricing type. Only with per-message pricing.
        kind = "type": usual enum(PricingType),
    }
}

open_enum! {
    /// A pricing model.
    pub enum PricingModel {
        /// Per-message pricing.
        Pmp = "PMP",
        /// Conversation-based pricing. Until July 2025.
        Cbp = "CBP",
        /// Notification-based pricing. Before conversation-based pricing.
        Nbp = "NBP",
    }
}

open_enum! {
    /// The pricing type: billed, or free for a reason.
    pub enum PricingType {
        /// Billed at the regular rate.
        Regular = "regular",
        /// Free, because the message replies to a user within the customer service window.
        FreeCustomerService = "free_customer_service",
        /// Free, because the user came through a free entry point, such as an ad.
        FreeEntryPoint = "free_entry_point",
        /// Free, because the message replies to a group within the customer service window.
        FreeGroupCustomerService = "free_group_customer_service",
    }
}

open_enum! {
    /// The pricing category of a message, which determines the rate.
    pub enum PricingCategory {
        /// Service.
        Service = "service",
        /// Utility.
        Utility = "utility",
        /// Marketing.
        Marketing = "marketing",
        /// Marketing, sent by the Marketing Messages API.
        MarketingLite = "marketing_lite",
        /// Authentication.
        Authentication = "authentication",
        /// Authentication, at the international rate.
        AuthenticationInternational = "authentication-international",
        /// A conversation from a free entry point.
        ReferralConversion = "referral_conversion",
        /// Service, in a group.
        GroupService = "group_service",
        /// Utility, in a group.
        GroupUtility = "group_utility",
        /// Marketing, in a group.
        GroupMarketing = "group_marketing",
        /// A message of a business that offers a general-purpose AI. Not documented.
        GeneralPurposeAi = "general_purpose_ai",
        /// A conversation opened by the user. Until June 2023.
        UserInitiated = "user_initiated",
        /// A conversation opened by the business. Until June 2023.
        BusinessInitiated = "business_initiated",
    }
}

schema! {
    /// Internal data of Meta's own products in a status. Not documented.
    pub struct StatusInternalData {
        /// Internal text of Meta.
        webhook_extra_data: text,
    }
}
