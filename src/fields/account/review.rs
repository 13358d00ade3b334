//! The value of the field `account_review_update`: the result of a WhatsApp Business account
//! review.
//!
//! Meta's page:
//! <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/account_review_update>.

use crate::fields::schema::{open_enum, schema};

schema! {
    /// The value of the field `account_review_update`: one decision.
    ///
    /// See <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/account_review_update>.
    pub struct AccountReviewUpdate {
        /// The result of the review.
        decision: required enum(AccountReviewDecision),
    }
}

open_enum! {
    /// The result of an account review. In upper case.
    pub enum AccountReviewDecision {
        /// The account can be used.
        Approved = "APPROVED",
        /// The account violates a policy and cannot be used.
        Rejected = "REJECTED",
        /// The decision is pending, and the account cannot be used.
        Pending = "PENDING",
        /// The decision is deferred, and the account cannot be used.
        Deferred = "DEFERRED",
    }
}
