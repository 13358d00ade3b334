//! The value of the field `account_update`: what happened to the WhatsApp Business account.
//!
//! Meta's pages:
//! <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/account_update>,
//! <https://developers.facebook.com/documentation/business-messaging/whatsapp/embedded-signup/app-only-install>,
//! <https://developers.facebook.com/documentation/business-messaging/whatsapp/solution-providers/partner-led-business-verification>.

use crate::fields::schema::{open_enum, schema};

schema! {
    /// The value of the field `account_update`: one event, with what belongs to it.
    ///
    /// See <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/account_update>.
    pub struct AccountUpdate {
        /// What happened.
        event: required discriminant(AccountEvent),
        /// The phone number that it is about, in digits. Absent in most events.
        phone_number: text,
        /// What the account may not do any more.
        restriction_info: list(Restriction),
        /// Which rule was broken.
        violation_info: object(Violation),
        /// That the account is to be disabled, is, or is not any more. An object in Meta's examples, a list of one on
        /// the wire.
        ban_info: one_or_many(Ban),
        /// The account, in events about partners, terms and advertising.
        waba_info: object(WabaInfo),
        /// The tier of prices that the business has reached.
        volume_tier_info: object(VolumeTier),
        /// From when on authentication has international rates.
        auth_international_rate_eligibility: object(InternationalRate),
        /// The country of the business, two letters.
        country: text,
        /// How the verification of a client by its partner went.
        partner_client_certification_info: object(Certification),
        /// Whose verification by its partner is needed.
        partner_client_certification_needed_info: object(Certification),
        /// Who ended the connection, and why. Only in `ACCOUNT_OFFBOARDED` and `PARTNER_REMOVED`.
        disconnection_info: object(Disconnection),
    }
}

open_enum! {
    /// What happened to an account. In capitals.
    pub enum AccountEvent {
        /// The account was deleted.
        AccountDeleted = "ACCOUNT_DELETED",
        /// The business left the Cloud API and went back to the app.
        AccountOffboarded = "ACCOUNT_OFFBOARDED",
        /// The business came back to the Cloud API.
        AccountReconnected = "ACCOUNT_RECONNECTED",
        /// The account may not do some things any more: `restriction_info`.
        AccountRestriction = "ACCOUNT_RESTRICTION",
        /// The account broke a rule: `violation_info`.
        AccountViolation = "ACCOUNT_VIOLATION",
        /// An advertising account was linked: `waba_info`.
        AdAccountLinked = "AD_ACCOUNT_LINKED",
        /// Authentication has international rates: `auth_international_rate_eligibility`.
        AuthIntlPriceEligibilityUpdate = "AUTH_INTL_PRICE_ELIGIBILITY_UPDATE",
        /// The country of the business was set or changed: `country`.
        BusinessPrimaryLocationCountryUpdate = "BUSINESS_PRIMARY_LOCATION_COUNTRY_UPDATE",
        /// The account is to be disabled, is, or is not any more: `ban_info`.
        DisabledUpdate = "DISABLED_UPDATE",
        /// The terms of the Marketing Messages API were signed: `waba_info`.
        MmLiteTermsSigned = "MM_LITE_TERMS_SIGNED",
        /// The account was shared with a partner: `waba_info`.
        PartnerAdded = "PARTNER_ADDED",
        /// The account installed the app of a partner: `waba_info`.
        PartnerAppInstalled = "PARTNER_APP_INSTALLED",
        /// The account removed the app of a partner: `waba_info`.
        PartnerAppUninstalled = "PARTNER_APP_UNINSTALLED",
        /// A client must be verified: `partner_client_certification_needed_info`.
        PartnerClientCertificationNeeded = "PARTNER_CLIENT_CERTIFICATION_NEEDED",
        /// How the verification of a client went: `partner_client_certification_info`.
        PartnerClientCertificationStatusUpdate = "PARTNER_CLIENT_CERTIFICATION_STATUS_UPDATE",
        /// The account is not shared with a partner any more.
        PartnerRemoved = "PARTNER_REMOVED",
        /// A phone number was removed from the account. No page of Meta's has it.
        PhoneNumberRemoved = "PHONE_NUMBER_REMOVED",
        /// The account was verified.
        VerifiedAccount = "VERIFIED_ACCOUNT",
        /// The business reached a tier of prices: `volume_tier_info`.
        VolumeBasedPricingTierUpdate = "VOLUME_BASED_PRICING_TIER_UPDATE",
    }
}

schema! {
    /// What an account may not do any more.
    pub struct Restriction {
        /// What is restricted.
        restriction_type: enum(RestrictionType),
        /// When it ends. Absent where it does not. A string on the page about direct sending.
        expiration: timestamp,
        /// What the business can do about it.
        remediation: text,
    }
}

open_enum! {
    /// What an account may not do any more. In capitals.
    pub enum RestrictionType {
        /// Add phone numbers.
        RestrictedAddPhoneNumberAction = "RESTRICTED_ADD_PHONE_NUMBER_ACTION",
        /// Write to users first.
        RestrictedBizInitiatedMessaging = "RESTRICTED_BIZ_INITIATED_MESSAGING",
        /// Answer users.
        RestrictedCustomerInitiatedMessaging = "RESTRICTED_CUSTOMER_INITIATED_MESSAGING",
        /// Make utility templates.
        RestrictedUtilityTemplates = "RESTRICTED_UTILITY_TEMPLATES",
        /// Send utility templates directly.
        RestrictedDirectSendUtilityTemplates = "RESTRICTED_DIRECT_SEND_UTILITY_TEMPLATES",
        /// Call users.
        RestrictedBusinessInitiatedCalling = "RESTRICTED_BUSINESS_INITIATED_CALLING",
        /// Be called by users.
        RestrictedUserInitiatedCalling = "RESTRICTED_USER_INITIATED_CALLING",
        /// Call and be called.
        RestrictedBizInitiatedAndUserInitiatedCalling = "RESTRICTED_BIZ_INITIATED_AND_USER_INITIATED_CALLING",
        /// Show the button for calls, since too few calls are taken.
        RestrictedUserInitiatedCallingCallButtonHidden = "RESTRICTED_USER_INITIATED_CALLING_CALL_BUTTON_HIDDEN",
    }
}

schema! {
    /// Which rule an account broke.
    pub struct Violation {
        /// The rule, such as `ADULT`, `SPAM` or `LOW_CALLING_QUALITY`. Meta's list:
        /// <https://developers.facebook.com/documentation/business-messaging/whatsapp/policy-enforcement-violations>.
        violation_type: text,
        /// What the business can do about it.
        remediation: text,
    }
}

schema! {
    /// That an account is to be disabled, is, or is not any more.
    pub struct Ban {
        /// Which of the three. One text; an example of Meta's lists all that there are.
        waba_ban_state: strings(BanState),
        /// The day, as text: `April 17, 2025`.
        waba_ban_date: text,
    }
}

open_enum! {
    /// Whether an account is disabled. In capitals.
    pub enum BanState {
        /// It will be.
        ScheduleForDisable = "SCHEDULE_FOR_DISABLE",
        /// It is.
        Disable = "DISABLE",
        /// It is not any more.
        Reinstate = "REINSTATE",
    }
}

schema! {
    /// The account, in events about partners, terms and advertising.
    pub struct WabaInfo {
        /// The id of the account.
        waba_id: text,
        /// The id of the business portfolio that owns the account.
        owner_business_id: text,
        /// The id of the partner's app.
        partner_app_id: text,
        /// The id of the solution by which the account is shared.
        solution_id: text,
        /// The ids of the business portfolios of the partners in the solution.
        solution_partner_business_ids: strings,
        /// The id of the advertising account that was linked.
        ad_account_linked alias [ad_account_id]: text,
        /// `ad_account_linked`, as another page spells it.
        ad_account_id: text,
    }
}

schema! {
    /// The tier of prices that a business has reached.
    pub struct VolumeTier {
        /// When it was reached.
        tier_update_time: timestamp,
        /// The category that the prices are for, such as `UTILITY`.
        pricing_category: text,
        /// How many messages the tier is for: the least and the most, with a colon between.
        tier: text,
        /// The month in which it counts: `2025-11`.
        effective_month: text,
        /// The country or the region for which it counts.
        region: text,
    }
}

schema! {
    /// From when on authentication has international rates.
    pub struct InternationalRate {
        /// From when on, as a rule.
        start_time: timestamp,
        /// Countries in which it is another time.
        exception_countries: list(ExceptionCountry),
    }
}

schema! {
    /// A country in which international rates begin at another time.
    pub struct ExceptionCountry {
        /// The country, two letters.
        country_code: text,
        /// When they begin there.
        start_time: timestamp,
    }
}

schema! {
    /// The verification of a client by its partner.
    pub struct Certification {
        /// The id of the client's business portfolio.
        client_business_id: text,
        /// How it went.
        status: enum(CertificationStatus),
        /// Why the client was rejected.
        rejection_reasons: strings(CertificationRejection),
    }
}

open_enum! {
    /// How the verification of a client went. In capitals.
    pub enum CertificationStatus {
        /// It is being looked at.
        Pending = "PENDING",
        /// The client is verified.
        Approved = "APPROVED",
        /// The client is not verified, and may try again.
        Rejected = "REJECTED",
        /// The client is not verified.
        Failed = "FAILED",
        /// The verification was taken back.
        Revoked = "REVOKED",
        /// It was dropped: it failed for technical reasons, or did not go on.
        Discarded = "DISCARDED",
    }
}

open_enum! {
    /// The reason why the verification of a client was rejected. In capitals; the list on Meta's page has blanks
    /// between the words, its example `_`.
    pub enum CertificationRejection {
        /// It was not.
        None = "NONE",
        /// The country is another than on the client's profile.
        AddressNotMatching = "ADDRESS_NOT_MATCHING" | "ADDRESS NOT MATCHING",
        /// A partner cannot verify this client.
        BusinessNotEligible = "BUSINESS_NOT_ELIGIBLE" | "BUSINESS NOT ELIGIBLE",
        /// The legal name is another than on the client's profile.
        LegalNameNotMatching = "LEGAL_NAME_NOT_MATCHING" | "LEGAL NAME NOT MATCHING",
        /// The legal name is not in the documents.
        LegalNameNotFoundInDocuments = "LEGAL_NAME_NOT_FOUND_IN_DOCUMENTS" | "LEGAL NAME NOT FOUND IN DOCUMENTS",
        /// The documents cannot be read.
        MalformedDocuments = "MALFORMED_DOCUMENTS" | "MALFORMED DOCUMENTS",
        /// The domain of the website is another than on the client's profile.
        WebsiteNotMatching = "WEBSITE_NOT_MATCHING" | "WEBSITE NOT MATCHING",
    }
}

schema! {
    /// Who ended the connection of an account, and why.
    pub struct Disconnection {
        /// Why.
        reason: enum(DisconnectionReason),
        /// Who.
        initiated_by: enum(DisconnectionInitiator),
    }
}

open_enum! {
    /// Why the connection of an account ended. In capitals.
    pub enum DisconnectionReason {
        /// The account was deleted, or disconnected since it broke a rule.
        AccountDisconnected = "ACCOUNT_DISCONNECTED",
        /// The number was registered with WhatsApp for consumers.
        BusinessDowngrade = "BUSINESS_DOWNGRADE",
        /// The number was changed for another.
        ChangeNumber = "CHANGE_NUMBER",
        /// A linked device was not used for about 30 days.
        CompanionInactivity = "COMPANION_INACTIVITY",
        /// The phone was not used for about 14 days.
        PrimaryInactivity = "PRIMARY_INACTIVITY",
        /// The number was registered on another phone.
        UserReRegistered = "USER_RE_REGISTERED",
    }
}

open_enum! {
    /// Who ended the connection of an account. In capitals.
    pub enum DisconnectionInitiator {
        /// The business.
        User = "USER",
        /// Meta.
        System = "SYSTEM",
    }
}
