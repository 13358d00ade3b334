//! The value of the field `flows`: how a flow fares. What users fill in comes as a message.
//!
//! Meta's page: <https://developers.facebook.com/documentation/business-messaging/whatsapp/flows/reference/flowswebhooks>.

use super::schema::{open_enum, schema};

schema! {
    /// The value of the field `flows`: that a flow has another status, or that its figures went past a threshold.
    ///
    /// See <https://developers.facebook.com/documentation/business-messaging/whatsapp/flows/reference/flowswebhooks>.
    pub struct Flows {
        /// What happened.
        event: required discriminant(FlowEvent),
        /// What happened, in a sentence. Absent in `FLOW_VERSION_EXPIRY_WARNING`.
        message: text,
        /// The id of the flow.
        flow_id: text,
        /// The status that the flow had. Absent if it is a new flow.
        old_status: enum(FlowStatus),
        /// The status that the flow has. Only in `FLOW_STATUS_CHANGE`.
        new_status: enum(FlowStatus),
        /// Whether the figure went past the threshold, or came back.
        alert_state: enum(FlowAlertState),
        /// The threshold: in percent, or for `ENDPOINT_LATENCY` in milliseconds.
        threshold: number,
        /// How many of the requests fail, in percent: a fraction, though Meta's page calls it an integer.
        error_rate: number,
        /// What fails. Only in `CLIENT_ERROR_RATE` and `ENDPOINT_ERROR_RATE`.
        errors: list(FlowError),
        /// How long 90% of the requests take at most, in milliseconds. Only in `ENDPOINT_LATENCY`.
        p90_latency: number,
        /// How long half of the requests take at most, in milliseconds. Only in `ENDPOINT_LATENCY`.
        p50_latency: number,
        /// How many requests the figures are of.
        requests_count: number,
        /// How often the endpoint answers, in percent. Only in `ENDPOINT_AVAILABILITY`.
        availability: number,
        /// That the version of the flow will end soon, in a sentence.
        warning: text,
    }
}

open_enum! {
    /// What happened to a flow. In capitals.
    pub enum FlowEvent {
        /// It has another status, or is new: `new_status`, `old_status`.
        FlowStatusChange = "FLOW_STATUS_CHANGE",
        /// Too many errors on the devices of users: `error_rate`, `errors`.
        ClientErrorRate = "CLIENT_ERROR_RATE",
        /// Too many errors of the endpoint: `error_rate`, `errors`.
        EndpointErrorRate = "ENDPOINT_ERROR_RATE",
        /// The endpoint is too slow: `p90_latency`, `p50_latency`.
        EndpointLatency = "ENDPOINT_LATENCY",
        /// The endpoint does not answer: `availability`.
        EndpointAvailability = "ENDPOINT_AVAILABILITY",
        /// The version of the flow will end soon: `warning`.
        FlowVersionExpiryWarning = "FLOW_VERSION_EXPIRY_WARNING",
    }
}

open_enum! {
    /// The status of a flow. In capitals.
    pub enum FlowStatus {
        /// It is being made.
        Draft = "DRAFT",
        /// It may be sent.
        Published = "PUBLISHED",
        /// It was withdrawn.
        Deprecated = "DEPRECATED",
        /// It may not be opened, as its endpoint fails.
        Blocked = "BLOCKED",
        /// It may be sent a few times an hour, as its endpoint fails.
        Throttled = "THROTTLED",
    }
}

open_enum! {
    /// Whether the figures of a flow are past a threshold. In capitals.
    pub enum FlowAlertState {
        /// They are.
        Activated = "ACTIVATED",
        /// They are not any more.
        Deactivated = "DEACTIVATED",
    }
}

schema! {
    /// A kind of error of a flow, and how often it happened.
    pub struct FlowError {
        /// The kind: `TIMEOUT`, `INVALID_SCREEN_TRANSITION`; in Meta's list `timeout_error`, `invalid-screen-transition`.
        error_type: text,
        /// How many of the errors are of this kind, in percent: a fraction.
        error_rate: number,
        /// How often it happened.
        error_count: number,
    }
}
