// error:
//! A view is given a longer lifetime than its body's.

fn longer<'short>(payload: wabahook::Payload<'short>) -> wabahook::Payload<'static> {
    payload
}

fn main() {
    let _ = longer;
}
