//! Models of threads that read one payload. [loom](https://docs.rs/loom) runs the threads in every
//! order of their atomic operations, with every value that a load may return.
//!
//! The sources are the crate's own, without its features, compiled against the `core` of `core.rs`.
//! The models cover the buffer of decoded strings (`src/json/decoded.rs`) and the contact lookup
//! (`src/json/keyed.rs`). The tests in `faults` weaken the atomics and must fail. So do the
//! others if a load or a store that publishes in those files is made `Relaxed`.
//!
//!     cargo test --manifest-path tests/loom/Cargo.toml

#![expect(dead_code, unused_imports, reason = "the models use a part of the crate")]

extern crate alloc;
extern crate modelled as core;

/// The crate's modules.
#[path = "../../src"]
mod modules {
    pub(crate) mod decoder;
    pub(crate) mod error;
    pub(crate) mod event;
    pub(crate) mod fields;
    pub(crate) mod json;
    pub(crate) mod limits;
    pub(crate) mod memory;
    pub(crate) mod payload;
    pub(crate) mod recognize;
    pub(crate) mod scan;
}

// The sources name them in `crate::`.
use modules::{decoder, error, event, fields, json, limits, memory, payload, recognize, scan};

use decoder::Decoder;
use fields::{Item, Value};
use loom::thread;
use modelled::model::{self, Fault};
use payload::Payload;
use std::sync::atomic::{AtomicPtr, Ordering::Relaxed};

type Reader = fn(Payload<'static>);

/// Threads that read one payload.
struct Model {
    body: &'static str,
    readers: &'static [Reader],
    /// The most preemptions in a run; `None` tries every order.
    preemptions: Option<usize>,
    /// The number of strings that are decoded, each exactly once.
    decoded: usize,
}

impl Model {
    fn check(self) {
        self.run(None);
    }

    /// Runs the model with defective atomics.
    fn check_with(self, fault: Fault) {
        self.run(Some(fault));
    }

    #[expect(unsafe_code, reason = "threads of a model cannot borrow")]
    fn run(self, fault: Option<Fault>) {
        let mut builder = loom::model::Builder::new();
        builder.preemption_bound = self.preemptions;
        // One decoder for all runs, as each has its own hash seed, and runs must not differ by chance.
        let decoder = AtomicPtr::new(Box::leak(Box::new(Decoder::new().without_cache())));
        builder.check(move || {
            model::begin(fault);
            // SAFETY: runs follow each other, and the threads of the one before have ended.
            let decoder = unsafe { &mut *decoder.load(Relaxed) };
            let payload = decoder.decode(self.body.as_bytes()).unwrap();
            let (first, others) = self.readers.split_first().unwrap();
            let spawn = |read: &'static Reader| thread::spawn(move || read(payload));
            let others: Vec<_> = others.iter().map(spawn).collect();
            first(payload);
            for other in others {
                other.join().unwrap();
            }
            assert_eq!(model::writes(), self.decoded);
        });
    }
}

fn value(payload: Payload<'static>) -> Value<'static> {
    payload.entries().next().unwrap().changes().next().unwrap().value()
}

/// Escaped strings.
mod strings {
    use super::*;

    const BODY: &str = concat!(
        r#"{"entry":[{"changes":[{"field":"messages","value":{"messages":["#,
        r#"{"id":"\u0041\n1"},{"id":"\u00e92"}]}}]}]}"#
    );

    pub(super) const ONE: Model =
        Model { body: BODY, readers: &[first, first], preemptions: None, decoded: 1 };

    fn read(payload: Payload<'static>, index: usize, expected: &str) {
        let Value::Messages(value) = value(payload) else { panic!("another field") };
        assert_eq!(value.messages().nth(index).unwrap().unwrap().id(), expected);
    }

    fn first(payload: Payload<'static>) {
        read(payload, 0, "A\n1");
    }

    fn second(payload: Payload<'static>) {
        read(payload, 1, "é2");
    }

    fn forwards(payload: Payload<'static>) {
        first(payload);
        second(payload);
    }

    fn backwards(payload: Payload<'static>) {
        second(payload);
        first(payload);
    }

    #[test]
    fn two_threads_read_one() {
        ONE.check();
    }

    #[test]
    fn three_threads_read_one() {
        Model { readers: &[first, first, first], ..ONE }.check();
    }

    #[test]
    fn two_threads_read_two() {
        Model { readers: &[forwards, backwards], decoded: 2, ..ONE }.check();
    }

    #[test]
    fn three_threads_read_two() {
        let readers: &[Reader] = &[forwards, backwards, forwards];
        Model { readers, preemptions: Some(3), decoded: 2, ..ONE }.check();
    }

    #[test]
    fn each_thread_reads_another() {
        Model { readers: &[first, second], decoded: 2, ..ONE }.check();
    }
}

/// The table of a list of contacts.
mod contacts {
    use super::*;

    /// Nine contacts, as fewer have no table. The message refers to the last one.
    const BODY: &str = concat!(
        r#"{"entry":[{"changes":[{"field":"messages","value":{"contacts":["#,
        r#"{"wa_id":"0"},{"wa_id":"1"},{"wa_id":"2"},{"wa_id":"3"},{"wa_id":"4"},"#,
        r#"{"wa_id":"5"},{"wa_id":"6"},{"wa_id":"7"},{"wa_id":"8"}],"#,
        r#""messages":[{"id":"a","from":"8"}]}}]}]}"#
    );

    pub(super) const LOOKUPS: Model =
        Model { body: BODY, readers: &[look_up, look_up], preemptions: None, decoded: 0 };

    fn look_up(payload: Payload<'static>) {
        let value = value(payload);
        for id in ["8", "3"] {
            assert_eq!(value.contact(id).expect("the contact is found").wa_id(), Some(id));
        }
        assert!(value.contact("9").is_none());
    }

    /// Visits the contacts that no message refers to.
    fn visit(payload: Payload<'static>) {
        let ids = payload.events().filter_map(|event| match event.unwrap().item() {
            Item::Contact(contact) => contact.wa_id(),
            _ => None,
        });
        assert!(ids.eq(["0", "1", "2", "3", "4", "5", "6", "7"]), "contacts are marked");
    }

    pub(super) const VISITS: Model =
        Model { readers: &[visit, visit], preemptions: Some(2), ..LOOKUPS };

    #[test]
    fn two_threads_look_up() {
        LOOKUPS.check();
    }

    #[test]
    fn two_threads_visit() {
        VISITS.check();
    }

    #[test]
    fn a_thread_looks_up_while_another_visits() {
        Model { readers: &[visit, look_up], ..LOOKUPS }.check();
    }

    #[test]
    fn three_threads_look_up() {
        Model { readers: &[look_up, look_up, look_up], preemptions: Some(2), ..LOOKUPS }.check();
    }
}

/// Models with weaker atomics than the sources ask for fail.
mod faults {
    use super::*;

    #[test]
    #[should_panic(expected = "Causality violation: Concurrent read and write accesses")]
    fn a_string_is_read_without_acquiring() {
        strings::ONE.check_with(Fault::RelaxedLoad);
    }

    #[test]
    #[should_panic(expected = "Causality violation: Concurrent read and write accesses")]
    fn a_string_is_published_without_releasing() {
        strings::ONE.check_with(Fault::RelaxedStore);
    }

    #[test]
    #[should_panic(expected = "Causality violation: Concurrent write accesses")]
    fn a_string_is_claimed_twice() {
        strings::ONE.check_with(Fault::SplitExchange);
    }

    #[test]
    #[should_panic(expected = "the contact is found")]
    fn a_table_is_read_without_acquiring() {
        contacts::LOOKUPS.check_with(Fault::RelaxedLoad);
    }

    #[test]
    #[should_panic(expected = "the contact is found")]
    fn a_table_is_published_without_releasing() {
        contacts::LOOKUPS.check_with(Fault::RelaxedStore);
    }

    #[test]
    #[should_panic(expected = "contacts are marked")]
    fn marks_are_published_without_releasing() {
        contacts::VISITS.check_with(Fault::RelaxedStore);
    }
}
