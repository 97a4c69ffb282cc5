//! A process that is stopped for a while, by a debugger or by whoever saves power.

use crate::process::{Clients, Process};
use lumigo_testing::{Answer, OtlpSink};
use rustix::process::Signal;
use std::collections::HashSet;
use std::time::Duration;

#[test]
fn a_process_that_was_stopped_goes_on_where_it_was() {
    let sink = OtlpSink::start();
    // So that posts are on their way when it stops.
    sink.answer_with(Answer::After(Duration::from_millis(50)));
    let process = Process::start(&sink, &[("OTEL_BSP_SCHEDULE_DELAY", "1")]);
    let clients = Clients::start(process.address, 8, 1);
    for _ in 0..3 {
        clients.wait_for(clients.answered() + 100);
        process.signal(Signal::STOP);
        process.wait_until_stopped();
        // The connections of its posts end meanwhile.
        sink.refuse();
        sink.come_back();
        process.signal(Signal::CONT);
    }
    clients.wait_for(clients.answered() + 100);
    process.signal(Signal::TERM);
    let answered = clients.join();
    process.wait();

    let spans = sink.spans();
    let ids: HashSet<_> = spans.iter().map(|span| span.trace_id.as_str()).collect();
    let missing = answered.iter().filter(|id| !ids.contains(id.as_str()));
    assert_eq!(missing.count(), 0, "of {}", answered.len());
    assert_eq!(sink.tally().needless, 0);
}
