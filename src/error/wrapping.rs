//! Wrappings of bodies, shared by errors and [`unwrap`](crate::unwrap).

/// An envelope that other systems put around webhook bodies.
///
/// [`decode`](crate::Decoder::decode) rejects all of them. If the first members or bytes reveal the
/// wrapping, the error is [`ErrorKind::Wrapped`](crate::ErrorKind::Wrapped);
/// [`unwrap`](crate::unwrap) recognizes more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Wrapping {
    /// An AWS End User Messaging Social object: `{"whatsAppWebhookEntry":"{…}",…}` with an entry.
    EndUserMessaging,
    /// An SNS notification: `{"Type":"Notification","Message":"{…}",…}`.
    Sns,
    /// SQS messages: `{"Messages":[{"Body":"{…}",…}]}`, or a record of one in a Lambda event.
    Sqs,
    /// An AWS Lambda event: `{"Records":[…]}`.
    Lambda,
    /// An HTTP request as an object, from API Gateway, a function URL or n8n:
    /// `{"headers":…,"body":…}`.
    Http,
    /// An EventBridge event: `{"detail-type":…,"detail":{…}}`.
    EventBridge,
    /// A Google Cloud Pub/Sub push: `{"message":{"data":"…"},…}`, in base64.
    PubSub,
    /// A Kinesis record in a Lambda event: `{"kinesis":{"data":"…"},…}`, in base64.
    Kinesis,
    /// Firehose records: `{"records":[{"data":"…"}]}`, in base64.
    Firehose,
    /// A record from Kafka Connect's JSON converter: `{"schema":…,"payload":…}`.
    KafkaConnect,
    /// A line of a container log: `{"log":"{…}\n",…}`.
    ContainerLog,
    /// A JSON string: `"{…}"`.
    JsonString,
    /// A JSON array of bodies or wrapped bodies.
    List,
    /// A value without its envelope: `{"messaging_product":…,"statuses":[…]}`.
    Value,
    /// A value with its field merged in, as by n8n: `{"messages":[…],"field":"messages"}`.
    MergedValue,
    /// Text before the body, such as the timestamp of a log line.
    Text,
    /// A path provided by the caller, see [`Road`](crate::unwrap::Road).
    Road,
}

impl Wrapping {
    /// Returns the name in lower case: `end_user_messaging`.
    pub fn name(self) -> &'static str {
        match self {
            Wrapping::EndUserMessaging => "end_user_messaging",
            Wrapping::Sns => "sns",
            Wrapping::Sqs => "sqs",
            Wrapping::Lambda => "lambda",
            Wrapping::Http => "http",
            Wrapping::EventBridge => "event_bridge",
            Wrapping::PubSub => "pub_sub",
            Wrapping::Kinesis => "kinesis",
            Wrapping::Firehose => "firehose",
            Wrapping::KafkaConnect => "kafka_connect",
            Wrapping::ContainerLog => "container_log",
            Wrapping::JsonString => "json_string",
            Wrapping::List => "list",
            Wrapping::Value => "value",
            Wrapping::MergedValue => "merged_value",
            Wrapping::Text => "text",
            Wrapping::Road => "road",
        }
    }

    /// Returns the name for people: `AWS End User Messaging`.
    pub fn title(self) -> &'static str {
        match self {
            Wrapping::EndUserMessaging => "AWS End User Messaging",
            Wrapping::Sns => "SNS notification",
            Wrapping::Sqs => "SQS message",
            Wrapping::Lambda => "Lambda event",
            Wrapping::Http => "HTTP request",
            Wrapping::EventBridge => "EventBridge event",
            Wrapping::PubSub => "Pub/Sub push",
            Wrapping::Kinesis => "Kinesis record",
            Wrapping::Firehose => "Firehose record",
            Wrapping::KafkaConnect => "Kafka Connect record",
            Wrapping::ContainerLog => "container log",
            Wrapping::JsonString => "JSON string",
            Wrapping::List => "list",
            Wrapping::Value => "value without its envelope",
            Wrapping::MergedValue => "value with its field merged in",
            Wrapping::Text => "text before the body",
            Wrapping::Road => "custom path",
        }
    }

    /// Returns the error message of `decode` for a body in this wrapping.
    pub(super) fn refusal(self) -> &'static str {
        match self {
            Wrapping::EndUserMessaging => "an object of AWS End User Messaging: see `unwrap`",
            Wrapping::Sns => "an SNS notification: see `unwrap`",
            Wrapping::Sqs => "an SQS message: see `unwrap`",
            Wrapping::Lambda => "a Lambda event: see `unwrap`",
            Wrapping::Http => "an HTTP request: see `unwrap`",
            Wrapping::EventBridge => "an EventBridge event: see `unwrap`",
            Wrapping::PubSub => "a Pub/Sub push: see `unwrap`",
            Wrapping::Kinesis => "a Kinesis record: see `unwrap`",
            Wrapping::Firehose => "Firehose records: see `unwrap`",
            Wrapping::KafkaConnect => "a Kafka Connect record: see `unwrap`",
            Wrapping::ContainerLog => "a line of a container's log: see `unwrap`",
            Wrapping::JsonString => "a body in a JSON string: see `unwrap`",
            Wrapping::List => "a list, and not one body: see `unwrap`",
            Wrapping::Value | Wrapping::MergedValue => "a value without its envelope: see `unwrap`",
            Wrapping::Text => "text before the body: see `unwrap`",
            Wrapping::Road => "a body behind a path: see `unwrap`",
        }
    }
}
