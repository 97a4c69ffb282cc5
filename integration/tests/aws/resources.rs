//! The resource that a call names, in all the ways in which it can be named.

use crate::canned::Canned;
use crate::support::Host;
use aws_sdk_dynamodb::types::{
    AttributeValue, Get, KeysAndAttributes, Put, TransactGetItem, TransactWriteItem,
};
use aws_types::SdkConfig;
use integration::moto::sdk_config;
use integration::spans::text;
use integration::wire::soon;
use serde_json::{Value, json};

/// A client with the interceptor of a host.
macro_rules! client {
    ($sdk:ident, $host:expr, $config:expr) => {{
        let config = $sdk::config::Builder::from(&$config);
        $sdk::Client::from_conf(config.interceptor($host.interceptor()).build())
    }};
}

async fn server() -> (Canned, SdkConfig) {
    let server = Canned::always("{}").await;
    let config = sdk_config(&server.endpoint());
    (server, config)
}

/// The resources of all calls of a host, in their order.
#[track_caller]
fn resources(host: &Host) -> Vec<Option<String>> {
    let spans = host.spans();
    let calls = spans
        .iter()
        .filter(|span| !span.name.starts_with("create "));
    calls
        .map(|span| text(span, "aws.resource.name").map(str::to_owned))
        .collect()
}

fn some(names: &[&str]) -> Vec<Option<String>> {
    names.iter().map(|name| Some((*name).to_owned())).collect()
}

#[tokio::test]
async fn tables_are_named_wherever_an_operation_has_them() {
    let (_server, config) = server().await;
    let host = Host::start();
    let dynamodb = client!(aws_sdk_dynamodb, host, config);
    let key = || AttributeValue::S("7".to_owned());
    let keys = KeysAndAttributes::builder()
        .keys([("id".to_owned(), key())].into())
        .build()
        .unwrap();
    let batch = dynamodb
        .batch_get_item()
        .request_items("orders", keys.clone());
    let _ = soon(batch.request_items("users", keys).send()).await;
    let put = Put::builder()
        .table_name("orders")
        .item("id", key())
        .build()
        .unwrap();
    let write = dynamodb.transact_write_items();
    let _ = soon(
        write
            .transact_items(TransactWriteItem::builder().put(put).build())
            .send(),
    )
    .await;
    let get = Get::builder()
        .table_name("users")
        .key("id", key())
        .build()
        .unwrap();
    let read = dynamodb.transact_get_items();
    let _ = soon(
        read.transact_items(TransactGetItem::builder().get(get).build())
            .send(),
    )
    .await;
    let arn = "arn:aws:dynamodb:us-east-1:123456789012:table/orders";
    let _ = soon(dynamodb.query().table_name(arn).send()).await;
    let _ = soon(dynamodb.list_tables().send()).await;
    let mut names = resources(&host);
    assert_eq!(names.pop().unwrap(), None);
    assert_eq!(names, some(&["orders", "orders", "users", "orders"]));
    let tables: Vec<_> = host
        .spans()
        .iter()
        .map(|span| {
            span.attribute("aws.dynamodb.table_names")
                .cloned()
                .unwrap_or(Value::Null)
        })
        .collect();
    let expected = json!([["orders", "users"], ["orders"], ["users"], ["orders"], null]);
    assert_eq!(Value::Array(tables), expected);
}

#[tokio::test]
async fn buckets_are_named_in_the_path_in_the_host_and_as_arn() {
    let (server, config) = server().await;
    let port = server.endpoint().rsplit(':').next().unwrap().to_owned();
    let virtual_hosts = config
        .to_builder()
        .endpoint_url(format!("http://localhost:{port}"));
    let host = Host::start();
    let in_path = aws_sdk_s3::config::Builder::from(&config).force_path_style(true);
    let in_path = aws_sdk_s3::Client::from_conf(in_path.interceptor(host.interceptor()).build());
    let in_host = client!(aws_sdk_s3, host, virtual_hosts.build());
    for s3 in [&in_path, &in_host] {
        for key in ["7", "a/b c/ü?&#%.txt", "/leading", "a//b"] {
            let _ = soon(s3.head_object().bucket("orders").key(key).send()).await;
            let span = host.spans().pop().unwrap();
            assert_eq!(text(&span, "aws.resource.name"), Some("orders"), "{span:?}");
            assert_eq!(text(&span, "aws.s3.bucket"), Some("orders"));
            assert_eq!(text(&span, "aws.s3.key"), Some(key));
        }
        let _ = soon(s3.list_objects_v2().bucket("orders").prefix("a/").send()).await;
        let span = host.spans().pop().unwrap();
        assert_eq!(text(&span, "aws.resource.name"), Some("orders"));
        assert_eq!(span.attribute("aws.s3.key"), None);
        let _ = soon(s3.list_buckets().send()).await;
        let span = host.spans().pop().unwrap();
        assert_eq!(span.attribute("aws.resource.name"), None);
    }
}

#[tokio::test]
async fn functions_streams_topics_and_state_are_named_by_name_or_arn() {
    let (_server, config) = server().await;
    let host = Host::start();
    let lambda = client!(aws_sdk_lambda, host, config);
    let function = "arn:aws:lambda:us-east-1:123456789012:function:orders:live";
    for name in ["orders", "123456789012:function:orders", function] {
        let _ = soon(lambda.invoke().function_name(name).send()).await;
        let span = host.spans().pop().unwrap();
        assert_eq!(text(&span, "aws.resource.name"), Some(name));
        let arn = name.starts_with("arn:").then_some(name);
        assert_eq!(text(&span, "aws.lambda.invoked_arn"), arn);
    }
    let kinesis = client!(aws_sdk_kinesis, host, config);
    let stream = "arn:aws:kinesis:us-east-1:123456789012:stream/orders";
    let _ = soon(kinesis.describe_stream().stream_name("orders").send()).await;
    let _ = soon(kinesis.describe_stream().stream_arn(stream).send()).await;
    let sns = client!(aws_sdk_sns, host, config);
    let topic = "arn:aws:sns:us-east-1:123456789012:orders";
    let device = "arn:aws:sns:us-east-1:123456789012:endpoint/GCM/app/7";
    let _ = soon(sns.publish().topic_arn(topic).message("hello").send()).await;
    let _ = soon(sns.publish().target_arn(device).message("hello").send()).await;
    let _ = soon(sns.get_topic_attributes().topic_arn(topic).send()).await;
    let names = resources(&host).split_off(3);
    assert_eq!(names, some(&["orders", "orders", topic, device, topic]));
}

#[tokio::test]
async fn an_endpoint_with_credentials_is_masked() {
    let (server, _) = server().await;
    let host = Host::start();
    let endpoint = server.endpoint().replace("http://", "http://ada:hunter2@");
    let _ = soon(host.sqs_at(&endpoint).list_queues().send()).await;
    let span = host.only_span();
    assert!(!format!("{span:?}").contains("hunter2"), "{span:?}");
}

#[tokio::test]
async fn each_page_of_a_list_is_a_call() {
    let page = r#"{"QueueUrls": ["http://localhost/1/a"], "NextToken": "more"}"#;
    let server = Canned::start([
        (200, page),
        (200, r#"{"QueueUrls": ["http://localhost/1/b"]}"#),
    ])
    .await;
    let host = Host::start();
    let pages = host
        .sqs_at(&server.endpoint())
        .list_queues()
        .max_results(1)
        .into_paginator();
    let queues = soon(pages.items().send().collect::<Result<Vec<_>, _>>())
        .await
        .unwrap();
    assert_eq!(queues.len(), 2);
    assert_eq!(
        host.tree(),
        "CLIENT SQS.ListQueues\n\nCLIENT SQS.ListQueues"
    );
}
