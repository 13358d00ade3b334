//! What became of the messages that the business sent, and what they cost.
//!
//! Meta's pages:
//! <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/status>,
//! <https://developers.facebook.com/documentation/business-messaging/whatsapp/groups/groups-messaging>,
//! <https://developers.facebook.com/documentation/business-messaging/whatsapp/business-scoped-user-ids>.

use super::common::ErrorObject;
use super::payment::Payment;
use super::schema::{open_enum, schema};

schema! {
    /// What became of a message that the business sent; also the state of a payment or of a call.
    ///
    /// Statuses come more than once and in any order, and `delivered` may be left out when `read` comes.
    /// See <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/status>.
    pub struct Status {
        /// The id of the message, mostly `wamid.…`, or of the call. Treat it as opaque and private.
        id: usual required text,
        /// What became of the message. A payment or a call has words of its own, such as `captured` or `RINGING`:
        /// they read as unknown.
        status: usual required enum(DeliveryStatus),
        /// When it happened.
        timestamp: usual timestamp,
        /// The WhatsApp id of the receiver, in digits, or the id of the group. May be absent since 2026.
        recipient_id: usual user,
        /// The id of the receiver within one business portfolio, such as `US.13491208655302741918`. Since 2026.
        recipient_user_id: usual user,
        /// The conversation of the message. Left out since version 24.0, except for a free entry point.
        conversation: usual object(Conversation),
        /// What the message costs. Only in `sent` and in one of `delivered` and `read`.
        pricing: usual object(Pricing),
        /// Why the message failed.
        errors: usual list(ErrorObject),
        /// What the receiver is: `group`. Absent for a single user.
        recipient_type: text,
        /// The member of the group whom the status is about, in digits.
        recipient_participant_id alias [participant_recipient_id]: user,
        /// What the business gave the message to send back. It may be JSON inside a string.
        biz_opaque_callback_data: text,
        /// What the status is about. Mostly absent.
        kind = "type": enum(StatusType),
        /// The payment, in a status about one.
        payment: object(Payment),
        /// The id of the template of the message. Since 2026.
        template_id: text,
        /// Data that Meta's own products use. Not documented, seen since August 2026.
        internal_1p_only_data: object(StatusInternalData),
        /// The id of the receiver across the linked business portfolios, such as `US.ENT.11815799212886844830`.
        recipient_parent_user_id alias [parent_recipient_user_id, parent_user_id]: text,
        /// `recipient_parent_user_id`, in the oldest spelling of Meta's page.
        parent_recipient_user_id: text,
        /// `recipient_parent_user_id`, in the second spelling of Meta's page.
        parent_user_id: text,
        /// `recipient_participant_id`, as three of Meta's examples spell it.
        participant_recipient_id: user,
        /// The id of the member of the group within one business portfolio.
        recipient_participant_user_id: user,
        /// The id of the member of the group across the linked business portfolios.
        recipient_participant_parent_user_id: text,
        /// An id of the receiver, in digits, like `from_logical_id` of a message. Not documented.
        recipient_logical_id: text,
        /// A hash of the receiver's identity key. Present only if the identity change check is on.
        recipient_identity_key_hash: text,
    }
}

open_enum! {
    /// What became of a message that the business sent.
    pub enum DeliveryStatus {
        /// Sent: it left Meta's servers.
        Sent = "sent",
        /// Delivered to the user's device.
        Delivered = "delivered",
        /// Shown in an open chat.
        Read = "read",
        /// Not delivered; `errors` says why.
        Failed = "failed",
        /// Played: a voice message.
        Played = "played",
        /// Paid: a payment.
        Captured = "captured",
        /// Not yet paid: a payment.
        Pending = "pending",
        /// Deleted. Of the On-Premises API; no Cloud API page has it.
        Deleted = "deleted",
        /// A warning. Of the On-Premises API; no Cloud API page has it.
        Warning = "warning",
    }
}

open_enum! {
    /// What a status is about.
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
        /// When the conversation ends. Only in `sent`.
        expiration_timestamp: usual timestamp,
        /// Why the conversation was opened.
        origin: usual object(Origin),
        /// What the message costs, in the place where the page about groups has it.
        pricing: object(Pricing),
    }
}

schema! {
    /// Why a conversation was opened.
    pub struct Origin {
        /// The category of the conversation.
        kind = "type": usual enum(OriginType),
    }
}

open_enum! {
    /// The category of a conversation. Meta writes `authentication_international` here, but
    /// `authentication-international` in a pricing.
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
        /// A conversation by a free entry point.
        ReferralConversion = "referral_conversion",
        /// Service, in a group.
        GroupService = "group_service",
        /// Utility, in a group.
        GroupUtility = "group_utility",
        /// Marketing, in a group.
        GroupMarketing = "group_marketing",
        /// Conversations of a business whose product is a general-purpose AI. Not documented.
        GeneralPurposeAi = "general_purpose_ai",
        /// A conversation that the user opened. Until June 2023.
        UserInitiated = "user_initiated",
        /// A conversation that the business opened. Until June 2023.
        BusinessInitiated = "business_initiated",
    }
}

schema! {
    /// What a message costs.
    ///
    /// See <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/status>.
    pub struct Pricing {
        /// Whether the message is paid for.
        billable: usual boolean,
        /// How prices are made.
        pricing_model: usual enum(PricingModel),
        /// The category, which sets the rate.
        category: usual enum(PricingCategory),
        /// Whether the message is free, and why. Only if each message has a price.
        kind = "type": usual enum(PricingType),
    }
}

open_enum! {
    /// How prices are made.
    pub enum PricingModel {
        /// Each message has a price.
        Pmp = "PMP",
        /// Each conversation has a price. Until July 2025.
        Cbp = "CBP",
        /// Each notification has a price. Before conversations had one.
        Nbp = "NBP",
    }
}

open_enum! {
    /// Whether a message is free, and why.
    pub enum PricingType {
        /// Not free.
        Regular = "regular",
        /// Free, since it answers a user in time.
        FreeCustomerService = "free_customer_service",
        /// Free, since the user came by a free entry point, such as an ad.
        FreeEntryPoint = "free_entry_point",
        /// Free, since it answers a group in time.
        FreeGroupCustomerService = "free_group_customer_service",
    }
}

open_enum! {
    /// The category of a message, which sets the rate.
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
        /// A conversation by a free entry point.
        ReferralConversion = "referral_conversion",
        /// Service, in a group.
        GroupService = "group_service",
        /// Utility, in a group.
        GroupUtility = "group_utility",
        /// Marketing, in a group.
        GroupMarketing = "group_marketing",
        /// Messages of a business whose product is a general-purpose AI. Not documented.
        GeneralPurposeAi = "general_purpose_ai",
        /// A conversation that the user opened. Until June 2023.
        UserInitiated = "user_initiated",
        /// A conversation that the business opened. Until June 2023.
        BusinessInitiated = "business_initiated",
    }
}

schema! {
    /// Data that Meta's own products put into a status. Not documented.
    pub struct StatusInternalData {
        /// Text of Meta's own.
        webhook_extra_data: text,
    }
}
