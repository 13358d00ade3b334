//! The payment in a status, as Meta documents it for India.
//!
//! Meta's pages:
//! <https://developers.facebook.com/documentation/business-messaging/whatsapp/payments/payments-in>
//! and the pages below it.

use super::schema::schema;

schema! {
    /// A payment of a user to the business.
    ///
    /// See <https://developers.facebook.com/documentation/business-messaging/whatsapp/payments/payments-in>.
    pub struct Payment {
        /// The id that the business assigned to the order.
        reference_id: text,
        /// The amount.
        amount: object(Amount),
        /// The currency as three letters.
        currency: text,
        /// The transaction at the payment gateway.
        transaction: object(Transaction),
        /// The refunds to the user.
        refunds: list(Refund),
        /// The receipt identifier assigned by the business.
        receipt: text,
        /// Notes of the business: an object with names chosen by the business.
        notes: raw,
        /// The first custom field of the business.
        udf1: text,
        /// The second custom field of the business.
        udf2: text,
        /// The third custom field of the business.
        udf3: text,
        /// The fourth custom field of the business.
        udf4: text,
        /// The first custom field of the business, with Zaakpay.
        extra1: text,
        /// The second custom field of the business, with Zaakpay.
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
        /// The divisor, such as 100.
        offset: number,
    }
}

schema! {
    /// A payment attempt.
    pub struct Transaction {
        /// The id of the transaction, or of the order at the payment gateway.
        id: text,
        /// The id of the payment at the payment gateway.
        pg_transaction_id: text,
        /// The payment gateway, such as `razorpay`.
        kind = "type": text,
        /// The status of the transaction, such as `success`.
        status: text,
        /// The creation time.
        created_timestamp: timestamp,
        /// The time of the last update.
        updated_timestamp: timestamp,
        /// The payment method.
        method: object(Method),
        /// The error of a failed transaction.
        error: object(TransactionError),
        /// The amount of this attempt.
        amount: object(Amount),
        /// The currency as three letters.
        currency: text,
        /// The refunds of this attempt. `null` if there are none.
        refunds: list(Refund),
    }
}

schema! {
    /// A payment method.
    pub struct Method {
        /// The type of the method, such as `upi`.
        kind = "type": text,
    }
}

schema! {
    /// The error of a failed payment attempt.
    pub struct TransactionError {
        /// The error code of the payment gateway: a word, unlike Meta's own codes.
        code: text,
        /// The reason, as described by the payment gateway.
        reason: text,
    }
}

schema! {
    /// A refund to the user.
    pub struct Refund {
        /// The id of the refund.
        id: text,
        /// The amount.
        amount: object(Amount),
        /// The processing speed, such as `instant`.
        speed_processed: text,
        /// The status of the refund, such as `success`.
        status: text,
        /// The creation time.
        created_timestamp: timestamp,
        /// The time of the last update.
        updated_timestamp: timestamp,
    }
}
