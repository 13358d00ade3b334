// error: E0505
//! A number outlives the body.

fn main() {
    let body = b"{\"entry\":[],\"n\":1}".to_vec();
    let mut decoder = wabahook::Decoder::new();
    let number = decoder.decode(&body).unwrap().raw().get("n").unwrap().as_number().unwrap();
    drop(body);
    number.as_str();
}
