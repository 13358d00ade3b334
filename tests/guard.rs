//! Bodies at the edge of what may be read: before and behind them lie pages that no one may touch, and
//! theirs may not be written. A read beyond a body ends the process.

#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod checks;

use checks::bodies::corpus;
use checks::kernels::{BEHIND, exhaustive, supported};
use checks::random::Random;
use pages::Pages;
use wabahook::Decoder;
use wabahook::scan::{Index, Layout, Scanner, Template};
use wabahook::twin::naive;
#[cfg(target_pointer_width = "64")]
use wabahook::{ErrorKind, Limits};

/// Memory of whole pages between two that may not be touched.
mod pages {
    #![expect(unsafe_code, reason = "the system's calls for pages")]

    use std::mem::MaybeUninit;
    use std::ptr;

    pub(super) struct Pages {
        /// Where the first guard begins.
        start: *mut u8,
        page: usize,
        /// How many bytes lie between the guards.
        len: usize,
    }

    impl Pages {
        /// With room for `len` bytes.
        pub(super) fn new(len: usize) -> Pages {
            // SAFETY: a question to the system.
            let page = usize::try_from(unsafe { libc::sysconf(libc::_SC_PAGESIZE) }).unwrap();
            let len = len.next_multiple_of(page).max(page);
            let pages = Pages { start: map(len + 2 * page), page, len };
            pages.protect(libc::PROT_READ | libc::PROT_WRITE);
            pages
        }

        fn protect(&self, protection: i32) {
            // SAFETY: the pages are ours; no slice of them is held while this is called.
            let done = unsafe { libc::mprotect(self.inside().cast(), self.len, protection) };
            assert_eq!(done, 0);
        }

        fn inside(&self) -> *mut u8 {
            self.start.wrapping_add(self.page)
        }

        /// `body` where it ends at the guard behind, or begins at the one before, in memory that can
        /// only be read; what is left of its pages is full of `poison`.
        pub(super) fn hold(&mut self, body: &[u8], at_end: bool, poison: u8) -> &[u8] {
            let offset = if at_end { self.len - body.len() } else { 0 };
            let room = self.room();
            room.fill(poison);
            room[offset..offset + body.len()].copy_from_slice(body);
            self.protect(libc::PROT_READ);
            // SAFETY: the range lies within the pages, which are initialised, and is borrowed from them.
            unsafe { std::slice::from_raw_parts(self.inside().wrapping_add(offset), body.len()) }
        }

        /// Whether the bytes just before and just behind the pages can be read, as the system sees it.
        pub(super) fn can_be_left(&self) -> [bool; 2] {
            let mut pipe = [0; 2];
            // SAFETY: room for the two ends of a pipe.
            assert_eq!(unsafe { libc::pipe(pipe.as_mut_ptr()) }, 0);
            let behind = self.inside().wrapping_add(self.len);
            let readable = [self.inside().wrapping_sub(1), behind].map(|at| {
                // SAFETY: the system answers with an error where it cannot read.
                unsafe { libc::write(pipe[1], at.cast(), 1) == 1 }
            });
            for end in pipe {
                // SAFETY: the two ends are ours.
                assert_eq!(unsafe { libc::close(end) }, 0);
            }
            readable
        }

        /// The last `len` bytes before the guard behind, or the first ones behind the one before, to be
        /// written; all bytes between the guards are `mark` at first.
        pub(super) fn out(&mut self, len: usize, at_end: bool, mark: u8) -> &mut [MaybeUninit<u8>] {
            let offset = if at_end { self.len - len } else { 0 };
            self.room().fill(mark);
            let start = self.inside().wrapping_add(offset).cast();
            // SAFETY: the range lies within the pages, and is borrowed from them.
            unsafe { std::slice::from_raw_parts_mut(start, len) }
        }

        /// All that lies between the guards, to be written.
        pub(super) fn room(&mut self) -> &mut [u8] {
            self.protect(libc::PROT_READ | libc::PROT_WRITE);
            // SAFETY: the pages are mapped, zeroed at first, and borrowed as a whole.
            unsafe { std::slice::from_raw_parts_mut(self.inside(), self.len) }
        }
    }

    impl Drop for Pages {
        fn drop(&mut self) {
            // SAFETY: what `map` gave out, as long as it was.
            unsafe { libc::munmap(self.start.cast(), self.len + 2 * self.page) };
        }
    }

    /// So many bytes that may not be touched.
    fn map(len: usize) -> *mut u8 {
        let flags = libc::MAP_PRIVATE | libc::MAP_ANON | libc::MAP_NORESERVE;
        // SAFETY: new pages, wherever the system likes.
        let start = unsafe { libc::mmap(ptr::null_mut(), len, libc::PROT_NONE, flags, -1, 0) };
        assert_ne!(start, libc::MAP_FAILED, "no memory of {len} bytes");
        start.cast()
    }

    /// A slice whose first `readable` bytes are zero, and of which the rest may not be touched.
    #[cfg(target_pointer_width = "64")]
    pub(super) fn vast(len: usize, readable: usize) -> &'static [u8] {
        let start = map(len);
        // SAFETY: pages of our own; never unmapped. What is behind `readable` is never read: that is
        // what the test is about, and if it were, the process would end.
        unsafe {
            assert_eq!(libc::mprotect(start.cast(), readable, libc::PROT_READ), 0);
            std::slice::from_raw_parts(start, len)
        }
    }
}

#[test]
fn the_guards_are_there() {
    for len in [0, 1, 4096, 70_000] {
        let mut pages = Pages::new(len);
        assert_eq!(pages.hold(b"{}", true, b' '), b"{}");
        assert_eq!(pages.can_be_left(), [false, false]);
    }
}

/// The index of a body at both edges, from every kernel, is the twin's.
fn scan(pages: &mut Pages, indexes: &mut [Index], body: &[u8]) {
    let expected = naive::scan(body);
    for (at_end, poison) in [(true, b'"'), (false, b'\\')] {
        let held = pages.hold(body, at_end, poison);
        for (kernel, index) in supported().zip(&mut *indexes) {
            checks::kernels::compare(kernel, held, &expected, index);
        }
    }
}

fn indexes() -> Vec<Index> {
    supported().map(|_| Index::default()).collect()
}

/// All lengths to 300: of one byte, with another one at the beginning or the end; with any at each place,
/// if nothing is to be left out.
#[test]
fn every_length_is_scanned() {
    let (mut pages, mut indexes) = (Pages::new(4096), indexes());
    for len in 0..=300usize {
        for fill in [b'x', b'"', b'\\', 0xC3] {
            for special in *b"x\"\\\x00\x1Fu\xE9" {
                let places = if exhaustive() { 0..len } else { len.saturating_sub(1)..len };
                for place in [0].into_iter().filter(|_| len > 0).chain(places) {
                    let mut body = vec![fill; len];
                    body[place] = special;
                    scan(&mut pages, &mut indexes, &body);
                }
            }
        }
    }
    scan(&mut pages, &mut indexes, b"");
    let mut random = Random(0x5EED_0077);
    for _ in 0..300 {
        let len = random.below(4097);
        let body: Vec<u8> = (0..len).map(|_| *random.pick(b"\"\\\\u00e9x{}:,\x01\xC3")).collect();
        scan(&mut pages, &mut indexes, &body);
    }
}

/// What a string means that lies at the edge, written to memory that ends where it may at the latest, at
/// the other edge of other pages.
#[test]
fn every_length_is_unescaped() {
    const ESCAPES: [&str; 9] = [
        "",
        "\\n",
        "\\u0041",
        "\\u00e9",
        "\\u3042",
        "\\ud83d\\ude00",
        "\\ud83d",
        "\\ude00\\/",
        "\u{e9}",
    ];
    let (mut pages, mut room, mut turn) = (Pages::new(4096), Pages::new(4096), 0);
    for len in if exhaustive() { 0..301 } else { 0..131 } {
        for escape in ESCAPES {
            let places = if exhaustive() { 0..len } else { len / 2..len / 2 };
            let within = places
                .chain([0, len])
                .map(|at| format!("{}{escape}{}", "x".repeat(at), "y".repeat(len - at)));
            for spelled in within.chain([escape.repeat(len / 8 + 1)]) {
                let expected = naive::unescape(&spelled);
                turn += 1;
                let text = format!("{spelled}{}", BEHIND[turn % BEHIND.len()]);
                for at_end in [true, false] {
                    let held = pages.hold(text.as_bytes(), at_end, b'\\');
                    for kernel in supported() {
                        let out = room.out(spelled.len(), at_end, 0xEE);
                        let len = Scanner::new(kernel).unescape(held, spelled.len(), out);
                        let meant = meant(&mut room, spelled.len(), len, at_end);
                        assert_eq!(meant, expected.as_bytes(), "{}: {spelled}", kernel.name());
                    }
                }
            }
        }
    }
}

/// The first `len` of the `room` bytes that were given out at the edge; all others between the guards
/// are as they were.
fn meant(pages: &mut Pages, room: usize, len: usize, at_end: bool) -> &[u8] {
    let all: &[u8] = pages.room();
    let (out, rest) = match at_end {
        true => (&all[all.len() - room..], &all[..all.len() - room]),
        false => all.split_at(room),
    };
    assert!(rest.iter().all(|&byte| byte == 0xEE), "written where nothing was given out");
    &out[..len]
}

/// Strings that do not pass the door, cut in an escape or with bad ones, mean anything, and stay within
/// their memory all the same. Where there is too little of it, there is none.
#[test]
fn no_string_leaves_its_memory() {
    let mut random = Random(0x5EED_0078);
    let (mut pages, mut room) = (Pages::new(4096), Pages::new(4096));
    for round in 0..if exhaustive() { 1_000_000 } else { 3_000 } {
        let len = random.below(140);
        let spelled: Vec<u8> =
            (0..len).map(|_| *random.pick(b"\\\\\\uuu0dDf8x\xC3\xA9\"")).collect();
        let held = pages.hold(&spelled, round % 2 == 0, b'\\');
        // As the whole, and as what begins it.
        let len = if round % 3 == 0 { random.below(len + 1) } else { len };
        for scanner in supported().map(Scanner::new) {
            let written = scanner.unescape(held, len, room.out(len, true, 0xEE));
            meant(&mut room, len, written, true);
            if len > 0 {
                assert_eq!(scanner.unescape(held, len, room.out(len - 1, true, 0xEE)), 0);
                meant(&mut room, 0, 0, true);
            }
            assert_eq!(scanner.unescape(held, held.len() + 1, room.out(4096, true, 0xEE)), 0);
        }
    }
}

/// Texts and bodies that are remembered, where they end, whole or cut short, at the edge.
#[test]
fn known_texts_stay_within_the_body() {
    let mut pages = Pages::new(4096);
    for len in 0..=if exhaustive() { 300 } else { 140 } {
        let text = format!(
            r#"{{"a":"{}","bcd":[1,20,{}]}}"#,
            "x".repeat(len / 3),
            "7".repeat(len - len / 3 + 1)
        );
        let marks = naive::scan(text.as_bytes()).marks;
        let (mut template, mut layout) = (Template::default(), Layout::default());
        assert!(template.learn(text.as_bytes(), 0, &marks, |_| false));
        let known = Layout::is_regular(text.as_bytes(), &marks)
            && layout.learn(&template, text.as_bytes(), &marks);
        for cut in 0..=text.len() {
            for at_end in [true, false] {
                let held = pages.hold(&text.as_bytes()[..cut], at_end, b'7');
                for scanner in supported().map(Scanner::new) {
                    // The marks of the whole: more than the body has.
                    let whole = (cut == text.len()).then_some(cut);
                    assert_eq!(scanner.matches(&template, held, 0, &marks), whole);
                    assert_eq!(scanner.fits(&layout, held), known && whole.is_some());
                }
            }
        }
    }
}

/// The whole corpus, through the decoder twice, so that shapes and templates are known the second
/// time; what is read is what is read anywhere else.
#[test]
fn the_corpus_is_decoded() {
    let bodies = corpus();
    let longest = bodies.iter().map(|body| body.bytes.len()).max().unwrap();
    let mut pages = Pages::new(longest);
    let of = |kernel| {
        let new = || Decoder::new().with_kernel(kernel);
        [new(), new().without_cache()]
    };
    let mut decoders: Vec<_> = supported().flat_map(of).collect();
    for body in &bodies {
        let expected = told(&mut Decoder::new(), &body.bytes);
        let cuts = [body.bytes.len(), body.bytes.len() / 2, body.bytes.len() * 9 / 10];
        for (at_end, poison) in [(true, b'}'), (false, b'"'), (true, 0xFF)] {
            for decoder in &mut decoders {
                for cut in cuts {
                    let held = pages.hold(&body.bytes[..cut], at_end, poison);
                    let found = told(decoder, held);
                    if cut == body.bytes.len() {
                        assert_eq!(found, expected, "{}", body.name());
                    }
                    assert_eq!(told(decoder, held), found, "{}", body.name());
                }
            }
        }
    }
}

/// Everything that can be read of a body.
fn told(decoder: &mut Decoder, body: &[u8]) -> Result<String, wabahook::Error> {
    decoder.decode(body).map(|payload| {
        checks::views::see_payload(payload);
        payload.events().map(|event| format!("{event:?}\n")).collect()
    })
}

/// Items of one shape, so that the template meets the last of them at the edge, whole and cut short.
#[test]
fn templates_stay_within_the_body() {
    let item =
        |n: usize| format!(r#"{{"id":"wamid.{n}","from":"1202555014{}","code":{n}}}"#, n % 10);
    let mut pages = Pages::new(4096);
    for kernel in supported() {
        for space in 0..70 {
            let items: Vec<_> = (0..4).map(item).collect();
            let body = checks::hostile::in_value(&format!(
                "{}\"messages\":[{}]",
                " ".repeat(space),
                items.join(",")
            ));
            let mut decoder = Decoder::new().with_kernel(kernel);
            let mut uncached = Decoder::new().with_kernel(kernel).without_cache();
            assert!(decoder.decode(body.as_bytes()).is_ok());
            for cut in (0..=body.len()).rev().take(90) {
                let held = pages.hold(&body.as_bytes()[..cut], true, b'"');
                assert_eq!(decoder.decode(held).is_ok(), cut == body.len());
                assert_eq!(uncached.decode(held).is_ok(), cut == body.len());
            }
        }
    }
}

/// A body beyond what offsets can say, or beyond the limit, is refused before it is looked at.
#[test]
#[cfg(target_pointer_width = "64")]
fn more_than_four_gigabytes() {
    let vast = pages::vast((4 << 30) + (1 << 20), 4096);
    for limits in [Limits::new(), Limits::new().with_max_body_len(usize::MAX)] {
        for len in [4 << 30, (4 << 30) + 1, (1 << 32) + 13, vast.len()] {
            let error = Decoder::with_limits(limits).decode(&vast[..len]).map(|_| ()).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::BodyTooLarge);
            assert!(error.offset() <= 1 << 30);
        }
    }
}
