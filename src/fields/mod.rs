//! The webhook vocabulary in Meta's words: one file per family of fields, tables rather than code.
//!
//! A new member is a line in a table. A new message type is a line in `message`'s table of types
//! and a table for its content. A new `field` is a line in the table below and a table for its
//! value. `schema` documents the language of the tables.

pub(crate) mod accessor;
pub mod account;
pub mod automatic_events;
pub mod business;
pub mod calls;
pub mod coexistence;
pub mod common;
pub mod content;
mod enums;
pub(crate) mod expected;
pub mod flows;
pub mod groups;
pub mod handovers;
pub mod history;
pub mod interactive;
mod item;
pub mod message;
pub mod messages;
pub mod partner_solutions;
pub mod payment;
pub mod payment_configuration;
pub mod phone_number;
pub(crate) mod schema;
pub mod security;
pub mod sent;
pub mod shared_contact;
pub mod standby;
pub mod status;
pub mod system;
pub mod template;
mod timestamp;
pub mod user_id_update;
pub mod user_preferences;

pub use account::*;
pub use automatic_events::*;
pub use business::*;
pub use calls::*;
pub use coexistence::*;
pub use common::*;
pub use content::*;
pub use flows::*;
pub use groups::*;
pub use handovers::*;
pub use history::*;
pub use interactive::*;
pub use item::Item;
#[doc(hidden)]
pub use item::KINDS;
pub(crate) use item::Kind;
pub use message::*;
pub use messages::*;
pub use partner_solutions::*;
pub use payment::*;
pub use payment_configuration::*;
pub use phone_number::*;
pub use security::*;
pub use sent::*;
pub use shared_contact::*;
pub use standby::*;
pub use status::*;
pub use system::*;
pub use template::*;
pub use timestamp::Timestamp;
pub use user_id_update::*;
pub use user_preferences::*;

use crate::json::parse::expected::{other_value, value};
use crate::json::parse::{Body, Generated, Parser, Position};
use crate::json::schema::{Schema, SchemaFn};
use crate::json::table::Table;
use crate::json::{ItemError, Items, Obj, Raw, View};

/// Defines [`Value`] and the lookups by field from the table of fields.
macro_rules! fields {
    (
        $(#[$meta:meta])*
        pub enum $Value:ident {
            $( $(#[$doc:meta])* $Variant:ident($View:ident) = $field:literal $(| $alias:literal)*, )*
        }
        raw {
            $( $(#[$raw_doc:meta])* $Raw:ident = $raw_field:literal, )*
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug)]
        #[non_exhaustive]
        pub enum $Value<'a> {
            $( $(#[$doc])* $Variant($View<'a>), )*
            $( $(#[$raw_doc])* $Raw(Raw<'a>), )*
            /// The value of an undocumented field: any JSON.
            Unknown(Raw<'a>),
            /// A malformed value: absent, not an object, or, if the field has no items, of the
            /// wrong shape.
            Malformed(ItemError<'a>),
        }

        /// The names of the known fields, including aliases.
        pub const FIELDS: &[&str] = &[$($field $(, $alias)*,)* $($raw_field),*];

        /// The table of each field, with the field's names; the current name comes first.
        #[doc(hidden)]
        pub const TABLES: &[(&[&str], fn() -> Table)] =
            &[$((&[$field $(, $alias)*], <$View<'static> as View<'static>>::table)),*];

        /// A field that has a view.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[repr(u8)]
        pub(crate) enum Field {
            $( $Variant, )*
        }

        /// The schemas of the values, in the order of [`Field`].
        pub(crate) static SCHEMAS: &[SchemaFn] = &[$(<$View<'static> as Generated>::schema),*];

        impl Field {
            #[inline]
            pub(crate) fn of(name: &str) -> Option<Field> {
                match name {
                    $( $field $(| $alias)* => Some(Field::$Variant), )*
                    _ => None,
                }
            }

            /// Returns the field with this number, counted from 1.
            #[inline]
            pub(crate) fn numbered(number: u8) -> Option<Field> {
                match number {
                    $( number if number == Field::$Variant as u8 + 1 => Some(Field::$Variant), )*
                    _ => None,
                }
            }

            /// Returns the schema of the value.
            #[inline]
            pub(crate) fn schema(self) -> &'static Schema {
                match self {
                    $( Field::$Variant => $View::schema(), )*
                }
            }

            /// Returns the view of an object that was parsed as the value.
            #[inline]
            pub(crate) fn value(self, obj: Obj<'_>) -> $Value<'_> {
                match self {
                    $( Field::$Variant => $Value::$Variant($View::from_obj(obj)), )*
                }
            }

            /// Returns [`Value::metadata`] of an object that was parsed as the value.
            #[inline]
            pub(crate) fn metadata(self, obj: Obj<'_>) -> Option<Metadata<'_>> {
                match self {
                    $( Field::$Variant => $View::from_obj(obj).metadata(), )*
                }
            }
        }

        /// Parses the value of the field with this number; the object's opening brace is already
        /// consumed.
        #[cfg_attr(not(debug_assertions), inline(always))]
        pub(crate) fn parse_value<'b>(
            field: u8,
            parser: &mut Parser<'_, 'b>,
            body: Body<'b>,
            words: &mut [u32],
            here: Position,
            depth: u32,
        ) -> Option<Position> {
            if field == USUAL {
                return value::<MessagesValue<'_>>(field, parser, body, words, here, depth);
            }
            match Field::numbered(field)? {
                $( Field::$Variant => {
                    other_value::<$View<'_>>(field, parser, words, here, depth)
                } )*
            }
        }

        /// Returns the number of a field, counted from 1.
        pub(crate) fn pick(field: &[u8]) -> Option<u8> {
            const NAMES: &[(&str, Field)] =
                &[$(($field, Field::$Variant) $(, ($alias, Field::$Variant))*),*];
            let (_, field) = NAMES.iter().find(|(name, _)| name.as_bytes() == field)?;
            Some(*field as u8 + 1)
        }

        impl<'a> $Value<'a> {
            /// Wraps the value of a field that has no view.
            pub(crate) fn without_view(field: Option<&str>, raw: Raw<'a>) -> Self {
                match field {
                    $( Some($raw_field) => $Value::$Raw(raw), )*
                    _ => $Value::Unknown(raw),
                }
            }

            /// Returns the business phone number; management fields have none.
            #[inline]
            pub fn metadata(&self) -> Option<Metadata<'a>> {
                match *self {
                    $( $Value::$Variant(view) => view.metadata(), )*
                    _ => None,
                }
            }

            /// Returns the id of the business phone number, from `metadata` or the field's own
            /// member.
            #[inline]
            pub fn phone_number_id(&self) -> Option<&'a str> {
                match *self {
                    $( $Value::$Variant(view) => {
                        let metadata = view.metadata();
                        metadata.and_then(Metadata::phone_number_id).or_else(|| view.number_id())
                    } )*
                    _ => None,
                }
            }

            /// Returns the contacts that the items refer to; empty if the field has none.
            #[inline]
            pub fn contacts(&self) -> Items<'a, Contact<'a>> {
                match *self {
                    $( $Value::$Variant(view) => view.contacts(), )*
                    _ => Items::empty(self.raw().doc()),
                }
            }

            /// Returns the raw JSON of the value.
            pub fn raw(&self) -> Raw<'a> {
                match *self {
                    $( $Value::$Variant(view) => view.raw(), )*
                    $( $Value::$Raw(raw) )|* | $Value::Unknown(raw) => raw,
                    $Value::Malformed(error) => error.raw(),
                }
            }

            /// Passes the result of each accessor of a known field to a visitor.
            #[doc(hidden)]
            pub fn accept(self, visitor: &mut impl crate::json::Visitor<'a>) {
                match self {
                    $( $Value::$Variant(view) => View::accept(view, visitor), )*
                    _ => {}
                }
            }
        }

        #[cfg(feature = "serde")]
        impl serde::Serialize for $Value<'_> {
            fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                match self {
                    $( $Value::$Variant(view) => view.serialize(to), )*
                    $( $Value::$Raw(raw) )|* | $Value::Unknown(raw) => raw.serialize(to),
                    $Value::Malformed(error) => error.raw().serialize(to),
                }
            }
        }
    };
}

/// Default accessors: a view with a member of the same name overrides them.
trait Lacking<'a>: View<'a> {
    fn metadata(self) -> Option<Metadata<'a>> {
        None
    }

    fn contacts(self) -> Items<'a, Contact<'a>> {
        Items::empty(self.obj().doc)
    }

    /// Returns the id of the business phone number if it is outside `metadata`.
    fn number_id(self) -> Option<&'a str> {
        None
    }
}

impl<'a, V: View<'a>> Lacking<'a> for V {}

fields! {
    /// The value of a change, by its `field`.
    pub enum Value {
        /// Messages from users, and delivery statuses of messages from the business.
        Messages(MessagesValue) = "messages",
        /// Preferences of users about which messages to receive.
        UserPreferences(UserPreferencesValue) = "user_preferences",
        /// Changes of user ids.
        UserIdUpdate(UserIdUpdateValue) = "user_id_update",
        /// Calls between users and the business.
        Calls(CallsValue) = "calls",
        /// Messages exchanged before the business was onboarded.
        History(HistoryValue) = "history",
        /// Changes of the contacts in the WhatsApp Business app.
        SmbAppStateSync(StateSyncValue) = "smb_app_state_sync",
        /// Messages that the business sent with the WhatsApp Business app.
        SmbMessageEchoes(MessageEchoesValue) = "smb_message_echoes",
        /// Messages that the business sent by other means. Not described by Meta.
        MessageEchoes(MessageEchoesValue) = "message_echoes",
        /// Activity in conversations that another app owns.
        Standby(StandbyValue) = "standby",
        /// Transfers of conversations from one app to another.
        MessagingHandovers(MessagingHandovers) = "messaging_handovers",
        /// Creation and deletion of groups.
        GroupLifecycleUpdate(GroupsValue) = "group_lifecycle_update",
        /// Users who joined or left groups.
        GroupParticipantsUpdate(GroupsValue) = "group_participants_update" | "group_participant_update",
        /// Changes of group settings.
        GroupSettingsUpdate(GroupsValue) = "group_settings_update",
        /// Suspensions of groups.
        GroupStatusUpdate(GroupsValue) = "group_status_update",
        /// A change of the WhatsApp Business account.
        AccountUpdate(AccountUpdate) = "account_update",
        /// The components of an edited template.
        MessageTemplateComponentsUpdate(MessageTemplateComponentsUpdate) = "message_template_components_update",
        /// A change of a template's quality score.
        MessageTemplateQualityUpdate(MessageTemplateQualityUpdate) = "message_template_quality_update",
        /// A change of a template's status.
        MessageTemplateStatusUpdate(MessageTemplateStatusUpdate) = "message_template_status_update",
        /// A change of a template's category, done or announced.
        TemplateCategoryUpdate(TemplateCategoryUpdate) = "template_category_update",
        /// A template message that was sent under the wrong category.
        TemplateCorrectCategoryDetection(TemplateCorrectCategoryDetection) = "template_correct_category_detection",
        /// The review of a business phone number's display name.
        PhoneNumberNameUpdate(PhoneNumberNameUpdate) = "phone_number_name_update",
        /// A change of a business phone number's throughput or messaging limit.
        PhoneNumberQualityUpdate(PhoneNumberQualityUpdate) = "phone_number_quality_update",
        /// A change of the two-step verification PIN of a business phone number.
        Security(Security) = "security",
        /// A change of a flow's status, or an alert about its performance.
        Flows(Flows) = "flows",
        /// Leads and purchases that Meta detects in chats that follow a click on an ad.
        AutomaticEvents(AutomaticEventsValue) = "automatic_events",
        /// An alert about messaging limits, the business profile or Official Business Account
        /// status.
        AccountAlerts(AccountAlerts) = "account_alerts",
        /// The result of a WhatsApp Business account review.
        AccountReviewUpdate(AccountReviewUpdate) = "account_review_update",
        /// A change of a business phone number's settings.
        AccountSettingsUpdate(AccountSettingsUpdate) = "account_settings_update",
        /// A change of the limits on messaging and on business phone numbers.
        BusinessCapabilityUpdate(BusinessCapabilityUpdate) = "business_capability_update",
        /// A change of the business portfolio.
        BusinessStatusUpdate(BusinessStatusUpdate) = "business_status_update",
        /// A change of the username of a business phone number.
        BusinessUsernameUpdate(BusinessUsernameUpdate)
            = "business_username_updates" | "business_username_update" | "phone_number_username_update",
        /// A change of a multi-partner solution.
        PartnerSolutions(PartnerSolutions) = "partner_solutions",
        /// A change of a payment configuration.
        PaymentConfigurationUpdate(PaymentConfigurationUpdate) = "payment_configuration_update",
    }
    raw {
        /// A field that Meta does not describe.
        TrackingEvents = "tracking_events",
        /// A field that Meta does not describe.
        ConsumerProfile = "consumer_profile",
    }
}

/// The schema assumed for a value before its `field` is read: on the wire `field` usually comes
/// after `value`, and it nearly always is this one.
pub(crate) const USUAL: u8 = Field::Messages as u8 + 1;
