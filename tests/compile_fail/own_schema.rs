// error: E0603
//! A view of one's own would need the inside of the library, which is private.

fn main() {
    let _ = wabahook::json::Obj { doc: todo!(), record: 0, slots: 0 };
}
