//! What the values of many fields share: the business number, the user, errors and the summary of a conversation.
//!
//! Meta's pages:
//! <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages>,
//! <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/errors>,
//! <https://developers.facebook.com/documentation/business-messaging/whatsapp/business-scoped-user-ids>,
//! <https://developers.facebook.com/documentation/business-messaging/whatsapp/conversation-routing/conversation-context>.

use super::schema::schema;

schema! {
    /// The phone number of the business that a value is about.
    ///
    /// The messaging fields carry it, the management fields do not.
    pub struct Metadata {
        /// The number as it is shown: digits as a rule, but some bodies print `+` and blanks.
        display_phone_number: usual text,
        /// The id of the number, which the Cloud API takes for sending.
        phone_number_id: usual text,
    }
}

schema! {
    /// A WhatsApp user: who sent a message, or whom a status is about.
    ///
    /// Every member may be absent. Since 2026 a user with a username may come without `wa_id`, and a contact beside a
    /// status without `profile`. The order of contacts need not be that of the messages or statuses: match by id.
    /// See <https://developers.facebook.com/documentation/business-messaging/whatsapp/business-scoped-user-ids>.
    pub struct Contact keyed by wa_id, user_id {
        /// What the user tells of himself or herself.
        profile: usual object(Profile),
        /// The WhatsApp id of the user, in digits. Not always equal to the phone number.
        wa_id: usual text,
        /// The id of the user within one business portfolio, such as `US.13491208655302741918`.
        user_id: usual text,
        /// The id of the user across the linked business portfolios, such as `US.ENT.11815799212886844830`.
        parent_user_id: text,
        /// A hash of the user's identity key. Present only if the identity change check is on.
        identity_key_hash: text,
        /// The country of the user, two letters. Seen since August 2026, not documented here.
        country_code: text,
    }
}

schema! {
    /// The profile of a WhatsApp user.
    pub struct Profile {
        /// The name that the user chose. May be absent when there is a username.
        name: usual text,
        /// The username, with or without the leading `@`. Since 2026.
        username: text,
        /// The country of the user, two letters, as documented in December 2025.
        country_code: text,
    }
}

schema! {
    /// An error, as it stands in a value, a message, a status, a call or a group.
    ///
    /// Codes: <https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes>.
    pub struct ErrorObject {
        /// The code of the error. The pages about groups write it as a string.
        code: usual required number,
        /// The title of the error.
        title: usual text,
        /// The message of the error, mostly equal to the title. Since version 16.0 of the Graph API.
        message: usual text,
        /// Where the details are.
        error_data: usual object(ErrorData),
        /// The page about error codes: an absolute address, or a path on Meta's site.
        href: usual text,
        /// The details, in the place where bodies of 2022 have them.
        details: text,
    }
}

schema! {
    /// More about an error.
    pub struct ErrorData {
        /// What went wrong, in a sentence.
        details: usual text,
    }
}

schema! {
    /// What happened in a conversation before it was handed to this app. Since 2026.
    ///
    /// See <https://developers.facebook.com/documentation/business-messaging/whatsapp/conversation-routing/conversation-context>.
    pub struct ConversationContext {
        /// The kind of context: `summary`.
        kind = "type": text,
        /// A summary of the conversation.
        summary: object(Summary),
    }
}

schema! {
    /// A summary of a conversation.
    pub struct Summary {
        /// The summary, written by a machine.
        text: text,
    }
}
