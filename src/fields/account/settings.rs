//! The value of the field `account_settings_update`: the settings of a business phone number.
//!
//! Meta's pages:
//! <https://developers.facebook.com/documentation/business-messaging/whatsapp/calling/call-settings>,
//! <https://developers.facebook.com/documentation/business-messaging/whatsapp/calling/sip>.

use crate::fields::schema::{open_enum, schema};

schema! {
    /// The value of the field `account_settings_update`: the current settings.
    ///
    /// It has no `metadata`: the phone number is in `phone_number_settings`.
    /// See <https://developers.facebook.com/documentation/business-messaging/whatsapp/calling/call-settings>.
    pub struct AccountSettingsUpdate {
        /// The product: `whatsapp`.
        messaging_product: text,
        /// The time of the change.
        timestamp: timestamp,
        /// The kind of settings.
        kind = "type": discriminant(AccountSettingsType),
        /// The settings of a phone number.
        phone_number_settings: object(PhoneNumberSettings),
    }
}

impl<'a> AccountSettingsUpdate<'a> {
    /// Returns the id of the business phone number that the settings belong to.
    pub(crate) fn number_id(self) -> Option<&'a str> {
        self.phone_number_settings()?.phone_number_id()
    }
}

open_enum! {
    /// The kind of settings. Meta's page has two spellings.
    pub enum AccountSettingsType {
        /// Settings of a business phone number, as spelled in the body on Meta's page.
        PhoneNumberSettings = "phone_number_settings",
        /// Settings of a business phone number, as spelled in the description on Meta's page.
        PhoneNumberSettingsUpper = "PHONE_NUMBER_SETTINGS",
    }
}

schema! {
    /// The settings of a phone number.
    pub struct PhoneNumberSettings {
        /// The id of the phone number.
        phone_number_id: text,
        /// The calling settings. `null` if they have not changed.
        calling: object(CallingSettings),
    }
}

schema! {
    /// The calling settings of a business phone number, as the settings API returns them.
    ///
    /// Meta reports only changes of `status`, `call_icon_visibility`, `callback_permission_status`,
    /// `srtp_key_exchange_protocol` and the `status` of `sip`; the other members are sent along.
    pub struct CallingSettings {
        /// The state of calling as a whole.
        status: enum(CallingStatus),
        /// The visibility of the call button for users.
        call_icon_visibility: enum(CallIconVisibility),
        /// The state of callback requests: a user who calls is asked for permission to be called
        /// back.
        callback_permission_status: enum(CallingStatus),
        /// The hours during which users can call.
        call_hours: object(CallingHours),
        /// The settings of calls over the Session Initiation Protocol (SIP).
        sip: object(CallingSip),
        /// The key exchange protocol of the media streams.
        srtp_key_exchange_protocol: enum(SrtpKeyExchange),
        /// The users who see the call button.
        call_icons: object(CallIcons),
        /// The audio codecs.
        audio: object(CallingAudio),
        /// The voicemail for unanswered calls. Since 2026.
        voicemail: object(CallingVoicemail),
        /// The temporary restrictions on calls.
        restrictions: object(CallingRestrictions),
    }
}

open_enum! {
    /// The state of a setting. In upper case.
    pub enum CallingStatus {
        /// Enabled.
        Enabled = "ENABLED",
        /// Disabled.
        Disabled = "DISABLED",
        /// Not configured.
        NotSet = "NOT_SET",
    }
}

open_enum! {
    /// The visibility of the call button for users. In upper case.
    pub enum CallIconVisibility {
        /// Visible in the chat and in the business profile.
        Default = "DEFAULT",
        /// Hidden.
        DisableAll = "DISABLE_ALL",
        /// Not configured.
        NotSet = "NOT_SET",
    }
}

open_enum! {
    /// The key exchange protocol of the media streams. In upper case.
    pub enum SrtpKeyExchange {
        /// DTLS.
        Dtls = "DTLS",
        /// SDES, in the session description. Only with the Session Initiation Protocol.
        Sdes = "SDES",
    }
}

schema! {
    /// The hours during which users can call.
    pub struct CallingHours {
        /// The state of the hours; if disabled, users can call at any time.
        status: enum(CallingStatus),
        /// The name of the time zone, such as `Asia/Singapore`.
        timezone_id: text,
        /// The hours of the week, up to two for each day.
        weekly_operating_hours: list(CallingWeekday),
        /// The exceptions for single days.
        holiday_schedule: list(CallingHoliday),
    }
}

schema! {
    /// The hours during which users can call on a day of the week.
    pub struct CallingWeekday {
        /// The day.
        day_of_week: enum(DayOfWeek),
        /// The start, as hours and minutes: `0930`.
        open_time: text,
        /// The end, as hours and minutes: `1800`.
        close_time: text,
    }
}

open_enum! {
    /// A day of the week. In upper case.
    pub enum DayOfWeek {
        /// Monday.
        Monday = "MONDAY",
        /// Tuesday.
        Tuesday = "TUESDAY",
        /// Wednesday.
        Wednesday = "WEDNESDAY",
        /// Thursday.
        Thursday = "THURSDAY",
        /// Friday.
        Friday = "FRIDAY",
        /// Saturday.
        Saturday = "SATURDAY",
        /// Sunday.
        Sunday = "SUNDAY",
    }
}

schema! {
    /// The hours during which users can call on a single date.
    pub struct CallingHoliday {
        /// The date: `2026-01-01`.
        date: text,
        /// The start, as hours and minutes: `0930`.
        start_time: text,
        /// The end, as hours and minutes: `1800`.
        end_time: text,
    }
}

schema! {
    /// The settings of calls over the Session Initiation Protocol (SIP).
    ///
    /// See <https://developers.facebook.com/documentation/business-messaging/whatsapp/calling/sip>.
    pub struct CallingSip {
        /// The state of SIP; if enabled, calls use it.
        status: enum(CallingStatus),
        /// The servers of the business.
        servers: list(CallingSipServer),
        /// The delivery of webhooks about calls in addition to SIP. Since 2026.
        webhook_delivery: text,
    }
}

schema! {
    /// A SIP server of the business.
    pub struct CallingSipServer {
        /// The host name.
        hostname: text,
        /// The port.
        port: number,
        /// Parameters added to the user part of the request URI: an object of names and values.
        request_uri_user_params: raw,
        /// The id of the app that configured the server.
        app_id: text,
        /// The password for calls to the server. A secret.
        sip_user_password: text,
    }
}

schema! {
    /// The users who see the call button.
    pub struct CallIcons {
        /// The countries of these users' phone numbers, two letters each; if empty, all users.
        restrict_to_user_countries: strings,
    }
}

schema! {
    /// The audio codecs.
    pub struct CallingAudio {
        /// The codecs besides Opus.
        additional_codecs: strings(CallingCodec),
    }
}

open_enum! {
    /// An audio codec. In upper case.
    pub enum CallingCodec {
        /// G.711 with A-law.
        Pcma = "PCMA",
        /// G.711 with µ-law.
        Pcmu = "PCMU",
    }
}

schema! {
    /// The voicemail for unanswered calls. Since 2026.
    pub struct CallingVoicemail {
        /// The state of the voicemail.
        status: enum(CallingStatus),
        /// The cases in which a call goes to the voicemail.
        triggers: strings(VoicemailTrigger),
        /// The delay before the voicemail answers, in seconds.
        timeout_seconds: number,
        /// The announcements.
        audio: object(VoicemailAudio),
    }
}

open_enum! {
    /// The case in which a call goes to the voicemail. In upper case.
    pub enum VoicemailTrigger {
        /// The business declines the call.
        Reject = "REJECT",
        /// The business does not answer in time.
        Timeout = "TIMEOUT",
    }
}

schema! {
    /// The announcements of the voicemail.
    pub struct VoicemailAudio {
        /// The announcement for all users.
        default: object(VoicemailAnnouncement),
    }
}

schema! {
    /// An announcement of the voicemail.
    pub struct VoicemailAnnouncement {
        /// The media id of the uploaded announcement.
        announcement_media_id: text,
    }
}

schema! {
    /// The temporary restrictions on calls.
    pub struct CallingRestrictions {
        /// The restrictions.
        restrictions_list: list(CallingRestriction),
    }
}

schema! {
    /// A temporary restriction on calls.
    pub struct CallingRestriction {
        /// The calls that are restricted.
        kind = "type": enum(CallingRestrictionType),
        /// The reason, in a sentence.
        reason: text,
        /// The end of the restriction.
        expiration: timestamp,
    }
}

open_enum! {
    /// The calls that are restricted. In upper case.
    pub enum CallingRestrictionType {
        /// Calls from the business.
        RestrictedBusinessInitiatedCalling = "RESTRICTED_BUSINESS_INITIATED_CALLING",
        /// Calls from users.
        RestrictedUserInitiatedCalling = "RESTRICTED_USER_INITIATED_CALLING",
    }
}
