//! The values of the fields `group_lifecycle_update`, `group_participants_update`,
//! `group_settings_update` and `group_status_update`.
//!
//! Meta's page:
//! <https://developers.facebook.com/documentation/business-messaging/whatsapp/groups/webhooks>.

use super::common::{ErrorObject, Metadata};
use super::schema::{open_enum, schema};

schema! {
    /// The value of the four group fields.
    ///
    /// See
    /// <https://developers.facebook.com/documentation/business-messaging/whatsapp/groups/webhooks>.
    pub struct GroupsValue {
        /// The events of groups.
        groups: list(GroupUpdate as GroupUpdate),
        /// The business phone number.
        metadata: object(Metadata),
        /// The product: `whatsapp`.
        messaging_product: text,
    }
}

schema! {
    /// An event of a group, or the result of a request to change it.
    ///
    /// See
    /// <https://developers.facebook.com/documentation/business-messaging/whatsapp/groups/webhooks>.
    pub struct GroupUpdate {
        /// The event.
        kind = "type": discriminant(GroupEvent),
        /// The time of the event. A string in most examples, a number in some.
        timestamp: timestamp,
        /// The id of the group.
        group_id: text,
        /// The id of the request that caused the event, as returned by the Cloud API.
        request_id: text,
        /// The reasons for a failed request.
        errors: list(ErrorObject),
        /// The users who joined.
        added_participants: list(GroupParticipant),
        /// The users who left or were removed.
        removed_participants: list(GroupParticipant),
        /// The users who could not be added or removed.
        failed_participants: list(GroupParticipant),
        /// The reason why users joined: `invite_link`.
        reason: text,
        /// The initiator of a removal: `business` or `participant`.
        initiated_by: text,
        /// The id of a user's join request.
        join_request_id: text,
        /// The WhatsApp id of the requesting user, in digits. May be absent since 2026.
        wa_id: user,
        /// The id of the requesting user within one business portfolio. Since 2026.
        user_id: user,
        /// The id of the requesting user across the linked business portfolios. Since 2026.
        parent_user_id: text,
        /// The username of the requesting user. Since 2026.
        username: text,
        /// The subject of a new group.
        subject: text,
        /// The description of a new group.
        description: text,
        /// The link that users join by.
        invite_link: text,
        /// The approval of users who follow the link: `auto_approve` or `approval_required`.
        join_approval_mode: text,
        /// The result for the group picture, in an update of settings.
        profile_picture: object(GroupPicture),
        /// The result for the subject, in an update of settings.
        group_subject: object(GroupText),
        /// The result for the description, in an update of settings.
        group_description: object(GroupText),
    }
}

open_enum! {
    /// An event of a group.
    pub enum GroupEvent {
        /// The group was created.
        GroupCreate = "group_create",
        /// The group was deleted.
        GroupDelete = "group_delete",
        /// Users joined: `added_participants`. The second spelling is from Meta's OpenAPI file.
        GroupParticipantsAdd = "group_participants_add" | "group_add_participants",
        /// Users left or were removed: `removed_participants`. The second spelling is from Meta's
        /// OpenAPI file.
        GroupParticipantsRemove = "group_participants_remove" | "group_remove_participants",
        /// A user requests to join.
        GroupJoinRequestCreated = "group_join_request_created",
        /// A user withdrew the request to join.
        GroupJoinRequestRevoked = "group_join_request_revoked",
        /// The subject, description or picture was changed.
        GroupSettingsUpdate = "group_settings_update",
        /// The group was suspended by WhatsApp.
        GroupSuspend = "group_suspend",
        /// The suspension of the group was lifted.
        GroupSuspendCleared = "group_suspend_cleared",
    }
}

schema! {
    /// A user who joined or left, or could not be added or removed.
    pub struct GroupParticipant {
        /// The user's identifier in the request.
        input: text,
        /// The WhatsApp id of the user, in digits. May be absent since 2026.
        wa_id: text,
        /// The id of the user within one business portfolio. Since 2026.
        user_id: text,
        /// The id of the user across the linked business portfolios. Since 2026.
        parent_user_id: text,
        /// The username. Since 2026.
        username: text,
        /// The reasons why the user could not be added or removed.
        errors: list(ErrorObject),
    }
}

schema! {
    /// The result of an update of a group's picture.
    pub struct GroupPicture {
        /// The media type, such as `image/jpeg`.
        mime_type: text,
        /// The SHA-256 of the picture, in base64.
        sha256: text,
        /// `true` if the update succeeded.
        update_successful: boolean,
        /// The reasons for a failed update.
        errors: list(ErrorObject),
    }
}

schema! {
    /// The result of an update of a group's subject or description.
    pub struct GroupText {
        /// The text.
        text: text,
        /// `true` if the update succeeded.
        update_successful: boolean,
        /// The reasons for a failed update.
        errors: list(ErrorObject),
    }
}
