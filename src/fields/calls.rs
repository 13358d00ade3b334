//! The value of the field `calls`: calls between users and the business.
//!
//! Meta's pages:
//! <https://developers.facebook.com/documentation/business-messaging/whatsapp/calling/reference>,
//! <https://developers.facebook.com/documentation/business-messaging/whatsapp/business-scoped-user-ids>.

use super::common::{Contact, ErrorObject, Metadata};
use super::content::Media;
use super::schema::{open_enum, schema};

schema! {
    /// The value of the field `calls`.
    ///
    /// It contains calls or statuses; contacts may be absent.
    /// See <https://developers.facebook.com/documentation/business-messaging/whatsapp/calling/reference>.
    pub struct CallsValue {
        /// The events of calls.
        calls: list(Call as Call),
        /// The statuses of calls that the business made.
        statuses: list(CallStatus as CallStatus),
        /// The users in the calls.
        contacts: list(Contact as Contact),
        /// The business phone number.
        metadata: object(Metadata),
        /// The product: `whatsapp`.
        messaging_product: text,
        /// The reasons for failed calls.
        errors: list(ErrorObject as Error),
    }
}

schema! {
    /// An event of a call.
    ///
    /// A call has several events: id and event together identify a webhook.
    /// See <https://developers.facebook.com/documentation/business-messaging/whatsapp/calling/reference>.
    pub struct Call {
        /// The id of the call: `wacid.…`.
        id: required text,
        /// The event.
        event: required discriminant(CallEvent),
        /// The caller's phone number, in digits. Absent for a user with a username.
        from: user,
        /// The callee's phone number, in digits. Absent for a user with a username.
        to: user,
        /// The time of the event.
        timestamp: timestamp,
        /// The direction of the call. Absent in events about a recording or a transcript.
        direction: enum(CallDirection),
        /// The outcome of the call. Only in `terminate`.
        status: enum(CallOutcome),
        /// The start of the call. Only in `terminate`, for an answered call.
        start_time: timestamp,
        /// The end of the call. Only in `terminate`, for an answered call.
        end_time: timestamp,
        /// The duration of the call in seconds. Only in `terminate`, for an answered call.
        duration: number,
        /// The session description. Only in `connect`.
        session: object(CallSession),
        /// The session description, in the position used by older versions. Only in `connect`.
        connection: object(CallConnection),
        /// Data that the business attached to the call. May be JSON inside a string.
        biz_opaque_callback_data: text,
        /// Data that the business attached to the link that the user followed to call.
        deeplink_payload: text,
        /// Data that the business attached to the button that the user tapped to call.
        cta_payload: text,
        /// The recording. Only in `call_recording_available`. Since 2026.
        call_recording: object(CallRecording),
        /// The transcript. Only in `call_transcription_available`. Since 2026.
        call_transcript: object(CallTranscript),
        /// The reasons for a failed call.
        errors: list(ErrorObject),
        /// The caller's id within one business portfolio. Since 2026.
        from_user_id: user,
        /// The caller's id across the linked business portfolios. Since 2026.
        from_parent_user_id: text,
        /// The callee's id within one business portfolio. Since 2026.
        to_user_id: user,
        /// The callee's id across the linked business portfolios. Since 2026.
        to_parent_user_id: text,
    }
}

open_enum! {
    /// An event of a call.
    pub enum CallEvent {
        /// The call is ready to be connected: `session` describes the connection.
        Connect = "connect",
        /// The call ended, or was not answered.
        Terminate = "terminate",
        /// The business started a call.
        CallCreated = "call_created",
        /// The recording of the call is available.
        CallRecordingAvailable = "call_recording_available",
        /// The transcript of the call is available.
        CallTranscriptionAvailable = "call_transcription_available",
    }
}

open_enum! {
    /// The direction of a call. In upper case.
    pub enum CallDirection {
        /// From the user to the business.
        UserInitiated = "USER_INITIATED",
        /// From the business to the user.
        BusinessInitiated = "BUSINESS_INITIATED",
    }
}

open_enum! {
    /// The outcome of a call. In upper case; Meta's page also writes `Completed` and `Failed`.
    pub enum CallOutcome {
        /// The call was answered and ended.
        Completed = "COMPLETED",
        /// The call was not answered, or failed.
        Failed = "FAILED",
    }
}

schema! {
    /// A session description according to RFC 8866.
    pub struct CallSession {
        /// The type of the description: `offer` or `answer`.
        sdp_type: text,
        /// The description: lines that end in CR and LF.
        sdp: text,
    }
}

schema! {
    /// The session description, in the position used by older versions.
    pub struct CallConnection {
        /// The description for WebRTC.
        webrtc: object(WebRtc),
    }
}

schema! {
    /// A session description for WebRTC.
    pub struct WebRtc {
        /// The description: lines that end in CR and LF.
        sdp: text,
    }
}

schema! {
    /// The recording of a call.
    pub struct CallRecording {
        /// The type of the recording: `audio`.
        kind = "type": text,
        /// The audio file.
        audio: object(Media),
    }
}

schema! {
    /// The transcript of a call.
    pub struct CallTranscript {
        /// The file, in JSON.
        document: object(Media),
    }
}

schema! {
    /// The status of a call that the business made.
    ///
    /// See <https://developers.facebook.com/documentation/business-messaging/whatsapp/calling/reference>.
    pub struct CallStatus {
        /// The id of the call: `wacid.…`.
        id: required text,
        /// The status of the call.
        status: required enum(CallState),
        /// The time of the status.
        timestamp: timestamp,
        /// The WhatsApp id of the user, in digits. May be absent since 2026.
        recipient_id: user,
        /// The type of the status: `call`.
        kind = "type": text,
        /// Data that the business attached to the call. May be JSON inside a string.
        biz_opaque_callback_data: text,
        /// The id of the user within one business portfolio. Since 2026.
        recipient_user_id: user,
        /// The id of the user across the linked business portfolios. Since 2026.
        recipient_parent_user_id alias [parent_recipient_user_id, parent_user_id]: text,
        /// The oldest spelling of `recipient_parent_user_id` on Meta's page.
        parent_recipient_user_id: text,
        /// The second spelling of `recipient_parent_user_id` on Meta's page.
        parent_user_id: text,
    }
}

open_enum! {
    /// The status of a call that the business made. In upper case.
    pub enum CallState {
        /// The user's phone rings.
        Ringing = "RINGING",
        /// The user accepted the call.
        Accepted = "ACCEPTED",
        /// The user rejected the call.
        Rejected = "REJECTED",
        /// Delivered. Only in two examples on Meta's page about user ids.
        Delivered = "delivered",
    }
}
