//! Decoder reuse: earlier bodies affect a decoder's memory and cache, never its answers.

use super::random::Random;
use std::cell::RefCell;
use wabahook::{Decoder, Error};

/// Number of slightly different bodies decoded after each body.
const NEAR: usize = 12;

/// Bytes that are significant in JSON, and some that are not.
const BYTES: &[u8] = b"\"\\{}[]:, \n0195-+.eEtfnulxyz\x01\x7F\xC3\xFF";

/// Number of bodies per decoder; few enough that learning is not yet rate-limited.
const BODIES_PER_DECODER: usize = 4;

thread_local! {
    /// A decoder for the bodies that this thread checks, and the number of bodies it has decoded.
    static WARM: RefCell<(Decoder, usize)> = RefCell::new((Decoder::new(), 0));
}

/// A decoder that has decoded this body, others, and similar ones answers like a new decoder.
pub(crate) fn check_reuse(body: &[u8]) {
    WARM.with_borrow_mut(|(warm, decoded)| {
        *decoded += 1;
        if decoded.is_multiple_of(BODIES_PER_DECODER) {
            *warm = Decoder::new();
        }
        for _ in 0..2 {
            compare(warm, body);
        }
        let mut random = Random(seed(body));
        let mut near = Vec::new();
        for _ in 0..NEAR.min(body.len()) {
            // Usually one change to the body, sometimes another one on top of the last.
            if near.is_empty() || random.below(4) > 0 {
                near.clear();
                near.extend_from_slice(body);
            }
            change(&mut near, &mut random);
            // Repeated bodies take another path through the cache than alternating ones.
            for _ in 0..=random.below(2) {
                compare(warm, &near);
            }
            if random.below(4) > 0 {
                compare(warm, body);
            }
        }
    });
}

/// `warm` answers like a new decoder, and like one without a cache.
pub(crate) fn compare(warm: &mut Decoder, body: &[u8]) {
    let new = Decoder::new().with_kernel(warm.kernel());
    let expected = answer(&mut new.without_cache(), body);
    assert_eq!(answer(&mut Decoder::new().with_kernel(warm.kernel()), body), expected);
    assert_eq!(answer(warm, body), expected, "of {}", body.escape_ascii());
}

/// Returns everything observable: the events with all views in them, and the offsets of the views.
fn answer(decoder: &mut Decoder, body: &[u8]) -> Result<(String, Vec<usize>), Error> {
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

/// Names of fields whose bodies can be alike.
const FIELDS: [&[u8]; 2] = [b"\"messages\"", b"\"history\""];

/// Changes, removes or doubles bytes; or replaces the name of the field, or the last string, by
/// that of another field.
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

/// Returns a seed derived from the body.
fn seed(body: &[u8]) -> u64 {
    let fold = |hash: u64, &byte: &u8| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01B3);
    body.iter().fold(0xCBF2_9CE4_8422_2325, fold) | 1
}
