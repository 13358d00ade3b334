//! The values of the fields `group_lifecycle_update`, `group_participants_update`, `group_settings_update` and
//! `group_status_update`.
//!
//! Meta's page: <https://developers.facebook.com/documentation/business-messaging/whatsapp/groups/webhooks>.

use super::common::{ErrorObject, Metadata};
use super::schema::{open_enum, schema};

schema! {
    /// The value of the four fields about groups.
    ///
    /// See <https://developers.facebook.com/documentation/business-messaging/whatsapp/groups/webhooks>.
    pub struct GroupsValue {
        /// What happened to groups.
        groups: list(GroupUpdate as GroupUpdate),
        /// The phone number of the business.
        metadata: object(Metadata),
        /// The product: `whatsapp`.
        messaging_product: text,
    }
}

schema! {
    /// What happened to a group, or what became of a request to change it.
    ///
    /// See <https://developers.facebook.com/documentation/business-messaging/whatsapp/groups/webhooks>.
    pub struct GroupUpdate {
        /// What happened.
        kind = "type": discriminant(GroupEvent),
        /// When it happened. A string in most examples, a number in some.
        timestamp: timestamp,
        /// The id of the group.
        group_id: text,
        /// The id of the request that asked for it, as the Cloud API answered it.
        request_id: text,
        /// Why it failed.
        errors: list(ErrorObject),
        /// Who came.
        added_participants: list(GroupParticipant),
        /// Who went.
        removed_participants: list(GroupParticipant),
        /// Who could not be added or removed.
        failed_participants: list(GroupParticipant),
        /// How users came, or why: `invite_link`.
        reason: text,
        /// Who removed a user: `business` or `participant`.
        initiated_by: text,
        /// The id of a user's request to join.
        join_request_id: text,
        /// The WhatsApp id of the user who asks to join, in digits. May be absent since 2026.
        wa_id: user,
        /// The id of that user within one business portfolio. Since 2026.
        user_id: user,
        /// The id of that user across the linked business portfolios. Since 2026.
        parent_user_id: text,
        /// The username of that user. Since 2026.
        username: text,
        /// The subject of a new group.
        subject: text,
        /// The description of a new group.
        description: text,
        /// The link by which users join.
        invite_link: text,
        /// Whether who follows the link must be approved: `auto_approve` or `approval_required`.
        join_approval_mode: text,
        /// The picture, in an update of settings.
        profile_picture: object(GroupPicture),
        /// The subject, in an update of settings.
        group_subject: object(GroupText),
        /// The description, in an update of settings.
        group_description: object(GroupText),
    }
}

open_enum! {
    /// What happened to a group.
    pub enum GroupEvent {
        /// It was created.
        GroupCreate = "group_create",
        /// It was deleted.
        GroupDelete = "group_delete",
        /// Users came: `added_participants`. Meta's OpenAPI file has the second spelling.
        GroupParticipantsAdd = "group_participants_add" | "group_add_participants",
        /// Users went: `removed_participants`. Meta's OpenAPI file has the second spelling.
        GroupParticipantsRemove = "group_participants_remove" | "group_remove_participants",
        /// A user asks to join.
        GroupJoinRequestCreated = "group_join_request_created",
        /// A user does not ask any more.
        GroupJoinRequestRevoked = "group_join_request_revoked",
        /// Subject, description or picture were changed.
        GroupSettingsUpdate = "group_settings_update",
        /// It was suspended by WhatsApp.
        GroupSuspend = "group_suspend",
        /// It is not suspended any more.
        GroupSuspendCleared = "group_suspend_cleared",
    }
}

schema! {
    /// A user who came, went, or could not.
    pub struct GroupParticipant {
        /// What the request named the user by.
        input: text,
        /// The WhatsApp id of the user, in digits. May be absent since 2026.
        wa_id: text,
        /// The id of the user within one business portfolio. Since 2026.
        user_id: text,
        /// The id of the user across the linked business portfolios. Since 2026.
        parent_user_id: text,
        /// The username. Since 2026.
        username: text,
        /// Why the user could not be added or removed.
        errors: list(ErrorObject),
    }
}

schema! {
    /// What became of a new picture of a group.
    pub struct GroupPicture {
        /// The media type, such as `image/jpeg`.
        mime_type: text,
        /// The SHA-256 of the picture, in base64.
        sha256: text,
        /// Whether the group has it now.
        update_successful: boolean,
        /// Why not.
        errors: list(ErrorObject),
    }
}

schema! {
    /// What became of a new subject or description of a group.
    pub struct GroupText {
        /// The text.
        text: text,
        /// Whether the group has it now.
        update_successful: boolean,
        /// Why not.
        errors: list(ErrorObject),
    }
}
