//! With variables, the spans go to a real backend.

use std::time::Duration;

use crate::support::{quickstart, run, text};
use lumigo_testing::{Answer, OtlpSink};

const SOON: Duration = Duration::from_secs(10);

#[test]
fn an_endpoint_alone_gets_the_spans_with_a_token_of_the_example() {
    let sink = OtlpSink::start();
    let mut command = quickstart(&[]);
    command.env("LUMIGO_ENDPOINT", sink.endpoint());
    let output = run(command);

    let spans = sink.wait_for_spans(1, SOON).len();
    for request in sink.requests() {
        assert_eq!(
            request.header("authorization"),
            Some("LumigoToken t_0123456789abcdef")
        );
    }
    let printed = text(&output.stdout);
    assert!(!printed.contains("Trace "), "{printed}");
    let endpoint = sink.endpoint();
    let expected = format!("sent {spans} spans to {endpoint} over OTLP, 0 dropped");
    assert_eq!(printed.lines().last(), Some(&*expected));
}

#[test]
fn a_token_is_used_and_never_printed() {
    let sink = OtlpSink::start();
    let mut command = quickstart(&["--json"]);
    command
        .env("LUMIGO_ENDPOINT", sink.endpoint())
        .env("LUMIGO_TRACER_TOKEN", "t_secret");
    let output = run(command);

    sink.wait_for_spans(1, SOON);
    let request = &sink.requests()[0];
    assert_eq!(
        request.header("authorization"),
        Some("LumigoToken t_secret")
    );
    assert_eq!(text(&output.stdout), "");
    assert!(!text(&output.stderr).contains("t_secret"));
}

#[test]
fn a_backend_that_refuses_is_a_failure_that_is_counted() {
    let sink = OtlpSink::start();
    sink.answer_with(Answer::Status(401));
    let mut command = quickstart(&[]);
    command.env("LUMIGO_ENDPOINT", sink.endpoint());
    let output = command.output().unwrap();

    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let last = text(&output.stdout).lines().last().unwrap();
    assert!(last.starts_with("sent 0 spans to "), "{last}");
    assert!(!last.ends_with(" 0 dropped"), "{last}");
}
