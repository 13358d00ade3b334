//! Texts of a shared buffer are viewed: an allocator that counts the bytes asked for.

#![cfg(feature = "arrow")]
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use arrow_array::cast::AsArray;
use arrow_buffer::Buffer;
use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use wabahook::arrow::{ReaderBuilder, Table};

thread_local! {
    /// How many bytes this thread asked for.
    static ASKED: Cell<usize> = const { Cell::new(0) };
    /// How many bytes this thread holds, and the most that it held.
    static HELD: Cell<isize> = const { Cell::new(0) };
    static MOST: Cell<isize> = const { Cell::new(0) };
}

struct Counting;

fn count(more: usize, less: usize) {
    ASKED.set(ASKED.get() + more);
    HELD.set(HELD.get() + more.cast_signed() - less.cast_signed());
    MOST.set(MOST.get().max(HELD.get()));
}

#[expect(unsafe_code, reason = "an allocator is unsafe to write")]
// SAFETY: every call is handed on to the system's allocator as it came.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size(), 0);
        // SAFETY: the caller's contract is the same.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        count(0, layout.size());
        // SAFETY: the caller's contract is the same, and `at` came from the system's allocator.
        unsafe { System.dealloc(at, layout) }
    }

    unsafe fn realloc(&self, at: *mut u8, layout: Layout, len: usize) -> *mut u8 {
        count(len, layout.size());
        // SAFETY: the caller's contract is the same, and `at` came from the system's allocator.
        unsafe { System.realloc(at, layout, len) }
    }
}

#[global_allocator]
static COUNTING: Counting = Counting;

const BODIES: usize = 2000;

/// Long texts, the last body with an escape in it.
fn log() -> Vec<u8> {
    let body = |text: &str| {
        let metadata = r#"{"phone_number_id":"427719930556182"}"#;
        format!(
            "{{\"field\":\"messages\",\"value\":{{\"metadata\":{metadata},\"messages\":[\
            {{\"id\":\"wamid.A\",\"type\":\"text\",\"text\":{{\"body\":\"{text}\"}}}}]}}}}\n"
        )
    };
    let plain = body(&"Good morning, Ana. ".repeat(60));
    (plain.repeat(BODIES - 1) + &body("Good morning, \\u0041na.")).into_bytes()
}

fn builder() -> ReaderBuilder {
    ReaderBuilder::new(Table::EVENTS).with_columns(["text", "item", "phone_number_id"])
}

#[test]
fn texts_of_a_shared_buffer_are_not_copied() {
    let log = Buffer::from_vec(log());
    let mut reader = builder().build_buffer(log.clone()).unwrap();
    let before = ASKED.get();
    let batch = reader.next().unwrap().unwrap();
    let viewed = ASKED.get() - before;
    drop(reader);

    let mut reader = builder().build(log.as_slice()).unwrap();
    let before = ASKED.get();
    let copy = reader.next().unwrap().unwrap();
    let copied = ASKED.get() - before;
    drop(reader);

    assert_eq!(batch, copy);
    let texts: usize = batch
        .columns()
        .iter()
        .map(|column| {
            let column = column.as_string_view();
            column.iter().map(|text| text.unwrap().len()).sum::<usize>()
        })
        .sum();
    assert!(copied > texts, "{copied} bytes of {texts}: the allocator does not count");
    // Views take 16 bytes each, and the vectors that they are in double.
    let views = 4 * 16 * 3 * BODIES;
    assert!(viewed < views + (1 << 19), "{viewed} bytes of {texts}");

    // Each long text lies in the buffer; the escaped one does not.
    let range = log.as_slice().as_ptr_range();
    let column = batch.column(0).as_string_view();
    let is_viewed = |row: usize| range.contains(&column.value(row).as_ptr());
    assert!((0..BODIES - 1).all(is_viewed) && !is_viewed(BODIES - 1));
    assert_eq!(column.value(BODIES - 1), "Good morning, Ana.");
    // The array keeps the buffer.
    drop(log);
    assert!(column.value(0).starts_with("Good morning"));
}

/// A body of very many rows, and one whose context is as long as the body: batches stay small.
#[test]
fn memory_is_bounded() {
    let items = "{},".repeat(50_000);
    let id = "7".repeat(70_000);
    let many = format!("{{\"field\":\"messages\",\"value\":{{\"statuses\":[{items}7]}}}}\n");
    let long = format!(
        "{{\"field\":\"messages\",\"value\":{{\"metadata\":{{\"phone_number_id\":\"{id}\"}},\
        \"statuses\":[{}7]}}}}\n",
        "{},".repeat(700),
    );
    let before = HELD.get();
    let mut rows = 0;
    let log = [many, long].concat();
    let reader = ReaderBuilder::new(Table::EVENTS).build(log.as_bytes()).unwrap();
    for batch in reader {
        rows += batch.unwrap().num_rows();
    }
    assert_eq!(rows, 50_702);
    let most = MOST.get() - before;
    assert!(most < 64 << 20, "{most} bytes");
}
