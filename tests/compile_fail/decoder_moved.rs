// error: E0505
//! A payload is used after the decoder was moved.

fn main() {
    let mut decoder = wabahook::Decoder::new();
    let payload = decoder.decode(b"{\"entry\":[]}").unwrap();
    let boxed = Box::new(decoder);
    payload.entries();
    drop(boxed);
}
