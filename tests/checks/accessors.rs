//! Every accessor of every view, held against the object as it came.
//!
//! The tables show their accessors themselves (`twin::Visitor`): none can be missed. Nothing here allocates
//! as long as nothing is wrong: `tests/allocation.rs` counts on it.

use std::fmt::{self, Write};
use std::ops::Range;
use wabahook::fields::*;
use wabahook::twin::Visitor;
use wabahook::{
    EmbeddedJson, ItemError, ItemErrorKind, Items, JsonType, Number, Raw, Str, StringItems,
    Timestamp, UnknownMembers, Value, View,
};

/// What an accessor returns.
pub(crate) trait Seen<'a> {
    /// Panics unless it is what the member, as it came, must read as.
    fn see(self, came: Option<Raw<'a>>);
}

/// Sees every member of the value of a field that has a view.
pub(crate) fn look_at_value<'a>(value: Value<'a>) {
    let raw = value.raw();
    value.accept(&mut Looking { raw });
}

/// Sees every member of a view, and that the others are unknown.
pub(crate) fn look<'a, V: View<'a> + fmt::Debug>(view: V) {
    let raw = view.raw();
    view.accept(&mut Looking { raw });
    see_rest(raw, view.unknown(), V::keys());
    write!(Nowhere, "{}", view.path()).expect("writing cannot fail");
}

/// The object whose accessors are shown.
struct Looking<'a> {
    raw: Raw<'a>,
}

impl<'a> Looking<'a> {
    /// What came by the first of the keys that `read` gets something from.
    fn came<T>(&self, keys: Keys, read: impl Fn(Raw<'a>) -> Option<T>) -> Option<T> {
        let get = |key: &str| match key.split_once('.') {
            Some((part, key)) => self.raw.get(part)?.get(key),
            None => self.raw.get(key),
        };
        keys.iter().find_map(|key| get(key).and_then(&read))
    }

    /// The answer is what came; a required member that did not come answers with nothing in it.
    fn same(came: Option<&'a str>, answer: Option<&'a str>) {
        assert!(
            answer == came || (came.is_none() && answer == Some("")),
            "{answer:?} for {came:?}"
        );
    }
}

type Keys = &'static [&'static str];

impl<'a> Visitor<'a> for Looking<'a> {
    fn text(&mut self, keys: Keys, answer: Option<&'a str>) {
        Self::same(self.came(keys, Raw::as_text), answer);
    }

    fn enum_value(&mut self, keys: Keys, answer: Option<&'a str>, name: fn(&'a str) -> &'a str) {
        Self::same(self.came(keys, Raw::as_text).map(name), answer);
    }

    fn number(&mut self, keys: Keys, answer: Option<Number<'a>>) {
        Self::same(self.came(keys, number), answer.map(Number::as_str));
        if let Some(number) = answer {
            show(&(number, number.to_i64(), number.to_u64(), number.to_f64()));
        }
    }

    fn timestamp(&mut self, keys: Keys, answer: Option<&'a str>) {
        Self::same(self.came(keys, number), answer);
    }

    fn boolean(&mut self, keys: Keys, answer: Option<bool>) {
        let boolean = |raw: Raw<'a>| raw.as_text().filter(|_| raw.json_type() != JsonType::Number);
        assert_eq!(answer, self.came(keys, |raw| boolean(raw)?.parse().ok()));
    }

    fn object<V: View<'a> + fmt::Debug>(&mut self, keys: Keys, answer: Option<V>) {
        let object = |raw: Raw<'a>| reads_as_object(raw).then(|| raw.offset());
        assert_eq!(answer.map(|view| view.raw().offset()), self.came(keys, object));
        answer.into_iter().for_each(look);
    }

    fn list<V: View<'a> + fmt::Debug>(&mut self, keys: Keys, answer: Items<'a, V>) {
        see_list(answer, self.came(keys, Some), false);
    }

    fn one_or_many<V: View<'a> + fmt::Debug>(&mut self, keys: Keys, answer: Items<'a, V>) {
        see_list(answer, self.came(keys, Some), true);
    }

    fn strings<T: From<&'a str> + AsRef<str>>(
        &mut self,
        keys: Keys,
        mut answer: StringItems<'a, T>,
    ) {
        let Some(came) = self.came(keys, Some) else { return assert!(answer.next().is_none()) };
        let alone = (came.json_type() != JsonType::Array && !came.is_null()).then_some(came);
        for raw in came.items().chain(alone) {
            match answer.next().expect("a text is missing") {
                Ok(text) => {
                    let came = raw.as_text().map(T::from).expect("a text that did not come");
                    assert_eq!(text.as_ref(), came.as_ref());
                }
                Err(error) => {
                    assert!(raw.as_text().is_none() && error.offset() == raw.offset());
                    see_error(&error);
                }
            }
        }
        assert!(answer.next().is_none() && answer.next().is_none(), "more than came");
    }

    fn json(&mut self, keys: Keys, answer: Option<EmbeddedJson<'a>>) {
        let came = self.came(keys, |raw| (!raw.is_null()).then_some(raw));
        assert_eq!(answer.map(|json| json.raw().offset()), came.map(Raw::offset));
        if let (Some(json), Some(raw)) = (answer, came) {
            assert_eq!(json.as_str(), raw.as_str().unwrap_or(raw.json()));
            assert_eq!(json.as_bytes(), json.as_str().as_bytes());
            show(&json);
        }
    }

    fn raw(&mut self, keys: Keys, answer: Option<Raw<'a>>) {
        answer.see(self.came(keys, Some));
    }
}

/// The places of the malformed items that accessors report, at any depth.
#[derive(Default)]
pub(crate) struct Errors(pub(crate) Vec<Range<usize>>);

impl Errors {
    fn walk<'a, V: View<'a>>(&mut self, items: Items<'a, V>) {
        for item in items {
            match item {
                Ok(view) => view.accept(self),
                Err(error) => self.0.push(place(&error)),
            }
        }
    }
}

fn place(error: &ItemError<'_>) -> Range<usize> {
    let raw = error.raw();
    raw.offset()..raw.offset() + raw.json().len()
}

impl<'a> Visitor<'a> for Errors {
    fn text(&mut self, _: Keys, _: Option<&'a str>) {}
    fn enum_value(&mut self, _: Keys, _: Option<&'a str>, _: fn(&'a str) -> &'a str) {}
    fn number(&mut self, _: Keys, _: Option<Number<'a>>) {}
    fn timestamp(&mut self, _: Keys, _: Option<&'a str>) {}
    fn boolean(&mut self, _: Keys, _: Option<bool>) {}
    fn object<V: View<'a> + fmt::Debug>(&mut self, _: Keys, answer: Option<V>) {
        answer.into_iter().for_each(|view| view.accept(self));
    }
    fn list<V: View<'a> + fmt::Debug>(&mut self, _: Keys, answer: Items<'a, V>) {
        self.walk(answer);
    }
    fn one_or_many<V: View<'a> + fmt::Debug>(&mut self, _: Keys, answer: Items<'a, V>) {
        self.walk(answer);
    }
    fn strings<T: From<&'a str> + AsRef<str>>(&mut self, _: Keys, answer: StringItems<'a, T>) {
        let errors = answer.filter_map(Result::err);
        self.0.extend(errors.map(|error| place(&error)));
    }
    fn json(&mut self, _: Keys, _: Option<EmbeddedJson<'a>>) {}
    fn raw(&mut self, _: Keys, _: Option<Raw<'a>>) {}
}

impl<'a> Seen<'a> for Option<&'a str> {
    fn see(self, came: Option<Raw<'a>>) {
        assert_eq!(self, came.and_then(Raw::as_text));
    }
}

/// Whether a value is read as an object: an object, or an empty array.
pub(crate) fn reads_as_object(raw: Raw<'_>) -> bool {
    raw.json_type() == JsonType::Object
        || (raw.json_type() == JsonType::Array && raw.items().next().is_none())
}

fn number(came: Raw<'_>) -> Option<&str> {
    came.as_text().filter(|_| came.json_type() != JsonType::Bool)
}

impl<'a> Seen<'a> for Option<Timestamp<'a>> {
    fn see(self, came: Option<Raw<'a>>) {
        assert_eq!(self.map(Timestamp::as_str), came.and_then(number));
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

/// A list has the items that came, or is an error, once. One object may stand in the place of some.
fn see_list<'a, V: View<'a> + fmt::Debug>(
    mut items: Items<'a, V>,
    came: Option<Raw<'a>>,
    may_be_one: bool,
) {
    let (list, len) = (items.clone(), items.len());
    match came {
        Some(came) if came.json_type() == JsonType::Array => {
            for raw in came.items() {
                see_item(items.next().expect("an item is missing"), raw);
            }
            assert_eq!(came.items().count(), len);
        }
        Some(came) if may_be_one && came.json_type() == JsonType::Object => {
            see_item(items.next().expect("the item is missing"), came);
            assert_eq!(len, 1);
        }
        Some(came) if !came.is_null() => {
            let Some(Err(error)) = items.next() else { panic!("not a list, and no error") };
            see_error(&error);
            assert_eq!((error.offset(), error.raw().offset()), (came.offset(), came.offset()));
            assert_eq!(error.kind().name(), "wrong_type");
        }
        _ => {}
    }
    assert!(items.next().is_none() && items.next().is_none(), "more than came");
    assert!(list.clone().nth(len).is_none());
    assert_eq!(list.clone().nth(len / 2).is_some(), len > 0);
}

fn see_item<'a, V: View<'a> + fmt::Debug>(item: Result<V, ItemError<'a>>, came: Raw<'a>) {
    match item {
        Ok(view) => {
            assert_eq!(view.raw().offset(), came.offset());
            look(view);
        }
        Err(error) => {
            assert_eq!(error.raw().offset(), came.offset());
            let no_object = came.json_type() != JsonType::Object;
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
fn see_rest<'a>(raw: Raw<'a>, mut unknown: UnknownMembers<'a>, names: &[&str]) {
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
    show(&(raw.json_type().name(), raw.as_text(), raw.as_number(), raw.as_bool()));
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
            assert_eq!(Some(MessageType::Unknown(name)), kind);
            assert_eq!(raw.map(Raw::offset), message.raw().get(name).map(Raw::offset));
        }
        Content::Untyped => assert_eq!(kind, None),
        _ => assert!(kind.is_some_and(|kind| !kind.is_unknown())),
    }
    if let Some(interactive) = message.interactive() {
        show(&interactive.reply());
    }
    if let Some(inner) = message.edit().and_then(Edit::message) {
        see_content(inner);
    }
}
