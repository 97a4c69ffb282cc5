//! What the metadata endpoint of Amazon ECS adds, whatever it answers.

use super::span_with;
use lumigo_testing::TestSpan;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::time::{Duration, Instant};

const CONTAINER: &str = r#"{
    "DockerId": "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
    "ContainerARN": "arn:aws:ecs:us-west-2:111122223333:container/0206b271",
    "LogDriver": "awslogs",
    "LogOptions": {
        "awslogs-group": "/ecs/shop",
        "awslogs-region": "us-east-1",
        "awslogs-stream": "ecs/shop/8f03"
    }
}"#;
const TASK: &str = r#"{
    "Cluster": "default",
    "TaskARN": "arn:aws:ecs:us-west-2:111122223333:task/default/158d1c80",
    "Family": "shop",
    "Revision": "26",
    "LaunchType": "FARGATE",
    "AvailabilityZone": "us-west-2b"
}"#;

/// How one path of the endpoint behaves.
#[derive(Clone, Debug)]
enum Endpoint {
    /// Writes these bytes and closes the connection.
    Answers(Vec<u8>),
    /// Takes the request and says nothing more, but keeps the connection.
    SaysNoMoreAfter(Vec<u8>),
    /// A body without an end.
    NeverStops,
}

fn ok(body: &str) -> Endpoint {
    let length = body.len();
    let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\n\r\n");
    Endpoint::Answers((head + body).into_bytes())
}

fn raw(answer: &str) -> Endpoint {
    Endpoint::Answers(answer.as_bytes().to_vec())
}

/// The URI of an endpoint on a real socket.
fn serve(container: Endpoint, task: Endpoint) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let uri = format!("http://{}/v4/id", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for connection in listener.incoming() {
            let (container, task) = (container.clone(), task.clone());
            std::thread::spawn(move || answer(connection.unwrap(), container, task));
        }
    });
    uri
}

fn answer(mut connection: TcpStream, container: Endpoint, task: Endpoint) {
    let mut lines = BufReader::new(connection.try_clone().unwrap()).lines();
    let Some(Ok(first)) = lines.next() else {
        return;
    };
    let endpoint = if first.contains("/v4/id/task ") {
        task
    } else {
        container
    };
    while lines
        .next()
        .is_some_and(|line| line.is_ok_and(|line| !line.is_empty()))
    {}
    // The client may be gone.
    match endpoint {
        Endpoint::Answers(bytes) => drop(connection.write_all(&bytes)),
        Endpoint::SaysNoMoreAfter(bytes) => {
            let _ = connection.write_all(&bytes);
            while lines.next().is_some_and(|line| line.is_ok()) {}
        }
        Endpoint::NeverStops => {
            let _ = connection.write_all(b"HTTP/1.1 200 OK\r\n\r\n{\"Family\": \"");
            while connection.write_all(&[b'x'; 4096]).is_ok() {}
        }
    }
}

fn span_in_ecs(container: Endpoint, task: Endpoint) -> TestSpan {
    let uri = serve(container, task);
    span_with(&[("ECS_CONTAINER_METADATA_URI_V4", &uri)])
}

#[track_caller]
fn assert_attributes(span: &TestSpan, expected: &[(&str, &str)]) {
    for (key, value) in expected {
        assert_eq!(span.resource.get(*key), Some(&(*value).into()), "{key}");
    }
}

const OF_ECS: &[(&str, &str)] = &[("cloud.provider", "aws"), ("cloud.platform", "aws_ecs")];
const OF_CONTAINER: &[(&str, &str)] = &[
    (
        "aws.ecs.container.arn",
        "arn:aws:ecs:us-west-2:111122223333:container/0206b271",
    ),
    (
        "container.id",
        "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
    ),
];
const OF_TASK: &[(&str, &str)] = &[
    (
        "aws.ecs.cluster.arn",
        "arn:aws:ecs:us-west-2:111122223333:cluster/default",
    ),
    ("aws.ecs.launchtype", "fargate"),
    (
        "aws.ecs.task.arn",
        "arn:aws:ecs:us-west-2:111122223333:task/default/158d1c80",
    ),
    ("aws.ecs.task.family", "shop"),
    ("aws.ecs.task.id", "158d1c80"),
    ("aws.ecs.task.revision", "26"),
    ("cloud.availability_zone", "us-west-2b"),
];
const OF_BOTH: &[(&str, &str)] = &[
    ("cloud.account.id", "111122223333"),
    ("cloud.region", "us-west-2"),
];

#[test]
fn task_and_container_are_told() {
    let span = span_in_ecs(ok(CONTAINER), ok(TASK));
    for expected in [OF_ECS, OF_CONTAINER, OF_TASK, OF_BOTH] {
        assert_attributes(&span, expected);
    }
    for (key, member) in [
        ("aws.log.group.names", "/ecs/shop"),
        (
            "aws.log.group.arns",
            "arn:aws:logs:us-east-1:111122223333:log-group:/ecs/shop",
        ),
        ("aws.log.stream.names", "ecs/shop/8f03"),
        (
            "aws.log.stream.arns",
            "arn:aws:logs:us-east-1:111122223333:log-group:/ecs/shop:log-stream:ecs/shop/8f03",
        ),
    ] {
        assert_eq!(span.resource[key], serde_json::json!([member]), "{key}");
    }
}

#[test]
fn an_answer_that_cannot_be_used_costs_nothing_but_itself() {
    let long = format!(r#"{{"Family": "{}"}}"#, "x".repeat(3000));
    let huge = format!(r#"{{"a": "{}", "Family": "shop"}}"#, "x".repeat(3 << 20));
    let half = "HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n{\"Family\": \"shop\", ";
    for broken in [
        raw(""),
        raw("garbage\r\n\r\n"),
        raw("HTTP/1.1 500 Oops\r\ncontent-length: 18\r\n\r\n{\"Family\": \"shop\"}"),
        raw("HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n"),
        raw("HTTP/1.1 204 No Content\r\n\r\n"),
        raw(half),
        Endpoint::SaysNoMoreAfter(half.into()),
        Endpoint::SaysNoMoreAfter("HTTP/1.1 200 OK\r\n".into()),
        Endpoint::SaysNoMoreAfter(Vec::new()),
        Endpoint::NeverStops,
        ok(""),
        ok("not json"),
        ok("null"),
        ok("[\"Family\"]"),
        ok("\"shop\""),
        ok(&"[".repeat(100_000)),
        ok(r#"{"Family": 7, "TaskARN": {}, "Cluster": null, "LogOptions": 1}"#),
        ok(r#"{"Family": "", "TaskARN": "oops", "Cluster": "default"}"#),
        ok(&long),
        ok(&huge),
    ] {
        let start = Instant::now();
        let span = span_in_ecs(ok(CONTAINER), broken.clone());
        // A bound on what would be for ever, not a speed.
        assert!(start.elapsed() < Duration::from_secs(10), "{broken:?}");
        assert_attributes(&span, OF_ECS);
        assert_attributes(&span, OF_CONTAINER);
        assert_attributes(&span, OF_BOTH);
        assert!(!span.resource.contains_key("aws.ecs.task.family"));
        assert!(!span.resource.contains_key("aws.ecs.cluster.arn"));
        let span = span_in_ecs(broken, ok(TASK));
        assert_attributes(&span, OF_TASK);
        assert_attributes(&span, OF_BOTH);
        assert!(!span.resource.contains_key("aws.ecs.container.arn"));
    }
}

#[test]
fn a_redirect_is_not_followed() {
    let elsewhere = serve(ok(CONTAINER), ok(TASK));
    let redirect = raw(&format!(
        "HTTP/1.1 302 Found\r\nlocation: {elsewhere}/task\r\ncontent-length: 0\r\n\r\n"
    ));
    let span = span_in_ecs(redirect.clone(), redirect);
    assert_attributes(&span, OF_ECS);
    assert!(!span.resource.contains_key("aws.ecs.task.family"));
}

#[test]
fn an_endpoint_that_is_not_there_is_no_matter() {
    let gone = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let gone = format!("http://{gone}/v4");
    for uri in [
        gone.as_str(),
        "http://host.invalid/v4",
        "no uri",
        "ftp://127.0.0.1/v4",
        "/v4",
        "http://",
    ] {
        let span = span_with(&[("ECS_CONTAINER_METADATA_URI_V4", uri)]);
        assert_attributes(&span, OF_ECS);
        assert!(!span.resource.contains_key("aws.ecs.task.arn"), "{uri}");
    }
}

#[test]
fn the_older_endpoint_marks_ecs_and_is_not_asked() {
    let uri = serve(ok(CONTAINER), ok(TASK));
    let span = span_with(&[("ECS_CONTAINER_METADATA_URI", &uri)]);
    assert_attributes(&span, OF_ECS);
    assert!(!span.resource.contains_key("aws.ecs.container.arn"));
    assert!(!span_with(&[]).resource.contains_key("cloud.provider"));
}

#[test]
fn nobody_is_asked_when_everything_is_switched_off() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let uri = format!("http://{}/v4", listener.local_addr().unwrap());
    let variables = [
        ("ECS_CONTAINER_METADATA_URI_V4", uri.as_str()),
        ("LUMIGO_SWITCH_OFF", "true"),
    ];
    drop(crate::support::with(&variables).build());
    listener.set_nonblocking(true).unwrap();
    let nobody = listener.accept().unwrap_err();
    assert_eq!(nobody.kind(), std::io::ErrorKind::WouldBlock);
}
