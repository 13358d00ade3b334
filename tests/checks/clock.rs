//! CPU time of the current thread, so that the load of the machine does not count.

pub(crate) use here::time_spent;

#[cfg(unix)]
mod here {
    #![expect(unsafe_code, reason = "the system's call for the clock")]

    use std::mem::MaybeUninit;
    use std::time::Duration;

    pub(crate) fn time_spent() -> Duration {
        let mut time = MaybeUninit::<libc::timespec>::uninit();
        // SAFETY: there is room for what the system writes.
        let done = unsafe { libc::clock_gettime(libc::CLOCK_THREAD_CPUTIME_ID, time.as_mut_ptr()) };
        assert_eq!(done, 0);
        // SAFETY: the system has written it.
        let time = unsafe { time.assume_init() };
        Duration::new(time.tv_sec.try_into().unwrap(), time.tv_nsec.try_into().unwrap())
    }
}

/// Other systems: wall-clock time.
#[cfg(not(unix))]
mod here {
    use std::sync::LazyLock;
    use std::time::{Duration, Instant};

    static START: LazyLock<Instant> = LazyLock::new(Instant::now);

    pub(crate) fn time_spent() -> Duration {
        START.elapsed()
    }
}
