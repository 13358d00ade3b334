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
        seed = seed.wrapping_mul(0xD134_2543_DE82_EF95).wrapping_add(2);
    }
}

const fn shift(slots: usize) -> u32 {
    64 - slots.trailing_zeros()
}

/// What keys differ in: their first and last eight bytes, and their length.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Spelling {
    first: u64,
    last: u64,
    len: usize,
}

impl Spelling {
    #[inline(always)]
    pub(crate) const fn of(key: &[u8]) -> Spelling {
        let (first, last) = if let (Some(first), Some(last)) = (key.first_chunk(), key.last_chunk())
        {
            (u64::from_le_bytes(*first), u64::from_le_bytes(*last))
        } else if let (Some(first), Some(last)) = (key.first_chunk(), key.last_chunk()) {
            (u32::from_le_bytes(*first) as u64, u32::from_le_bytes(*last) as u64)
        } else {
            match *key {
                [first, middle, last] => (u32::from_le_bytes([first, middle, last, 0]) as u64, 0),
                [first, last] => (u32::from_le_bytes([first, last, 0, 0]) as u64, 0),
                [first] => (first as u64, 0),
                _ => (0, 0),
            }
        };
        Spelling { first, last, len: key.len() }
    }

    /// Whether there is no more to the key than this.
    #[inline(always)]
    pub(crate) const fn is_whole(self) -> bool {
        self.len <= 16
    }

    /// All of it multiplied.
    #[inline(always)]
    const fn hash(self, seed: u64) -> u64 {
        let mixed = (self.first ^ self.last.rotate_left(23)).wrapping_add(self.len as u64);
        let mixed = mixed.wrapping_mul(seed | 1);
        (mixed ^ (mixed >> 29)).wrapping_mul(0x9E37_79B9_7F4A_7C15)
    }
}

impl Lookup {
    /// Over what [`build`] made.
    pub(crate) const fn new<const N: usize>(built: &'static (u64, [u8; N])) -> Lookup {
        Lookup { seed: built.0, shift: shift(N), slots: &built.1 }
    }

    /// The only number that a key can have. The caller compares the key itself.
    #[inline(always)]
    pub(crate) fn find(&self, key: Spelling) -> Option<u8> {
        let slot = key.hash(self.seed) >> self.shift;
        self.slots.get(slot as usize).copied().filter(|&number| number != NONE)
    }
}
