//! Two processes that share a queue and nothing else.

use crate::support::{name_of, queue};
use integration::moto::Moto;
use integration::wire::LIMIT;
use lumigo_testing::{OtlpSink, SpanTree};
use std::process::Command;

/// Runs `queue PLAN` in a process of its own.
fn run(plan: &str, queue: &str, sink: &OtlpSink) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_queue"));
    command
        .args([plan, &Moto::shared().endpoint(), queue])
        .env_clear();
    command.env("LUMIGO_TRACER_TOKEN", "t_test");
    command.env("LUMIGO_ENDPOINT", sink.endpoint());
    command.env("OTEL_SERVICE_NAME", plan);
    let output = command.output().unwrap();
    let text = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && text.is_empty(), "{plan}: {text}");
}

#[tokio::test]
async fn what_one_process_sends_the_other_handles_in_the_same_trace() {
    for (plan, sender) in [
        ("send", "PRODUCER SQS.SendMessage"),
        (
            "send-batch",
            "PRODUCER SQS.SendMessageBatch\n    PRODUCER create QUEUE",
        ),
    ] {
        let queue = queue().await;
        let (sending, receiving) = (OtlpSink::start(), OtlpSink::start());
        run(plan, &queue, &sending);
        run("receive", &queue, &receiving);
        let depth = sender.lines().count();
        let mut spans = sending.wait_for_spans(1 + depth, LIMIT);
        spans.extend(receiving.wait_for_spans(3, LIMIT));
        let indent = "  ".repeat(depth + 1);
        let expected = format!(
            "INTERNAL order\n  {sender}\n{indent}CONSUMER process QUEUE\n{indent}  INTERNAL handle\n\nCLIENT SQS.ReceiveMessage"
        );
        let tree = SpanTree::of(&spans).to_string();
        assert_eq!(tree, expected.replace("QUEUE", name_of(&queue)));
        let services: Vec<_> = spans
            .iter()
            .filter_map(|span| span.service_name())
            .collect();
        assert_eq!(
            services.iter().filter(|name| **name == "receive").count(),
            3
        );
    }
}
