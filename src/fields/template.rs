//! The values of the fields about message templates: `message_template_*` and `template_*`.
//!
//! Meta's pages:
//! <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/message_template_status_update>
//! and its sibling pages,
//! <https://developers.facebook.com/documentation/business-messaging/whatsapp/direct-send/integrity-and-content-guidelines>.

use super::schema::{open_enum, schema};

schema! {
    /// The value of the field `message_template_status_update`: a change of a template's status.
    ///
    /// Quality updates have also been sent under this name: they have the two scores and no event.
    /// See <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/message_template_status_update>.
    pub struct MessageTemplateStatusUpdate {
        /// The event. Absent in a quality update.
        event: discriminant(TemplateEvent),
        /// The id of the template: an integer on the wire.
        message_template_id: number,
        /// The name of the template.
        message_template_name: text,
        /// The language of the template: `en_US`, also spelled `en-US`.
        message_template_language: text,
        /// The reason for a rejection. Absent, `null` or `NONE` if the template was not rejected.
        reason: enum(TemplateReason),
        /// The category of the template.
        message_template_category: enum(TemplateCategory),
        /// The details of a format error. Only with the reason `INVALID_FORMAT`.
        rejection_info: object(TemplateRejectionInfo),
        /// The time of the disabling. Only in `DISABLED`.
        disable_info: object(TemplateDisableInfo),
        /// The reason why the template was paused, locked or unpaused.
        other_info: object(TemplateOtherInfo),
        /// The previous quality score. Only in a quality update.
        previous_quality_score: enum(TemplateQuality),
        /// The new quality score. Only in a quality update.
        new_quality_score: enum(TemplateQuality),
    }
}

open_enum! {
    /// An event of a template. In upper case.
    pub enum TemplateEvent {
        /// The template was approved and can be sent.
        Approved = "APPROVED",
        /// The template was archived because it was not used, and will be deleted after 28 days.
        Archived = "ARCHIVED",
        /// The template was restored from the archive.
        Unarchived = "UNARCHIVED",
        /// The template was deleted.
        Deleted = "DELETED",
        /// The template was disabled after user feedback: `disable_info`.
        Disabled = "DISABLED",
        /// The template received negative feedback from users and may be disabled.
        Flagged = "FLAGGED",
        /// The business appealed against a decision.
        InAppeal = "IN_APPEAL",
        /// The account reached its limit on templates.
        LimitExceeded = "LIMIT_EXCEEDED",
        /// The template is locked and cannot be edited: `other_info`.
        Locked = "LOCKED",
        /// The template is paused: `other_info`.
        Paused = "PAUSED",
        /// The template is under review.
        Pending = "PENDING",
        /// The template is no longer flagged or disabled.
        Reinstated = "REINSTATED",
        /// The template was deleted in WhatsApp Manager.
        PendingDeletion = "PENDING_DELETION",
        /// The template was rejected and cannot be sent: `reason`, `rejection_info`.
        Rejected = "REJECTED",
    }
}

open_enum! {
    /// The reason why a template was rejected. In upper case.
    pub enum TemplateReason {
        /// The content violates a policy.
        AbusiveContent = "ABUSIVE_CONTENT",
        /// The category is not available in the region. No longer in use.
        CategoryNotAvailable = "CATEGORY_NOT_AVAILABLE",
        /// The content belongs to another category.
        IncorrectCategory = "INCORRECT_CATEGORY",
        /// The format is invalid: `rejection_info`.
        InvalidFormat = "INVALID_FORMAT",
        /// Not rejected.
        None = "NONE",
        /// The content is promotional, against the policy.
        Promotional = "PROMOTIONAL",
        /// The content is deceptive.
        Scam = "SCAM",
        /// The content does not match the category.
        TagContentMismatch = "TAG_CONTENT_MISMATCH",
    }
}

open_enum! {
    /// The category of a template. In upper case.
    pub enum TemplateCategory {
        /// Offers and news.
        Marketing = "MARKETING",
        /// Messages about an order, an account or the like.
        Utility = "UTILITY",
        /// One-time passcodes for authentication.
        Authentication = "AUTHENTICATION",
    }
}

schema! {
    /// The details of a template's format error.
    pub struct TemplateRejectionInfo {
        /// A description of the error, in a sentence.
        reason: text,
        /// A recommendation for the business.
        recommendation: text,
    }
}

schema! {
    /// The time at which a template is disabled.
    pub struct TemplateDisableInfo {
        /// Unix seconds, as documented by Meta, or the date as text: `January 31, 2021`.
        disable_date: text,
    }
}

schema! {
    /// The reason why a template was paused, locked or unpaused.
    pub struct TemplateOtherInfo {
        /// The kind of pause.
        title: enum(TemplatePauseTitle),
        /// A description of the reason, in a sentence.
        description: text,
    }
}

open_enum! {
    /// The kind of pause of a template. In upper case.
    pub enum TemplatePauseTitle {
        /// Paused for the first time.
        FirstPause = "FIRST_PAUSE",
        /// Paused for the second time.
        SecondPause = "SECOND_PAUSE",
        /// Paused because of rate limiting.
        RateLimitingPause = "RATE_LIMITING_PAUSE",
        /// No longer paused.
        Unpause = "UNPAUSE",
        /// Disabled instead of paused.
        Disabled = "DISABLED",
    }
}

schema! {
    /// The value of the field `message_template_quality_update`: a change of a template's quality
    /// score.
    ///
    /// Quality updates have also been sent under the field `message_template_status_update`.
    /// See <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/message_template_quality_update>.
    pub struct MessageTemplateQualityUpdate {
        /// The previous quality score.
        previous_quality_score: enum(TemplateQuality),
        /// The new quality score.
        new_quality_score: required enum(TemplateQuality),
        /// The id of the template: an integer on the wire.
        message_template_id: number,
        /// The name of the template.
        message_template_name: text,
        /// The language of the template: `en_US`, also spelled `en-US`.
        message_template_language: text,
    }
}

open_enum! {
    /// The quality score of a template. In upper case.
    pub enum TemplateQuality {
        /// High quality.
        Green = "GREEN",
        /// Medium quality: some negative feedback from users.
        Yellow = "YELLOW",
        /// Low quality.
        Red = "RED",
        /// No score yet: `UNKNOWN` on the wire.
        Pending = "UNKNOWN",
    }
}

schema! {
    /// The value of the field `message_template_components_update`: the components of an edited
    /// template.
    ///
    /// See <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/message_template_components_update>.
    pub struct MessageTemplateComponentsUpdate {
        /// The id of the template: an integer on the wire.
        message_template_id: number,
        /// The name of the template.
        message_template_name: text,
        /// The language of the template: `en_US`, also spelled `en-US`.
        message_template_language: text,
        /// The body text, with a placeholder `{{…}}` for each parameter.
        message_template_element: text,
        /// The header text. Absent if there is none.
        message_template_title: text,
        /// The footer text. Absent if there is none.
        message_template_footer: text,
        /// The buttons. Absent if there are none.
        message_template_buttons: list(MessageTemplateButton),
    }
}

schema! {
    /// A button of a template.
    pub struct MessageTemplateButton {
        /// The type of the button.
        message_template_button_type: enum(TemplateButtonType),
        /// The label of the button.
        message_template_button_text: text,
        /// The URL that the button opens. Only for the type `URL`.
        message_template_button_url: text,
        /// The phone number that the button calls, with `+`. Only for the type `PHONE_NUMBER`.
        message_template_button_phone_number: text,
    }
}

open_enum! {
    /// The type of a template's button. In upper case.
    pub enum TemplateButtonType {
        /// Opens the catalog.
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
        /// Delivers a one-time password.
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
        /// Sends a quick reply.
        QuickReply = "QUICK_REPLY",
        /// Opens a URL.
        Url = "URL",
        /// Calls the business in WhatsApp.
        VoiceCall = "VOICE_CALL",
    }
}

schema! {
    /// The value of the field `template_category_update`: a change of a template's category, done
    /// or announced.
    ///
    /// See <https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/template_category_update>.
    pub struct TemplateCategoryUpdate {
        /// The id of the template: an integer on the wire.
        message_template_id: number,
        /// The name of the template.
        message_template_name: text,
        /// The language of the template: `en_US`, also spelled `en-US`.
        message_template_language: text,
        /// The previous category. Absent if the change is only announced.
        previous_category: enum(TemplateCategory),
        /// The current category, also if the change is only announced.
        new_category: enum(TemplateCategory),
        /// The future category. Only if the change is announced.
        correct_category: enum(TemplateCategory),
        /// The time of the change. Only if the change is announced.
        category_update_timestamp: timestamp,
        /// The state of an appeal against the new category. Not documented.
        category_appeal_status: enum(CategoryAppealStatus),
    }
}

open_enum! {
    /// The state of an appeal against the category of a template. In upper case.
    pub enum CategoryAppealStatus {
        /// The business may appeal.
        Eligible = "ELIGIBLE",
    }
}

schema! {
    /// The value of the field `template_correct_category_detection`: a message that was sent under
    /// the wrong category.
    ///
    /// It concerns messages that a business sends without a template of its own. Since 2026.
    /// See <https://developers.facebook.com/documentation/business-messaging/whatsapp/direct-send/integrity-and-content-guidelines>.
    pub struct TemplateCorrectCategoryDetection {
        /// The id of the template that Meta created for the message: an integer on the wire.
        message_template_id: number,
        /// The name of the template.
        message_template_name: text,
        /// The language of the template: `en_US`, also spelled `en-US`.
        message_template_language: text,
        /// The category that the message was sent under.
        category: enum(TemplateCategory),
        /// The correct category of the message.
        correct_category: required enum(TemplateCategory),
    }
}
