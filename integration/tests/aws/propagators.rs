//! Formats other than the W3C's, as `OTEL_PROPAGATORS` chooses them.

use crate::support::{Host, bare, only_message_in, own_attributes, queue, text_attribute, texts};
use integration::spans::{PARENT, TRACE, work};
use integration::wire::soon;
use lumigo_opentelemetry::SendScoped;
use lumigo_opentelemetry::opentelemetry::baggage::BaggageExt;
use lumigo_opentelemetry::opentelemetry::trace::FutureExt;
use lumigo_opentelemetry::opentelemetry::{Context, KeyValue};

#[tokio::test]
async fn messages_carry_the_context_in_the_formats_that_are_chosen() {
    for (list, names) in [
        ("", &["traceparent"][..]),
        ("b3", &["b3"]),
        ("b3multi", &["x-b3-sampled", "x-b3-spanid", "x-b3-traceid"]),
        ("xray", &["x-amzn-trace-id"]),
        ("jaeger", &["uber-trace-id"]),
        ("b3,tracecontext", &["b3", "traceparent"]),
    ] {
        let host = Host::with(&[("OTEL_PROPAGATORS", list)]);
        let queue = queue().await;
        let sqs = host.sqs();
        let send = sqs.send_message().queue_url(&queue).message_body("hello");
        soon(send.send()).await.unwrap();
        let receive = sqs
            .receive_message()
            .queue_url(&queue)
            .visibility_timeout(0);
        for message in soon(receive.send_scoped()).await.unwrap().into_messages() {
            assert_eq!(message.message_attributes, None, "{list}");
            message.process(async { work(&host.lumigo, "work") }).await;
        }
        let message = only_message_in(&queue).await;
        let carried: Vec<_> = texts(&message).into_keys().collect();
        assert_eq!(carried, names, "{list}");
        let (send, work) = (host.span_named("SQS.SendMessage"), host.span_named("work"));
        assert_eq!(work.trace_id, send.trace_id, "{list}");
        assert_eq!(
            host.span_named("SQS.ReceiveMessage").links.len(),
            1,
            "{list}"
        );
    }
}

#[tokio::test]
async fn a_context_in_the_letters_of_other_senders_is_found_and_not_seen() {
    let root = format!(
        "Root=1-{}-{};Parent={PARENT};Sampled=1",
        &TRACE[..8],
        &TRACE[8..]
    );
    for (list, attributes) in [
        ("xray", vec![("X-Amzn-Trace-Id", &*root)]),
        (
            "b3multi",
            vec![
                ("X-B3-TraceId", TRACE),
                ("X-B3-SpanId", PARENT),
                ("X-B3-Sampled", "1"),
            ],
        ),
    ] {
        let host = Host::with(&[("OTEL_PROPAGATORS", list)]);
        let queue = queue().await;
        let mut send = bare()
            .send_message()
            .queue_url(&queue)
            .message_body("hello");
        for (name, value) in attributes {
            send = send.message_attributes(name, text_attribute(value));
        }
        soon(send.send()).await.unwrap();
        let received = soon(host.sqs().receive_message().queue_url(&queue).send())
            .await
            .unwrap();
        assert_eq!(received.messages()[0].message_attributes, None, "{list}");
        let links: Vec<_> = host
            .only_span()
            .links
            .into_iter()
            .map(|link| link.trace_id)
            .collect();
        assert_eq!(links, [TRACE], "{list}");
    }
}

#[tokio::test]
async fn without_a_format_messages_are_sent_and_received_as_they_are() {
    let host = Host::with(&[("OTEL_PROPAGATORS", "none")]);
    let queue = queue().await;
    let sqs = host.sqs();
    soon(
        sqs.send_message()
            .queue_url(&queue)
            .message_body("hello")
            .send(),
    )
    .await
    .unwrap();
    assert_eq!(texts(&only_message_in(&queue).await), [].into());
    soon(
        sqs.send_message()
            .queue_url(&queue)
            .message_body(TRACE)
            .send(),
    )
    .await
    .unwrap();
    soon(sqs.receive_message().queue_url(&queue).send())
        .await
        .unwrap();
    assert!(host.span_named("SQS.ReceiveMessage").links.is_empty());
}

#[tokio::test]
async fn the_baggage_of_a_message_is_current_while_it_is_processed() {
    let host = Host::start();
    let queue = queue().await;
    let context = Context::new().with_baggage([KeyValue::new("user", "ada l")]);
    let send = host
        .sqs()
        .send_message()
        .queue_url(&queue)
        .message_body("hello");
    soon(send.send().with_context(context)).await.unwrap();
    let receive = host.sqs().receive_message().queue_url(&queue).send_scoped();
    let message = soon(receive).await.unwrap().into_messages().remove(0);
    let mut user = None;
    let read = async { user = Context::current().baggage().get("user").cloned() };
    message.process(read).await;
    assert_eq!(user.unwrap().as_str(), "ada l");
    assert!(Context::current().baggage().is_empty());
}

#[tokio::test]
async fn messages_of_others_are_linked_who_write_names_in_other_letters() {
    let trace = "0af7651916cd43dd8448eb211c80319c";
    let b3: &[(&str, &str)] = &[
        ("X-B3-TraceId", trace),
        ("X-B3-SpanId", "b7ad6b7169203331"),
        ("X-B3-Sampled", "1"),
    ];
    let root = "Root=1-0af76519-16cd43dd8448eb211c80319c;Parent=b7ad6b7169203331;Sampled=1";
    for (list, attributes) in [("b3multi", b3), ("xray", &[("X-Amzn-Trace-Id", root)])] {
        let host = Host::with(&[("OTEL_PROPAGATORS", list)]);
        let queue = queue().await;
        let mut send = bare()
            .send_message()
            .queue_url(&queue)
            .message_body("hello");
        for (name, value) in attributes {
            send = send.message_attributes(*name, text_attribute(value));
        }
        soon(send.send()).await.unwrap();
        let receive = host.sqs().receive_message().queue_url(&queue);
        let received = soon(receive.send()).await.unwrap();
        assert_eq!(received.messages()[0].message_attributes, None, "{list}");
        let links = host.span_named("SQS.ReceiveMessage").links;
        let [link] = &links[..] else {
            panic!("{list}: {links:?}");
        };
        assert_eq!(link.trace_id, trace, "{list}");
    }
}

#[tokio::test]
async fn a_context_that_does_not_fit_as_a_whole_is_left_out() {
    let host = Host::with(&[("OTEL_PROPAGATORS", "b3multi")]);
    for (own, carried) in [(7, 10), (8, 8), (9, 9)] {
        let queue = queue().await;
        let send = host.sqs().send_message().queue_url(&queue);
        let send = send
            .message_body("hello")
            .set_message_attributes(Some(own_attributes(own)));
        soon(send.send()).await.unwrap();
        let message = only_message_in(&queue).await;
        assert_eq!(message.message_attributes.unwrap().len(), carried, "{own}");
    }
}
