//! Many items in one change: messages with their contacts, or statuses.

use super::{ASCII, Dice, SCRIPTS, contact, envelope, media_message, reply_message};
use super::{status_item, text_message};

/// Returns `count` messages of random kinds, each with its contact; half of the names and texts are
/// not ASCII.
pub(super) fn messages(dice: &mut Dice, count: usize) -> String {
    let (contacts, messages): (Vec<_>, Vec<_>) = (0..count)
        .map(|_| {
            let (words, phone) = (dice.pick(&[ASCII, SCRIPTS]), dice.phone());
            let message = match dice.below(10) {
                0..6 => text_message(dice, words, &phone),
                6..8 => reply_message(dice, &phone),
                _ => media_message(dice, &phone),
            };
            (contact(dice.pick(words.0), &phone), message)
        })
        .unzip();
    lists(&contacts, &messages)
}

/// Returns one change with those contacts and messages.
pub(super) fn lists(contacts: &[String], messages: &[String]) -> String {
    let (contacts, messages) = (contacts.join(","), messages.join(","));
    envelope("messages", &format!("\"contacts\":[{contacts}],\"messages\":[{messages}]"))
}

/// Returns `count` statuses.
pub(super) fn statuses(dice: &mut Dice, count: usize) -> String {
    let statuses: Vec<_> = (0..count).map(|_| status_item(dice)).collect();
    envelope("messages", &format!("\"statuses\":[{}]", statuses.join(",")))
}
