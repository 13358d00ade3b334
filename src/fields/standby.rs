//! The value of the field `standby`: activity in conversations that another app owns.
//!
//! [`super::sent`] has the messages of echoes.
//! Meta's page: <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/standby>.

use super::common::{Contact, Metadata};
use super::message::Message;
use super::schema::schema;
use super::sent::SentMessage;
use super::status::Status;

schema! {
    /// The value of the field `standby`: activity in conversations that another app owns.
    ///
    /// See <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/standby>.
    pub struct StandbyValue {
        /// The activity. May be empty.
        standby: object(Standby as Standby),
        /// The business phone number.
        metadata: object(Metadata),
        /// The product: `whatsapp`.
        messaging_product: text,
    }
}

schema! {
    /// Activity in conversations that another app owns.
    pub struct Standby {
        /// The messages that users sent.
        messages: list(Message as Message),
        /// The statuses of messages that the other app sent.
        statuses: list(Status as Status),
        /// The messages that the other app sent.
        message_echoes: list(StandbyEcho as StandbyEcho),
        /// The users.
        contacts: list(Contact as Contact),
    }
}

schema! {
    /// A message that another app sent. Unlike other echoes, it has the form of the Send API body.
    ///
    /// See <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/standby>.
    pub struct StandbyEcho {
        /// The id of the message: `wamid.…`.
        id: required text,
        /// The time at which the message was sent.
        timestamp: timestamp,
        /// The message.
        message: user(SentMessage),
        /// The approved template of the message.
        template: object(EchoedTemplate),
        /// The flow in the message.
        flow: object(EchoedFlow),
    }
}

schema! {
    /// The approved template of an echoed message.
    pub struct EchoedTemplate {
        /// The name of the template.
        name: text,
        /// The language, such as `en_US`.
        language: text,
        /// The category, such as `MARKETING`. In upper case.
        category: text,
        /// The components of the template.
        components: list(EchoedComponent),
        /// The status of the template, such as `APPROVED`. In upper case.
        status: text,
    }
}

schema! {
    /// A component of a template, with its placeholders.
    pub struct EchoedComponent {
        /// The type of the component, such as `HEADER`. In upper case.
        kind = "type": text,
        /// The format of a header, such as `IMAGE`. In upper case.
        format: text,
        /// The text, with placeholders such as `{{1}}` for parameters.
        text: text,
        /// The buttons.
        buttons: list(EchoedButton),
    }
}

schema! {
    /// A button of a template.
    pub struct EchoedButton {
        /// The type of the button, such as `URL`. In upper case.
        kind = "type": text,
        /// The label.
        text: text,
        /// The URL that the button opens, with placeholders such as `{{1}}` for parameters.
        url: text,
        /// The phone number that the button calls.
        phone_number: text,
    }
}

schema! {
    /// The flow in an echoed message.
    pub struct EchoedFlow {
        /// The id of the flow.
        id: text,
        /// The name of the flow.
        name: text,
        /// The status of the flow, such as `PUBLISHED`. In upper case.
        status: text,
        /// The categories of the flow, such as `APPOINTMENT_BOOKING`. In upper case.
        categories: strings,
    }
}
