//! The content objects of the message types, and the objects that accompany them.
//!
//! Contact cards, interactive answers and system messages have files of their own.
//! Meta's page: <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages>,
//! with one page below it for each type.

use super::schema::{open_enum, schema};

schema! {
    /// The content of a text message.
    ///
    /// See <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/text>.
    pub struct Text {
        /// The text that the user wrote.
        body: usual required text,
    }
}

schema! {
    /// A media file: image, video, audio, document, sticker or voice message.
    ///
    /// See <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/image>
    /// and its sibling pages.
    pub struct Media {
        /// The caption of an image, a video or a document.
        caption: usual text,
        /// The media type, such as `image/jpeg` or `audio/ogg; codecs=opus`.
        mime_type: usual text,
        /// The SHA-256 of the file, in base64; one history example uses hexadecimal digits.
        sha256: usual text,
        /// The id of the file, used to download it from the Cloud API.
        id: usual text,
        /// The URL of the file, which requires an access token. Since November 2025.
        url: usual text,
        /// The file name of a document.
        filename: usual text,
        /// `true` if the audio is a voice message. Only in audio; absent in a voicemail.
        voice: usual boolean,
        /// `true` if the sticker is animated. Only in stickers.
        animated: boolean,
        /// A path to the file, in the On-Premises API.
        file: text,
    }
}

schema! {
    /// A location.
    ///
    /// The user's current location has only the two coordinates.
    /// See <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/location>.
    pub struct Location {
        /// The latitude, in degrees.
        latitude: fraction,
        /// The longitude, in degrees.
        longitude: fraction,
        /// The name of the location.
        name: text,
        /// The address of the location.
        address: text,
        /// A web page about the location.
        url: text,
    }
}

schema! {
    /// A tap on a template's quick reply button.
    ///
    /// See <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/button>.
    pub struct Button {
        /// Data that the business attached to the button.
        payload: usual text,
        /// The label of the button.
        text: usual text,
    }
}

schema! {
    /// An order: the contents of the user's cart.
    ///
    /// See <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/order>.
    pub struct Order {
        /// The id of the product catalog.
        catalog_id: text,
        /// The user's text with the order. May be absent or empty.
        text: text,
        /// The products.
        product_items: list(ProductItem),
    }
}

schema! {
    /// One product of an order.
    pub struct ProductItem {
        /// The id of the product in the catalog.
        product_retailer_id: text,
        /// The quantity.
        quantity: fraction,
        /// The price of one item, in units of the currency. Documented as an integer, but fractions
        /// occur.
        item_price: fraction,
        /// The currency as three letters.
        currency: text,
    }
}

schema! {
    /// A reaction to a message.
    ///
    /// See <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/reaction>.
    pub struct Reaction {
        /// The id of the message that the reaction belongs to.
        message_id: usual text,
        /// The emoji. Absent or empty if the user removed the reaction.
        emoji: usual text,
    }
}

schema! {
    /// Details of a message of an unsupported type.
    ///
    /// See <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/unsupported>.
    pub struct Unsupported {
        /// The unsupported type.
        kind = "type": enum(UnsupportedType),
        /// WhatsApp's internal name of the type, such as `video_note`. Not documented.
        raw_type: text,
    }
}

open_enum! {
    /// The type of a message that the Cloud API does not support.
    ///
    /// See <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/unsupported>.
    pub enum UnsupportedType {
        /// A tap on a button. Seen, but not in Meta's list.
        Button = "button",
        /// An edit of an earlier message. Seen, but not in Meta's list.
        Edit = "edit",
        /// Errors.
        Errors = "errors",
        /// A GIF.
        Gif = "gif",
        /// An invitation to a group.
        GroupInvite = "group_invite",
        /// A template message.
        Hsm = "hsm",
        /// An image.
        Image = "image",
        /// An interactive message.
        Interactive = "interactive",
        /// A message that keeps a disappearing one in the chat.
        KeepInChat = "keep_in_chat",
        /// A link with a preview.
        LinkPreview = "link_preview",
        /// A list message.
        List = "list",
        /// A location.
        Location = "location",
        /// A media message whose media follow later.
        MediaPlaceholder = "media_placeholder",
        /// An order.
        Order = "order",
        /// A pinned message.
        Pin = "pin",
        /// A poll. Seen, but not in Meta's list.
        Poll = "poll",
        /// A new poll.
        PollCreation = "poll_creation",
        /// A vote in a poll.
        PollUpdate = "poll_update",
        /// A product.
        Product = "product",
        /// A reaction.
        Reaction = "reaction",
        /// A message whose type Meta calls `unknown`.
        UnknownToMeta = "unknown",
    }
}

schema! {
    /// The deletion of an earlier message. Since 2026.
    pub struct Revoke {
        /// The id of the deleted message.
        original_message_id: text,
    }
}

schema! {
    /// The pinning or unpinning of a message in a group. Only in echoes. Since 2025.
    ///
    /// See <https://developers.facebook.com/documentation/business-messaging/whatsapp/groups/groups-messaging>.
    pub struct Pin {
        /// The action.
        kind = "type": enum(PinAction),
        /// The id of the message.
        message_id: text,
        /// The number of days that the message stays pinned: 1 to 30. Only in a `pin`.
        expiration_days: number,
    }
}

open_enum! {
    /// An action on a pinned message.
    pub enum PinAction {
        /// Pins the message.
        Pin = "pin",
        /// Unpins the message.
        Unpin = "unpin",
    }
}

schema! {
    /// The message that a message answers or forwards, or the product that it asks about.
    ///
    /// See <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/text>.
    pub struct Context {
        /// The sender of the quoted message, in digits. Absent if the message is only forwarded.
        from: usual text,
        /// The id of the quoted message. Absent if the message is only forwarded.
        id: usual text,
        /// `true` if the message was forwarded, at most five times.
        forwarded: boolean,
        /// `true` if the message was forwarded more than five times.
        frequently_forwarded: boolean,
        /// The product that the user asks about.
        referred_product: object(ReferredProduct),
    }
}

schema! {
    /// The product that a message asks about.
    pub struct ReferredProduct {
        /// The id of the catalog.
        catalog_id: text,
        /// The id of the product in the catalog.
        product_retailer_id: text,
    }
}

schema! {
    /// The ad or post that led the user to the business.
    ///
    /// See <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/text>.
    pub struct Referral {
        /// The URL of the ad or post.
        source_url: text,
        /// The id of the ad or post.
        source_id: text,
        /// The type of the source: `ad` or `post`.
        source_type: text,
        /// The text of the ad.
        body: text,
        /// The headline of the ad.
        headline: text,
        /// The type of the ad's media: `image` or `video`.
        media_type: text,
        /// The URL of the image.
        image_url: text,
        /// The URL of the video.
        video_url: text,
        /// The URL of the video's thumbnail.
        thumbnail_url: text,
        /// The id of the click. Absent for ads in WhatsApp Status.
        ctwa_clid: text,
        /// The greeting in the ad.
        welcome_message: object(WelcomeMessage),
        /// A reference that came with the click. Present in Meta's examples, not described on any
        /// page.
        reference = "ref": text,
    }
}

schema! {
    /// The greeting in an ad.
    pub struct WelcomeMessage {
        /// The greeting.
        text: text,
    }
}

schema! {
    /// The identity of a user, if the old identity check is enabled. Not on Meta's current pages.
    pub struct Identity {
        /// `true` if the business has acknowledged the identity.
        acknowledged: boolean,
        /// The creation time of the identity. Sources disagree on the unit: Unix seconds or
        /// milliseconds.
        created_timestamp: number,
        /// The hash of the identity.
        hash: text,
    }
}

schema! {
    /// Internal data of Meta's own products in a message. Not documented.
    pub struct InternalData {
        /// The account that the message belongs to.
        account_context: object(AccountContext),
    }
}

schema! {
    /// The account that a message belongs to. Not documented.
    pub struct AccountContext {
        /// The id named `cs_id`, in digits.
        cs_id: text,
        /// The id named `waac_id`, in digits.
        waac_id: text,
        /// The kind of the context, such as `non_paid_messaging`.
        account_context_type: text,
    }
}
