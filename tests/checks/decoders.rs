//! The decoders under test: all of them must give the same answer.

use super::kernels::supported;
use wabahook::{Decoder, Kernel, Limits};

/// Number of times that a body is decoded until its structure is cached and the cache is used.
const UNTIL_CACHED: usize = 4;

/// Returns a new decoder, one that has cached `body`, and one without a cache for each supported
/// kernel.
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
