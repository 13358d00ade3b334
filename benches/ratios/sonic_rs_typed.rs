//! `sonic-rs` into borrowing types.

use crate::Competitor;
use crate::digest::Digest;
use crate::typed::Webhook;

pub(crate) struct SonicRs;

impl Competitor for SonicRs {
    fn visit(&mut self, body: &[u8], digest: &mut Digest) -> bool {
        sonic_rs::from_slice::<Webhook>(body).map(|webhook| webhook.visit(digest)).is_ok()
    }

    fn route(&mut self, body: &[u8], digest: &mut Digest) -> bool {
        sonic_rs::from_slice::<Webhook>(body).map(|webhook| webhook.route(digest)).is_ok()
    }

    fn check(&mut self, body: &[u8]) -> bool {
        sonic_rs::from_slice::<serde::de::IgnoredAny>(body).is_ok()
    }
}
