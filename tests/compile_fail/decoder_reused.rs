// error: E0499
//! A payload is used after the decoder decoded the next body.

fn main() {
    let mut decoder = wabahook::Decoder::new();
    let payload = decoder.decode(b"{\"entry\":[]}").unwrap();
    let next = decoder.decode(b"{\"entry\":[]}").unwrap();
    payload.entries();
    next.entries();
}
