//! `allocations CASE TIMES SINK` prints how often one request allocates, as JSON: until it is answered,
//! and until its span has arrived. A block that grows is a new one.

use bench::case::Case;
use serde_json::json;
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};
use std::alloc::System;

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [case, times, sink] = &arguments[..] else {
        panic!("CASE TIMES SINK");
    };
    let case = Case::new(case, sink);
    let times: u64 = times.parse().expect("a number");
    case.warm_up();
    let region = Region::new(ALLOCATOR);
    case.repeat(times);
    let answered = blocks(&region);
    case.pipeline.flush();
    let arrived = blocks(&region);
    let each = |blocks| blocks as f64 / times as f64;
    println!(
        "{}",
        json!({ "thread": each(answered), "all": each(arrived) })
    );
}

fn blocks(region: &Region<System>) -> usize {
    let change = region.change();
    change.allocations + change.reallocations
}
