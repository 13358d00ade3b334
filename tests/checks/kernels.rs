//! Every kernel against the plain twin, and against each other through the decoder.

use super::decoders;
use std::mem::MaybeUninit;
use wabahook::scan::{Index, Scanner};
use wabahook::twin::naive;
use wabahook::{Decoder, Kernel, Limits};

/// Whether nothing is to be left out, however long it takes.
pub(crate) fn exhaustive() -> bool {
    std::env::var_os("WABAHOOK_EXHAUSTIVE").is_some_and(|value| value == "1")
}

/// Memory in which bodies lie at every offset from a border of 64 bytes, among bytes that are not theirs.
#[derive(Default)]
pub(crate) struct Room {
    bytes: Vec<u8>,
    /// Counts up from body to body.
    turn: usize,
}

impl Room {
    /// Calls `check` with `body`: at all 64 offsets, or each time at another one.
    pub(crate) fn hold(&mut self, body: &[u8], everywhere: bool, mut check: impl FnMut(&[u8])) {
        const POISON: [u8; 5] = *b"\"\\}\x00\xFF";
        self.turn += 1;
        let offset = self.turn % 64;
        let offsets = if everywhere { 0..64 } else { offset..offset + 1 };
        self.bytes.clear();
        self.bytes.resize(body.len() + 4 * 64, POISON[self.turn % POISON.len()]);
        let border = self.bytes.as_ptr().align_offset(64);
        for offset in offsets {
            // One after the other: what is left of the body before is poison too.
            let place = border + offset;
            self.bytes[place..place + body.len()].copy_from_slice(body);
            check(&self.bytes[place..place + body.len()]);
        }
    }
}

/// The kernels that this machine runs.
pub(crate) fn supported() -> impl Iterator<Item = Kernel> {
    Kernel::ALL.into_iter().filter(|kernel| kernel.is_supported())
}

/// Every kernel finds what the twin finds, and leads to the same payload or the same error, with a
/// cache and without.
pub(crate) fn check_kernels(body: &[u8]) {
    check_scan(body);
    let mut first = None;
    let new = supported().map(|kernel| Decoder::new().with_kernel(kernel));
    for mut decoder in new.chain(decoders(body, Limits::new())) {
        let kernel = decoder.kernel();
        let result = match decoder.decode(body) {
            Ok(payload) => Ok((format!("{payload:?}"), payload.events().count())),
            Err(error) => Err(error),
        };
        let first = first.get_or_insert_with(|| result.clone());
        assert_eq!(*first, result, "kernel {}", kernel.name());
    }
}

/// Every kernel finds what the twin finds, also in memory that is not fresh.
pub(crate) fn check_scan(body: &[u8]) {
    let expected = naive::scan(body);
    for kernel in supported() {
        let mut index = Index::default();
        compare(kernel, body, &expected, &mut index);
        Scanner::new(kernel).scan(&[b'"'; 130], &mut index);
        compare(kernel, body, &expected, &mut index);
    }
}

/// `kernel` finds in `body`, with the memory of `index`, what is expected.
pub(crate) fn compare(kernel: Kernel, body: &[u8], expected: &naive::Found, index: &mut Index) {
    let facts = Scanner::new(kernel).scan(body, index);
    let name = kernel.name();
    assert_eq!(index.marks(), expected.marks, "{name}: marks of {:?}", body.escape_ascii());
    assert_eq!(facts, expected.facts, "{name}: facts of {:?}", body.escape_ascii());
    assert_eq!(index.has_backslash(), expected.facts.backslash);
}

/// What may stand behind a string, and is not of it: nothing, its quote, and what would go on with it.
pub(crate) const BEHIND: [&str; 3] = [
    "",
    "\"",
    "\\ude00041\\u0041\\\\\u{e9}0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
];

/// What every kernel makes of a well-formed string is what the twin makes of it, whatever is behind it.
pub(crate) fn check_unescape(spelled: &str) {
    let expected = naive::unescape(spelled);
    for behind in BEHIND {
        let text = format!("{spelled}{behind}");
        for kernel in supported() {
            let meant = unescape(kernel, text.as_bytes(), spelled.len());
            assert_eq!(meant, expected.as_bytes(), "{}: {spelled:?} {behind:?}", kernel.name());
        }
    }
}

/// What a kernel makes of the string of that length that `text` begins with, well formed or not: never
/// longer than it was.
pub(crate) fn unescape(kernel: Kernel, text: &[u8], spelled: usize) -> Vec<u8> {
    const MARK: u8 = 0xEE;
    let mut out = vec![MaybeUninit::new(MARK); spelled + 70];
    let len = Scanner::new(kernel).unescape(text, spelled, &mut out);
    assert!(len <= spelled);
    #[expect(unsafe_code, reason = "the memory was given out initialised")]
    // SAFETY: every byte was written when it was made.
    let out: Vec<u8> = out.iter().map(|byte| unsafe { byte.assume_init() }).collect();
    assert!(out.iter().skip(spelled).all(|&byte| byte == MARK), "{}", kernel.name());
    out.into_iter().take(len).collect()
}
