//! Bodies at the edge of what may be read: before and behind them lie pages that no one may touch, and
//! theirs may not be written. A read beyond a body ends the process.

#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod checks;

use checks::bodies::corpus;
use checks::kernels::{supported, unescape};
use checks::random::Random;
use pages::Pages;
use wabahook::scan::Index;
use wabahook::twin::naive;
use wabahook::{Decoder, ErrorKind, Kernel, Limits};

/// Memory of whole pages between two that may not be touched.
mod pages {
    #![expect(unsafe_code, reason = "the system's calls for pages")]

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

/// All lengths to 300, with nothing, with a backslash or a quote at the end, and of quotes only.
#[test]
fn every_length_is_scanned() {
    let (mut pages, mut indexes) = (Pages::new(4096), indexes());
    for len in 0..=300 {
        for (fill, last) in [(b'x', b'x'), (b'x', b'"'), (b'x', b'\\'), (b'"', b'"'), (0xC3, 0xE9)]
        {
            let mut body = vec![fill; len];
            if let Some(end) = body.last_mut() {
                *end = last;
            }
            scan(&mut pages, &mut indexes, &body);
        }
    }
    let mut random = Random(0x5EED_0077);
    for _ in 0..300 {
        let len = random.below(4097);
        let body: Vec<u8> = (0..len).map(|_| *random.pick(b"\"\\\\u00e9x{}:,\x01\xC3")).collect();
        scan(&mut pages, &mut indexes, &body);
    }
}

/// What a string means that lies at the edge.
#[test]
fn every_length_is_unescaped() {
    const CUT: &str = "\\u004";
    const ESCAPES: [&str; 8] =
        ["", "\\n", "\\u0041", "\\u00e9", "\\u3042", "\\ud83d\\ude00", "\\ud83d", CUT];
    let mut pages = Pages::new(4096);
    for len in 0..=130 {
        for escape in ESCAPES {
            let plain = "x".repeat(len);
            for spelled in
                [format!("{plain}{escape}"), format!("{escape}{plain}"), escape.repeat(len / 8 + 1)]
            {
                let expected = unescape(Kernel::Portable, spelled.as_bytes());
                for at_end in [true, false] {
                    let held = pages.hold(spelled.as_bytes(), at_end, b'\\');
                    for kernel in supported() {
                        let meant = unescape(kernel, held);
                        // A string that is cut short does not pass the door, and means anything.
                        assert!(meant == expected || escape == CUT, "{}", kernel.name());
                    }
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
    let mut decoders: Vec<_> =
        supported().map(|kernel| Decoder::new().with_kernel(kernel)).collect();
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
            assert!(decoder.decode(body.as_bytes()).is_ok());
            for cut in (0..=body.len()).rev().take(90) {
                let held = pages.hold(&body.as_bytes()[..cut], true, b'"');
                assert_eq!(decoder.decode(held).is_ok(), cut == body.len());
            }
        }
    }
}

/// A body beyond what offsets can say, or beyond the limit, is refused before it is looked at.
#[test]
#[cfg(target_pointer_width = "64")]
fn more_than_four_gigabytes() {
    let vast = pages::vast((4 << 30) + (1 << 20), 4096);
    for limits in [Limits::new(), Limits::new().body_len(usize::MAX)] {
        for len in [4 << 30, (4 << 30) + 1, (1 << 32) + 13, vast.len()] {
            let error = Decoder::with_limits(limits).decode(&vast[..len]).map(|_| ()).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::BodyTooLarge);
            assert!(error.offset() <= 1 << 30);
        }
    }
}
