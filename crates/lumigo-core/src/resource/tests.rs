pub(super) mod stub_server;
pub(super) mod test_machine;

use self::stub_server::StubServer;
use self::test_machine::TestMachine;
use super::*;
use crate::config::env::Environment;
use serde_json::{Map, Value as Json, json};
use std::net::TcpListener;

const VECTORS: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../../integration/parity/reference/resources.json"
);

/// What Python does not find, or only in ECS.
const MORE_THAN_PYTHON: &[&str] = &[
    "aws.ecs.task.id",
    "cloud.account.id",
    "cloud.region",
    "container.id",
];

fn pairs(text: &str) -> Option<Vec<(String, String)>> {
    parse_resource_attributes(text)
}

fn config(variables: impl IntoIterator<Item = (String, String)>) -> Config {
    let mut environment = Environment::default();
    environment.replace(variables.into_iter().collect());
    Config::read(&environment)
}

#[test]
fn attributes_are_trimmed_and_percent_decoded() {
    let expected = [("a", "1"), ("b c", "x,y"), ("d", ""), ("e", "f=g")];
    let expected = expected.map(|(key, value)| (key.to_owned(), value.to_owned()));
    assert_eq!(pairs(" a = 1 ,b%20c=x%2Cy,d=,e=f=g,").unwrap(), expected);
}

#[test]
fn one_unreadable_pair_discards_them_all() {
    for text in ["a=1,b", "=1", "a=%ff", "%fe=1"] {
        assert_eq!(pairs(text), None, "{text}");
    }
}

#[test]
fn the_same_is_found_as_by_the_python_distribution() {
    let text = std::fs::read_to_string(VECTORS).unwrap();
    let vectors: Json = serde_json::from_str(&text).unwrap();
    let server = metadata_server(&vectors);
    let cases = vectors["cases"].as_array().unwrap();
    for case in cases {
        let mut python = python_attributes(case);
        if let Some((reason, expected)) = difference(case) {
            assert_ne!(python, expected, "no difference any more: {reason}");
            python = expected;
        }
        let mut rust = rust_attributes(case, server.port());
        rust.retain(|key, _| python.contains_key(key) || !MORE_THAN_PYTHON.contains(&key.as_str()));
        assert_eq!(rust, python, "{}", case["name"]);
    }
    println!("parity resources.json: {0} of {0}", cases.len());
    assert!(!cases.is_empty());
}

/// Where Rust differs on purpose: why, and what it finds.
fn difference(case: &Json) -> Option<(&'static str, Map<String, Json>)> {
    let (reason, expected) = match case["id"].as_u64().unwrap() {
        3 => (
            "the specification discards a list of attributes with an error in it",
            json!({ "service.name": "svc" }),
        ),
        12 => (
            "the systemd driver's slice is read, not passed on as it is",
            json!({ "k8s.pod.uid": "6189e731-8c9a-4c3a-ba6f-9796664788a8" }),
        ),
        14 => (
            "without mountinfo there is still the control group",
            json!({ "k8s.pod.uid": "6189e731-8c9a-4c3a-ba6f-9796664788a8" }),
        ),
        19 => (
            "what the container's metadata say does not depend on the task's",
            json!({
                "cloud.provider": "aws",
                "cloud.platform": "aws_ecs",
                "container.name": "test-hostname",
                "aws.ecs.container.arn": "arn:aws:ecs:us-west-2:111122223333:container/0206b271-b33f-47ab-86c6-a0ba208a70a9",
                "aws.log.group.names": ["/ecs/metadata"],
                "aws.log.group.arns": ["arn:aws:logs:us-west-2:111122223333:log-group:/ecs/metadata"],
                "aws.log.stream.names": ["ecs/curl/8f03e41243824aea923aca126495f665"],
                "aws.log.stream.arns": ["arn:aws:logs:us-west-2:111122223333:log-group:/ecs/metadata:log-stream:ecs/curl/8f03e41243824aea923aca126495f665"],
            }),
        ),
        20 => (
            "an endpoint that fails is still one of ECS",
            json!({
                "cloud.provider": "aws",
                "cloud.platform": "aws_ecs",
                "container.name": "test-hostname",
            }),
        ),
        21 => {
            let mut expected = python_attributes(case);
            expected.remove("container.id");
            (
                "a container's id that is not found is left out, not empty",
                expected.into(),
            )
        }
        _ => return None,
    };
    Some((reason, expected.as_object().unwrap().clone()))
}

/// Without what names the distribution.
fn python_attributes(case: &Json) -> Map<String, Json> {
    let mut attributes = case["infrastructure_resource"].as_object().unwrap().clone();
    attributes.retain(|key, value| {
        !key.starts_with("telemetry.") && key != LUMIGO_DISTRO_VERSION && value != "unknown_service"
    });
    attributes
}

/// The same, without what Python keeps elsewhere.
fn rust_attributes(case: &Json, port: u16) -> Map<String, Json> {
    let files = case["files"].as_object().unwrap().iter();
    let mut files: Vec<_> = files
        .filter_map(|(path, text)| Some((path.as_str(), text.as_str()?)))
        .collect();
    files.push(("proc/sys/kernel/hostname", "test-hostname\n"));
    let machine = TestMachine::with(&files);
    let variables = case["env"].as_object().unwrap().iter();
    let config = config(variables.map(|(name, value)| {
        let value = value.as_str().unwrap();
        (name.clone(), value.replace("PORT", &port.to_string()))
    }));
    let detected = detected(&config, None, &machine.machine);
    let resource = compose(&config, detected, Vec::new());
    let attributes = resource
        .iter()
        .map(|(key, value)| (key.to_string(), as_json(value)));
    let is_elsewhere = |key: &str, value: &Json| {
        key.starts_with("telemetry.")
            || key.starts_with("process.")
            || key == LUMIGO_DISTRO_VERSION
            || (key == FRAMEWORK && value == "Unknown")
            || value.to_string().starts_with("\"unknown_service:")
    };
    attributes
        .filter(|(key, value)| !is_elsewhere(key, value))
        .collect()
}

fn as_json(value: &Value) -> Json {
    match value {
        Value::Array(opentelemetry::Array::String(members)) => members
            .iter()
            .map(|member| Json::from(member.as_str()))
            .collect(),
        value => value.as_str().into(),
    }
}

/// The metadata endpoint in the variations that the cases name.
fn metadata_server(vectors: &Json) -> StubServer {
    let (container, task) = (
        vectors["ecs_container"].clone(),
        vectors["ecs_task"].clone(),
    );
    let mut other_container = container.clone();
    other_container["LogDriver"] = "json-file".into();
    let mut other_task = task.clone();
    other_task["Cluster"] = "arn:aws:ecs:us-west-2:111122223333:cluster/my-cluster".into();
    other_task["LaunchType"] = "FARGATE".into();
    StubServer::start(None, move |path| {
        let answer = match path {
            "/v4/id" | "/notask/id" => &container,
            "/v4/id/task" => &task,
            "/clusterarn/id" => &other_container,
            "/clusterarn/id/task" => &other_task,
            "/notask/id/task" => &json!({}),
            _ => return None,
        };
        Some(answer.to_string())
    })
}

#[test]
fn the_container_of_the_metadata_wins_over_that_of_the_files() {
    let id = "cd189a933e5849daa93386466019ab50-2495160603";
    let server = StubServer::start(None, move |path| {
        let container = json!({ "DockerId": id, "ContainerARN": "oops" });
        let task = json!({
            "TaskARN": "arn:aws-cn:ecs:cn-north-1:111122223333:task/shop/158d1c80",
            "Cluster": "shop",
            "AvailabilityZone": "cn-north-1a",
            "Revision": 7,
            "Family": "",
        });
        let answer = if path.ends_with("/task") {
            task
        } else {
            container
        };
        Some(answer.to_string())
    });
    let machine = TestMachine::with(&[(
        "proc/self/cgroup",
        &format!("0::/docker/{}", "a".repeat(64)),
    )]);
    let uri = format!("http://127.0.0.1:{}/v4/", server.port());
    let config = config([("ECS_CONTAINER_METADATA_URI_V4".to_owned(), uri)]);
    let detected = detected(&config, None, &machine.machine);
    let resource = compose(&config, detected, Vec::new());
    let value = |key: &'static str| resource.get(&key.into()).map(|value| value.to_string());
    for (key, expected) in [
        ("container.id", Some(id)),
        ("container.name", None),
        ("aws.ecs.container.arn", Some("oops")),
        ("aws.ecs.task.id", Some("158d1c80")),
        (
            "aws.ecs.cluster.arn",
            Some("arn:aws-cn:ecs:cn-north-1:111122223333:cluster/shop"),
        ),
        ("cloud.region", Some("cn-north-1")),
        ("cloud.account.id", Some("111122223333")),
        ("cloud.availability_zone", Some("cn-north-1a")),
        ("aws.ecs.task.revision", None),
        ("aws.ecs.task.family", None),
        ("aws.log.group.names", None),
    ] {
        assert_eq!(value(key).as_deref(), expected, "{key}");
    }
    let mut heads = server.heads();
    heads.sort();
    assert!(
        heads[0].starts_with("GET /v4 ") && heads[1].starts_with("GET /v4/task "),
        "{heads:?}"
    );
}

#[test]
fn many_silent_servers_are_waited_for_as_long_as_one() {
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let uri = format!("http://{}/v4", silent.local_addr().unwrap());
    let config = config([("ECS_CONTAINER_METADATA_URI_V4".to_owned(), uri)]);
    let start = Instant::now();
    let found = detected(&config, None, &TestMachine::with(&[]).machine);
    // A bound on what would be for ever, not a speed.
    assert!(start.elapsed() < PATIENCE * 10);
    assert!(found.iter().any(|one| one.key.as_str() == "cloud.platform"));
}
