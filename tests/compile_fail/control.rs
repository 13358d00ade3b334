// compiles
//! The positive control: permitted uses.

use wabahook::{Decoder, Event, Payload, Str};

fn first_key<'a>(payload: Payload<'a>) -> Option<Str<'a>> {
    payload.raw().members().next().map(|(key, _)| key)
}

fn main() {
    let body = b"{\"entry\":[]}".to_vec();
    let mut decoder = Decoder::new();
    let payload = decoder.decode(&body).unwrap();
    let key = first_key(payload).unwrap();
    let events: Vec<Event<'_>> = payload.events().flatten().collect();
    std::thread::scope(|scope| {
        scope.spawn(|| assert_eq!(key.to_str(), "entry"));
        scope.spawn(|| assert!(events.is_empty()));
    });
    let mut moved = decoder; // no view is used from here on
    std::thread::spawn(move || assert!(moved.decode(&body).is_ok())).join().unwrap();
}
