//! A message and the table of its types.
//!
//! Meta's page: <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages>,
//! with one page below it for each type.

use super::common::ErrorObject;
use super::content::{
    Button, Context, Edit, Identity, InternalData, Location, Media, Order, Pin, Reaction, Referral,
    Revoke, Text, Unsupported,
};
use super::interactive::Interactive;
use super::schema::{open_enum, schema, variants};
use super::shared_contact::SharedContact;
use super::system::System;

schema! {
    /// A message: from a user, or, in histories and echoes, from the business.
    ///
    /// What it holds stands in the member that is named like its type; `content` takes the right one.
    /// See <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages>.
    pub struct Message {
        /// What the message answers, forwards or asks about.
        context: usual object(Context),
        /// The phone number of the sender, in digits. Absent since 2026 for a user with a username.
        from: usual user,
        /// The id of the sender within one business portfolio, such as `US.13491208655302741918`. Since 2026.
        from_user_id: usual user,
        /// The id of the message, mostly `wamid.…`. It holds the user's phone number: treat it as opaque and private.
        id: usual required text,
        /// When the message was sent.
        timestamp: usual timestamp,
        /// The content of a text message.
        text: usual object(Text),
        /// The type of the message, which says where its content is.
        kind = "type": usual discriminant(MessageType),
        /// The content of an interactive message: the user's answer to one.
        interactive: usual object(Interactive),
        /// The content of an image message.
        image: usual object(Media),
        /// The content of a system message.
        system: usual object(System),
        /// The content of an audio message.
        audio: usual object(Media),
        /// The content of a button message: a tap on a quick reply of a template.
        button: usual object(Button),
        /// The content of a reaction.
        reaction: usual object(Reaction),
        /// The content of a document message.
        document: usual object(Media),
        /// The content of a video message.
        video: usual object(Media),
        /// An id of the sender, in digits. Meta's examples show it and no page describes it.
        from_logical_id: text,
        /// Data that Meta's own products use. Not documented, seen since August 2026.
        internal_1p_only_data: object(InternalData),
        /// The content of a sticker message.
        sticker: object(Media),
        /// The content of a location message.
        location: object(Location),
        /// The ad or the post that led the user to the business.
        referral: object(Referral),
        /// The content of an order: what the user put into the cart.
        order: object(Order),
        /// The contact cards of a contacts message.
        contacts: list(SharedContact),
        /// Why the message could not be delivered in full: for unsupported and unknown types, and failed media.
        errors: list(ErrorObject),
        /// The id of the group that the message was sent to.
        group_id: text,
        /// More about a message of an unsupported type.
        unsupported: object(Unsupported),
        /// The content of an edit: the new form of an earlier message.
        edit: object(Edit),
        /// The content of a revocation: which message was deleted.
        revoke: object(Revoke),
        /// The id of the sender across the linked business portfolios, such as `US.ENT.11815799212886844830`.
        from_parent_user_id: text,
        /// The content of a voice message, as in the On-Premises API. The Cloud API sends `audio`.
        voice: object(Media),
        /// The identity of the sender, where the old identity check is on.
        identity: object(Identity),
        /// Where shared contacts come from: `contact_request` or `other`.
        origin: text,
        /// The phone number of the receiver, in digits. Only in histories and echoes.
        to: user,
        /// The id of the receiver within one business portfolio. Only in histories and echoes.
        to_user_id: user,
        /// The id of the receiver across the linked business portfolios. Only in histories and echoes.
        to_parent_user_id: text,
        /// What is known of a message of the past. Only in histories.
        history_context: object(HistoryContext),
        /// How a message of the business came to be, such as `created_by_1p_bot`. Only in echoes, not documented.
        message_creation_type: text,
        /// The content of a pin: which message the business pinned or unpinned in a group. Only in echoes.
        pin: object(Pin),
    }
}

variants! {
    /// The `type` of a message: an open enum.
    pub enum MessageType;

    /// What a message holds, by its `type`.
    ///
    /// See <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages>.
    pub enum Content of Message by kind in content {
        /// A text.
        Text = "text" => text: Text,
        /// The user's answer to an interactive message.
        Interactive = "interactive" => interactive: Interactive,
        /// An image.
        Image = "image" => image: Media,
        /// A sound: a voice message, another audio file, or a voicemail.
        Audio = "audio" => audio: Media,
        /// A tap on a quick reply button of a template.
        Button = "button" => button: Button,
        /// A reaction to an earlier message, or its removal.
        Reaction = "reaction" => reaction: Reaction,
        /// A document.
        Document = "document" => document: Media,
        /// A video.
        Video = "video" => video: Media,
        /// A sticker.
        Sticker = "sticker" => sticker: Media,
        /// A place.
        Location = "location" => location: Location,
        /// An order from the catalogue of the business.
        Order = "order" => order: Order,
        /// Contact cards.
        Contacts = "contacts" => contacts: [SharedContact],
        /// A notice of WhatsApp: the user changed the number or the id.
        System = "system" => system: System,
        /// A message that the Cloud API does not support; `errors` says why. Its object is often absent.
        Unsupported = "unsupported" => unsupported: Unsupported,
        /// A new form of an earlier message.
        Edit = "edit" => edit: Edit,
        /// The deletion of an earlier message by its sender.
        Revoke = "revoke" => revoke: Revoke,
        /// The pinning of an earlier message of a group, or its end. Only in echoes.
        Pin = "pin" => pin: Pin,
        /// A voice message, as in the On-Premises API.
        Voice = "voice" => voice: Media,
        /// The user opened the chat for the first time and wrote nothing yet.
        RequestWelcome = "request_welcome",
        /// A media message of a history, whose media come in a later webhook.
        MediaPlaceholder = "media_placeholder",
        /// A message that Meta itself calls `unknown`; `errors` says more.
        UnknownToMeta = "unknown",
    }
}

schema! {
    /// The state of a message of the past.
    ///
    /// See <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/history>.
    pub struct HistoryContext {
        /// How far the message had come.
        status: enum(HistoryStatus),
        /// `true` for a message that the business sent; absent for one that the user sent. Not documented.
        from_me: boolean,
    }
}

open_enum! {
    /// How far a message of the past had come. In capitals, unlike the statuses of new messages.
    pub enum HistoryStatus {
        /// Read.
        Read = "READ",
        /// Delivered to the device.
        Delivered = "DELIVERED",
        /// Sent, and not delivered yet.
        Sent = "SENT",
        /// Not sent yet.
        Pending = "PENDING",
        /// Played: a voice message.
        Played = "PLAYED",
        /// Not sent, because of an error.
        Error = "ERROR",
    }
}
