//! What a request names, as it leaves: whichever SDK client has made it, it speaks the service's protocol.

mod dynamodb;
mod form;
mod json;
mod payload;
mod queue;
mod s3;
mod topic;

#[cfg(feature = "sqs")]
pub(crate) use json::{members, text_of};
pub(crate) use payload::{Payload, is_shown};
pub(crate) use queue::Queue;
pub(crate) use topic::last_part;

use crate::operation::{Operation, shared};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_types::config_bag::ConfigBag;
use json::{member, member_of_first_entry};
use lumigo_core::ActiveCore;
use lumigo_core::attributes::{AWS_RESOURCE_NAME, MESSAGING_DESTINATION};
use opentelemetry::KeyValue;
use opentelemetry_semantic_conventions::attribute::{
    AWS_KINESIS_STREAM_NAME, AWS_LAMBDA_INVOKED_ARN, AWS_SECRETSMANAGER_SECRET_ARN,
    AWS_SNS_TOPIC_ARN, AWS_STEP_FUNCTIONS_STATE_MACHINE_ARN, FAAS_INVOKED_NAME,
    FAAS_INVOKED_PROVIDER, FAAS_INVOKED_REGION, MESSAGING_DESTINATION_NAME, MESSAGING_SYSTEM,
};

/// Adds what the operation is about.
pub(crate) fn push_request(
    core: &ActiveCore,
    operation: &Operation,
    request: &HttpRequest,
    cfg: &ConfigBag,
    attributes: &mut Vec<KeyValue>,
) {
    let body = request.body().bytes().unwrap_or_default();
    match operation.service() {
        "SQS" => push_queue(core, body, attributes),
        "DynamoDB" => dynamodb::push_tables(operation, body, attributes),
        "S3" => s3::push_object(operation, request, cfg, attributes),
        "Lambda" => push_function(operation, request, attributes),
        "Kinesis" => push_stream(body, attributes),
        "SNS" => push_topic(body, attributes),
        "EventBridge" => push_bus(body, attributes),
        "Secrets Manager" => push_secret(body, attributes),
        "SFN" => push_state_machine(body, attributes),
        _ => {}
    }
}

fn push_queue(core: &ActiveCore, body: &[u8], attributes: &mut Vec<KeyValue>) {
    match member(body, &["QueueUrl", "QueueName"]) {
        Some(queue) => attributes.extend_from_slice(Queue::of(core, &queue).attributes()),
        None => attributes.push(KeyValue::new(MESSAGING_SYSTEM, "aws_sqs")),
    }
}

/// The name of a bus.
fn push_destination(name: &str, attributes: &mut Vec<KeyValue>) {
    let name = shared(name);
    attributes.extend([
        KeyValue::new(AWS_RESOURCE_NAME, name.clone()),
        KeyValue::new(MESSAGING_DESTINATION_NAME, name.clone()),
        KeyValue::new(MESSAGING_DESTINATION, name),
    ]);
}

/// `/2015-03-31/functions/NAME/invocations`, where the name may be an ARN.
fn push_function(operation: &Operation, request: &HttpRequest, attributes: &mut Vec<KeyValue>) {
    let path = s3::path(request.uri());
    let mut parts = path.split('/').skip_while(|part| *part != "functions");
    let Some(name) = parts.nth(1).filter(|name| !name.is_empty()) else {
        return;
    };
    let name = percent_encoding::percent_decode_str(name).decode_utf8_lossy();
    attributes.push(KeyValue::new(AWS_RESOURCE_NAME, shared(&name)));
    if !operation.name().starts_with("Invoke") {
        return;
    }
    attributes.push(KeyValue::new(FAAS_INVOKED_PROVIDER, "aws"));
    attributes.push(KeyValue::new(
        FAAS_INVOKED_NAME,
        shared(function_name(&name)),
    ));
    if let Some(region) = operation.region() {
        attributes.push(KeyValue::new(FAAS_INVOKED_REGION, shared(region)));
    }
    if name.starts_with("arn:") {
        attributes.push(KeyValue::new(AWS_LAMBDA_INVOKED_ARN, shared(&name)));
    }
}

/// The name alone of `ACCOUNT:function:NAME:VERSION`, of that without some of its parts, and of an ARN.
fn function_name(name: &str) -> &str {
    let name = name.split_once("function:").map_or(name, |(_, name)| name);
    name.split(':').next().unwrap_or(name)
}

fn push_stream(body: &[u8], attributes: &mut Vec<KeyValue>) {
    if let Some(name) = member(body, &["StreamName", "StreamARN"]) {
        let name = shared(last_part(&name));
        attributes.push(KeyValue::new(AWS_KINESIS_STREAM_NAME, name.clone()));
        attributes.push(KeyValue::new(AWS_RESOURCE_NAME, name));
    }
}

fn push_topic(body: &[u8], attributes: &mut Vec<KeyValue>) {
    attributes.push(KeyValue::new(MESSAGING_SYSTEM, "aws.sns"));
    let Some(arn) = form::value(body, &["TopicArn", "TargetArn"]) else {
        return;
    };
    let shared_arn = shared(&arn);
    let name = shared(last_part(&arn));
    attributes.extend([
        KeyValue::new(AWS_SNS_TOPIC_ARN, shared_arn.clone()),
        KeyValue::new(AWS_RESOURCE_NAME, shared_arn),
        KeyValue::new(MESSAGING_DESTINATION_NAME, name.clone()),
        KeyValue::new(MESSAGING_DESTINATION, name),
    ]);
}

fn push_bus(body: &[u8], attributes: &mut Vec<KeyValue>) {
    attributes.push(KeyValue::new(MESSAGING_SYSTEM, "aws.eventbridge"));
    let bus = member_of_first_entry(body, &["EventBusName"]);
    let bus = bus.or_else(|| member(body, &["EventBusName"]));
    push_destination(last_part(bus.as_deref().unwrap_or("default")), attributes);
}

fn push_secret(body: &[u8], attributes: &mut Vec<KeyValue>) {
    let Some(id) = member(body, &["SecretId", "Name"]) else {
        return;
    };
    let id = shared(&id);
    attributes.push(KeyValue::new(AWS_RESOURCE_NAME, id.clone()));
    if id.as_str().starts_with("arn:") {
        attributes.push(KeyValue::new(AWS_SECRETSMANAGER_SECRET_ARN, id));
    }
}

fn push_state_machine(body: &[u8], attributes: &mut Vec<KeyValue>) {
    if let Some(arn) = member(body, &["stateMachineArn"]) {
        let arn = shared(&arn);
        attributes.push(KeyValue::new(
            AWS_STEP_FUNCTIONS_STATE_MACHINE_ARN,
            arn.clone(),
        ));
        attributes.push(KeyValue::new(AWS_RESOURCE_NAME, arn));
    }
}

#[cfg(test)]
mod tests {
    use super::function_name;

    #[test]
    fn a_function_has_a_name_however_it_is_named() {
        let names = [
            "orders",
            "orders:prod",
            "123456789012:function:orders",
            "arn:aws:lambda:eu-central-1:123456789012:function:orders",
            "arn:aws:lambda:eu-central-1:123456789012:function:orders:7",
        ];
        for name in names {
            assert_eq!(function_name(name), "orders", "{name}");
        }
    }
}
