//! A message as an app gives it to the Cloud API, which echoes of the field `standby` repeat.
//!
//! Meta's page: <https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/send-messages>.

use super::content::{Location, Pin, Reaction};
use super::schema::{open_enum, schema, variants};
use super::shared_contact::SharedContact;

schema! {
    /// A message as an app gave it to the Cloud API.
    ///
    /// What it holds stands in the member that is named like its type; `content` takes the right one.
    /// See <https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/send-messages>.
    pub struct SentMessage {
        /// The type of the message, which says where its content is.
        kind = "type": discriminant(SentType),
        /// The phone number of the receiver, in digits. Absent where there is a `recipient`.
        to: user,
        /// The id of the receiver within one business portfolio. Since 2026.
        recipient: user,
        /// What the receiver is: `individual` or `group`.
        recipient_type: text,
        /// The content of a text message.
        text: object(SentText),
        /// The content of a message made from a template.
        template: object(SentTemplate),
        /// The content of an interactive message.
        interactive: object(SentInteractive),
        /// The content of an image message.
        image: object(SentMedia),
        /// The content of a video message.
        video: object(SentMedia),
        /// The content of an audio message.
        audio: object(SentMedia),
        /// The content of a document message.
        document: object(SentMedia),
        /// The content of a sticker message.
        sticker: object(SentMedia),
        /// The content of a location message.
        location: object(Location),
        /// The contact cards of a contacts message.
        contacts: list(SharedContact),
        /// The content of a reaction.
        reaction: object(Reaction),
        /// The content of a pin.
        pin: object(Pin),
        /// Which message it answers.
        context: object(SentContext),
        /// What the app gave the message to send back. It may be JSON inside a string.
        biz_opaque_callback_data: text,
        /// The product: `whatsapp`.
        messaging_product: text,
    }
}

variants! {
    /// The `type` of a message that an app sent: an open enum.
    pub enum SentType;

    /// What a message that an app sent holds, by its `type`.
    pub enum SentContent of SentMessage by kind in content {
        /// A text.
        Text = "text" => text: SentText,
        /// A message made from a template.
        Template = "template" => template: SentTemplate,
        /// A message that the user can answer with a tap, or a flow.
        Interactive = "interactive" => interactive: SentInteractive,
        /// An image.
        Image = "image" => image: SentMedia,
        /// A video.
        Video = "video" => video: SentMedia,
        /// A sound.
        Audio = "audio" => audio: SentMedia,
        /// A document.
        Document = "document" => document: SentMedia,
        /// A sticker.
        Sticker = "sticker" => sticker: SentMedia,
        /// A place.
        Location = "location" => location: Location,
        /// Contact cards.
        Contacts = "contacts" => contacts: [SharedContact],
        /// A reaction to a message of the user, or its removal.
        Reaction = "reaction" => reaction: Reaction,
        /// The pinning of an earlier message of a group, or its end.
        Pin = "pin" => pin: Pin,
    }
}

schema! {
    /// The content of a text message that an app sent.
    pub struct SentText {
        /// The text.
        body: text,
        /// Whether the first address in the text is to be shown as a preview. A string in some bodies.
        preview_url: boolean,
    }
}

schema! {
    /// A media file that an app sent.
    pub struct SentMedia {
        /// The id of the file, if it was uploaded before.
        id: text,
        /// The address of the file, if not.
        link: text,
        /// The caption of an image, a video or a document.
        caption: text,
        /// The name of a document.
        filename: text,
    }
}

schema! {
    /// Which message an app answered.
    pub struct SentContext {
        /// The id of that message.
        message_id: text,
    }
}

schema! {
    /// A template with what goes into its placeholders.
    pub struct SentTemplate {
        /// The name of the template.
        name: text,
        /// The language.
        language: object(SentLanguage),
        /// What goes into the parts of the template.
        components: list(SentComponent),
    }
}

schema! {
    /// The language of a template.
    pub struct SentLanguage {
        /// The language, such as `en_US`.
        code: text,
        /// What to do where there is no such language: `deterministic`.
        policy: text,
    }
}

schema! {
    /// What goes into a part of a template.
    pub struct SentComponent {
        /// What part it is: `header`, `body` or `button`.
        kind = "type": text,
        /// What a button does, such as `url`.
        sub_type: text,
        /// The number of a button, from 0. A string in some bodies.
        index: number,
        /// What goes into the placeholders, in their order.
        parameters: list(SentParameter),
    }
}

schema! {
    /// What goes into a placeholder.
    pub struct SentParameter {
        /// What it is, such as `text`.
        kind = "type": text,
        /// The name of the placeholder, if it has one.
        parameter_name: text,
        /// The text.
        text: text,
        /// The payload of a quick reply.
        payload: text,
        /// The image.
        image: object(SentMedia),
        /// The video.
        video: object(SentMedia),
        /// The document.
        document: object(SentMedia),
    }
}

schema! {
    /// A message that the user can answer with a tap, or a flow.
    pub struct SentInteractive {
        /// What it offers, such as `flow`, `button` or `list`.
        kind = "type": text,
        /// What stands above.
        header: object(SentHeader),
        /// The text.
        body: object(SentCaption),
        /// What stands below.
        footer: object(SentCaption),
        /// What the user can do.
        action: object(SentAction),
    }
}

schema! {
    /// What stands above an interactive message.
    pub struct SentHeader {
        /// What it is, such as `text`.
        kind = "type": text,
        /// The text.
        text: text,
        /// The image.
        image: object(SentMedia),
        /// The video.
        video: object(SentMedia),
        /// The document.
        document: object(SentMedia),
    }
}

schema! {
    /// A text of an interactive message.
    pub struct SentCaption {
        /// The text.
        text: text,
    }
}

schema! {
    /// What the user can do with an interactive message.
    pub struct SentAction {
        /// What it is, such as `flow` or `cta_url`.
        name: text,
        /// More about it.
        parameters: object(SentActionParameters),
        /// The label of the button that opens a list.
        button: text,
        /// The buttons, as the app gave them.
        buttons: raw,
        /// The sections of a list, as the app gave them.
        sections: raw,
    }
}

schema! {
    /// More about what the user can do with an interactive message.
    pub struct SentActionParameters {
        /// The id of the flow.
        flow_id: text,
        /// The name of the flow, where it has no id.
        flow_name: text,
        /// The label of the button that opens the flow.
        flow_cta: text,
        /// How the flow begins: `navigate` or `data_exchange`.
        flow_action: enum(FlowAction),
        /// With what it begins.
        flow_action_payload: object(FlowActionPayload),
        /// What the app gave the flow to send back.
        flow_token: text,
        /// The version of the flow's messages.
        flow_message_version: text,
        /// The label of a button that opens an address.
        display_text: text,
        /// That address.
        url: text,
    }
}

open_enum! {
    /// How a flow begins.
    pub enum FlowAction {
        /// With a screen that the message names.
        Navigate = "navigate",
        /// With a screen that the endpoint of the flow names.
        DataExchange = "data_exchange",
    }
}

schema! {
    /// With what a flow begins.
    pub struct FlowActionPayload {
        /// The screen.
        screen: text,
        /// What the screen is given: an object with names of the business.
        data: raw,
    }
}
