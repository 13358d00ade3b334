// error: E0505
//! A key outlives the decoder.

fn main() {
    let mut decoder = wabahook::Decoder::new();
    let payload = decoder.decode(b"{\"entry\":[]}").unwrap();
    let (key, _) = payload.raw().members().next().unwrap();
    drop(decoder);
    key.to_str();
}
