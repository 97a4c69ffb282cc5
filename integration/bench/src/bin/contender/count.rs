//! For callgrind.

use bench::case::Case;

pub(crate) fn run(case: &str, times: u64, sink: &str) {
    let case = Case::new(case, sink);
    case.warm_up();
    measured_region(&case, times);
    case.pipeline.flush();
}

/// What is counted of the thread that sends the requests, with `--toggle-collect='*measured_region*'`.
#[inline(never)]
fn measured_region(case: &Case, times: u64) {
    case.repeat(times);
}
