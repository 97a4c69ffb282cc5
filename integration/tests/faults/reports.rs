//! What is said of a backend that does not take spans: once, and without a secret.

use crate::process::{Clients, Process};
use lumigo_testing::{Answer, OtlpSink};
use rustix::process::Signal;

/// What a service says whose every post is answered in this way.
fn warnings(answer: Answer) -> Vec<String> {
    let sink = OtlpSink::start();
    sink.answer_with(answer);
    let process = Process::start(&sink, &[("OTEL_BSP_SCHEDULE_DELAY", "1")]);
    let clients = Clients::start(process.address, 2, 1);
    while sink.requests().len() < 4 {
        clients.wait_for(clients.answered() + 1);
    }
    sink.answer_with(Answer::Accept);
    process.signal(Signal::TERM);
    clients.join();
    let errors = process.wait();
    assert!(!errors.contains("sesame"), "{errors}");
    let lines = errors.lines().filter(|line| line.contains("WARNING"));
    lines.map(str::to_owned).collect()
}

#[test]
fn each_kind_of_failure_is_reported_once() {
    for (answer, word) in [
        (Answer::Status(400), "400"),
        (Answer::Status(404), "404"),
        (Answer::Status(500), "500"),
        (Answer::Status(503), "503"),
        (Answer::Reset, "spans"),
        (Answer::Garbage, "spans"),
    ] {
        let warnings = warnings(answer);
        assert_eq!(warnings.len(), 1, "{answer:?}: {warnings:?}");
        assert!(warnings[0].contains(word), "{answer:?}: {warnings:?}");
    }
}

#[test]
fn losses_that_no_answer_tells_of_are_reported_once() {
    for (variable, value, requests, reason) in [
        ("LUMIGO_EXPORT_MAX_AGE", "0.01", 8, "too long"),
        ("LUMIGO_EXPORT_BUFFER_BYTES", "65536", 4_000, "buffer"),
    ] {
        let sink = OtlpSink::start();
        sink.answer_with(Answer::Status(503));
        let process = Process::start(
            &sink,
            &[("OTEL_BSP_SCHEDULE_DELAY", "1"), (variable, value)],
        );
        let clients = Clients::start(process.address, 2, 0);
        while clients.answered() < requests || sink.requests().len() < 8 {
            clients.wait_for(clients.answered() + 1);
        }
        process.signal(Signal::TERM);
        clients.join();
        let errors = process.wait();
        let lost = errors.lines().filter(|line| line.contains("are dropped"));
        let lost: Vec<_> = lost.collect();
        assert!(
            matches!(lost[..], [line] if line.contains(reason)),
            "{variable}: {errors}"
        );
    }
}

#[test]
fn a_token_that_is_refused_is_called_that() {
    for status in [401, 403] {
        let warnings = warnings(Answer::Status(status));
        assert_eq!(warnings.len(), 1, "{status}: {warnings:?}");
        assert!(warnings[0].contains("token"), "{status}: {warnings:?}");
    }
}

#[test]
fn what_a_backend_says_of_rejected_spans_is_reported_once_without_secrets() {
    let message = "the quota of t_sesame is used up:\n\
                   see https://me:sesame@shop.example/quota?key=sesame";
    let warnings = warnings(Answer::Partial {
        rejected: 1,
        message,
    });
    assert_eq!(warnings.len(), 1, "{warnings:?}");
    let expected =
        "the quota of **** is used up: see https://REDACTED:REDACTED@shop.example/quota?key=****";
    assert!(warnings[0].ends_with(expected), "{warnings:?}");
}
