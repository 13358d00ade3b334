//! Text of bodies and file names, made fit for a terminal and a line.

use indicatif::HumanCount;
use std::borrow::Cow;
use std::fmt;
use std::io::{self, Write};

/// Names longer than this are cut: a sender may make a key of a megabyte.
const LONGEST: usize = 80;

/// What stands for a name that is absent.
pub(crate) const NONE: &str = "(none)";

/// Says something on standard error.
pub(crate) fn complain(what: fmt::Arguments<'_>) {
    // With standard error gone there is nobody left to tell.
    let _ = writeln!(io::stderr().lock(), "wabahook: {what}");
}

/// Whether the environment allows colours; see <https://no-color.org>.
pub(crate) fn wants_colours() -> bool {
    let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    !set("NO_COLOR") && std::env::var_os("TERM").is_none_or(|term| term != "dumb")
}

/// The text with what would move a cursor or break the line written as an escape.
pub(crate) fn clean(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_unfit) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    for char in text.chars() {
        if is_unfit(char) { out.extend(char.escape_default()) } else { out.push(char) }
    }
    Cow::Owned(out)
}

/// A name out of a body: clean, and cut if it is too long.
pub(crate) fn name(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => Cow::Owned(clean(text.get(..end).unwrap_or_default()).into_owned() + "…"),
        None => clean(text),
    }
}

/// Control characters, line separators, and those that turn the direction of writing.
fn is_unfit(char: char) -> bool {
    char.is_control()
        || matches!(char, '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// The number with a comma between thousands.
pub(crate) fn thousands(number: u64) -> String {
    HumanCount(number).to_string()
}
