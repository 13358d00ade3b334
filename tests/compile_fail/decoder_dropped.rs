// error: E0505
//! A payload is used after the decoder was dropped.

fn main() {
    let mut decoder = wabahook::Decoder::new();
    let payload = decoder.decode(b"{\"entry\":[]}").unwrap();
    drop(decoder);
    payload.entries();
}
