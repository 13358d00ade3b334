//! The value of the field `account_alerts`: messaging limits, business profile and Official
//! Business Account status.
//!
//! Meta's page: <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/account_alerts>.

use crate::fields::schema::{open_enum, schema};

schema! {
    /// The value of the field `account_alerts`: one alert.
    ///
    /// Meta's page nests the members of the alert in `alert_info`; bodies of the App Dashboard have
    /// them in the value itself. The accessors read both.
    /// See <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/account_alerts>.
    pub struct AccountAlerts {
        /// The kind of entity that the alert concerns.
        entity_type: enum(AlertEntity),
        /// The id of the entity: a business portfolio, a WhatsApp Business account, a phone number
        /// or a profile.
        entity_id: text,
        /// The alert, if its members are nested in an object of their own.
        alert_info: object(AlertInfo),
        /// The severity of the alert.
        alert_severity or in alert_info: enum(AlertSeverity),
        /// The state of the alert.
        alert_status or in alert_info: enum(AlertStatus),
        /// The type of the alert.
        alert_type or in alert_info: enum(AlertType),
        /// An explanation of the alert and of possible remedies, in sentences.
        alert_description or in alert_info: text,
    }
}

open_enum! {
    /// The kind of entity that an alert concerns. In upper case.
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
        /// The severity of the alert.
        alert_severity: enum(AlertSeverity),
        /// The state of the alert.
        alert_status: enum(AlertStatus),
        /// The type of the alert.
        alert_type: enum(AlertType),
        /// An explanation of the alert and of possible remedies, in sentences.
        alert_description: text,
    }
}

open_enum! {
    /// The severity of an alert. In upper case.
    pub enum AlertSeverity {
        /// Informational: no action is required.
        Informational = "INFORMATIONAL",
        /// A warning: action may be required.
        Warning = "WARNING",
        /// Critical: a request was denied.
        Critical = "CRITICAL",
    }
}

open_enum! {
    /// The state of an alert. In upper case.
    pub enum AlertStatus {
        /// Active.
        Active = "ACTIVE",
        /// No state: the alert is a one-time notice.
        None = "NONE",
    }
}

open_enum! {
    /// The type of an alert. In upper case.
    pub enum AlertType {
        /// The increase of the limits is deferred: too few messages, low quality, or no proof of
        /// identity.
        IncreasedCapabilitiesEligibilityDeferred = "INCREASED_CAPABILITIES_ELIGIBILITY_DEFERRED",
        /// The increase of the limits is denied, because of messages sent in the past.
        IncreasedCapabilitiesEligibilityFailed = "INCREASED_CAPABILITIES_ELIGIBILITY_FAILED",
        /// The increase of the limits requires proof of identity or more messages.
        IncreasedCapabilitiesEligibilityNeedMoreInfo = "INCREASED_CAPABILITIES_ELIGIBILITY_NEED_MORE_INFO",
        /// The phone number became an Official Business Account.
        ObaApproved = "OBA_APPROVED",
        /// The phone number was denied Official Business Account status.
        ObaRejected = "OBA_REJECTED",
        /// The profile picture was deleted.
        ProfilePictureLost = "PROFILE_PICTURE_LOST",
    }
}
