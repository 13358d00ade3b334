//! The values of the fields about a business phone number: its display name and its limits.
//!
//! Meta's pages:
//! <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/phone_number_name_update>,
//! <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/phone_number_quality_update>.

use super::schema::{open_enum, schema};

schema! {
    /// The value of the field `phone_number_name_update`: the review of a display name.
    ///
    /// See <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/phone_number_name_update>.
    pub struct PhoneNumberNameUpdate {
        /// The business phone number, in digits.
        display_phone_number: text,
        /// The decision.
        decision: required discriminant(PhoneNumberNameDecision),
        /// The requested display name.
        requested_verified_name: text,
        /// The reason for a rejection. Absent or `null` if the name was not rejected.
        rejection_reason: enum(PhoneNumberNameRejection),
    }
}

open_enum! {
    /// The decision about a display name. In upper case.
    pub enum PhoneNumberNameDecision {
        /// The name was approved.
        Approved = "APPROVED",
        /// The decision was deferred.
        Deferred = "DEFERRED",
        /// The name is under review.
        Pending = "PENDING",
        /// The name was rejected: `rejection_reason`.
        Rejected = "REJECTED",
    }
}

open_enum! {
    /// The reason why a display name was rejected. In upper case.
    pub enum PhoneNumberNameRejection {
        /// The name refers to a person, or to an employee's phone number.
        NameEmployeeIssue = "NAME_EMPLOYEE_ISSUE",
        /// The same reason, as spelled in examples.
        NameEmploymentIssue = "NAME_EMPLOYMENT_ISSUE",
        /// The name is that of an unrelated business.
        NameEndclientNotrelated = "NAME_ENDCLIENT_NOTRELATED",
        /// The format of the name is not acceptable.
        NameFormatUnacceptable = "NAME_FORMAT_UNACCEPTABLE",
        /// The name is that of an individual.
        NameIndividualIssue = "NAME_INDIVIDUAL_ISSUE",
        /// The name is inconsistent with the external branding of the business.
        NameNotConsistent = "NAME_NOT_CONSISTENT",
        /// The reason is not specified: `UNKNOWN` on the wire.
        Unspecified = "UNKNOWN",
    }
}

schema! {
    /// The value of the field `phone_number_quality_update`: a change of throughput or messaging
    /// limit.
    ///
    /// See <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/phone_number_quality_update>.
    pub struct PhoneNumberQualityUpdate {
        /// The business phone number, in digits.
        display_phone_number: text,
        /// The event.
        event: required discriminant(PhoneNumberQualityEvent),
        /// The new messaging limit of the number. Removal in 2026 announced by Meta.
        current_limit: enum(PhoneNumberLimit),
        /// The previous messaging limit of the number. Removal in 2026 announced by Meta.
        old_limit: enum(PhoneNumberLimit),
        /// The messaging limit of the business portfolio. Since late 2025.
        max_daily_conversations_per_business: enum(PhoneNumberLimit),
    }
}

open_enum! {
    /// A change of a business phone number's throughput or messaging limit. In upper case.
    pub enum PhoneNumberQualityEvent {
        /// The number is being registered.
        Onboarding = "ONBOARDING",
        /// The throughput, in messages per second, was increased.
        ThroughputUpgrade = "THROUGHPUT_UPGRADE",
        /// The messaging limit was increased. On older pages.
        Upgrade = "UPGRADE",
        /// The messaging limit was decreased. On older pages.
        Downgrade = "DOWNGRADE",
        /// The number was flagged after negative user feedback, and its messaging limit may be
        /// decreased. On older pages.
        Flagged = "FLAGGED",
        /// The number is no longer flagged. On older pages.
        Unflagged = "UNFLAGGED",
    }
}

open_enum! {
    /// The number of users that a business phone number or a business portfolio may message in 24
    /// hours. In upper case.
    pub enum PhoneNumberLimit {
        /// 50 users.
        Tier50 = "TIER_50",
        /// 250 users.
        Tier250 = "TIER_250",
        /// 1,000 users. On older pages.
        Tier1k = "TIER_1K",
        /// 2,000 users.
        Tier2k = "TIER_2K",
        /// 10,000 users.
        Tier10k = "TIER_10K",
        /// 100,000 users.
        Tier100k = "TIER_100K",
        /// Not set yet, because no message was sent.
        TierNotSet = "TIER_NOT_SET",
        /// Unlimited, at the higher throughput.
        TierUnlimited = "TIER_UNLIMITED",
    }
}
