// error: E0597
//! A view is moved to a thread that may outlive the decoder.

fn main() {
    let mut decoder = wabahook::Decoder::new();
    let payload = decoder.decode(b"{\"entry\":[]}").unwrap();
    std::thread::spawn(move || payload.entries().count());
}
