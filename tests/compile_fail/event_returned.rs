// error: E0515
//! An event is returned from the function that owns the decoder.

use wabahook::{Decoder, Event};

fn first(body: &[u8]) -> Option<Event<'_>> {
    let mut decoder = Decoder::new();
    decoder.decode(body).ok()?.events().next()?.ok()
}

fn main() {
    first(b"{}");
}
