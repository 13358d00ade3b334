// error: E0499
//! A string is kept while the decoder decodes the next body: it may be in the decoder's buffer.

fn main() {
    let mut decoder = wabahook::Decoder::new();
    let bodies: [&[u8]; 2] = [b"{\"entry\":[],\"object\":\"\\u0061\"}", b"{\"entry\":[]}"];
    let mut texts = Vec::new();
    for body in bodies {
        texts.push(decoder.decode(body).unwrap().object());
    }
    assert_eq!(texts.len(), 2);
}
