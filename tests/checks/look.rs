//! Every accessor of every view, held against the object as it came.
//!
//! The tables show their accessors themselves (`twin::Eye`): none can be missed. Nothing here allocates
//! as long as nothing is wrong: `tests/allocation.rs` counts on it.

use std::fmt::{self, Write};
use wabahook::fields::*;
use wabahook::twin::Eye;
use wabahook::{ItemError, ItemErrorKind, Items, Kind, Number, Raw, Str, Timestamp, Unknown, View};

/// What an accessor returns.
pub(crate) trait Seen<'a> {
    /// Panics unless it is what the member, as it came, must read as.
    fn see(self, came: Option<Raw<'a>>);
}

/// Sees every member of a view, and that the others are unknown.
pub(crate) fn look<'a, V: View<'a> + fmt::Debug>(view: V) {
    let raw = view.raw();
    view.look(&mut Looking { raw });
    see_rest(raw, view.unknown(), V::keys());
    write!(Nowhere, "{}", view.path()).expect("writing cannot fail");
}

/// The object whose accessors are shown.
struct Looking<'a> {
    raw: Raw<'a>,
}

impl<'a> Looking<'a> {
    /// The answer is what came; a required member that did not come answers with nothing in it.
    fn same(came: Option<&'a str>, answer: Option<&'a str>) {
        assert!(
            answer == came || (came.is_none() && answer == Some("")),
            "{answer:?} for {came:?}"
        );
    }
}

impl<'a> Eye<'a> for Looking<'a> {
    fn text(&mut self, key: &'static str, answer: Option<&'a str>) {
        Self::same(self.raw.get(key).and_then(Raw::as_text), answer);
    }

    fn set(&mut self, key: &'static str, answer: Option<&'a str>, is_unknown: bool) {
        self.text(key, answer);
        assert!(!is_unknown || answer.is_some());
    }

    fn number(&mut self, key: &'static str, answer: Option<Number<'a>>) {
        Self::same(number(self.raw.get(key)), answer.map(Number::as_str));
        if let Some(number) = answer {
            show(&(number, number.to_i64(), number.to_u64(), number.to_f64()));
        }
    }

    fn timestamp(&mut self, key: &'static str, answer: Option<&'a str>) {
        Self::same(number(self.raw.get(key)), answer);
    }

    fn boolean(&mut self, key: &'static str, answer: Option<bool>) {
        answer.see(self.raw.get(key));
    }

    fn object<V: View<'a> + fmt::Debug>(&mut self, key: &'static str, answer: Option<V>) {
        let came = self.raw.get(key).filter(|raw| raw.kind() == Kind::Object).map(Raw::offset);
        assert_eq!(answer.map(|view| view.raw().offset()), came);
        answer.into_iter().for_each(look);
    }

    fn list<V: View<'a> + fmt::Debug>(&mut self, key: &'static str, answer: Items<'a, V>) {
        see_list(answer, self.raw.get(key));
    }

    fn raw(&mut self, key: &'static str, answer: Option<Raw<'a>>) {
        answer.see(self.raw.get(key));
    }
}

impl<'a> Seen<'a> for Option<&'a str> {
    fn see(self, came: Option<Raw<'a>>) {
        assert_eq!(self, came.and_then(Raw::as_text));
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

/// A list has the items that came, or is an error, once.
fn see_list<'a, V: View<'a> + fmt::Debug>(mut items: Items<'a, V>, came: Option<Raw<'a>>) {
    let (list, len) = (items.clone(), items.len());
    match came {
        Some(came) if came.kind() == Kind::Array => {
            for raw in came.items() {
                see_item(items.next().expect("an item is missing"), raw);
            }
            assert_eq!(came.items().count(), len);
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
            assert_eq!(raw.map(Raw::offset), message.raw().get(name).map(Raw::offset));
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
