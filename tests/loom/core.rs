//! `core`, with atomics, spinning and slices of raw memory modelled by loom. `threads.rs` compiles the
//! sources of the crate against it.
//!
//! loom does not see raw memory. Functions that make slices of it report an access to each byte, and
//! loom checks that conflicting accesses are ordered.

#![expect(unsafe_code, reason = "`slice` replaces unsafe functions of `core`")]

pub use ::core::*;

/// Spinning yields to the other threads.
pub mod hint {
    pub use ::core::hint::*;

    /// Waits for another thread.
    pub fn spin_loop() {
        crate::model::spin();
        loom::hint::spin_loop();
    }
}

/// The atomics that the crate may use.
pub mod sync {
    /// Atomics of loom, which tests can weaken.
    pub mod atomic {
        use crate::model::{Fault, has};
        pub use loom::sync::atomic::Ordering;
        use loom::sync::atomic::{self, Ordering::Relaxed};

        /// An integer shared by modelled threads.
        #[derive(Debug)]
        pub struct AtomicU32(atomic::AtomicU32);

        impl AtomicU32 {
            pub fn new(value: u32) -> AtomicU32 {
                AtomicU32(atomic::AtomicU32::new(value))
            }

            pub fn load(&self, order: Ordering) -> u32 {
                self.0.load(if has(Fault::RelaxedLoad) { Relaxed } else { order })
            }

            pub fn store(&self, value: u32, order: Ordering) {
                self.0.store(value, if has(Fault::RelaxedStore) { Relaxed } else { order });
            }

            pub fn fetch_or(&self, value: u32, order: Ordering) -> u32 {
                self.0.fetch_or(value, order)
            }

            pub fn compare_exchange(
                &self,
                current: u32,
                new: u32,
                success: Ordering,
                failure: Ordering,
            ) -> Result<u32, u32> {
                if has(Fault::RelaxedLoad) {
                    return self.0.compare_exchange(current, new, Relaxed, Relaxed);
                }
                if !has(Fault::SplitExchange) {
                    return self.0.compare_exchange(current, new, success, failure);
                }
                match self.0.load(success) {
                    seen if seen == current => {
                        self.0.store(new, Relaxed);
                        Ok(seen)
                    }
                    seen => Err(seen),
                }
            }
        }
    }
}

/// Slices of raw memory. Making one counts as an access to its bytes.
pub mod slice {
    use crate::model::{Access, access};
    pub use ::core::slice::*;

    /// Makes a slice for reading.
    ///
    /// # Safety
    ///
    /// As for the function of `core`.
    pub unsafe fn from_raw_parts<'a, T>(at: *const T, len: usize) -> &'a [T] {
        access(at.addr(), len * size_of::<T>(), Access::Read);
        // SAFETY: by the contract.
        unsafe { ::core::slice::from_raw_parts(at, len) }
    }

    /// Makes a slice for writing.
    ///
    /// # Safety
    ///
    /// As for the function of `core`.
    pub unsafe fn from_raw_parts_mut<'a, T>(at: *mut T, len: usize) -> &'a mut [T] {
        access(at.addr(), len * size_of::<T>(), Access::Write);
        // SAFETY: by the contract.
        unsafe { ::core::slice::from_raw_parts_mut(at, len) }
    }
}

/// The state of a run of a model. All threads of a model run on one thread of the system.
pub mod model {
    use loom::cell::UnsafeCell;
    use std::cell::{Cell, RefCell};
    use std::collections::HashMap;

    /// A defect of the modelled atomics.
    #[derive(Clone, Copy, PartialEq, Eq)]
    pub enum Fault {
        /// Loads and exchanges do not acquire.
        RelaxedLoad,
        /// Stores do not release.
        RelaxedStore,
        /// An exchange is a load and a store.
        SplitExchange,
    }

    /// A kind of access to raw memory.
    #[derive(Clone, Copy, PartialEq, Eq)]
    pub enum Access {
        Read,
        Write,
    }

    /// Spins in a run of which all orders are tried.
    const MAX_SPINS: usize = 4;

    thread_local! {
        static FAULT: Cell<Option<Fault>> = const { Cell::new(None) };
        static SPINS: Cell<usize> = const { Cell::new(0) };
        static WRITES: Cell<usize> = const { Cell::new(0) };
        /// The accessed bytes, by address.
        static BYTES: RefCell<HashMap<usize, UnsafeCell<()>>> = RefCell::default();
    }

    /// Begins a run: forgets all accesses, and sets the defect.
    pub fn begin(fault: Option<Fault>) {
        FAULT.set(fault);
        SPINS.set(0);
        WRITES.set(0);
        BYTES.with_borrow_mut(HashMap::clear);
    }

    /// Returns the number of slices made for writing in this run.
    pub fn writes() -> usize {
        WRITES.get()
    }

    pub(crate) fn has(fault: Fault) -> bool {
        FAULT.get() == Some(fault)
    }

    /// Counts a spin. Beyond the limit, one order of the rest of the run is enough: two spinning
    /// threads could take turns for ever.
    pub(crate) fn spin() {
        SPINS.set(SPINS.get() + 1);
        if SPINS.get() > MAX_SPINS {
            loom::skip_branch();
        }
    }

    pub(crate) fn access(at: usize, len: usize, access: Access) {
        WRITES.set(WRITES.get() + usize::from(access == Access::Write));
        BYTES.with_borrow_mut(|bytes| {
            for at in at..at + len {
                let byte = bytes.entry(at).or_insert_with(|| UnsafeCell::new(()));
                match access {
                    Access::Read => byte.with(|_| ()),
                    Access::Write => byte.with_mut(|_| ()),
                }
            }
        });
    }
}
