// error: E0603
//! A custom view would need private items of the library.

fn main() {
    let _ = wabahook::json::Obj { doc: todo!(), record: 0, slots: 0 };
}
