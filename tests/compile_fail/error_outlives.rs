// error: E0505
//! An item's error, which borrows its bytes, outlives the body.

fn main() {
    let body = b"{\"entry\":[0]}".to_vec();
    let mut decoder = wabahook::Decoder::new();
    let error = decoder.decode(&body).unwrap().events().next().unwrap().err().unwrap();
    drop(body);
    error.raw();
}
