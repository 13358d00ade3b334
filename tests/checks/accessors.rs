//! Every accessor of every view, compared with the members of the raw object.
//!
//! The tables call a visitor with every accessor (`twin::Visitor`), so none can be missed. Nothing
//! here allocates unless it fails: `tests/allocation.rs` relies on that.

use std::fmt::{self, Write};
use std::ops::Range;
use wabahook::fields::*;
use wabahook::twin::Visitor;
use wabahook::{
    EmbeddedJson, ItemError, ItemErrorKind, Items, JsonType, Number, Raw, Str, StringItems,
    Timestamp, UnknownMembers, Value, View,
};

/// A value that an accessor returns.
pub(crate) trait Accessed<'a> {
    /// Panics unless `self` is the value that `member` must be read as.
    fn check(self, member: Option<Raw<'a>>);
}

/// Checks every member of the value of a field that has a view.
pub(crate) fn check_value<'a>(value: Value<'a>) {
    let raw = value.raw();
    value.accept(&mut AccessorCheck { raw });
}

/// Checks every accessor of a view, and that all other members are unknown.
pub(crate) fn check_view<'a, V: View<'a> + fmt::Debug>(view: V) {
    let raw = view.raw();
    view.accept(&mut AccessorCheck { raw });
    check_unknown(raw, view.unknown(), V::keys());
    write!(Discard, "{}", view.path()).expect("writing cannot fail");
}

/// A visitor that compares each accessor with the object `raw`.
struct AccessorCheck<'a> {
    raw: Raw<'a>,
}

impl<'a> AccessorCheck<'a> {
    /// Returns `read` of the first member of `keys` for which it returns something.
    fn member<T>(&self, keys: Keys, read: impl Fn(Raw<'a>) -> Option<T>) -> Option<T> {
        let get = |key: &str| match key.split_once('.') {
            Some((part, key)) => self.raw.get(part)?.get(key),
            None => self.raw.get(key),
        };
        keys.iter().find_map(|key| get(key).and_then(&read))
    }

    /// The answer equals the member; a missing required member reads as an empty string.
    fn same(member: Option<&'a str>, answer: Option<&'a str>) {
        assert!(
            answer == member || (member.is_none() && answer == Some("")),
            "{answer:?} for {member:?}"
        );
    }
}

type Keys = &'static [&'static str];

impl<'a> Visitor<'a> for AccessorCheck<'a> {
    fn text(&mut self, keys: Keys, answer: Option<&'a str>) {
        Self::same(self.member(keys, Raw::as_text), answer);
    }

    fn enum_value(&mut self, keys: Keys, answer: Option<&'a str>, name: fn(&'a str) -> &'a str) {
        Self::same(self.member(keys, Raw::as_text).map(name), answer);
    }

    fn number(&mut self, keys: Keys, answer: Option<Number<'a>>) {
        Self::same(self.member(keys, number), answer.map(Number::as_str));
        if let Some(number) = answer {
            show(&(number, number.to_i64(), number.to_u64(), number.to_f64()));
        }
    }

    fn timestamp(&mut self, keys: Keys, answer: Option<&'a str>) {
        Self::same(self.member(keys, number), answer);
    }

    fn boolean(&mut self, keys: Keys, answer: Option<bool>) {
        let boolean = |raw: Raw<'a>| raw.as_text().filter(|_| raw.json_type() != JsonType::Number);
        assert_eq!(answer, self.member(keys, |raw| boolean(raw)?.parse().ok()));
    }

    fn object<V: View<'a> + fmt::Debug>(&mut self, keys: Keys, answer: Option<V>) {
        let object = |raw: Raw<'a>| reads_as_object(raw).then(|| raw.offset());
        assert_eq!(answer.map(|view| view.raw().offset()), self.member(keys, object));
        answer.into_iter().for_each(check_view);
    }

    fn list<V: View<'a> + fmt::Debug>(&mut self, keys: Keys, answer: Items<'a, V>) {
        check_list(answer, self.member(keys, Some), false);
    }

    fn one_or_many<V: View<'a> + fmt::Debug>(&mut self, keys: Keys, answer: Items<'a, V>) {
        check_list(answer, self.member(keys, Some), true);
    }

    fn strings<T: From<&'a str> + AsRef<str>>(
        &mut self,
        keys: Keys,
        mut answer: StringItems<'a, T>,
    ) {
        let Some(member) = self.member(keys, Some) else { return assert!(answer.next().is_none()) };
        let alone = (member.json_type() != JsonType::Array && !member.is_null()).then_some(member);
        for raw in member.items().chain(alone) {
            match answer.next().expect("a text is missing") {
                Ok(text) => {
                    let member = raw.as_text().map(T::from).expect("a text that did not come");
                    assert_eq!(text.as_ref(), member.as_ref());
                }
                Err(error) => {
                    assert!(raw.as_text().is_none() && error.offset() == raw.offset());
                    check_error(&error);
                }
            }
        }
        assert!(answer.next().is_none() && answer.next().is_none(), "more than the members");
    }

    fn json(&mut self, keys: Keys, answer: Option<EmbeddedJson<'a>>) {
        let member = self.member(keys, |raw| (!raw.is_null()).then_some(raw));
        assert_eq!(answer.map(|json| json.raw().offset()), member.map(Raw::offset));
        if let (Some(json), Some(raw)) = (answer, member) {
            assert_eq!(json.as_str(), raw.as_str().unwrap_or(raw.json()));
            assert_eq!(json.as_bytes(), json.as_str().as_bytes());
            show(&json);
        }
    }

    fn raw(&mut self, keys: Keys, answer: Option<Raw<'a>>) {
        answer.check(self.member(keys, Some));
    }
}

/// A visitor that collects the spans of the malformed items that accessors report, at any depth.
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

impl<'a> Accessed<'a> for Option<&'a str> {
    fn check(self, member: Option<Raw<'a>>) {
        assert_eq!(self, member.and_then(Raw::as_text));
    }
}

/// Returns true if a value is read as an object: an object, or an empty array.
pub(crate) fn reads_as_object(raw: Raw<'_>) -> bool {
    raw.json_type() == JsonType::Object
        || (raw.json_type() == JsonType::Array && raw.items().next().is_none())
}

fn number(member: Raw<'_>) -> Option<&str> {
    member.as_text().filter(|_| member.json_type() != JsonType::Bool)
}

impl<'a> Accessed<'a> for Option<Timestamp<'a>> {
    fn check(self, member: Option<Raw<'a>>) {
        assert_eq!(self.map(Timestamp::as_str), member.and_then(number));
        if let Some(time) = self {
            show(&(time, time.unix_seconds()));
        }
    }
}

impl<'a> Accessed<'a> for Option<Raw<'a>> {
    fn check(self, member: Option<Raw<'a>>) {
        let member = member.filter(|raw| !raw.is_null());
        assert_eq!(self.map(Raw::offset), member.map(Raw::offset));
        if let Some(raw) = self {
            skim(raw);
        }
    }
}

/// A list has the items of the array, or is one error. Some lists accept a single object.
fn check_list<'a, V: View<'a> + fmt::Debug>(
    mut items: Items<'a, V>,
    member: Option<Raw<'a>>,
    may_be_one: bool,
) {
    let (list, len) = (items.clone(), items.len());
    match member {
        Some(member) if member.json_type() == JsonType::Array => {
            for raw in member.items() {
                check_item(items.next().expect("an item is missing"), raw);
            }
            assert_eq!(member.items().count(), len);
        }
        Some(member) if may_be_one && member.json_type() == JsonType::Object => {
            check_item(items.next().expect("the item is missing"), member);
            assert_eq!(len, 1);
        }
        Some(member) if !member.is_null() => {
            let Some(Err(error)) = items.next() else { panic!("not a list, and no error") };
            check_error(&error);
            assert_eq!((error.offset(), error.raw().offset()), (member.offset(), member.offset()));
            assert_eq!(error.kind().name(), "wrong_type");
        }
        _ => {}
    }
    assert!(items.next().is_none() && items.next().is_none(), "more than the members");
    assert!(list.clone().nth(len).is_none());
    assert_eq!(list.clone().nth(len / 2).is_some(), len > 0);
}

fn check_item<'a, V: View<'a> + fmt::Debug>(item: Result<V, ItemError<'a>>, member: Raw<'a>) {
    match item {
        Ok(view) => {
            assert_eq!(view.raw().offset(), member.offset());
            check_view(view);
        }
        Err(error) => {
            assert_eq!(error.raw().offset(), member.offset());
            let no_object = member.json_type() != JsonType::Object;
            assert_eq!(matches!(error.kind(), ItemErrorKind::NotAnObject), no_object);
            check_error(&error);
        }
    }
}

/// An error's offset is within its item.
pub(crate) fn check_error(error: &ItemError<'_>) {
    show(error);
    write!(Discard, "{error} {}", error.kind().name()).expect("writing cannot fail");
    let item = error.raw();
    let inside = item.offset()..item.offset() + item.json().len();
    assert!(inside.contains(&error.offset()), "{error} is not in its item");
    skim(item);
}

/// The unknown members are those that no accessor names, in order.
fn check_unknown<'a>(raw: Raw<'a>, mut unknown: UnknownMembers<'a>, names: &[&str]) {
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

/// Formats a value with `Debug` and discards the text.
pub(crate) fn show(value: &dyn fmt::Debug) {
    write!(Discard, "{value:?}{value:#?}").expect("writing cannot fail");
}

/// A writer that discards everything.
pub(crate) struct Discard;

impl Write for Discard {
    fn write_str(&mut self, _: &str) -> fmt::Result {
        Ok(())
    }
}

/// The content of a message fits its type.
pub(crate) fn check_content(message: Message<'_>) {
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
        check_content(inner);
    }
}
