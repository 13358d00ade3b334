//! Users' replies to interactive messages.
//!
//! Meta's pages:
//! <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/interactive>,
//! <https://developers.facebook.com/documentation/business-messaging/whatsapp/flows>,
//! <https://developers.facebook.com/documentation/business-messaging/whatsapp/calling>,
//! <https://developers.facebook.com/documentation/business-messaging/whatsapp/payments/payments-br/one-click-payments>.

use super::schema::{open_enum, schema, variants};

schema! {
    /// The content of an interactive message: the user's reply to one from the business.
    ///
    /// The member named after the type holds the reply.
    /// See <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/interactive>.
    pub struct Interactive {
        /// The type of the reply, which selects the member that holds it.
        kind = "type": usual discriminant(InteractiveType),
        /// A tap on a reply button.
        button_reply: usual object(ButtonReply),
        /// A selection from a list.
        list_reply: usual object(ListReply),
        /// A completed flow, or an address.
        nfm_reply: usual object(NfmReply),
        /// The reply to a call permission request.
        call_permission_reply: object(CallPermissionReply),
        /// The selected payment method.
        payment_method: object(PaymentMethod),
    }
}

variants! {
    /// The `type` of an interactive reply: an open enum.
    pub enum InteractiveType;

    /// The content of an interactive reply, by its `type`.
    pub enum Reply of Interactive by kind in reply {
        /// A tap on a reply button.
        ButtonReply = "button_reply" => button_reply: ButtonReply,
        /// A selection from a list.
        ListReply = "list_reply" => list_reply: ListReply,
        /// A completed flow, or an address.
        NfmReply = "nfm_reply" => nfm_reply: NfmReply,
        /// The reply to a call permission request.
        CallPermissionReply = "call_permission_reply" => call_permission_reply: CallPermissionReply,
        /// The selected payment method.
        PaymentMethod = "payment_method" => payment_method: PaymentMethod,
    }
}

schema! {
    /// A tap on a reply button.
    pub struct ButtonReply {
        /// The id that the business assigned to the button.
        id: usual text,
        /// The label of the button.
        title: usual text,
    }
}

schema! {
    /// A selection from a list.
    pub struct ListReply {
        /// The id that the business assigned to the row.
        id: usual text,
        /// The title of the row.
        title: usual text,
        /// The description of the row. Absent if the row has none.
        description: usual text,
    }
}

schema! {
    /// A completed flow, or an address.
    ///
    /// See <https://developers.facebook.com/documentation/business-messaging/whatsapp/flows>.
    pub struct NfmReply {
        /// The user's input: JSON inside a string, with members chosen by the business.
        response_json: json,
        /// A text about the reply, such as `Sent`.
        body: text,
        /// The kind of reply: `flow` or `address_message`; in some bodies the name of the flow.
        name: text,
    }
}

schema! {
    /// The reply to a call permission request.
    ///
    /// See <https://developers.facebook.com/documentation/business-messaging/whatsapp/calling>.
    pub struct CallPermissionReply {
        /// The user's decision.
        response: enum(CallPermission),
        /// `true` if the permission does not expire.
        is_permanent: boolean,
        /// The time at which the permission expires. May be absent.
        expiration_timestamp: timestamp,
        /// The source of the reply, such as `user_action`.
        response_source: text,
    }
}

open_enum! {
    /// A user's decision about calls.
    pub enum CallPermission {
        /// Calls are allowed.
        Accept = "accept",
        /// Calls are not allowed.
        Reject = "reject",
    }
}

schema! {
    /// The payment method selected by the user. In Brazil.
    ///
    /// See <https://developers.facebook.com/documentation/business-messaging/whatsapp/payments/payments-br/one-click-payments>.
    pub struct PaymentMethod {
        /// The payment method, such as `offsite_card_pay`.
        payment_method: text,
        /// The time of the payment.
        payment_timestamp: timestamp,
        /// The id that the business assigned to the order.
        reference_id: text,
        /// The last four digits of the card.
        last_four_digits: text,
        /// The id of the stored card.
        credential_id: text,
    }
}
