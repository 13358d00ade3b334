//! The values of the fields `business_capability_update`, `business_status_update` and
//! `business_username_updates`.
//!
//! Meta's pages:
//! <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/business_capability_update>,
//! <https://developers.facebook.com/documentation/business-messaging/whatsapp/business-scoped-user-ids>.
//! No page describes `business_status_update`.

use super::schema::{open_enum, schema};

schema! {
    /// The value of the field `business_capability_update`: the limits on messaging and on business
    /// phone numbers.
    ///
    /// The members that are present depend on the API version and on the limit itself.
    /// See <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/business_capability_update>.
    pub struct BusinessCapabilityUpdate {
        /// The number of users that the business may message first in 24 hours; -1 means no limit.
        /// Meta's page also lists texts such as `TIER_2K`, which are not numbers: use `as_str`.
        max_daily_conversations_per_business: number,
        /// The maximum number of phone numbers of a WhatsApp Business account.
        max_phone_numbers_per_waba: number,
        /// The maximum number of phone numbers of the business portfolio. Only with the lowest
        /// messaging limit.
        max_phone_numbers_per_business: number,
        /// The equivalent of `max_daily_conversations_per_business` in versions before 24.0; -1
        /// means no limit. Until February 2026.
        max_daily_conversation_per_phone: number,
    }
}

schema! {
    /// The value of the field `business_status_update`: a change of the business portfolio.
    ///
    /// Known only from a sample of Meta's App Dashboard.
    pub struct BusinessStatusUpdate {
        /// The event.
        event: required discriminant(BusinessStatusEvent),
        /// The id of the business portfolio. An integer in the sample, not a string.
        business_id: number,
    }
}

open_enum! {
    /// An event of a business portfolio. In upper case.
    pub enum BusinessStatusEvent {
        /// The portfolio may be compromised.
        CompromisedNotification = "COMPROMISED_NOTIFICATION",
    }
}

schema! {
    /// The value of the field `business_username_updates`: a change of the username of a business
    /// phone number.
    ///
    /// Since 2026. Meta's page of December 2025 calls the field `phone_number_username_update`,
    /// with a decision and its reasons.
    /// See <https://developers.facebook.com/documentation/business-messaging/whatsapp/business-scoped-user-ids>.
    pub struct BusinessUsernameUpdate {
        /// The business phone number as displayed.
        display_phone_number: text,
        /// The username, with or without the leading `@`. Absent if it was deleted.
        username alias [requested_username]: text,
        /// The status of the username.
        status: enum(BusinessUsernameStatus),
        /// More about the status: `revoked` if Meta took the username back. Since September 2026.
        context: enum(BusinessUsernameContext),
        /// The older spelling of `username`, of December 2025.
        requested_username: text,
        /// The decision about the username. Documented in December 2025.
        decision: enum(BusinessUsernameDecision),
        /// The reasons for a rejection. Documented in December 2025.
        rejection_reasons: strings(BusinessUsernameRejection),
    }
}

open_enum! {
    /// The status of a username.
    pub enum BusinessUsernameStatus {
        /// Visible to users.
        Approved = "approved",
        /// Reserved for the number, and not yet visible to users.
        Reserved = "reserved",
        /// Deleted from the number.
        Deleted = "deleted",
    }
}

open_enum! {
    /// More about the status of a username. Since September 2026.
    pub enum BusinessUsernameContext {
        /// Meta took the username back.
        Revoked = "revoked",
    }
}

open_enum! {
    /// A decision about a username. In upper case. Documented in December 2025.
    pub enum BusinessUsernameDecision {
        /// The number gets the username.
        Approved = "APPROVED",
        /// The number does not get the username.
        Rejected = "REJECTED",
    }
}

open_enum! {
    /// The reason why a username was rejected. In upper case. Documented in December 2025.
    pub enum BusinessUsernameRejection {
        /// A Facebook page has this name: the number must be linked to the page first.
        RequireFbAccountLinking = "REQUIRE_FB_ACCOUNT_LINKING",
        /// An Instagram account has this name: the number must be linked to the account first.
        RequireIgAccountLinking = "REQUIRE_IG_ACCOUNT_LINKING",
        /// The username is taken, or did not pass Meta's checks.
        NotAvailable = "NOT_AVAILABLE",
        /// The display name is not approved, or the business is not verified.
        AccountIneligible = "ACCOUNT_INELIGIBLE",
        /// Seen only in Meta's example, next to an approval.
        NameEmploymentIssue = "NAME_EMPLOYMENT_ISSUE",
        /// The reason is not specified: `UNKNOWN` on the wire.
        Unspecified = "UNKNOWN",
    }
}
