// error: E0505
//! A raw value outlives the body.

fn main() {
    let body = b"{\"entry\":[]}".to_vec();
    let mut decoder = wabahook::Decoder::new();
    let raw = decoder.decode(&body).unwrap().raw();
    drop(body);
    raw.json();
}
