//! A message and the table of its types.
//!
//! Meta's page: <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages>,
//! with one page below it for each type.

use super::common::ErrorObject;
use super::content::{
    Button, Context, Identity, InternalData, Location, Media, Order, Pin, Reaction, Referral,
    Revoke, Text, Unsupported,
};
use super::interactive::Interactive;
use super::schema::{open_enum, schema, variants};
use super::shared_contact::SharedContact;
use super::system::System;

schema! {
    /// A message from a user; in histories and echoes also from the business.
    ///
    /// The member named after the type holds the content; `content` selects it.
    /// See <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages>.
    pub struct Message {
        /// The message that this one answers or forwards, or the product that it asks about.
        context: usual object(Context),
        /// The phone number of the sender, in digits. Absent since 2026 for a user with a username.
        from: usual user,
        /// The id of the sender within one business portfolio, such as `US.13491208655302741918`.
        /// Since 2026.
        from_user_id: usual user,
        /// The id of the message, usually `wamid.…`. It contains the user's phone number: treat it
        /// as opaque and private.
        id: usual required text,
        /// The time at which the message was sent.
        timestamp: usual timestamp,
        /// The content of a text message.
        text: usual object(Text),
        /// The type of the message, which selects the member that holds the content.
        kind = "type": usual discriminant(MessageType),
        /// The content of an interactive message: the user's reply to one from the business.
        interactive: usual object(Interactive),
        /// The content of an image message.
        image: usual object(Media),
        /// The content of a system message.
        system: usual object(System),
        /// The content of an audio message.
        audio: usual object(Media),
        /// The content of a button message: a tap on a template's quick reply button.
        button: usual object(Button),
        /// The content of a reaction.
        reaction: usual object(Reaction),
        /// The content of a document message.
        document: usual object(Media),
        /// The content of a video message.
        video: usual object(Media),
        /// An id of the sender, in digits. Present in Meta's examples, not described on any page.
        from_logical_id: text,
        /// Internal data of Meta's own products. Not documented, seen since August 2026.
        internal_1p_only_data: object(InternalData),
        /// The content of a sticker message.
        sticker: object(Media),
        /// The content of a location message.
        location: object(Location),
        /// The ad or post that led the user to the business.
        referral: object(Referral),
        /// The content of an order: the contents of the user's cart.
        order: object(Order),
        /// The contact cards of a contacts message.
        contacts: list(SharedContact),
        /// The reasons why the message is incomplete: for unsupported and unknown types, and failed
        /// media.
        errors: list(ErrorObject),
        /// The id of the group that the message was sent to.
        group_id: text,
        /// Details of a message of an unsupported type.
        unsupported: object(Unsupported),
        /// The content of an edit: the new version of an earlier message.
        edit: object(Edit),
        /// The content of a revocation: the deleted message.
        revoke: object(Revoke),
        /// The id of the sender across the linked business portfolios, such as
        /// `US.ENT.11815799212886844830`.
        from_parent_user_id: text,
        /// The content of a voice message, in the On-Premises API. The Cloud API sends `audio`.
        voice: object(Media),
        /// The identity of the sender, if the old identity check is enabled.
        identity: object(Identity),
        /// The origin of shared contacts: `contact_request` or `other`.
        origin: text,
        /// The phone number of the recipient, in digits. Only in histories and echoes.
        to: user,
        /// The id of the recipient within one business portfolio. Only in histories and echoes.
        to_user_id: user,
        /// The id of the recipient across the linked business portfolios. Only in histories and
        /// echoes.
        to_parent_user_id: text,
        /// The state of a message of the history. Only in histories.
        history_context: object(HistoryContext),
        /// The origin of a message of the business, such as `created_by_1p_bot`. Only in echoes,
        /// not documented.
        message_creation_type: text,
        /// The content of a pin: the message that the business pinned or unpinned in a group. Only
        /// in echoes.
        pin: object(Pin),
    }
}

schema! {
    /// An edit of an earlier message. Since 2026.
    pub struct Edit {
        /// The id of the edited message.
        original_message_id: text,
        /// The new version of the message: its `type`, its content and a `context`, usually without
        /// id and timestamp.
        message: part(Message),
    }
}

variants! {
    /// The `type` of a message: an open enum.
    pub enum MessageType;

    /// The content of a message, by its `type`.
    ///
    /// See <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages>.
    pub enum Content of Message by kind in content {
        /// A text message.
        Text = "text" => text: Text,
        /// A reply to an interactive message.
        Interactive = "interactive" => interactive: Interactive,
        /// An image.
        Image = "image" => image: Media,
        /// Audio: a voice message, another audio file, or a voicemail.
        Audio = "audio" => audio: Media,
        /// A tap on a template's quick reply button.
        Button = "button" => button: Button,
        /// A reaction to an earlier message, or its removal.
        Reaction = "reaction" => reaction: Reaction,
        /// A document.
        Document = "document" => document: Media,
        /// A video.
        Video = "video" => video: Media,
        /// A sticker.
        Sticker = "sticker" => sticker: Media,
        /// A location.
        Location = "location" => location: Location,
        /// An order from the catalog of the business.
        Order = "order" => order: Order,
        /// Contact cards.
        Contacts = "contacts" => contacts: [SharedContact],
        /// A system message from WhatsApp: the user's phone number or id changed.
        System = "system" => system: System,
        /// A message that the Cloud API does not support; `errors` has the reason. The content is
        /// often absent.
        Unsupported = "unsupported" => unsupported: Unsupported,
        /// An edit of an earlier message.
        Edit = "edit" => edit: Edit,
        /// The deletion of an earlier message by its sender.
        Revoke = "revoke" => revoke: Revoke,
        /// The pinning or unpinning of an earlier message in a group. Only in echoes.
        Pin = "pin" => pin: Pin,
        /// A voice message, in the On-Premises API.
        Voice = "voice" => voice: Media,
        /// A notice that the user opened the chat for the first time, without sending a message.
        RequestWelcome = "request_welcome",
        /// A media message of a history whose media follow in a later webhook.
        MediaPlaceholder = "media_placeholder",
        /// A message whose type Meta calls `unknown`; `errors` has details.
        UnknownToMeta = "unknown",
    }
}

schema! {
    /// The state of a message of the history.
    ///
    /// See <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/history>.
    pub struct HistoryContext {
        /// The delivery status of the message.
        status: enum(HistoryStatus),
        /// `true` if the business sent the message; absent if the user sent it. Not documented.
        from_me: boolean,
    }
}

open_enum! {
    /// The delivery status of a message of the history. In upper case, unlike the statuses of new
    /// messages.
    pub enum HistoryStatus {
        /// Read.
        Read = "READ",
        /// Delivered to the device.
        Delivered = "DELIVERED",
        /// Sent, but not delivered yet.
        Sent = "SENT",
        /// Not sent yet.
        Pending = "PENDING",
        /// Played; only for a voice message.
        Played = "PLAYED",
        /// Not sent, because of an error.
        Error = "ERROR",
    }
}
