//! The vocabulary, in Meta's words: one file for each family, tables rather than code.
//!
//! A new member is a line in a table; a new message type is a line in `message`'s table of types and
//! a table for its content; a new `field` is a line in the table below and a table for its value. See
//! `schema` for the language of the tables.

pub(crate) mod accessor;
mod account;
mod automatic_events;
mod business;
mod calls;
mod coexistence;
mod common;
mod content;
mod enums;
pub(crate) mod expected;
mod flows;
mod groups;
mod handovers;
mod history;
mod interactive;
mod item;
mod message;
mod messages;
mod partner_solutions;
mod payment;
mod payment_configuration;
mod phone_number;
pub(crate) mod schema;
mod security;
mod sent;
mod shared_contact;
mod standby;
mod status;
mod system;
mod template;
mod timestamp;
mod user_id_update;
mod user_preferences;

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
use crate::json::parse::{Body, Parser, Position};
use crate::json::schema::{Schema, SchemaFn};
use crate::json::table::Table;
use crate::json::{ItemError, Items, Obj, Raw, View};

/// The table of fields.
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
            /// The value of a field that nobody knows: any JSON.
            Unknown(Raw<'a>),
            /// A value that is absent, no object, or, where the field has no items, of the wrong shape.
            Malformed(ItemError<'a>),
        }

        /// The names of the known fields, alias ones included.
        pub const FIELDS: &[&str] = &[$($field $(, $alias)*,)* $($raw_field),*];

        /// The table of each field, by its names, the one in use first.
        #[doc(hidden)]
        pub const TABLES: &[(&[&str], fn() -> Table)] =
            &[$((&[$field $(, $alias)*], <$View<'static> as View<'static>>::table)),*];

        /// A field that has a view.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[repr(u8)]
        pub(crate) enum Field {
            $( $Variant, )*
        }

        /// The schemas of their values.
        pub(crate) static SCHEMAS: &[SchemaFn] = &[$(<$View<'static> as View<'static>>::schema),*];

        impl Field {
            #[inline]
            pub(crate) fn of(name: &str) -> Option<Field> {
                match name {
                    $( $field $(| $alias)* => Some(Field::$Variant), )*
                    _ => None,
                }
            }

            /// The field of that number, counted from 1.
            #[inline]
            pub(crate) fn numbered(number: u8) -> Option<Field> {
                match number {
                    $( number if number == Field::$Variant as u8 + 1 => Some(Field::$Variant), )*
                    _ => None,
                }
            }

            /// The schema of the value.
            #[inline]
            pub(crate) fn schema(self) -> &'static Schema {
                match self {
                    $( Field::$Variant => $View::schema(), )*
                }
            }

            /// The view of an object that was walked as the value.
            #[inline]
            pub(crate) fn value(self, obj: Obj<'_>) -> $Value<'_> {
                match self {
                    $( Field::$Variant => $Value::$Variant($View::from_obj(obj)), )*
                }
            }

            /// [`Value::metadata`] of an object that was walked as the value.
            #[inline]
            pub(crate) fn metadata(self, obj: Obj<'_>) -> Option<Metadata<'_>> {
                match self {
                    $( Field::$Variant => $View::from_obj(obj).metadata(), )*
                }
            }
        }

        /// Parses the value of the field with that number, an object whose bracket was passed.
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
            /// The value of a field without a view.
            pub(crate) fn without_view(field: Option<&str>, raw: Raw<'a>) -> Self {
                match field {
                    $( Some($raw_field) => $Value::$Raw(raw), )*
                    _ => $Value::Unknown(raw),
                }
            }

            /// The phone number of the business; management fields have none.
            #[inline]
            pub fn metadata(&self) -> Option<Metadata<'a>> {
                match *self {
                    $( $Value::$Variant(view) => view.metadata(), )*
                    _ => None,
                }
            }

            /// The id of the phone number of the business, from `metadata` or from where the field has it.
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

            /// The users whom the items are about, if the field has such.
            #[inline]
            pub fn contacts(&self) -> Items<'a, Contact<'a>> {
                match *self {
                    $( $Value::$Variant(view) => view.contacts(), )*
                    _ => Items::empty(self.raw().doc()),
                }
            }

            /// The value as it came.
            pub fn raw(&self) -> Raw<'a> {
                match *self {
                    $( $Value::$Variant(view) => view.raw(), )*
                    $( $Value::$Raw(raw) )|* | $Value::Unknown(raw) => raw,
                    $Value::Malformed(error) => error.raw(),
                }
            }

            /// Shows what every accessor of a known field answers.
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

/// What the values of some fields lack: their own members of these names come first.
trait Lacking<'a>: View<'a> {
    fn metadata(self) -> Option<Metadata<'a>> {
        None
    }

    fn contacts(self) -> Items<'a, Contact<'a>> {
        Items::empty(self.obj().doc)
    }

    /// Where it is not in `metadata`.
    fn number_id(self) -> Option<&'a str> {
        None
    }
}

impl<'a, V: View<'a>> Lacking<'a> for V {}

fields! {
    /// The value of a change, by its `field`.
    pub enum Value {
        /// What users sent, and what became of what the business sent.
        Messages(MessagesValue) = "messages",
        /// What users prefer to receive.
        UserPreferences(UserPreferencesValue) = "user_preferences",
        /// Which ids of users changed.
        UserIdUpdate(UserIdUpdateValue) = "user_id_update",
        /// Calls between users and the business.
        Calls(CallsValue) = "calls",
        /// What was written before the business joined.
        History(HistoryValue) = "history",
        /// How the address book of the WhatsApp Business app changed.
        SmbAppStateSync(StateSyncValue) = "smb_app_state_sync",
        /// What the business sent with the WhatsApp Business app.
        SmbMessageEchoes(MessageEchoesValue) = "smb_message_echoes",
        /// What the business sent by other means. Not described by Meta.
        MessageEchoes(MessageEchoesValue) = "message_echoes",
        /// What happened in conversations that another app owns.
        Standby(StandbyValue) = "standby",
        /// Which conversations went from one app to another.
        MessagingHandovers(MessagingHandovers) = "messaging_handovers",
        /// Which groups were created and deleted.
        GroupLifecycleUpdate(GroupsValue) = "group_lifecycle_update",
        /// Who came into groups, and who went.
        GroupParticipantsUpdate(GroupsValue) = "group_participants_update" | "group_participant_update",
        /// How the settings of groups changed.
        GroupSettingsUpdate(GroupsValue) = "group_settings_update",
        /// Which groups were suspended.
        GroupStatusUpdate(GroupsValue) = "group_status_update",
        /// What happened to the WhatsApp Business account.
        AccountUpdate(AccountUpdate) = "account_update",
        /// What a message template says, after it was edited.
        MessageTemplateComponentsUpdate(MessageTemplateComponentsUpdate) = "message_template_components_update",
        /// How users take a message template.
        MessageTemplateQualityUpdate(MessageTemplateQualityUpdate) = "message_template_quality_update",
        /// What happened to a message template.
        MessageTemplateStatusUpdate(MessageTemplateStatusUpdate) = "message_template_status_update",
        /// A message template has another category, or will have.
        TemplateCategoryUpdate(TemplateCategoryUpdate) = "template_category_update",
        /// What was sent as of one category is of another.
        TemplateCorrectCategoryDetection(TemplateCorrectCategoryDetection) = "template_correct_category_detection",
        /// Whether the number may show a name.
        PhoneNumberNameUpdate(PhoneNumberNameUpdate) = "phone_number_name_update",
        /// How much the number may send.
        PhoneNumberQualityUpdate(PhoneNumberQualityUpdate) = "phone_number_quality_update",
        /// What was done with the PIN of the number.
        Security(Security) = "security",
        /// How a flow fares.
        Flows(Flows) = "flows",
        /// What Meta reads from chats that follow a click on an advertisement.
        AutomaticEvents(AutomaticEventsValue) = "automatic_events",
        /// What the business should know of its limits, profile and badge.
        AccountAlerts(AccountAlerts) = "account_alerts",
        /// How the review of the account went.
        AccountReviewUpdate(AccountReviewUpdate) = "account_review_update",
        /// What was set for a phone number.
        AccountSettingsUpdate(AccountSettingsUpdate) = "account_settings_update",
        /// How much the business may send, and with how many numbers.
        BusinessCapabilityUpdate(BusinessCapabilityUpdate) = "business_capability_update",
        /// What happened to the business portfolio.
        BusinessStatusUpdate(BusinessStatusUpdate) = "business_status_update",
        /// What became of the username of a phone number.
        BusinessUsernameUpdate(BusinessUsernameUpdate)
            = "business_username_updates" | "business_username_update" | "phone_number_username_update",
        /// What became of a solution of several partners.
        PartnerSolutions(PartnerSolutions) = "partner_solutions",
        /// What became of a way to be paid.
        PaymentConfigurationUpdate(PaymentConfigurationUpdate) = "payment_configuration_update",
    }
    raw {
        /// What Meta's pages do not describe.
        TrackingEvents = "tracking_events",
        /// What Meta's pages do not describe.
        ConsumerProfile = "consumer_profile",
    }
}

/// What a value is taken for before its `field` was read: on the wire it stands behind the value, and
/// nearly always it is this one.
pub(crate) const USUAL: u8 = Field::Messages as u8 + 1;
