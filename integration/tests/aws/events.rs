//! Events that come to a queue by way of an EventBridge rule.

use crate::support::{Host, arn_of, name_of, queue, unique};
use aws_sdk_eventbridge::types::{PutEventsRequestEntry, Target};
use integration::moto::Moto;
use integration::spans::error_type;
use integration::wire::soon;
use lumigo_opentelemetry::aws::SendScoped;
use serde_json::{Value, json};

/// A source whose events come to a queue.
async fn source_for(queue: &str) -> String {
    let source = unique("shop");
    let eventbridge = aws_sdk_eventbridge::Client::new(&Moto::shared().config());
    let pattern = json!({"source": [source]}).to_string();
    let rule = eventbridge.put_rule().name(&source).event_pattern(pattern);
    soon(rule.send()).await.unwrap();
    let target = Target::builder()
        .id("queue")
        .arn(arn_of(queue))
        .build()
        .unwrap();
    let targets = eventbridge.put_targets().rule(&source).targets(target);
    soon(targets.send()).await.unwrap();
    source
}

fn event(source: &str, detail: &str) -> PutEventsRequestEntry {
    let entry = PutEventsRequestEntry::builder()
        .source(source)
        .detail_type("order");
    entry.detail(detail).build()
}

#[tokio::test]
async fn an_event_is_processed_in_the_trace_of_who_has_put_it() {
    let host = Host::start();
    let queue = queue().await;
    let source = source_for(&queue).await;
    let put = host
        .eventbridge()
        .put_events()
        .entries(event(&source, r#"{"id": 7, "list": [1]}"#));
    soon(put.send()).await.unwrap();
    let receive = host.sqs().receive_message().queue_url(&queue).send_scoped();
    let messages = soon(receive).await.unwrap().into_messages();
    let body: Value = serde_json::from_str(messages[0].body().unwrap()).unwrap();
    assert_eq!(body["source"], *source);
    assert_eq!(
        (&body["detail"]["id"], &body["detail"]["list"]),
        (&json!(7), &json!([1]))
    );
    messages[0].process(async {}).await;
    let process = host.span_named(&format!("process {}", name_of(&queue)));
    let put = host.span_named("EventBridge.PutEvents");
    assert_eq!(put.kind_name(), "PRODUCER");
    assert_eq!(process.trace_id, put.trace_id);
}

#[tokio::test]
async fn an_event_that_is_refused_is_a_failed_one_of_a_call_that_works() {
    let host = Host::start();
    let source = source_for(&queue().await).await;
    let put = host.eventbridge().put_events();
    let put = put
        .entries(event(&source, "{}"))
        .entries(event(&source, "no JSON"));
    let put = soon(put.send()).await.unwrap();
    assert_eq!(put.failed_entry_count(), 1);
    let spans = host.spans();
    let mut errors: Vec<_> = spans
        .iter()
        .filter(|span| span.name.starts_with("create "))
        .map(error_type)
        .collect();
    errors.sort_unstable();
    assert_eq!(errors, [None, Some("MalformedDetail")]);
}

/// The white space before an object is longer than what is written into it.
#[tokio::test]
async fn an_event_with_much_white_space_is_put_as_any_other() {
    let host = Host::start();
    let source = source_for(&queue().await).await;
    let detail = format!("{}{{}}", " ".repeat(1000));
    let put = host.eventbridge().put_events();
    let put = soon(put.entries(event(&source, &detail)).send()).await;
    assert_eq!(put.unwrap().failed_entry_count(), 0);
}
