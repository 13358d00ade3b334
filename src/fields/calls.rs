//! The value of the field `calls`: calls between users and the business.
//!
//! Meta's pages: <https://developers.facebook.com/documentation/business-messaging/whatsapp/calling/reference>,
//! <https://developers.facebook.com/documentation/business-messaging/whatsapp/business-scoped-user-ids>.

use super::common::{Contact, ErrorObject, Metadata};
use super::content::Media;
use super::schema::{open_enum, schema};

schema! {
    /// The value of the field `calls`.
    ///
    /// It has calls or statuses; contacts may be absent.
    /// See <https://developers.facebook.com/documentation/business-messaging/whatsapp/calling/reference>.
    pub struct CallsValue {
        /// What happened to calls.
        calls: list(Call as Call),
        /// What became of calls that the business made.
        statuses: list(CallStatus as CallStatus),
        /// The users.
        contacts: list(Contact as Contact),
        /// The phone number of the business.
        metadata: object(Metadata),
        /// The product: `whatsapp`.
        messaging_product: text,
        /// Why a call failed.
        errors: list(ErrorObject as Error),
    }
}

schema! {
    /// Something that happened to a call.
    ///
    /// The same call comes several times: id and event together are of one webhook.
    /// See <https://developers.facebook.com/documentation/business-messaging/whatsapp/calling/reference>.
    pub struct Call {
        /// The id of the call: `wacid.…`.
        id: required text,
        /// What happened.
        event: required discriminant(CallEvent),
        /// The phone number of who calls, in digits. Absent for a user with a username.
        from: user,
        /// The phone number of who is called, in digits. Absent for a user with a username.
        to: user,
        /// When it happened.
        timestamp: timestamp,
        /// Who calls. Absent in events about a recording or a transcript.
        direction: enum(CallDirection),
        /// How the call ended. Only in `terminate`.
        status: enum(CallOutcome),
        /// When the call began. Only in `terminate`, of a call that was taken.
        start_time: timestamp,
        /// When the call ended. Only in `terminate`, of a call that was taken.
        end_time: timestamp,
        /// How long the call was, in seconds. Only in `terminate`, of a call that was taken.
        duration: number,
        /// The description of the connection. Only in `connect`.
        session: object(CallSession),
        /// The description of the connection, in the place where older versions have it. Only in `connect`.
        connection: object(CallConnection),
        /// What the business gave the call to send back. It may be JSON inside a string.
        biz_opaque_callback_data: text,
        /// What the business gave the link that the user followed to call.
        deeplink_payload: text,
        /// What the business gave the button that the user tapped to call.
        cta_payload: text,
        /// The recording. Only in `call_recording_available`. Since 2026.
        call_recording: object(CallRecording),
        /// The transcript. Only in `call_transcription_available`. Since 2026.
        call_transcript: object(CallTranscript),
        /// Why the call failed.
        errors: list(ErrorObject),
        /// The id of who calls within one business portfolio. Since 2026.
        from_user_id: user,
        /// The id of who calls across the linked business portfolios. Since 2026.
        from_parent_user_id: text,
        /// The id of who is called within one business portfolio. Since 2026.
        to_user_id: user,
        /// The id of who is called across the linked business portfolios. Since 2026.
        to_parent_user_id: text,
    }
}

open_enum! {
    /// What happened to a call.
    pub enum CallEvent {
        /// The call is to be connected: `session` says how.
        Connect = "connect",
        /// The call ended, or was not taken.
        Terminate = "terminate",
        /// The business has begun a call.
        CallCreated = "call_created",
        /// The recording of the call is ready.
        CallRecordingAvailable = "call_recording_available",
        /// The transcript of the call is ready.
        CallTranscriptionAvailable = "call_transcription_available",
    }
}

open_enum! {
    /// Who calls. In capitals.
    pub enum CallDirection {
        /// The user.
        UserInitiated = "USER_INITIATED",
        /// The business.
        BusinessInitiated = "BUSINESS_INITIATED",
    }
}

open_enum! {
    /// How a call ended. In capitals; Meta's page writes `Completed` and `Failed` as well.
    pub enum CallOutcome {
        /// It was taken and ended.
        Completed = "COMPLETED",
        /// It was not taken, or failed.
        Failed = "FAILED",
    }
}

schema! {
    /// The description of a connection, after RFC 8866.
    pub struct CallSession {
        /// What the description is: `offer` or `answer`.
        sdp_type: text,
        /// The description: lines that end in CR and LF.
        sdp: text,
    }
}

schema! {
    /// The description of a connection, in the place where older versions have it.
    pub struct CallConnection {
        /// For WebRTC.
        webrtc: object(WebRtc),
    }
}

schema! {
    /// The description of a connection by WebRTC.
    pub struct WebRtc {
        /// The description: lines that end in CR and LF.
        sdp: text,
    }
}

schema! {
    /// The recording of a call.
    pub struct CallRecording {
        /// What it is: `audio`.
        kind = "type": text,
        /// The file.
        audio: object(Media),
    }
}

schema! {
    /// The transcript of a call.
    pub struct CallTranscript {
        /// The file: JSON.
        document: object(Media),
    }
}

schema! {
    /// What became of a call that the business made.
    ///
    /// See <https://developers.facebook.com/documentation/business-messaging/whatsapp/calling/reference>.
    pub struct CallStatus {
        /// The id of the call: `wacid.…`.
        id: required text,
        /// What became of it.
        status: required enum(CallState),
        /// When it happened.
        timestamp: timestamp,
        /// The WhatsApp id of the user, in digits. May be absent since 2026.
        recipient_id: user,
        /// What the status is about: `call`.
        kind = "type": text,
        /// What the business gave the call to send back. It may be JSON inside a string.
        biz_opaque_callback_data: text,
        /// The id of the user within one business portfolio. Since 2026.
        recipient_user_id: user,
        /// The id of the user across the linked business portfolios. Since 2026.
        recipient_parent_user_id alias [parent_recipient_user_id, parent_user_id]: text,
        /// `recipient_parent_user_id`, in the oldest spelling of Meta's page.
        parent_recipient_user_id: text,
        /// `recipient_parent_user_id`, in the second spelling of Meta's page.
        parent_user_id: text,
    }
}

open_enum! {
    /// What became of a call that the business made. In capitals.
    pub enum CallState {
        /// The user's phone rings.
        Ringing = "RINGING",
        /// The user took the call.
        Accepted = "ACCEPTED",
        /// The user declined the call.
        Rejected = "REJECTED",
        /// Delivered. Only in two examples of Meta's page about user ids.
        Delivered = "delivered",
    }
}
