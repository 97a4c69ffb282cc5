use super::*;
use proptest::prelude::*;
use serde_json::{Value, json};

const LONG: usize = 2048;
const TOPIC: &str = "arn:aws:sns:us-east-1:123456789012:topic";

fn message(id: &str, body: &str) -> Message {
    Message::builder().message_id(id).body(body).build()
}

/// The `lumigoData` with the ids of its triggers as numbers, in their order.
fn data(messages: &[Message], limits: ChainLimits, length: usize) -> Option<String> {
    let mut text = lumigo_data(messages, limits, length)?;
    assert!(text.len() <= length, "{text}");
    let document: Value = serde_json::from_str(&text).unwrap();
    for (place, trigger) in document["trigger"].as_array().unwrap().iter().enumerate() {
        let id = trigger["id"].as_str().unwrap();
        text = text.replace(id, &place.to_string());
    }
    Some(text)
}

/// What is told of a body besides the queue.
fn chained(body: &str) -> String {
    let text = data(&[message("m", body)], ChainLimits::default(), LONG).unwrap();
    let queue = r#"{"trigger": [{"id": "0", "targetId": null, "triggeredBy": "sqs", "extra": {"arn": "Unknown", "recordsNum": 1}, "fromMessageIds": ["m"]}"#;
    let rest = text.strip_prefix(queue).unwrap();
    rest.strip_suffix("]}").unwrap().to_owned()
}

fn sns(id: &str) -> String {
    json!({"Type": "Notification", "MessageId": id, "TopicArn": TOPIC, "Message": "hello"})
        .to_string()
}

fn nested(body: &str) -> String {
    let record = json!({
        "eventSource": "aws:sqs", "eventSourceARN": "arn:q", "messageId": "n", "body": body,
    });
    json!({"Records": [record]}).to_string()
}

#[test]
fn an_object_where_a_name_is_expected_is_not_shown() {
    for hostile in [json!({"password": "hunter2"}), json!(["hunter2"])] {
        let body = json!({"Type": "Notification", "MessageId": hostile, "TopicArn": hostile});
        let chained = chained(&body.to_string());
        assert!(!chained.contains("hunter2"), "{chained}");
        assert!(chained.contains(r#""arn": null"#), "{chained}");
    }
}

#[test]
fn the_queue_counts_its_messages_and_names_those_with_an_id() {
    let without_id = Message::builder().body("b").build();
    let head = r#"{"trigger": [{"id": "0", "targetId": null, "triggeredBy": "sqs", "extra": {"arn": "Unknown", "recordsNum": "#;
    for (messages, rest) in [
        (vec![], r"0}}]}"),
        (vec![without_id.clone()], r"1}}]}"),
        (vec![message("", "a")], r"1}}]}"),
        (
            vec![message("m-1", "a"), without_id, message("m-\u{e9}\"", "")],
            r#"3}, "fromMessageIds": ["m-1", "m-\u00e9\""]}]}"#,
        ),
    ] {
        let text = data(&messages, ChainLimits::default(), LONG).unwrap();
        assert_eq!(text, format!("{head}{rest}"));
    }
}

#[test]
fn a_service_that_has_wrapped_a_body_is_told() {
    for (body, triggered_by, rest) in [
        (
            json!({"Type": "Notification", "MessageId": "s", "TopicArn": "t"}),
            "sns",
            r#""extra": {"arn": "t", "recordsNum": 1}, "fromMessageIds": ["s"]"#,
        ),
        (
            json!({"Records": [{"EventSource": "aws:sns", "Sns": {"MessageId": "s", "TopicArn": "t"}}, {}]}),
            "sns",
            r#""extra": {"arn": "t", "recordsNum": 2}, "fromMessageIds": ["s"]"#,
        ),
        (
            json!({"version": "0", "id": "e", "detail-type": "d", "source": "s", "time": "t", "region": "r", "resources": [], "detail": {}}),
            "eventBridge",
            r#""fromMessageIds": ["e"]"#,
        ),
        (
            json!({"detail-type": "Scheduled Event", "source": "aws.events", "time": "t", "region": "r", "resources": ["arn:rule/nightly"]}),
            "cloudwatch",
            r#""extra": {"resource": "nightly", "region": "r", "detailType": "Scheduled Event"}"#,
        ),
        (
            json!({"detail-type": "Scheduled Event", "source": 1, "time": 2}),
            "cloudwatch",
            r#""extra": {"resource": "unknown", "region": null, "detailType": "Scheduled Event"}"#,
        ),
        (
            json!({"Records": [{"eventSource": "aws:s3", "s3": {"bucket": {"arn": "b"}, "object": {"key": "TopicArn"}}}]}),
            "s3",
            r#""extra": {"arn": "b", "recordsNum": 1}, "fromMessageIds": [null]"#,
        ),
        (
            json!({"TopicArn": 1, "Records": [
                {"eventSource": "aws:kinesis", "eventSourceARN": "k", "eventID": "shard-7:1:2", "kinesis": {"sequenceNumber": "1"}},
                {"kinesis": {}}, 5, {"kinesis": {"sequenceNumber": "2"}},
            ]}),
            "kinesis",
            r#""extra": {"arn": "k", "recordsNum": 4, "shardId": "shard-7"}, "fromMessageIds": ["1", "2"]"#,
        ),
        (
            json!({"TopicArn": 1, "Records": [
                {"eventSource": "aws:dynamodb", "eventSourceARN": "d", "eventName": "REMOVE", "dynamodb": {"Keys": {"b": {"S": "\u{e9}"}, "a": {"N": "1"}}, "SizeBytes": 3, "ApproximateCreationDateTime": 1.5}},
                {"eventName": "INSERT", "dynamodb": {"NewImage": {}, "SizeBytes": 4}},
            ]}),
            "dynamodb",
            r#""extra": {"arn": "d", "recordsNum": 2, "approxEventCreationTime": 1000, "totalSizeBytes": 7}, "fromMessageIds": ["078203720be91efe13a39ffb2e8621dd"]"#,
        ),
        (
            json!({"service_name": "sqs", "operation_name": "ReceiveMessage", "Messages": [{"MessageId": "x", "Body": "TopicArn"}]}),
            "sqs",
            r#""extra": {"arn": "Unknown", "recordsNum": 1}, "fromMessageIds": ["x"]"#,
        ),
        (
            json!({"resource": "/a", "httpMethod": "GET", "headers": {"Host": "TopicArn", "traceparent": "00-1-2-01", "tracestate": "a=1,b=2"}, "requestContext": {"stage": "prod", "requestId": "2"}}),
            "apigw",
            r#""extra": {"httpMethod": "GET", "resource": "/a", "api": "TopicArn", "stage": "prod"}, "fromMessageIds": ["2"]"#,
        ),
        (
            json!({"version": "2.0", "headers": {"tracestate": "TopicArn=9"}, "requestContext": {"http": {"method": "PUT", "path": "/p"}, "domainName": "d", "requestId": "r"}}),
            "apigw",
            r#""extra": {"httpMethod": "PUT", "resource": "/p", "api": "d", "stage": "unknown"}, "fromMessageIds": ["r", "9"]"#,
        ),
        (
            json!({"httpMethod": "GET", "headers": {"host": "TopicArn", "tracestate": "a=b=c"}, "requestContext": {"elb": {}}}),
            "load_balancer",
            r#""extra": {"httpMethod": "GET", "api": "TopicArn"}, "fromMessageIds": ["c"]"#,
        ),
        (
            json!({"TopicArn": 1, "request": {"headers": {"host": "x.appsync-api.y", "x-amzn-trace-id": "Root=1-2"}}}),
            "appsync",
            r#""extra": {"api": "x.appsync-api.y"}, "fromMessageIds": ["1-2"]"#,
        ),
        (
            json!({"TopicArn": 1, "eventSource": "SelfManagedKafka", "bootstrapServers": "b:9092", "records": {"t-0": [{"topic": "t", "headers": [{"traceparent": [48, 48]}, {"other": []}]}]}}),
            "kafka",
            r#""extra": {"resource": "t", "bootstrapServers": "b:9092"}, "fromMessageIds": ["00"]"#,
        ),
    ] {
        let expected =
            format!(r#", {{"id": "1", "targetId": "0", "triggeredBy": "{triggered_by}", {rest}}}"#);
        assert_eq!(chained(&body.to_string()), expected);
    }
}

#[test]
fn a_body_that_no_service_has_wrapped_or_not_wholly_tells_nothing_more() {
    let deep = "[".repeat(10_000);
    for body in [
        "TopicArn",
        r#"["TopicArn"]"#,
        r#""TopicArn""#,
        "",
        "{",
        r#"{"TopicArn""#,
        r#"{"Type": "Notification", "MessageId": "s", "topic": "t"}"#,
        r#"{"Type": "Notification", "TopicArn": "t"}"#,
        r#"{"Type": "Notification", "MessageId": "s", "TopicArn": "t", "Records": []}"#,
        r#"{"Type": "Notification", "MessageId": "s", "TopicArn": "t", "Records": null}"#,
        r#"{"Type": ["Notification"], "MessageId": "s", "TopicArn": "t"}"#,
        r#"{"TopicArn": "t", "Records": [{"eventSource": "aws:s3"}]}"#,
        r#"{"TopicArn": "t", "Records": [{"eventSource": "aws:sqs"}, 1]}"#,
        r#"{"TopicArn": "t", "Records": [{"eventSource": "aws:dynamodb", "eventSourceARN": "d"}]}"#,
        r#"{"TopicArn": "t", "Records": {"0": {"eventSource": "aws:s3"}}}"#,
        r#"{"detail-type": "Scheduled Event", "source": 1, "time": 1, "resources": ["none"]}"#,
        r#"{"headers": {"tracestate": "TopicArn"}, "version": 2.0}"#,
        r#"{"headers": "TopicArn", "version": "2.0"}"#,
        r#"{"version": "0", "id": "e", "detail-type": "d", "source": "s", "time": "t", "region": "r", "resources": [], "detail": "{}"}"#,
        &format!(r#"{{"TopicArn": {deep}"#),
        &format!("{{\"TopicArn\": {deep}{}}}", "]".repeat(10_000)),
        &format!("{{\"TopicArn\":{}", "{\"TopicArn\":".repeat(10_000)),
    ] {
        assert_eq!(chained(body), "", "{:.80}", body);
    }
}

#[test]
fn what_a_wrapped_body_wraps_is_told_down_to_the_depth() {
    let body = nested(&nested(&nested(&sns("s"))));
    for (depth, targets) in [
        (-1, None),
        (0, None),
        (1, Some(vec![json!(null)])),
        (2, Some(vec![json!(null), json!("0")])),
        (
            4,
            Some(vec![json!(null), json!("0"), json!("1"), json!("2")]),
        ),
        (
            5,
            Some(vec![
                json!(null),
                json!("0"),
                json!("1"),
                json!("2"),
                json!("3"),
            ]),
        ),
        (
            i64::MAX,
            Some(vec![
                json!(null),
                json!("0"),
                json!("1"),
                json!("2"),
                json!("3"),
            ]),
        ),
        (i64::MIN, None),
    ] {
        let text = data(&[message("m", &body)], ChainLimits::new(depth, 5), LONG);
        let found = text.map(|text| {
            let document: Value = serde_json::from_str(&text).unwrap();
            let triggers = document["trigger"].as_array().unwrap().iter();
            triggers
                .map(|trigger| trigger["targetId"].clone())
                .collect()
        });
        assert_eq!(found, targets, "{depth}");
    }
}

#[test]
fn as_many_bodies_are_looked_into_as_the_width_allows() {
    let mut messages: Vec<_> = (0..4)
        .map(|number| message("m", &sns(&number.to_string())))
        .collect();
    // Those without a body do not count.
    messages.insert(0, message("m", ""));
    for (width, expected) in [
        (0, 0),
        (1, 1),
        (4, 4),
        (9, 4),
        (i64::MAX, 4),
        (-1, 3),
        (-3, 1),
        (-4, 0),
        (-9, 0),
        (i64::MIN, 0),
    ] {
        let text = data(&messages, ChainLimits::new(3, width), LONG).unwrap();
        assert_eq!(text.matches(r#""sns""#).count(), expected, "{width}");
        assert!(text.contains(r#""recordsNum": 5"#));
    }
}

#[test]
fn what_does_not_fit_is_left_out_and_counted_all_the_same() {
    let messages: Vec<_> = (0..3)
        .map(|number| message("m", &sns(&number.to_string())))
        .collect();
    let whole = lumigo_data(&messages, ChainLimits::default(), usize::MAX).unwrap();
    let mut sizes = Vec::new();
    for length in 0..=whole.len() {
        let Some(text) = lumigo_data(&messages, ChainLimits::default(), length) else {
            assert!(sizes.is_empty());
            continue;
        };
        assert!(text.len() <= length);
        let document: Value = serde_json::from_str(&text).unwrap();
        let triggers = document["trigger"].as_array().unwrap();
        assert_eq!(triggers[0]["extra"]["recordsNum"], 3);
        let ids = triggers
            .iter()
            .filter_map(|trigger| trigger["fromMessageIds"].as_array());
        sizes.push((triggers.len(), ids.map(Vec::len).sum::<usize>()));
    }
    sizes.dedup();
    let expected = [(1, 0), (1, 1), (1, 2), (1, 3), (2, 4), (3, 5), (4, 6)];
    assert_eq!(sizes, expected);
}

#[test]
fn a_large_event_of_many_records_is_told_as_far_as_there_is_room() {
    let record = |number: usize| json!({"eventSource": "aws:sqs", "messageId": number.to_string()});
    let records: Vec<_> = (0..20_000).map(record).collect();
    let body = json!({"Records": records, "TopicArn": 1}).to_string();
    let text = lumigo_data(
        &[message("m", &body), message("m", &sns("s"))],
        ChainLimits::default(),
        LONG,
    );
    let text = text.unwrap();
    assert!(text.contains(r#""recordsNum": 20000}, "fromMessageIds": ["0", "1", "#));
    assert!(text.len() > LONG - 20 && text.len() <= LONG);
}

/// Pieces of events, so that what is made of them comes close to one.
fn event() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "(aws:(sns|sqs|s3|kinesis|dynamodb)|Notification|Scheduled Event|2.0|INSERT|=|-|/|SelfManagedKafka|appsync-api|\\PC*)"
            .prop_map(Value::from),
    ];
    let key = "(Records|EventSource|eventSource|eventSourceARN|Sns|s3|bucket|arn|kinesis|dynamodb|Keys|SizeBytes|body|Body|messageId|MessageId|TopicArn|Type|detail-type|source|time|resources|headers|host|Host|tracestate|traceparent|requestContext|stage|elb|http|httpMethod|version|context|request|records|service_name|Messages|\\PC)";
    leaf.prop_recursive(6, 60, 6, move |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::hash_map(key, inner.clone(), 0..6)
                .prop_map(|members| members.into_iter().collect()),
            inner.prop_map(|inner| Value::from(inner.to_string())),
        ]
    })
}

proptest! {
    #[test]
    fn whatever_comes_the_data_is_valid_and_fits(
        bodies in proptest::collection::vec(prop_oneof![
            event().prop_map(|event| event.to_string()),
            event().prop_map(|event| nested(&event.to_string())),
            any::<String>(),
        ], 0..6),
        id in any::<String>(),
        depth in -2..9_i64,
        width in -9..9_i64,
        length in 0..3000_usize,
    ) {
        let messages: Vec<_> = bodies
            .iter()
            .map(|body| message(&id, &body.replacen('{', r#"{"TopicArn":"x","#, 1)))
            .collect();
        let text = lumigo_data(&messages, ChainLimits::new(depth, width), length);
        prop_assert!(depth > 0 || text.is_none());
        if let Some(text) = text {
            prop_assert!(text.is_ascii() && text.len() <= length);
            let document: Value = serde_json::from_str(&text).unwrap();
            let triggers = document["trigger"].as_array().unwrap();
            prop_assert_eq!(&triggers[0]["extra"]["recordsNum"], messages.len());
            for (place, trigger) in triggers.iter().enumerate().skip(1) {
                let target = &trigger["targetId"];
                prop_assert!(triggers.iter().take(place).any(|other| &other["id"] == target));
            }
        }
    }
}
