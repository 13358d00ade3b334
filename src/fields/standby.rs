//! The value of the field `standby`: what happens in conversations that another app owns.
//!
//! What an app has sent stands in [`super::sent`].
//! Meta's page: <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/standby>.

use super::common::{Contact, Metadata};
use super::message::Message;
use super::schema::schema;
use super::sent::SentMessage;
use super::status::Status;

schema! {
    /// The value of the field `standby`: what happens in conversations that another app owns.
    ///
    /// See <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/standby>.
    pub struct StandbyValue {
        /// What happened. May be empty.
        standby: object(Standby as Standby),
        /// The phone number of the business.
        metadata: object(Metadata),
        /// The product: `whatsapp`.
        messaging_product: text,
    }
}

schema! {
    /// What happened in conversations that another app owns.
    pub struct Standby {
        /// The messages that users sent.
        messages: list(Message as Message),
        /// What became of the messages that the other app sent.
        statuses: list(Status as Status),
        /// The messages that the other app sent.
        message_echoes: list(StandbyEcho as StandbyEcho),
        /// The users.
        contacts: list(Contact as Contact),
    }
}

schema! {
    /// A message that another app sent: unlike other echoes it is as the app gave it to the Cloud API.
    ///
    /// See <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/standby>.
    pub struct StandbyEcho {
        /// The id of the message: `wamid.…`.
        id: required text,
        /// When it was sent.
        timestamp: timestamp,
        /// The message.
        message: user(SentMessage),
        /// The template of the message, as it was approved.
        template: object(EchoedTemplate),
        /// The flow of the message.
        flow: object(EchoedFlow),
    }
}

schema! {
    /// The template of an echoed message, as it was approved.
    pub struct EchoedTemplate {
        /// The name of the template.
        name: text,
        /// The language, such as `en_US`.
        language: text,
        /// The category, such as `MARKETING`. In capitals.
        category: text,
        /// The parts of the template.
        components: list(EchoedComponent),
        /// The state of the template, such as `APPROVED`. In capitals.
        status: text,
    }
}

schema! {
    /// A part of a template, with its placeholders.
    pub struct EchoedComponent {
        /// What part it is, such as `HEADER`. In capitals.
        kind = "type": text,
        /// What a header shows, such as `IMAGE`. In capitals.
        format: text,
        /// The text, with `{{1}}` where a parameter goes.
        text: text,
        /// The buttons.
        buttons: list(EchoedButton),
    }
}

schema! {
    /// A button of a template.
    pub struct EchoedButton {
        /// What it does, such as `URL`. In capitals.
        kind = "type": text,
        /// The label.
        text: text,
        /// The address that it opens, with `{{1}}` where a parameter goes.
        url: text,
        /// The number that it calls.
        phone_number: text,
    }
}

schema! {
    /// The flow of an echoed message.
    pub struct EchoedFlow {
        /// The id of the flow.
        id: text,
        /// The name of the flow.
        name: text,
        /// The state of the flow, such as `PUBLISHED`. In capitals.
        status: text,
        /// What the flow is for, such as `APPOINTMENT_BOOKING`. In capitals.
        categories: strings,
    }
}
