//! `simd-json` into types that borrow, its buffers reused. It writes into what it parses: the copy of
//! the body is part of the work.

use crate::Competitor;
use crate::digest::Digest;
use crate::typed::Webhook;
use simd_json::Buffers;

#[derive(Default)]
pub(crate) struct SimdJsonTyped {
    body: Vec<u8>,
    buffers: Buffers,
}

impl SimdJsonTyped {
    fn parse(&mut self, body: &[u8]) -> Option<Webhook<'_>> {
        self.body.clear();
        self.body.extend_from_slice(body);
        simd_json::serde::from_slice_with_buffers(&mut self.body, &mut self.buffers).ok()
    }
}

impl Competitor for SimdJsonTyped {
    fn visit(&mut self, body: &[u8], digest: &mut Digest) -> bool {
        self.parse(body).map(|webhook| webhook.visit(digest)).is_some()
    }

    fn route(&mut self, body: &[u8], digest: &mut Digest) -> bool {
        self.parse(body).map(|webhook| webhook.route(digest)).is_some()
    }

    fn check(&mut self, body: &[u8]) -> bool {
        self.parse(body).is_some()
    }
}
