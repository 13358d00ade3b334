//! The decoders that a test asks: every one of them must give the same answer.

use super::kernels::supported;
use wabahook::{Decoder, Kernel, Limits};

/// How often a body is decoded before its shape and its layout are cached and both are used.
const UNTIL_CACHED: usize = 4;

/// A new decoder, one that has cached `body`, and for each kernel that runs here one without a
/// cache.
pub(crate) fn decoders(body: &[u8], limits: Limits) -> impl Iterator<Item = Decoder> {
    let new = move || Decoder::with_limits(limits);
    let uncached = move |kernel: Kernel| new().with_kernel(kernel).without_cache();
    let warm = core::iter::once_with(move || {
        let mut warm = new();
        for _ in 0..UNTIL_CACHED {
            let _ = warm.decode(body);
        }
        warm
    });
    core::iter::once_with(new).chain(warm).chain(supported().map(uncached))
}
