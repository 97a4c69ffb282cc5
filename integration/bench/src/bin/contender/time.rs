//! For the clock. Prints the median time of a request, in nanoseconds.

use bench::case::Case;
use std::time::{Duration, Instant};

/// Requests between two looks at the clock. Less than a batch of the SDK: the spans leave when the clock
/// has stopped, and no queue is ever full; what is dropped is cheap.
const CHUNK: u64 = 400;

pub(crate) fn run(case: &str, ms: u64, sink: &str) {
    let case = Case::new(case, sink);
    case.warm_up();
    chunks(&case, Duration::from_millis(ms / 4));
    let mut chunks = chunks(&case, Duration::from_millis(ms));
    chunks.sort();
    let median = chunks[chunks.len() / 2];
    println!("{}", median.as_nanos() as f64 / CHUNK as f64);
}

/// The times of so many chunks. Before each, everything has arrived.
fn chunks(case: &Case, enough: Duration) -> Vec<Duration> {
    let mut chunks = Vec::new();
    while chunks.iter().sum::<Duration>() < enough {
        let start = Instant::now();
        case.repeat(CHUNK);
        chunks.push(start.elapsed());
        case.pipeline.flush();
    }
    chunks
}
