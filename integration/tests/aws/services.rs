//! The resource that a call of each service names, and what it shows of its bodies.

use crate::support::{Host, unique};
use aws_sdk_dynamodb::types::{
    AttributeDefinition, AttributeValue, BillingMode, KeySchemaElement, KeyType,
    ScalarAttributeType,
};
use aws_sdk_s3::primitives::ByteStream;
use axum::Router;
use integration::moto::{Moto, sdk_config};
use integration::spans::{attributes, error_type, text};
use integration::wire::{TestServer, soon};
use lumigo_testing::TestSpan;
use serde_json::Value;

/// A client of a service, with the interceptor of a host.
macro_rules! client {
    ($sdk:ident, $host:expr) => {{
        let config = $sdk::config::Builder::from(&Moto::shared().config());
        $sdk::Client::from_conf(config.interceptor($host.interceptor()).build())
    }};
}

/// Checks what all services have in common.
#[track_caller]
fn assert_is(span: &TestSpan, service: &str, operation: &str, resource: &str) {
    assert_eq!(span.name, format!("{service}.{operation}"));
    let said = attributes(span);
    let expected = [
        ("rpc.system", "aws-api"),
        ("rpc.service", service),
        ("rpc.method", operation),
        ("cloud.region", "us-east-1"),
        ("aws.resource.name", resource),
    ];
    for (key, value) in expected {
        assert_eq!(said[key], value, "{key} of {}", span.name);
    }
    let status = &said["http.response.status_code"];
    assert!(status.is_i64(), "{}: {status}", span.name);
    assert_eq!(said["retry_attempts"], 0, "{}", span.name);
    let (id, message) = (&said["aws.request_id"], &said["messageId"]);
    assert!(
        id.as_str().is_some_and(|id| !id.is_empty()),
        "{}",
        span.name
    );
    assert!(message.is_string(), "{}", span.name);
}

/// The body that a span shows, as JSON.
#[track_caller]
fn body(span: &TestSpan, key: &str) -> Value {
    let body = text(span, key).unwrap_or_else(|| panic!("{key} of {span:?}"));
    serde_json::from_str(body).unwrap_or_else(|error| panic!("{error}: {body}"))
}

#[tokio::test]
async fn of_dynamodb_it_is_the_table() {
    let host = Host::start();
    let dynamodb = client!(aws_sdk_dynamodb, host);
    let table = unique("orders");
    let attribute = AttributeDefinition::builder()
        .attribute_name("id")
        .attribute_type(ScalarAttributeType::S);
    let key = KeySchemaElement::builder()
        .attribute_name("id")
        .key_type(KeyType::Hash);
    let create = dynamodb
        .create_table()
        .table_name(&table)
        .attribute_definitions(attribute.build().unwrap())
        .key_schema(key.build().unwrap())
        .billing_mode(BillingMode::PayPerRequest);
    soon(create.send()).await.unwrap();
    let put = dynamodb
        .put_item()
        .table_name(&table)
        .item("id", AttributeValue::S("7".into()))
        .item("password", AttributeValue::S("hunter2".into()));
    soon(put.send()).await.unwrap();
    let got = dynamodb
        .get_item()
        .table_name(&table)
        .key("id", AttributeValue::S("7".into()));
    let got = soon(got.send()).await.unwrap();
    assert_eq!(
        got.item.unwrap()["password"],
        AttributeValue::S("hunter2".into())
    );
    let put = host.span_named("DynamoDB.PutItem");
    assert_is(&put, "DynamoDB", "PutItem", &table);
    let said = attributes(&put);
    assert_eq!(said["aws.dynamodb.table_names"], serde_json::json!([table]));
    assert_eq!(said["db.system.name"], "aws.dynamodb");
    assert_eq!(body(&put, "http.request.body")["TableName"], *table);
    let get = host.span_named("DynamoDB.GetItem");
    assert_is(&get, "DynamoDB", "GetItem", &table);
    assert_eq!(body(&get, "http.response.body")["Item"]["id"]["S"], "7");
    for span in host.spans() {
        assert!(!format!("{span:?}").contains("hunter2"), "{span:?}");
    }
}

#[tokio::test]
async fn of_s3_it_is_the_bucket() {
    let host = Host::start();
    let s3 = host.s3();
    let bucket = unique("orders");
    soon(s3.create_bucket().bucket(&bucket).send())
        .await
        .unwrap();
    let object = s3.put_object().bucket(&bucket).key("a/b c.txt");
    soon(object.body(ByteStream::from_static(b"content")).send())
        .await
        .unwrap();
    let got = s3.get_object().bucket(&bucket).key("a/b c.txt").send();
    let got = soon(got).await.unwrap().body.collect().await.unwrap();
    assert_eq!(&*got.into_bytes(), b"content");
    for operation in ["CreateBucket", "PutObject", "GetObject"] {
        let span = host.span_named(&format!("S3.{operation}"));
        assert_is(&span, "S3", operation, &bucket);
        assert_eq!(text(&span, "aws.s3.bucket"), Some(&*bucket));
        assert_eq!(error_type(&span), None);
    }
    let put = host.span_named("S3.PutObject");
    assert_eq!(text(&put, "aws.s3.key"), Some("a/b c.txt"));
}

#[tokio::test]
async fn of_a_missing_object_it_is_the_bucket_and_the_code_of_the_error() {
    let host = Host::start();
    let s3 = host.s3();
    let bucket = unique("orders");
    soon(s3.create_bucket().bucket(&bucket).send())
        .await
        .unwrap();
    let missing = soon(s3.get_object().bucket(&bucket).key("none").send()).await;
    assert!(
        missing
            .unwrap_err()
            .as_service_error()
            .unwrap()
            .is_no_such_key()
    );
    let span = host.span_named("S3.GetObject");
    assert_is(&span, "S3", "GetObject", &bucket);
    assert_eq!(error_type(&span), Some("NoSuchKey"));
}

#[tokio::test]
async fn of_lambda_it_is_the_function() {
    let host = Host::start();
    let lambda = client!(aws_sdk_lambda, host);
    soon(lambda.list_functions().send()).await.unwrap();
    let list = host.only_span();
    assert_eq!(list.name, "Lambda.ListFunctions");
    assert_eq!(list.attribute("aws.resource.name"), None);
    let payload = aws_sdk_lambda::primitives::Blob::new(r#"{"password": "hunter2", "id": 7}"#);
    let invoked = lambda
        .invoke()
        .function_name("none-such")
        .payload(payload)
        .send();
    let error = soon(invoked).await.unwrap_err();
    assert!(
        error
            .as_service_error()
            .unwrap()
            .is_resource_not_found_exception()
    );
    let span = host.span_named("Lambda.Invoke");
    assert_is(&span, "Lambda", "Invoke", "none-such");
    assert_eq!(text(&span, "faas.invoked_name"), Some("none-such"));
    assert_eq!(text(&span, "faas.invoked_provider"), Some("aws"));
    assert_eq!(error_type(&span), Some("ResourceNotFoundException"));
    let sent = body(&span, "http.request.body");
    assert_eq!(sent, serde_json::json!({"password": "****", "id": 7}));
}

#[tokio::test]
async fn of_what_a_function_answers_and_logs_nothing_is_shown() {
    let answer = Router::new().fallback(|| async {
        let headers = [
            ("content-type", "application/json"),
            ("x-amz-executed-version", "$LATEST"),
            ("x-amz-function-error", "Unhandled"),
            // "hunter2 was used"
            ("x-amz-log-result", "aHVudGVyMiB3YXMgdXNlZA=="),
            ("x-amzn-requestid", "r-1"),
        ];
        (headers, r#"{"password": "hunter2", "id": 7}"#)
    });
    let server = TestServer::start(answer).await;
    let host = Host::start();
    let config = aws_sdk_lambda::config::Builder::from(&sdk_config(&server.url("")));
    let lambda = aws_sdk_lambda::Client::from_conf(config.interceptor(host.interceptor()).build());
    let invoke = lambda.invoke().function_name("orders").send();
    let invoked = soon(invoke).await.unwrap();
    let payload = invoked.payload.unwrap().into_inner();
    assert_eq!(payload, br#"{"password": "hunter2", "id": 7}"#);
    let span = host.only_span();
    assert_is(&span, "Lambda", "Invoke", "orders");
    assert_eq!(span.attribute("http.response.body"), None);
    for secret in ["hunter2", "aHVudGVyMiB3"] {
        assert!(!format!("{span:?}").contains(secret), "{span:?}");
    }
}

#[tokio::test]
async fn of_kinesis_it_is_the_stream() {
    let host = Host::start();
    let kinesis = client!(aws_sdk_kinesis, host);
    let stream = unique("orders");
    let create = kinesis.create_stream().stream_name(&stream).shard_count(1);
    soon(create.send()).await.unwrap();
    let record = kinesis
        .put_record()
        .stream_name(&stream)
        .partition_key("7")
        .data(aws_sdk_kinesis::primitives::Blob::new("data"));
    soon(record.send()).await.unwrap();
    let span = host.span_named("Kinesis.PutRecord");
    assert_is(&span, "Kinesis", "PutRecord", &stream);
    assert_eq!(text(&span, "aws.kinesis.stream_name"), Some(&*stream));
    assert_eq!(error_type(&span), None);
}

#[tokio::test]
async fn of_secrets_manager_it_is_the_secret_and_never_its_value() {
    let host = Host::start();
    let secrets = client!(aws_sdk_secretsmanager, host);
    let name = unique("orders");
    let create = secrets
        .create_secret()
        .name(&name)
        .secret_string("hunter2-plain");
    let arn = soon(create.send()).await.unwrap().arn.unwrap();
    let put = secrets.put_secret_value().secret_id(&name);
    let put = put.secret_string(r#"{"user": "hunter2-member"}"#);
    soon(put.send()).await.unwrap();
    let blob = aws_sdk_secretsmanager::primitives::Blob::new("hunter2-binary");
    let update = secrets.update_secret().secret_id(&name).secret_binary(blob);
    soon(update.send()).await.unwrap();
    let got = soon(secrets.get_secret_value().secret_id(&arn).send())
        .await
        .unwrap();
    assert_eq!(got.secret_binary.unwrap().as_ref(), b"hunter2-binary");
    let many = secrets.batch_get_secret_value().secret_id_list(&name);
    soon(many.send()).await.unwrap();
    let generated = soon(secrets.get_random_password().send()).await.unwrap();
    let generated = generated.random_password.unwrap();
    for operation in ["CreateSecret", "PutSecretValue", "UpdateSecret"] {
        let span = host.span_named(&format!("Secrets Manager.{operation}"));
        assert_is(&span, "Secrets Manager", operation, &name);
    }
    let get = host.span_named("Secrets Manager.GetSecretValue");
    assert_is(&get, "Secrets Manager", "GetSecretValue", &arn);
    let spans = host.spans();
    assert_eq!(spans.len(), 6);
    // In base64 too.
    for secret in ["hunter2", "aHVudGVyMi1iaW5hcnk", &generated] {
        for span in &spans {
            assert!(!format!("{span:?}").contains(secret), "{secret}: {span:?}");
        }
    }
}

#[tokio::test]
async fn of_sns_it_is_the_topic() {
    let host = Host::start();
    let sns = host.sns();
    let name = unique("orders");
    let topic = soon(sns.create_topic().name(&name).send()).await.unwrap();
    let topic = topic.topic_arn.unwrap();
    let publish = sns
        .publish()
        .topic_arn(&topic)
        .message(r#"{"password": "hunter2"}"#);
    let published = soon(publish.send()).await.unwrap();
    let span = host.span_named("SNS.Publish");
    assert_is(&span, "SNS", "Publish", &topic);
    assert_eq!(span.kind_name(), "PRODUCER");
    assert_eq!(text(&span, "aws.sns.topic.arn"), Some(&*topic));
    assert_eq!(text(&span, "messaging.destination.name"), Some(&*name));
    assert_eq!(text(&span, "messaging.message.id"), published.message_id());
    assert_eq!(
        text(&span, "http.request.body"),
        Some(r#"{"password": "****"}"#)
    );
    assert!(!format!("{span:?}").contains("hunter2"), "{span:?}");
}

#[tokio::test]
async fn of_eventbridge_it_is_the_bus() {
    let host = Host::start();
    let eventbridge = host.eventbridge();
    let entry = aws_sdk_eventbridge::types::PutEventsRequestEntry::builder()
        .source("shop")
        .detail_type("order")
        .detail(r#"{"id": 7, "password": "hunter2"}"#);
    soon(eventbridge.put_events().entries(entry.build()).send())
        .await
        .unwrap();
    let span = host.span_named("EventBridge.PutEvents");
    assert_is(&span, "EventBridge", "PutEvents", "default");
    assert!(!format!("{span:?}").contains("hunter2"), "{span:?}");
}
