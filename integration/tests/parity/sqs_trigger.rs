use crate::canned::Canned;
use crate::left_out::fitting;
use crate::vectors::{check_all, environment};
use lumigo_opentelemetry::{Lumigo, LumigoBuilder, LumigoInterceptor};
use lumigo_testing::{OtlpSink, TestSpan};
use serde_json::{Value, json};
use std::time::Duration;

const FILTER: &str = "LUMIGO_AUTO_FILTER_EMPTY_SQS";
const LENGTH: &str = "OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT";

#[test]
fn received_messages_tell_where_they_come_from() {
    check_all("sqs_trigger.json", |case| {
        let lumigo = || Lumigo::builder().with_variables(environment(case));
        let exported = exported_of(case, lumigo());
        if case["skip_export"] == exported.is_some() {
            return Err(format!("exported is {exported:?}"));
        }
        // What is not exported is looked at too.
        let unfiltered = || exported_of(case, lumigo().with_variable(FILTER, "false"));
        let Some(span) = exported.or_else(unfiltered) else {
            return Err("no span".to_owned());
        };
        let data = span.attribute("lumigoData").and_then(Value::as_str);
        if is_expected(case, data) {
            Ok(())
        } else {
            Err(format!("{data:?}"))
        }
    });
}

/// The span that a call leaves which is answered as the case says.
fn exported_of(case: &Value, lumigo: LumigoBuilder) -> Option<TestSpan> {
    let sink = OtlpSink::start();
    let lumigo = lumigo.with_token("t_test").with_endpoint(sink.endpoint());
    let lumigo = lumigo.build();
    let config = aws_sdk_sqs::Config::builder().interceptor(LumigoInterceptor::bind(&lumigo));
    let client = aws_sdk_sqs::Client::from_conf(answer(&case["result"]).configured(config));
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = runtime.enable_all().build().unwrap();
    runtime.block_on(call(&client, case));
    lumigo.force_flush(Duration::from_secs(10)).unwrap();
    let mut spans = sink.spans();
    assert!(spans.len() <= 1, "{spans:?}");
    spans.pop()
}

/// How it ends is not what is looked at.
async fn call(client: &aws_sdk_sqs::Client, case: &Value) {
    let queue = "https://sqs.us-east-1.amazonaws.com/123456789012/orders";
    let (service, operation) = (&case["service_name"], &case["operation_name"]);
    match (service.as_str(), operation.as_str()) {
        (Some("sqs"), Some("ReceiveMessage")) => {
            let _ = client.receive_message().queue_url(queue).send().await;
        }
        (Some("sqs"), Some("SendMessage")) => {
            let sent = client.send_message().queue_url(queue).message_body("hello");
            let _ = sent.send().await;
        }
        (Some("sqs"), Some("SendMessageBatch")) => {
            let _ = client.send_message_batch().queue_url(queue).send().await;
        }
        // No client has an operation or a service of this name: any other one stands for it.
        _ => {
            let _ = client.list_queues().send().await;
        }
    }
}

/// What the service has answered when Python's client returns this.
fn answer(result: &Value) -> Canned {
    if let Some(error) = result.get("Error") {
        let status = &result["ResponseMetadata"]["HTTPStatusCode"];
        let body = json!({"__type": error["Code"], "message": error["Message"]});
        return Canned::new(status.as_u64().unwrap_or(400), &body.to_string());
    }
    let mut result = match result {
        Value::Null => return Canned::new(200, ""),
        result => result.clone(),
    };
    match result.get_mut("Messages") {
        Some(Value::Array(messages)) => messages.iter_mut().for_each(as_read_by_python),
        // Python's hook stumbles over it. The SDK does not over null, but does over a number.
        Some(messages) => *messages = json!(0),
        None => {}
    }
    Canned::new(200, &result.to_string())
}

/// The SDK knows neither the keys in lower case, which Python prefers, nor a body that is no text.
fn as_read_by_python(message: &mut Value) {
    let Some(message) = message.as_object_mut() else {
        return;
    };
    for (key, lower) in [("MessageId", "messageId"), ("Body", "body")] {
        let is_given = |value: &Value| value.as_str().is_some_and(|text| !text.is_empty());
        if let Some(preferred) = message.remove(lower).filter(is_given) {
            message.insert(key.to_owned(), preferred);
        } else if message.get(key).is_some_and(|value| !value.is_string()) {
            message.remove(key);
        }
    }
}

fn is_expected(case: &Value, data: Option<&str>) -> bool {
    let triggers = case["triggers"].as_array().filter(|all| !all.is_empty());
    let (Some(triggers), Some(text)) = (triggers, case["lumigoData"].as_str()) else {
        return case["lumigoData"].is_null() && data.is_none();
    };
    let Some(data) = data else {
        return false;
    };
    let with_placeholders = with_ids(data, |place| format!("id{place}"));
    if serde_json::from_str::<Value>(text).is_ok() {
        let expected = json!({ "trigger": triggers });
        return with_placeholders == text
            && serde_json::from_str::<Value>(&with_placeholders).unwrap() == expected;
    }
    // Python's is cut. Ours is the same as far as it goes, and goes as far as it can.
    let limit = case["env"][LENGTH]
        .as_str()
        .map_or(2048, |limit| limit.parse().unwrap());
    let same = with_placeholders.trim_end_matches([']', '}']);
    data.len() <= limit && text.starts_with(same) && fitting(triggers, limit) == parsed(data)
}

/// The ids of the triggers, which are random, replaced by what stands for their place.
fn with_ids(data: &str, name: impl Fn(usize) -> String) -> String {
    let document: Value = serde_json::from_str(data).unwrap();
    let triggers = document["trigger"].as_array().unwrap().iter().enumerate();
    triggers.fold(data.to_owned(), |text, (place, trigger)| {
        text.replace(trigger["id"].as_str().unwrap(), &name(place))
    })
}

fn parsed(data: &str) -> Vec<Value> {
    let data = with_ids(data, |place| format!("id{place}"));
    let document: Value = serde_json::from_str(&data).unwrap();
    document["trigger"].as_array().unwrap().clone()
}
