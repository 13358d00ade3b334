//! What messages hold: the content objects of the message types, and what stands around them.
//!
//! Contact cards, interactive answers and system messages have files of their own.
//! Meta's page: <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages>,
//! with one page below it for each type.

use super::message::Message;
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
    /// and the pages beside it.
    pub struct Media {
        /// The caption of an image, a video or a document.
        caption: usual text,
        /// The media type, such as `image/jpeg` or `audio/ogg; codecs=opus`.
        mime_type: usual text,
        /// The SHA-256 of the file, in base64; one history example writes it in hexadecimal digits.
        sha256: usual text,
        /// The id of the file, with which the Cloud API hands it out.
        id: usual text,
        /// The address of the file, which takes an access token. Since November 2025.
        url: usual text,
        /// The name of a document.
        filename: usual text,
        /// Whether the sound is a voice message. Only audio; absent in a voicemail.
        voice: usual boolean,
        /// Whether the sticker moves. Only stickers.
        animated: boolean,
        /// A path to the file, as in the On-Premises API.
        file: text,
    }
}

schema! {
    /// A place.
    ///
    /// The user's current place has nothing but the two numbers.
    /// See <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/location>.
    pub struct Location {
        /// The latitude, in degrees.
        latitude: number,
        /// The longitude, in degrees.
        longitude: number,
        /// The name of the place.
        name: text,
        /// The address of the place.
        address: text,
        /// A web page about the place.
        url: text,
    }
}

schema! {
    /// A tap on a quick reply button of a template.
    ///
    /// See <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/button>.
    pub struct Button {
        /// What the business gave the button to send back.
        payload: usual text,
        /// The label of the button.
        text: usual text,
    }
}

schema! {
    /// An order: what the user put into the cart.
    ///
    /// See <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/order>.
    pub struct Order {
        /// The id of the catalogue of the products.
        catalog_id: text,
        /// What the user wrote beside the order. May be absent or empty.
        text: text,
        /// The products.
        product_items: list(ProductItem),
    }
}

schema! {
    /// One product of an order.
    pub struct ProductItem {
        /// The id of the product in the catalogue.
        product_retailer_id: text,
        /// How many.
        quantity: number,
        /// The price of one, in units of the currency. Documented as an integer, but fractions occur.
        item_price: number,
        /// The currency, three letters.
        currency: text,
    }
}

schema! {
    /// A reaction to a message.
    ///
    /// See <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/reaction>.
    pub struct Reaction {
        /// The id of the message that the user reacts to.
        message_id: usual text,
        /// The emoji. Absent or empty when the user takes the reaction back.
        emoji: usual text,
    }
}

schema! {
    /// More about a message of an unsupported type.
    ///
    /// See <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/unsupported>.
    pub struct Unsupported {
        /// The type that is not supported.
        kind = "type": enum(UnsupportedType),
        /// The type in WhatsApp's own words, such as `video_note`. Not documented.
        raw_type: text,
    }
}

open_enum! {
    /// The type of a message that the Cloud API does not support.
    ///
    /// See <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/unsupported>.
    pub enum UnsupportedType {
        /// A tap on a button. Not in Meta's list; seen.
        Button = "button",
        /// A new form of an earlier message. Not in Meta's list; seen.
        Edit = "edit",
        /// Errors.
        Errors = "errors",
        /// A GIF.
        Gif = "gif",
        /// An invitation to a group.
        GroupInvite = "group_invite",
        /// A message made from a template.
        Hsm = "hsm",
        /// An image.
        Image = "image",
        /// An interactive message.
        Interactive = "interactive",
        /// A message that keeps a disappearing one.
        KeepInChat = "keep_in_chat",
        /// A link with a preview.
        LinkPreview = "link_preview",
        /// A list.
        List = "list",
        /// A place.
        Location = "location",
        /// A media message whose media come later.
        MediaPlaceholder = "media_placeholder",
        /// An order.
        Order = "order",
        /// A pinned message.
        Pin = "pin",
        /// A poll. Not in Meta's list; seen.
        Poll = "poll",
        /// A new poll.
        PollCreation = "poll_creation",
        /// An answer to a poll.
        PollUpdate = "poll_update",
        /// A product.
        Product = "product",
        /// A reaction.
        Reaction = "reaction",
        /// A message that Meta itself calls `unknown`.
        UnknownToMeta = "unknown",
    }
}

schema! {
    /// The new form of an earlier message. Since 2026.
    pub struct Edit {
        /// The id of the message that was changed.
        original_message_id: text,
        /// The message as it is now: its `type`, its content and a `context`, as a rule no id and no time.
        message: part(Message),
    }
}

schema! {
    /// The deletion of an earlier message. Since 2026.
    pub struct Revoke {
        /// The id of the message that was deleted.
        original_message_id: text,
    }
}

schema! {
    /// The pinning of a message in a group, or its end. Only in echoes. Since 2025.
    ///
    /// See <https://developers.facebook.com/documentation/business-messaging/whatsapp/groups/groups-messaging>.
    pub struct Pin {
        /// The action.
        kind = "type": enum(PinAction),
        /// The id of the message.
        message_id: text,
        /// How many days the message stays pinned: 1 to 30. Only in a `pin`.
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
    /// What a message answers, forwards or asks about.
    ///
    /// See <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/text>.
    pub struct Context {
        /// The sender of the message that is answered, in digits. Absent when the message is only forwarded.
        from: usual text,
        /// The id of the message that is answered. Absent when the message is only forwarded.
        id: usual text,
        /// Whether the message was forwarded, five times at most.
        forwarded: boolean,
        /// Whether the message was forwarded more than five times.
        frequently_forwarded: boolean,
        /// The product that the user asks about.
        referred_product: object(ReferredProduct),
    }
}

schema! {
    /// The product that a message asks about.
    pub struct ReferredProduct {
        /// The id of the catalogue.
        catalog_id: text,
        /// The id of the product in the catalogue.
        product_retailer_id: text,
    }
}

schema! {
    /// The ad or the post whose link led the user to the business.
    ///
    /// See <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/text>.
    pub struct Referral {
        /// The address of the ad or the post.
        source_url: text,
        /// The id of the ad or the post.
        source_id: text,
        /// What it is: `ad` or `post`.
        source_type: text,
        /// The text of the ad.
        body: text,
        /// The headline of the ad.
        headline: text,
        /// What the ad shows: `image` or `video`.
        media_type: text,
        /// The address of the image.
        image_url: text,
        /// The address of the video.
        video_url: text,
        /// The address of the thumbnail of the video.
        thumbnail_url: text,
        /// The id of the click. Absent for ads in WhatsApp Status.
        ctwa_clid: text,
        /// The text with which the ad greets the user.
        welcome_message: object(WelcomeMessage),
        /// A reference that came with the click. Meta's examples show it and no page describes it.
        reference = "ref": text,
    }
}

schema! {
    /// The text with which an ad greets the user.
    pub struct WelcomeMessage {
        /// The greeting.
        text: text,
    }
}

schema! {
    /// The identity of a user, where the old identity check is on. Not in Meta's current pages.
    pub struct Identity {
        /// Whether the business has acknowledged the identity.
        acknowledged: boolean,
        /// When the identity was made. Sources disagree on the unit: seconds or milliseconds of Unix time.
        created_timestamp: number,
        /// The hash of the identity.
        hash: text,
    }
}

schema! {
    /// Data that Meta's own products put into a message. Not documented.
    pub struct InternalData {
        /// Which account the message belongs to.
        account_context: object(AccountContext),
    }
}

schema! {
    /// Which account a message belongs to. Not documented.
    pub struct AccountContext {
        /// The id named `cs_id`, in digits.
        cs_id: text,
        /// The id named `waac_id`, in digits.
        waac_id: text,
        /// The kind of the context, such as `non_paid_messaging`.
        account_context_type: text,
    }
}
