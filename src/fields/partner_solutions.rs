//! The value of the field `partner_solutions`: a change of a multi-partner solution.
//!
//! Meta's page: <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/partner_solutions>.

use super::schema::{open_enum, schema};

schema! {
    /// The value of the field `partner_solutions`: a change of a multi-partner solution.
    ///
    /// The id of the entry is that of a business portfolio, not of a WhatsApp Business account.
    /// See <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/partner_solutions>.
    pub struct PartnerSolutions {
        /// The event.
        event: required discriminant(PartnerSolutionEvent),
        /// The id of the solution.
        solution_id: text,
        /// The status of the solution.
        solution_status: enum(PartnerSolutionStatus),
    }
}

open_enum! {
    /// An event of a solution. In upper case.
    pub enum PartnerSolutionEvent {
        /// The solution was saved as a draft, or a request was sent to a partner.
        SolutionCreated = "SOLUTION_CREATED",
        /// The solution was updated.
        SolutionUpdated = "SOLUTION_UPDATED",
    }
}

open_enum! {
    /// The status of a solution. In upper case.
    pub enum PartnerSolutionStatus {
        /// A draft: no request was sent to a partner yet.
        Draft = "DRAFT",
        /// A request that the partner has not answered yet.
        Initiated = "INITIATED",
        /// Active: the partner accepted.
        Active = "ACTIVE",
        /// Rejected: the partner declined.
        Rejected = "REJECTED",
        /// Active until the partner agrees to the deactivation.
        PendingDeactivation = "PENDING_DEACTIVATION",
        /// Deactivated.
        Deactivated = "DEACTIVATED",
    }
}
