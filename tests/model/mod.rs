//! Models of bodies: values, independent of their spelling.

pub(crate) mod choices;
pub(crate) mod json;
pub(crate) mod vocabulary;
pub(crate) mod webhook;

use crate::checks::wire::wire;
use choices::Choices;
use json::Json;
use wabahook::{Decoder, Payload};

/// Asserts that every spelling of `webhook`, one of them by `choices`, reads as the model and
/// passes `check`, also from a decoder that has decoded other spellings, and from one without a
/// cache.
pub(crate) fn check_spellings(webhook: &Json, choices: &[u8], check: impl Fn(Payload<'_>)) {
    // Reversed, so that the spelling does not repeat the choices of the model.
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
