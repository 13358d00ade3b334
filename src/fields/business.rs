//! The values of the fields `business_capability_update`, `business_status_update` and `business_username_updates`.
//!
//! Meta's pages:
//! <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/business_capability_update>,
//! <https://developers.facebook.com/documentation/business-messaging/whatsapp/business-scoped-user-ids>.
//! None describes `business_status_update`.

use super::schema::{open_enum, schema};

schema! {
    /// The value of the field `business_capability_update`: how much the business may send, and with how many numbers.
    ///
    /// Which limits it has depends on the version and on the limit itself.
    /// See <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/business_capability_update>.
    pub struct BusinessCapabilityUpdate {
        /// To how many users the business may write first in 24 hours; -1 is no limit. Meta's page also has a text such
        /// as `TIER_2K`, which is no number: `as_str` shows it.
        max_daily_conversations_per_business: number,
        /// How many phone numbers a WhatsApp Business account may have.
        max_phone_numbers_per_waba: number,
        /// How many phone numbers the business portfolio may have. Only with the lowest limit on messages.
        max_phone_numbers_per_business: number,
        /// `max_daily_conversations_per_business`, as versions before 24.0 have it; -1 is no limit. Until February 2026.
        max_daily_conversation_per_phone: number,
    }
}

schema! {
    /// The value of the field `business_status_update`: what happened to the business portfolio.
    ///
    /// Known only from a sample of Meta's App Dashboard.
    pub struct BusinessStatusUpdate {
        /// What happened.
        event: required discriminant(BusinessStatusEvent),
        /// The id of the business portfolio. An integer in the sample, not a string.
        business_id: number,
    }
}

open_enum! {
    /// What happened to a business portfolio. In capitals.
    pub enum BusinessStatusEvent {
        /// Somebody else may have got hold of it.
        CompromisedNotification = "COMPROMISED_NOTIFICATION",
    }
}

schema! {
    /// The value of the field `business_username_updates`: what became of the username of a phone number.
    ///
    /// Since 2026. As `phone_number_username_update`, on Meta's page in December 2025, it has a decision and its reasons.
    /// See <https://developers.facebook.com/documentation/business-messaging/whatsapp/business-scoped-user-ids>.
    pub struct BusinessUsernameUpdate {
        /// The phone number, as it is shown.
        display_phone_number: text,
        /// The username that it is about, with or without the leading `@`. Absent if it was deleted.
        username alias [requested_username]: text,
        /// What became of it.
        status: enum(BusinessUsernameStatus),
        /// More about it: `revoked` if Meta took the username back. Since September 2026.
        context: enum(BusinessUsernameContext),
        /// `username`, as it was spelled in December 2025.
        requested_username: text,
        /// What was decided about it. As of December 2025.
        decision: enum(BusinessUsernameDecision),
        /// Why the username was rejected. As of December 2025.
        rejection_reasons: strings(BusinessUsernameRejection),
    }
}

open_enum! {
    /// What became of a username.
    pub enum BusinessUsernameStatus {
        /// Users see it.
        Approved = "approved",
        /// It is kept for the number, and users do not see it yet.
        Reserved = "reserved",
        /// The number has it no more.
        Deleted = "deleted",
    }
}

open_enum! {
    /// More about what became of a username. Since September 2026.
    pub enum BusinessUsernameContext {
        /// Meta took it back.
        Revoked = "revoked",
    }
}

open_enum! {
    /// What was decided about a username. In capitals. As of December 2025.
    pub enum BusinessUsernameDecision {
        /// The number gets it.
        Approved = "APPROVED",
        /// The number does not get it.
        Rejected = "REJECTED",
    }
}

open_enum! {
    /// Why a username was rejected. In capitals. As of December 2025.
    pub enum BusinessUsernameRejection {
        /// A page on Facebook has that name: the number must be added to the page first.
        RequireFbAccountLinking = "REQUIRE_FB_ACCOUNT_LINKING",
        /// An account of Instagram has that name: the number must be added to the account first.
        RequireIgAccountLinking = "REQUIRE_IG_ACCOUNT_LINKING",
        /// Somebody else has it, or it did not pass Meta's checks.
        NotAvailable = "NOT_AVAILABLE",
        /// The display name is not approved, or the business is not verified.
        AccountIneligible = "ACCOUNT_INELIGIBLE",
        /// Only in Meta's example, beside an approval.
        NameEmploymentIssue = "NAME_EMPLOYMENT_ISSUE",
        /// Meta does not say why.
        Unspecified = "UNKNOWN",
    }
}
