// error: E0505
//! A payload is used after its body was dropped.

fn main() {
    let body = b"{\"entry\":[]}".to_vec();
    let mut decoder = wabahook::Decoder::new();
    let payload = decoder.decode(&body).unwrap();
    drop(body);
    payload.entries();
}
