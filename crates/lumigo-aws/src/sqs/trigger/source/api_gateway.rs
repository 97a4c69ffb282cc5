use super::{Source, is_set, of, trace_state};
use crate::sqs::trigger::Trigger;
use crate::sqs::trigger::event::{Event, given};
use crate::sqs::trigger::part::Part;
use serde_json::Value;

pub(super) const SOURCE: Source = Source { is, trigger };

fn is(event: &Event) -> bool {
    if !event.has("headers") {
        return false;
    }
    match event.get("requestContext") {
        Some(context) if event.has("httpMethod") => {
            let is_gateway = !is_set(context.get("elb")) && is_set(context.get("stage"));
            context.is_object() && (is_gateway || is_version_2(event))
        }
        _ => is_version_2(event),
    }
}

fn is_version_2(event: &Event) -> bool {
    event.text("version") == Some("2.0")
}

fn trigger(event: &Event) -> Option<Trigger<'_>> {
    if given(event.get("headers")).is_some_and(|headers| !headers.is_object()) {
        return None;
    }
    let extra = match given(event.get("version")) {
        Some(version) if version.as_str()?.starts_with("2.0") => extra_of_version_2(event)?,
        _ => extra_of_version_1(event),
    };
    Some(Trigger {
        extra,
        message_ids: message_ids(event)?,
        ..of("apigw")
    })
}

fn extra_of_version_1(event: &Event) -> Vec<(&'static str, Part<'_>)> {
    let mut extra = vec![
        ("httpMethod", Part::json_or(event.get("httpMethod"), "")),
        ("resource", Part::json_or(event.get("resource"), "")),
    ];
    if let Some(Value::Object(headers)) = event.get("headers") {
        let host = Part::json_or(headers.get("Host"), "unknown.unknown.unknown");
        extra.push(("api", host));
    }
    if let Some(Value::Object(context)) = event.get("requestContext") {
        extra.push(("stage", Part::json_or(context.get("stage"), "unknown")));
    }
    extra
}

fn extra_of_version_2(event: &Event) -> Option<Vec<(&'static str, Part<'_>)>> {
    let http = match event.at(&["requestContext", "http"]) {
        Some(http) => Some(http.as_object()?),
        None => None,
    };
    let of_http = |key| Part::json(http.and_then(|http| http.get(key)));
    let of_context = |key, default| Part::json_or(event.at(&["requestContext", key]), default);
    Some(vec![
        ("httpMethod", of_http("method")),
        ("resource", of_http("path")),
        ("api", of_context("domainName", "")),
        ("stage", of_context("stage", "unknown")),
    ])
}

/// The request, the caller's span by its trace state, and by its trace parent, each once.
fn message_ids(event: &Event) -> Option<Vec<Part<'_>>> {
    let context = event.get("requestContext");
    if context.is_some_and(|context| !context.is_object()) {
        return None;
    }
    let request = given(event.at(&["requestContext", "requestId"])).map(Part::of);
    let [state, span] = [trace_state(event), span_id(event)]
        .map(|id| id.filter(|id| !id.is_empty()).map(Part::text));
    let mut ids = Vec::new();
    for id in [request, state, span].into_iter().flatten() {
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    Some(ids)
}

fn span_id(event: &Event) -> Option<&str> {
    let parent = event.at(&["headers", "traceparent"])?.as_str()?;
    let mut parts = parent.split('-');
    let span = parts.nth(2)?;
    (parts.count() == 1).then_some(span)
}
