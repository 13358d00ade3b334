//! Every kernel against the reference, and all kernels against each other through the decoder.

use super::decoders;
use std::mem::MaybeUninit;
use wabahook::scan::{Index, Scanner};
use wabahook::twin::naive;
use wabahook::{Decoder, Kernel, Limits};

/// Returns true if the environment asks for exhaustive tests.
pub(crate) fn exhaustive() -> bool {
    std::env::var_os("WABAHOOK_EXHAUSTIVE").is_some_and(|value| value == "1")
}

/// A buffer that holds bodies at every offset from a 64-byte boundary, surrounded by other bytes.
#[derive(Default)]
pub(crate) struct OffsetBuffer {
    bytes: Vec<u8>,
    /// Number of bodies so far; selects the offset and the poison.
    turn: usize,
}

impl OffsetBuffer {
    /// Calls `check` with `body` at all 64 offsets, or at a different one on each call.
    pub(crate) fn hold(&mut self, body: &[u8], everywhere: bool, mut check: impl FnMut(&[u8])) {
        const POISON: [u8; 5] = *b"\"\\}\x00\xFF";
        self.turn += 1;
        let offset = self.turn % 64;
        let offsets = if everywhere { 0..64 } else { offset..offset + 1 };
        self.bytes.clear();
        self.bytes.resize(body.len() + 4 * 64, POISON[self.turn % POISON.len()]);
        let border = self.bytes.as_ptr().align_offset(64);
        for offset in offsets {
            // Offsets ascend, so the rest of the previous copy is poison too.
            let place = border + offset;
            self.bytes[place..place + body.len()].copy_from_slice(body);
            check(&self.bytes[place..place + body.len()]);
        }
    }
}

/// Returns the kernels that this machine supports.
pub(crate) fn supported() -> impl Iterator<Item = Kernel> {
    Kernel::ALL.into_iter().filter(|kernel| kernel.is_supported())
}

/// Every kernel gives the index of the reference and the same payload or error, with a cache and
/// without.
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

/// Every kernel gives the index of the reference, also in used memory.
pub(crate) fn check_scan(body: &[u8]) {
    let expected = naive::scan(body);
    for kernel in supported() {
        let mut index = Index::default();
        compare(kernel, body, &expected, &mut index);
        Scanner::new(kernel).scan(&[b'"'; 130], &mut index);
        compare(kernel, body, &expected, &mut index);
    }
}

/// Asserts that `kernel` gives the expected index of `body`, in the memory of `index`.
pub(crate) fn compare(kernel: Kernel, body: &[u8], expected: &naive::Found, index: &mut Index) {
    let flags = Scanner::new(kernel).scan(body, index);
    let name = kernel.name();
    assert_eq!(index.quotes(), expected.quotes, "{name}: quotes of {:?}", body.escape_ascii());
    assert_eq!(flags, expected.flags, "{name}: flags of {:?}", body.escape_ascii());
    assert_eq!(index.has_backslash(), expected.flags.backslash);
}

/// Bytes that follow a string without being part of it: none, its quote, and a continuation.
pub(crate) const BEHIND: [&str; 3] = [
    "",
    "\"",
    "\\ude00041\\u0041\\\\\u{e9}0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
];

/// Every kernel unescapes a valid string like the reference, whatever follows it.
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

/// Unescapes the first `spelled` bytes of `text`, valid or not, and asserts that the result is not
/// longer than they are.
pub(crate) fn unescape(kernel: Kernel, text: &[u8], spelled: usize) -> Vec<u8> {
    const UNTOUCHED: u8 = 0xEE;
    let mut out = vec![MaybeUninit::new(UNTOUCHED); spelled + 70];
    let len = Scanner::new(kernel).unescape(text, spelled, &mut out);
    assert!(len <= spelled);
    #[expect(unsafe_code, reason = "the memory was initialised when it was allocated")]
    // SAFETY: every byte was initialised above.
    let out: Vec<u8> = out.iter().map(|byte| unsafe { byte.assume_init() }).collect();
    assert!(out.iter().skip(spelled).all(|&byte| byte == UNTOUCHED), "{}", kernel.name());
    out.into_iter().take(len).collect()
}
