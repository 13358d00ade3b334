//! The values of the fields about message templates: `message_template_*` and `template_*`.
//!
//! Meta's pages:
//! <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/message_template_status_update>
//! and those beside it,
//! <https://developers.facebook.com/documentation/business-messaging/whatsapp/direct-send/integrity-and-content-guidelines>.

use super::schema::{open_enum, schema};

schema! {
    /// The value of the field `message_template_status_update`: what happened to a template.
    ///
    /// Changes of quality have come under this name as well: then it has the two scores, and no event.
    /// See <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/message_template_status_update>.
    pub struct MessageTemplateStatusUpdate {
        /// What happened. Absent in a change of quality.
        event: discriminant(TemplateEvent),
        /// The id of the template: an integer on the wire.
        message_template_id: number,
        /// The name of the template.
        message_template_name: text,
        /// The language of the template: `en_US`, and `en-US` as well.
        message_template_language: text,
        /// Why it was rejected. Absent, or `null`, where it was not; `NONE` as well.
        reason: enum(TemplateReason),
        /// The category of the template.
        message_template_category: enum(TemplateCategory),
        /// What was wrong with its format. Only with the reason `INVALID_FORMAT`.
        rejection_info: object(TemplateRejectionInfo),
        /// When it is disabled. Only in `DISABLED`.
        disable_info: object(TemplateDisableInfo),
        /// Why it was paused or locked, or is not any more.
        other_info: object(TemplateOtherInfo),
        /// The quality that it had. Only in a change of quality.
        previous_quality_score: enum(TemplateQuality),
        /// The quality that it has. Only in a change of quality.
        new_quality_score: enum(TemplateQuality),
    }
}

open_enum! {
    /// What happened to a template. In capitals.
    pub enum TemplateEvent {
        /// It may be sent.
        Approved = "APPROVED",
        /// It was put away, as it was not in use, and will be deleted after 28 days.
        Archived = "ARCHIVED",
        /// It was taken back from where it was put away.
        Unarchived = "UNARCHIVED",
        /// It was deleted.
        Deleted = "DELETED",
        /// It may not be sent any more, after what users said of it: `disable_info`.
        Disabled = "DISABLED",
        /// Users complained, and it may be disabled.
        Flagged = "FLAGGED",
        /// The business appealed against a decision.
        InAppeal = "IN_APPEAL",
        /// The account has as many templates as it may.
        LimitExceeded = "LIMIT_EXCEEDED",
        /// It may not be edited: `other_info`.
        Locked = "LOCKED",
        /// It may not be sent for a while: `other_info`.
        Paused = "PAUSED",
        /// It is being looked at.
        Pending = "PENDING",
        /// It is not flagged or disabled any more.
        Reinstated = "REINSTATED",
        /// It was deleted in the WhatsApp Manager.
        PendingDeletion = "PENDING_DELETION",
        /// It may not be sent: `reason`, `rejection_info`.
        Rejected = "REJECTED",
    }
}

open_enum! {
    /// Why a template was rejected. In capitals.
    pub enum TemplateReason {
        /// What it says is against the rules.
        AbusiveContent = "ABUSIVE_CONTENT",
        /// The category does not exist in the region. Not in use any more.
        CategoryNotAvailable = "CATEGORY_NOT_AVAILABLE",
        /// What it says is of another category.
        IncorrectCategory = "INCORRECT_CATEGORY",
        /// Its format is wrong: `rejection_info`.
        InvalidFormat = "INVALID_FORMAT",
        /// It was not rejected.
        None = "NONE",
        /// It advertises, against the rules.
        Promotional = "PROMOTIONAL",
        /// It deceives.
        Scam = "SCAM",
        /// What it says does not match its category.
        TagContentMismatch = "TAG_CONTENT_MISMATCH",
    }
}

open_enum! {
    /// The category of a template. In capitals.
    pub enum TemplateCategory {
        /// Offers and news.
        Marketing = "MARKETING",
        /// What belongs to an order, an account or the like.
        Utility = "UTILITY",
        /// Codes by which users show who they are.
        Authentication = "AUTHENTICATION",
    }
}

schema! {
    /// What is wrong with the format of a template.
    pub struct TemplateRejectionInfo {
        /// What is wrong, in a sentence.
        reason: text,
        /// What the business can do about it.
        recommendation: text,
    }
}

schema! {
    /// When a template is disabled.
    pub struct TemplateDisableInfo {
        /// The time in Unix seconds, as Meta's page has it, or the day as text: `January 31, 2021`.
        disable_date: text,
    }
}

schema! {
    /// Why a template was paused or locked, or is not any more.
    pub struct TemplateOtherInfo {
        /// Which of these.
        title: enum(TemplatePauseTitle),
        /// Why, in a sentence.
        description: text,
    }
}

open_enum! {
    /// That a template is paused, or is not any more. In capitals.
    pub enum TemplatePauseTitle {
        /// It is, for the first time.
        FirstPause = "FIRST_PAUSE",
        /// It is, for the second time.
        SecondPause = "SECOND_PAUSE",
        /// It is, as it was sent too often.
        RateLimitingPause = "RATE_LIMITING_PAUSE",
        /// It is not any more.
        Unpause = "UNPAUSE",
        /// It is disabled instead.
        Disabled = "DISABLED",
    }
}

schema! {
    /// The value of the field `message_template_quality_update`: how users take a template now.
    ///
    /// The same has come under the field `message_template_status_update`.
    /// See <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/message_template_quality_update>.
    pub struct MessageTemplateQualityUpdate {
        /// The quality that it had.
        previous_quality_score: enum(TemplateQuality),
        /// The quality that it has.
        new_quality_score: required enum(TemplateQuality),
        /// The id of the template: an integer on the wire.
        message_template_id: number,
        /// The name of the template.
        message_template_name: text,
        /// The language of the template: `en_US`, and `en-US` as well.
        message_template_language: text,
    }
}

open_enum! {
    /// How users take a template. In capitals.
    pub enum TemplateQuality {
        /// Well.
        Green = "GREEN",
        /// Some complain.
        Yellow = "YELLOW",
        /// Badly.
        Red = "RED",
        /// Not known yet: `UNKNOWN` on the wire.
        Pending = "UNKNOWN",
    }
}

schema! {
    /// The value of the field `message_template_components_update`: what a template says, after it was edited.
    ///
    /// See <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/message_template_components_update>.
    pub struct MessageTemplateComponentsUpdate {
        /// The id of the template: an integer on the wire.
        message_template_id: number,
        /// The name of the template.
        message_template_name: text,
        /// The language of the template: `en_US`, and `en-US` as well.
        message_template_language: text,
        /// The text, with `{{…}}` for each parameter.
        message_template_element: text,
        /// The text above. Absent where there is none.
        message_template_title: text,
        /// The text below. Absent where there is none.
        message_template_footer: text,
        /// The buttons. Absent where there are none.
        message_template_buttons: list(MessageTemplateButton),
    }
}

schema! {
    /// A button of a template.
    pub struct MessageTemplateButton {
        /// What the button does.
        message_template_button_type: enum(TemplateButtonType),
        /// What is written on it.
        message_template_button_text: text,
        /// The address that it opens. Only on buttons of the type `URL`.
        message_template_button_url: text,
        /// The phone number that it calls, with `+`. Only on buttons of the type `PHONE_NUMBER`.
        message_template_button_phone_number: text,
    }
}

open_enum! {
    /// What a button of a template does. In capitals.
    pub enum TemplateButtonType {
        /// Opens the catalogue.
        Catalog = "CATALOG",
        /// Copies a code.
        CopyCode = "COPY_CODE",
        /// Opens an extension.
        Extension = "EXTENSION",
        /// Opens a flow.
        Flow = "FLOW",
        /// Shows several products.
        Mpm = "MPM",
        /// Shows an order.
        OrderDetails = "ORDER_DETAILS",
        /// Hands over a one-time password.
        Otp = "OTP",
        /// Calls a phone number.
        PhoneNumber = "PHONE_NUMBER",
        /// Sends its payload to the business.
        Postback = "POSTBACK",
        /// Sets a reminder.
        Reminder = "REMINDER",
        /// Sends the location of the user.
        SendLocation = "SEND_LOCATION",
        /// Shows one product.
        Spm = "SPM",
        /// Sends an answer.
        QuickReply = "QUICK_REPLY",
        /// Opens an address.
        Url = "URL",
        /// Calls the business in WhatsApp.
        VoiceCall = "VOICE_CALL",
    }
}

schema! {
    /// The value of the field `template_category_update`: a template has another category, or will have.
    ///
    /// See <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/template_category_update>.
    pub struct TemplateCategoryUpdate {
        /// The id of the template: an integer on the wire.
        message_template_id: number,
        /// The name of the template.
        message_template_name: text,
        /// The language of the template: `en_US`, and `en-US` as well.
        message_template_language: text,
        /// The category that it had. Absent while the change is to come.
        previous_category: enum(TemplateCategory),
        /// The category that it has now, also while the change is to come.
        new_category: enum(TemplateCategory),
        /// The category that it will have. Only while the change is to come.
        correct_category: enum(TemplateCategory),
        /// When it will have that one. Only while the change is to come.
        category_update_timestamp: timestamp,
        /// Tells if the business may appeal against the new category. Not documented.
        category_appeal_status: enum(CategoryAppealStatus),
    }
}

open_enum! {
    /// The state of an appeal against the category of a template. In capitals.
    pub enum CategoryAppealStatus {
        /// The business may appeal.
        Eligible = "ELIGIBLE",
    }
}

schema! {
    /// The value of the field `template_correct_category_detection`: what was sent as of one category is of another.
    ///
    /// It is about messages that a business sends without a template of its own. Since 2026.
    /// See <https://developers.facebook.com/documentation/business-messaging/whatsapp/direct-send/integrity-and-content-guidelines>.
    pub struct TemplateCorrectCategoryDetection {
        /// The id of the template that Meta made of it: an integer on the wire.
        message_template_id: number,
        /// The name of the template.
        message_template_name: text,
        /// The language of the template: `en_US`, and `en-US` as well.
        message_template_language: text,
        /// The category that it was sent as.
        category: enum(TemplateCategory),
        /// The category that it is of.
        correct_category: required enum(TemplateCategory),
    }
}
