//! The value of the field `account_alerts`: what a business should know of its limits, profile and badge.
//!
//! Meta's page: <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/account_alerts>.

use crate::fields::schema::{open_enum, schema};

schema! {
    /// The value of the field `account_alerts`: one alert.
    ///
    /// Meta's page has the members of the alert in `alert_info`; bodies of the App Dashboard have them in the value
    /// itself. The accessors read both.
    /// See <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/account_alerts>.
    pub struct AccountAlerts {
        /// The kind of entity that the alert is about.
        entity_type: enum(AlertEntity),
        /// The id of the entity: a business portfolio, a WhatsApp Business account, a phone number or a profile.
        entity_id: text,
        /// The alert, where its members stand in an object of their own.
        alert_info: object(AlertInfo),
        /// The severity: how much the business must do.
        alert_severity or in alert_info: enum(AlertSeverity),
        /// The state of the alert.
        alert_status or in alert_info: enum(AlertStatus),
        /// The type of the alert: what happened.
        alert_type or in alert_info: enum(AlertType),
        /// What happened and what can be done, in sentences.
        alert_description or in alert_info: text,
    }
}

open_enum! {
    /// The kind of entity that an alert is about. In capitals.
    pub enum AlertEntity {
        /// A business portfolio.
        Business = "BUSINESS",
        /// A WhatsApp Business account. Not on Meta's page.
        Waba = "WABA",
        /// A phone number.
        PhoneNumber = "PHONE_NUMBER",
        /// The profile of a phone number.
        CurrentStatusId = "CURRENT_STATUS_ID",
    }
}

schema! {
    /// An alert.
    pub struct AlertInfo {
        /// How much the business must do.
        alert_severity: enum(AlertSeverity),
        /// Whether the alert is on.
        alert_status: enum(AlertStatus),
        /// What happened.
        alert_type: enum(AlertType),
        /// What happened and what can be done, in sentences.
        alert_description: text,
    }
}

open_enum! {
    /// How much the business must do about an alert. In capitals.
    pub enum AlertSeverity {
        /// Nothing.
        Informational = "INFORMATIONAL",
        /// Perhaps something.
        Warning = "WARNING",
        /// Something was denied.
        Critical = "CRITICAL",
    }
}

open_enum! {
    /// Whether an alert is on. In capitals.
    pub enum AlertStatus {
        /// It is.
        Active = "ACTIVE",
        /// It is told once, and nothing is on.
        None = "NONE",
    }
}

open_enum! {
    /// What an alert tells. In capitals.
    pub enum AlertType {
        /// The limits are not raised yet: too few messages, too low a quality, or no proof of identity.
        IncreasedCapabilitiesEligibilityDeferred = "INCREASED_CAPABILITIES_ELIGIBILITY_DEFERRED",
        /// The limits are not raised, for what was sent in the past.
        IncreasedCapabilitiesEligibilityFailed = "INCREASED_CAPABILITIES_ELIGIBILITY_FAILED",
        /// The limits are not raised until the business proves its identity or sends more.
        IncreasedCapabilitiesEligibilityNeedMoreInfo = "INCREASED_CAPABILITIES_ELIGIBILITY_NEED_MORE_INFO",
        /// The number is an Official Business Account now.
        ObaApproved = "OBA_APPROVED",
        /// The number is not made an Official Business Account.
        ObaRejected = "OBA_REJECTED",
        /// The picture of the profile was deleted.
        ProfilePictureLost = "PROFILE_PICTURE_LOST",
    }
}
