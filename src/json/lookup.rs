//! Lookup of a key in a table by a perfect hash, which is computed at compile time.

/// A hash table in which each key of a fixed set has its own slot.
#[derive(Debug)]
pub(crate) struct Lookup {
    seed: u64,
    shift: u32,
    /// For each slot the number of its key, or [`NONE`].
    slots: &'static [u8],
}

const NONE: u8 = 0xFF;

/// Returns the number of slots for `keys` keys: enough to find a seed quickly.
pub(crate) const fn slots(keys: usize) -> usize {
    let wanted = keys * keys / 4;
    let wanted = if wanted < 8 { 8 } else { wanted };
    let power = wanted.next_power_of_two();
    if power > 512 { 512 } else { power }
}

/// Returns a seed that gives each of `keys` its own slot among `N`, and the filled slots.
///
/// Keys consist of letters, digits and underscores: an escaped key with any other character is not
/// looked up.
pub(crate) const fn build<const N: usize>(keys: &[&str]) -> (u64, [u8; N]) {
    let mut key = 0;
    while key < keys.len() {
        let (bytes, mut at) = (keys[key].as_bytes(), 0);
        while at < bytes.len() {
            assert!(bytes[at].is_ascii_alphanumeric() || bytes[at] == b'_');
            at += 1;
        }
        key += 1;
    }
    let mut seed = 0x9E37_79B9_7F4A_7C15u64;
    loop {
        let mut slots = [NONE; N];
        let mut i = 0;
        while i < keys.len() {
            let slot = Spelling::of(keys[i].as_bytes()).hash(seed) >> shift(N);
            if slots[slot as usize] != NONE {
                break;
            }
            slots[slot as usize] = i as u8;
            i += 1;
        }
        if i == keys.len() {
            return (seed, slots);
        }
        seed = seed.wrapping_mul(0xD134_2543_DE82_EF95) | 1;
    }
}

const fn shift(slots: usize) -> u32 {
    64 - slots.trailing_zeros()
}

/// The distinguishing parts of a key: its first and last eight bytes, and its length.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Spelling {
    first: u64,
    last: u64,
    len: usize,
}

impl Spelling {
    #[inline(always)]
    pub(crate) const fn of(key: &[u8]) -> Spelling {
        match (key.first_chunk(), key.last_chunk()) {
            (Some(first), Some(last)) => Spelling::new(*first, *last, key.len()),
            _ => {
                let (mut all, mut at) = ([0; 8], 0);
                while at < key.len() {
                    all[at] = key[at];
                    at += 1;
                }
                Spelling::new(all, all, key.len())
            }
        }
    }

    /// Returns the spelling of a key in `bytes`, in a time that does not depend on its length.
    #[inline(always)]
    pub(crate) fn within(bytes: &[u8], from: usize, to: usize) -> Spelling {
        let len = to.wrapping_sub(from);
        // A short key is read with the bytes behind it, which are shifted out.
        let wide = bytes.get(from..from.wrapping_add(len.max(8))).unwrap_or_default();
        match (wide.first_chunk(), wide.last_chunk()) {
            (Some(first), Some(last)) => Spelling::new(*first, *last, len),
            _ => Spelling::of(bytes.get(from..to).unwrap_or_default()),
        }
    }

    /// Combines the first and last eight bytes of a nonempty key. Other bytes follow a shorter one.
    #[inline(always)]
    const fn new(first: [u8; 8], last: [u8; 8], len: usize) -> Spelling {
        let beyond = 8 * (8 - if len < 8 { len } else { 8 }) as u32;
        let (first, last) = (u64::from_le_bytes(first), u64::from_le_bytes(last));
        Spelling { first: first.wrapping_shl(beyond), last: last.wrapping_shl(beyond), len }
    }

    /// Returns true if the spelling has all bytes of the key.
    #[inline(always)]
    pub(crate) const fn is_whole(self) -> bool {
        self.len <= 16
    }

    /// Returns the product of all parts with an odd number: its upper bits are the hash.
    #[inline(always)]
    const fn hash(self, seed: u64) -> u64 {
        (self.first ^ self.last.rotate_left(23)).wrapping_add(self.len as u64).wrapping_mul(seed)
    }
}

impl Lookup {
    /// Returns the lookup over a result of [`build`].
    pub(crate) const fn new<const N: usize>(built: &'static (u64, [u8; N])) -> Lookup {
        Lookup { seed: built.0, shift: shift(N), slots: &built.1 }
    }

    /// Returns the number of the only candidate, or [`NONE`]. The caller must compare the key.
    #[inline(always)]
    pub(crate) fn find(&self, key: Spelling) -> u8 {
        let slot = key.hash(self.seed) >> self.shift;
        self.slots.get(slot as usize).copied().unwrap_or(NONE)
    }
}
