//! Bodies between guard pages, in read-only memory: a read beyond a body, or a write to it, ends
//! the process.

#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod checks;

use checks::bodies::corpus;
use checks::kernels::{BEHIND, exhaustive, supported};
use checks::random::Random;
use pages::Pages;
use wabahook::Decoder;
use wabahook::scan::{ExactTemplate, Index, Scanner, Template};
use wabahook::twin::naive;
#[cfg(target_pointer_width = "64")]
use wabahook::{ErrorKind, Limits};

/// Memory of whole pages between two guard pages.
mod pages {
    #![expect(unsafe_code, reason = "the system's calls for pages")]

    use std::mem::MaybeUninit;
    use std::ptr;

    pub(super) struct Pages {
        /// Start of the first guard page.
        start: *mut u8,
        page: usize,
        /// Number of bytes between the guard pages.
        len: usize,
    }

    impl Pages {
        /// Maps pages for at least `len` bytes.
        pub(super) fn new(len: usize) -> Pages {
            // SAFETY: a query without arguments in memory.
            let page = usize::try_from(unsafe { libc::sysconf(libc::_SC_PAGESIZE) }).unwrap();
            let len = len.next_multiple_of(page).max(page);
            let pages = Pages { start: map(len + 2 * page), page, len };
            pages.protect(libc::PROT_READ | libc::PROT_WRITE);
            pages
        }

        fn protect(&self, protection: i32) {
            // SAFETY: the pages are ours; no slice of them is held during the call.
            let done = unsafe { libc::mprotect(self.inside().cast(), self.len, protection) };
            assert_eq!(done, 0);
        }

        fn inside(&self) -> *mut u8 {
            self.start.wrapping_add(self.page)
        }

        /// Copies `body` to the end or the start of the pages, fills the rest with `poison`, and
        /// makes the pages read-only.
        pub(super) fn hold(&mut self, body: &[u8], at_end: bool, poison: u8) -> &[u8] {
            let offset = if at_end { self.len - body.len() } else { 0 };
            let all = self.writable();
            all.fill(poison);
            all[offset..offset + body.len()].copy_from_slice(body);
            self.protect(libc::PROT_READ);
            // SAFETY: the range is within the pages, which are initialised, and borrowed from them.
            unsafe { std::slice::from_raw_parts(self.inside().wrapping_add(offset), body.len()) }
        }

        /// Returns whether the system can read the bytes just before and just behind the pages.
        pub(super) fn is_readable_beyond(&self) -> [bool; 2] {
            let mut pipe = [0; 2];
            // SAFETY: `pipe` has space for two descriptors.
            assert_eq!(unsafe { libc::pipe(pipe.as_mut_ptr()) }, 0);
            let behind = self.inside().wrapping_add(self.len);
            let readable = [self.inside().wrapping_sub(1), behind].map(|at| {
                // SAFETY: the system returns an error for memory that it cannot read.
                unsafe { libc::write(pipe[1], at.cast(), 1) == 1 }
            });
            for end in pipe {
                // SAFETY: both descriptors are ours.
                assert_eq!(unsafe { libc::close(end) }, 0);
            }
            readable
        }

        /// Returns the last or first `len` bytes between the guard pages, writable; all bytes
        /// between them are set to `fill`.
        pub(super) fn out(&mut self, len: usize, at_end: bool, fill: u8) -> &mut [MaybeUninit<u8>] {
            let offset = if at_end { self.len - len } else { 0 };
            self.writable().fill(fill);
            let start = self.inside().wrapping_add(offset).cast();
            // SAFETY: the range is within the pages, and borrowed from them.
            unsafe { std::slice::from_raw_parts_mut(start, len) }
        }

        /// Returns all bytes between the guard pages, writable.
        pub(super) fn writable(&mut self) -> &mut [u8] {
            self.protect(libc::PROT_READ | libc::PROT_WRITE);
            // SAFETY: the pages are mapped, zeroed at first, and borrowed as a whole.
            unsafe { std::slice::from_raw_parts_mut(self.inside(), self.len) }
        }
    }

    impl Drop for Pages {
        fn drop(&mut self) {
            // SAFETY: the range that `map` returned, in full.
            unsafe { libc::munmap(self.start.cast(), self.len + 2 * self.page) };
        }
    }

    /// Maps `len` bytes that must not be touched.
    fn map(len: usize) -> *mut u8 {
        let flags = libc::MAP_PRIVATE | libc::MAP_ANON | libc::MAP_NORESERVE;
        // SAFETY: new pages, at an address of the system's choice.
        let start = unsafe { libc::mmap(ptr::null_mut(), len, libc::PROT_NONE, flags, -1, 0) };
        assert_ne!(start, libc::MAP_FAILED, "no memory of {len} bytes");
        start.cast()
    }

    /// Returns a slice whose first `readable` bytes are zero and whose rest must not be touched.
    #[cfg(target_pointer_width = "64")]
    pub(super) fn vast(len: usize, readable: usize) -> &'static [u8] {
        let start = map(len);
        // SAFETY: pages of our own, never unmapped. Bytes beyond `readable` are never read: the
        // test verifies that, and a read would end the process.
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
        assert_eq!(pages.is_readable_beyond(), [false, false]);
    }
}

/// Every kernel gives the index of the reference for a body at both ends of the pages.
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

/// All lengths to 300: one byte repeated, with another one at the start or the end; in exhaustive
/// tests with another one at each offset.
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

/// Strings at the ends of the pages, unescaped to memory that ends or begins at other guard pages.
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
    let (mut pages, mut output, mut turn) = (Pages::new(4096), Pages::new(4096), 0);
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
                        let out = output.out(spelled.len(), at_end, 0xEE);
                        let len = Scanner::new(kernel).unescape(held, spelled.len(), out);
                        let meant = meant(&mut output, spelled.len(), len, at_end);
                        assert_eq!(meant, expected.as_bytes(), "{}: {spelled}", kernel.name());
                    }
                }
            }
        }
    }
}

/// Returns the first `len` bytes of the output, and asserts that nothing was written outside of its
/// `room` bytes.
fn meant(pages: &mut Pages, size: usize, len: usize, at_end: bool) -> &[u8] {
    let all: &[u8] = pages.writable();
    let (out, rest) = match at_end {
        true => (&all[all.len() - size..], &all[..all.len() - size]),
        false => all.split_at(size),
    };
    assert!(rest.iter().all(|&byte| byte == 0xEE), "written outside of the output");
    &out[..len]
}

/// Invalid strings have any value but stay within their memory. If the output is too small, nothing
/// is written.
#[test]
fn no_string_leaves_its_memory() {
    let mut random = Random(0x5EED_0078);
    let (mut pages, mut output) = (Pages::new(4096), Pages::new(4096));
    for round in 0..if exhaustive() { 1_000_000 } else { 3_000 } {
        let len = random.below(140);
        let spelled: Vec<u8> =
            (0..len).map(|_| *random.pick(b"\\\\\\uuu0dDf8x\xC3\xA9\"")).collect();
        let held = pages.hold(&spelled, round % 2 == 0, b'\\');
        // The whole, or only its beginning.
        let len = if round % 3 == 0 { random.below(len + 1) } else { len };
        for scanner in supported().map(Scanner::new) {
            let written = scanner.unescape(held, len, output.out(len, true, 0xEE));
            meant(&mut output, len, written, true);
            if len > 0 {
                assert_eq!(scanner.unescape(held, len, output.out(len - 1, true, 0xEE)), 0);
                meant(&mut output, 0, 0, true);
            }
            assert_eq!(scanner.unescape(held, held.len() + 1, output.out(4096, true, 0xEE)), 0);
        }
    }
}

/// Templates of texts and bodies, matched with whole and truncated bodies at the guard pages.
#[test]
fn known_texts_stay_within_the_body() {
    let mut pages = Pages::new(4096);
    for len in 0..=if exhaustive() { 300 } else { 140 } {
        let text = format!(
            r#"{{"a":"{}","bcd":[1,20,{}]}}"#,
            "x".repeat(len / 3),
            "7".repeat(len - len / 3 + 1)
        );
        let quotes = naive::scan(text.as_bytes()).quotes;
        let (mut template, mut layout) = (Template::default(), ExactTemplate::default());
        assert!(template.learn(text.as_bytes(), 0, &quotes, |_| false));
        let known = ExactTemplate::is_regular(text.as_bytes(), &quotes)
            && layout.learn(&template, text.as_bytes(), &quotes);
        for cut in 0..=text.len() {
            for at_end in [true, false] {
                let held = pages.hold(&text.as_bytes()[..cut], at_end, b'7');
                for scanner in supported().map(Scanner::new) {
                    // The quotes of the whole text: more than the truncated body has.
                    let whole = (cut == text.len()).then_some(cut);
                    assert_eq!(scanner.matches(&template, held, 0, &quotes), whole);
                    assert_eq!(scanner.fits(&layout, held), known && whole.is_some());
                }
            }
        }
    }
}

/// The whole corpus twice, so that the cache is used the second time; the results are those of
/// bodies elsewhere in memory.
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
        let expected = answer(&mut Decoder::new(), &body.bytes);
        let cuts = [body.bytes.len(), body.bytes.len() / 2, body.bytes.len() * 9 / 10];
        for (at_end, poison) in [(true, b'}'), (false, b'"'), (true, 0xFF)] {
            for decoder in &mut decoders {
                for cut in cuts {
                    let held = pages.hold(&body.bytes[..cut], at_end, poison);
                    let found = answer(decoder, held);
                    if cut == body.bytes.len() {
                        assert_eq!(found, expected, "{}", body.name());
                    }
                    assert_eq!(answer(decoder, held), found, "{}", body.name());
                }
            }
        }
    }
}

/// Returns everything that can be read of a body.
fn answer(decoder: &mut Decoder, body: &[u8]) -> Result<String, wabahook::Error> {
    decoder.decode(body).map(|payload| {
        checks::views::read_payload(payload);
        payload.events().map(|event| format!("{event:?}\n")).collect()
    })
}

/// Items of one structure, the last of them whole and truncated at the guard page.
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

/// A body beyond 32-bit offsets, or beyond the limit, is rejected without being read.
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
