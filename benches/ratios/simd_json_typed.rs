//! `simd-json` into borrowing types, with reused buffers. It writes into its input, so the copy of
//! the body is part of the work.

use crate::Competitor;
use crate::digest::Digest;
use crate::typed::Webhook;
use serde::Deserialize;
use serde::de::IgnoredAny;
use simd_json::Buffers;

#[derive(Default)]
pub(crate) struct SimdJsonTyped {
    body: Vec<u8>,
    buffers: Buffers,
}

impl SimdJsonTyped {
    fn parse<'a, T: Deserialize<'a>>(&'a mut self, body: &[u8]) -> Option<T> {
        self.body.clear();
        self.body.extend_from_slice(body);
        simd_json::serde::from_slice_with_buffers(&mut self.body, &mut self.buffers).ok()
    }
}

impl Competitor for SimdJsonTyped {
    fn visit(&mut self, body: &[u8], digest: &mut Digest) -> bool {
        self.parse(body).map(|webhook: Webhook<'_>| webhook.visit(digest)).is_some()
    }

    fn route(&mut self, body: &[u8], digest: &mut Digest) -> bool {
        self.parse(body).map(|webhook: Webhook<'_>| webhook.route(digest)).is_some()
    }

    fn check(&mut self, body: &[u8]) -> bool {
        self.parse::<IgnoredAny>(body).is_some()
    }
}
