//! The value of the field `flows`: a flow's status and performance. Responses of users arrive as
//! messages.
//!
//! Meta's page: <https://developers.facebook.com/documentation/business-messaging/whatsapp/flows/reference/flowswebhooks>.

use super::schema::{open_enum, schema};

schema! {
    /// The value of the field `flows`: a status change of a flow, or an alert that a metric crossed
    /// a threshold.
    ///
    /// See <https://developers.facebook.com/documentation/business-messaging/whatsapp/flows/reference/flowswebhooks>.
    pub struct Flows {
        /// The event.
        event: required discriminant(FlowEvent),
        /// A description of the event, in a sentence. Absent in `FLOW_VERSION_EXPIRY_WARNING`.
        message: text,
        /// The id of the flow.
        flow_id: text,
        /// The previous status of the flow. Absent for a new flow.
        old_status: enum(FlowStatus),
        /// The new status of the flow. Only in `FLOW_STATUS_CHANGE`.
        new_status: enum(FlowStatus),
        /// The state of the alert.
        alert_state: enum(FlowAlertState),
        /// The threshold, in percent; for `ENDPOINT_LATENCY` in milliseconds.
        threshold: fraction,
        /// The share of failed requests, in percent: a fraction, although Meta's page calls it an
        /// integer.
        error_rate: fraction,
        /// The errors. Only in `CLIENT_ERROR_RATE` and `ENDPOINT_ERROR_RATE`.
        errors: list(FlowError),
        /// The 90th percentile of the request latency, in milliseconds. Only in `ENDPOINT_LATENCY`.
        p90_latency: fraction,
        /// The median of the request latency, in milliseconds. Only in `ENDPOINT_LATENCY`.
        p50_latency: fraction,
        /// The number of requests that the metrics are based on.
        requests_count: number,
        /// The availability of the endpoint, in percent. Only in `ENDPOINT_AVAILABILITY`.
        availability: fraction,
        /// A warning that the version of the flow expires soon, in a sentence.
        warning: text,
    }
}

open_enum! {
    /// An event of a flow. In upper case.
    pub enum FlowEvent {
        /// The status changed, or the flow is new: `new_status`, `old_status`.
        FlowStatusChange = "FLOW_STATUS_CHANGE",
        /// The error rate on users' devices crossed a threshold: `error_rate`, `errors`.
        ClientErrorRate = "CLIENT_ERROR_RATE",
        /// The error rate of the endpoint crossed a threshold: `error_rate`, `errors`.
        EndpointErrorRate = "ENDPOINT_ERROR_RATE",
        /// The latency of the endpoint crossed a threshold: `p90_latency`, `p50_latency`.
        EndpointLatency = "ENDPOINT_LATENCY",
        /// The availability of the endpoint crossed a threshold: `availability`.
        EndpointAvailability = "ENDPOINT_AVAILABILITY",
        /// The version of the flow expires soon: `warning`.
        FlowVersionExpiryWarning = "FLOW_VERSION_EXPIRY_WARNING",
    }
}

open_enum! {
    /// The status of a flow. In upper case.
    pub enum FlowStatus {
        /// The flow is a draft.
        Draft = "DRAFT",
        /// The flow can be sent.
        Published = "PUBLISHED",
        /// The flow was deprecated.
        Deprecated = "DEPRECATED",
        /// The flow cannot be opened, because its endpoint fails.
        Blocked = "BLOCKED",
        /// The flow can be sent only a few times an hour, because its endpoint fails.
        Throttled = "THROTTLED",
    }
}

open_enum! {
    /// The state of an alert about a flow. In upper case.
    pub enum FlowAlertState {
        /// The metric crossed the threshold.
        Activated = "ACTIVATED",
        /// The metric recovered.
        Deactivated = "DEACTIVATED",
    }
}

schema! {
    /// A type of error of a flow, with its frequency.
    pub struct FlowError {
        /// The type: `TIMEOUT`, `INVALID_SCREEN_TRANSITION`; in Meta's list `timeout_error`,
        /// `invalid-screen-transition`.
        error_type: text,
        /// The share of this type among the errors, in percent: a fraction.
        error_rate: fraction,
        /// The number of errors of this type.
        error_count: number,
    }
}
