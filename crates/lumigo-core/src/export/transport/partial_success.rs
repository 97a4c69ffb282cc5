//! What a backend says with its acceptance: that it has left records out, or something to mend. What cannot
//! be read says nothing: the backend has accepted.

use super::Answer;
use super::message::Fields;
use serde_json::Value as Json;

/// Reads the `Export...ServiceResponse` of any signal: they differ in names alone.
pub(super) fn from_protobuf(response: &[u8]) -> Answer {
    read_protobuf(response).unwrap_or(Answer::Accepted)
}

/// The same in the JSON form.
pub(super) fn from_json(response: &[u8]) -> Answer {
    read_json(response).unwrap_or(Answer::Accepted)
}

fn read_protobuf(response: &[u8]) -> Option<Answer> {
    let partial_success = Fields::of(response)?.bytes(1)?;
    let rejected = Fields::of(partial_success)?.number(1);
    let message = Fields::of(partial_success)?.bytes(2).unwrap_or_default();
    // It is a signed number.
    let rejected = i64::from_ne_bytes(rejected.to_ne_bytes());
    Some(answer(rejected, &String::from_utf8_lossy(message)))
}

fn read_json(response: &[u8]) -> Option<Answer> {
    let response: Json = serde_json::from_slice(response).ok()?;
    let partial_success = response.get("partialSuccess")?;
    let names = ["rejectedSpans", "rejectedLogRecords", "rejectedDataPoints"];
    let rejected = names.iter().find_map(|name| partial_success.get(name));
    // Numbers of 64 bits are text in JSON.
    let rejected = match rejected {
        Some(Json::String(text)) => text.parse().unwrap_or_default(),
        Some(number) => number.as_i64().unwrap_or_default(),
        None => 0,
    };
    let message = partial_success.get("errorMessage").and_then(Json::as_str);
    Some(answer(rejected, message.unwrap_or_default()))
}

fn answer(rejected: i64, message: &str) -> Answer {
    let rejected = rejected.try_into().unwrap_or_default();
    if rejected == 0 && message.is_empty() {
        return Answer::Accepted;
    }
    Answer::Partly {
        rejected,
        message: message.to_owned(),
    }
}
