//! `process.environ`: the variables of the process, without their secrets.

mod plain_text;
mod secrets;

use crate::config::Config;
use crate::masking::MASK;
use secrets::Secrets;
use serde_json::Value as Json;

/// All variables as the text of one JSON object, cut at the length limit of attributes.
pub(super) fn environ(config: &Config) -> String {
    let limit = config.limits.span_value_length.unwrap_or(usize::MAX);
    let secrets = Secrets::of(config);
    let mut text = String::new();
    if secrets.environment.is_everything() {
        text.push_str(MASK);
    } else {
        write_object(&mut text, &config.environ, &secrets, limit);
    }
    if let Some((end, _)) = text.char_indices().nth(limit) {
        text.truncate(end);
    }
    text
}

/// Writes no more members than are needed to reach the limit.
fn write_object(
    text: &mut String,
    variables: &[(String, String)],
    secrets: &Secrets<'_>,
    limit: usize,
) {
    text.push('{');
    let mut length = 1;
    for (name, value) in variables {
        if length > limit {
            return;
        }
        let comma = if length > 1 { "," } else { "" };
        let masked = secrets.masked(name, value);
        let name = Json::from(secrets.without_tokens(name));
        let member = format!("{comma}{name}:{}", Json::from(masked));
        length += member.chars().count();
        text.push_str(&member);
    }
    text.push('}');
}

#[cfg(test)]
mod tests;
