//! The payment that a status is about, as Meta describes it for India.
//!
//! Meta's pages: <https://developers.facebook.com/documentation/business-messaging/whatsapp/payments/payments-in>
//! and the pages below it.

use super::schema::schema;

schema! {
    /// A payment of a user to the business.
    ///
    /// See <https://developers.facebook.com/documentation/business-messaging/whatsapp/payments/payments-in>.
    pub struct Payment {
        /// The id that the business gave the order.
        reference_id: text,
        /// How much.
        amount: object(Amount),
        /// The currency, three letters.
        currency: text,
        /// How the payment went at the payment gateway.
        transaction: object(Transaction),
        /// What the business got back.
        refunds: list(Refund),
        /// The receipt, as the business named it.
        receipt: text,
        /// Notes of the business: an object with its own names.
        notes: raw,
        /// The first free field of the business.
        udf1: text,
        /// The second free field of the business.
        udf2: text,
        /// The third free field of the business.
        udf3: text,
        /// The fourth free field of the business.
        udf4: text,
        /// The first free field of the business, with Zaakpay.
        extra1: text,
        /// The second free field of the business, with Zaakpay.
        extra2: text,
        /// The first additional information of the business.
        additional_info1: text,
        /// The second additional information of the business.
        additional_info2: text,
        /// The third additional information of the business.
        additional_info3: text,
        /// The fourth additional information of the business.
        additional_info4: text,
        /// The fifth additional information of the business.
        additional_info5: text,
        /// The sixth additional information of the business.
        additional_info6: text,
        /// The seventh additional information of the business.
        additional_info7: text,
    }
}

schema! {
    /// An amount of money: `value` divided by `offset`, in units of the currency.
    pub struct Amount {
        /// The amount, multiplied by `offset`.
        value: number,
        /// What to divide by, such as 100.
        offset: number,
    }
}

schema! {
    /// An attempt to pay.
    pub struct Transaction {
        /// The id of the transaction, or of the order at the payment gateway.
        id: text,
        /// The id of the payment at the payment gateway.
        pg_transaction_id: text,
        /// The payment gateway, such as `razorpay`.
        kind = "type": text,
        /// How it went, such as `success`.
        status: text,
        /// When it began.
        created_timestamp: timestamp,
        /// When it last changed.
        updated_timestamp: timestamp,
        /// How the user paid.
        method: object(Method),
        /// Why it failed.
        error: object(TransactionError),
        /// The amount of this attempt.
        amount: object(Amount),
        /// The currency, three letters.
        currency: text,
        /// The refunds of this attempt. `null` if there are none.
        refunds: list(Refund),
    }
}

schema! {
    /// How a user paid.
    pub struct Method {
        /// The way to pay, such as `upi`.
        kind = "type": text,
    }
}

schema! {
    /// Why an attempt to pay failed.
    pub struct TransactionError {
        /// The code of the payment gateway: a word, unlike Meta's own codes.
        code: text,
        /// The reason, as the payment gateway describes it.
        reason: text,
    }
}

schema! {
    /// Money that went back to the user.
    pub struct Refund {
        /// The id of the refund.
        id: text,
        /// How much.
        amount: object(Amount),
        /// How fast it was done, such as `instant`.
        speed_processed: text,
        /// How it went, such as `success`.
        status: text,
        /// When it began.
        created_timestamp: timestamp,
        /// When it last changed.
        updated_timestamp: timestamp,
    }
}
