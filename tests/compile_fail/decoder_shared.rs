// error: E0499
//! Two threads decode with one decoder.

fn main() {
    let mut decoder = wabahook::Decoder::new();
    std::thread::scope(|scope| {
        scope.spawn(|| decoder.decode(b"{}").is_ok());
        scope.spawn(|| decoder.decode(b"{}").is_ok());
    });
}
