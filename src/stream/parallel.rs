//! All threads at once.

use super::record::Record;
use super::slice::Parts;
use crate::decoder::Decoder;
use crate::limits::Limits;
use alloc::vec::Vec;
use rayon::iter::{ParallelBridge, ParallelIterator};

impl Parts<'_> {
    /// Visits the records of all parts on the threads of the current `rayon` pool, and gives the result
    /// of each part, in the order of the stream.
    ///
    /// `start` makes the result of a part, `visit` adds a record to it; records of one part come in order.
    /// Each thread has one decoder. Parts are handed out as threads become free: [split](super::split)
    /// into several for each.
    ///
    /// ```
    /// use wabahook::{Limits, stream::{Framing, split}};
    /// let log = "{\"entry\":[]}\n".repeat(1000) + "oops\n";
    /// let parts = split(log.as_bytes(), Framing::Lines, 64);
    /// let lines = parts.par_visit(Limits::new(), Vec::new, |bad, record| {
    ///     bad.extend(record.payload().err().map(|error| error.line()));
    /// });
    /// assert_eq!(lines.concat(), [1001]);
    /// ```
    pub fn par_visit<T: Send>(
        self,
        limits: Limits,
        start: impl Fn() -> T + Sync,
        visit: impl Fn(&mut T, Record<'_>) + Sync,
    ) -> Vec<T> {
        let decoder = || Decoder::with_limits(limits);
        let visited = self.par_bridge().map_init(decoder, |decoder, part| {
            let mut result = start();
            let mut payloads = part.records().decode_with(decoder);
            while let Some(record) = payloads.next_record() {
                visit(&mut result, record);
            }
            (part.offset(), result)
        });
        let mut results: Vec<_> = visited.collect();
        results.sort_unstable_by_key(|&(offset, _)| offset);
        results.into_iter().map(|(_, result)| result).collect()
    }

    /// Visits the records of all parts on the threads of the current `rayon` pool, in no order.
    ///
    /// Each thread has one decoder. Results go where `visit` puts them: a channel, counters.
    pub fn par_for_each(self, limits: Limits, visit: impl Fn(Record<'_>) + Sync) {
        let decoder = || Decoder::with_limits(limits);
        self.par_bridge().for_each_init(decoder, |decoder, part| {
            let mut payloads = part.records().decode_with(decoder);
            while let Some(record) = payloads.next_record() {
                visit(record);
            }
        });
    }
}
