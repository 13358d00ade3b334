//! The values of the fields about a phone number of the business: its name, and what it may send.
//!
//! Meta's pages:
//! <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/phone_number_name_update>,
//! <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/phone_number_quality_update>.

use super::schema::{open_enum, schema};

schema! {
    /// The value of the field `phone_number_name_update`: whether the number may show a name.
    ///
    /// See <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/phone_number_name_update>.
    pub struct PhoneNumberNameUpdate {
        /// The phone number, in digits.
        display_phone_number: text,
        /// Whether it may.
        decision: required discriminant(PhoneNumberNameDecision),
        /// The name.
        requested_verified_name: text,
        /// Why not. Absent, or `null`, where the name was not rejected.
        rejection_reason: enum(PhoneNumberNameRejection),
    }
}

open_enum! {
    /// Whether a phone number may show a name. In capitals.
    pub enum PhoneNumberNameDecision {
        /// It may.
        Approved = "APPROVED",
        /// It will be decided later.
        Deferred = "DEFERRED",
        /// It is being looked at.
        Pending = "PENDING",
        /// It may not: `rejection_reason`.
        Rejected = "REJECTED",
    }
}

open_enum! {
    /// Why a phone number may not show a name. In capitals.
    pub enum PhoneNumberNameRejection {
        /// It names a person, or a number of staff.
        NameEmployeeIssue = "NAME_EMPLOYEE_ISSUE",
        /// The same, as examples spell it.
        NameEmploymentIssue = "NAME_EMPLOYMENT_ISSUE",
        /// It names another business.
        NameEndclientNotrelated = "NAME_ENDCLIENT_NOTRELATED",
        /// Its format is wrong.
        NameFormatUnacceptable = "NAME_FORMAT_UNACCEPTABLE",
        /// It names a person.
        NameIndividualIssue = "NAME_INDIVIDUAL_ISSUE",
        /// The business goes by another name elsewhere.
        NameNotConsistent = "NAME_NOT_CONSISTENT",
        /// Meta does not say: `UNKNOWN` on the wire.
        Unspecified = "UNKNOWN",
    }
}

schema! {
    /// The value of the field `phone_number_quality_update`: how much the number may send.
    ///
    /// See <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/phone_number_quality_update>.
    pub struct PhoneNumberQualityUpdate {
        /// The phone number, in digits.
        display_phone_number: text,
        /// What happened.
        event: required discriminant(PhoneNumberQualityEvent),
        /// How much it may send. To be removed in 2026, says Meta.
        current_limit: enum(PhoneNumberLimit),
        /// How much it might send before. To be removed in 2026, says Meta.
        old_limit: enum(PhoneNumberLimit),
        /// How much the business portfolio may send. Since late 2025.
        max_daily_conversations_per_business: enum(PhoneNumberLimit),
    }
}

open_enum! {
    /// What happened to what a phone number may send. In capitals.
    pub enum PhoneNumberQualityEvent {
        /// The number is being registered.
        Onboarding = "ONBOARDING",
        /// It may send more in a second.
        ThroughputUpgrade = "THROUGHPUT_UPGRADE",
        /// It may send to more users. On older pages.
        Upgrade = "UPGRADE",
        /// It may send to fewer users. On older pages.
        Downgrade = "DOWNGRADE",
        /// Users complained, and it may come to send to fewer. On older pages.
        Flagged = "FLAGGED",
        /// Users do not complain any more. On older pages.
        Unflagged = "UNFLAGGED",
    }
}

open_enum! {
    /// To how many users a phone number or a business portfolio may send in 24 hours. In capitals.
    pub enum PhoneNumberLimit {
        /// 50.
        Tier50 = "TIER_50",
        /// 250.
        Tier250 = "TIER_250",
        /// 1,000. On older pages.
        Tier1k = "TIER_1K",
        /// 2,000.
        Tier2k = "TIER_2K",
        /// 10,000.
        Tier10k = "TIER_10K",
        /// 100,000.
        Tier100k = "TIER_100K",
        /// Not known yet, as it has sent nothing.
        TierNotSet = "TIER_NOT_SET",
        /// No limit, at the higher throughput.
        TierUnlimited = "TIER_UNLIMITED",
    }
}
