//! The value of the field `account_settings_update`: what was set for a phone number.
//!
//! Meta's pages:
//! <https://developers.facebook.com/documentation/business-messaging/whatsapp/calling/call-settings>,
//! <https://developers.facebook.com/documentation/business-messaging/whatsapp/calling/sip>.

use crate::fields::schema::{open_enum, schema};

schema! {
    /// The value of the field `account_settings_update`: the settings as they are now.
    ///
    /// It has no `metadata`: the phone number is in `phone_number_settings`.
    /// See <https://developers.facebook.com/documentation/business-messaging/whatsapp/calling/call-settings>.
    pub struct AccountSettingsUpdate {
        /// The product: `whatsapp`.
        messaging_product: text,
        /// When it was set.
        timestamp: timestamp,
        /// What the settings are of.
        kind = "type": discriminant(AccountSettingsType),
        /// The settings of a phone number.
        phone_number_settings: object(PhoneNumberSettings),
    }
}

impl<'a> AccountSettingsUpdate<'a> {
    /// The id of the phone number that the settings are of.
    pub(crate) fn number_id(self) -> Option<&'a str> {
        self.phone_number_settings()?.phone_number_id()
    }
}

open_enum! {
    /// What settings are of. Meta's page has two spellings.
    pub enum AccountSettingsType {
        /// A phone number, as the body on Meta's page has it.
        PhoneNumberSettings = "phone_number_settings",
        /// A phone number, as Meta's page describes it.
        PhoneNumberSettingsUpper = "PHONE_NUMBER_SETTINGS",
    }
}

schema! {
    /// The settings of a phone number.
    pub struct PhoneNumberSettings {
        /// The id of the phone number.
        phone_number_id: text,
        /// What was set for calls. `null` if that has not changed.
        calling: object(CallingSettings),
    }
}

schema! {
    /// What is set for the calls of a phone number, as the settings API answers it.
    ///
    /// Only changes of `status`, `call_icon_visibility`, `callback_permission_status`, `srtp_key_exchange_protocol` and
    /// the `status` of `sip` are told; the others come along.
    pub struct CallingSettings {
        /// Whether there are calls at all.
        status: enum(CallingStatus),
        /// Where users see the button for calls.
        call_icon_visibility: enum(CallIconVisibility),
        /// Whether a user who calls is asked for the permission to be called back.
        callback_permission_status: enum(CallingStatus),
        /// When users can call.
        call_hours: object(CallingHours),
        /// Calls by the Session Initiation Protocol.
        sip: object(CallingSip),
        /// How the keys of the sound are agreed on.
        srtp_key_exchange_protocol: enum(SrtpKeyExchange),
        /// Which users see the button for calls.
        call_icons: object(CallIcons),
        /// The codecs of the sound.
        audio: object(CallingAudio),
        /// What takes the calls that nobody takes. Since 2026.
        voicemail: object(CallingVoicemail),
        /// Which calls are not possible for the time being.
        restrictions: object(CallingRestrictions),
    }
}

open_enum! {
    /// Whether something is on. In capitals.
    pub enum CallingStatus {
        /// It is.
        Enabled = "ENABLED",
        /// It is not.
        Disabled = "DISABLED",
        /// Nobody has said yet.
        NotSet = "NOT_SET",
    }
}

open_enum! {
    /// Where users see the button for calls. In capitals.
    pub enum CallIconVisibility {
        /// In the chat and on the page about the business.
        Default = "DEFAULT",
        /// Nowhere.
        DisableAll = "DISABLE_ALL",
        /// Nobody has said yet.
        NotSet = "NOT_SET",
    }
}

open_enum! {
    /// How the keys of the sound are agreed on. In capitals.
    pub enum SrtpKeyExchange {
        /// By DTLS.
        Dtls = "DTLS",
        /// In the description of the session. Only with the Session Initiation Protocol.
        Sdes = "SDES",
    }
}

schema! {
    /// When users can call.
    pub struct CallingHours {
        /// Whether the hours count; without them users can call at any time.
        status: enum(CallingStatus),
        /// The name of the time zone, such as `Asia/Singapore`.
        timezone_id: text,
        /// The hours of the week, up to two for each day.
        weekly_operating_hours: list(CallingWeekday),
        /// The days on which it is otherwise.
        holiday_schedule: list(CallingHoliday),
    }
}

schema! {
    /// When users can call on a day of the week.
    pub struct CallingWeekday {
        /// The day.
        day_of_week: enum(DayOfWeek),
        /// From when on: hours and minutes, `0930`.
        open_time: text,
        /// Until when: hours and minutes, `1800`.
        close_time: text,
    }
}

open_enum! {
    /// A day of the week. In capitals.
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
    /// When users can call on a certain day.
    pub struct CallingHoliday {
        /// The day: `2026-01-01`.
        date: text,
        /// From when on: hours and minutes, `0930`.
        start_time: text,
        /// Until when: hours and minutes, `1800`.
        end_time: text,
    }
}

schema! {
    /// Calls by the Session Initiation Protocol.
    ///
    /// See <https://developers.facebook.com/documentation/business-messaging/whatsapp/calling/sip>.
    pub struct CallingSip {
        /// Whether calls go that way.
        status: enum(CallingStatus),
        /// The servers of the business.
        servers: list(CallingSipServer),
        /// Whether webhooks about calls come all the same. Since 2026.
        webhook_delivery: text,
    }
}

schema! {
    /// A server of the business for the Session Initiation Protocol.
    pub struct CallingSipServer {
        /// The name of the host.
        hostname: text,
        /// The port.
        port: number,
        /// What is added to the user in the address of a request: an object of names and values.
        request_uri_user_params: raw,
        /// The id of the app that set the server.
        app_id: text,
        /// The password with which the server calls. A secret.
        sip_user_password: text,
    }
}

schema! {
    /// Which users see the button for calls.
    pub struct CallIcons {
        /// Those with numbers of these countries, two letters each; with none of them, all users.
        restrict_to_user_countries: strings,
    }
}

schema! {
    /// The codecs of the sound.
    pub struct CallingAudio {
        /// Those besides Opus.
        additional_codecs: strings(CallingCodec),
    }
}

open_enum! {
    /// A codec. In capitals.
    pub enum CallingCodec {
        /// G.711 with the A-law.
        Pcma = "PCMA",
        /// G.711 with the µ-law.
        Pcmu = "PCMU",
    }
}

schema! {
    /// What takes the calls that nobody takes. Since 2026.
    pub struct CallingVoicemail {
        /// Whether it does.
        status: enum(CallingStatus),
        /// In which cases.
        triggers: strings(VoicemailTrigger),
        /// After how long, in seconds.
        timeout_seconds: number,
        /// What users hear.
        audio: object(VoicemailAudio),
    }
}

open_enum! {
    /// In which case a call goes to the voicemail. In capitals.
    pub enum VoicemailTrigger {
        /// The business declines it.
        Reject = "REJECT",
        /// The business does not take it in time.
        Timeout = "TIMEOUT",
    }
}

schema! {
    /// What users hear who come to the voicemail.
    pub struct VoicemailAudio {
        /// What all of them hear.
        default: object(VoicemailAnnouncement),
    }
}

schema! {
    /// An announcement of the voicemail.
    pub struct VoicemailAnnouncement {
        /// The id of the sound, as it was uploaded.
        announcement_media_id: text,
    }
}

schema! {
    /// Which calls are not possible for the time being.
    pub struct CallingRestrictions {
        /// The restrictions.
        restrictions_list: list(CallingRestriction),
    }
}

schema! {
    /// Calls that are not possible for the time being.
    pub struct CallingRestriction {
        /// Which calls.
        kind = "type": enum(CallingRestrictionType),
        /// Why, in a sentence.
        reason: text,
        /// Until when.
        expiration: timestamp,
    }
}

open_enum! {
    /// Which calls are not possible. In capitals.
    pub enum CallingRestrictionType {
        /// Those that the business makes.
        RestrictedBusinessInitiatedCalling = "RESTRICTED_BUSINESS_INITIATED_CALLING",
        /// Those that users make.
        RestrictedUserInitiatedCalling = "RESTRICTED_USER_INITIATED_CALLING",
    }
}
