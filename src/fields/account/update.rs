//! The value of the field `account_update`: a change of the WhatsApp Business account.
//!
//! Meta's pages:
//! <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/account_update>,
//! <https://developers.facebook.com/documentation/business-messaging/whatsapp/embedded-signup/app-only-install>,
//! <https://developers.facebook.com/documentation/business-messaging/whatsapp/solution-providers/partner-led-business-verification>.

use crate::fields::schema::{open_enum, schema};

schema! {
    /// The value of the field `account_update`: one event and its details.
    ///
    /// See <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/account_update>.
    pub struct AccountUpdate {
        /// The event.
        event: required discriminant(AccountEvent),
        /// The business phone number that the event concerns, in digits. Absent in most events.
        phone_number: text,
        /// The restrictions of the account.
        restriction_info: list(Restriction),
        /// The policy violation.
        violation_info: object(Violation),
        /// A ban, an announced ban, or the end of one. An object in Meta's examples, an array of
        /// one on the wire.
        ban_info: one_or_many(Ban),
        /// The account, in events about partners, terms and ad accounts.
        waba_info: object(WabaInfo),
        /// The pricing tier that the business reached.
        volume_tier_info: object(VolumeTier),
        /// The start of international authentication rates.
        auth_international_rate_eligibility: object(InternationalRate),
        /// The country of the business as two letters.
        country: text,
        /// The result of a client's verification by its partner.
        partner_client_certification_info: object(Certification),
        /// The client whose verification by its partner is required.
        partner_client_certification_needed_info: object(Certification),
        /// The reason for the disconnection and its initiator. Only in `ACCOUNT_OFFBOARDED` and
        /// `PARTNER_REMOVED`.
        disconnection_info: object(Disconnection),
    }
}

open_enum! {
    /// An event of an account. In upper case.
    pub enum AccountEvent {
        /// The account was deleted.
        AccountDeleted = "ACCOUNT_DELETED",
        /// The business left the Cloud API and returned to the WhatsApp Business app.
        AccountOffboarded = "ACCOUNT_OFFBOARDED",
        /// The business returned to the Cloud API.
        AccountReconnected = "ACCOUNT_RECONNECTED",
        /// The account was restricted: `restriction_info`.
        AccountRestriction = "ACCOUNT_RESTRICTION",
        /// The account violated a policy: `violation_info`.
        AccountViolation = "ACCOUNT_VIOLATION",
        /// An ad account was linked: `waba_info`.
        AdAccountLinked = "AD_ACCOUNT_LINKED",
        /// International authentication rates apply: `auth_international_rate_eligibility`.
        AuthIntlPriceEligibilityUpdate = "AUTH_INTL_PRICE_ELIGIBILITY_UPDATE",
        /// The primary location of the business was set or changed: `country`.
        BusinessPrimaryLocationCountryUpdate = "BUSINESS_PRIMARY_LOCATION_COUNTRY_UPDATE",
        /// The account was banned or reinstated, or a ban was announced: `ban_info`.
        DisabledUpdate = "DISABLED_UPDATE",
        /// The terms of the Marketing Messages API were accepted: `waba_info`.
        MmLiteTermsSigned = "MM_LITE_TERMS_SIGNED",
        /// The account was shared with a partner: `waba_info`.
        PartnerAdded = "PARTNER_ADDED",
        /// The account installed a partner's app: `waba_info`.
        PartnerAppInstalled = "PARTNER_APP_INSTALLED",
        /// The account uninstalled a partner's app: `waba_info`.
        PartnerAppUninstalled = "PARTNER_APP_UNINSTALLED",
        /// A client's verification is required: `partner_client_certification_needed_info`.
        PartnerClientCertificationNeeded = "PARTNER_CLIENT_CERTIFICATION_NEEDED",
        /// The status of a client's verification changed: `partner_client_certification_info`.
        PartnerClientCertificationStatusUpdate = "PARTNER_CLIENT_CERTIFICATION_STATUS_UPDATE",
        /// The account is no longer shared with a partner.
        PartnerRemoved = "PARTNER_REMOVED",
        /// A business phone number was removed from the account. Not on Meta's pages.
        PhoneNumberRemoved = "PHONE_NUMBER_REMOVED",
        /// The account was verified.
        VerifiedAccount = "VERIFIED_ACCOUNT",
        /// The business reached a pricing tier: `volume_tier_info`.
        VolumeBasedPricingTierUpdate = "VOLUME_BASED_PRICING_TIER_UPDATE",
    }
}

schema! {
    /// A restriction of an account.
    pub struct Restriction {
        /// The type of the restriction.
        restriction_type: enum(RestrictionType),
        /// The end of the restriction. Absent if permanent. A string on the page about direct send.
        expiration: timestamp,
        /// A remedy open to the business.
        remediation: text,
    }
}

open_enum! {
    /// An action that an account may no longer perform. In upper case.
    pub enum RestrictionType {
        /// Adding phone numbers.
        RestrictedAddPhoneNumberAction = "RESTRICTED_ADD_PHONE_NUMBER_ACTION",
        /// Sending messages to users first.
        RestrictedBizInitiatedMessaging = "RESTRICTED_BIZ_INITIATED_MESSAGING",
        /// Replying to users.
        RestrictedCustomerInitiatedMessaging = "RESTRICTED_CUSTOMER_INITIATED_MESSAGING",
        /// Creating utility templates.
        RestrictedUtilityTemplates = "RESTRICTED_UTILITY_TEMPLATES",
        /// Sending utility messages by direct send.
        RestrictedDirectSendUtilityTemplates = "RESTRICTED_DIRECT_SEND_UTILITY_TEMPLATES",
        /// Calling users.
        RestrictedBusinessInitiatedCalling = "RESTRICTED_BUSINESS_INITIATED_CALLING",
        /// Receiving calls from users.
        RestrictedUserInitiatedCalling = "RESTRICTED_USER_INITIATED_CALLING",
        /// Calling users and receiving calls from them.
        RestrictedBizInitiatedAndUserInitiatedCalling = "RESTRICTED_BIZ_INITIATED_AND_USER_INITIATED_CALLING",
        /// Showing the call button, because too few calls were answered.
        RestrictedUserInitiatedCallingCallButtonHidden = "RESTRICTED_USER_INITIATED_CALLING_CALL_BUTTON_HIDDEN",
    }
}

schema! {
    /// A policy violation of an account.
    pub struct Violation {
        /// The policy, such as `ADULT`, `SPAM` or `LOW_CALLING_QUALITY`. Meta's list:
        /// <https://developers.facebook.com/documentation/business-messaging/whatsapp/policy-enforcement-violations>.
        violation_type: text,
        /// A remedy open to the business.
        remediation: text,
    }
}

schema! {
    /// A ban of an account, an announced ban, or the end of one.
    pub struct Ban {
        /// The state of the ban. One string; one of Meta's examples lists all states.
        waba_ban_state: strings(BanState),
        /// The date as text: `April 17, 2025`.
        waba_ban_date: text,
    }
}

open_enum! {
    /// The state of a ban. In upper case.
    pub enum BanState {
        /// The account will be disabled.
        ScheduleForDisable = "SCHEDULE_FOR_DISABLE",
        /// The account is disabled.
        Disable = "DISABLE",
        /// The account was reinstated.
        Reinstate = "REINSTATE",
    }
}

schema! {
    /// The account, in events about partners, terms and ad accounts.
    pub struct WabaInfo {
        /// The id of the account.
        waba_id: text,
        /// The id of the business portfolio that owns the account.
        owner_business_id: text,
        /// The id of the partner's app.
        partner_app_id: text,
        /// The id of the solution through which the account is shared.
        solution_id: text,
        /// The ids of the business portfolios of the solution's partners.
        solution_partner_business_ids: strings,
        /// The id of the linked ad account.
        ad_account_linked alias [ad_account_id]: text,
        /// The spelling of `ad_account_linked` on another page.
        ad_account_id: text,
    }
}

schema! {
    /// The pricing tier that a business reached.
    pub struct VolumeTier {
        /// The time at which the tier was reached.
        tier_update_time: timestamp,
        /// The category that the prices apply to, such as `UTILITY`.
        pricing_category: text,
        /// The lower and upper bound of the number of messages, separated by a colon.
        tier: text,
        /// The month to which the tier applies: `2025-11`.
        effective_month: text,
        /// The country or region to which the tier applies.
        region: text,
    }
}

schema! {
    /// The start of international authentication rates.
    pub struct InternationalRate {
        /// The default start time.
        start_time: timestamp,
        /// The countries with a different start time.
        exception_countries: list(ExceptionCountry),
    }
}

schema! {
    /// A country in which international rates start at a different time.
    pub struct ExceptionCountry {
        /// The country as two letters.
        country_code: text,
        /// The start time in this country.
        start_time: timestamp,
    }
}

schema! {
    /// The verification of a client by its partner.
    pub struct Certification {
        /// The id of the client's business portfolio.
        client_business_id: text,
        /// The status of the verification.
        status: enum(CertificationStatus),
        /// The reasons for a rejection.
        rejection_reasons: strings(CertificationRejection),
    }
}

open_enum! {
    /// The status of a client's verification. In upper case.
    pub enum CertificationStatus {
        /// The verification is under review.
        Pending = "PENDING",
        /// The client is verified.
        Approved = "APPROVED",
        /// The client was rejected and may retry.
        Rejected = "REJECTED",
        /// The verification failed.
        Failed = "FAILED",
        /// The verification was revoked.
        Revoked = "REVOKED",
        /// The verification was discarded: it failed for technical reasons or was not continued.
        Discarded = "DISCARDED",
    }
}

open_enum! {
    /// The reason why a client's verification was rejected. In upper case; the list on Meta's page
    /// separates words by spaces, its example by `_`.
    pub enum CertificationRejection {
        /// Not rejected.
        None = "NONE",
        /// The country differs from the client's profile.
        AddressNotMatching = "ADDRESS_NOT_MATCHING" | "ADDRESS NOT MATCHING",
        /// A partner cannot verify this client.
        BusinessNotEligible = "BUSINESS_NOT_ELIGIBLE" | "BUSINESS NOT ELIGIBLE",
        /// The legal name differs from the client's profile.
        LegalNameNotMatching = "LEGAL_NAME_NOT_MATCHING" | "LEGAL NAME NOT MATCHING",
        /// The legal name is not in the documents.
        LegalNameNotFoundInDocuments = "LEGAL_NAME_NOT_FOUND_IN_DOCUMENTS" | "LEGAL NAME NOT FOUND IN DOCUMENTS",
        /// The documents are unreadable.
        MalformedDocuments = "MALFORMED_DOCUMENTS" | "MALFORMED DOCUMENTS",
        /// The domain of the website differs from the client's profile.
        WebsiteNotMatching = "WEBSITE_NOT_MATCHING" | "WEBSITE NOT MATCHING",
    }
}

schema! {
    /// The reason for a disconnection of an account, and its initiator.
    pub struct Disconnection {
        /// The reason.
        reason: enum(DisconnectionReason),
        /// The initiator.
        initiated_by: enum(DisconnectionInitiator),
    }
}

open_enum! {
    /// The reason for a disconnection of an account. In upper case.
    pub enum DisconnectionReason {
        /// The account was deleted, or disconnected because of a policy violation.
        AccountDisconnected = "ACCOUNT_DISCONNECTED",
        /// The number was registered with the consumer version of WhatsApp.
        BusinessDowngrade = "BUSINESS_DOWNGRADE",
        /// The number was changed.
        ChangeNumber = "CHANGE_NUMBER",
        /// A linked device was inactive for about 30 days.
        CompanionInactivity = "COMPANION_INACTIVITY",
        /// The phone was inactive for about 14 days.
        PrimaryInactivity = "PRIMARY_INACTIVITY",
        /// The number was registered on another phone.
        UserReRegistered = "USER_RE_REGISTERED",
    }
}

open_enum! {
    /// The initiator of a disconnection of an account. In upper case.
    pub enum DisconnectionInitiator {
        /// The business.
        User = "USER",
        /// Meta.
        System = "SYSTEM",
    }
}
