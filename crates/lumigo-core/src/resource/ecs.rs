//! Amazon ECS: the task and the container, as the metadata endpoint of its agent tells them.

mod arn;

use super::answers::Answers;
use super::client::Client;
use super::machine::Machine;
use crate::config::Config;
use arn::Arn;
use opentelemetry::{Array, KeyValue, Value};
use opentelemetry_semantic_conventions::resource::{
    AWS_ECS_CLUSTER_ARN, AWS_ECS_CONTAINER_ARN, AWS_ECS_LAUNCHTYPE, AWS_ECS_TASK_ARN,
    AWS_ECS_TASK_FAMILY, AWS_ECS_TASK_ID, AWS_ECS_TASK_REVISION, AWS_LOG_GROUP_ARNS,
    AWS_LOG_GROUP_NAMES, AWS_LOG_STREAM_ARNS, AWS_LOG_STREAM_NAMES, CLOUD_ACCOUNT_ID,
    CLOUD_AVAILABILITY_ZONE, CLOUD_PLATFORM, CLOUD_PROVIDER, CLOUD_REGION, CONTAINER_ID,
    CONTAINER_NAME,
};
use serde_json::Value as Json;
use std::time::Instant;
use ureq::tls::RootCerts;

/// No ARN is longer, and nothing else that is read here.
const LONGEST_TEXT: usize = 2048;

/// A process in ECS, and what its agent was asked.
pub(super) struct Ecs {
    container: Option<Answers<Json>>,
    task: Option<Answers<Json>>,
}

impl Ecs {
    /// Asks for the metadata, if this is ECS.
    pub(super) fn ask(config: &Config) -> Option<Self> {
        let Some(uri) = &config.ecs_metadata_v4 else {
            let ecs_without_v4 = Self {
                container: None,
                task: None,
            };
            return config.ecs_metadata_v3.as_ref().map(|_| ecs_without_v4);
        };
        let uri = uri.trim_end_matches('/');
        Some(Self {
            container: Some(get(uri.to_owned())),
            task: Some(get(format!("{uri}/task"))),
        })
    }

    /// What there is to say, from the answers that come in time.
    pub(super) fn attributes(self, machine: &Machine, deadline: Instant) -> Vec<KeyValue> {
        let answer =
            |answers: Option<Answers<Json>>| answers.and_then(|all| all.until(deadline).pop());
        let container = answer(self.container).unwrap_or_default();
        let task = answer(self.task).unwrap_or_default();
        let mut attributes = vec![
            KeyValue::new(CLOUD_PROVIDER, "aws"),
            KeyValue::new(CLOUD_PLATFORM, "aws_ecs"),
        ];
        let name = machine.host_name();
        attributes.extend(name.map(|name| KeyValue::new(CONTAINER_NAME, name)));
        attributes.extend(of_task(&task));
        attributes.extend(of_container(&container));
        let arns = [text(&task, "TaskARN"), text(&container, "ContainerARN")];
        if let Some(arn) = arns.into_iter().flatten().find_map(Arn::parse) {
            attributes.push(KeyValue::new(CLOUD_REGION, arn.region.to_owned()));
            attributes.push(KeyValue::new(CLOUD_ACCOUNT_ID, arn.account.to_owned()));
            attributes.extend(of_logs(&container, &arn));
        }
        attributes
    }
}

fn get(url: String) -> Answers<Json> {
    Answers::ask(move |answers| {
        let client = Client::trusting(RootCerts::WebPki);
        if let Some(answer) = client.get(&url, None) {
            // Too late is as good as no answer.
            let _ = answers.send(answer);
        }
    })
}

fn of_task(task: &Json) -> Vec<KeyValue> {
    let arn = text(task, "TaskARN");
    let parsed = arn.and_then(Arn::parse);
    let id = parsed.as_ref().and_then(Arn::task_id);
    let cluster = text(task, "Cluster").and_then(|cluster| match &parsed {
        _ if cluster.starts_with("arn:") => Some(cluster.to_owned()),
        Some(arn) => Some(arn.beside("ecs", &format!("cluster/{cluster}"))),
        None => None,
    });
    let launch_type = text(task, "LaunchType").map(str::to_ascii_lowercase);
    let owned = |text: Option<&str>| text.map(str::to_owned);
    [
        (AWS_ECS_TASK_ARN, owned(arn)),
        (AWS_ECS_TASK_ID, owned(id)),
        (AWS_ECS_TASK_FAMILY, owned(text(task, "Family"))),
        (AWS_ECS_TASK_REVISION, owned(text(task, "Revision"))),
        (AWS_ECS_CLUSTER_ARN, cluster),
        (AWS_ECS_LAUNCHTYPE, launch_type),
        (
            CLOUD_AVAILABILITY_ZONE,
            owned(text(task, "AvailabilityZone")),
        ),
    ]
    .into_iter()
    .filter_map(|(key, value)| Some(KeyValue::new(key, value?)))
    .collect()
}

fn of_container(container: &Json) -> impl Iterator<Item = KeyValue> {
    let keys = [
        (AWS_ECS_CONTAINER_ARN, "ContainerARN"),
        (CONTAINER_ID, "DockerId"),
    ];
    keys.into_iter()
        .filter_map(|(key, name)| Some(KeyValue::new(key, text(container, name)?.to_owned())))
}

/// Where the container's output goes, when that is CloudWatch.
fn of_logs(container: &Json, arn: &Arn<'_>) -> Vec<KeyValue> {
    let options = container
        .get("LogOptions")
        .filter(|_| text(container, "LogDriver") == Some("awslogs"));
    let Some((options, group)) =
        options.and_then(|options| Some((options, text(options, "awslogs-group")?)))
    else {
        return Vec::new();
    };
    let logs = Arn {
        region: text(options, "awslogs-region").unwrap_or(arn.region),
        ..*arn
    };
    let group_arn = logs.beside("logs", &format!("log-group:{group}"));
    let mut attributes = vec![list(AWS_LOG_GROUP_NAMES, group.to_owned())];
    if let Some(stream) = text(options, "awslogs-stream") {
        let stream_arn = format!("{group_arn}:log-stream:{stream}");
        attributes.push(list(AWS_LOG_STREAM_NAMES, stream.to_owned()));
        attributes.push(list(AWS_LOG_STREAM_ARNS, stream_arn));
    }
    attributes.push(list(AWS_LOG_GROUP_ARNS, group_arn));
    attributes
}

fn list(key: &'static str, only: String) -> KeyValue {
    KeyValue::new(key, Value::Array(Array::String(vec![only.into()])))
}

fn text<'a>(object: &'a Json, key: &str) -> Option<&'a str> {
    let text = object.get(key)?.as_str()?;
    (1..=LONGEST_TEXT).contains(&text.len()).then_some(text)
}
