//! Calls that have no span, and what their messages say then.

use crate::support::{Host, bare, only_message_in, queue, text_attribute, texts};
use integration::moto::Moto;
use integration::spans::{PARENT, SAMPLED, TRACE, UNSAMPLED, current, in_span, work};
use integration::wire::soon;
use lumigo_opentelemetry::SendScoped;
use lumigo_opentelemetry::opentelemetry::trace::{
    FutureExt, SpanContext, SpanId, TraceContextExt, TraceFlags, TraceId, TraceState,
};
use lumigo_opentelemetry::opentelemetry::{Context, KeyValue, baggage::BaggageExt};
use std::time::Duration;

const CLIENT: &str = "LUMIGO_FILTER_HTTP_ENDPOINTS_REGEX_CLIENT";

/// The context of a caller elsewhere.
fn caller(flags: TraceFlags) -> Context {
    let span = SpanContext::new(
        TraceId::from_hex(TRACE).unwrap(),
        SpanId::from_hex(PARENT).unwrap(),
        flags,
        true,
        TraceState::from_key_value([("a", "1")]).unwrap(),
    );
    let context = Context::new().with_remote_span_context(span);
    context.with_baggage([KeyValue::new("user", "ada")])
}

#[tokio::test]
async fn a_send_under_an_unsampled_span_has_none_and_says_so_downstream() {
    let host = Host::start();
    let queue = queue().await;
    let send = host
        .sqs()
        .send_message()
        .queue_url(&queue)
        .message_body("hello");
    let send = send.send().with_context(caller(TraceFlags::NOT_SAMPLED));
    soon(send).await.unwrap();
    let message = only_message_in(&queue).await;
    let expected = [
        ("traceparent", UNSAMPLED),
        ("tracestate", "a=1"),
        ("baggage", "user=ada"),
    ];
    assert_eq!(texts(&message), expected.into());
    assert!(host.spans().is_empty());
}

#[tokio::test]
async fn with_the_sdk_disabled_the_trace_of_the_caller_passes_unchanged() {
    let host = Host::with(&[("OTEL_SDK_DISABLED", "true")]);
    let queue = queue().await;
    let send = host
        .sqs()
        .send_message()
        .queue_url(&queue)
        .message_body("hello");
    let send = send.send().with_context(caller(TraceFlags::SAMPLED));
    soon(send).await.unwrap();
    let message = only_message_in(&queue).await;
    let expected = [
        ("traceparent", SAMPLED),
        ("tracestate", "a=1"),
        ("baggage", "user=ada"),
    ];
    assert_eq!(texts(&message), expected.into());
    assert!(host.spans().is_empty());
}

#[tokio::test]
async fn with_the_sdk_disabled_and_no_caller_there_is_nothing_to_pass() {
    let host = Host::with(&[("OTEL_SDK_DISABLED", "true")]);
    let queue = queue().await;
    let send = host
        .sqs()
        .send_message()
        .queue_url(&queue)
        .message_body("hello");
    soon(send.send()).await.unwrap();
    assert_eq!(texts(&only_message_in(&queue).await), [].into());
}

#[tokio::test]
async fn calls_to_a_filtered_endpoint_have_no_span() {
    let endpoint = regex::escape(&Moto::shared().endpoint());
    for (pattern, filtered) in [
        (format!("^{endpoint}"), true),
        (r"127\.0\.0\.1".to_owned(), true),
        ("amazonaws".to_owned(), false),
    ] {
        let patterns = serde_json::to_string(&[pattern]).unwrap();
        let host = Host::with(&[(CLIENT, &patterns)]);
        let queue = queue().await;
        let sqs = host.sqs();
        in_span(&host.lumigo, "caller", async {
            let send = sqs.send_message().queue_url(&queue).message_body("hello");
            soon(send.send()).await.unwrap();
            soon(sqs.receive_message().queue_url(&queue).send())
                .await
                .unwrap();
            soon(sqs.list_queues().send()).await.unwrap();
            work(&host.lumigo, "work");
        })
        .await;
        let calls = match filtered {
            true => "",
            false => {
                "  PRODUCER SQS.SendMessage\n  CLIENT SQS.ReceiveMessage\n  CLIENT SQS.ListQueues\n"
            }
        };
        assert_eq!(
            host.tree(),
            format!("INTERNAL caller\n{calls}  INTERNAL work"),
            "{patterns}"
        );
    }
}

#[tokio::test]
async fn a_message_to_a_filtered_endpoint_says_so_downstream() {
    let host = Host::with(&[(CLIENT, r#"["127"]"#)]);
    let queue = queue().await;
    let send = host
        .sqs()
        .send_message()
        .queue_url(&queue)
        .message_body("hello")
        .send();
    in_span(&host.lumigo, "caller", async { soon(send).await.unwrap() }).await;
    let caller = host.span_named("caller");
    let expected = format!("00-{}-{}-00", caller.trace_id, caller.span_id);
    assert_eq!(
        texts(&only_message_in(&queue).await)["traceparent"],
        expected
    );
}

#[tokio::test]
async fn messages_of_a_receive_that_is_not_sampled_are_handled_unsampled() {
    let host = Host::start();
    let queue = queue().await;
    soon(
        bare()
            .send_message()
            .queue_url(&queue)
            .message_body("hello")
            .send(),
    )
    .await
    .unwrap();
    let receive = host.sqs().receive_message().queue_url(&queue).send_scoped();
    let batch = soon(receive.with_context(caller(TraceFlags::NOT_SAMPLED)))
        .await
        .unwrap();
    for message in batch.into_messages() {
        message
            .in_scope(async { work(&host.lumigo, "in scope") })
            .await;
        message
            .process(async { work(&host.lumigo, "processed") })
            .await;
    }
    assert!(host.spans().is_empty(), "{}", host.tree());
}

#[tokio::test]
async fn a_message_of_an_unsampled_producer_is_processed_unsampled() {
    let host = Host::start();
    let queue = queue().await;
    let send = host
        .sqs()
        .send_message()
        .queue_url(&queue)
        .message_body("hello");
    soon(send.send().with_context(caller(TraceFlags::NOT_SAMPLED)))
        .await
        .unwrap();
    let receive = host.sqs().receive_message().queue_url(&queue).send_scoped();
    for message in soon(receive).await.unwrap().into_messages() {
        message
            .process(async { work(&host.lumigo, "processed") })
            .await;
    }
    assert_eq!(host.tree(), "CLIENT SQS.ReceiveMessage");
    assert_eq!(host.only_span().links[0].span_id, PARENT);
}

#[tokio::test]
async fn with_the_sdk_disabled_messages_are_handled_in_the_trace_that_they_carry() {
    let host = Host::with(&[("OTEL_SDK_DISABLED", "true")]);
    let queue = queue().await;
    let send = bare()
        .send_message()
        .queue_url(&queue)
        .message_body("hello");
    let send = send.message_attributes("traceparent", text_attribute(SAMPLED));
    soon(send.send()).await.unwrap();
    let receive = host.sqs().receive_message().queue_url(&queue).send_scoped();
    let message = soon(receive).await.unwrap().into_messages().remove(0);
    assert_eq!(message.message_attributes, None);
    assert_eq!(message.in_scope_sync(current), "none");
    let mut processed = String::new();
    message.process(async { processed = current() }).await;
    assert_eq!(processed, SAMPLED);
    assert!(host.spans().is_empty());
}

#[tokio::test]
async fn a_request_that_is_signed_for_somebody_else_has_no_span() {
    let host = Host::start();
    let hour = || aws_sdk_s3::presigning::PresigningConfig::expires_in(Duration::from_secs(3600));
    let s3 = host.s3();
    let get = s3
        .get_object()
        .bucket("orders")
        .key("7")
        .presigned(hour().unwrap());
    assert!(soon(get).await.unwrap().uri().contains("X-Amz-Signature"));
    let put = s3
        .put_object()
        .bucket("orders")
        .key("7")
        .presigned(hour().unwrap());
    assert!(soon(put).await.unwrap().uri().contains("X-Amz-Signature"));
    assert!(host.spans().is_empty());
}
