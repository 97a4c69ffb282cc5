//! What every operation's span says, whichever the service.

use crate::support::{Host, bare, name_of, queue};
use integration::moto::Moto;
use integration::spans::{attributes, in_span};
use integration::wire::soon;
use lumigo_testing::TestSpan;
use serde_json::{Value, json};

/// These attributes, `null` where one is not there.
#[track_caller]
fn some(span: &TestSpan, keys: &[&str]) -> Value {
    let all = attributes(span);
    let pairs = keys.iter().map(|key| ((*key).to_owned(), all[key].clone()));
    pairs.collect()
}

#[tokio::test]
async fn a_call_says_which_operation_went_where_and_how_it_ended() {
    let host = Host::start();
    let queue = queue().await;
    let sent = host.sqs().send_message().queue_url(&queue);
    let sent = soon(sent.message_body("hello").send()).await.unwrap();
    let span = host.only_span();
    assert_eq!(
        (&*span.name, span.kind_name()),
        ("SQS.SendMessage", "PRODUCER")
    );
    assert_eq!(span.scope_name, "lumigo-aws");
    let endpoint = Moto::shared().endpoint();
    let port: u16 = endpoint.rsplit(':').next().unwrap().parse().unwrap();
    let mut said = attributes(&span);
    let request_id = said["aws.request_id"].take();
    assert!(
        request_id.as_str().is_some_and(|id| !id.is_empty()),
        "{request_id}"
    );
    let expected = json!({
        "aws.queue_url": queue,
        "aws.region": "us-east-1",
        "aws.request_id": null,
        "aws.resource.name": name_of(&queue),
        "aws.service": "sqs",
        "aws.sqs.queue.url": queue,
        "cloud.region": "us-east-1",
        "http.method": "SendMessage",
        "http.request.body": "hello",
        "http.response.status_code": 200,
        "http.status_code": 200,
        "http.url": endpoint,
        "messaging.destination": name_of(&queue),
        "messaging.destination.name": name_of(&queue),
        "messaging.message.id": sent.message_id,
        "messaging.operation.name": "send",
        "messaging.operation.type": "send",
        "messaging.system": "aws_sqs",
        "messaging.url": queue,
        "region": "us-east-1",
        "retry_attempts": 0,
        "rpc.method": "SendMessage",
        "rpc.service": "SQS",
        "rpc.system": "aws-api",
        "server.address": "127.0.0.1",
        "server.port": port,
    });
    let said = said.as_object().unwrap().clone();
    let without_headers = said
        .into_iter()
        .filter(|(key, _)| !key.ends_with("headers"));
    assert_eq!(Value::from_iter(without_headers), expected);
}

#[tokio::test]
async fn an_operation_without_a_message_is_a_client_span_under_its_caller() {
    let host = Host::start();
    let queue = queue().await;
    in_span(&host.lumigo, "work", async {
        let sqs = host.sqs();
        soon(sqs.purge_queue().queue_url(&queue).send())
            .await
            .unwrap();
    })
    .await;
    assert_eq!(host.tree(), "INTERNAL work\n  CLIENT SQS.PurgeQueue");
}

#[tokio::test]
async fn a_span_lasts_from_the_call_to_its_outcome() {
    let host = Host::start();
    let queue = queue().await;
    let before = now();
    let sqs = host.sqs();
    soon(sqs.get_queue_attributes().queue_url(&queue).send())
        .await
        .unwrap();
    let after = now();
    let span = host.only_span();
    assert!(before <= span.start_unix_nano, "{span:?}");
    assert!(span.start_unix_nano < span.end_unix_nano, "{span:?}");
    assert!(span.end_unix_nano <= after, "{span:?}");
}

fn now() -> u64 {
    let time = std::time::UNIX_EPOCH.elapsed().unwrap();
    time.as_nanos().try_into().unwrap()
}

#[tokio::test]
async fn the_callers_answer_is_the_one_without_the_interceptor() {
    let host = Host::start();
    let queue = queue().await;
    let with = host
        .sqs()
        .get_queue_url()
        .queue_name(name_of(&queue))
        .send();
    let without = bare().get_queue_url().queue_name(name_of(&queue)).send();
    let (with, without) = (soon(with).await.unwrap(), soon(without).await.unwrap());
    assert_eq!(with.queue_url, without.queue_url);
    let keys = [
        "aws.resource.name",
        "messaging.destination.name",
        "rpc.method",
    ];
    let name = name_of(&queue);
    let expected = json!({
        "aws.resource.name": name,
        "messaging.destination.name": name,
        "rpc.method": "GetQueueUrl",
    });
    assert_eq!(some(&host.only_span(), &keys), expected);
}
