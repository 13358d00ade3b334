// error: E0502
//! A payload is used after a write to its body.

fn main() {
    let mut body = b"{\"entry\":[]}".to_vec();
    let mut decoder = wabahook::Decoder::new();
    let payload = decoder.decode(&body).unwrap();
    body.clear();
    payload.entries();
}
