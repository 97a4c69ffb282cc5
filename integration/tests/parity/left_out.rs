//! How much of `lumigoData` fits.

use serde_json::{Value, json};

/// How many characters the id of a trigger has more than the vectors' `id0`.
const REST_OF_ID: usize = 36 - "id0".len();

/// As many triggers as fit, and of the last one as many ids.
pub(crate) fn fitting(triggers: &[Value], limit: usize) -> Vec<Value> {
    let mut fitting = Vec::new();
    for (place, trigger) in triggers.iter().enumerate() {
        let ids = trigger["fromMessageIds"].as_array();
        let ids = ids.map(Vec::as_slice).unwrap_or_default();
        let before: Vec<_> = triggers.iter().take(place).cloned().collect();
        // Without ids, none but the first tells anything.
        for count in usize::from(place > 0 && !ids.is_empty())..=ids.len() {
            let candidate = [before.clone(), vec![with_ids(trigger, ids, count)]].concat();
            if length(&candidate) > limit {
                return fitting;
            }
            fitting = candidate;
        }
    }
    fitting
}

fn with_ids(trigger: &Value, ids: &[Value], count: usize) -> Value {
    let mut trigger = trigger.clone();
    let members = trigger.as_object_mut().unwrap();
    members.remove("fromMessageIds");
    if count > 0 {
        members.insert(
            "fromMessageIds".to_owned(),
            ids.iter().take(count).cloned().collect(),
        );
    }
    trigger
}

fn length(triggers: &[Value]) -> usize {
    let ids = triggers
        .iter()
        .flat_map(|trigger| [&trigger["id"], &trigger["targetId"]]);
    let ids = ids.filter(|id| id.is_string()).count();
    spaced(&json!({ "trigger": triggers })).len() + ids * REST_OF_ID
}

/// JSON as Python writes it, with a space after commas and colons.
fn spaced(value: &Value) -> String {
    match value {
        Value::Array(items) => {
            let items: Vec<_> = items.iter().map(spaced).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Object(members) => {
            let member = |(key, value)| format!("{}: {}", json!(key), spaced(value));
            let members: Vec<_> = members.iter().map(member).collect();
            format!("{{{}}}", members.join(", "))
        }
        other => other.to_string(),
    }
}
