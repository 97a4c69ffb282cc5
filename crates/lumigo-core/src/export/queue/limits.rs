use crate::config::Batching;
use std::time::Duration;

/// A batch of this many bytes is posted without waiting for the schedule.
const BATCH_BYTES: usize = 256 * 1024;

/// How much is put together, how much waits, and for how long.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    pub(super) delay: Duration,
    pub(super) max_age: Duration,
    /// How many posts are in flight at most.
    pub(super) concurrency: usize,
    /// A batch is full with this many bytes,
    pub(super) batch_bytes: usize,
    /// and never has more than this many, unless one record alone has,
    pub(super) most_batch_bytes: usize,
    /// or this many records.
    pub(super) batch_records: u64,
    /// What there is at most, in bytes.
    pub(super) buffer_bytes: usize,
    /// What there is at most besides what is in flight, in records.
    pub(super) queue_records: u64,
}

impl Limits {
    /// A batch may grow to `most_batch_bytes` while every post that may be in flight is, or the backend is down.
    pub(super) fn new(batching: &Batching, most_batch_bytes: usize) -> Self {
        let queue_records = number(batching.queue_size);
        let batch_records = match batching.batch_size {
            Some(_) => number(batching.batch_size).min(queue_records),
            // It must fit the queue, and should not be all of it.
            None => (queue_records / 4).max(1),
        };
        // What is in flight must leave room for what comes.
        let share = batching.buffer_bytes / (2 * batching.concurrency.max(1));
        Self {
            // Longer than anybody waits, and short enough for the clock.
            delay: batching.delay.min(Duration::from_secs(24 * 3600)),
            max_age: batching.max_age,
            concurrency: batching.concurrency,
            batch_bytes: share.min(BATCH_BYTES).min(most_batch_bytes),
            most_batch_bytes: share.min(most_batch_bytes),
            batch_records,
            buffer_bytes: batching.buffer_bytes,
            queue_records,
        }
    }
}

fn number(size: Option<usize>) -> u64 {
    size.and_then(|size| size.try_into().ok())
        .unwrap_or(u64::MAX)
}
