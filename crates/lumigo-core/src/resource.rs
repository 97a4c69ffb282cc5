//! What the telemetry says about the process it comes from.

mod answers;
mod client;
mod container;
mod ecs;
mod eks;
mod environ;
mod kubernetes;
mod machine;
mod process;
mod procfs;

use crate::attributes::{FRAMEWORK, LUMIGO_DISTRO_VERSION, LUMIGO_TAG, PROCESS_ENVIRON};
use crate::config::Config;
use ecs::Ecs;
use eks::Eks;
use environ::environ;
use machine::Machine;
use opentelemetry::{Key, KeyValue, Value};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::resource::{ResourceDetector, TelemetryResourceDetector};
use opentelemetry_semantic_conventions::resource::{
    CONTAINER_ID, K8S_CONTAINER_NAME, K8S_POD_UID, SERVICE_NAME,
};
use percent_encoding::percent_decode_str;
use std::time::{Duration, Instant};

/// The most that answers from the network are waited for, all of them together.
const PATIENCE: Duration = Duration::from_secs(1);

/// Puts the resource together. Later members win: detected attributes, `OTEL_RESOURCE_ATTRIBUTES`,
/// variables for one attribute, what is given in code, and the distribution's version.
pub(crate) fn resource(
    config: &Config,
    framework: Option<String>,
    in_code: Vec<KeyValue>,
) -> Resource {
    let detected = detected(config, framework, &Machine::this());
    compose(config, detected, in_code)
}

fn compose(config: &Config, detected: Vec<KeyValue>, in_code: Vec<KeyValue>) -> Resource {
    let pairs = config.resource_attributes.iter();
    let from_environment = pairs.map(|(key, value)| KeyValue::new(key.clone(), value.clone()));
    let variables = [
        (SERVICE_NAME, &config.service_name),
        (LUMIGO_TAG, &config.tag),
        (K8S_CONTAINER_NAME, &config.container_name),
    ];
    let named = variables
        .into_iter()
        .filter_map(|(key, value)| Some(KeyValue::new(key, value.clone()?)));
    let given = from_environment.chain(named).chain(in_code);
    Resource::builder_empty()
        .with_attributes(detected)
        .with_attributes(given.filter(|attribute| !is_empty_name(attribute)))
        .with_attributes(owned(&TelemetryResourceDetector.detect()))
        .with_attributes([KeyValue::new(
            LUMIGO_DISTRO_VERSION,
            env!("CARGO_PKG_VERSION"),
        )])
        .build()
}

/// What can be found out here and now. Whoever is asked over the network is asked first, on threads
/// of their own.
fn detected(config: &Config, framework: Option<String>, machine: &Machine) -> Vec<KeyValue> {
    let deadline = Instant::now() + PATIENCE;
    let ecs = Ecs::ask(config);
    let eks = Eks::ask(machine);
    let framework = framework.unwrap_or_else(|| "Unknown".to_owned());
    let is_pod = kubernetes::is_pod(machine);
    let container_id = container::container_id(machine, is_pod || ecs.is_some());
    let pod_uid = is_pod.then(|| kubernetes::pod_uid(machine)).flatten();
    let mut detected = process::attributes();
    detected.push(KeyValue::new(FRAMEWORK, framework));
    detected.push(KeyValue::new(PROCESS_ENVIRON, environ(config)));
    detected.extend(container_id.map(|id| KeyValue::new(CONTAINER_ID, id)));
    detected.extend(pod_uid.map(|uid| KeyValue::new(K8S_POD_UID, uid)));
    detected.extend(
        ecs.into_iter()
            .flat_map(|ecs| ecs.attributes(machine, deadline)),
    );
    detected.extend(eks.into_iter().flat_map(|eks| eks.attributes(deadline)));
    detected
}

/// A service with an empty name has none.
fn is_empty_name(attribute: &KeyValue) -> bool {
    attribute.key.as_str() == SERVICE_NAME && attribute.value.as_str().is_empty()
}

/// Reads `key=value` pairs as the [specification] wants them: percent-decoded, and one that cannot
/// be read discards them all.
///
/// [specification]: https://opentelemetry.io/docs/specs/otel/resource/sdk/#specifying-resource-information-via-an-environment-variable
pub(crate) fn parse_resource_attributes(text: &str) -> Option<Vec<(String, String)>> {
    text.split(',')
        .filter(|pair| !pair.trim().is_empty())
        .map(|pair| {
            let (key, value) = pair.split_once('=')?;
            let key = decoded(key).filter(|key| !key.is_empty())?;
            Some((key, decoded(value)?))
        })
        .collect()
}

fn decoded(text: &str) -> Option<String> {
    let decoded = percent_decode_str(text.trim()).decode_utf8().ok()?;
    Some(decoded.into_owned())
}

fn owned(resource: &Resource) -> Vec<KeyValue> {
    let pair = |(key, value): (&Key, &Value)| KeyValue::new(key.clone(), value.clone());
    resource.iter().map(pair).collect()
}

#[cfg(test)]
mod tests;
