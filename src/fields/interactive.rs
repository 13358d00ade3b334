//! The user's answers to interactive messages.
//!
//! Meta's pages:
//! <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/interactive>,
//! <https://developers.facebook.com/documentation/business-messaging/whatsapp/flows>,
//! <https://developers.facebook.com/documentation/business-messaging/whatsapp/calling>,
//! <https://developers.facebook.com/documentation/business-messaging/whatsapp/payments/payments-br/one-click-payments>.

use super::schema::{open_enum, schema, variants};

schema! {
    /// The content of an interactive message: the user's answer to one of the business.
    ///
    /// The answer stands in the member that is named like its type.
    /// See <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/interactive>.
    pub struct Interactive {
        /// The type of the answer, which says where it is.
        kind = "type": usual discriminant(InteractiveType),
        /// A tap on a reply button.
        button_reply: usual object(ButtonReply),
        /// A choice from a list.
        list_reply: usual object(ListReply),
        /// A completed flow, or an address.
        nfm_reply: usual object(NfmReply),
        /// The answer to a request to call.
        call_permission_reply: object(CallPermissionReply),
        /// The chosen way to pay.
        payment_method: object(PaymentMethod),
    }
}

variants! {
    /// The `type` of an interactive answer: an open enum.
    pub enum InteractiveType;

    /// What an interactive answer holds, by its `type`.
    pub enum Reply of Interactive by kind in reply {
        /// A tap on a reply button.
        ButtonReply = "button_reply" => button_reply: ButtonReply,
        /// A choice from a list.
        ListReply = "list_reply" => list_reply: ListReply,
        /// A completed flow, or an address.
        NfmReply = "nfm_reply" => nfm_reply: NfmReply,
        /// The answer to a request to call.
        CallPermissionReply = "call_permission_reply" => call_permission_reply: CallPermissionReply,
        /// The chosen way to pay.
        PaymentMethod = "payment_method" => payment_method: PaymentMethod,
    }
}

schema! {
    /// A tap on a reply button.
    pub struct ButtonReply {
        /// The id that the business gave the button.
        id: usual text,
        /// The label of the button.
        title: usual text,
    }
}

schema! {
    /// A choice from a list.
    pub struct ListReply {
        /// The id that the business gave the row.
        id: usual text,
        /// The title of the row.
        title: usual text,
        /// The description of the row. Absent when the row has none.
        description: usual text,
    }
}

schema! {
    /// A completed flow, or an address.
    ///
    /// See <https://developers.facebook.com/documentation/business-messaging/whatsapp/flows>.
    pub struct NfmReply {
        /// What the user filled in: JSON inside a string, with the members that the business chose.
        response_json: json,
        /// A text about the answer, such as `Sent`.
        body: text,
        /// What was answered: `flow` or `address_message`; some bodies have the name of the flow.
        name: text,
    }
}

schema! {
    /// The answer to a request to call.
    ///
    /// See <https://developers.facebook.com/documentation/business-messaging/whatsapp/calling>.
    pub struct CallPermissionReply {
        /// Whether the user allows calls.
        response: enum(CallPermission),
        /// Whether the permission has no end.
        is_permanent: boolean,
        /// When the permission ends. May be absent.
        expiration_timestamp: timestamp,
        /// Where the answer comes from, such as `user_action`.
        response_source: text,
    }
}

open_enum! {
    /// Whether a user allows calls.
    pub enum CallPermission {
        /// Calls are allowed.
        Accept = "accept",
        /// Calls are not allowed.
        Reject = "reject",
    }
}

schema! {
    /// The way to pay that the user chose. In Brazil.
    ///
    /// See <https://developers.facebook.com/documentation/business-messaging/whatsapp/payments/payments-br/one-click-payments>.
    pub struct PaymentMethod {
        /// The way to pay, such as `offsite_card_pay`.
        payment_method: text,
        /// The time of the payment.
        payment_timestamp: timestamp,
        /// The id that the business gave the order.
        reference_id: text,
        /// The last four digits of the card.
        last_four_digits: text,
        /// The id under which the card is stored.
        credential_id: text,
    }
}
