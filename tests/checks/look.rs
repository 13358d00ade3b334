//! Every accessor of every view, held against the object as it came.
//!
//! The table at the end names them all; `tests/vocabulary.rs` holds it against `src/fields`. Nothing
//! here allocates as long as nothing is wrong: `tests/allocation.rs` counts on it.

use std::fmt::{self, Write};
use wabahook::fields::*;
use wabahook::{ItemError, ItemErrorKind, Items, Kind, Number, Raw, Str, Timestamp, Unknown, View};

/// What an accessor returns.
pub(crate) trait Seen<'a> {
    /// Panics unless it is what the member, as it came, must read as.
    fn see(self, came: Option<Raw<'a>>);
}

/// A view whose accessors are known.
pub(crate) trait Look<'a>: View<'a> + fmt::Debug {
    /// The members that it names, as on the wire.
    const NAMES: &'static [&'static str];

    /// Sees every member.
    fn look(self);
}

impl<'a> Seen<'a> for Option<&'a str> {
    fn see(self, came: Option<Raw<'a>>) {
        assert_eq!(self, came.and_then(Raw::as_text));
    }
}

impl<'a> Seen<'a> for &'a str {
    fn see(self, came: Option<Raw<'a>>) {
        assert_eq!(self, came.and_then(Raw::as_text).unwrap_or_default());
    }
}

impl<'a> Seen<'a> for Option<bool> {
    fn see(self, came: Option<Raw<'a>>) {
        let came = came.filter(|raw| raw.kind() != Kind::Number).and_then(Raw::as_text);
        assert_eq!(self, came.and_then(|text| text.parse().ok()));
    }
}

fn number(came: Option<Raw<'_>>) -> Option<&str> {
    came.filter(|raw| raw.kind() != Kind::Bool).and_then(Raw::as_text)
}

impl<'a> Seen<'a> for Option<Number<'a>> {
    fn see(self, came: Option<Raw<'a>>) {
        assert_eq!(self.map(Number::as_str), number(came));
        if let Some(number) = self {
            show(&(number, number.to_i64(), number.to_u64(), number.to_f64()));
        }
    }
}

impl<'a> Seen<'a> for Number<'a> {
    fn see(self, came: Option<Raw<'a>>) {
        assert_eq!(self.as_str(), number(came).unwrap_or_default());
    }
}

impl<'a> Seen<'a> for Option<Timestamp<'a>> {
    fn see(self, came: Option<Raw<'a>>) {
        assert_eq!(self.map(Timestamp::as_str), number(came));
        if let Some(time) = self {
            show(&(time, time.unix_seconds()));
        }
    }
}

impl<'a> Seen<'a> for Option<Raw<'a>> {
    fn see(self, came: Option<Raw<'a>>) {
        let came = came.filter(|raw| !raw.is_null());
        assert_eq!(self.map(Raw::offset), came.map(Raw::offset));
        if let Some(raw) = self {
            skim(raw);
        }
    }
}

impl<'a, V: Look<'a>> Seen<'a> for Items<'a, V> {
    fn see(mut self, came: Option<Raw<'a>>) {
        let (list, len) = (self.clone(), self.len());
        match came {
            Some(came) if came.kind() == Kind::Array => {
                for raw in came.items() {
                    see_item(self.next().expect("an item is missing"), raw);
                }
                assert_eq!(came.items().count(), len);
            }
            Some(came) if !came.is_null() => {
                let Some(Err(error)) = self.next() else { panic!("not a list, and no error") };
                see_error(&error);
                assert_eq!((error.offset(), error.raw().offset()), (came.offset(), came.offset()));
                assert_eq!(error.kind().name(), "wrong_type");
            }
            _ => {}
        }
        assert!(self.next().is_none() && self.next().is_none(), "more than came");
        assert!(list.clone().nth(len).is_none());
        assert_eq!(list.clone().nth(len / 2).is_some(), len > 0);
    }
}

fn see_item<'a, V: Look<'a>>(item: Result<V, ItemError<'a>>, came: Raw<'a>) {
    match item {
        Ok(view) => {
            assert_eq!(view.raw().offset(), came.offset());
            view.look();
        }
        Err(error) => {
            assert_eq!(error.raw().offset(), came.offset());
            let no_object = came.kind() != Kind::Object;
            assert_eq!(matches!(error.kind(), ItemErrorKind::NotAnObject), no_object);
            see_error(&error);
        }
    }
}

/// An error points into its item.
pub(crate) fn see_error(error: &ItemError<'_>) {
    show(error);
    write!(Nowhere, "{error} {}", error.kind().name()).expect("writing cannot fail");
    let item = error.raw();
    let inside = item.offset()..item.offset() + item.json().len();
    assert!(inside.contains(&error.offset()), "{error} is not in its item");
    skim(item);
}

/// The members that no accessor names are the unknown ones, in order.
fn see_rest<'a>(raw: Raw<'a>, mut unknown: Unknown<'a>, names: &[&str]) {
    let named = |key: Str<'_>| names.iter().any(|name| key == *name);
    for (key, value) in raw.members().filter(|&(key, _)| !named(key)) {
        let (found, raw) = unknown.next().expect("an unknown member is missing");
        assert!(found == key);
        assert_eq!(raw.offset(), value.offset());
        skim(raw);
    }
    assert!(unknown.next().is_none(), "a member is not unknown");
}

/// Reads everything of a value.
pub(crate) fn skim(raw: Raw<'_>) {
    for (key, value) in raw.members() {
        assert!(key == *key.to_str());
        skim(value);
    }
    raw.items().for_each(skim);
    show(&(raw.kind().name(), raw.as_text(), raw.as_number(), raw.as_bool()));
    if let Some(string) = raw.as_string() {
        assert!(string == *string.to_str() && string.chars().eq(string.to_str().chars()));
    }
}

/// Debugs a value, and keeps nothing.
pub(crate) fn show(value: &dyn fmt::Debug) {
    write!(Nowhere, "{value:?}{value:#?}").expect("writing cannot fail");
}

/// Takes text and forgets it.
pub(crate) struct Nowhere;

impl Write for Nowhere {
    fn write_str(&mut self, _: &str) -> fmt::Result {
        Ok(())
    }
}

/// What a message holds fits its type.
pub(crate) fn see_content(message: Message<'_>) {
    let (content, kind) = (message.content(), message.kind());
    show(&content);
    match content {
        Content::Missing(missing) => assert_eq!(Some(missing), kind),
        Content::Unknown { kind: name, raw } => {
            assert_eq!(name, kind.map_or("", MessageType::as_str));
            assert!(kind.is_none_or(MessageType::is_unknown));
            // Of a known member's name: a test of its own, in tests/hostile.rs.
            if !Message::NAMES.contains(&name) {
                assert_eq!(raw.map(Raw::offset), message.raw().get(name).map(Raw::offset));
            }
        }
        _ => assert!(kind.is_some_and(|kind| !kind.is_unknown())),
    }
    if let Some(interactive) = message.interactive() {
        show(&interactive.reply());
    }
    if let Some(inner) = message.edit().and_then(Edit::message) {
        see_content(inner);
    }
}

macro_rules! name {
    ($member:ident) => {
        stringify!($member)
    };
    ($member:ident $wire:literal) => {
        $wire
    };
}

macro_rules! views {
    ($($View:ident: $($member:ident $(= $wire:literal)?),+;)+) => {$(
        impl<'a> Look<'a> for $View<'a> {
            const NAMES: &'static [&'static str] = &[$(name!($member $($wire)?)),+];

            fn look(self) {
                let raw = self.raw();
                $(self.$member().see(raw.get(name!($member $($wire)?)));)+
                see_rest(raw, self.unknown(), Self::NAMES);
                write!(Nowhere, "{}", self.path()).expect("writing cannot fail");
            }
        }

        impl<'a> Seen<'a> for Option<$View<'a>> {
            fn see(self, came: Option<Raw<'a>>) {
                let came = came.filter(|raw| raw.kind() == Kind::Object).map(Raw::offset);
                assert_eq!(self.map(|view| view.raw().offset()), came);
                if let Some(view) = self {
                    view.look();
                }
            }
        }
    )+

        /// The names of the views, each with the members that the table has.
        pub(crate) const VIEWS: &[(&str, &[&str])] = &[$((stringify!($View), $View::NAMES)),+];
    };
}

macro_rules! sets {
    ($($Set:ident),+ $(,)?) => {$(
        impl<'a> Seen<'a> for Option<$Set<'a>> {
            fn see(self, came: Option<Raw<'a>>) {
                self.map($Set::as_str).see(came);
                if let Some(set) = self {
                    assert_eq!(set.is_unknown(), !$Set::ALL.contains(&set));
                    show(&set);
                }
            }
        }

        impl<'a> Seen<'a> for $Set<'a> {
            fn see(self, came: Option<Raw<'a>>) {
                self.as_str().see(came);
            }
        }
    )+};
}

sets! {
    CallPermission, DeliveryStatus, HistoryStatus, InteractiveType, MessageType, Preference,
    PricingCategory, PricingModel, PricingType, StatusType, SystemType,
}

views! {
    MessagesValue:
        messages, statuses, contacts, metadata, messaging_product, errors, user_actions,
        conversation_context;
    UserAction: action_type, timestamp, marketing_messages_link_click_data;
    LinkClick: click_component, product_id, click_id, tracking_token;
    Message:
        from, id, timestamp, kind = "type", text, context, interactive, image, from_user_id, audio,
        button, reaction, document, video, from_logical_id, internal_1p_only_data, sticker,
        location, referral, order, contacts, errors, group_id, system, unsupported, edit, revoke,
        from_parent_user_id, voice, identity, origin, to, to_user_id, to_parent_user_id,
        history_context, message_creation_type;
    HistoryContext: status;
    Text: body;
    Media: id, mime_type, sha256, url, caption, filename, voice, animated, file;
    Location: latitude, longitude, name, address, url;
    Button: payload, text;
    Order: catalog_id, text, product_items;
    ProductItem: product_retailer_id, quantity, item_price, currency;
    Reaction: message_id, emoji;
    Unsupported: kind = "type";
    Edit: original_message_id, message;
    Revoke: original_message_id;
    Context: from, id, forwarded, frequently_forwarded, referred_product;
    ReferredProduct: catalog_id, product_retailer_id;
    Referral:
        source_url, source_id, source_type, body, headline, media_type, image_url, video_url,
        thumbnail_url, ctwa_clid, welcome_message, reference = "ref";
    WelcomeMessage: text;
    Identity: acknowledged, created_timestamp, hash;
    InternalData: account_context;
    AccountContext: cs_id, waac_id, account_context_type;
    Interactive:
        kind = "type", button_reply, list_reply, nfm_reply, call_permission_reply, payment_method;
    ButtonReply: id, title;
    ListReply: id, title, description;
    NfmReply: response_json, body, name;
    CallPermissionReply: response, is_permanent, expiration_timestamp, response_source;
    PaymentMethod: payment_method, payment_timestamp, reference_id, last_four_digits, credential_id;
    SharedContact: name, phones, org, emails, addresses, urls, birthday, vcard, origin;
    Name: formatted_name, first_name, last_name, middle_name, suffix, prefix;
    Phone: phone, wa_id, kind = "type";
    Email: email, kind = "type";
    Address: street, city, state, zip, country, country_code, kind = "type";
    Org: company, department, title;
    Url: url, kind = "type";
    System: body, kind = "type", wa_id, user_id, parent_user_id, new_wa_id, identity, customer;
    Status:
        id, status, timestamp, recipient_id, conversation, pricing, errors, recipient_user_id,
        recipient_type, recipient_participant_id, biz_opaque_callback_data, kind = "type", payment,
        template_id, internal_1p_only_data, recipient_parent_user_id, parent_recipient_user_id,
        parent_user_id, participant_recipient_id, recipient_participant_user_id,
        recipient_participant_parent_user_id, recipient_identity_key_hash;
    Conversation: id, origin, expiration_timestamp, pricing;
    Origin: kind = "type";
    Pricing: billable, pricing_model, category, kind = "type";
    StatusInternalData: webhook_extra_data;
    Payment:
        reference_id, amount, currency, transaction, refunds, receipt, notes, udf1, udf2, udf3,
        udf4, additional_info1, additional_info2, additional_info3, additional_info4,
        additional_info5, additional_info6, additional_info7;
    Amount: value, offset;
    Transaction:
        id, pg_transaction_id, kind = "type", status, created_timestamp, updated_timestamp, method,
        error;
    Method: kind = "type";
    TransactionError: code, reason;
    Refund: id, amount, speed_processed, status, created_timestamp, updated_timestamp;
    Metadata: display_phone_number, phone_number_id;
    Contact: wa_id, profile, user_id, parent_user_id, identity_key_hash, country_code;
    Profile: name, username, country_code;
    ErrorObject: code, title, message, error_data, href, details;
    ErrorData: details;
    ConversationContext: kind = "type", summary;
    Summary: text;
    UserPreferencesValue: user_preferences, contacts, metadata, messaging_product;
    UserPreference: wa_id, detail, category, value, timestamp, user_id, parent_user_id;
}
