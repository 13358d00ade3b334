//! A decoder remembers memory and shapes, never answers: what it met before does not matter.

use super::random::Random;
use std::cell::RefCell;
use wabahook::{Decoder, Error};

/// How many bodies that differ a little are decoded after each body.
const NEAR: usize = 12;

/// Bytes that change what a body is, and some that do not.
const BYTES: &[u8] = b"\"\\{}[]:, \n0195-+.eEtfnulxyz\x01\x7F\xC3\xFF";

/// How many bodies a decoder meets before there is a new one: as long as it learns whatever it meets.
const MET: usize = 4;

thread_local! {
    /// A decoder that meets the bodies that this thread checks, and how many it met.
    static WARM: RefCell<(Decoder, usize)> = RefCell::new((Decoder::new(), 0));
}

/// A decoder that met this body, the ones before it, and some much like it, says what a new one says.
pub(crate) fn check_reuse(body: &[u8]) {
    WARM.with_borrow_mut(|(warm, met)| {
        *met += 1;
        if met.is_multiple_of(MET) {
            *warm = Decoder::new();
        }
        for _ in 0..2 {
            compare(warm, body);
        }
        let mut random = Random(seed(body));
        let mut near = Vec::new();
        for _ in 0..NEAR.min(body.len()) {
            // Mostly one change to the body, sometimes one more to what it was changed to.
            if near.is_empty() || random.below(4) > 0 {
                near.clear();
                near.extend_from_slice(body);
            }
            change(&mut near, &mut random);
            // What is met twice in a row is learned otherwise than what comes in turns.
            for _ in 0..=random.below(2) {
                compare(warm, &near);
            }
            if random.below(4) > 0 {
                compare(warm, body);
            }
        }
    });
}

/// `warm` says what a new decoder says, and one without a cache.
pub(crate) fn compare(warm: &mut Decoder, body: &[u8]) {
    let new = Decoder::new().with_kernel(warm.kernel());
    let expected = told(&mut new.without_cache(), body);
    assert_eq!(told(&mut Decoder::new().with_kernel(warm.kernel()), body), expected);
    assert_eq!(told(warm, body), expected, "of {}", body.escape_ascii());
}

/// All that can be seen: the events with every view in them, and where the views are.
fn told(decoder: &mut Decoder, body: &[u8]) -> Result<(String, Vec<usize>), Error> {
    decoder.decode(body).map(|payload| {
        let mut places = Vec::new();
        payload.visit_unknown(&mut |raw| places.push(raw.offset()));
        let mut text = format!("{payload:?}");
        for event in payload.events() {
            text += &match &event {
                Ok(event) => format!("{} {:?} {:?}", event.path(), event.item(), event.contact()),
                Err(error) => format!("{error:?} {:?}", error.raw()),
            };
            places.extend(event.ok().map(|event| event.item().raw().offset()));
        }
        (text, places)
    })
}

/// Names of fields of which the bodies may be alike.
const FIELDS: [&[u8]; 2] = [b"\"messages\"", b"\"history\""];

/// Changes one byte, leaves some out, or doubles some; or what the value is said to be, by its field or by
/// whatever the last string is.
fn change(body: &mut Vec<u8>, random: &mut Random) {
    if body.is_empty() {
        return;
    }
    let at = random.below(body.len());
    let end = (at + 1 + random.below(3)).min(body.len());
    match random.below(9) {
        0 => drop(body.drain(at..end)),
        1 => {
            let again = body[at..end].to_vec();
            body.splice(at..at, again);
        }
        2 if body[at].is_ascii_digit() => body[at] = *random.pick(b"0123456789"),
        3 => {
            let [from, to] = if random.below(2) == 0 { FIELDS } else { [FIELDS[1], FIELDS[0]] };
            if let Some(at) = body.windows(from.len()).rposition(|name| name == from) {
                body.splice(at..at + from.len(), to.iter().copied());
            }
        }
        4 => {
            let is_quote = |byte: &u8| *byte == b'"';
            if let Some(to) = body.iter().rposition(is_quote)
                && let Some(from) = body[..to].iter().rposition(is_quote)
            {
                body.splice(from..=to, random.pick(&FIELDS).iter().copied());
            }
        }
        _ => body[at] = *random.pick(BYTES),
    }
}

/// A number that the body decides.
fn seed(body: &[u8]) -> u64 {
    let fold = |hash: u64, &byte: &u8| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01B3);
    body.iter().fold(0xCBF2_9CE4_8422_2325, fold) | 1
}
