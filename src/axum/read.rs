//! A request's body, up to a limit.

use super::WebhookRejection;
use axum_core::body::Body;
use bytes::{Bytes, BytesMut};
use http_body::Body as _;
use http_body_util::BodyExt;

/// Reads all of a body. One that arrives in one piece, as small ones do, is not copied.
///
/// What is held is at most the limit, or twice that while a buffer grows, however small the pieces.
pub(super) async fn read(mut body: Body, limit: usize) -> Result<Bytes, WebhookRejection> {
    // What `Content-Length` promises is known before it is there.
    if body.size_hint().lower() > limit as u64 {
        return Err(WebhookRejection::TooLarge);
    }
    let mut first = Bytes::new();
    let mut all = BytesMut::new();
    while let Some(frame) = body.frame().await {
        // Frames without data are trailers.
        let Ok(data) = frame.map_err(|_| WebhookRejection::Incomplete)?.into_data() else {
            continue;
        };
        let len = first.len() + all.len();
        if data.len() > limit.saturating_sub(len) {
            return Err(WebhookRejection::TooLarge);
        }
        if len == 0 {
            first = data;
        } else {
            if all.is_empty() {
                all = BytesMut::from(core::mem::take(&mut first));
            }
            all.extend_from_slice(&data);
        }
    }
    Ok(if all.is_empty() { first } else { all.freeze() })
}
