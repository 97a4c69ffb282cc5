//! A service that is ended by a signal, as `docs/shutdown.md` says it should be.

use crate::process::{Clients, Process};
use lumigo_testing::{Answer, OtlpSink};
use rustix::process::Signal;
use std::collections::HashSet;
use std::time::Duration;

/// Ends a service with many requests on their way; each that was answered has a span at the sink.
fn no_span_is_missing(signal: Signal, answer: Answer, first: &[Answer]) {
    let sink = OtlpSink::start();
    sink.answer_with(answer);
    sink.answer_next(first.iter().copied());
    let process = Process::start(&sink, &[("LUMIGO_DEBUG", "true")]);
    let clients = Clients::start(process.address, 32, 10);
    clients.wait_for(500);
    process.signal(signal);
    let answered = clients.join();
    let errors = process.wait();

    let spans = sink.spans();
    let ids: HashSet<_> = spans.iter().map(|span| span.trace_id.as_str()).collect();
    let missing = answered.iter().filter(|id| !ids.contains(id.as_str()));
    assert_eq!(missing.count(), 0, "of {}", answered.len());
    assert!(answered.len() >= 500);
    let tally = sink.tally();
    assert_eq!((tally.distinct, tally.kept), (spans.len(), spans.len()));
    let end = format!("shut down; spans sent: {}, dropped: 0\n", spans.len());
    assert!(errors.contains(&end), "{errors}");
    let warnings = errors.matches("#LUMIGO# WARNING").count();
    assert_eq!(warnings, first.len().min(1), "{errors}");
}

#[test]
fn no_span_of_an_answered_request_is_missing() {
    for signal in [Signal::TERM, Signal::INT] {
        no_span_is_missing(signal, Answer::Accept, &[]);
    }
}

#[test]
fn nor_is_one_when_the_backend_is_slow() {
    for signal in [Signal::TERM, Signal::INT] {
        let slow = Answer::After(Duration::from_millis(100));
        no_span_is_missing(signal, slow, &[]);
    }
}

#[test]
fn nor_is_one_when_the_backend_is_not_there_at_first() {
    for signal in [Signal::TERM, Signal::INT] {
        let unavailable = Answer::Status(503);
        no_span_is_missing(signal, Answer::Accept, &[unavailable; 2]);
    }
}

/// The handler and the address are the program's own; how lines are broken does not matter.
#[test]
fn the_service_is_that_of_the_documentation() {
    let squeezed = |text: &str| text.split_whitespace().collect::<String>();
    let document = include_str!("../../../docs/shutdown.md");
    let program = squeezed(include_str!("../../src/bin/recipe.rs"));
    let recipe = document.split("```rust,no_run\n").nth(1).unwrap();
    let recipe = recipe.split("```").next().unwrap();
    let own = ["    let app = ", "    let listener = "];
    let is_own = |line: &&str| own.iter().any(|own| line.starts_with(own));
    let lines: Vec<_> = recipe.lines().filter(|line| !is_own(line)).collect();
    let missing = lines
        .iter()
        .filter(|line| !program.contains(&squeezed(line)));
    assert_eq!(missing.count(), 0);
    assert!(lines.len() > 20);
}
