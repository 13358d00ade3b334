// error: E0499
//! The decoder frees memory while a view of it is held.

fn main() {
    let mut decoder = wabahook::Decoder::new();
    let payload = decoder.decode(b"{\"entry\":[]}").unwrap();
    decoder.shrink_to(0);
    payload.entries();
}
