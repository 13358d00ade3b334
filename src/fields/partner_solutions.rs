//! The value of the field `partner_solutions`: what became of a solution of several partners.
//!
//! Meta's page: <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/partner_solutions>.

use super::schema::{open_enum, schema};

schema! {
    /// The value of the field `partner_solutions`: what became of a solution of several partners.
    ///
    /// The id of the entry is that of a business portfolio, not of a WhatsApp Business account.
    /// See <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/partner_solutions>.
    pub struct PartnerSolutions {
        /// What happened.
        event: required discriminant(PartnerSolutionEvent),
        /// The id of the solution.
        solution_id: text,
        /// What the solution is now.
        solution_status: enum(PartnerSolutionStatus),
    }
}

open_enum! {
    /// What happened to a solution. In capitals.
    pub enum PartnerSolutionEvent {
        /// It was drafted, or a partner was asked.
        SolutionCreated = "SOLUTION_CREATED",
        /// It was changed.
        SolutionUpdated = "SOLUTION_UPDATED",
    }
}

open_enum! {
    /// What a solution is. In capitals.
    pub enum PartnerSolutionStatus {
        /// A draft: no partner was asked yet.
        Draft = "DRAFT",
        /// A request that the partner has not answered yet.
        Initiated = "INITIATED",
        /// In use: the partner has accepted.
        Active = "ACTIVE",
        /// Nothing: the partner has declined.
        Rejected = "REJECTED",
        /// In use until the partner agrees to its end.
        PendingDeactivation = "PENDING_DEACTIVATION",
        /// At its end.
        Deactivated = "DEACTIVATED",
    }
}
