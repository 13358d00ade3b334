//! The wrappings of bodies: the words that errors and [`unwrap`](crate::unwrap) share.

/// An envelope that other systems put around webhook bodies.
///
/// [`decode`](crate::Decoder::decode) refuses them all. If the first members or bytes show the
/// wrapping, the error is [`ErrorKind::Wrapped`](crate::ErrorKind::Wrapped);
/// [`unwrap`](crate::unwrap) finds more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Wrapping {
    /// An entry in an object of AWS End User Messaging Social: `{"whatsAppWebhookEntry":"{…}",…}`.
    EndUserMessaging,
    /// An SNS notification: `{"Type":"Notification","Message":"{…}",…}`.
    Sns,
    /// SQS messages: `{"Messages":[{"Body":"{…}",…}]}`, or one record of them in a Lambda event.
    Sqs,
    /// An event of AWS Lambda: `{"Records":[…]}`.
    Lambda,
    /// An HTTP request as an object, of API Gateway, a function URL or n8n:
    /// `{"headers":…,"body":…}`.
    Http,
    /// An event of EventBridge: `{"detail-type":…,"detail":{…}}`.
    EventBridge,
    /// A push of Google Cloud Pub/Sub: `{"message":{"data":"…"},…}`, in base64.
    PubSub,
    /// A record of Kinesis in a Lambda event: `{"kinesis":{"data":"…"},…}`, in base64.
    Kinesis,
    /// Records of Firehose: `{"records":[{"data":"…"}]}`, in base64.
    Firehose,
    /// A record of Kafka Connect's JSON converter: `{"schema":…,"payload":…}`.
    KafkaConnect,
    /// A line of a container's log: `{"log":"{…}\n",…}`.
    ContainerLog,
    /// A JSON string: `"{…}"`.
    JsonString,
    /// A JSON array of bodies or of wrapped ones.
    List,
    /// A value without its envelope: `{"messaging_product":…,"statuses":[…]}`.
    Value,
    /// A value that its field was merged into, as by n8n: `{"messages":[…],"field":"messages"}`.
    MergedValue,
    /// Text before the body, as the time on a log line.
    Text,
    /// A path that the caller gave, see [`Road`](crate::unwrap::Road).
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

    /// Returns the refusal by `decode` of what is wrapped so.
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
