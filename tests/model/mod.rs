//! Models of bodies: what they mean, apart from how they are spelled.

pub(crate) mod choices;
pub(crate) mod json;
pub(crate) mod vocabulary;
pub(crate) mod webhook;

use crate::checks::wire::wire;
use choices::Choices;
use json::Json;
use wabahook::{Decoder, Payload};

/// In every spelling, also one of those choices, `webhook` reads as it is meant, and is as `check` says;
/// also from a decoder that met the other spellings, and from one without a cache.
pub(crate) fn check_spellings(webhook: &Json, choices: &[u8], check: impl Fn(Payload<'_>)) {
    // From the end on, so that the same choices are not made twice, and a few at the end make a spelling.
    let last_first: Vec<u8> = choices.iter().rev().copied().collect();
    let compact = webhook.compact();
    let wired = wire(&compact);
    let printed = webhook.print(&mut Choices(&last_first));
    let spellings = [compact, wired, webhook.indented(), printed];
    let mut warm = Decoder::new();
    for body in spellings {
        for decoder in [&mut Decoder::new(), &mut Decoder::new().without_cache(), &mut warm] {
            let payload = decoder.decode(body.as_bytes());
            assert!(payload.is_ok(), "{payload:?} of {body}");
            let Ok(payload) = payload else { return };
            webhook.assert_read(payload.raw());
            check(payload);
        }
    }
}
