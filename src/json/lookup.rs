//! From a key to its number without a search: a perfect hash, found while the crate is compiled.

/// A table in which each key of a fixed set has a slot of its own.
#[derive(Debug)]
pub(crate) struct Lookup {
    seed: u64,
    shift: u32,
    /// The number of the key that belongs in the slot, or [`NONE`].
    slots: &'static [u8],
}

const NONE: u8 = 0xFF;

/// How many slots `keys` keys need: enough that a seed is found soon.
pub(crate) const fn slots(keys: usize) -> usize {
    let wanted = keys * keys / 4;
    let wanted = if wanted < 8 { 8 } else { wanted };
    let power = wanted.next_power_of_two();
    if power > 512 { 512 } else { power }
}

/// The seed that gives each of `keys` a slot of its own among `N`, with the slots filled.
pub(crate) const fn build<const N: usize>(keys: &[&str]) -> (u64, [u8; N]) {
    let mut seed = 0x9E37_79B9_7F4A_7C15u64;
    loop {
        let mut slots = [NONE; N];
        let mut i = 0;
        while i < keys.len() {
            let slot = hash(keys[i].as_bytes(), seed) >> shift(N);
            if slots[slot as usize] != NONE {
                break;
            }
            slots[slot as usize] = i as u8;
            i += 1;
        }
        if i == keys.len() {
            return (seed, slots);
        }
        seed = seed.wrapping_mul(0xD134_2543_DE82_EF95).wrapping_add(2);
    }
}

const fn shift(slots: usize) -> u32 {
    64 - slots.trailing_zeros()
}

/// The first and the last eight bytes and the length, multiplied: keys differ in one of them.
const fn hash(key: &[u8], seed: u64) -> u64 {
    let len = key.len();
    let (first, last) = if len >= 8 {
        (word(key, 0), word(key, len - 8))
    } else if len >= 4 {
        (half(key, 0), half(key, len - 4))
    } else {
        let mut first = 0;
        let mut i = 0;
        while i < len {
            first = (first << 8) | key[i] as u64;
            i += 1;
        }
        (first, 0)
    };
    let mixed = (first ^ last.rotate_left(23)).wrapping_add(len as u64);
    let mixed = mixed.wrapping_mul(seed | 1);
    (mixed ^ (mixed >> 29)).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

// Called with positions that lie within the key; `const` leaves no other way to write it.
#[expect(clippy::indexing_slicing, reason = "both callers keep the window inside of the key")]
const fn word(key: &[u8], at: usize) -> u64 {
    u64::from_le_bytes([
        key[at],
        key[at + 1],
        key[at + 2],
        key[at + 3],
        key[at + 4],
        key[at + 5],
        key[at + 6],
        key[at + 7],
    ])
}

#[expect(clippy::indexing_slicing, reason = "both callers keep the window inside of the key")]
const fn half(key: &[u8], at: usize) -> u64 {
    u32::from_le_bytes([key[at], key[at + 1], key[at + 2], key[at + 3]]) as u64
}

impl Lookup {
    /// Over what [`build`] made.
    pub(crate) const fn new<const N: usize>(built: &'static (u64, [u8; N])) -> Lookup {
        Lookup { seed: built.0, shift: shift(N), slots: &built.1 }
    }

    /// The only number that `key` can have. The caller compares the key itself.
    #[inline]
    pub(crate) fn find(&self, key: &[u8]) -> Option<u8> {
        let slot = hash(key, self.seed) >> self.shift;
        self.slots.get(slot as usize).copied().filter(|&number| number != NONE)
    }
}
