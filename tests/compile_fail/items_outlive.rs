// error: E0505
//! An iterator over items outlives the decoder.

fn main() {
    let body = b"{\"field\":\"messages\",\"value\":{\"messages\":[]}}";
    let mut decoder = wabahook::Decoder::new();
    let change = decoder.decode(body).unwrap().entries().next().unwrap().changes().next().unwrap();
    let mut contacts = change.value().contacts();
    drop(decoder);
    contacts.next();
}
