//! HMAC-SHA256 (RFC 2104) over the compression function of SHA-256.
//!
//! The plain method hashes the key twice per body, and buffers the body. Here the key is hashed
//! once, and bodies are hashed in place. Several bodies are interleaved block by block: a
//! compression mostly waits for its own previous step, and meanwhile the CPU processes the other
//! body.

use alloc::boxed::Box;
use core::hint::black_box;
use core::slice;
use sha2::block_api::compress256;
use zeroize::{Zeroize, Zeroizing};

/// The state of SHA-256; at the end, the digest.
pub(super) type State = [u32; 8];

const BLOCK: usize = 64;
type Block = [u8; BLOCK];

/// The initial state of SHA-256 (FIPS 180-4, 5.3.3).
const INITIAL: State = [
    0x6A09_E667,
    0xBB67_AE85,
    0x3C6E_F372,
    0xA54F_F53A,
    0x510E_527F,
    0x9B05_688C,
    0x1F83_D9AB,
    0x5BE0_CD19,
];

/// The hash states of a secret. They suffice to sign.
pub(super) struct Key {
    inner: State,
    outer: State,
}

impl Drop for Key {
    fn drop(&mut self) {
        self.inner.zeroize();
        self.outer.zeroize();
    }
}

impl Key {
    /// Boxed from the start: a key that is not moved leaves no copies behind.
    pub(super) fn new(secret: &[u8]) -> Box<Key> {
        let mut key = Box::new(Key { inner: INITIAL, outer: INITIAL });
        let mut block = Zeroizing::new([0; BLOCK]);
        if secret.len() <= BLOCK {
            block.iter_mut().zip(secret).for_each(|(to, &byte)| *to = byte);
        } else {
            // RFC 2104 replaces a longer secret by its hash.
            let mut hash = Zeroizing::new(Lane::new(INITIAL, 0, secret));
            hash.finish();
            write_words(&mut *block, &hash.state);
        }
        for (state, pad) in [(&mut key.inner, 0x36), (&mut key.outer, 0x5C)] {
            let padded = Zeroizing::new(block.map(|byte| byte ^ pad));
            compress256(state, slice::from_ref(&padded));
        }
        key
    }

    /// Returns the codes of `N` bodies, with interleaved hashing.
    #[inline]
    pub(super) fn codes<const N: usize>(&self, bodies: [&[u8]; N]) -> [State; N] {
        let mut lanes = bodies.map(|body| Lane::new(self.inner, BLOCK, body));
        if N > 1 {
            lanes.iter().for_each(Lane::touch);
            let most = lanes.iter().map(Lane::len).max();
            for at in 0..most.unwrap_or(0) {
                lanes.iter_mut().for_each(|lane| lane.step(at));
            }
        } else {
            lanes.iter_mut().for_each(Lane::finish);
        }
        lanes.map(|lane| {
            let mut block = [0; BLOCK];
            write_words(&mut block, &lane.state);
            pad(&mut block, DIGEST, BLOCK + DIGEST);
            let mut state = self.outer;
            compress256(&mut state, slice::from_ref(&block));
            state
        })
    }
}

/// The length of a digest in bytes.
const DIGEST: usize = size_of::<State>();

/// A message that is being hashed.
struct Lane<'m> {
    state: State,
    /// The whole blocks of the message.
    blocks: &'m [Block],
    /// The rest of the message with the padding: one block or two.
    tail: [Block; 2],
    tail_blocks: usize,
}

impl<'m> Lane<'m> {
    /// Creates the state for a message, given the state after its first `hashed` bytes.
    #[inline]
    fn new(state: State, hashed: usize, message: &'m [u8]) -> Lane<'m> {
        let (blocks, rest) = message.as_chunks::<BLOCK>();
        let mut tail = [[0; BLOCK]; 2];
        // Mark and length take 9 bytes after the rest.
        let tail_blocks = if rest.len() + 9 <= BLOCK { 1 } else { 2 };
        let bytes = tail.as_flattened_mut();
        let bytes = bytes.get_mut(..tail_blocks * BLOCK).unwrap_or_default();
        bytes.iter_mut().zip(rest).for_each(|(to, &byte)| *to = byte);
        pad(bytes, rest.len(), hashed + message.len());
        Lane { state, blocks, tail, tail_blocks }
    }

    /// Loads the body into the cache at once, because loading each block in its turn is too late.
    /// After the first blocks the hardware prefetcher continues.
    #[inline]
    fn touch(&self) {
        black_box(self.blocks.iter().take(32).fold(0, |sum, block| sum ^ block[0]));
    }

    /// Returns the number of blocks.
    #[inline]
    fn len(&self) -> usize {
        self.blocks.len() + self.tail_blocks
    }

    /// Hashes the block with this number, if there is one.
    #[inline]
    fn step(&mut self, at: usize) {
        let tail = self.tail.get(..self.tail_blocks).unwrap_or_default();
        let block = self.blocks.get(at).or_else(|| tail.get(at - self.blocks.len()));
        if let Some(block) = block {
            compress256(&mut self.state, slice::from_ref(block));
        }
    }

    /// Hashes all blocks.
    #[inline]
    fn finish(&mut self) {
        compress256(&mut self.state, self.blocks);
        let tail = self.tail.get(..self.tail_blocks).unwrap_or_default();
        compress256(&mut self.state, tail);
    }
}

impl Zeroize for Lane<'_> {
    fn zeroize(&mut self) {
        self.state.zeroize();
        self.tail.zeroize();
    }
}

/// Writes the mark after the message, and the length in bits at the end.
#[inline]
fn pad(blocks: &mut [u8], message_end: usize, len: usize) {
    if let Some(mark) = blocks.get_mut(message_end) {
        *mark = 0x80;
    }
    if let Some(last) = blocks.last_chunk_mut() {
        *last = (len as u64 * 8).to_be_bytes();
    }
}

#[inline]
fn write_words(to: &mut [u8], words: &State) {
    for (bytes, word) in to.as_chunks_mut().0.iter_mut().zip(words) {
        *bytes = word.to_be_bytes();
    }
}
