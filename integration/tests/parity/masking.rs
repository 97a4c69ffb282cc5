use crate::vectors::{check_all, environment};
use http::HeaderMap;
use lumigo_core::{ActiveCore, Instrumentation, MaskingContext};
use lumigo_opentelemetry::Lumigo;
use serde_json::{Map, Value, json};

static INSTRUMENTATION: Instrumentation = Instrumentation::new("parity", "1", &["parity"]);

#[test]
fn a_payload_is_masked_by_the_list_of_its_place() {
    check_all("masking.json", |case| {
        let lumigo = Lumigo::builder().with_variables(environment(case)).build();
        let core = INSTRUMENTATION.of(&lumigo).unwrap();
        let payload = case["payload"].as_str().unwrap();
        let masked = masked(&core, case["context"].as_str().unwrap(), payload);
        if is_expected(&case["expect"], &masked) {
            Ok(())
        } else {
            Err(format!("{masked:?}"))
        }
    });
}

fn masked(core: &ActiveCore, context: &str, payload: &str) -> String {
    let captured = |context| {
        let mut capture = core.capture(context, &HeaderMap::new()).unwrap();
        capture.push(payload.as_bytes());
        capture.finish().unwrap()
    };
    let text = |context| core.mask_text(context, payload).into_owned();
    match context {
        "requestBody" => captured(MaskingContext::RequestBody),
        "responseBody" => captured(MaskingContext::ResponseBody),
        "requestHeaders" => text(MaskingContext::RequestHeaders),
        "responseHeaders" => text(MaskingContext::ResponseHeaders),
        "environment" => text(MaskingContext::Environment),
        _ => text(MaskingContext::General),
    }
}

fn is_expected(expected: &Value, masked: &str) -> bool {
    match expected["text"].as_str() {
        Some(text) => text == masked,
        None => {
            let masked = serde_json::from_str(masked);
            masked.is_ok_and(|masked| expanded(masked) == expanded(expected["json"].clone()))
        }
    }
}

/// Strings that hold JSON are compared as what they hold.
fn expanded(value: Value) -> Value {
    match value {
        Value::Object(members) => members
            .into_iter()
            .map(|(key, value)| (key, expanded(value)))
            .collect::<Map<_, _>>()
            .into(),
        Value::Array(items) => items.into_iter().map(expanded).collect(),
        Value::String(text) if text.starts_with(['{', '[']) => match serde_json::from_str(&text) {
            Ok(inner) => json!({ "in a string": expanded(inner) }),
            Err(_) => text.into(),
        },
        other => other,
    }
}
