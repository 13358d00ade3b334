// error: E0597
//! A payload outlives the block of its body.

fn main() {
    let mut decoder = wabahook::Decoder::new();
    let payload;
    {
        let body = b"{\"entry\":[]}".to_vec();
        payload = decoder.decode(&body).unwrap();
    }
    payload.entries();
}
