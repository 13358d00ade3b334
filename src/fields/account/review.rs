//! The value of the field `account_review_update`: how the review of the WhatsApp Business account went.
//!
//! Meta's page:
//! <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/account_review_update>.

use crate::fields::schema::{open_enum, schema};

schema! {
    /// The value of the field `account_review_update`: one decision.
    ///
    /// See <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/account_review_update>.
    pub struct AccountReviewUpdate {
        /// How the review went.
        decision: required enum(AccountReviewDecision),
    }
}

open_enum! {
    /// How the review of an account went. In capitals.
    pub enum AccountReviewDecision {
        /// The account can be used.
        Approved = "APPROVED",
        /// The account breaks a rule and cannot be used.
        Rejected = "REJECTED",
        /// Nothing is decided yet, and the account cannot be used.
        Pending = "PENDING",
        /// The decision was put off, and the account cannot be used.
        Deferred = "DEFERRED",
    }
}
