//! One body of the field `history`: earlier chats of a business, in threads.

use super::{ASCII, Dice, SCRIPTS, Words, envelope, wire};

/// The phone number of the business.
const BUSINESS: &str = "15550783881";

/// Returns a body of at least `len` bytes, in chunks of 20 threads each.
pub(super) fn history(len: usize) -> String {
    let mut dice = Dice(0x41570);
    let (mut parts, mut written) = (Vec::new(), 0);
    while written < len {
        let threads: Vec<_> = (0..20).map(|_| thread(&mut dice)).collect();
        let order = parts.len() + 1;
        // The metadata comes first or last, as the wire does not define an order.
        let metadata = format!(
            "\"metadata\":{{\"phase\":1,\"chunk_order\":{order},\"progress\":{}}}",
            (written * 100 / len).max(1)
        );
        let threads = format!("\"threads\":[{}]", threads.join(","));
        let part = match dice.below(2) {
            0 => format!("{{{metadata},{threads}}}"),
            _ => format!("{{{threads},{metadata}}}"),
        };
        written += part.len();
        parts.push(part);
    }
    envelope("history", &format!("\"history\":[{}]", parts.join(",")))
}

/// Returns the messages with one user; most threads are short and a few are long.
fn thread(dice: &mut Dice) -> String {
    let user = dice.phone();
    let words = dice.pick(&[ASCII, SCRIPTS]);
    let longest = dice.pick(&[4, 12, 40, 160]);
    let mut asked = dice.wamid(&user, true);
    let messages: Vec<_> = (0..1 + dice.below(longest))
        .map(|_| {
            let (id, message) = message(dice, words, &user, &asked);
            asked = id;
            message
        })
        .collect();
    format!("{{\"id\":\"{user}\",\"messages\":[{}]}}", messages.join(","))
}

/// Returns a message from or to the user, sometimes in answer to `asked`, with its id.
fn message(dice: &mut Dice, words: Words, user: &str, asked: &str) -> (String, String) {
    let inbound = dice.below(2) == 0;
    let (id, time) = (dice.wamid(user, inbound), dice.time());
    let people = match inbound {
        true => format!("\"from\":\"{user}\""),
        false => format!("\"from\":\"{BUSINESS}\",\"to\":\"{user}\""),
    };
    let context = match dice.below(10) {
        0 => format!("\"context\":{{\"from\":\"{user}\",\"id\":\"{asked}\"}},"),
        _ => String::new(),
    };
    let content = match dice.below(8) {
        // Media follow later, in separate webhooks.
        0 => "\"type\":\"media_placeholder\"".to_owned(),
        _ => format!("\"type\":\"text\",\"text\":{{\"body\":\"{}\"}}", wire(dice.pick(words.1))),
    };
    let status = match inbound {
        true => "READ",
        false => dice.pick(&["READ", "READ", "DELIVERED", "SENT", "PENDING", "ERROR", "PLAYED"]),
    };
    let message = format!(
        "{{{context}{people},\"id\":\"{id}\",\"timestamp\":\"{time}\",{content},\
         \"history_context\":{{\"status\":\"{status}\"}}}}"
    );
    (id, message)
}
