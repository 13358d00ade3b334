//! The Send API body of a message, which echoes of the field `standby` repeat.
//!
//! Meta's page: <https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/send-messages>.

use super::content::{Location, Pin, Reaction};
use super::schema::{open_enum, schema, variants};
use super::shared_contact::SharedContact;

schema! {
    /// The Send API body of a message from an app.
    ///
    /// The member named after the type holds the content; `content` selects it.
    /// See <https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/send-messages>.
    pub struct SentMessage {
        /// The type of the message, which selects the member that holds the content.
        kind = "type": discriminant(SentType),
        /// The phone number of the recipient, in digits. Absent if there is a `recipient`.
        to: user,
        /// The id of the recipient within one business portfolio. Since 2026.
        recipient: user,
        /// The type of the recipient: `individual` or `group`.
        recipient_type: text,
        /// The content of a text message.
        text: object(SentText),
        /// The content of a template message.
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
        /// The message that this one replies to.
        context: object(SentContext),
        /// Data that the app attached to the message. May be JSON inside a string.
        biz_opaque_callback_data: text,
        /// The product: `whatsapp`.
        messaging_product: text,
    }
}

variants! {
    /// The `type` of a message that an app sent: an open enum.
    pub enum SentType;

    /// The content of a message that an app sent, by its `type`.
    pub enum SentContent of SentMessage by kind in content {
        /// A text message.
        Text = "text" => text: SentText,
        /// A template message.
        Template = "template" => template: SentTemplate,
        /// An interactive message: reply buttons, a list, a flow or the like.
        Interactive = "interactive" => interactive: SentInteractive,
        /// An image.
        Image = "image" => image: SentMedia,
        /// A video.
        Video = "video" => video: SentMedia,
        /// An audio file.
        Audio = "audio" => audio: SentMedia,
        /// A document.
        Document = "document" => document: SentMedia,
        /// A sticker.
        Sticker = "sticker" => sticker: SentMedia,
        /// A location.
        Location = "location" => location: Location,
        /// Contact cards.
        Contacts = "contacts" => contacts: [SharedContact],
        /// A reaction to a message of the user, or its removal.
        Reaction = "reaction" => reaction: Reaction,
        /// The pinning or unpinning of an earlier message in a group.
        Pin = "pin" => pin: Pin,
    }
}

schema! {
    /// The content of a text message that an app sent.
    pub struct SentText {
        /// The text.
        body: text,
        /// `true` if the first URL in the text is shown with a preview. A string in some bodies.
        preview_url: boolean,
    }
}

schema! {
    /// A media file that an app sent.
    pub struct SentMedia {
        /// The id of the file, if it was uploaded before.
        id: text,
        /// The URL of the file, if it was not uploaded.
        link: text,
        /// The caption of an image, a video or a document.
        caption: text,
        /// The file name of a document.
        filename: text,
    }
}

schema! {
    /// The message that an app's message replies to.
    pub struct SentContext {
        /// The id of the message.
        message_id: text,
    }
}

schema! {
    /// A template with its parameters.
    pub struct SentTemplate {
        /// The name of the template.
        name: text,
        /// The language of the template.
        language: object(SentLanguage),
        /// The parameters of the template's components.
        components: list(SentComponent),
    }
}

schema! {
    /// The language of a template.
    pub struct SentLanguage {
        /// The language, such as `en_US`.
        code: text,
        /// The fallback policy for a missing language: `deterministic`.
        policy: text,
    }
}

schema! {
    /// The parameters of a template component.
    pub struct SentComponent {
        /// The type of the component: `header`, `body` or `button`.
        kind = "type": text,
        /// The type of a button, such as `url`.
        sub_type: text,
        /// The index of a button, from 0. A string in some bodies.
        index: number,
        /// The parameters, in order.
        parameters: list(SentParameter),
    }
}

schema! {
    /// A parameter of a template component.
    pub struct SentParameter {
        /// The type of the parameter, such as `text`.
        kind = "type": text,
        /// The name of the parameter, if it is named.
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
    /// The content of an interactive message that an app sent.
    pub struct SentInteractive {
        /// The type of the interactive message, such as `flow`, `button` or `list`.
        kind = "type": text,
        /// The header.
        header: object(SentHeader),
        /// The body text.
        body: object(SentCaption),
        /// The footer.
        footer: object(SentCaption),
        /// The action that the message offers to the user.
        action: object(SentAction),
    }
}

schema! {
    /// The header of an interactive message.
    pub struct SentHeader {
        /// The type of the header, such as `text`.
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
    /// The body or footer of an interactive message.
    pub struct SentCaption {
        /// The text.
        text: text,
    }
}

schema! {
    /// The action that an interactive message offers to the user.
    pub struct SentAction {
        /// The name of the action, such as `flow` or `cta_url`.
        name: text,
        /// The parameters of the action.
        parameters: object(SentActionParameters),
        /// The label of the button that opens a list.
        button: text,
        /// The buttons, as sent by the app.
        buttons: raw,
        /// The sections of a list, as sent by the app.
        sections: raw,
    }
}

schema! {
    /// The parameters of an interactive message's action.
    pub struct SentActionParameters {
        /// The id of the flow.
        flow_id: text,
        /// The name of the flow, if it has no id.
        flow_name: text,
        /// The label of the button that opens the flow.
        flow_cta: text,
        /// The action that starts the flow: `navigate` or `data_exchange`.
        flow_action: enum(FlowAction),
        /// The payload that the flow starts with.
        flow_action_payload: object(FlowActionPayload),
        /// Data that the app attached to the flow.
        flow_token: text,
        /// The version of the flow message format.
        flow_message_version: text,
        /// The label of a button that opens a URL.
        display_text: text,
        /// The URL that the button opens.
        url: text,
    }
}

open_enum! {
    /// The action that starts a flow.
    pub enum FlowAction {
        /// Opens a screen named in the message.
        Navigate = "navigate",
        /// Opens a screen named by the flow's endpoint.
        DataExchange = "data_exchange",
    }
}

schema! {
    /// The payload that a flow starts with.
    pub struct FlowActionPayload {
        /// The id of the first screen.
        screen: text,
        /// The input data of the screen: an object with names chosen by the business.
        data: raw,
    }
}
